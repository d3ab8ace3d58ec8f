"""Which kind of answer a question wants: a count, money, a share, a date, a name, words …

The rules are written in Vietnamese and also read in the form without diacritics (`rag.patterns`), so that a question
typed without them is read by the same rules.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from index.text import fold
from rag.figures import Bound, Kind, Quantity, Style
from rag.patterns import compile_for, view
from rag.quantity import quantities

__all__ = [
    "KIND_ASKED",
    "NUMERIC",
    "Asked",
    "Draft",
    "Wanted",
    "bound_asked",
    "by_subject",
    "how_many",
    "kind_after",
    "kind_asked",
]


class Asked(StrEnum):
    """The kind of answer that a question wants."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    MEASURE = "measure"
    DURATION = "duration"  # so many years, days; an age
    SCORE = "score"  # 23-16, or a ratio
    RANK = "rank"  # "đứng thứ mấy"
    NUMBER = "number"  # "bao nhiêu" without a word that tells which kind
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    TEXT = "text"
    ANY = "any"  # key words only: a number if one fits well, else a sentence


NUMERIC = frozenset(
    {Asked.COUNT, Asked.MONEY, Asked.SHARE, Asked.MEASURE, Asked.DURATION, Asked.SCORE, Asked.NUMBER, Asked.RANK}
)


# The kind of answer, and where the noun that is counted begins and ends (None where no noun is).
Wanted = tuple[Asked, int | None, int | None]


@dataclass(slots=True)
class Draft:
    """The text being read, with the parts of it that are already understood taken out of the content words."""

    text: str
    style: Style
    taken: list[tuple[int, int]] = field(default_factory=list)

    def find(self, pattern: str) -> list[re.Match[str]]:
        """Where a pattern, written in Vietnamese, stands; without diacritics where the question has none."""
        return list(compile_for(self.style, pattern).finditer(view(self.text, self.style)))

    def search_at(self, pattern: str, position: int) -> bool:
        """Whether the pattern stands at ``position``."""
        return compile_for(self.style, pattern).match(view(self.text, self.style), position) is not None

    def search(self, pattern: str) -> bool:
        return bool(self.find(pattern))

    def is_taken(self, start: int, end: int) -> bool:
        return any(start < e and end > s for s, e in self.taken)


