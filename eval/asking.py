"""Between the assistant and the evaluation: how a collection is judged, and how its assistant is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from eval.run import Assistant as Asks
from eval.score import Shelf
from index.article import Article
from index.errors import UnknownArticle

if TYPE_CHECKING:
    from index.collection import Collection
    from rag.assistant import Assistant
    from rag.phrasing import Lang

__all__ = ["Texts", "about", "asks", "default_set", "shelf_of"]


def default_set() -> Path:
    """The questions about the articles that come with the program."""
    return Path(str(resources.files("eval") / "questions" / "articles.jsonl"))


def asks(assistant: Assistant, collection: Collection, lang: Lang | None = None) -> Asks:
    """The assistant as a run asks it. ``collection`` is the one it answers from; its passages read go into the answer."""
    from rag.assistant import Trace
    from rag.phrasing import Lang
    from rag.retrieval import worth_reading

    def ask(question: str, history: Sequence[str]) -> Mapping[str, Any]:
        trace = Trace()
        answer = assistant.ask(question, history, lang=lang or Lang.VI, trace=trace).to_json()
        passages = collection.latest().passages([one.pid for one in trace.retrieved])
        read = len(worth_reading(trace.retrieved))
        answer["retrieved"] = [
            {"article": p.article_id, "start": p.start, "end": p.end, "text": p.text, "read": i < read}
            for i, p in enumerate(passages)
        ]
        return answer

    return ask


def shelf_of(collection: Collection) -> Shelf:
    """The articles of a collection, and which of them are originals of the articles that come with the program."""

    def article(article_id: str) -> Article | None:
        try:
            found = collection.article(article_id)
        except UnknownArticle:
            return None
        return found if found.id == article_id else None  # an id cut short is no id

    return Shelf(article, _originals())


def about(collection: Collection) -> dict[str, Any]:
    """What reports say of a collection."""
    info = collection.info
    files = [path for path in info.path.rglob("*") if path.is_file()]
    return {
        "id": info.id,
        "version": info.version,
        "model": info.model,
        "articles": info.articles,
        "paragraphs": info.paragraphs,
        "megabytes": round(sum(path.stat().st_size for path in files) / 1e6, 1),
    }


def _originals() -> dict[str, str]:
    """For the sha256 of each original's file, the stem of the packaged article that retells it."""
    import frontmatter

    stems = {}
    for entry in resources.files("seeds").iterdir():
        if entry.name.endswith(".md"):
            digest = frontmatter.loads(entry.read_text(encoding="utf-8")).metadata.get("original_sha256")
            if digest:
                stems[str(digest).lower()] = PurePosixPath(entry.name).stem
    return stems


class Texts(Mapping[str, str]):
    """The text of each article by the stem that a question set names it by, read when it is asked for.

    Several articles of one stem are read as one text: whichever of them answers is right.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def __getitem__(self, stem: str) -> str:
        ids = self._ids[stem] if stem in self._ids else self._retold[stem]
        return "\n".join(self._collection.article(one).text for one in ids)

    def __contains__(self, stem: object) -> bool:
        return stem in self._ids or stem in self._retold

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._retold, *self._ids]))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for head in self._collection.articles():
            ids.setdefault(PurePosixPath(head.source).stem, []).append(head.id)
        return ids

    @cached_property
    def _retold(self) -> dict[str, list[str]]:
        """Originals under the stem of their seed: found only by reading every article, so not before it is needed."""
        stems, ids = _originals(), dict[str, list[str]]()
        for head in self._collection.articles():
            stem = stems.get(self._collection.article(head.id).sha256)
            if stem is not None:
                ids.setdefault(stem, []).append(head.id)
        return ids
