"""The time a question asks for: years, decades, a time before or after a year, months, quarters and halves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text import fold
from rag.figures import Kind, Quantity
from rag.periods import named_parts

__all__ = ["AskedTime", "asked_time", "with_marks"]


@dataclass(frozen=True, slots=True)
class AskedTime:
    """The time a question asks for; false where it names no year."""

    years: tuple[int, ...] = ()  # each of a decade, where one is asked
    before: int | None = None  # "trước năm 2016"
    after: int | None = None  # "sau năm 2016"
    months: tuple[tuple[int, int], ...] = ()  # (year, month), where a month is asked
    parts_of_year: frozenset[str] = frozenset()  # quarters and halves asked for
    phrases: tuple[tuple[int, int], ...] = ()  # where the words for it stand: "đầu những năm 1990", "quý I năm 2023"
    programmes: tuple[tuple[int, int], ...] = ()  # where "giai đoạn 2021-2025" stands: it names a programme, no time

    def __bool__(self) -> bool:
        return bool(self.years) or self.before is not None or self.after is not None

    def covers(self, first: int, last: int) -> bool:
        """Whether what holds from year ``first`` to year ``last`` is of this time."""
        if (self.before is not None and last >= self.before) or (self.after is not None and first <= self.after):
            return False
        return not self.years or any(first <= year <= last for year in self.years)

    @property
    def names(self) -> tuple[str, ...]:
        """As a person writes it: "5/2023", "2023", "2023 (quý I)", "1990-1999", "trước 2016"."""
        if self.parts_of_year:
            parts = ", ".join(sorted(self.parts_of_year))
            return tuple(f"{year} ({parts})" for year in self.years) or (parts,)
        with_month = {year for year, _ in self.months}
        months = tuple(f"{month}/{year}" for year, month in self.months)
        years = [year for year in self.years if year not in with_month]
        if len(years) > 2 and years == list(range(years[0], years[-1] + 1)):
            named: tuple[str, ...] = (f"{years[0]}-{years[-1]}",)
        else:
            named = tuple(map(str, years))
        if self.before is not None:
            named += (f"trước {self.before}",)
        if self.after is not None:
            named += (f"sau {self.after}",)
        return months + named


_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,]*\d)(?!\s*%)")
_PROGRAMME = re.compile(r"(?:\b(?:giai doan|thoi ky|nhiem ky) )?(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d")
_MONTH = re.compile(r"(?:\b(?:ngay\s+)?\d{1,2}\s+)?\bthang\s+(\d{1,2})\s*(?:/|\bnam\s+|-\s*|\b)((?:19|20)\d\d)")
# What stands before a year and belongs to it.
_LEAD = re.compile(
    r"(?:\b(?:(?P<half>dau|nua dau|cuoi|nua cuoi|nua sau) (?:cua )?)?(?P<decade>(?:nhung|cac) nam|thap nien|thap ky|thap ki)"
    r"|\b(?:(?:(?P<side>truoc|sau)|tu|giua) )?nam|\b(?P<bare>truoc|sau)) $"
)
# The year of an event says which one is meant: "sau trận lũ tháng 10/2020".
_EVENT = re.compile(
    r"(?<!dam )(?<!thong )(?<!quan )(?<!giao )(?<!chien )(?<!du )(?<!phien )\b(?:tran lu|lu lut|lu|bao|han han|nang han|dich|dong dat|hoa hoan)(?: (?:nam|thang|hoi|dau|cuoi|lich su|lon|du|so \d+|\d{1,2}/))* ?$"
)
_JOINED = re.compile(r"(?: (?:den|toi|va)|,)? ")
_WORDS = {
    fold(word): word
    for word in "từ giữa trước sau nửa đầu cuối của những các thập niên kỷ kỉ giai đoạn thời kỳ nhiệm năm tháng quý ngày đến tới và".split()
}


def asked_time(reading: str, numbers: Sequence[Quantity]) -> AskedTime:
    """The time that a question names. ``numbers``: what was read of its numbers, for dates ("5/3/2021")."""
    plain = fold(reading)
    programmes = tuple(m.span() for m in _PROGRAMME.finditer(plain))
    named = [
        (int(m.group()), *m.span())
        for m in _YEAR.finditer(reading)
        if not any(start <= m.start() < end for start, end in programmes)
    ]
    named += [(int(q.value), q.start, q.end) for q in numbers if q.kind is Kind.DATE and 1900 <= q.value <= 2100]
    named = [one for one in named if not _EVENT.search(plain, 0, one[1])]
    months = [m for m in _MONTH.finditer(plain) if 1 <= int(m[1]) <= 12 and not _EVENT.search(plain, 0, m.start())]
    parts = list(named_parts(plain))
    years: list[int] = []
    sides: dict[str, int] = {}
    phrases = [m.span() for m in months] + [span for _, span in parts]
    for year, start, end in named:
        lead = _LEAD.search(plain, 0, start)
        phrases.append((lead.start() if lead else start, end))
        if lead and (side := lead["side"] or lead["bare"]):
            sides.setdefault(side, year)
        elif lead and lead["decade"] and year % 10 == 0:
            half = lead["half"] or ""
            years += range(year + 5 * half.endswith(("cuoi", "sau")), year + 10 - 5 * half.endswith("dau"))
        else:
            years.append(year)
    return AskedTime(
        years=tuple(dict.fromkeys(years)),
        before=sides.get("truoc"),
        after=sides.get("sau"),
        months=tuple((int(m[2]), int(m[1])) for m in months),
        parts_of_year=frozenset(part for part, _ in parts),
        phrases=_joined(plain, sorted(phrases)),
        programmes=programmes,
    )


def with_marks(phrase: str) -> str:
    """A phrase of `AskedTime.phrases` that was typed without diacritics ("truoc nam 2016") as it is written."""
    return re.sub(r"[a-z]+", lambda word: _WORDS.get(word.group(), word.group()), phrase)


def _joined(plain: str, phrases: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Phrases that overlap or that only "đến", "và" or a comma parts, as one each."""
    joined = [*phrases[:1]]
    for start, end in phrases[1:]:
        first, last = joined[-1]
        if start <= last or _JOINED.fullmatch(plain, last, start):
            joined[-1] = (first, max(last, end))
        else:
            joined.append((start, end))
    return tuple(joined)
