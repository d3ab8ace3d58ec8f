"""What the assistant answers: values, and their JSON form (``answer.schema.json``)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from index.article import Span
from rag.figures import OfKind, Quantity
from rag.grounding import GroundingError, Quote
from rag.quantity import same_value, scan

__all__ = ["SCHEMA_VERSION", "Answer", "Citation", "Reason", "Shown", "Status", "planned", "schema"]

SCHEMA_VERSION = 1


class Status(StrEnum):
    ANSWERED = "answered"
    ABSTAINED = "abstained"


class Reason(StrEnum):
    """Why nothing is answered."""

    PLACE_NOT_FOUND = "place_not_found"  # no article is about the place
    TIME_NOT_COVERED = "time_not_covered"  # the place is there, the year is not
    NOT_IN_ARTICLES = "not_in_articles"  # the thing asked for is not
    OFF_TOPIC = "off_topic"  # nothing that these articles could tell


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote, numbered, with where it comes from."""

    n: int
    quote: Quote

    def to_json(self) -> dict[str, Any]:
        article = self.quote.article
        return {
            "n": self.n,
            "article": article.id,
            "version": article.version,
            "title": article.title,
            "publisher": article.publisher,
            "published": article.published.isoformat() if article.published else None,
            "url": article.url,
            "source": article.source,
            "line": self.quote.line,
            "start": self.quote.start,
            "end": self.quote.end,
            "quote": self.quote.text,
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of the answer: read from the citation's quote, or computed from other figures of the answer."""

    quantity: Quantity
    citation: int  # number of the citation that it stands in; of its first part when computed
    place: str | None
    time: str | None  # "2023", "2023-11", "2021-2025"
    time_from: str | None  # "sentence" | "article"
    text: str  # the slice, with its unit; for a computed figure the written sum
    computed_from: tuple[int, ...] | None = None  # positions, from 0, of the figures it was computed from

    def to_json(self) -> dict[str, Any]:
        q = self.quantity
        computed = self.computed_from is not None
        return {
            "value": q.value,
            "range_end": q.range_end,
            "of": q.of,
            "of_kind": q.of_kind.value if q.of_kind else None,
            "unit": q.unit or None,
            "kind": q.kind.value,
            "bound": q.bound.value if q.bound else None,
            "text": self.text,
            "start": None if computed else q.start,
            "end": None if computed else q.end,
            "citation": self.citation,
            "place": self.place,
            "time": self.time,
            "time_from": self.time_from,
            "computed_from": list(self.computed_from) if self.computed_from is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention that says what is missing. ``check`` has passed before it leaves the assistant."""

    question: str
    understood_as: str
    status: Status
    text: str  # what a person reads
    quantities: tuple[Shown, ...] = ()
    conflict: bool = False
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None
    missing: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    confidence: float = 0.0
    timings_ms: dict[str, float] = field(default_factory=dict)
    collection: dict[str, str] = field(default_factory=dict)

    def check(self) -> Answer:
        """Returns itself, or raises GroundingError: figures inside their quotes, sums right, abstentions empty."""
        by_number = {c.n: c for c in self.citations}
        if (self.status is Status.ABSTAINED) != (self.reason is not None):
            raise GroundingError("an abstention needs a reason, an answer must have none")
        if self.status is Status.ABSTAINED and (self.quantities or self.citations):
            raise GroundingError("an abstention must show neither figures nor citations")
        if self.status is Status.ANSWERED and not self.citations:
            raise GroundingError("an answer needs at least one citation")
        for number, shown in enumerate(self.quantities):
            citation = by_number.get(shown.citation)
            if citation is None:
                raise GroundingError(f"the figure {shown.text!r} cites [{shown.citation}], which is not there")
            if shown.computed_from is not None:
                parts = [self.quantities[i] for i in shown.computed_from if 0 <= i < number]
                if not parts or len(parts) < len(shown.computed_from) or any(p.computed_from for p in parts):
                    raise GroundingError(f"the sum {shown.text!r} is not computed from figures that were read")
                total = sum(self.quantities[i].quantity.value for i in shown.computed_from)
                written = _says(shown.text.rpartition("=")[2], shown.quantity.value)
                if abs(total - shown.quantity.value) > 1e-9 * max(1.0, abs(total)) or not written:
                    raise GroundingError(f"the sum {shown.text!r} does not follow from its parts")
            elif not citation.quote.holds(Span(shown.quantity.start, shown.quantity.end)):
                raise GroundingError(f"the figure {shown.text!r} stands outside its quote [{shown.citation}]")
            elif citation.quote.article.text[shown.quantity.start : shown.quantity.end] != shown.text:
                raise GroundingError(f"the figure {shown.text!r} is not what the article says there")
            elif not _says(shown.text, shown.quantity.value):
                raise GroundingError(f"the value {shown.quantity.value} is not what {shown.text!r} says")
        return self

    def to_json(self, id: str | int | None = None) -> dict[str, Any]:
        """The published form; ``id`` is handed through from a batch."""
        return {
            "schema_version": SCHEMA_VERSION,
            "id": id,
            "question": self.question,
            "understood_as": self.understood_as,
            "status": self.status.value,
            "answer": self.text,
            "quantities": [q.to_json() for q in self.quantities],
            "conflict": self.conflict,
            "citations": [c.to_json() for c in self.citations],
            "reason": self.reason.value if self.reason else None,
            "missing": list(self.missing),
            "nearest": [c.to_json() for c in self.nearest],
            "confidence": round(self.confidence, 4),
            "timings_ms": {k: round(v, 3) for k, v in self.timings_ms.items()},
            "collection": self.collection,
        }


def planned(quantity: Quantity, text: str) -> Quantity:
    """The planned figure of "1.200/700 người" as a figure of its own; any other figure as it is."""
    slash = text.find("/", quantity.number_start, quantity.end)
    if quantity.of is None or quantity.of_kind is not OfKind.PLAN or slash < 0:
        return quantity
    start = slash + 1 + len(text[slash + 1 : quantity.end]) - len(text[slash + 1 : quantity.end].lstrip())
    return replace(quantity, value=quantity.of, of=None, of_kind=None, start=start, bound_start=start, bound=None)


def _says(text: str, value: float) -> bool:
    """Whether a slice, read by itself, has the value."""
    return any(same_value(read.value, value) for read in scan(text))


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON schema of ``Answer.to_json``."""
    loaded: dict[str, Any] = json.loads(
        resources.files("rag").joinpath("answer.schema.json").read_text(encoding="utf-8")
    )
    return loaded
