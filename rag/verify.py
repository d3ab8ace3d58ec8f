"""A saved answer checked again: every quote, number and source against what the collection holds now.

An answer in JSON is only text: it may have been edited, or the articles may have changed since. Nothing in it is
believed; whatever it states is cut, read and computed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from index.article import Article
from index.collection import Collection
from index.errors import UnknownArticle
from index.text import normalize
from rag.answer import Status, planned, schema
from rag.figures import Quantity
from rag.held_place import held_place, subjects
from rag.held_time import held_time
from rag.parsed import ParsedPassage, Sentence
from rag.parsing import parse
from rag.phrasing import number_vi
from rag.quantity import number_value, same_value

__all__ = ["Finding", "Problem", "Verdict", "verify"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SOURCE_FIELDS = ("title", "publisher", "published", "url", "source")
_MOST_SCHEMA_ERRORS = 5


class Problem(StrEnum):
    """What is wrong with a part of an answer."""

    SCHEMA = "schema"  # not in the published form; nothing else can be checked then
    NO_ARTICLE = "no_article"
    VERSION_STANDS = "version_stands"  # the article has changed since, the quote still stands in it
    VERSION_GONE = "version_gone"  # the article has changed since, the quote no longer stands in it
    QUOTE = "quote"  # the slice says something else
    LINE = "line"
    SOURCE = "source"  # title, publisher, date, address or file differ
    NO_CITATION = "no_citation"  # a figure cites what is not there
    OUTSIDE = "outside"  # a figure stands outside its quote
    FIGURE_TEXT = "figure_text"  # the slice of a figure says something else
    NO_FIGURE = "no_figure"  # no number can be read there
    FIGURE = "figure"  # it reads as another value, unit, kind, bound, place or time
    SUM = "sum"
    UNSOURCED = "unsourced"  # a number of the text stands in no quote and no source


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree."""

    where: str  # "citations[0]", "quantities[1]", "answer"
    problem: Problem
    values: Mapping[str, object] = field(default_factory=dict)  # what was found, what the answer says


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of checking one answer."""

    quotes: int
    figures: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def verify(answer: object, collection: Collection) -> Verdict:
    """Check an answer as `Answer.to_json` gives it; anything may be passed, what is no answer is a finding."""
    wrong = list(_schema_findings(answer))
    if wrong or not isinstance(answer, dict):
        return Verdict(0, 0, tuple(wrong))
    found: list[Finding] = []
    cited: dict[int, tuple[Mapping[str, Any], Article | None]] = {}
    known = frozenset(collection.place_keys().values())
    for part in ("citations", "nearest"):
        for i, citation in enumerate(answer[part]):
            article, own = _check_citation(f"{part}[{i}]", citation, collection)
            found += own
            if part == "citations":
                cited[citation["n"]] = (citation, article)
    for i in range(len(answer["quantities"])):
        found += _check_figure(i, answer["quantities"], cited, known)
    found += _unsourced(answer)
    return Verdict(len(answer["citations"]) + len(answer["nearest"]), len(answer["quantities"]), tuple(found))


def _schema_findings(answer: object) -> Iterator[Finding]:
    import jsonschema

    errors = jsonschema.Draft202012Validator(schema()).iter_errors(answer)
    for _, error in zip(range(_MOST_SCHEMA_ERRORS), errors, strict=False):
        place = error.json_path.removeprefix("$").removeprefix(".")
        yield Finding(place or "-", Problem.SCHEMA, {"detail": _short(error.message)})


def _short(text: str, most: int = 200) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# Quotes and sources ------------------------------------------------------------------------------------------------


def _check_citation(
    where: str, citation: Mapping[str, Any], collection: Collection
) -> tuple[Article | None, list[Finding]]:
    """The article if the quote is a slice of it as it is stored now, and what is wrong."""
    found: list[Finding] = []
    try:
        article = collection.article(citation["article"])
    except UnknownArticle:
        article = None
    if article is None or article.id != citation["article"]:  # an id in full, not the beginning of one
        return None, [Finding(where, Problem.NO_ARTICLE, {"article": citation["article"]})]
    quote, start, end = citation["quote"], citation["start"], citation["end"]
    if article.version != citation["version"]:
        return None, [_other_version(where, citation, article)]
    if article.text[start:end] != quote:
        values = {"article": article.id, "start": start, "end": end, "found": _short(article.text[start:end])}
        return None, [Finding(where, Problem.QUOTE, values)]
    if article.line_of(start) != citation["line"]:
        found.append(Finding(where, Problem.LINE, {"found": article.line_of(start), "cited": citation["line"]}))
    stored = {
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "source": article.source,
    }
    for name in _SOURCE_FIELDS:
        if stored[name] != citation[name]:
            values = {"field": name, "article": article.id, "found": stored[name], "cited": citation[name]}
            found.append(Finding(where, Problem.SOURCE, values))
    return article, found


def _other_version(where: str, citation: Mapping[str, Any], article: Article) -> Finding:
    values: dict[str, object] = {"article": article.id, "stored": article.version, "cited": citation["version"]}
    at = article.text.find(citation["quote"])
    if at < 0:
        return Finding(where, Problem.VERSION_GONE, values)
    return Finding(where, Problem.VERSION_STANDS, {**values, "line": article.line_of(at)})


# Figures -----------------------------------------------------------------------------------------------------------


def _check_figure(
    i: int,
    figures: Sequence[Mapping[str, Any]],
    cited: Mapping[int, tuple[Mapping[str, Any], Article | None]],
    known: frozenset[str],
) -> Iterator[Finding]:
    figure, where = figures[i], f"quantities[{i}]"
    if figure["citation"] not in cited:
        yield Finding(where, Problem.NO_CITATION, {"citation": figure["citation"]})
        return
    if figure["computed_from"] is not None:
        yield from _check_sum(i, figures)
        return
    citation, article = cited[figure["citation"]]
    start, end = figure["start"], figure["end"]
    if start is None or end is None or not citation["start"] <= start < end <= citation["end"]:
        yield Finding(where, Problem.OUTSIDE, {"text": figure["text"], "citation": figure["citation"]})
        return
    if article is None:
        return  # the citation itself is a finding
    if article.text[start:end] != figure["text"]:
        yield Finding(where, Problem.FIGURE_TEXT, {"found": article.text[start:end], "cited": figure["text"]})
        return
    read = _read(article, start, end, known)
    if read is None:
        yield Finding(where, Problem.NO_FIGURE, {"text": figure["text"]})
        return
    for name, again in _as_shown(*read).items():
        same = same_value(again, figure[name]) if name in _VALUES and again is not None else again == figure[name]
        if not same:
            yield Finding(where, Problem.FIGURE, {"field": name, "found": again, "cited": figure[name]})


_VALUES = ("value", "range_end", "of")


def _read(
    article: Article, start: int, end: int, known: frozenset[str]
) -> tuple[ParsedPassage, Sentence, Quantity] | None:
    """The figure at exactly this place, read anew from the article. ``known``: the places that the collection speaks of."""
    paragraph = article.paragraph_at(start)
    if paragraph is None:
        return None
    passage = parse(article, paragraph.ordinal, folded=False, known=known)
    for sentence in passage.sentences:
        for quantity in (*sentence.quantities, *sentence.ranks):
            for figure in (quantity, planned(quantity, article.text)):
                if (figure.start, figure.end) == (start, end):
                    return passage, sentence, figure
    return None


def _as_shown(passage: ParsedPassage, sentence: Sentence, q: Quantity) -> dict[str, Any]:
    """What an answer should say of the figure."""
    place = held_place(passage, sentence, q, subjects(passage.article))
    time = held_time(passage, sentence, q)
    return {
        "value": q.value,
        "range_end": q.range_end,
        "of": q.of,
        "of_kind": q.of_kind.value if q.of_kind else None,
        "unit": q.unit or None,
        "kind": q.kind.value,
        "bound": q.bound.value if q.bound else None,
        "place": place.name if place else None,
        "time": str(time) if time else None,
        "time_from": time.source if time else None,
    }


def _check_sum(i: int, figures: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    total, where = figures[i], f"quantities[{i}]"
    positions = total["computed_from"]
    parts = [figures[at] for at in positions if at < len(figures)]
    sound = len(parts) == len(positions) >= 2 and len(set(positions)) == len(positions)
    if not sound or any(part["computed_from"] is not None for part in parts):
        yield Finding(where, Problem.SUM, {"found": None, "cited": total["value"]})
        return
    value = sum(part["value"] for part in parts)
    written = [number_value(match) for match in _NUMBER.findall(total["text"])]
    expected = [part["value"] for part in parts] + [value]
    agrees = len(written) == len(expected) and all(map(same_value, written, expected))
    if not same_value(value, total["value"]) or not agrees:
        yield Finding(where, Problem.SUM, {"found": value, "cited": total["text"]})
    for name in ("unit", "kind"):
        if {part[name] for part in parts} != {total[name]}:
            values = {"field": name, "found": parts[0][name], "cited": total[name]}
            yield Finding(where, Problem.FIGURE, values)


# The text ----------------------------------------------------------------------------------------------------------


def _unsourced(answer: Mapping[str, Any]) -> Iterator[Finding]:
    """Numbers of the text that come from nowhere. An abstention states no figure."""
    if answer["status"] != Status.ANSWERED:
        return
    sources: list[object] = [answer["question"], answer["understood_as"]]
    for citation in answer["citations"]:
        sources += [citation[name] for name in (*_SOURCE_FIELDS, "n", "line", "quote")]
    for figure in answer["quantities"]:
        sources += [figure["text"], figure["place"], figure["time"]]
        for value in filter(None, (figure[name] for name in _VALUES)):
            sources += [number_vi(value), f"{value:,}"]
    known = {number for source in sources for number in _NUMBER.findall(normalize(str(source)))}
    known |= {number.lstrip("0") for number in known}  # 2023-01-09 is written 9/1/2023 by some
    for number in dict.fromkeys(_NUMBER.findall(normalize(answer["answer"]))):
        if number not in known:
            yield Finding("answer", Problem.UNSOURCED, {"number": number})
