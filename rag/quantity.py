"""Numbers in Vietnamese text: value, unit, kind, bound, span.

``quantities`` gives what says how much of something, ``scan`` also the numbers that do not (dates, documents, labels
…), so that a reader of the text knows what every number is. Text typed without diacritics and English text are read
too, by the same rules as far as they go.

How a number is read: numerals are found (``rag.numerals``), those that show themselves to be no amounts are set aside
(``rag.labels``), each remaining one takes the unit behind it (``rag.units``); then pairs ("91/80 người") and ranges
("5-7 hộ") are joined, units shared along lists ("13 và 11 hộ") or named before the number ("số hộ nghèo là 12"),
and what is left without a unit is judged by what surrounds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from index.article import Span
from rag.figures import QUANTITIES, Bound, Change, Kind, Level, OfKind, Quantity, Style
from rag.labels import NO_NUMBER_HEAD, Label, labels
from rag.numerals import Numeral, number, numerals
from rag.patterns import compile_for, style_of, view
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

_DASH = "(?:-|–|—|~|−)"
_ABOUT = r"khoảng|chừng|xấp xỉ|ước|ước tính|ước đạt|ước chừng|ngót nghét|trên dưới|cỡ|độ chừng|about|around|approximately|roughly|circa"
_MORE = r"hơn|trên|quá|vượt quá|vượt mốc|vượt ngưỡng|vượt|more than|over|above|exceeding|greater than"
_ALMOST = r"gần|ngót|suýt soát|sắp|nearly|almost|close to"
_LEAST = (
    r"ít nhất|tối thiểu|không dưới|không ít hơn|không thấp hơn|thấp nhất|at least|no less than|a minimum of|minimum"
)
_MOST = (
    r"nhiều nhất|tối đa|không quá|chưa quá|không vượt quá|không hơn|dưới|chưa đầy|chưa đến|chưa tới|không đến|không tới|"
    r"at most|up to|no more than|not more than|under|below|less than|fewer than|a maximum of|maximum"
)
_BOUNDS = (  # in the order in which they win when two stand together: "khoảng hơn 300"
    (Bound.AT_MOST, _MOST),
    (Bound.AT_LEAST, _LEAST),
    (Bound.ABOUT, _ABOUT),
    (Bound.ALMOST, _ALMOST),
    (Bound.MORE_THAN, _MORE),
)
_ALL_BOUNDS = "|".join(words for _, words in _BOUNDS)
_BOUND_BEFORE = rf"\b(?:(?:{_ALL_BOUNDS})(?: là| đến| tới| cả)? )*(?:{_ALL_BOUNDS})(?: là| đến| tới| cả)? $"
_COMPARATIVE = r"\b(?P<word>cao|nhiều|lớn|dài|rộng|nặng|ít|thấp|nhỏ|ngắn|nhẹ|kém|trẻ|già|nhanh|chậm|sớm|muộn|tốt) hơn $"
_SMALLER = frozenset("ít thấp nhỏ ngắn nhẹ kém".split())
_FROM = r"\b(?:từ(?: mức| hơn| gần| khoảng| trên)?|from) $"
_TO = r"\b(?:xuống|lên)(?: còn| đến| tới| mức| thành| gần| hơn| khoảng| trên| dưới)* $|\b(?:down|up)? ?to $"
_CHANGED_BEFORE = r"\b(?:giảm|tăng|nâng|hạ|từ|from|rose|fell|grew|dropped|increased|decreased)\b"
_UP, _DOWN = (
    r"tăng|gia tăng|vượt|rose|grew|increased|up",
    r"giảm|cắt giảm|sụt giảm|hạ|fell|dropped|decreased|reduced|down",
)
_ADVERBS = (
    r"(?: (?:thêm|được|đi|bình quân|trung bình|mạnh|nhẹ|khoảng|hơn|gần|trên|tới|đến|chỉ|by|about|nearly|almost))*"
)
_CHANGE = rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_ADVERBS} $"
_CHANGE_OF = (
    r"\b(?:(?P<up>tăng)|(?P<down>giảm)) (?:tỷ lệ|tỉ lệ|số|mức|tổng|quy mô)\b"
    r"(?:(?!\b(?:còn|xuống|lên|đạt|là|từ|cho|có|chiếm|được|với)\b)[^.,;:()0-9\n]){0,80} $"
)
_PLAN = (
    r"\b(?:kế hoạch|kh|chỉ tiêu(?: được)? giao|chỉ tiêu kế hoạch|dự toán|mục tiêu|chỉ tiêu năm|plan|target|planned)\b"
)
_TEMPORAL = (
    r"\b(?:từ|đến|trước|sau|vào|tết|xuân|mùa|dịp|cuối|đầu|giữa|tới|kể từ|hết|năm|khóa|vụ|hè|thu|đông|tháng|"
    r"in|since|by|until|from|to|before|after|during|between|and) ?$"
)
_STATED = r"(?:[:=]|\b(?:là|đạt|còn|có|được|gồm|chỉ)) ?$"
_DATE_BEFORE = r"\b(?:ngày|trước|sau|đến|từ|hạn|dịp|lễ|vào|hôm|tới)(?: ngày)? $"
_SCORE_BEFORE = r"\b(?:tỷ số|tỉ số|tỷ lệ|tỉ lệ|thắng|thua|hòa|kết quả|score of|ratio of)\b[^.;\n]{0,25}$"
# Heads of labels that are just as often verbs or nouns before an amount; they label a bare small number only.
_LABEL_HEAD = (
    rf"(?:{NO_NUMBER_HEAD}\bsố|\b(?:đợt|khóa|khoá|kỳ|lớp|khối|cấp|loại|nhóm|mức|hạng|vùng|khu|khu phố|tổ|thôn|ấp|xóm|đội|phường|quận|phòng|tầng|"
    r"trang|tập|bài|hình|giai đoạn|phần|vòng|tiết|đường|lô|nhà|lần|buôn|bản|ngõ|ngách|kiệt|hẻm|top|hiệp|ca|chuyến|tuyến|"
    r"bước|nghị quyết|quyết định|kế hoạch|chương trình|điểm|tiểu dự án|dự án|article|section|table|figure|no\.?)(?: số)?) $"
)
_NAME_BEFORE = re.compile(r"(?<![.!?:;\n] )(?<![.!?:;\n])\b[A-ZĐÀ-Ỹ][^\W\d_]*\s$")
_LIST_GAP = rf" ?(?:,|và|hoặc|hay|or|and|, ?và|, ?hay)(?: (?:{_ALL_BOUNDS}))* ?"
_RANGE_GAP = rf" ?(?:{_DASH}|đến|tới|to)(?: (?:{_ALL_BOUNDS}))? ?"
_OUT_OF = r" (?:trên|trong)(?: tổng)?(?: số)? |/(?: ?)| / "
_HEADED = r"\b(?:tổng số|số|số lượng)(?: lượng)? (?P<noun>[^\W\d_]+(?: [^\W\d_]+){0,12}?) (?:là|đạt|còn|lên|có|:|khoảng)[^.;:()0-9\n]{0,25}$"
_PART_OF = r"\((?:trong đó|gồm|bao gồm|cụ thể)\b|\b(?:trong đó|bao gồm)\b"
_MONEY_NEAR = (
    r"\b(?:kinh phí|vốn|tiền|trị giá|giá|ngân sách|thu|chi|mức|quỹ|hỗ trợ|đầu tư|ủng hộ|vay|nợ|doanh thu|thu nhập|lương|"
    r"trợ cấp|tài trợ|thưởng|phạt|lãi|lỗ|phí|đồng|usd|nguồn lực|giải ngân|cost|funds?|budget|worth|money)\b"
)
_NOT_MONEY_NEAR = r"\b(?:dân số|số người|người|dân|hành khách|lượt|population|people)\b"
_SUFFIX_LEAST, _SUFFIX_MOST = r" (?:trở lên|or more)\b", r" (?:trở xuống|trở lại|or less|or fewer)\b"


class _Patterns:
    """The patterns above for one style."""

    def __init__(self, style: Style) -> None:
        def make(source: str) -> re.Pattern[str]:
            return compile_for(style, source)

        self.bounds = [(bound, make(rf"\b(?:{words})\b")) for bound, words in _BOUNDS]
        self.bound_before, self.comparative = make(_BOUND_BEFORE), make(_COMPARATIVE)
        self.from_, self.to, self.changed_before = make(_FROM), make(_TO), make(_CHANGED_BEFORE)
        self.change, self.change_of = make(_CHANGE), make(_CHANGE_OF)
        self.plan, self.temporal, self.stated = make(_PLAN), make(_TEMPORAL), make(_STATED)
        self.date_before, self.score_before = make(_DATE_BEFORE), make(_SCORE_BEFORE)
        self.label_head, self.headed, self.part_of = make(_LABEL_HEAD), make(_HEADED), make(_PART_OF)
        self.list_gap, self.range_gap, self.out_of = make(_LIST_GAP), make(_RANGE_GAP), make(_OUT_OF)
        self.money_near, self.not_money_near = make(_MONEY_NEAR), make(_NOT_MONEY_NEAR)
        self.at_least, self.at_most = make(_SUFFIX_LEAST), make(_SUFFIX_MOST)
        self.compared = make(r"[^.;\n]{0,40}?\bso với\b| lần\b")
        self.ratio = make(r" ?: ?")
        self.half = make(r" rưỡi\b")
        self.vuot = make(r"\bvượt $")


@lru_cache(maxsize=3)
def _patterns(style: Style) -> _Patterns:
    return _Patterns(style)


@dataclass(slots=True)
class _Draft:
    """A number while it is being read."""

    numeral: Numeral
    kind: Kind
    start: int
    end: int
    value: Decimal
    unit: Unit | None = None  # attached or shared
    unit_name: str = ""
    noun: Span | None = None
    attached: bool = False
    range_end: Decimal | None = None
    of: Decimal | None = None
    of_kind: OfKind | None = None
    weak: bool = False
    settled: bool = False  # its kind is decided
    last: Numeral = field(init=False)

    def __post_init__(self) -> None:
        self.last = self.numeral

    @property
    def bare(self) -> bool:
        return self.unit is None and not self.numeral.fraction

    def take(self, unit: Unit, attached: bool) -> None:
        self.unit, self.unit_name, self.noun, self.attached = unit, unit.name, unit.noun, attached
        self.kind = unit.kind
        if attached:
            self.end = max(self.end, unit.end)


class _Reader:
    """One scan over one text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.style = style_of(text)
        self.low = view(text, self.style)
        self.p, self.units = _patterns(self.style), units(self.style)
        self.labels: list[Label] = []

    def read(self) -> list[Quantity]:
        self.labels = labels(self.text, self.low, self.style, self.start, self.end)
        drafts = self._drafts()
        drafts = self._join_pairs(drafts)
        drafts = self._join_ranges(drafts)
        self._share_units(drafts)
        self._inherit_units(drafts)
        for draft in drafts:
            self._judge_bare(draft)
        found = [self._finish(draft) for draft in drafts] + [_from_label(label) for label in self.labels]
        found.sort(key=lambda quantity: quantity.start)
        return self._with_levels(found)

    # -- finding -----------------------------------------------------------------------------------------------------

    def _drafts(self) -> list[_Draft]:
        taken = bytearray(self.end + 1)
        for label in self.labels:
            taken[label.start : label.end] = b"\1" * (label.end - label.start)
        drafts: list[_Draft] = []
        for numeral in numerals(self.text, self.low, self.style, self.start, self.end):
            if any(taken[numeral.start : numeral.end]):
                continue
            if drafts and numeral.start < drafts[-1].end:  # "15 bác sĩ/10.000 dân": swallowed by the rate
                continue
            draft = _Draft(numeral, Kind.COUNT, numeral.start, numeral.end, numeral.value, weak=numeral.weak)
            self._negate(draft)
            unit = self.units.read(self.text, self.low, numeral.end, self.end, numeral.scale > 1)
            if unit:
                draft.take(unit, attached=not self.low[numeral.end : unit.start].strip())
                self._add_half(draft, unit)
            if numeral.fraction and (unit is None or unit.kind in (Kind.COUNT, Kind.SHARE)):
                draft.kind, draft.unit_name, draft.end = Kind.SHARE, "", numeral.end
                draft.attached = False
            if self.low[numeral.start - 1 : numeral.start] == "$" or self.low[: numeral.start].endswith("us$ "):
                draft.kind, draft.unit_name, draft.settled = Kind.MONEY, "USD", True
            drafts.append(draft)
        return drafts

    def _negate(self, draft: _Draft) -> None:
        """ "-5 °C", "âm 5 độ"; before anything else a dash is a dash."""
        before = self.low[max(0, draft.start - 4) : draft.start]
        if not re.search(r"(?:(?:^|[\s(])[-−]|\bâm |\bam )$", before):
            return
        if re.match(r" ?(?:â?°|độ\b|do c\b|%)", self.low[draft.numeral.end : draft.numeral.end + 8]):
            draft.value = -draft.value

    def _add_half(self, draft: _Draft, unit: Unit) -> None:
        """ "một năm rưỡi"."""
        half = self.p.half.match(self.low, unit.end, self.end)
        if half and unit.kind in (Kind.TIME, Kind.MEASURE) and draft.numeral.scale == 1:
            draft.value += Decimal("0.5")
            draft.end = half.end()

    # -- pairs and ranges --------------------------------------------------------------------------------------------

    def _join_pairs(self, drafts: list[_Draft]) -> list[_Draft]:
        joined: list[_Draft] = []
        for draft in drafts:
            previous = joined[-1] if joined else None
            if previous is None or previous.of is not None or not self._is_pair(previous, draft):
                joined.append(draft)
                continue
            first, second = previous.value, draft.value
            if draft.numeral.scale > 1 and previous.numeral.scale == 1 and previous.bare and first < 1000:
                first = first * draft.numeral.scale  # 22,7/9,5 tỷ đồng
            previous.value, previous.end, previous.last = first, draft.end, draft.last
            unit = draft.unit or previous.unit
            if unit:
                previous.take(unit, attached=draft.attached)
            self._settle_pair(previous, second)
        return joined

    def _is_pair(self, a: _Draft, b: _Draft) -> bool:
        gap = self.low[a.end : b.start]
        if not gap or len(gap) > 20 or not self.p.out_of.fullmatch(gap) or a.numeral.fraction or b.numeral.fraction:
            return False
        if "/" not in gap:  # "5 trên 10 người", not "13 hộ trong 5 xã"
            return a.bare and not a.numeral.is_word and a.value <= b.value
        return a.bare or (a.unit is not None and b.unit is not None and a.unit_name == b.unit_name) or b.bare

    def _settle_pair(self, draft: _Draft, second: Decimal) -> None:
        first, noun = draft.value, draft.noun
        small = draft.numeral.plain and draft.last.plain and "/" in self.low[draft.start : draft.end]
        no_unit = draft.unit is None or draft.unit.first in self.units.wholes
        if small and draft.unit is None and first <= 31 and 1 <= second <= 12 and first >= 1:
            before = self.low[max(0, draft.start - 20) : draft.start]
            if self.p.date_before.search(before) or (first > second and draft.unit is None):
                draft.kind, draft.settled = Kind.DATE, True
                return
        if small and no_unit and 0 < first < second <= 10 and not (noun and self._unit_is_counted(draft)):
            draft.kind, draft.value, draft.unit_name, draft.settled = Kind.SHARE, first / second, "", True
            draft.end = draft.last.end
            return
        draft.of = second
        sentence_end = re.compile(r"[.;\n](?=\s|$)").search(self.low, draft.end, self.end)
        following = self.low[draft.end : min(draft.end + 60, sentence_end.start() if sentence_end else self.end)]
        following = re.split(r"[0-9]/[0-9]", following)[0]
        planned = first > second or self.p.plan.search(following)
        draft.of_kind = OfKind.PLAN if planned else OfKind.TOTAL

    def _unit_is_counted(self, draft: _Draft) -> bool:
        return draft.unit is not None and draft.unit.first not in self.units.wholes

    def _join_ranges(self, drafts: list[_Draft]) -> list[_Draft]:
        joined: list[_Draft] = []
        for draft in drafts:
            previous = joined[-1] if joined else None
            if previous is None or not self._try_range(previous, draft):
                joined.append(draft)
        return joined

    def _try_range(self, a: _Draft, b: _Draft) -> bool:
        gap = self.low[a.end : b.start]
        if len(gap) > 20 or any(d.of is not None or d.range_end is not None or d.numeral.vague for d in (a, b)):
            return False
        if self.p.ratio.fullmatch(gap) and a.bare and a.numeral.plain and b.numeral.plain and ": " not in gap:
            self._make_score(a, b)
            return True
        if not self.p.range_gap.fullmatch(gap):
            return False
        scaled_by_b = a.numeral.scale == 1 and b.numeral.scale > 1 and a.bare
        low_end = a.value * b.numeral.scale if scaled_by_b and a.value <= b.numeral.bare else a.value
        same_unit = a.bare or b.bare or a.unit_name == b.unit_name
        dashed = not any(c.isalpha() for c in gap)
        if dashed and a.numeral.plain and b.numeral.plain and a.bare and b.bare:
            before = self.low[max(0, a.start - 40) : a.start]
            if low_end >= b.value or self.p.score_before.search(before):
                self._make_score(a, b)
                return True
        if not same_unit or low_end >= b.value or (dashed and a.numeral.is_word != b.numeral.is_word):
            return False
        if not dashed and a.bare and b.bare and b.numeral.scale == 1 and not self.p.from_.search(self.low[max(0, a.start - 12) : a.start]):
            return False
        a.value, a.range_end, a.end, a.last = low_end, b.value, b.end, b.last
        a.weak = a.weak and b.weak
        if b.unit:
            a.take(b.unit, attached=b.attached)
        elif a.unit:
            a.kind = a.unit.kind
        if _is_year(a.numeral, 1000) and _is_year(b.numeral, 1000) and not (b.unit and b.unit.sure):
            a.kind, a.settled, a.unit_name, a.noun, a.end = Kind.YEAR, True, "", None, b.numeral.end
        return True

    def _make_score(self, a: _Draft, b: _Draft) -> None:
        a.kind, a.of, a.end, a.settled, a.last = Kind.SCORE, b.value, b.numeral.end, True, b.last
        a.unit, a.unit_name, a.noun = None, "", None

    # -- units that stand elsewhere ----------------------------------------------------------------------------------

    def _share_units(self, drafts: list[_Draft]) -> None:
        """ "70, 75, 80 và trên 100 tuổi", "13 và 11 hộ", "2 và 3 triệu đồng": from right to left along the list."""
        for a, b in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
            if not a.bare or a.settled or b.unit is None or b.settled or a.of is not None or not b.unit.sure:
                continue
            if not self.p.list_gap.fullmatch(self.low, a.end, b.start) or self._is_label(a) or a.numeral.vague:
                continue
            a.take(b.unit, attached=False)
            if b.numeral.scale > 1 and a.numeral.scale == 1 and a.value <= b.numeral.bare:
                a.value *= b.numeral.scale

    def _inherit_units(self, drafts: list[_Draft]) -> None:
        """ "số hộ nghèo là 12.203"; "8.500 người (trong đó cao đẳng: 19; trung cấp: 285)"."""
        parent: _Draft | None = None
        for draft in drafts:
            if draft.unit and draft.kind is Kind.COUNT and draft.unit.sure and draft.attached:
                parent = draft
                continue
            if (
                not draft.bare
                or draft.settled
                or draft.numeral.scale > 1
                or draft.numeral.is_word
                or self._is_label(draft)
            ):
                continue
            line = max(self.low.rfind("\n", 0, draft.start) + 1, draft.start - 200)
            before = self.low[line : draft.start]
            if head := self.p.headed.search(before):
                noun_start = line + head.start("noun")
                unit = self.units.read(self.text, self.low, noun_start, line + head.end("noun"))
                if unit and unit.kind is Kind.COUNT and unit.start == noun_start:
                    draft.take(unit, attached=False)
                    continue
            if parent and parent.unit and draft.start - parent.end < 200 and re.search(r"[:=] ?$", before):
                between = self.low[parent.end : draft.start]
                if self.p.part_of.search(between) and "\n" not in between and ". " not in between:
                    draft.take(parent.unit, attached=False)

    # -- numbers without a unit --------------------------------------------------------------------------------------

    def _is_label(self, draft: _Draft) -> bool:
        numeral = draft.numeral
        if not (numeral.plain or numeral.is_word) or draft.value >= 1000 or numeral.scale > 1:
            return False
        return bool(self.p.label_head.search(self.low[max(0, draft.start - 25) : draft.start]))

    def _judge_bare(self, draft: _Draft) -> None:
        numeral = draft.numeral
        if draft.settled or draft.of is not None or draft.kind is not Kind.COUNT:
            return
        before = self.low[max(0, draft.start - 25) : draft.start]
        unit = draft.unit
        if _is_year(numeral, 1900) and draft.range_end is None:
            temporal = self.p.temporal.search(before)
            place = unit is not None and unit.first in self.units.administrative
            bare = unit is None and not self.p.stated.search(before)
            if bare or (temporal and unit is not None and (place or not unit.sure)):
                draft.kind, draft.unit_name, draft.noun, draft.end = Kind.YEAR, "", None, numeral.end
                return
        if _is_year(numeral, 1000) and unit is None and self.p.temporal.search(before):
            draft.kind = Kind.YEAR
            return
        if unit is not None:
            return
        if self._is_label(draft):
            draft.kind = Kind.LABEL
        elif numeral.scale >= 10**6 and not numeral.fraction:
            self._judge_bare_millions(draft)
        elif (
            numeral.plain
            and draft.value < 10_000
            and _NAME_BEFORE.search(self.text, max(0, draft.start - 25), draft.start)
        ):
            draft.weak = True  # "Super Bowl 50"

    def _judge_bare_millions(self, draft: _Draft) -> None:
        """ "15 tỷ" is money; "37 triệu" may be people."""
        sentence = max(self.low.rfind(". ", 0, draft.start), self.low.rfind("\n", 0, draft.start), draft.start - 120, 0)
        before = self.low[sentence : draft.start]
        people = self.p.not_money_near.search(before) is not None
        if self.p.money_near.search(before) or not (people or self.style is Style.ENGLISH):
            draft.kind, draft.unit_name = Kind.MONEY, "" if self.style is Style.ENGLISH else "đồng"

    # -- hedges ------------------------------------------------------------------------------------------------------

    def _bound(self, draft: _Draft) -> tuple[Bound | None, int]:
        window = max(0, draft.start - 40)
        before = self.low[window : draft.start]
        if self.p.at_least.match(self.low, draft.end, self.end):
            return Bound.AT_LEAST, draft.start
        if self.p.at_most.match(self.low, draft.end, self.end):
            return Bound.AT_MOST, draft.start
        if comparative := self.p.comparative.search(before):
            if self.p.compared.match(self.low, draft.end, self.end):
                return None, draft.start  # "cao hơn 18% so với": a difference
            smaller = comparative.group("word") in _SMALLER
            start = window + comparative.start()
            return (Bound.AT_MOST if smaller else Bound.MORE_THAN), start
        match = self.p.bound_before.search(before)
        if not match:
            return None, draft.start
        written, start = match.group(), window + match.start()
        locative = draft.unit is not None and draft.unit.first in self.units.locatives
        if locative and re.fullmatch(r"(?:trên|dưới|tren|duoi) +", written):
            return None, draft.start
        if self.p.vuot.search(before) and draft.kind is Kind.SHARE:  # "vượt 5% kế hoạch": a difference
            return None, draft.start
        for bound, pattern in self.p.bounds:
            if pattern.search(written):
                return bound, start
        return None, draft.start

    def _change(self, draft: _Draft, bound_start: int) -> Change | None:
        window = max(0, draft.start - 110)
        before = self.low[window : draft.start]
        match = self.p.change.search(before[-60:])
        if match and match.group("up") == "vượt" and draft.kind is not Kind.SHARE:
            match = None
        if not match and draft.kind is Kind.SHARE:
            match = self.p.change_of.search(self.low[window:bound_start])
        if not match:
            return None
        return Change.INCREASE if match.group("up") else Change.DECREASE

    def _in_parentheses(self, position: int) -> bool:
        line = self.low.rfind("\n", 0, position) + 1
        opened = self.low.rfind("(", line, position)
        if opened < 0 or self.low.rfind(")", opened, position) >= 0:
            return False
        closed, reopened = self.low.find(")", position), self.low.find("(", position)
        line_end = self.low.find("\n", position)
        if closed >= 0 and (line_end < 0 or closed < line_end) and (reopened < 0 or closed < reopened):
            return True
        # Never closed: it ends with the clause.
        return not re.search(r";|[.!?] ", self.low[opened:position])

    def _finish(self, draft: _Draft) -> Quantity:
        real = draft.kind in QUANTITIES
        bound, bound_start = self._bound(draft) if real else (None, draft.start)
        return Quantity(
            value=number(draft.value),
            kind=draft.kind,
            start=draft.start,
            end=draft.end,
            number_start=draft.numeral.start,
            number_end=draft.numeral.number_end,
            bound_start=bound_start,
            unit=draft.unit_name,
            noun=draft.noun if real else None,
            bound=bound,
            range_end=None if draft.range_end is None else number(draft.range_end),
            of=None if draft.of is None or not real else number(draft.of),
            of_kind=draft.of_kind if real else None,
            change=self._change(draft, bound_start) if real else None,
            is_word=draft.numeral.is_word,
            vague=draft.numeral.vague,
            weak=draft.weak,
            in_parentheses=self._in_parentheses(draft.start),
        )

    def _with_levels(self, found: list[Quantity]) -> list[Quantity]:
        """Marks both ends of "giảm từ 8,01% năm 2011 xuống còn 3,34%"."""
        levels: dict[int, Level] = {}
        for i, quantity in enumerate(found):
            if quantity.kind not in QUANTITIES or not self.p.to.search(
                self.low[max(0, quantity.start - 40) : quantity.start]
            ):
                continue
            start = max(self.low.rfind("\n", 0, quantity.start), quantity.start - 160, 0)
            if not self.p.changed_before.search(self.low[start : quantity.start]):
                continue
            levels[i] = Level.TO
            for j in range(i - 1, -1, -1):
                other = found[j]
                if (
                    other.kind in QUANTITIES
                    and other.start >= start
                    and (other.unit == quantity.unit or not other.unit)
                ):
                    if self.p.from_.search(self.low[max(0, other.start - 20) : other.start]):
                        levels[j] = Level.FROM
                    break
        return [_at_level(quantity, levels.get(i)) for i, quantity in enumerate(found)]


