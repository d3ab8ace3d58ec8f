"""``--explain``: how the question was read, what was looked at, why each was kept or dropped, what decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from rag.assistant import Trace
from rag.question import Question
from ui.answers import date_of
from ui.terminal import Terminal, one_line

if TYPE_CHECKING:
    from index.collection import Collection
    from rag.deciding import Decision, Judged

__all__ = ["show_trace"]

_CANDIDATES = 12
_BEGINNING = 80  # code points of a passage
_TRAITS = ("folded", "english", "is_claim", "negated", "wants_total")


def show_trace(trace: Trace, collection: Collection, terminal: Terminal, *, to_stderr: bool = False) -> None:
    """Print it; on standard error where standard output belongs to a program."""
    console = terminal.err if to_stderr else terminal.out

    def heading(key: str) -> None:
        console.print()
        console.print(Text(terminal.say(f"explain.{key}"), style="bold underline"))

    heading("question")
    if trace.question is None:
        console.print(Text(terminal.say("explain.nothing")))
        return
    console.print(_question(trace.question, trace, terminal))
    if trace.retrieved:
        heading("passages")
        console.print(_passages(trace, collection, terminal))
    if trace.decision is not None:
        if trace.decision.judged:
            heading("candidates")
            console.print(_candidates(trace.decision, terminal))
        heading("decision")
        reason = trace.decision.reason
        missing = f" ({', '.join(trace.decision.missing)})" if trace.decision.missing else ""
        console.print(Text(f"{reason.value}{missing}: {trace.decision.why}" if reason else trace.decision.why))


def _question(question: Question, trace: Trace, terminal: Terminal) -> Table:
    def places() -> str:
        return "; ".join(
            place.name + ("" if place.keys else f" ({terminal.say('explain.not_held')})") for place in trace.places
        )

    def words(terms: object) -> str:
        assert isinstance(terms, tuple)
        return ", ".join(f"{t.form} {t.weight:.2f}" + ("" if t.known else " ?") for t in terms)

    rows = {
        "reading": question.reading,
        "asked": question.asked.value,
        "noun": " ".join(token.form for token in question.noun),
        "places": places(),
        "years": ", ".join(question.time.names),
        "terms": words(question.terms),
        "context": words(question.context),
        "claimed": ", ".join(question.reading[q.start : q.end] for q in question.claimed),
        "traits": ", ".join(terminal.say(f"explain.{trait}") for trait in _TRAITS if getattr(question, trait)),
    }
    table = Table.grid(padding=(0, 2))
    for key, value in rows.items():
        if value:
            table.add_row(Text(terminal.say(f"explain.{key}"), style="dim"), Text(value))
    return table


def _passages(trace: Trace, collection: Collection, terminal: Terminal) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("#", terminal.say("explain.score"), "cosine", "BM25"):
        table.add_column(name, justify="right")
    table.add_column(terminal.say("explain.passage"))
    table.add_column("")
    passages = collection.passages([one.pid for one in trace.retrieved])
    for rank, (one, passage) in enumerate(zip(trace.retrieved, passages, strict=True), 1):
        article = collection.article(passage.article_id)
        where = f"{article.id}, {terminal.say('line', line=article.line_of(passage.start))}"
        scores = (f"{one.score:.2f}", f"{one.dense:.3f}", f"{one.words:.1f}")
        table.add_row(str(rank), *scores, Text(where), Text(one_line(passage.text)[:_BEGINNING] + " …", style="dim"))
    return table


def _candidates(decision: Decision, terminal: Terminal) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column(terminal.say("explain.score"), justify="right")
    table.add_column(terminal.say("explain.coverage"), justify="right")
    for key in ("figure", "places", "years", "passage", "fate", "signals"):
        table.add_column(terminal.say(f"explain.{key}"))
    shown = {id(judged) for judged in decision.shown}
    for judged in decision.judged[:_CANDIDATES]:
        candidate = judged.candidate
        signals = " ".join(f"{name} {value:+.2f}" for name, value in candidate.signals.items())
        fate = (
            Text(terminal.say("explain.shown"), style="bold green")
            if id(judged) in shown
            else _dropped(judged, terminal)
        )
        article = candidate.passage.article
        table.add_row(
            f"{candidate.score:.2f}",
            f"{candidate.coverage:.2f}",
            Text(_what(judged)),
            Text(judged.place.name if judged.place else ""),
            Text(str(judged.time) if judged.time else ""),
            Text(f"{article.id}, {date_of(article.published, terminal)}", style="dim"),
            fate,
            Text(signals, style="dim"),
        )
    return table


def _what(judged: Judged) -> str:
    candidate = judged.candidate
    text, q = candidate.passage.article.text, candidate.quantity
    if q is not None:
        return one_line(text[min(q.bound_start, q.start) : q.end])
    return one_line(text[candidate.sentence.start : candidate.sentence.end])[:_BEGINNING] + " …"


def _dropped(judged: Judged, terminal: Terminal) -> Text:
    return Text(judged.dropped or terminal.say("explain.not_shown"), style="yellow" if judged.dropped else "dim")
