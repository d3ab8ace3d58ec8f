"""Numbers while they are being read, and how two of them become one: pairs, shares, ranges, scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from index.article import Span
from rag.figures import Kind, OfKind
from rag.numerals import Numeral
from rag.surroundings import Surroundings
from rag.units import Unit, Units

__all__ = ["Draft", "is_year", "join_pairs", "join_ranges"]

_NEAR = 20  # characters that may stand between the two numbers


@dataclass(slots=True)
class Draft:
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

    def settle_share(self, value: Decimal) -> None:
        """It is a part of what its unit named: "2/3 số hộ"."""
        noun = self.noun
        self.settle(Kind.SHARE)
        self.value, self.noun = value, noun


def is_year(numeral: Numeral, earliest: int) -> bool:
    """Whether the digits may be a year, no earlier than ``earliest``."""
    return numeral.plain and numeral.number_end - numeral.start == 4 and earliest <= numeral.value <= 2100


def join_pairs(drafts: list[Draft], low: str, around: Surroundings, units: Units) -> list[Draft]:
    """Makes one of "7.000/6.400 người", "22,7 tỷ đồng/9,5 tỷ đồng", "5 trên 10 người", "2/3 số hộ"."""
    joined: list[Draft] = []
    for draft in drafts:
        if not joined or not _is_pair(joined[-1], draft, low, around):
            joined.append(draft)
            continue
        pair = joined[-1]
        if pair.unit is None and pair.scale == 1 < draft.scale and pair.value < 10**6:  # 22,7/9,5 tỷ đồng
            pair.value, pair.scale = pair.value * draft.scale, draft.scale
        pair.end, pair.last = draft.end, draft.last
        if unit := draft.unit or pair.unit:
            pair.take(unit, attached=draft.attached)
        _settle_pair(pair, draft.value, low, around, units)
    return joined


def _is_pair(a: Draft, b: Draft, low: str, around: Surroundings) -> bool:
    gap = low[a.end : b.start]
    if not gap or len(gap) > _NEAR or not around.out_of.fullmatch(gap):
        return False
    if a.of is not None or a.settled or b.settled or a.first.fraction or b.first.fraction:
        return False
    if "/" not in gap:  # "5 trên 10 người", "bảy trong số mười xã", not "13 hộ trong 5 xã", "một trong số 12 hộ"
        if a.first.is_word and (a.value == 1 or not around.among.search(gap)):
            return False
        return a.bare and a.value <= b.value
    return a.bare or b.bare or a.unit_name == b.unit_name


def _settle_pair(pair: Draft, second: Decimal, low: str, around: Surroundings, units: Units) -> None:
    first, unit = pair.value, pair.unit
    counted = unit is not None and unit.first not in units.wholes
    if not counted and pair.first.plain and pair.last.plain and "/" in low[pair.start : pair.last.end]:
        like_date = unit is None and 1 <= first <= 31 and 1 <= second <= 12
        if like_date and (first > second or around.after_date_word(low, pair.start)):
            pair.settle(Kind.DATE)
            return
        if 0 < first < second <= 10:
            pair.settle_share(first / second)
            return
    pair.of = second
    # Of villages or criteria there is a fixed number; of other things "đạt 90%" tells that they were planned.
    fixed = unit is not None and (unit.first in units.administrative or unit.name in units.criteria)
    planned = first > second or around.is_planned(low, pair.end)
    if not fixed and (pair.kind is Kind.MONEY or around.is_achieved(low, pair.end)):
        planned = True
    pair.of_kind = OfKind.PLAN if planned else OfKind.TOTAL


def join_ranges(drafts: list[Draft], low: str, around: Surroundings) -> list[Draft]:
    """Makes one of "5-7 hộ", "từ 1,5 đến 2 triệu đồng", and of the score "2-1"."""
    joined: list[Draft] = []
    for draft in drafts:
        if not joined or not _joins(joined[-1], draft, low, around):
            joined.append(draft)
    return joined


def _joins(a: Draft, b: Draft, low: str, around: Surroundings) -> bool:
    """Makes ``a`` the range or score that the two are, if they are one."""
    gap = low[a.end : b.start]
    whole = all(d.of is None and d.range_end is None and not d.settled and not d.first.vague for d in (a, b))
    if not gap or len(gap) > _NEAR or not whole:
        return False
    plain = a.bare and b.bare and a.first.plain and b.first.plain
    if plain and gap.lstrip() == ":" and max(a.value, b.value) < 1000:  # "20:1", not "lớp 5: 20"
        _make_score(a, b)
        return True
    if not around.range_gap.fullmatch(gap):
        return False
    dashed = not any(c.isalpha() for c in gap)
    if not dashed and b.kind is not Kind.SHARE and around.is_rising_from(low, a.start):
        return False
    low_end = a.value
    if a.unit is None and a.scale == 1 < b.scale:
        if a.value <= b.first.bare:
            low_end *= b.scale  # 1,5-2 triệu
        elif a.value < 1000:
            a.weak = True  # "500 đến 1 triệu đồng": thousands, one may guess; a guess is no figure
            return False
    if dashed and plain and (low_end >= b.value or around.after_score_word(low, a.start)):
        _make_score(a, b)
        return True
    if low_end >= b.value or not (a.unit is None or b.unit is None or a.unit_name == b.unit_name):
        return False
    if dashed and a.first.is_word != b.first.is_word:
        return False
    if not dashed and plain and not around.is_from(low, a.start):
        return False
    a.value, a.range_end, a.last = low_end, b.value, b.last
    a.end, a.scale, a.weak = b.end, max(a.scale, b.scale), a.weak and b.weak
    if is_year(a.first, 1000) and is_year(b.first, 1000) and not (b.unit and b.unit.sure):
        a.settle(Kind.YEAR)
    elif b.unit:
        a.take(b.unit, attached=b.attached)
    return True


def _make_score(a: Draft, b: Draft) -> None:
    a.of, a.last = b.value, b.last
    a.settle(Kind.SCORE)
