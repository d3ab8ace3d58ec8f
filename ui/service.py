"""What the page and its programs call: one assistant, one collection, the same values as the command line prints."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import BadInput, UnknownArticle
from ui.strings import Language

if TYPE_CHECKING:
    from index.article import Article
    from index.catalog import ArticleHead
    from index.collection import Collection
    from index.embedding import Embedder
    from index.report import AddReport, Progress
    from rag.assistant import Trace
    from ui.conversations import Turn

__all__ = ["Overview", "Service"]

_log = logging.getLogger(__name__)

SEARCH_ROWS = 10
_EXAMPLES = 4
_EXAMPLES_TRIED = 24


@dataclass(frozen=True, slots=True)
class Overview:
    """What the collection is about, for someone who has not asked yet."""

    articles: int
    paragraphs: int
    places: tuple[str, ...]
    years: tuple[int, ...]
    examples: tuple[str, ...]


class Service:
    """Shared by all users. Safe to use from several threads at once."""

    def __init__(self, collection: Collection, embedder: Embedder) -> None:
        from rag.assistant import Assistant

        self._opened = collection
        self._embedder = embedder
        self._assistant = Assistant(collection, embedder)
        self._writing = threading.Lock()
        self._examples: tuple[str, tuple[str, ...]] = ("", ())  # version of the collection, its examples

    @property
    def collection(self) -> Collection:
        """The newest state of the collection."""
        self._opened = newest = self._opened.latest()
        return newest

    # Asking ----------------------------------------------------------------------------------------------------

    def ask(self, question: str, history: Sequence[str] = (), lang: Language = Language.VI) -> dict[str, Any]:
        """The answer as ``trichdan ask --json`` prints it. Raises BadInput."""
        return self.turn(question, history, lang)["answer"]  # type: ignore[no-any-return]

    def turn(self, question: str, history: Sequence[str], lang: Language) -> Turn:
        """An answer, and the articles that were looked at for it without being used."""
        from rag.assistant import Trace
        from rag.phrasing import Lang

        trace = Trace()
        answer = self._assistant.ask(_text(question), [_text(q) for q in history], lang=Lang(lang.value), trace=trace)
        used = {citation.quote.article.id for citation in (*answer.citations, *answer.nearest)}
        consulted = [head for head in self._read_for(trace) if head.id not in used]
        return {
            "answer": answer.to_json(),
            "consulted": [{"article": head.id, "title": head.title} for head in consulted],
            "verdict": None,
        }

    def _read_for(self, trace: Trace) -> list[Article]:
        """The articles of the passages that were read for an answer, nearest first."""
        opened = self.collection
        try:
            passages = opened.passages([one.pid for one in trace.retrieved])
        except KeyError:  # rebuilt since the answer was made
            return []
        return [opened.article(id) for id in dict.fromkeys(passage.article_id for passage in passages)]

    def search(self, words: str, limit: int = SEARCH_ROWS) -> list[dict[str, Any]]:
        """Passages as ``trichdan search --json`` prints them, best first. Raises BadInput."""
        from rag import retrieval
        from rag.assistant import MAX_QUESTION
        from rag.question import analyse

        text = _text(words).strip()
        if not any(map(str.isalnum, text)) or len(text) > MAX_QUESTION:
            raise BadInput(
                f"found no word to search for: expected 1 to {MAX_QUESTION:,} characters with a word or number"
            )
        opened = self.collection
        asked = analyse(text, _Vocabulary(opened), known_places=list(opened.place_keys().values()))
        found = retrieval.search(asked, self._embedder.embed_question(asked.reading), opened, k=limit)
        rows = []
        for one, passage in zip(found, opened.passages([one.pid for one in found]), strict=True):
            article = opened.article(passage.article_id)
            rows.append(
                {
                    "score": one.score,
                    "dense": one.dense,
                    "words": one.words,
                    "article": article.id,
                    "version": article.version,
                    "title": article.title,
                    "source": article.source,
                    "line": article.line_of(passage.start),
                    "start": passage.start,
                    "end": passage.end,
                    "text": passage.text,
                }
            )
        return rows

    # Articles --------------------------------------------------------------------------------------------------

    def article(self, article_id: str) -> dict[str, Any]:
        """An article as ``trichdan show --json`` prints it. Raises UnknownArticle; the id must be whole."""
        return article_json(self.stored(article_id))

    def stored(self, article_id: str) -> Article:
        article = self.collection.article(_text(article_id))
        if article.id != article_id:  # the beginning of an id is no stable address
            raise UnknownArticle(f"no article has the id {article_id!r}; did you mean {article.id}?")
        return article

    def heads(self) -> list[ArticleHead]:
        return self.collection.articles()

    def overview(self) -> Overview:
        opened = self.collection
        heads = opened.articles()
        places = dict.fromkeys(head.places[0] for head in heads if head.places)
        years = sorted({head.published.year for head in heads if head.published})
        return Overview(opened.info.articles, opened.info.paragraphs, tuple(places), tuple(years), self._examples[1])

    def prepare(self) -> None:
        """Load what the first question would wait for, and draw the examples anew if the collection has changed."""
        opened = self.collection
        if self._examples[0] != opened.info.version:
            self._examples = (opened.info.version, self._drawn(opened))

    def _drawn(self, opened: Collection) -> tuple[str, ...]:
        """Questions made from figures of the articles, one an article, each of which the assistant answers so."""
        found: list[str] = []
        heads = [head for head in opened.articles() if head.places]
        tried = 0
        for head in sorted(heads, key=lambda head: head.published.isoformat() if head.published else "", reverse=True):
            for noun, start in _countable(opened.article(head.id)):
                if len(found) >= _EXAMPLES or tried >= _EXAMPLES_TRIED:
                    return tuple(found)
                tried += 1
                question = f"{head.places[0]} có bao nhiêu {noun}?"
                figures = self.ask(question)["quantities"]
                if [figure["start"] for figure in figures] == [start]:
                    found.append(question)
                    break
        return tuple(found)

    # Changing the collection -----------------------------------------------------------------------------------

    def add(self, paths: Iterable[str | Path], progress: Progress) -> AddReport:
        """Add files; one call at a time. Raises CollectionError."""
        from index.build import add

        with self._writing:
            report = add(paths, self._opened.path, self._embedder, progress=progress)
        self.prepare()
        return report

    def remove(self, article_id: str) -> None:
        """Raises UnknownArticle, CollectionError."""
        from index.build import remove

        with self._writing:
            remove(article_id, self._opened.path)
        self.prepare()


def article_json(article: Article) -> dict[str, Any]:
    """All of an article, in its published form."""
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "places": list(article.places),
        "source": article.source,
        "url": article.url,
        "version": article.version,
        "paragraphs": [{"start": p.start, "end": p.end} for p in article.paragraphs],
        "sha256": article.sha256,
        "original_sha256": article.original_sha256,
        "text": article.text,
        "lines": list(article.lines),
        "left_out": [{"line": x.line, "text": x.text, "reason": x.reason} for x in article.left_out],
    }


def _countable(article: Article) -> list[tuple[str, int]]:
    """(what is counted, where the figure stands) for the figures that name it in two to four words."""
    from rag.figures import Kind
    from rag.quantity import quantities

    found: dict[str, int | None] = {}
    for q in quantities(article.text):
        if q.kind is not Kind.COUNT or not q.is_quantity or q.weak or q.noun is None or q.is_word:
            continue
        noun = q.noun.of(article.text)
        if 2 <= len(noun.split()) <= 4 and noun.replace(" ", "").isalpha():
            found[noun] = None if noun in found else q.start  # counted twice: the question would be ambiguous
    return [(noun, start) for noun, start in found.items() if start is not None]


class _Vocabulary:
    """How often words stand in the collection, as the analysis of a question asks for it."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    @property
    def size(self) -> int:
        return self._collection.size

    def document_frequency(self, form: str, *, folded: bool) -> int:
        from index.words import Field

        return self._collection.document_frequency(form, Field.FOLDED if folded else Field.EXACT)


def _text(value: object) -> str:
    """What a program sent as text, without half surrogate pairs, which no encoding can hold."""
    if not isinstance(value, str):
        raise BadInput(f"expected a text, got {type(value).__name__}")
    return value.encode("utf-8", "replace").decode("utf-8")