def _is_year(numeral: Numeral, earliest: int) -> bool:
    return numeral.plain and numeral.number_end - numeral.start == 4 and earliest <= numeral.value <= 2100


def _at_level(quantity: Quantity, level: Level | None) -> Quantity:
    return quantity if level is None else replace(quantity, level=level, change=None)


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
    """Every number of ``text[start:end]`` in reading order, whatever it is; spans do not overlap."""
    stop = len(text) if end is None else min(end, len(text))
    return _Reader(text, max(0, start), stop).read() if start < stop else []


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The numbers of ``text[start:end]`` that say how much of something, in reading order."""
    return [quantity for quantity in scan(text, start, end) if quantity.is_quantity]


def number_value(text: str) -> int | float | None:
    """The value of the first number in a short string such as "1,48 tỉ", "ba trăm" or "năm"; None without one."""
    read = scan(text)
    if read and read[0].kind in QUANTITIES:
        return read[0].value
    style = style_of(text)
    found = numerals(text, view(text, style), style, 0, len(text))
    if found:
        return number(found[0].value)
    alone = {"năm": 5, "nam": 5}
    return alone.get(text.strip().lower())


def same_value(a: int | float | None, b: int | float | None) -> bool:
    """Whether two values are equal but for rounding in the last binary digits."""
    if a is None or b is None:
        return False
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
