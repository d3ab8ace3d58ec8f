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
from dataclasses import dataclass, replace
from decimal import Decimal

from index.article import Span
from rag.figures import QUANTITIES, Bound, Change, Kind, Level, OfKind, Quantity
from rag.labels import Label, labels
from rag.numerals import Numeral, number, numerals
from rag.patterns import style_of, view
from rag.surroundings import surroundings
from rag.units import Unit, units

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
_NEAR = 20  # characters that may stand between the two numbers of a pair or range


@dataclass(slots=True)
class _Draft:
    """A number while it is being read."""

    first: Numeral
    last: Numeral  # the second numeral of a pair or range, else the first
    end: int
    value: Decimal
    scale: Decimal
    kind: Kind = Kind.COUNT
    unit: Unit | None = None
    unit_name: str = ""
    noun: Span | None = None
    attached: bool = False  # the unit stands right behind the number
    range_end: Decimal | None = None
    of: Decimal | None = None
    of_kind: OfKind | None = None
    weak: bool = False
    settled: bool = False  # what the number is needs no further look

    @property
    def start(self) -> int:
        return self.first.start

    @property
    def bare(self) -> bool:
        return self.unit is None and not self.first.fraction and not self.settled

    def take(self, unit: Unit, attached: bool) -> None:
        self.unit, self.unit_name, self.noun, self.attached = unit, unit.name, unit.noun, attached
        self.kind = unit.kind
        if attached:
            self.end = max(self.end, unit.end)

    def settle(self, kind: Kind) -> None:
        """It is of this kind and has no unit."""
        self.kind, self.settled = kind, True
        self.unit, self.unit_name, self.noun, self.attached = None, "", None, False
        self.end = self.last.end


