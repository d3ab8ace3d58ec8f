"""The assistant with one part taken away, and the assistant that is handed the right article.

Their runs say what each part is worth, and how much of what goes wrong is lost in searching and how much in reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.asking import asks
from eval.dataset import Row
from eval.run import Assistant as Asks
from eval.score import Shelf
from index.collection import Collection
from index.windows import passage, windows
from rag.assistant import Assistant, Settings
from rag.retrieval import Retrieved

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from index.embedding import Embedder
    from rag.parsed import ParsedPassage

__all__ = ["ABLATIONS", "ablations", "given_article"]

# In the order of the table; the keys are what reports and progress bars call them.
ABLATIONS: Mapping[str, Settings] = {
    "dense-only": Settings(dense_weight=1.0),
    "words-only": Settings(dense_weight=0.0),
    "no-header": Settings(header_weight=0.0),  # and vectors made without it
    "no-scope": Settings(scope=False),
}


def ablations(path: Path, embedder: Embedder) -> dict[str, Asks]:
    """An assistant for each ablation, over the collection at ``path``.

    That without the context header embeds every paragraph anew when it is first asked.
    """
    found = {}
    for name, settings in ABLATIONS.items():
        kind = _Headerless if name == "no-header" else Collection
        collection = kind.open(path, embedder)
        if isinstance(collection, _Headerless):
            collection.embedder = embedder
        found[name] = asks(Assistant(collection, embedder, settings), collection)
    return found


def given_article(path: Path, embedder: Embedder, rows: Iterable[Row], shelf: Shelf) -> Asks:
    """An assistant that searches as always and then reads the expected articles only: what it gets wrong, reading does."""
    collection = Collection.open(path, embedder)
    by_stem: dict[str, list[int]] = {}
    for head in collection.articles():
        stem = shelf.stem({"article": head.id})
        by_stem.setdefault(stem, []).extend(collection.pids_of_article(head.id).tolist())
    wanted = {(row.question, row.history): row.expect.articles for row in rows}
    assistant = _Handed(collection, embedder)
    ask = asks(assistant, collection)

    def handed(question: str, history: Sequence[str]) -> Mapping[str, Any]:
        articles = wanted[question, tuple(history)]
        assistant.handed = frozenset(pid for stem in articles for pid in by_stem.get(stem, ()))
        return ask(question, history)

    return handed


class _Headerless(Collection):
    """A collection whose vectors are of the paragraphs alone."""

    embedder: Embedder
    _own: tuple[NDArray[np.int64], NDArray[np.float32]] | None = None

    def latest(self) -> Collection:
        return self

    def dense(self, question: NDArray[np.float32], k: int, within: ArrayLike | None = None) -> list[tuple[int, float]]:
        import numpy as np

        pids, scores = self._scored(question)
        keep = np.isin(pids, np.asarray(within)) if within is not None else np.ones(len(pids), bool)
        best = np.argsort(-scores[keep], kind="stable")[:k]
        return [(int(pid), float(score)) for pid, score in zip(pids[keep][best], scores[keep][best], strict=True)]

    def dense_scores(self, question: NDArray[np.float32], pids: Sequence[int]) -> NDArray[np.float32]:
        import numpy as np

        own, scores = self._scored(question)
        found: NDArray[np.float32] = scores[np.searchsorted(own, np.asarray(pids))]
        return found

    def _scored(self, question: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Every paragraph, ascending, with the cosine of its best window."""
        import numpy as np

        if self._own is None:
            owners: list[int] = []
            texts: list[str] = []
            for pid in sorted(pid for head in self.articles() for pid in self.pids_of_article(head.id).tolist()):
                text = self.passage(pid).text
                for span in windows(text, "", self.embedder):
                    owners.append(pid)
                    texts.append(passage("", span.of(text), self.embedder))
            self._own = np.asarray(owners, np.int64), self.embedder.embed_passages(texts)
        pids, starts = np.unique(self._own[0], return_index=True)
        return pids, np.maximum.reduceat(self._own[1] @ question, starts)


class _Handed(Assistant):
    """Reads only paragraphs that were handed to it: those that it found, else all of them; any where none were."""

    handed: frozenset[int] = frozenset()

    def _read(
        self, retrieved: Sequence[Retrieved], collection: Collection, folded: bool, known: frozenset[str]
    ) -> list[tuple[ParsedPassage, float]]:
        if self.handed:
            best = max((one.score for one in retrieved), default=0.0)
            found = [one for one in retrieved if one.pid in self.handed]
            retrieved = found or [Retrieved(pid, best, 0.0, 0.0) for pid in sorted(self.handed)]
        return super()._read(retrieved, collection, folded, known)
