"""A question in words: what was expected, and what the assistant did instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.report_labels import percent, say
from eval.run import Record, Run

__all__ = ["Passage", "asked", "expected", "passages", "shown", "wrong_records"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its article: the text before and after it, and where it stands."""

    before: str
    quote: str
    after: str
    source: str
    line: str


def wrong_records(run: Run) -> list[Record]:
    """The questions that went wrong: answers shown first, for a wrong figure is worse than none."""
    return sorted((record for record in run.records if not record.right), key=lambda record: not record.shown)


def asked(record: Record, lang: str) -> str:
    """The question, after which others if it followed some."""
    if not record.history:
        return record.question
    return f"{record.question} ({say('after', lang)}: {' → '.join(record.history)})"


def expected(record: Record, lang: str) -> str:
    """The gold answer: numbers, spans, articles, or the reason to withhold."""
    if record.must_withhold:
        return f"{say('must_withhold', lang)}: {', '.join(say(reason, lang) for reason in record.reasons)}"
    expect = record.expect
    parts = ["; ".join(_number(number) for number in expect["numbers"])]
    parts.append(" / ".join(f"“{span}”" for span in expect["spans"]))
    articles = [expect["article"]] if "article" in expect else expect["articles"]
    return " · ".join(filter(None, [*parts, ", ".join(articles)]))


def shown(record: Record, lang: str) -> str:
    """What the assistant said, why it withheld, or how it failed."""
    if record.answer is None:
        return f"{say('raised', lang)}: {record.error}"
    if not record.shown:
        missing = ", ".join(map(str, record.answer.get("missing") or ()))
        reason = say(str(record.answer["reason"]), lang)
        return f"{say('was_withheld', lang)}: {reason}" + (f" ({missing})" if missing else "")
    return f"{_own_words(record.answer)} ({say('confidence', lang)} {percent(record.answer['confidence'], lang)})"


def _own_words(answer: Mapping[str, Any]) -> str:
    """The text of an answer without its quotes and sources, which reports show apart; all of it if that is all."""
    text = str(answer.get("answer") or "")
    cited = answer["citations"]
    lines = [
        line
        for line in text.split("\n")
        if not any(citation["quote"] in line or line.startswith(f"[{citation['n']}]") for citation in cited)
    ]
    return " ".join(" ".join(lines).split()) or " ".join(text.split())


def passages(record: Record) -> list[Passage]:
    """The quotes of the answer (of what is nearest, where it was withheld), each in its article."""
    if record.answer is None:
        return []
    cited = record.answer["citations"] or record.answer.get("nearest") or ()
    return [
        Passage(before, str(citation["quote"]), after, _source(citation), str(citation.get("line", "")))
        for citation, (before, after) in zip(cited, record.contexts, strict=False)
    ]


def _number(number: Mapping[str, Any]) -> str:
    of = f"/{number['of']:.15g}" if "of" in number else ""
    return f"{number['value']:.15g}{of} {number.get('unit', '')}".strip()


def _source(citation: Mapping[str, Any]) -> str:
    return str(citation.get("title") or citation.get("source") or citation["article"])