# Written in Vietnamese; `rag.patterns` also makes the form for text without diacritics.
_HOW_MANY = (
    r"\bbao nhiêu\b|\bbao lâu\b|\bbao xa\b"
    r"|\bmấy\b(?= \w)(?! (?:anh|chị|chú|bác|cô|bạn)(?: ơi)? ?\??$)"  # "… hả mấy chú?" speaks to somebody
)
# The subject of a question whose "bao nhiêu" stands alone at the end tells the kind, first match first.
_SUBJECT = [
    (Asked.SHARE, r"\b(?:tỷ lệ|tỉ lệ|phần trăm|tỷ trọng|tỉ trọng|tỷ suất|tỉ suất)\b|%"),
    (
        Asked.MONEY,
        r"\b(?:kinh phí|số tiền|tiền|nguồn vốn|vốn|(?<!thuế\x20)thu nhập|ngân sách|doanh thu|trị giá|giá trị|tiền lương|mức lương|học phí"
        r"|(?<!số\x20)(?<!trọng\x20)(?<!khối\x20)(?<!sản\x20)(?<!chất\x20)(?<!lực\x20)(?<!lưu\x20)(?<!dung\x20)lương(?! (?:hưu|thực|tâm|y|giáo|dân)\b)"
        r"|chi phí|mức đóng|mức thu|mức chi|mức phí|mức trợ cấp|mức hỗ trợ|mức chuẩn|mức vay|giá(?= (?:của|một|mỗi|bán|vé|trung bình|là)\b)|dư nợ|gdp|grdp|tổng thu|tổng chi)\b|\bquỹ .{0,40}(?:vận động|huy động)",
    ),
    (
        Asked.MEASURE,
        r"\b(?:diện tích|tốc độ|vận tốc|trọng lượng|khối lượng|chiều (?:dài|rộng|cao|sâu)|sản lượng|nhiệt độ|độ (?:cao(?! đẳng)|sâu)"
        r"|công suất|khoảng cách|quãng đường|lưu lượng|dung (?:lượng|tích)|thể tích|bán kính|đường kính|cự ly|mực nước)\b",
    ),
    (Asked.COUNT, r"\b(?:số lượng|tổng số|số)(?= (?!của\b)\w)"),
]
# Without such a subject the word right before "bao nhiêu" may tell.
_VERB = [
    (
        Asked.MONEY,
        r"\b(?:tốn|tiêu tốn|tốn kém|tốn hết|chi|chi ra|chi trả|trả|lãi|lỗ|lợi nhuận|thu về|kiếm|bán với giá|giá|có giá|vay|cho vay|giải ngân)"
        r"(?: được)?(?: là| tới| đến| khoảng)? ",
    ),
    (
        Asked.MONEY,  # "mỗi tháng gửi về cho gia đình bao nhiêu"
        r"\b(?:(?:mỗi|một|hằng|hàng) (?:tháng|năm|ngày)\b[^,;?]*?\b(?:nhận|hỗ trợ|gửi|đóng|nộp|hưởng|được|lời|lãi|kiếm)|lãnh|lĩnh|quyên góp|lời)\b"
        r"(?: [^\W\d_]+){0,5}? (?=bao nhiêu|mấy)",
    ),
    (Asked.MEASURE, r"\b(?:dài|rộng|cao|sâu|nặng|dày|xa)(?: là| tới| đến| khoảng)? "),
]
_POPULATION = r"\bdân(?= số\b)"
_NUMBER_OF = r"^(?:tổng )?số(?: lượng)? (?!tiền|vốn|kinh phí|liệu|điểm)(?=\w)"
_NO_COUNT = (
    r"\b(?:điểm|tỷ|tỉ|một|trong|hệ|con|chỉ|bão|nghị quyết|quyết định|văn bản) số\b|\bsố (?:tiền|liệu|điểm|cuối)\b"
)
_SCORE = r"\b(?:điểm|tỷ|tỉ) số\b"
# "ngày mấy", "vào tháng mấy năm 2015", but not "mỗi ngày bao nhiêu lượt"
_WHICH_DATE = (
    r"(?<!mỗi\x20)(?<!một\x20)(?<!hằng\x20)(?<!hàng\x20)\b(?:ngày|hôm|mùng|mồng|tháng|năm) (?:mấy|bao nhiêu)"
    r"(?= (?:của )?(?:tháng|năm) ?\d|,| ?[?.;]| ?$)"
)
_TEXTUAL = [
    (
        Asked.DATE,
        r"\b(?:khi nào|bao giờ|ngày nào|ngày mấy|năm nào|tháng nào|lúc nào|hồi nào|thời điểm nào|thời gian nào)\b|"
        + _WHICH_DATE,
    ),
    (Asked.NAME, r"\bai\b|\btên (?:là )?gì\b|\bngười nào\b|\b(?:ông|bà|đồng chí) nào\b"),
    (
        Asked.PLACE,
        r"\bở đâu\b|\bnơi nào\b|\b(?:xã|huyện|tỉnh|địa phương|thôn|phường|thị trấn|vùng|quốc gia|nước|thành phố) nào\b|\bđâu ?\?|\btừ đâu\b|\bđâu ra\b",
    ),
    (Asked.TEXT, r"\bvì sao\b|\btại sao\b|\bthế nào\b|\bra sao\b|\bgì\b|\bnào\b|\blý do\b|\bsao\b"),
]
CLAUSE = r"[,;] ?|\bvà |\b(?:(?:kinh phí|số tiền|tiền) )?(?:hết|chiếm|đạt|còn) (?=bao|mấy)"
AND_MONEY = r"(?:[,;] ?|\bvà )(?:với )?(?:tổng )?(?:kinh phí|số tiền)(?: \w+){0,4} ?\??$"
# A list of things asked for, as officials write it: "Số hộ nghèo và tỷ lệ hộ nghèo của tỉnh?"
LISTED = r"(?:[,;] ?|\bvà )(?=(?:tổng )?(?:số|tỷ lệ|tỉ lệ|kinh phí)\b)"
_A_HEAD = r" (?:một|mỗi|1) \w"  # "thu nhập bao nhiêu một người" asks for money
# "bao nhiêu phần dân số", but not "bao nhiêu phần quà"
_PARTS_OF = r" phần(?= (?:trong|của|số|dân số|diện tích|tổng|người|hộ)\b| ?[?.,]| ?$)"
# "chiếm bao nhiêu dân số": a share, though no word says so.
_SHARE_OF = r"\bchiếm(?: (?:khoảng|gần|hơn|tới|đến))? "
_WHOLE = r"(?: (?:trong|của|trên))?(?: tổng(?: số)?)? (?:dân số|diện tích|tổng|sản lượng|năng suất|lượng|thị phần|ngân sách|gdp|lực lượng)\b"
_AND = r"[,;.?:]|\b(?:và|với|cùng|còn|hết|trên|trong|chiếm|đạt)\b"
_DIFFERENCE = r"\b(?:hơn|kém|tăng|giảm|chênh|chênh lệch|lệch) "
_BY_HOW_MUCH = r"\b(?:nhanh|chậm|cao|thấp|nhiều|ít|lớn|nhỏ) hơn\b.{3,60} (?:bao nhiêu|mấy) ?\??$"
_UNIT_NAMED = r"\b(?:(?:tính|đo) (?:theo|bằng|ra)|theo)(?: đơn vị)? "
_RANK = r"\b(?:thứ|hạng) (?:mấy|bao nhiêu)\b"
_WHICH_LABEL = (
    r"\b(?:nghị quyết|quyết định|văn bản|công văn|thông tư|bão|điều|khoản|mục) số (?:mấy|bao nhiêu)\b|" + _RANK
)
_WHICH_FIGURE = r"\b(?:chênh|khác|chênh lệch|hơn kém) nhau (?:thế nào|ra sao|sao)\b|\b(?:những|các|hai|ba) (?:con )?số nào\b|\b(?:cỡ|chừng) nào\b|\b(?:con số|số liệu|tỷ lệ|tỉ lệ|mức) (?:nào|gì|ra sao|thế nào)\b"
CLAIM = (
    r"\bđúng hay\b|\bhay sai\b|\bcó đúng\b|\bđúng không\b|\bphải không\b|\bcó phải\b|\bthật không\b|\bđúng là\b|\bchính xác không\b|\bđúng chứ\b"
    r"|\bà ?\?|\bphải ko\b|\bđúng ko\b|\bkhông nhỉ\b|\bphải chăng\b|\bnghe nói\b"
)
NEGATION = r"\bchưa\b(?! (?:tới|đến|đầy|quá|kể|tính) )|\bchẳng\b|\bkhông (?:có|được|đạt|đủ|còn|tham gia|thể|lương hưu|việc làm|nhà|đất|nơi)\b"
NEGATION_IDIOM = r"\bhay chưa\b|\bchưa ?(?=[,;.?!]|$)|\bcó không\b"
# "Kế hoạch năm 2024 giao giải quyết việc làm cho bao nhiêu người", "Chỉ tiêu dạy nghề năm nay?": nothing of what was done.
_DONE = r"(?!.*\b(?:đạt|vượt|thực hiện|hoàn thành|so với|bằng|phần trăm|%))"
PLAN = (
    rf"^{_DONE}(?:thế )?(?:chỉ tiêu|kế hoạch) (?:năm |của )?\w|^{_DONE}.*\b(?:kế hoạch|chỉ tiêu)(?: năm)?(?: \d{{4}})? (?:được )?giao\b|"
    r"\b(?:chỉ tiêu|kế hoạch|mục tiêu)\b.*\b(?:giao|đặt ra|đề ra|là) (?:là )?(?:bao nhiêu|mấy)\b|\b(?:kế hoạch|chỉ tiêu) (?:là )?(?:bao nhiêu|mấy)\b"
)
REASON = r"^sao\b|\bsao .{1,40} lại\b|\b(?:vì sao|tại sao|lý do|lí do|nguyên nhân|vì đâu|do đâu)\b"
# Where money comes from: no place.
MONEY_SOURCE = (
    r"\b(?:tiền|kinh phí|vốn|ngân sách|quỹ)\b.*\b(?:từ đâu|ở đâu ra|đâu ra|từ nguồn nào|nguồn nào|của ai|do ai)\b"
)
# What was done and what was planned, as tables head it.
AGAINST_PLAN = r"\bso với (?:kế hoạch|chỉ tiêu)\b|\b(?:thực hiện|đạt|kết quả) ?/ ?kế hoạch\b|\bkế hoạch ?/ ?(?:thực hiện|đạt)\b|\bth ?/ ?kh\b"
# "mỗi căn nhà": what one of them gets, not all. A figure of a year is one of each year.
# "mỗi loại bao nhiêu" asks for all of each kind.
EACH = (
    r"(?<!việc\x20)\bmỗi (?!năm\b|tháng\b|tuần\b|ngày\b|giờ\b|loại\b|nhóm\b|bên\b|thứ\b|kênh\b|nơi\b|bậc\b|diện\b|hạng\b|khoản\b|mục\b|đằng\b"
    r"|nguồn\b|cách\b|hình thức\b|lĩnh vực\b|nội dung\b|đợt\b|giai đoạn\b|chương trình\b|chính sách\b)"
    r"\w+"
)
# "sang Nhật Bản và Hàn Quốc, mỗi nước bao nhiêu": of the ones named, not of each one there is.
EACH_NAMED = r"\b(?:và|với)\b.*\bmỗi (?:nước|tỉnh|thành phố|huyện|xã|thôn|thị trường|nhóm|mức|diện|ngành|đơn vị) (?:\w+ ){0,2}(?:bao nhiêu|mấy)\b"
# Where a change began.
EARLIER = r"\btừ (?:bao nhiêu|mấy|mức)\b|\b(?:ban đầu|lúc đầu|khi đầu|trước đó|trước đây|trước kia|đầu kỳ|đầu giai đoạn|xuất phát)\b"
# Without diacritics "moi" may as well be "mới": only where no doubt is left.
EACH_FOLDED = r"\bmoi (?:nguoi|ho|suat|nha|can|em|chau|truong hop|doi tuong|hoc sinh|hoc vien)\b|\bmot (?:nguoi|ho|suat|can)\b.* bao nhieu tien\b"
TOTAL = r"\btổng cộng\b|\bcả thảy\b|\btất cả\b|\bgộp lại\b|\bcộng lại\b"