class _Reader:
    """One scan over one text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        style = style_of(text)
        self.text, self.start, self.end, self.style = text, start, end, style
        self.low = view(text, style)
        self.around, self.units = surroundings(style), units(style)

    def read(self) -> list[Quantity]:
        set_aside = labels(self.text, self.low, self.style, self.start, self.end)
        drafts = self._join_ranges(self._join_pairs(self._drafts(set_aside)))
        self._take_units_before(drafts)
        self._share_units(drafts)
        for draft in drafts:
            self._judge(draft)
        found = [self._finish(draft) for draft in drafts] + [_from_label(label) for label in set_aside]
        found.sort(key=lambda quantity: quantity.start)
        return self._with_levels(found)

    def _drafts(self, set_aside: list[Label]) -> list[_Draft]:
        taken = bytearray(self.end + 1)
        for label in set_aside:
            taken[label.start : label.end] = b"\1" * (label.end - label.start)
        drafts: list[_Draft] = []
        for numeral in numerals(self.text, self.low, self.style, self.start, self.end):
            if any(taken[numeral.start : numeral.end]) or (drafts and numeral.start < drafts[-1].end):
                continue
            draft = _Draft(numeral, numeral, numeral.end, numeral.value, numeral.scale, weak=numeral.weak)
            self._take_unit_behind(draft)
            drafts.append(draft)
        return drafts

    def _take_unit_behind(self, draft: _Draft) -> None:
        numeral, low = draft.first, self.low
        before = low[max(0, draft.start - 4) : draft.start]
        if before.endswith("$"):
            draft.settle(Kind.MONEY)
            draft.unit_name = "USD"
            return
        if _NEGATIVE.search(before) and self.around.degrees.match(low, numeral.end):  # elsewhere a dash is a dash
            draft.value = -draft.value
        unit = self.units.read(self.text, low, numeral.end, self.end, scaled=numeral.scale > 1)
        if unit is None:
            if numeral.fraction:
                draft.settle(Kind.SHARE)
            return
        draft.take(unit, attached=not low[numeral.end : unit.start].strip())
        half = self.around.half.match(low, unit.end, self.end)
        if half and unit.kind in (Kind.TIME, Kind.MEASURE) and numeral.scale == 1:  # một năm rưỡi
            draft.value, draft.end = draft.value + Decimal("0.5"), half.end()
        if numeral.fraction and unit.kind in (Kind.COUNT, Kind.SHARE):  # một nửa số hộ
            noun = unit.noun
            draft.settle(Kind.SHARE)
            draft.noun = noun

    # -- pairs and ranges --------------------------------------------------------------------------------------------

    def _join_pairs(self, drafts: list[_Draft]) -> list[_Draft]:
        joined: list[_Draft] = []
        for draft in drafts:
            if not joined or not self._is_pair(joined[-1], draft):
                joined.append(draft)
                continue
            pair = joined[-1]
            if pair.unit is None and pair.scale == 1 < draft.scale and pair.value < 1000:  # 22,7/9,5 tỷ đồng
                pair.value, pair.scale = pair.value * draft.scale, draft.scale
            pair.end, pair.last = draft.end, draft.last
            if unit := draft.unit or pair.unit:
                pair.take(unit, attached=draft.attached)
            self._settle_pair(pair, draft.value)
        return joined

    def _is_pair(self, a: _Draft, b: _Draft) -> bool:
        gap = self.low[a.end : b.start]
        if not gap or len(gap) > _NEAR or not self.around.out_of.fullmatch(gap):
            return False
        if a.of is not None or a.settled or b.settled or a.first.fraction or b.first.fraction:
            return False
        if "/" not in gap:  # "5 trên 10 người", not "13 hộ trong 5 xã"
            return a.bare and not a.first.is_word and a.value <= b.value
        return a.bare or b.bare or a.unit_name == b.unit_name

    def _settle_pair(self, pair: _Draft, second: Decimal) -> None:
        first = pair.value
        counted = pair.unit is not None and pair.unit.first not in self.units.wholes
        if not counted and pair.first.plain and pair.last.plain and "/" in self.low[pair.start : pair.last.end]:
            a_date = 1 <= first <= 31 and 1 <= second <= 12 and pair.unit is None
            if a_date and (first > second or self.around.after_date_word(self.low, pair.start)):
                pair.settle(Kind.DATE)
                return
            if 0 < first < second <= 10:  # 2/3 số hộ
                noun = pair.noun
                pair.settle(Kind.SHARE)
                pair.value, pair.noun = first / second, noun
                return
        pair.of = second
        planned = first > second or self.around.is_planned(self.low, pair.end)
        pair.of_kind = OfKind.PLAN if planned else OfKind.TOTAL

    def _join_ranges(self, drafts: list[_Draft]) -> list[_Draft]:
        joined: list[_Draft] = []
        for draft in drafts:
            if not joined or not self._joins(joined[-1], draft):
                joined.append(draft)
        return joined

    def _joins(self, a: _Draft, b: _Draft) -> bool:
        """Makes ``a`` the range or score that the two are, if they are one."""
        gap = self.low[a.end : b.start]
        if (
            not gap
            or len(gap) > _NEAR
            or any(d.of is not None or d.range_end or d.settled or d.first.vague for d in (a, b))
        ):
            return False
        plain = a.bare and b.bare and a.first.plain and b.first.plain
        if gap.strip() == ":" and gap[-1] == ":" and plain and max(a.value, b.value) < 1000:
            self._make_score(a, b)
            return True
        if not self.around.range_gap.fullmatch(gap):
            return False
        dashed = not any(c.isalpha() for c in gap)
        shares_scale = a.unit is None and a.scale == 1 < b.scale and a.value <= b.first.bare  # 1,5-2 triệu
        low_end = a.value * b.scale if shares_scale else a.value
        if dashed and plain and (low_end >= b.value or self.around.after_score_word(self.low, a.start)):
            self._make_score(a, b)
            return True
        if low_end >= b.value or not (a.unit is None or b.unit is None or a.unit_name == b.unit_name):
            return False
        if dashed and a.first.is_word != b.first.is_word:
            return False
        if not dashed and plain and not self.around.is_from(self.low, a.start):
            return False
        a.value, a.range_end, a.last = low_end, b.value, b.last
        a.end, a.scale, a.weak = b.end, max(a.scale, b.scale), a.weak and b.weak
        if _is_year(a.first, 1000) and _is_year(b.first, 1000) and not (b.unit and b.unit.sure):
            a.settle(Kind.YEAR)
        elif b.unit:
            a.take(b.unit, attached=b.attached)
        return True

    def _make_score(self, a: _Draft, b: _Draft) -> None:
        a.of, a.last = b.value, b.last
        a.settle(Kind.SCORE)

    # -- units that stand elsewhere ----------------------------------------------------------------------------------

    def _take_units_before(self, drafts: list[_Draft]) -> None:
        """ "số hộ nghèo là 12.203"; "8.500 người (trong đó cao đẳng: 19; trung cấp: 285)"."""
        whole: _Draft | None = None
        for draft in drafts:
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

    def _share_units(self, drafts: list[_Draft]) -> None:
        """Units and scales go from right to left along a list: "70, 75 và 80 tuổi", "2 và 3 triệu đồng"."""
        for a, b in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
            if not a.bare or a.of is not None or a.first.vague or b.unit is None or not b.unit.sure or b.settled:
                continue
            if a.scale not in (1, b.scale) or self._is_label(a):
                continue
            gap = self.low[a.end : b.start]
            rises = self.around.level_gap.fullmatch(gap) and self.around.is_from(self.low, a.start)  # từ 500 lên 700 hộ
            if not rises and not self.around.list_gap.fullmatch(gap):
                continue
            # A comma alone also parts clauses: the list must have ended in "và", or count on ("5, 6 người").
            if "," in gap and not self.around.conjunction.search(gap) and b.attached and b.value != a.value + 1:
                continue
            if a.scale == 1 < b.scale and a.value < 1000:
                a.value, a.scale = a.value * b.scale, b.scale
            a.take(b.unit, attached=False)

    # -- numbers without a unit --------------------------------------------------------------------------------------

    def _is_label(self, draft: _Draft) -> bool:
        numeral = draft.first
        small = (numeral.plain or numeral.is_word) and draft.scale == 1 and draft.value < 1000
        return small and self.around.after_label_head(self.low, draft.start)

    def _judge(self, draft: _Draft) -> None:
        if draft.settled or draft.of is not None or draft.kind is not Kind.COUNT:
            return
        numeral, unit, low = draft.first, draft.unit, self.low
        if _is_year(numeral, 1000) and draft.range_end is None:
            timed = self.around.after_time_word(low, draft.start)
            if unit is None:
                modern = numeral.value >= 1900 and not self.around.is_stated(low, draft.start)
                is_year = timed or modern
            else:
                doubtful = not unit.sure or unit.first in self.units.administrative
                is_year = timed and doubtful and numeral.value >= 1900
            if is_year:
                draft.settle(Kind.YEAR)
                return
        if unit is not None or numeral.fraction:
            return
        if self._is_label(draft):
            draft.kind = Kind.LABEL
        elif draft.scale >= 1000 and not numeral.vague:
            self._judge_scaled(draft)
        elif numeral.plain and draft.value < 10_000 and self.around.after_name(self.text, draft.start):
            draft.weak = True  # Super Bowl 50
        elif numeral.is_word and self.around.in_parentheses(low, draft.start):
            draft.weak = True  # 13 (mười ba) hộ

    def _judge_scaled(self, draft: _Draft) -> None:
        """ "15 tỷ", "300 nghìn/suất" are money; "37 triệu" may be people."""
        rate, end = self.units.rate(self.text, self.low, draft.end, self.end)
        slang = self.low[draft.last.end - 1] == "k"  # 500k
        if slang or rate or self.around.is_money(self.low, draft.start, int(draft.scale)):
            draft.kind, draft.end = Kind.MONEY, end
            draft.unit_name = self.units.money + rate

    # -- results -----------------------------------------------------------------------------------------------------

    def _finish(self, draft: _Draft) -> Quantity:
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
            since = max(self.low.rfind("\n", 0, quantity.start), quantity.start - 160, 0)
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


def _is_year(numeral: Numeral, earliest: int) -> bool:
    return numeral.plain and numeral.number_end - numeral.start == 4 and earliest <= numeral.value <= 2100


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
