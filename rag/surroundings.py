"""What the words around a number make of it: bounds, changes, plans, brackets.

All offsets are code points of the text; patterns read its view (``rag.patterns``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.figures import Bound, Change, Kind, Style
from rag.labels import LABEL_SO
from rag.patterns import LazyPattern

__all__ = ["Surroundings", "surroundings"]

_BOUNDS = (  # in the order in which they win when two stand together: "khoảng hơn 300"
    (
        Bound.AT_LEAST,
        "ít nhất|tối thiểu|không dưới|không ít hơn|không thấp hơn|thấp nhất|at least|no less than|a minimum of|minimum",
    ),
    (
        Bound.AT_MOST,
        "nhiều nhất|tối đa|không quá|chưa quá|không vượt quá|không hơn|dưới|chưa đầy|chưa đến|chưa tới|không đến|không tới|"
        "at most|up to|no more than|not more than|under|below|less than|fewer than|a maximum of|maximum",
    ),
    (
        Bound.ABOUT,
        "khoảng|chừng|xấp xỉ|ước|ước tính|ước đạt|ước chừng|ngót nghét|trên dưới|cỡ|độ chừng|"
        "about|around|approximately|roughly|circa",
    ),
    (Bound.ALMOST, "gần|ngót|suýt soát|sắp|nearly|almost|close to"),
    (
        Bound.MORE_THAN,
        "hơn|trên|quá|vượt quá|vượt mốc|vượt ngưỡng|vượt|more than|over|above|exceeding|greater than",
    ),
)
_ANY_BOUND = "(?:" + "|".join(words for _, words in _BOUNDS) + ")"
_BOUND_BEFORE = rf"\b(?:{_ANY_BOUND}(?: (?:là|đến|tới|cả|có))? )+$"
_COMPARATIVE = r"\b(?P<word>cao|nhiều|lớn|dài|rộng|nặng|ít|thấp|nhỏ|ngắn|nhẹ|kém|trẻ|già|nhanh|chậm|sớm|muộn|tốt) hơn $"
_SMALLER = "ít thấp nhỏ ngắn nhẹ kém"

_UP = "tăng|gia tăng|vượt|rose|grew|increased|up"
_DOWN = "giảm|cắt giảm|sụt giảm|hạ|fell|dropped|decreased|reduced|down"
_ADVERBS = "thêm|được|đi|bình quân|trung bình|mạnh|nhẹ|khoảng|hơn|gần|trên|tới|đến|chỉ|by|about|nearly|almost|over"
_CHANGE = rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?: (?:{_ADVERBS}))* $"
# "giảm tỷ lệ hộ nghèo toàn tỉnh 0,42%", but not "giảm tỷ lệ hộ nghèo xuống còn 3%".
_CHANGE_OF = (
    r"\b(?:(?P<up>tăng)|(?P<down>giảm)) (?:tỷ lệ|tỉ lệ|số|mức|tổng|quy mô)\b"
    r"(?:(?!\b(?:còn|xuống|lên|đạt|là|từ|cho|có|chiếm|được|với)\b)[^.,;:()0-9\n]){0,80} $"
)
_HEDGE = "(?: (?:mức|con số|tỷ lệ|tỉ lệ|quy mô|vị trí|độ (?:sâu|cao|dài)|hơn|gần|khoảng|trên|chỉ))*"
_FROM = rf"\b(?:từ{_HEDGE}|from) $"
_TO_WORDS = r"(?:xuống|lên)(?: (?:còn|đến|tới|mức|thành|gần|hơn|khoảng|trên|dưới))*"
_TO = rf"\b{_TO_WORDS} $|\b(?:(?:down|up) )?to $"
# "tăng từ 415.000 đến 587.000 km vuông" tells of two times; "từ 5 đến 7 hộ" and "giảm từ 2 đến 3 hộ" are ranges.
_RISING = r"\b(?:tăng|nâng|rose|grew|increased)(?: [^.;:,()0-9\n]{1,60})? (?:từ|from)"
_RISING_FROM = rf"{_RISING}{_HEDGE} $"
_RISING_TO = rf"{_RISING} (?:[^.,;:()\n]|[.,](?=[0-9])){{1,40}} (?:đến|tới|thành|to){_HEDGE} $"
_CHANGED_BEFORE = r"\b(?:giảm|tăng|nâng|hạ|từ|from|rose|fell|grew|dropped|increased|decreased)\b"

_PLAN = (
    r"\b(?:kế hoạch|kh|chỉ tiêu(?: được)? giao|chỉ tiêu kế hoạch|chỉ tiêu năm|dự toán|mục tiêu|plan|target|planned)\b"
)
_TEMPORAL = (
    r"\b(?:từ|đến|trước|sau|vào|tết|xuân|mùa|dịp|cuối|đầu|giữa|tới|kể từ|hết|năm|khóa|vụ|hè|thu|đông|tháng|"
    r"in|since|by|until|from|to|before|after|during|between|and) ?$"
)
_STATED = r"(?:[:=]|\b(?:là|đạt|còn|có|được|gồm|chỉ)) ?$"
_DATE_BEFORE = (
    r"\b(?:ngày|trước|sau|đến|từ|hạn|vào|hôm|tới)(?: ngày)? $"
    r"|\b(?:dịp|lễ|nghỉ|mừng|kỷ niệm|quốc khánh|quốc tế|thiếu nhi|nhà giáo|phụ nữ|thống nhất)\b[^.;:\n0-9]{0,20}$"
)
_AGE_BEFORE = r"\btuổi(?: từ)? $"
_SCORE_BEFORE = r"\b(?:tỷ số|tỉ số|tỷ lệ|tỉ lệ|điểm số|thắng|thua|hòa|kết quả|score of|ratio of)\b[^.;\n]{0,25}$"
# Heads of labels that are just as often verbs or nouns before an amount; they label a bare small number only.
_LABEL_HEAD = (
    rf"(?:{LABEL_SO}|\b(?:đợt|khóa|khoá|kỳ|lớp|khối|cấp|loại|nhóm|mức|hạng|vùng|khu|khu phố|tổ|thôn|ấp|xóm|"
    r"đội|phường|quận|phòng|tầng|trang|tập|bài|hình|giai đoạn|phần|vòng|tiết|đường|lô|nhà|lần|buôn|bản|ngõ|ngách|kiệt|"
    r"hẻm|top|hiệp|ca|bậc|mẫu|mã|mã số|chuyến|tuyến|tuần|bước|nghị quyết|quyết định|kế hoạch|chương trình|điểm|tiểu dự án|dự án|"
    r"article|section|table|figure|no\.?)(?: số)?) $"
)
_PLACE_HEAD = r"\b(?:lớp|khối|quận|phường|tầng|thôn|xóm|ấp|tổ|tổ dân phố|khu|khu phố|đội|bản|buôn|ngõ|bậc) $"
_NAME_BEFORE = re.compile(r"(?<![.!?:;\n] )(?<![.!?:;\n])\b[A-ZĐÀ-Ỹ][^\W\d_]*\s$")
_HEADED = (
    r"\b(?:tổng số|số lượng|số) (?P<noun>[^\W\d_]+(?: [^\W\d_]+){0,12}?)(?: (?:là|đạt|còn|lên|có|khoảng)\b| ?:)"
    r"[^.;:()0-9\n]{0,25}$"
)
_PART_OF = r"\b(?:trong đó|bao gồm|cụ thể|gồm)\b"
_MONEY_BEFORE = (
    r"\b(?:kinh phí|vốn|tiền|trị giá|giá|ngân sách|thu|chi|mức|quỹ|hỗ trợ|đầu tư|ủng hộ|vay|nợ|doanh thu|thu nhập|"
    r"lương|trợ cấp|tài trợ|thưởng|phạt|lãi|lỗ|phí|đồng|usd|nguồn lực|giải ngân|cost|funds?|budget|worth|money)\b"
)
_PEOPLE_BEFORE = r"\b(?:dân số|số người|người|dân|hành khách|lượt|population|people)\b"
_BRACKETED = 400  # characters that a bracket may hold
_DASH = "(?:-|–|—|~|−)"


class Surroundings:
    """The patterns of one style, and the questions they answer."""

    def __init__(self, style: Style) -> None:
        def make(source: str) -> LazyPattern:
            return LazyPattern(style, source)

        self.style = style
        self._bounds = [(bound, make(rf"\b(?:{words})\b")) for bound, words in _BOUNDS]
        self._bound_before, self._comparative = make(_BOUND_BEFORE), make(_COMPARATIVE)
        self._smaller = make(rf"(?:{_SMALLER.replace(' ', '|')}) hơn ")
        self._place_or_manner = make(r"(?:trên|dưới) ")
        self._or_more, self._or_less = make(r" (?:trở lên|or more)\b"), make(r" (?:trở xuống|or less|or fewer)\b")
        self._compared = make(r"[^.;\n]{0,40}?\bso với\b| lần\b")
        self._exceeding = make(r"\bvượt $")
        self._change, self._change_of = make(_CHANGE), make(_CHANGE_OF)
        self._from, self._to, self._changed = make(_FROM), make(_TO), make(_CHANGED_BEFORE)
        self._beside = make(rf"\bso với(?: (?:con số|mức))?(?: {_ANY_BOUND})? $")
        self._achieved = make(r"[\x20,(]{1,3}(?:đạt|bằng|tương ứng)\b[^0-9.;\n]{1,15}[0-9][0-9.,]* ?%")
        self._plan, self._temporal, self._stated = make(_PLAN), make(_TEMPORAL), make(_STATED)
        self._year_word = make(r"\bnăm $")
        self._date, self._age, self._score = make(_DATE_BEFORE), make(_AGE_BEFORE), make(_SCORE_BEFORE)
        self._label_head, self._place_head = make(_LABEL_HEAD), make(_PLACE_HEAD)
        self._headed, self._part_of = make(_HEADED), make(_PART_OF)
        self._money, self._people = make(_MONEY_BEFORE), make(_PEOPLE_BEFORE)
        self.list_gap = make(rf" ?(?:,|,? ?(?:và|hoặc|hay|or|and))(?: {_ANY_BOUND})* ?")
        self.conjunction = make(r"\b(?:và|hoặc|hay|or|and)\b")
        self.range_gap = make(rf" ?(?:{_DASH}|đến|tới|to)(?: {_ANY_BOUND})? ?")
        self._level_gap, self._rising_gap = make(rf" {_TO_WORDS} "), make(r" (?:đến|tới|thành|to) ")
        self._rising_from, self._rising_to = make(_RISING_FROM), make(_RISING_TO)
        self.after_year = make(r" ?(?:,|và|hoặc|hay|and|or|, và) ?")
        self.out_of = make(r" (?:trên|trong)(?: tổng)?(?: số)? | ?/ ?")
        self.among = make(r" số ")
        self._same_thing = make(
            rf"\bcon số (?:này|đó|ấy)\b[^0-9;:\n]{{0,40}}$|^[,;] trong đó(?: có)?(?: {_ANY_BOUND})* $"
        )
        self.half = make(r" rưỡi\b")
        self.degrees = make(r" ?(?:â?°|độ\b|%)")

    # -- bounds and changes ------------------------------------------------------------------------------------------

    def bound(self, low: str, start: int, end: int, kind: Kind, locative: bool) -> tuple[Bound | None, int]:
        """How ``low[start:end]`` is hedged, and where the hedge begins (``start`` without one).

        ``locative``: the unit names places or manners, of which one is "trên 3 địa bàn", "dưới 2 hình thức".
        """
        if self._or_more.match(low, end):
            return Bound.AT_LEAST, start
        if self._or_less.match(low, end):
            return Bound.AT_MOST, start
        window = max(0, start - 40)
        before = low[window:start]
        if comparative := self._comparative.search(before):
            if kind is Kind.SHARE or self._compared.match(low, end):
                return None, start  # "cao hơn 18% so với": a difference
            bound = Bound.AT_MOST if self._smaller.match(comparative.group()) else Bound.MORE_THAN
            return bound, window + comparative.start()
        match = self._bound_before.search(before)
        if not match or (locative and self._place_or_manner.fullmatch(match.group())):
            return None, start
        if kind is Kind.SHARE and self._exceeding.search(before):
            return None, start  # "vượt 5% kế hoạch": a difference
        for bound, pattern in self._bounds:
            if pattern.search(match.group()):
                return bound, window + match.start()
        return None, start

    def change(self, low: str, start: int, kind: Kind) -> Change | None:
        """Whether the number is how much something grew or fell."""
        match = self._change.search(low[max(0, start - 60) : start])
        if match and kind is not Kind.SHARE and self._exceeding.search(low[max(0, start - 10) : start]):
            match = None  # "vượt 20 tỷ đồng" is a bound
        if not match and kind is Kind.SHARE:
            match = self._change_of.search(low[max(0, start - 110) : start])
        if not match:
            return None
        return Change.INCREASE if match.group("up") else Change.DECREASE

    def is_from(self, low: str, start: int) -> bool:
        return self._from.search(low[max(0, start - 20) : start]) is not None

    def is_to(self, low: str, start: int, since: int) -> bool:
        """Whether the number is where a change ends that ``low[since:start]`` tells of."""
        if self._to.search(low[max(0, start - 40) : start]):
            return self._changed.search(low[since:start]) is not None
        return self._rising_to.search(low[since:start]) is not None

    def changes_over(self, low: str, start: int, gap: str) -> bool:
        """Whether ``gap`` leads from the number at ``start`` to the other end of a change: "từ 500 lên 700 hộ"."""
        if self._level_gap.fullmatch(gap):
            return self.is_from(low, start)
        return self._rising_gap.fullmatch(gap) is not None and self.is_rising_from(low, start)

    def is_rising_from(self, low: str, start: int) -> bool:
        """Whether the number is where a change begins whose end is told next: "tăng từ 415.000 đến 587.000"."""
        return self._rising_from.search(low[max(0, start - 110) : start]) is not None

    # -- what a number may be ----------------------------------------------------------------------------------------

    def _ends(self, pattern: LazyPattern, low: str, start: int, width: int) -> bool:
        return pattern.search(low[max(0, start - width) : start]) is not None

    def after_time_word(self, low: str, start: int) -> bool:
        return self._ends(self._temporal, low, start, 15)

    def after_year_word(self, low: str, start: int) -> bool:
        return self._ends(self._year_word, low, start, 5)

    def is_stated(self, low: str, start: int) -> bool:
        """Behind a colon or "là": a figure rather than a year."""
        return self._ends(self._stated, low, start, 15)

    def after_date_word(self, low: str, start: int) -> bool:
        return self._ends(self._date, low, start, 45)

    def after_age(self, low: str, start: int) -> bool:
        return self._ends(self._age, low, start, 15)

    def after_score_word(self, low: str, start: int) -> bool:
        return self._ends(self._score, low, start, 40)

    def after_label_head(self, low: str, start: int) -> bool:
        return self._ends(self._label_head, low, start, 25)

    def after_place_head(self, low: str, start: int) -> bool:
        """Behind a word that numbers the places and classes it names: thôn 3, lớp 12."""
        return self._ends(self._place_head, low, start, 15)

    def after_name(self, text: str, start: int) -> bool:
        return _NAME_BEFORE.search(text[max(0, start - 25) : start]) is not None

    def is_planned(self, low: str, end: int) -> bool:
        """Whether the words behind a pair of numbers speak of a plan, before the next pair and the sentence's end."""
        following = re.split(r"[.;\n](?=\s|$)|[0-9]/[0-9]", low[end : end + 60], maxsplit=1)[0]
        return self._plan.search(following) is not None

    def is_achieved(self, low: str, end: int) -> bool:
        """Whether ", đạt 90%" follows a pair."""
        return self._achieved.match(low, end) is not None

    def head_noun(self, low: str, start: int) -> tuple[int, int] | None:
        """The noun of "tổng số hộ nghèo của tỉnh là 12"."""
        window = max(0, start - 200)
        match = self._headed.search(low[window:start])
        return (window + match.start("noun"), window + match.end("noun")) if match else None

    def lists_parts(self, low: str, start: int, end: int) -> bool:
        """Whether ``low[start:end]`` leads from a whole to a labelled part: "(trong đó cao đẳng: "."""
        between = low[start:end]
        if "\n" in between or ". " in between or not re.search(r"[:=] ?$", between):
            return False
        return self._part_of.search(between) is not None

    def set_beside(self, low: str, start: int, end: int) -> bool:
        """Whether ``low[start:end]`` leads from a figure to another of the same thing: ", tăng 6,5% so với "."""
        between = low[start:end]
        return len(between) < 80 and not re.search(r"[;:\n]|[.] ", between) and self._beside.search(between) is not None

    def is_same_thing(self, low: str, start: int, end: int) -> bool:
        """Whether ``low[start:end]`` leads from a figure to one that counts the same: ", nay con số này là "."""
        return end - start < 200 and "\n" not in low[start:end] and self._same_thing.search(low[start:end]) is not None

    def is_money(self, low: str, start: int, scale: int) -> bool:
        """Whether a number without a unit is an amount of money: "15 tỷ" is, unless people were spoken of."""
        window = max(0, start - 120)
        sentence = low[max(low.rfind(". ", window, start), low.rfind("\n", window, start), window) : start]
        clause = sentence[max(sentence.rfind(";"), sentence.rfind(","), 0) :]
        if self._money.search(clause):
            return True
        if self._people.search(clause) or scale < 10**6:
            return False
        return self.style is not Style.ENGLISH or self._money.search(sentence) is not None

    def in_parentheses(self, low: str, position: int) -> bool:
        opened = low.rfind("(", max(0, position - _BRACKETED), position)
        if opened < 0 or low.find(")", opened, position) >= 0 or low.find("\n", opened, position) >= 0:
            return False
        following = re.search(r"[()\n]", low[position : position + _BRACKETED])
        if following and following.group() == ")":
            return True
        return not re.search(r";|[.!?] ", low[opened:position])  # never closed: it ends with the clause


@lru_cache(maxsize=3)
def surroundings(style: Style) -> Surroundings:
    return Surroundings(style)
