"""``trichdan ask`` and ``trichdan search``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import BadInput
from ui.opening import open_to_ask
from ui.options import FILE, Command, collection_option, json_option, lang_option, model_option
from ui.strings import Language
from ui.terminal import Terminal

if TYPE_CHECKING:
    from index.collection import Collection
    from index.embedding import Embedder
    from rag.answer import Answer
    from rag.assistant import Assistant
    from rag.retrieval import Retrieved

__all__ = ["ask", "search"]


@click.command("ask", cls=Command)
@click.argument("question", nargs=-1)
@click.option("--history", metavar="Q", multiple=True)
@click.option("--batch", metavar="FILE.jsonl", type=FILE)
@click.option("--explain", is_flag=True)
@json_option
@collection_option
@model_option
@lang_option
def ask(
    question: tuple[str, ...],
    history: tuple[str, ...],
    batch: Path | None,
    explain: bool,
    as_json: bool,
    collection: Path | None,
    model: str | None,
    lang: str,
) -> None:
    terminal = Terminal(Language(lang))
    if batch is not None:
        if question or history or explain:
            raise BadInput(terminal.say("ask.both"))
        _ask_all(list(_rows(batch, terminal)), collection, model, terminal)
        return
    if not question:
        raise BadInput(terminal.say("ask.nothing"))
    from rag.assistant import Assistant, Trace
    from rag.phrasing import Lang

    text, earlier = _clean(" ".join(question)), list(map(_clean, history))
    opened, embedder = open_to_ask(collection, model, terminal)
    trace = Trace()
    answer = Assistant(opened, embedder).ask(text, earlier, lang=Lang(lang), trace=trace)
    if as_json:
        terminal.json(answer.to_json())
    else:
        from ui.answers import show_answer

        show_answer(answer, trace, terminal)
    if explain:
        from ui.explaining import show_trace

        show_trace(trace, opened, terminal, to_stderr=as_json)


# Many questions from a file ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    id: str | int | None
    question: str
    history: tuple[str, ...]


def _rows(path: Path, terminal: Terminal) -> Iterator[_Row]:
    """The questions of a file; all of them are read before the first is asked. BadInput names the first bad line."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.expanduser().read_bytes()
        lines = data.decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(terminal.say("batch.unreadable", path=path, why=why)) from error
    empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        empty = False

        def bad(key: str, number: int = number, **values: object) -> BadInput:
            return BadInput(terminal.say(f"batch.{key}", path=path, line=number, **values))

        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise bad("json", why=str(error)) from error
        if not isinstance(row, dict):
            raise bad("object")
        if not isinstance(row.get("question"), str):
            raise bad("question")
        history = row.get("history") or []
        if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
            raise bad("history")
        own = row.get("id")
        if own is not None and (isinstance(own, bool) or not isinstance(own, str | int)):
            raise bad("id")
        yield _Row(own, _clean(row["question"]), tuple(map(_clean, history)))
    if empty:
        raise BadInput(terminal.say("batch.empty", path=path))


def _ask_all(rows: list[_Row], collection: Path | None, model: str | None, terminal: Terminal) -> None:
    from rag.assistant import Assistant

    opened, embedder = open_to_ask(collection, model, terminal)
    assistant = Assistant(opened, embedder)
    embedder.expect_questions(len(rows))
    for row in rows:
        terminal.json({**_answer(assistant, row, opened, terminal).to_json(), "id": row.id}, indent=None)


def _answer(assistant: Assistant, row: _Row, opened: Collection, terminal: Terminal) -> Answer:
    from rag.answer import Answer, Reason, Status
    from rag.phrasing import Lang

    try:
        return assistant.ask(row.question, row.history, lang=Lang(terminal.language.value))
    except BadInput as error:  # an empty or endless question is no reason to leave the others without an answer
        info = opened.latest().info
        return Answer(
            question=row.question,
            understood_as=row.question,
            status=Status.ABSTAINED,
            text=str(error),
            reason=Reason.OFF_TOPIC,
            collection={"id": info.id, "version": info.version},
        )


# Searching ---------------------------------------------------------------------------------------------------------


@click.command("search", cls=Command)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", "-k", type=click.IntRange(1, 100), default=5, show_default=True)
@json_option
@collection_option
@model_option
@lang_option
def search(
    words: tuple[str, ...], limit: int, as_json: bool, collection: Path | None, model: str | None, lang: str
) -> None:
    from ui.answers import excerpt, source_of

    terminal = Terminal(Language(lang))
    text = _clean(" ".join(words)).strip()
    if not any(map(str.isalnum, text)):
        raise BadInput(terminal.say("search.nothing"))
    opened, embedder = open_to_ask(collection, model, terminal)
    found = _search(text, limit, opened, embedder)
    passages = opened.passages([one.pid for one in found])
    if as_json:
        rows: list[dict[str, Any]] = []
        for one, passage in zip(found, passages, strict=True):
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
        terminal.json(rows)
        return
    if not found:
        terminal.note(terminal.say("search.none"))
    for rank, (one, passage) in enumerate(zip(found, passages, strict=True), 1):
        article = opened.article(passage.article_id)
        scores = terminal.say("search.scores", score=one.score, dense=one.dense, words=one.words)
        terminal.line(f"{rank}. {scores}", style="bold cyan")
        terminal.line(excerpt(passage.text), indent=3)
        for line in source_of(article, passage.start, terminal):
            terminal.line(line, style="dim", indent=3)


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


def _search(text: str, limit: int, collection: Collection, embedder: Embedder) -> list[Retrieved]:
    from rag import retrieval
    from rag.question import analyse

    asked = analyse(text, _Vocabulary(collection), known_places=list(collection.place_keys().values()))
    return retrieval.search(asked, embedder.embed_question(asked.reading), collection, k=limit)


def _clean(text: str) -> str:
    """Text that every encoding can hold. Where the system's encoding is ASCII, Python keeps the bytes of an argument as
    surrogates: they are read as the UTF-8 that they are."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # half a pair, from a file of questions
        return text.encode("utf-8", "replace").decode("utf-8")
