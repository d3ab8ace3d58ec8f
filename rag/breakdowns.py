"""A breakdown in brackets: "37 lao động (Nhật Bản 19, Đài Loan 12, Malaysia 6)". Its bare numbers count what the figure
before the brackets counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.figures import Kind, Quantity

__all__ = ["with_breakdowns"]

_BRACKETS = re.compile(r"\(([^()]+)\)")
_PART = re.compile(
    r"\s*(?!(?:năm|tháng|ngày|quý|kỳ|đợt|lần|lớp|khóa|khoá|hạng|loại|nhóm|mức|điều|khoản|theo|số|tăng|giảm|đạt|quyết định|nghị định|báo cáo)\b)[^\W\d_][^\d:;,()]{1,60}?[:\s]\s?(?P<number>\d{1,3}(?:\.\d{3})+|\d+)\s*",
    re.IGNORECASE,
)
_LEAST_PARTS = 2
_BEFORE = 60  # code points between the figure and its breakdown: "…, đạt 92,5% kế hoạch"


def with_breakdowns(text: str, start: int, end: int, figures: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The figures of the sentence ``text[start:end]`` in reading order, with those that breakdowns hold."""
    found = {quantity.number_start: quantity for quantity in figures}
    for brackets in _BRACKETS.finditer(text, start, end):
        counted = [q for q in figures if q.kind is Kind.COUNT and q.unit and q.end <= brackets.start()]
        if not counted or brackets.start() - counted[-1].end > _BEFORE:
            continue
        for low, high in _numbers(text, brackets.start(1), brackets.end(1)):
            value = int(text[low:high].replace(".", ""))
            part = replace(
                counted[-1], value=value, start=low, end=high, number_start=low, number_end=high, bound_start=low,
                noun=None, bound=None, range_end=None, of=None, of_kind=None, change=None, level=None, in_parentheses=True,
            )  # fmt: skip
            found[low] = part
    return tuple(found[at] for at in sorted(found))


def _numbers(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the numbers of a breakdown stand; nothing if what stands there is none."""
    parts = []
    for piece in re.finditer(r"[^,;]+", text[start:end]):
        part = _PART.fullmatch(text, start + piece.start(), start + piece.end())
        if part is None:
            return
        parts.append(part.span("number"))
    if len(parts) >= _LEAST_PARTS:
        yield from parts
