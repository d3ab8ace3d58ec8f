"""Numbers that say how much of nothing: dates, years, clock times, documents, telephones, ordinals, labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.text import fold
from rag.figures import Kind, Style
from rag.numerals import SCALE
from rag.patterns import compile_for, plain

__all__ = ["LABEL_SO", "Label", "labels"]


@dataclass(frozen=True, slots=True)
class Label:
    """Such a number; ``value`` is the year of a date if there is one, else the first number."""

    kind: Kind
    start: int
    end: int
    value: int
    range_end: int | None = None


_DAY, _MONTH, _YEAR = r"(?:[0-2]?[0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[0-9]|20)[0-9]{2}"
_AND = r"(?:, ?| và | đến | ?[-–] ?)"
_WORD = r"(?:một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười(?: (?:một|hai|ba|bốn|lăm))?)"
_ROMAN = r"[ivx]{1,7}"
_QUARTER = r"(?:i{1,3}|iv|[1-4])\b"
_OF_YEAR = rf"(?: ?[/.-] ?{_YEAR}|,? năm {_YEAR})"
_NOT_MORE = r"(?![0-9/]|[.,-][0-9])"
# What makes the number an amount after all: "mỗi tháng 5 triệu", "số 12 hộ".
_NO_AMOUNT = (
    rf"(?![0-9]|[.,][0-9]| ?(?:{SCALE}|%|(?:đồng|vnđ|hộ|người|lần|lượt|suất|căn|ngôi|nhà|xã|thẻ|kg|tấn|cháu|em|"
    r"trường hợp|đối tượng|lao động|học sinh|ngày|giờ|phút|điểm|con|lớp|bữa|buổi|chuyến|ca|vụ|cuộc)\b))"
)
# "số", unless it heads no label: "trong số 390 hộ", "dân số 500".
LABEL_SO = r"\bsố" + "".join(
    rf"(?<!\b{word}\x20số)"
    for word in "trong tổng trên con với dân điểm tỷ tỉ chỉ hệ tham doanh sĩ tần trị quân đa lượng thiểu cả".split()
)
_DOCUMENT_HEAD = (
    "(?:nghị quyết|quyết định|nghị định|thông tư|công văn|chỉ thị|kế hoạch|luật|pháp lệnh|công điện|kết luận|"
    "hướng dẫn|tờ trình|văn bản|đề án|thông báo|thông tri|sắc lệnh|quy định|báo cáo|giấy phép|hợp đồng)"
)
# Heads that no amount follows but for a few counted nouns. Others are judged in ``rag.surroundings``.
_STRONG_HEAD = (
    r"(?:(?:điều|khoản|mục|chương|bảng|biểu|phụ lục|quốc lộ|tỉnh lộ|(?:bão|nhà|đường|tổ|khu|mẫu|phòng|lô) số|"
    r"chương trình|hình|covid|kênh|km) |(?:ql|tl|đt) ?)"
)
_ROMAN_HEAD = "(?:khóa|khoá|đại hội|chương|mục|phần|nhiệm kỳ|kỳ|tập|giai đoạn|vòng|hạng|loại|lần thứ|đợt|cấp|nhóm|vùng|khu vực|phụ lục|bảng)"
_PHONE_HEAD = "(?:điện thoại|hotline|đường dây nóng|tổng đài|đt|sđt|zalo|fax|phone|tel)"

# Tried in this order over the view of the text; the group "n" is the label.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.DOCUMENT,
        rf"\b{_DOCUMENT_HEAD}(?: liên tịch)?(?: số)?:? ?(?P<n>[0-9]{{1,5}}[a-z]?(?:[/-][0-9a-zđ&-]+)*)\b{_NO_AMOUNT}",
    ),
    # 2023-07-05; 5/7/2023, 5.7.2023, "từ 1 đến 5/7/2023"
    (Kind.DATE, rf"(?<![0-9])(?P<n>{_YEAR}-{_MONTH}-{_DAY})(?![0-9])"),
    (
        Kind.DATE,
        rf"(?<![0-9/.,])(?P<n>{_DAY}(?: ?(?:[-–]|đến|và) ?{_DAY})?(?P<sep>[/.-]){_MONTH}(?P=sep)(?:{_YEAR}|[0-9]{{2}}))"
        + _NOT_MORE,
    ),
    # ngày 5/7, dịp 30/4 - 1/5
    (
        Kind.DATE,
        r"\b(?:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm|dịp|lễ|quốc khánh) "
        rf"(?P<n>{_DAY}(?:{_AND}(?:ngày )?{_DAY})?[/-]{_MONTH}(?:{_AND}{_DAY}[/-]{_MONTH})?){_NOT_MORE}",
    ),
    # ngày 5 tháng 7 (năm 2023), tháng 5, 6 và 7 năm 2024, tháng ba, ngày 5
    (Kind.DATE, rf"(?<![0-9/.,])(?P<n>{_DAY} tháng (?:{_MONTH}|{_WORD})\b,? năm {_YEAR})\b"),
    (
        Kind.DATE,
        rf"\b(?:ngày|mùng|mồng|hôm) (?P<n>{_DAY}(?:{_AND}(?:ngày )?{_DAY}){{0,9}} tháng (?:{_MONTH}|{_WORD}|giêng|chạp))\b"
        r"(?![.,/]?[0-9])",
    ),
    (
        Kind.DATE,
        rf"\btháng(?<![0-9]\x20tháng) (?P<n>{_MONTH}(?:{_AND}{_MONTH}){{0,11}}{_OF_YEAR}?)(?!-[0-9]){_NO_AMOUNT}",
    ),
    (
        Kind.DATE,
        rf"\btháng(?<![0-9]\x20tháng) (?P<n>(?:giêng|chạp|{_WORD}))\b(?! (?:lần|mươi|trăm|nghìn|triệu|tháng|người|hộ))",
    ),
    (Kind.DATE, rf"\b(?:ngày|mùng|mồng) (?P<n>{_DAY}){_NO_AMOUNT}(?!/)(?! (?:năm|tháng|tuần)\b)"),
    (Kind.DATE, rf"(?<![0-9/.,])(?P<n>{_MONTH}/{_YEAR})(?![0-9/])(?!-[0-9]){_NO_AMOUNT}"),
    (Kind.DATE, rf"\bquý (?P<n>{_QUARTER}(?:{_AND}{_QUARTER}){{0,3}}{_OF_YEAR}?)(?![.,]?[0-9])"),
    # 19:47, 7h30, lúc 8 giờ 30, 12 giờ trưa, GMT+7
    (Kind.CLOCK, r"(?<![0-9:.,/])(?P<n>[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?)(?![0-9:]|[.,][0-9])"),
    (Kind.CLOCK, r"(?<![0-9.,])(?P<n>(?:[01]?[0-9]|2[0-4])h(?:[0-5][0-9])?)\b"),
    (Kind.CLOCK, r"\b(?:lúc|hồi) (?P<n>(?:[01]?[0-9]|2[0-4]) giờ(?: [0-5]?[0-9]\b(?: phút)?| rưỡi)?)\b"),
    (
        Kind.CLOCK,
        r"(?<![0-9.,])(?P<n>(?:[01]?[0-9]|2[0-4]) giờ(?: [0-5]?[0-9](?: phút)?)?)"
        r"(?= (?:sáng|trưa|chiều|tối|khuya|đêm)\b)",
    ),
    (Kind.CLOCK, r"\b(?P<n>gmt ?[+-] ?[0-9]{1,2})\b"),
    (
        Kind.PHONE,
        r"(?<![.,0-9])(?P<n>\(?(?:\+84|0)[0-9]{0,4}\)?(?:[\x20.-]?[0-9]{2,4}){2,4})(?![0-9]|[.,/][0-9])",
    ),
    (Kind.PHONE, r"(?<![0-9.,])(?P<n>1[89]00[\x20.]?[0-9]{2,4}(?:[\x20.][0-9]{2,4})?)(?![0-9]|[.,/][0-9])(?! ?-)"),
    (Kind.PHONE, rf"\b{_PHONE_HEAD}(?: số)?[:.]? ?(?P<n>[(+]?[0-9][0-9\x20.()-]{{1,16}}[0-9])"),
    (
        Kind.YEAR,
        rf"\b(?:năm|niên khóa|giai đoạn|thời kỳ|nhiệm kỳ|năm học|những năm|years?) (?P<n>{_YEAR} ?[-–/] ?"
        rf"(?:{_YEAR}|[0-9]{{2}}))(?![0-9]|[.,][0-9])",
    ),
    (
        Kind.YEAR,
        rf"\b(?:năm|những năm|niên khóa|thập niên|thập kỷ|năm học|xuân|year) (?P<n>{_YEAR})s?\b(?![.,][0-9]| ?(?:{SCALE}|%))",
    ),
    (Kind.YEAR, r"\b(?:những năm|thập niên|thập kỷ) (?P<n>[1-9]0)\b"),
    (Kind.YEAR, rf"(?<![0-9.,/])(?P<n>{_YEAR} ?[-–] ?{_YEAR})(?![0-9/]|[.,][0-9]){_NO_AMOUNT}"),
    (Kind.ORDINAL, rf"\bthứ (?P<n>[0-9]{{1,3}}|nhất|nhì|{_WORD}(?: (?:mươi|trăm)(?: {_WORD})?)?)\b(?! ?%)"),
    (Kind.ORDINAL, r"\b(?:lần|đứng|hạng|giải|loại) (?P<n>nhất|nhì)\b"),
    (Kind.ORDINAL, r"\b(?:xếp|đứng|giữ|lên|xuống|vào|ở) hạng (?P<n>[0-9]{1,3})\b(?![.,/]?[0-9])"),
    (Kind.ORDINAL, r"(?<![0-9.,])(?P<n>[0-9]{1,4}(?:st|nd|rd|th))\b"),
    (Kind.LABEL, rf"\b(?:thế kỷ|thế kỉ)(?: thứ)? (?P<n>(?:[0-9]{{1,2}}|{_ROMAN})(?:{_AND}[0-9]{{1,2}}){{0,9}})\b"),
    (Kind.LABEL, rf"\b{_ROMAN_HEAD} (?P<n>{_ROMAN})\b(?![.,]?[0-9])"),
    (
        Kind.LABEL,
        rf"\b{_STRONG_HEAD}(?P<n>[0-9]{{1,4}}[a-z]?(?:\.[0-9]{{1,2}})?(?:{_AND}[0-9]{{1,3}}){{0,9}})\b"
        rf"(?![.,][0-9]|-[0-9]| ?/ ?[0-9]| ?(?:{SCALE}|%|(?:hộ|người|nhà|lần|đồng)\b))",
    ),
    (Kind.LABEL, rf"{LABEL_SO} (?P<n>[0-9]{{1,5}}[a-z]?(?:/[0-9]+)?)\b{_NO_AMOUNT}"),
    # Numbers of paragraphs and points: "1.", "2)", "(3)", "1.2.3"; 24/7
    (Kind.LABEL, r"(?:^|(?<=\n)) *(?P<n>\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)/])(?= |[^\W\d_])(?! ?[0-9])"),
    (Kind.LABEL, r"(?P<n>\[[0-9]{1,3}\])"),  # a footnote: "năm 2013[21]"
    (Kind.LABEL, r"(?:[:;,.] |\bvà )(?P<n>\([0-9]{1,2}\))(?= [^\W\d_])"),
    (Kind.LABEL, r"[:;] (?P<n>[0-9]{1,2}\))(?= )"),
    (Kind.LABEL, r"(?<![0-9.,])(?![0-9]{1,3}(?:\.[0-9]{3})+(?![0-9]|\.[0-9]))(?P<n>[0-9]+(?:\.[0-9]+){2,})(?![0-9])"),
    (Kind.LABEL, rf"(?<![0-9.,/])(?P<n>[1-9]\.0)(?!%){_NO_AMOUNT}"),  # công nghiệp 4.0
    (Kind.LABEL, r"(?<![0-9.,])(?P<n>[0-9]{1,4}[abcefijnopqrsuvwxyz])(?![^\W_])"),  # 9x, 30a
    (Kind.LABEL, r"(?<![0-9.,/])(?P<n>24/7)(?![0-9.,/])(?!/)"),
)

# Over the text itself, because capitals matter; tried before the others.
_CASED: tuple[tuple[Kind, str], ...] = (
    (  # 21/2021/NQ-HĐND, 59/QĐ-UBND, 40-CT/TW
        Kind.DOCUMENT,
        r"(?<![0-9.,])(?P<n>[0-9]+[a-z]?(?:/[0-9]{4})?[/-][A-ZĐƯ][A-ZĐƯa-z0-9&]*(?:[-/][A-ZĐƯ][A-ZĐƯa-z0-9&]*)*)(?![^\W_])",
    ),
    # of a person or a reign: "Abulcasis (936-1013)"
    (Kind.LABEL, r"\b[A-ZĐÀ-Ỹ][^\W\d_]*\)? \((?P<n>[1-9][0-9]{2,3} ?[-–] ?[1-9][0-9]{2,3})\)"),
    # Covid-19, K300, X.25, 5G
    (Kind.LABEL, r"(?P<n>(?<![^\W_])[^\W\d_]{1,12}-[0-9]{1,4}[^\W\d_]?)(?![^\W_])"),
    (Kind.LABEL, r"(?P<n>(?<![^\W_])(?:[A-ZĐ]{1,6}\.?|[^\W\d_]?[A-ZĐ][^\W_]*)[0-9]+[A-Za-z0-9]*)(?![^\W_])"),
    (
        Kind.LABEL,
        r"(?<![0-9.,])(?<![^\W_])(?![0-9]+(?:K|KG|KM2?|HA|MW|KV|M[23]?|TR|L|VND|VNĐ|USD|Đ)\b)(?P<n>[0-9]{1,4}[A-Z]+[0-9]*)"
        r"(?![^\W_])",
    ),
)
_DIGITS = re.compile("[0-9]+")
_YEAR_IN = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")
_SHORT_YEAR = re.compile(r"[-–/] ?([0-9]{2})$")

_VALUES = {word: value for value, word in enumerate("nhất nhì ba tư năm sáu bảy tám chín mười".split(), 1)}
_VALUES |= {"một": 1, "giêng": 1, "hai": 2, "bốn": 4, "bẩy": 7, "mười một": 11, "mười hai": 12, "chạp": 12}
_VALUES |= {fold(word): value for word, value in _VALUES.items()}
_ROMANS = {"i": 1, "v": 5, "x": 10}


class _Rule(NamedTuple):
    kind: Kind
    source: str
    style: Style | None  # None: the pattern reads the text itself
    at_digit: bool  # its match begins where a run of digits does
    heads: tuple[str, ...]  # without one of these it matches nowhere; () when not known

    @property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when first needed: most texts need few of them, and a command asks one question."""
        return compile_for(self.style, self.source) if self.style else re.compile(self.source)


