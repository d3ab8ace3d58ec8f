"""The reading face of a collection: one immutable snapshot of articles, vectors and words, all of one revision."""

from __future__ import annotations

import difflib
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from index.article import Article
from index.catalog import SCHEMA_VERSION, ArticleHead, Catalog, Passage, Scope
from index.derived import load_vectors, repair_words, words_in_memory
from index.errors import ModelMismatch, UnknownArticle
from index.words import Field, WordIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from index.vectors import VectorIndex

__all__ = ["Collection", "CollectionInfo", "require_model"]

_WAIT_FOR_WRITER_S = 2.0  # between a writer's two commits lie milliseconds
_ARTICLES_HELD = 512
_PLACES_HELD = 64  # answers to "which paragraphs are about this place", which every question of a conversation asks


class Named(Protocol):
    """As much of an embedder as reading needs."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CollectionInfo:
    """What a collection says about itself."""

    id: str  # made when it was created
    version: str  # hash of the contents: the same exactly when model, articles and their sources are
    model: str  # name of the embedding model
    path: Path
    articles: int
    paragraphs: int
    schema: int


class Collection:
    """A snapshot. What others write later does not change it; ``latest()`` gives the newer one.

    Safe to use from several threads at once. Paragraphs are named by ``pid``, an integer that never gets other content.
    """

    def __init__(self, folder: Path, catalog: Catalog, words: WordIndex, embedder: Named | None) -> None:
        self.path = folder
        self._catalog = catalog
        self._words = words
        self._embedder = embedder
        self._lock = threading.RLock()
        self._articles: OrderedDict[str, Article] = OrderedDict()
        self._loaded: VectorIndex | None = None
        self._pids_of_places: dict[tuple[frozenset[str], Scope | None], NDArray[np.int64]] = {}
        self._next: Collection | None = None
        weakref.finalize(self, catalog.close)  # an older snapshot closes when the last answer made from it is done

    @classmethod
    def open(cls, path: str | Path, embedder: Named | None = None) -> Self:
        """The newest state of the collection at ``path``.

        Raises CollectionMissing, CollectionDamaged, and ModelMismatch when ``embedder`` is not the model that the
        collection was built with. A word index that does not match the catalogue is repaired first.
        """
        folder = Path(path)
        deadline = time.monotonic() + _WAIT_FOR_WRITER_S
        while True:
            catalog = Catalog.read(folder)
            try:
                if embedder is not None:
                    require_model(catalog, embedder)
                words = WordIndex.open(folder)
                if words is None or words.state != catalog.state():
                    # Between the commits of a writer at work, or left behind by one that was killed.
                    repaired = None if catalog.immutable else repair_words(folder)
                    if repaired is not None and time.monotonic() < deadline:
                        catalog.close()
                        time.sleep(0 if repaired else 0.05)
                        continue
                    words = words_in_memory(catalog)
            except BaseException:
                catalog.close()
                raise
            return cls(folder, catalog, words, embedder)

    def close(self) -> None:
        """Give the file back; using the snapshot afterwards is an error."""
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Versions --------------------------------------------------------------------------------------------------

    @cached_property
    def info(self) -> CollectionInfo:
        meta, (articles, paragraphs) = self._catalog.meta(), self._catalog.counts()
        return CollectionInfo(
            meta["id"], meta["version"], meta["model"], self.path, articles, paragraphs, SCHEMA_VERSION
        )

    def changed(self) -> bool:
        """Whether the collection on disk is newer than this snapshot. Costs microseconds."""
        return self._catalog.changed()

    def latest(self) -> Collection:
        """This snapshot, or the one of the newest state when there is a newer one. Threads share the newer one."""
        if not self.changed():
            return self
        with self._lock:
            if self._next is None or self._next.changed():
                self._next = type(self).open(self.path, self._embedder)
            return self._next

    # Articles and passages -------------------------------------------------------------------------------------

    def articles(self) -> list[ArticleHead]:
        """All articles without their text, by id."""
        return list(self._heads)

    @cached_property
    def _heads(self) -> list[ArticleHead]:
        return self._catalog.heads()

    def article(self, id_or_prefix: str) -> Article:
        """An article by its id or an unambiguous beginning of it. Raises UnknownArticle, which names close matches."""
        with self._lock:
            found = self._articles.get(id_or_prefix)
            if found is not None:
                self._articles.move_to_end(id_or_prefix)
                return found
        found = self._catalog.article(id_or_prefix) or self._catalog.article(self._resolve(id_or_prefix))
        assert found is not None  # the id was just read from the same snapshot
        with self._lock:
            self._articles[found.id] = found
            while len(self._articles) > _ARTICLES_HELD:
                self._articles.popitem(last=False)
        return found

    def _resolve(self, prefix: str) -> str:
        ids = self._catalog.ids()
        matches = [one for one in ids if prefix and one.startswith(prefix)]
        if len(matches) == 1:
            return matches[0]
        close = matches[:5] or difflib.get_close_matches(prefix, ids, n=3)
        hint = f"did you mean {', '.join(close)}?" if close else "`trichdan list` shows all"
        what = f"{len(matches)} articles begin with" if matches else "no article has the id"
        raise UnknownArticle(f"{what} {prefix!r} in {self.path}; {hint}")

    def passage(self, pid: int) -> Passage:
        """Raises KeyError for a pid that this snapshot does not hold."""
        return self.passages([pid])[0]

    def passages(self, pids: Sequence[int]) -> list[Passage]:
        """In the order of ``pids``. Raises KeyError for a pid that this snapshot does not hold."""
        where = self._catalog.locate(pids)
        found = []
        for pid in pids:
            article_id, ordinal, start, end = where[int(pid)]
            found.append(Passage(int(pid), article_id, ordinal, start, end, self.article(article_id).text[start:end]))
        return found

    def pids_of_article(self, article_id: str) -> NDArray[np.int64]:
        """The paragraphs of an article in reading order; empty for an unknown id."""
        return self._catalog.pids_of_article(article_id)

    # Search ----------------------------------------------------------------------------------------------------

    def _vectors(self) -> VectorIndex:
        with self._lock:  # read at the first search, once: importing FAISS takes longer than opening a collection
            if self._loaded is None:
                self._loaded = load_vectors(self.path, self._catalog)
            return self._loaded

    def dense(self, question: NDArray[np.float32], k: int, within: ArrayLike | None = None) -> list[tuple[int, float]]:
        """The ``k`` paragraphs nearest to a question vector (dim,) of length 1: (pid, cosine), best first.

        A paragraph counts by its best window. ``within`` limits the search to some pids.
        """
        return self._vectors().search(question, k, within)

    def dense_scores(self, question: NDArray[np.float32], pids: Sequence[int]) -> NDArray[np.float32]:
        """The exact cosine of each paragraph, shape (len(pids),); NaN for a pid that this snapshot does not hold."""
        return self._vectors().scores(question, pids)

    def words(
        self,
        terms: Sequence[str] | Mapping[str, float],
        k: int,
        *,
        field: Field = Field.EXACT,
        header_weight: float = 0.0,
        within_places: AnyOf[str] | None = None,
        within_years: AnyOf[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Paragraphs that hold any of the terms: (pid, BM25), best first.

        Terms are as `index.words.terms` makes them, pairs ("a_b") included; a mapping gives each a weight, in a
        sequence a repeated term counts repeatedly. ``header_weight`` > 0 searches title, date and places too.
        """
        if not isinstance(terms, Mapping):
            counted: dict[str, float] = {}
            for term in terms:
                counted[term] = counted.get(term, 0.0) + 1.0
            terms = counted
        return self._words.search(
            terms, k, field=field, header_weight=header_weight, places=within_places, years=within_years
        )

    def document_frequency(self, term: str, field: Field = Field.EXACT) -> int:
        """In how many paragraphs the term stands. Costs a microsecond."""
        return self._words.document_frequency(term, field)

    @cached_property
    def size(self) -> int:
        """Paragraphs held."""
        return self._catalog.counts()[1]

    # Places and years ------------------------------------------------------------------------------------------

    def place_keys(self, scope: Scope | None = None) -> Mapping[str, str]:
        """Key to name of every place that the articles (or their paragraphs, or both) speak of."""
        return self._place_names[scope]

    @cached_property
    def _place_names(self) -> dict[Scope | None, dict[str, str]]:
        return {scope: self._catalog.place_names(scope) for scope in (None, *Scope)}

    def pids_of_place(self, keys: str | Iterable[str], scope: Scope | None = None) -> NDArray[np.int64]:
        """Paragraphs that have one of the places, ascending; a place does not stand for those inside it."""
        wanted = (frozenset([keys] if isinstance(keys, str) else keys), scope)
        with self._lock:
            found = self._pids_of_places.get(wanted)
            if found is None:
                if len(self._pids_of_places) >= _PLACES_HELD:
                    self._pids_of_places.clear()
                found = self._pids_of_places[wanted] = self._catalog.pids_of_places(*wanted)
                found.flags.writeable = False  # shared by all who ask
        return found

    def places_of(self, pids: Sequence[int]) -> dict[int, list[tuple[str, Scope]]]:
        """(place key, scope) of each paragraph that has any."""
        return self._catalog.labels("places", pids)

    def years(self, scope: Scope | None = None) -> tuple[int, ...]:
        """The years that articles are of or paragraphs name, ascending."""
        return self._years[scope]

    @cached_property
    def _years(self) -> dict[Scope | None, tuple[int, ...]]:
        return {scope: self._catalog.years(scope) for scope in (None, *Scope)}

    def pids_of_years(self, years: Iterable[int]) -> NDArray[np.int64]:
        """Paragraphs that name one of the years or whose article is of one of them, ascending."""
        return self._catalog.pids_of_years(years)

    def years_of(self, pids: Sequence[int]) -> dict[int, list[tuple[int, Scope]]]:
        """(year, scope) of each paragraph that has any."""
        return self._catalog.labels("years", pids)


def require_model(catalog: Catalog, embedder: Named) -> None:
    """Raises ModelMismatch when the collection's vectors were made by another model."""
    model = catalog.meta()["model"]
    if model != embedder.name:
        raise ModelMismatch(
            f"{catalog.folder} was built with the model {model}, not {embedder.name}: "
            f"choose --model {model}, or add its articles to a new collection"
        )