def kind_asked(draft: Draft) -> Wanted:
    """The kind of answer, and where the noun that is counted begins and ends (None if unknown)."""
    asked = how_many(draft)
    if asked:
        return kind_after(draft, asked[0])
    if draft.search(_RANK):
        return Asked.RANK, None, None
    if draft.search(_WHICH_LABEL):
        return Asked.TEXT, None, None
    if draft.search(_WHICH_FIGURE):
        return by_subject(draft, len(draft.text))
    if draft.search(MONEY_SOURCE):
        return Asked.TEXT, None, None
    for kind, pattern in _TEXTUAL:
        if draft.search(pattern):
            return kind, None, None
    found = by_subject(draft, len(draft.text))
    return found if found[0] is not Asked.NUMBER else (Asked.ANY, None, None)


def how_many(draft: Draft) -> list[re.Match[str]]:
    labels = [m.end() for pattern in (_WHICH_LABEL, _WHICH_DATE) for m in draft.find(pattern)]
    found = [m for m in draft.find(_HOW_MANY) if not draft.is_taken(m.start(), m.end()) and m.end() not in labels]
    # "cho mấy hộ thoát nghèo vay bao nhiêu tiền": some households; asked is the money.
    some = [
        match
        for match, after in itertools.pairwise(found)
        if fold(match.group()) == "may" != fold(after.group())
        and not any(match.end() <= border.start() < after.start() for border in draft.find(_AND))
    ]
    return [match for match in found if match not in some]