def _rule(kind: Kind, source: str, style: Style | None) -> _Rule:
    listed = re.match(r"\\b\(\?:([\w |]+)\)", source) or re.match(r"\\b(\w+)", source)
    heads = {head.split()[0] for head in listed.group(1).split("|")} if listed else set()
    if style is Style.PLAIN:
        heads = set(map(plain, heads))
    return _Rule(kind, source, style, source.startswith("(?<![0-9"), tuple(heads))


@lru_cache(maxsize=4)
def _rules(style: Style | None) -> tuple[_Rule, ...]:
    return tuple(_rule(kind, source, style) for kind, source in (_PATTERNS if style else _CASED))


def labels(text: str, low: str, style: Style, start: int, end: int) -> list[Label]:
    """All such numbers of ``text[start:end]`` that show it themselves, in reading order, not overlapping.

    Bare years and labels that only their surroundings give away ("đợt 5", "đến 2030") are left to ``rag.quantity``.
    """
    taken = bytearray(end)
    found: list[Label] = []
    digits = [run.start() for run in _DIGITS.finditer(low, start, end)]
    matches: Iterable[re.Match[str]]
    for subject, rules in ((text, _rules(None)), (low, _rules(style))):
        for rule in rules:
            # Most rules find nothing in most texts; to see that early makes all of this four times as fast.
            if rule.at_digit:
                if not digits:
                    continue
                pattern = rule.pattern
                matches = [match for digit in digits if (match := pattern.match(subject, digit, end))]
            elif rule.heads and not any(head in low for head in rule.heads):
                continue
            else:
                matches = rule.pattern.finditer(subject, start, end)
            for match in matches:
                a, b = match.span("n")
                if any(taken[a:b]) or (rule.kind is Kind.PHONE and not _is_phone(low[a:b])):
                    continue
                taken[a:b] = b"\1" * (b - a)
                found.append(_label(rule.kind, low[a:b], a, b))
    found.sort(key=lambda label: label.start)
    return found


def _is_phone(written: str) -> bool:
    return written[0] not in "(+0" or 9 <= sum(map(str.isdigit, written)) <= 12


def _label(kind: Kind, written: str, start: int, end: int) -> Label:
    years = [int(year) for year in _YEAR_IN.findall(written)]
    if kind is Kind.YEAR and years:
        last = years[1] if len(years) > 1 else None
        if last is None and (short := _SHORT_YEAR.search(written)):  # 1620-21
            last = years[0] // 100 * 100 + int(short.group(1))
        return Label(kind, start, end, years[0], last)
    if kind is Kind.DATE and years:
        return Label(kind, start, end, years[-1])
    digits = re.search(r"[0-9]+", written)
    return Label(kind, start, end, int(digits.group()[:18]) if digits else _word_value(written))


def _word_value(written: str) -> int:
    """ "thứ ba" is 3, "quý III" is 3; 0 for words that are not known."""
    known = _VALUES.get(" ".join(written.split()))
    roman = re.match(r"[ivx]+", written)
    if known is not None or roman is None:
        return known or 0
    values = [_ROMANS[c] for c in roman.group()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
