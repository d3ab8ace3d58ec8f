"""The time for which a figure holds.

The year nearest to it in its sentence; else the last one that its paragraph named before; else that of the section's
heading; else the one that the article reports on.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

from index.reported import reported_year
from index.text import fold
from rag.figures import Level, Quantity
from rag.parsed import ParsedPassage, Sentence, TimeExpression

__all__ = ["HeldTime", "held_time"]


@dataclass(frozen=True, slots=True)
class HeldTime:
    """The time for which a figure holds."""

    first: int
    last: int
    month: int | None
    source: str  # "sentence" | "article"
    weak: bool = False

    def __str__(self) -> str:
        if self.last != self.first:
            return f"{self.first}-{self.last}"
        return f"{self.first}-{self.month:02d}" if self.month else str(self.first)


# The figures of a sentence are looked at one by one, and question after question meets the same sentences.
_folded = lru_cache(maxsize=4096)(fold)

_NOW = re.compile(r"dau nam(?: \d{4})? den nay|nam nay\b|hien nay\b|den nay\b|hien tai\b")
_OPENING = 60  # code points: a time that opens a sentence also holds for the sentences after it


def held_time(passage: ParsedPassage, sentence: Sentence, quantity: Quantity | None) -> HeldTime | None:
    """The time for which a figure (or a whole sentence) holds; None when neither text nor article says."""
    if year := _year_of_level(passage, sentence, quantity):
        return HeldTime(year, year, None, "sentence")
    near = _nearest(passage.article.text, sentence, quantity)
    weak = near
    if near is None or near.weak:
        near = None
        for current in passage.back_from(sentence):
            opening = [t for t in current.times if _speaks_on(t) and t.start - current.start <= _OPENING]
            if opening and current is not sentence and not _changes(current, opening[0]):
                near = opening[0]
                break
            if _NOW.search(_folded(passage.article.text[current.start : current.start + _OPENING])):
                break
    if near is not None:
        return HeldTime(near.first, near.last, near.month, "sentence")
    year = passage.heading_year or reported_year(passage.article)
    if year is not None:
        return HeldTime(year, year, None, "article")
    return HeldTime(weak.first, weak.last, weak.month, "sentence", weak=True) if weak else None


_UNTIL = re.compile(r"\s*(?:-|–|đến|tới)\s*(?:hết\s+)?(?:năm\s+)?", re.IGNORECASE)


def _year_of_level(passage: ParsedPassage, sentence: Sentence, quantity: Quantity | None) -> int | None:
    """The year of one end of a change that a whole period saw: "Từ 1991 đến 2000 … tăng từ 415.000 lên 587.000"."""
    if quantity is None or quantity.level is None:
        return None
    before = [t for t in sentence.times if t.end <= quantity.start]
    if len(before) < len(sentence.times):
        return None  # years stand beside the figures
    text = passage.article.text
    periods = [(t.first, t.last) for t in before if t.first < t.last]
    periods += [(a.first, b.last) for a, b in itertools.pairwise(before) if _UNTIL.fullmatch(text, a.end, b.start)]
    if not periods:
        return None
    return periods[0][quantity.level is Level.TO]


def _speaks_on(time: TimeExpression) -> bool:
    """Whether a time may hold for other figures than those right beside it."""
    return not time.weak and time.reach is None


def _changes(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether the sentence itself names other years: then none of them speaks for what follows."""
    return any(_speaks_on(t) and (t.first, t.last) != (time.first, time.last) for t in sentence.times)


_RIGHT_BEHIND = re.compile(r"\s*\(?\s*(?:vào |ở |trong |của )?(?:cuối |đầu |hết |giữa |cả )?(?:năm )?", re.IGNORECASE)


def _nearest(text: str, sentence: Sentence, quantity: Quantity | None) -> TimeExpression | None:
    if quantity is None:
        return next((t for t in sentence.times if _speaks_on(t)), sentence.times[0]) if sentence.times else None
    times = [t for t in sentence.times if t.reach is None or t.reach[0] <= quantity.number_start < t.reach[1]]
    if not times:
        return None
    segment, group = sentence.segment_at(quantity.number_start)

    def distance(t: TimeExpression) -> tuple[int, int, int, int]:
        other_segment, other_group = sentence.segment_at(t.start)
        behind = t.start >= quantity.end
        gap = t.start - quantity.end - 1 if behind else quantity.number_start - t.end  # "13 hộ năm 2016" wins a tie
        if behind and _RIGHT_BEHIND.fullmatch(text, quantity.end, t.start):
            gap = -1  # "24,87% cuối năm 2023"
        # A year in another clause speaks for this figure only from before it: "Năm 2024, ... ; ..." but not "..., năm 2025".
        late = behind and other_segment != segment
        return (
            int(t.weak),
            int(late),
            abs(other_group - group) if behind else 0,
            int(other_segment != segment) * 1000 + gap,
        )

    if beside := next((t for t in times if t.reach and t.start > quantity.start), None):
        return beside  # "16,87% (cuối năm 2024)"
    best = min(times, key=distance)
    other_segment, _ = sentence.segment_at(best.start)
    if best.start >= quantity.end and other_segment != segment:
        return None
    return best