def kind_after(draft: Draft, match: re.Match[str]) -> Wanted:
    """The kind that one "bao nhiêu" asks for.

    What follows it is read by the same reader as the units of the articles: a figure put in its place shows kind and
    unit, whatever the unit is.
    """
    typed = fold(match.group())
    if typed.endswith("lau") or re.match(r" *th(?:ời|oi) gian\b", draft.text[match.end() :].lower()):
        return Asked.DURATION, None, None
    if typed.endswith("xa"):
        return Asked.MEASURE, None, None
    if any(m.end() <= match.start() for m in draft.find(_SCORE)):
        return Asked.SCORE, None, None
    if draft.search_at(_A_HEAD, match.end()) and (found := by_subject(draft, match.start()))[0] is not Asked.NUMBER:
        return found
    if draft.search_at(_PARTS_OF, match.end()):
        return Asked.SHARE, None, None
    if any(m.end() == match.start() for m in draft.find(_SHARE_OF)) and draft.search_at(_WHOLE, match.end()):
        return Asked.SHARE, None, None
    shift = match.end() - match.start() - len(_FIGURE)
    for quantity in _with_figure(draft, match):
        if quantity.number_start == match.start() and quantity.unit:
            kind = KIND_ASKED[quantity.kind]
            if draft.is_taken(quantity.number_end + shift + 1, quantity.end + shift):
                break
            unit = fold(quantity.unit)
            if _MONEY_NOUN.match(unit) or (
                kind is Asked.COUNT and _scaled(draft, match.end()) and unit.split()[0] not in _COUNTED_BY_MILLIONS
            ):
                return Asked.MONEY, None, None
            if kind in (Asked.COUNT, Asked.MEASURE) and quantity.noun:
                if quantity.noun.start < match.start():
                    break  # "số hộ nghèo là bao nhiêu": the unit stands before
                return kind, quantity.noun.start + shift, quantity.noun.end + shift
            if kind is Asked.DURATION:
                return kind, quantity.number_end + shift, quantity.end + shift
            return kind, None, None
    if named := _unit_named(draft):
        return Asked.MEASURE, *named
    if any(m.end() == match.start() for m in draft.find(_DIFFERENCE)) or draft.search(_BY_HOW_MUCH):
        return Asked.NUMBER, None, None
    return by_subject(draft, match.start())


