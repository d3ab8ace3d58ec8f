"""What a number in a text can be: frozen values, without the reading of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.article import Span

__all__ = ["QUANTITIES", "Bound", "Change", "Kind", "Level", "OfKind", "Quantity", "Style"]


class Style(StrEnum):
    """How the text was written; decides which words and which decimal sign are expected."""

    VIETNAMESE = "vi"  # with diacritics; comma decimals
    PLAIN = "plain"  # Vietnamese typed without diacritics
    ENGLISH = "en"  # dot decimals


class Kind(StrEnum):
    """What a number says."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"  # 13%, two thirds
    MEASURE = "measure"  # weights, lengths, areas, temperatures …
    TIME = "time"  # durations and ages
    SCORE = "score"  # 20-18, 20:1
    # From here on: numbers that say how much of nothing.
    YEAR = "year"
    DATE = "date"
    CLOCK = "clock"
    ORDINAL = "ordinal"  # "thứ hai": shown only where a rank is asked for
    LABEL = "label"  # bão số 3, lớp 5, Covid-19, section and list numbers
    DOCUMENT = "document"  # 21/2021/NQ-HĐND
    PHONE = "phone"


QUANTITIES = frozenset({Kind.COUNT, Kind.MONEY, Kind.SHARE, Kind.MEASURE, Kind.TIME, Kind.SCORE})


class Bound(StrEnum):
    """How the text hedges a number."""

    MORE_THAN = "more_than"  # hơn, trên, quá
    ALMOST = "almost"  # gần
    ABOUT = "about"  # khoảng, chừng
    AT_LEAST = "at_least"  # ít nhất, trở lên
    AT_MOST = "at_most"  # tối đa, không quá, dưới


class OfKind(StrEnum):
    """What the second number of a pair is: 91/80 (planned), 112/122 (in all)."""

    PLAN = "plan"
    TOTAL = "total"


class Change(StrEnum):
    """The number is a difference, not a level: "giảm 0,62%"."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Level(StrEnum):
    """The number is one end of a change: "giảm từ 8,01% xuống 3,34%"."""

    FROM = "from"
    TO = "to"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it says. All offsets are code points of the text that was scanned.

    ``text[start:end]`` is the number with its scale words and the unit where that is attached ("15 tỷ đồng",
    "7.000/6.400 người"); a unit shared by a list or standing behind a bracket is left outside.
    ``value`` has the scale words applied; it is an int when integral. For numbers that are no quantities it is the
    year of a date if there is one, else the first number read.
    """

    value: int | float
    kind: Kind
    start: int
    end: int
    number_start: int  # the first numeral alone, without scale words
    number_end: int
    bound_start: int  # where "gần", "hơn" … begins; ``start`` when there is no bound
    unit: str = ""  # "hộ", "căn nhà", "đồng", "%", "đồng/người"; "" when the text names none
    noun: Span | None = None  # the unit with the words that narrow it: "hộ nghèo đặc biệt khó khăn"
    bound: Bound | None = None
    range_end: int | float | None = None
    of: int | float | None = None
    of_kind: OfKind | None = None
    change: Change | None = None
    level: Level | None = None
    is_word: bool = False  # written in words: "ba trăm"
    vague: bool = False  # "hàng nghìn", "vài": an order of magnitude, never to be shown as a figure
    weak: bool = False  # "một" that may be an article, a bare number after a name: only when nothing else fits
    in_parentheses: bool = False

    @property
    def is_quantity(self) -> bool:
        """Whether the number says how much of something, and says it exactly enough to be shown."""
        return self.kind in QUANTITIES and not self.vague

    @property
    def per(self) -> str | None:
        """What a rate counts by: "người" of "đồng/người"."""
        return self.unit.partition("/")[2] or None
