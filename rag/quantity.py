"""Numbers in Vietnamese text: value, unit, kind, bound, span.

``quantities`` gives what says how much of something, ``scan`` also the numbers that do not (dates, documents, labels
…), so that a reader of the text knows what every number is. Text typed without diacritics and English text are read
too, by the same rules as far as they go.

How a number is read: numerals are found (``rag.numerals``), those that show themselves to be no amounts are set aside
(``rag.labels``), each remaining one takes the unit behind it (``rag.units``); then pairs ("91/80 người") and ranges
("5-7 hộ") are joined, units named before the number ("số hộ nghèo là 12") or shared along lists ("13 và 11 hộ") are
given, and what is left without a unit is judged by what surrounds it (``rag.surroundings``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal

from rag.drafts import Draft, is_year, join_pairs, join_ranges
from rag.figures import QUANTITIES, Bound, Change, Kind, Level, OfKind, Quantity
from rag.labels import Label, labels
from rag.numerals import number, numerals
from rag.patterns import style_of, view
from rag.surroundings import surroundings
from rag.units import units

__all__ = [
    "QUANTITIES",
    "Bound",
    "Change",
    "Kind",
    "Level",
    "OfKind",
    "Quantity",
    "number_value",
    "quantities",
    "same_value",
    "scan",
]

_NEGATIVE = re.compile(r"(?:(?:^|[\s(])[-−]|\b[âa]m )$")
_SPLIT = re.compile(r"(?<![0-9.,])[0-9]{1,3} $")


class _Reader:
    """One scan over one text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        style = style_of(text)
        self.text, self.start, self.end, self.style = text, start, end, style
        self.low = view(text, style)
        self.borders: list[int] = [end]  # where labels and numbers begin: no unit reaches into one
        self.around, self.units = surroundings(style), units(style)

    def read(self) -> list[Quantity]:
        set_aside = labels(self.text, self.low, self.style, self.start, self.end)
        drafts = self._drafts(set_aside)
        drafts = join_ranges(join_pairs(drafts, self.low, self.around, self.units), self.low, self.around)
        self._take_units_before(drafts)
        self._share_units(drafts)
        self.borders = sorted({*self.borders, *(draft.start for draft in drafts)})
        years = {label.end for label in set_aside if label.kind in (Kind.YEAR, Kind.DATE)}
        for draft in drafts:
            self._judge(draft, years)
            if draft.kind is Kind.YEAR:
                years.add(draft.end)
        found = [self._finish(draft) for draft in drafts] + [_from_label(label) for label in set_aside]
        found.sort(key=lambda quantity: quantity.start)
        return self._with_levels(found)

    def _drafts(self, set_aside: list[Label]) -> list[Draft]:
        taken = bytearray(self.end + 1)
        self.borders = [label.start for label in set_aside] + [self.end]
        for label in set_aside:
            taken[label.start : label.end] = b"\1" * (label.end - label.start)
        drafts: list[Draft] = []
        for numeral in numerals(self.text, self.low, self.style, self.start, self.end):
            if numeral.end > self.end or any(taken[numeral.start : numeral.end]):
                continue
            if drafts and numeral.start < drafts[-1].end:
                continue
            draft = Draft(numeral, numeral, numeral.end, numeral.value, numeral.scale, weak=numeral.weak)
            self._take_unit_behind(draft, self._border(numeral.end))
            drafts.append(draft)
        return drafts

    def _border(self, position: int) -> int:
        return self.borders[bisect_left(self.borders, position)]

    def _take_unit_behind(self, draft: Draft, end: int) -> None:
        numeral, low = draft.first, self.low
        before = low[max(0, draft.start - 5) : draft.start]
        if _SPLIT.search(before) and numeral.number_end - numeral.start == 3:
            draft.weak = True  # "162 584 triệu" may be one number
        if before.endswith("$"):
            draft.settle(Kind.MONEY)
            draft.unit_name = "USD"
            return
        if _NEGATIVE.search(before) and self.around.degrees.match(low, numeral.end):  # elsewhere a dash is a dash
            draft.value = -draft.value
        unit = self.units.read(self.text, low, numeral.end, end, scaled=numeral.scale > 1)
        if unit and unit.name == "năm" and not low[unit.end : end].strip() and low[end : end + 2] in ("19", "20"):
            unit = None  # "hơn 8.100 năm 2022": a year, no years
        if unit is None:
            if numeral.fraction:
                draft.settle(Kind.SHARE)
            return
        draft.take(unit, attached=not low[numeral.end : unit.start].strip())
        half = self.around.half.match(low, unit.end, end)
        if half and unit.kind in (Kind.TIME, Kind.MEASURE) and numeral.scale == 1:  # một năm rưỡi
            draft.value, draft.end = draft.value + Decimal("0.5"), half.end()
        if numeral.fraction and unit.kind in (Kind.COUNT, Kind.SHARE):  # một nửa số hộ
            draft.settle_share(draft.value)

    # -- units that stand elsewhere ----------------------------------------------------------------------------------

    def _take_units_before(self, drafts: list[Draft]) -> None:
        """ "số hộ nghèo là 12.203"; "8.500 người (trong đó cao đẳng: 19; trung cấp: 285)"; "tăng so với 8.100"."""
        whole: Draft | None = None
        counted: Draft | None = None
        for draft in drafts:
            if draft.kind is Kind.COUNT and draft.unit:
                counted = draft
            elif counted and counted.unit and self._counts_alike(counted, draft):
                draft.take(counted.unit, attached=False)
                continue
            if draft.kind is Kind.COUNT and draft.unit and draft.unit.sure and draft.attached:
                whole = draft
                continue
            if not draft.bare or draft.scale >= 10**6 or draft.first.is_word or self._is_label(draft):
                continue
            if self.around.after_age(self.low, draft.start):
                draft.kind, draft.unit_name, draft.settled = Kind.TIME, self.units.age, True
                continue
            if head := self.around.head_noun(self.low, draft.start):
                unit = self.units.read(self.text, self.low, *head)
                if unit and unit.kind is Kind.COUNT and unit.start == head[0]:
                    draft.take(unit, attached=False)
                    continue
            near = whole and whole.unit and draft.start - whole.end < 200
            if near and whole and whole.unit and self.around.lists_parts(self.low, whole.end, draft.start):
                draft.take(whole.unit, attached=False)

    def _counts_alike(self, counted: Draft, draft: Draft) -> bool:
        """Whether a number without a unit counts what an earlier one did."""
        if draft.unit is None and not draft.settled and self.around.is_same_thing(self.low, counted.end, draft.start):
            return True
        if not draft.bare or draft.first.is_word or is_year(draft.first, 1900):
            return False
        return self.around.set_beside(self.low, counted.end, draft.start)

    def _share_units(self, drafts: list[Draft]) -> None:
        """Units and scales go from right to left along a list: "70, 75 và 80 tuổi", "2 và 3 triệu đồng"."""
        for a, b in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
            if not a.bare or a.of is not None or a.first.vague or b.unit is None or not b.unit.sure or b.settled:
                continue
            if a.scale not in (1, b.scale) or self._is_label(a):
                continue
            gap = self.low[a.end : b.start]
            if not self.around.changes_over(self.low, a.start, gap) and not self.around.list_gap.fullmatch(gap):
                continue
            # A comma alone also parts clauses: the list must have ended in "và", or count on ("5, 6 người").
            if "," in gap and not self.around.conjunction.search(gap) and b.attached and b.value != a.value + 1:
                continue
            if a.scale == 1 < b.scale and a.value < 1000:
                a.value, a.scale = a.value * b.scale, b.scale
            a.take(b.unit, attached=False)

    # -- numbers without a unit --------------------------------------------------------------------------------------

    def _is_label(self, draft: Draft) -> bool:
        numeral = draft.first
        if not (numeral.plain or numeral.is_word) or draft.scale != 1 or draft.value >= 1000:
            return False
        if draft.unit is None:
            return self.around.after_label_head(self.low, draft.start)
        counted = draft.kind is Kind.COUNT and draft.attached
        if not counted or not self.around.after_place_head(self.low, draft.start):
            return False
        # "lớp 12 chuyên toán", "thôn 3 xã Hòa Bình", but not "lớp 30 học viên", "tổ 5 người"
        name = self.text[draft.end : draft.end + 2].lstrip()
        return not draft.unit.sure or (draft.unit.first in self.units.administrative and name.istitle())

    def _judge(self, draft: Draft, years: set[int]) -> None:
        """``years``: where the years and dates read so far end."""
        if draft.settled or draft.of is not None or draft.kind is not Kind.COUNT:
            return
        numeral, unit, low = draft.first, draft.unit, self.low
        if is_year(numeral, 1000) and draft.range_end is None:
            timed = self.around.after_time_word(low, draft.start)
            if unit is None:
                modern = numeral.value >= 1900 and not self.around.is_stated(low, draft.start)
                near = [end for end in range(max(0, draft.start - 6), draft.start) if end in years]
                listed = any(self.around.after_year.fullmatch(low, end, draft.start) for end in near)  # 2016, 2017
                alone = low[draft.start - 1 : draft.start] == "(" and low[draft.end : draft.end + 1] == ")"
                meant = timed or modern or listed or alone
            else:
                doubtful = not unit.sure or unit.first in self.units.administrative
                meant = timed and doubtful and numeral.value >= 1900
            if meant:
                draft.settle(Kind.YEAR)
                return
        old = numeral.plain and 100 <= numeral.value < 1000 and draft.range_end is None and unit is None
        if old and self.around.after_year_word(low, draft.start):  # mất năm 869
            draft.settle(Kind.YEAR)
            return
        if self._is_label(draft) or (unit is None and numeral.plain and draft.value >= 10**7):  # an account number
            draft.settle(Kind.LABEL)
        if unit is not None or numeral.fraction or draft.settled:
            return
        if draft.scale >= 1000 and not numeral.vague:
            self._judge_scaled(draft)
        elif numeral.plain and draft.value < 10_000 and self.around.after_name(self.text, draft.start):
            draft.weak = True  # Super Bowl 50
        elif numeral.is_word and (draft.value <= 10 or self.around.in_parentheses(low, draft.start)):
            draft.weak = True  # cả hai; 13 (mười ba) hộ

    def _judge_scaled(self, draft: Draft) -> None:
        """ "15 tỷ", "300 nghìn/suất" are money; "37 triệu" may be people."""
        rate, end = self.units.rate(self.text, self.low, draft.end, self._border(draft.end))
        slang = self.low[draft.last.end - 1] == "k"  # 500k
        if slang or rate or self.around.is_money(self.low, draft.start, int(draft.scale)):
            draft.kind, draft.end = Kind.MONEY, end
            draft.unit_name = self.units.money + rate

    # -- results -----------------------------------------------------------------------------------------------------

    def _finish(self, draft: Draft) -> Quantity:
        real = draft.kind in QUANTITIES
        bound: Bound | None = None
        bound_start = draft.start
        if real:
            locative = draft.unit is not None and draft.unit.first in self.units.locatives
            bound, bound_start = self.around.bound(self.low, draft.start, draft.end, draft.kind, locative)
        return Quantity(
            value=number(draft.value),
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            number_start=draft.first.start,
            number_end=draft.first.number_end,
            bound_start=bound_start,
            unit=draft.unit_name,
            noun=draft.noun,
            bound=bound,
            range_end=None if draft.range_end is None else number(draft.range_end),
            of=None if draft.of is None else number(draft.of),
            of_kind=draft.of_kind,
            change=self.around.change(self.low, draft.start, draft.kind) if real else None,
            is_word=draft.first.is_word,
            vague=draft.first.vague,
            weak=draft.weak,
            in_parentheses=self.around.in_parentheses(self.low, draft.start),
        )

    def _with_levels(self, found: list[Quantity]) -> list[Quantity]:
        """Marks both ends of "giảm từ 8,01% năm 2011 xuống còn 3,34%"."""
        for i, quantity in enumerate(found):
            window = max(0, quantity.start - 160)
            since = max(self.low.rfind("\n", window, quantity.start), window)
            if quantity.kind not in QUANTITIES or not self.around.is_to(self.low, quantity.start, since):
                continue
            found[i] = replace(quantity, level=Level.TO, change=None)
            for j in range(i - 1, -1, -1):
                other = found[j]
                if other.start < since:
                    break
                if other.kind is quantity.kind and other.unit == quantity.unit:
                    if self.around.is_from(self.low, other.start):
                        found[j] = replace(other, level=Level.FROM, change=None)
                    break
        return found


def _from_label(label: Label) -> Quantity:
    return Quantity(
        value=label.value,
        kind=label.kind,
        start=label.start,
        end=label.end,
        number_start=label.start,
        number_end=label.end,
        bound_start=label.start,
        range_end=label.range_end,
    )


def scan(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Every number of ``text[start:end]`` in reading order, whatever it is; spans do not overlap. Expects NFC."""
    stop = len(text) if end is None else min(end, len(text))
    return _Reader(text, max(0, start), stop).read() if start < stop else []


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The numbers of ``text[start:end]`` that say how much of something, in reading order."""
    return [quantity for quantity in scan(text, start, end) if quantity.is_quantity]


def number_value(text: str) -> int | float | None:
    """The value of the first number in a short string such as "1,48 tỉ", "ba trăm" or "năm"; None without one."""
    if text.strip().lower() in ("năm", "nam"):  # alone it can only be the number
        return 5
    read = scan(text)
    return read[0].value if read else None


def same_value(a: int | float | None, b: int | float | None) -> bool:
    """Whether two values are equal but for rounding in the last binary digits."""
    if a is None or b is None:
        return False
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