def _unit_named(draft: Draft) -> tuple[int, int] | None:
    """Where the unit stands that the answer is to be given in: "tính theo kilômét", "tính bằng ha"."""
    for match in draft.find(_UNIT_NAMED):
        for quantity in _read(f"{_FIGURE} {draft.text[match.end() :]}")[:1]:
            if quantity.kind is Kind.MEASURE and quantity.noun:
                draft.taken.append(match.span())
                shift = match.end() - len(_FIGURE) - 1
                return quantity.noun.start + shift, quantity.noun.end + shift
    return None


def bound_asked(draft: Draft, match: re.Match[str]) -> tuple[Bound | None, int]:
    """The bound that one "bao nhiêu" asks for ("ít nhất bao nhiêu"), and where it begins."""
    found = next((q for q in _with_figure(draft, match) if q.number_start == match.start()), None)
    return (found.bound, found.bound_start) if found else (None, match.start())


_FIGURE = "77"


def _with_figure(draft: Draft, match: re.Match[str]) -> tuple[Quantity, ...]:
    """The quantities of the question with a figure in the place of its "bao nhiêu"."""
    text = view(draft.text, draft.style) if draft.style is Style.PLAIN else draft.text
    return _read(text[: match.start()] + _FIGURE + text[match.end() :])


@lru_cache(maxsize=16)  # kind and bound are asked of one reading, and of a question in parts once more
def _read(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(text))


_MONEY_NOUN = re.compile(r"(?:tien|kinh phi|von|nguon von|du no|no|ngan sach|doanh so|doanh thu|hoc phi)\b")
_COUNTED_BY_MILLIONS = frozenset(
    "nguoi ho the suat luot con cay tan em chau dan khau lao hoc hoi m2 ha kg tre cu".split()
)


def _scaled(draft: Draft, at: int) -> bool:
    """Whether a scale word follows: "bao nhiêu triệu dạy nghề" asks for money unless what follows is counted so."""
    return bool(re.match(r"\s*(?:ty|ti|trieu|nghin|ngan)\b", fold(draft.text[at:])))


KIND_ASKED = {
    Kind.COUNT: Asked.COUNT,
    Kind.MONEY: Asked.MONEY,
    Kind.SHARE: Asked.SHARE,
    Kind.MEASURE: Asked.MEASURE,
    Kind.TIME: Asked.DURATION,
    Kind.SCORE: Asked.SCORE,
}


def by_subject(draft: Draft, end: int, begin: int = 0) -> Wanted:
    """The kind that the subject in ``begin..end`` tells."""
    no_count = [m.span() for m in draft.find(_NO_COUNT)]
    population = next((m for m in draft.find(_POPULATION) if m.start() < end), None)
    if begin == 0 and (first := draft.find(_NUMBER_OF)):
        return Asked.COUNT, first[0].end(), end  # "Số đối tượng được điều chỉnh mức trợ cấp": of them, not of the money
    for kind, pattern in _SUBJECT:
        for match in draft.find(pattern):
            if not begin <= match.start() < end:
                continue
            if kind is not Asked.COUNT:
                return kind, None, None
            if population and match.start() == population.end() + 1:
                return kind, *population.span()
            if not any(s <= match.start() < e for s, e in no_count):
                return kind, match.end(), end
    for kind, verb in _VERB:
        if any(begin <= m.start() and m.end() == end for m in draft.find(verb)):
            return kind, None, None
    return Asked.NUMBER, None, None
