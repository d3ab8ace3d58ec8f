"""An answer as a person reads it in a terminal: figures first, then the quotes they stand in, then where those come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from rag.answer import Answer, Citation, Shown, Status
from rag.assistant import Trace
from rag.figures import OfKind
from rag.phrasing import number_vi
from ui.strings import Language
from ui.terminal import Terminal, one_line

if TYPE_CHECKING:
    import datetime

    from index.article import Article

__all__ = ["date_of", "excerpt", "show_answer", "source_of"]

_FIGURE, _SOURCE, _WITHHELD = "bold green", "dim", "bold yellow"
_EXCERPT = 400  # code points of a passage that a list shows


def show_answer(answer: Answer, trace: Trace, terminal: Terminal) -> None:
    """Print it. The trace tells what an answer alone does not: whether a claim was checked."""
    if one_line(answer.understood_as).casefold() != one_line(answer.question).casefold():
        terminal.line(terminal.say("understood", reading=answer.understood_as), style="italic cyan")
        terminal.line()
    if answer.status is Status.ABSTAINED:
        _show_abstention(answer, terminal)
        return
    _show_lead(answer, trace, terminal)
    by_number = {citation.n: citation for citation in answer.citations}
    for shown in answer.quantities:
        terminal.line(_figure(shown, by_number[shown.citation].quote.article, terminal))
    for citation in answer.citations:
        if citation is not answer.citations[0] or answer.quantities:
            terminal.line()
        terminal.line(_quote(citation, answer.quantities))
        for line in source_of(citation.quote.article, citation.quote.start, terminal):
            terminal.line(line, style=_SOURCE, indent=4)


def _show_abstention(answer: Answer, terminal: Terminal) -> None:
    """What is missing stands out; the nearest passage is there, but nothing in it looks like an answer."""
    for number, line in enumerate(answer.text.split("\n")):
        terminal.line(line, style=_WITHHELD if number == 0 else _SOURCE)


def _show_lead(answer: Answer, trace: Trace, terminal: Terminal) -> None:
    question = trace.question
    if question is not None and question.is_claim and question.claimed:
        claimed = ", ".join(question.reading[q.start : q.end] for q in question.claimed)
        terminal.line(terminal.say("claim", claimed=claimed), style="bold")
    elif answer.conflict:
        terminal.line(terminal.say("conflict"), style="bold")


def _figure(shown: Shown, article: Article, terminal: Terminal) -> Text:
    """ "gần 15 tỷ đồng · Đầm Hà · 11/2023 [1]"."""
    q = shown.quantity
    if shown.computed_from is not None:
        return Text.assemble("• ", (shown.text, _FIGURE), (f"  ({terminal.say('computed')})", _SOURCE))
    text = article.text[min(q.bound_start, q.start) : q.end]
    details = [_pair(shown, terminal), _bound(shown, terminal), shown.place, _time(shown, terminal)]
    if q.unit and q.unit.split("/")[0].split()[0].lower() not in text.lower():
        details.insert(0, q.unit)
    about = " · ".join(detail for detail in details if detail)
    return Text.assemble(
        "• ", (one_line(text), _FIGURE), f"  {about}" if about else "", (f" [{shown.citation}]", _SOURCE)
    )


def _pair(shown: Shown, terminal: Terminal) -> str | None:
    """ "7.000 trên kế hoạch 6.400"."""
    q = shown.quantity
    if q.of is None:
        return None
    kind = OfKind.PLAN if q.of_kind is OfKind.PLAN else OfKind.TOTAL
    return terminal.say(f"of.{kind.value}", value=_number(q.value, terminal), of=_number(q.of, terminal))


def _bound(shown: Shown, terminal: Terminal) -> str | None:
    """The hedge, where the words before the figure do not show it to this reader."""
    q = shown.quantity
    if q.bound is None or (q.bound_start < q.start and terminal.language is Language.VI):
        return None
    return f"({terminal.say(f'bound.{q.bound.value}')})"


def _time(shown: Shown, terminal: Terminal) -> str | None:
    if not shown.time:
        return None
    year, _, month = shown.time.partition("-")
    time = f"{int(month)}/{year}" if len(month) == 2 else shown.time
    return terminal.say("time.article", time=time) if shown.time_from == "article" else time


def _number(value: float, terminal: Terminal) -> str:
    return number_vi(value) if terminal.language is Language.VI else f"{value:,}"


def _quote(citation: Citation, figures: Sequence[Shown]) -> Text:
    """The quote with its figures highlighted."""
    quote = citation.quote
    shown = Text(f"[{citation.n}] “")
    before = len(shown)
    shown.append(quote.text)
    shown.append("”")
    for figure in figures:
        q = figure.quantity
        if figure.citation == citation.n and figure.computed_from is None:
            start = max(min(q.bound_start, q.start), quote.start)
            shown.stylize(_FIGURE, before + start - quote.start, before + q.end - quote.start)
    return shown


def source_of(article: Article, offset: int, terminal: Terminal) -> list[str]:
    """Where a slice comes from: title; publisher and date; file and line, and the address if there is one."""
    lines = [
        article.title,
        f"{article.publisher or terminal.say('no_publisher')}, {date_of(article.published, terminal)}",
        f"{article.source}, {terminal.say('line', line=article.line_of(offset))}  ({article.id})",
    ]
    return [*lines, article.url] if article.url else lines


def date_of(date: datetime.date | None, terminal: Terminal) -> str:
    if date is None:
        return terminal.say("no_date")
    return date.strftime("%d/%m/%Y") if terminal.language is Language.VI else date.isoformat()


def excerpt(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _EXCERPT else text[: text.rfind(" ", 0, _EXCERPT)] + " …"
