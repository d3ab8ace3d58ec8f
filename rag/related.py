"""How the figures of one sentence hang together.

A sentence seldom says again what holds for several of its figures: "Khoảng 44% số phim được làm bằng tiếng Anh, 31% bằng
tiếng Yoruba". Of each figure it is found here which earlier one it leans on, and how; `rag.clauses` lets it take part
in the words of that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from index.text import fold
from rag.figures import Kind, Level, Quantity
from rag.lexicon import Lexicon, Token, lexicon

__all__ = ["CHANGE", "How", "Related", "is_part", "is_whole", "of_one_unit", "related"]


class How(StrEnum):
    """What a figure is to an earlier one."""

    SAME = "same"  # gives it in another unit: "340 dặm (550 km)"
    MORE = "more"  # says more about it: "7.000 người, đạt 109,4% kế hoạch"
    COMPARED = "compared"  # is what it is compared with: "118.467 người, tăng 14,2% so với 103.736 người năm 2000"
    PART = "part"  # is a part of it: "11.000 công nhân, trong đó 4.500 người đến từ …"
    BESIDE = "beside"  # counts the same of something else: "44% … bằng tiếng Anh, 31% bằng tiếng Yoruba"


class Related(NamedTuple):
    """One figure of a sentence that leans on an earlier one."""

    figure: Quantity
    on: Quantity
    how: How


CHANGE = frozenset({"giảm", "tăng", "giam", "tang"})
_CHANGED = re.compile(r"\s*[(,]\s*(?:giảm|tăng)\s*(?:được |thêm )?", re.IGNORECASE)
# "3 lớp tập huấn … với 334 người": those who came to what was counted before them.
_WITH_THOSE = re.compile(r"[^,;]*\b(?:với|cho)(?: sự tham gia của)?(?: hơn| gần| trên| khoảng)? ?")
# "hỗ trợ 80 nhà … với tổng kinh phí 4,5 tỷ đồng": the sum of what was counted before it.
_WITH_SUM = re.compile(
    r"[^;]*(?:\bvới (?:tổng )?|[,;] (?:với )?tổng )(?:số )?(?:kinh phí|tiền|vốn|trị giá|giá trị|mức)\b[^,;]{0,30}",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"[^.;:]{0,60}\bso với\s(?:mức |con số )?(?:hơn |gần |trên |khoảng )?", re.IGNORECASE)
# "19.000 hành khách mỗi ngày; hiện nay con số này là 230.000"
_SAME_THING = re.compile(r"\bcon số (?:này|đó|ấy)\b", re.IGNORECASE)
_PARTS = re.compile(r"\b(?:trong đó|bao gồm|gồm)\b", re.IGNORECASE)
# "trong tổng cộng 16 vị vua, có bốn người …"
_OUT_OF = re.compile(r"\btrong (?:tổng cộng|tổng số|số) (?:hơn |gần |trên |khoảng )?\Z", re.IGNORECASE)
_LINKED_WITHIN = 8  # words between a figure and the share or sum that says more about it
_LINKING = 5  # of which so many, right before the latter, must all be linking words


def is_part(text: str, quantities: Sequence[Quantity], quantity: Quantity) -> bool:
    """Whether one of the figures of a sentence is a part of another ("…, trong đó: …", "gồm …")."""
    first = min(quantities, key=lambda q: q.number_start)
    if first.number_start >= quantity.number_start:
        return False
    between = _PARTS.search(text, first.end, quantity.number_start)
    return bool(between) or is_whole(text, first)


def is_whole(text: str, quantity: Quantity) -> bool:
    """Whether a figure is introduced as what others are parts of: "trong số 176 tay đua, chỉ có 97 người …"."""
    return _OUT_OF.search(text, max(0, quantity.bound_start - 30), quantity.bound_start) is not None


def related(text: str, tokens: Sequence[Token], quantities: Sequence[Quantity], *, folded: bool) -> tuple[Related, ...]:
    """The figures of a sentence that lean on an earlier one, each on one at most.

    ``text`` is the article's, ``tokens`` the sentence's words (without diacritics if ``folded``), ``quantities`` its
    figures.
    """
    lex = lexicon(folded)
    ordered = sorted(quantities, key=lambda q: q.number_start)
    found = []
    for k, quantity in enumerate(ordered[1:], 1):
        earlier = ordered[:k]
        if quantity.number_start < earlier[-1].end:
            continue  # the second number of a pair
        on: Quantity | None = earlier[-1]
        if _is_conversion(text, earlier[-1], quantity):
            how = How.SAME
        elif earlier[-1].level is Level.FROM and quantity.level is Level.TO:
            how = How.MORE  # "số hộ nghèo giảm từ 900 hộ xuống còn 350 hộ"
        elif _says_more(text, tokens, earlier[-1], quantity, lex):
            how = How.MORE
        elif _COMPARED.fullmatch(text, earlier[-1].end, quantity.number_start) or _SAME_THING.search(
            text, earlier[-1].end, quantity.number_start
        ):
            how = How.COMPARED
        elif is_part(text, ordered, quantity):
            wholes = [q for q in earlier if q.kind is quantity.kind and not is_part(text, ordered, q)]
            how, on = How.PART, wholes[-1] if wholes else None
        else:
            how, on = How.BESIDE, next((q for q in earlier if _counts_the_same(q, quantity)), None)
        if on is not None:
            found.append(Related(quantity, on, how))
    return tuple(found)


def of_one_unit(one: Quantity, other: Quantity) -> bool:
    """Whether two figures are of one kind and counted in one unit."""
    return one.kind is other.kind and fold(one.unit) == fold(other.unit)


def _counts_the_same(one: Quantity, other: Quantity) -> bool:
    return of_one_unit(one, other) and not one.change and not other.change


_CONVERTED = re.compile(r"\s*\((?:khoảng|tương đương|tức|bằng|gần|hơn|~|≈)?\s*(?:với )?", re.IGNORECASE)


def _is_conversion(text: str, before: Quantity, quantity: Quantity) -> bool:
    """Whether it gives the figure before it in another unit."""
    alike = quantity.kind is before.kind and quantity.kind in (Kind.MEASURE, Kind.MONEY)
    other = alike and fold(quantity.unit) != fold(before.unit)
    return other and _CONVERTED.fullmatch(text, before.end, quantity.number_start) is not None


def _says_more(text: str, tokens: Sequence[Token], before: Quantity, quantity: Quantity, lex: Lexicon) -> bool:
    """Whether a figure right behind another says more about it, with nothing between that names a thing of its own."""
    start, end = before.end, quantity.number_start
    if quantity.change and not before.change and _CHANGED.fullmatch(text, start, end):
        return True  # "12.203 hộ, chiếm 3,62% (giảm 2.152 hộ"
    if before.kind is Kind.COUNT and quantity.kind is Kind.COUNT:
        return bool(_WITH_THOSE.fullmatch(text, start, end))
    if before.kind is Kind.COUNT and quantity.kind is Kind.MONEY and _WITH_SUM.fullmatch(text, start, end):
        return True
    if quantity.kind is not Kind.SHARE and (quantity.kind is not Kind.MONEY or before.kind is not Kind.COUNT):
        return False
    if before.kind not in (Kind.COUNT, Kind.MONEY):
        return False
    between = [token.form for token in tokens if start <= token.start < end]
    return len(between) <= _LINKED_WITHIN and all(
        form in lex.stop or form in lex.linking or form in CHANGE for form in between[-_LINKING:]
    )
