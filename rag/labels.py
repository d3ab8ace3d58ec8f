"""Numbers that say how much of nothing: dates, years, clock times, documents, telephones, ordinals, labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text import fold
from rag.figures import Kind, Style
from rag.numerals import SCALE
from rag.patterns import compile_for

__all__ = ["NO_NUMBER_HEAD", "Label", "labels"]


@dataclass(frozen=True, slots=True)
class Label:
    kind: Kind
    start: int
    end: int
    value: int
    range_end: int | None = None


_DAY, _MONTH, _FULL_YEAR = r"(?:[0-2]?[0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[0-9]|20)[0-9]{2}"
_DIGIT = "(?:nhất|nhì|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười(?: (?:một|hai|ba|bốn|lăm))?)"
_ROMAN = r"(?:[ivx]{1,7})"
# What makes a number behind "tháng", "ngày", "số" an amount after all: "mỗi tháng 5 triệu", "trong số 12 hộ".
_AMOUNT = (
    rf"(?![0-9]|[.,][0-9]| ?(?:{SCALE}|%|(?:đồng|vnđ|hộ|người|lần|lượt|suất|căn|ngôi|nhà|xã|thẻ|kg|tấn|cháu|em|"
    r"trường hợp|đối tượng|lao động|học sinh|ngày|giờ|phút|điểm|con|lớp)\b))"
)
# "trong số 390 hộ", "dân số 500": here "số" heads no label.
NO_NUMBER_HEAD = "".join(
    rf"(?<!\b{word}\x20)"
    for word in "trong tổng trên con với dân điểm tỷ tỉ chỉ hệ tham doanh sĩ tần trị quân đa lượng thiểu cả".split()
)
_DOCUMENT_HEAD = (
    "(?:nghị quyết|quyết định|nghị định|thông tư|công văn|chỉ thị|kế hoạch|luật|pháp lệnh|công điện|kết luận|"
    "hướng dẫn|tờ trình|văn bản|đề án|thông báo|thông tri|sắc lệnh|quy định|báo cáo|giấy phép|hợp đồng)"
)
_STRONG_HEAD = (
    "(?:điều|khoản|mục|chương|bảng|biểu|phụ lục|quốc lộ|tỉnh lộ|ql|tl|bão số|nhà số|đường số|tổ số|khu số|mẫu số|"
    "chương trình|hình|phòng số|lô số|covid|sars-cov|kênh|km)"
)

# Tried in this order; the named group "n" (else the whole match) is the label. Over the view of the text.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (Kind.DATE, rf"(?P<n>\b{_FULL_YEAR}-{_MONTH}-{_DAY})(?![0-9])"),
    (
        Kind.DATE,
        rf"(?<![0-9/.,])(?P<n>{_DAY}(?: ?(?:-|–|đến|và) ?{_DAY})?(?P<sep>[/.-]){_MONTH}(?P=sep)(?:{_FULL_YEAR}|[0-9]{{2}}))(?![0-9/]|[.,-][0-9])",
    ),
    (
        Kind.DATE,
        rf"\b(?:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm|dịp|lễ|quốc khánh|từ ngày|đến ngày) (?P<n>{_DAY}(?: ?(?:-|–|đến|và|,) ?(?:ngày )?{_DAY})?"
        rf"[/-]{_MONTH})(?![0-9/]|[.,-][0-9])",
    ),
    (Kind.DATE, rf"(?<![0-9/.,])(?P<n>{_DAY} tháng (?:{_MONTH}|{_DIGIT})\b,? năm {_FULL_YEAR})\b"),
    (
        Kind.DATE,
        rf"\b(?:ngày|mùng|mồng|hôm) (?P<n>{_DAY}(?:(?: ?(?:-|–|,|và|đến) ?)(?:ngày )?{_DAY})* tháng (?:{_MONTH}|{_DIGIT}|giêng|chạp))\b(?![.,/]?[0-9])",
    ),
    (
        Kind.DATE,
        rf"(?<![0-9]\x20)\btháng (?P<n>{_MONTH}(?:(?:, ?| và | ?- ?| ?– ?| đến ){_MONTH})*(?: ?[/.-] ?{_FULL_YEAR}|,? năm {_FULL_YEAR})?)"
        rf"(?!-[0-9]){_AMOUNT}",
    ),
    (
        Kind.DATE,
        rf"(?<![0-9]\x20)\btháng (?P<n>(?:giêng|chạp|{_DIGIT}))\b(?! (?:lần|mươi|trăm|nghìn|triệu|tháng|người|hộ))",
    ),
    (Kind.DATE, rf"\b(?:ngày|mùng|mồng) (?P<n>{_DAY}){_AMOUNT}(?!/)(?! (?:năm|tháng|tuần)\b)"),
    (Kind.DATE, rf"(?<![0-9/.,])(?P<n>{_MONTH}/{_FULL_YEAR})(?![0-9/])(?!-[0-9]){_AMOUNT}"),
    (
        Kind.DATE,
        rf"\bquý (?P<n>(?:i{{1,3}}|iv|[1-4])\b(?:(?: và |, ?| ?- ?)(?:i{{1,3}}|iv|[1-4])\b)*(?: ?/ ?{_FULL_YEAR}|,? năm {_FULL_YEAR})?)(?![.,]?[0-9])",
    ),
    (Kind.CLOCK, r"(?<![0-9:.,/])(?P<n>[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?)(?![0-9:]|[.,][0-9])(?! ?(?:%|lít))"),
    (Kind.CLOCK, r"(?<![0-9.,])(?P<n>(?:[01]?[0-9]|2[0-4])(?:h|g)(?:[0-5][0-9])?)\b(?! ?[0-9])(?<!g)"),
    (Kind.CLOCK, r"\b(?:lúc|hồi|vào lúc) (?P<n>(?:[01]?[0-9]|2[0-4]) giờ(?: (?:[0-5]?[0-9])\b(?: phút)?| rưỡi)?)\b"),
    (
        Kind.CLOCK,
        r"(?<![0-9.,])(?P<n>(?:[01]?[0-9]|2[0-4]) giờ(?: [0-5]?[0-9](?: phút)?)?)(?= (?:sáng|trưa|chiều|tối|khuya|đêm)\b)",
    ),
    (Kind.CLOCK, r"\b(?P<n>gmt ?[+-] ?[0-9]{1,2})\b"),
    (Kind.PHONE, r"(?<![0-9.,])(?P<n>\(?(?:\+84|0)[0-9]{0,4}\)?(?:[\x20.-]?[0-9]{2,4}){2,4})(?![0-9]|[.,/][0-9])"),
    (Kind.PHONE, r"(?<![0-9.,])(?P<n>1[89]00[\x20.]?[0-9]{2,4}(?:[\x20.][0-9]{2,4})?)(?![0-9]|[.,/][0-9])(?! ?-)"),
    (
        Kind.PHONE,
        r"\b(?:điện thoại|hotline|đường dây nóng|tổng đài|đt|sđt|zalo|fax|phone|tel)(?: số)?[:.]? ?(?P<n>[(+]?[0-9][0-9\x20.()-]{1,16}[0-9])",
    ),
    (
        Kind.YEAR,
        rf"\b(?:năm|niên khóa|giai đoạn|thời kỳ|nhiệm kỳ|năm học|những năm|years?) (?P<n>{_FULL_YEAR} ?[-–/] ?(?:{_FULL_YEAR}|[0-9]{{2}}))(?![0-9]|[.,][0-9])",
    ),
    (
        Kind.YEAR,
        rf"\b(?:năm|những năm|niên khóa|thập niên|thập kỷ|năm học|xuân|year) (?P<n>{_FULL_YEAR})s?\b(?![.,][0-9]| ?(?:{SCALE}|%))",
    ),
    (Kind.YEAR, r"\b(?:những năm|thập niên|thập kỷ) (?P<n>[1-9]0)\b"),
    (Kind.YEAR, rf"(?<![0-9.,/])(?P<n>{_FULL_YEAR} ?[-–] ?{_FULL_YEAR})(?![0-9/]|[.,][0-9]){_AMOUNT}"),
    (Kind.ORDINAL, rf"\bthứ (?P<n>[0-9]{{1,3}}|{_DIGIT}(?: (?:mươi|trăm)(?: {_DIGIT})?)?)\b(?! ?%)"),
    (Kind.ORDINAL, rf"\b(?:lần|đứng|hạng|giải|loại) (?P<n>nhất|nhì)\b"),
    (Kind.ORDINAL, r"\b(?P<n>[0-9]{1,4}(?:st|nd|rd|th))\b"),
    (Kind.LABEL, rf"\b(?:thế kỷ|thế kỉ)(?: thứ)? (?P<n>[0-9]{{1,2}}|{_ROMAN})\b"),
    (
        Kind.LABEL,
        rf"\b(?:khóa|khoá|đại hội|chương|mục|phần|nhiệm kỳ|kỳ|tập|giai đoạn|vòng|hạng|loại|lần thứ|đợt|cấp|nhóm) (?P<n>{_ROMAN})\b(?![.,]?[0-9])",
    ),
    (
        Kind.LABEL,
        rf"\b{_STRONG_HEAD} ?(?P<n>[0-9]{{1,4}}[a-z]?(?:(?:, ?| và | ?- ?)[0-9]{{1,3}})*)\b(?![.,][0-9]|-[0-9]| ?/ ?[0-9]| ?(?:{SCALE}|%|(?:hộ|người|nhà|lần|đồng)\b))",
    ),
    (
        Kind.LABEL,
        NO_NUMBER_HEAD + r"\bsố (?P<n>[0-9]{1,5}[a-z]?(?:/[0-9]+)?)\b"
        + _AMOUNT,
    ),
    (Kind.LABEL, r"(?:^|\n) *(?P<n>\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)/])(?= |[^\W\d_])(?! ?[0-9])"),
    (Kind.LABEL, r"(?:[:;,.] |\bvà )(?P<n>\([0-9]{1,2}\))(?= [^\W\d_])"),
    (Kind.LABEL, r"(?<![0-9.,])(?![0-9]{1,3}(?:\.[0-9]{3})+(?![0-9.]))(?P<n>[0-9]+(?:\.[0-9]+){2,})(?![0-9])"),
)

# Over the text itself: capitals matter.
_CASED: tuple[tuple[Kind, str], ...] = (
    (
        Kind.DOCUMENT,
        r"(?<![0-9.,])(?P<n>[0-9]+[a-z]?(?:/[0-9]{4})?[/-][A-ZĐƯ][A-ZĐƯa-z&]*(?:[-/][A-ZĐƯ][A-ZĐƯa-z0-9&]*)*)(?![^\W_])",
    ),
    (Kind.LABEL, r"(?P<n>(?<![^\W_])[^\W\d_]{1,12}-[0-9]{1,4}[^\W\d_]?)(?![^\W_])"),
    (Kind.LABEL, r"(?P<n>(?<![^\W_])(?:[A-ZĐ]{1,6}|[^\W\d_]?[A-ZĐ][^\W_]*)[0-9]+[A-Za-z0-9]*)(?![^\W_])"),
    (
        Kind.LABEL,
        r"(?<![^\W_]|[.,])(?![0-9]+(?:K|KG|KM2?|HA|MW|KV|M[23]?|TR|L|VND|USD|Đ)\b)(?P<n>[0-9]{1,4}[A-Z]+[0-9]*)(?![^\W_])",
    ),
)
_DOCUMENT = (
    rf"\b{_DOCUMENT_HEAD}(?: liên tịch| của [^\W\d_]+)?(?: số)?:? ?(?P<n>[0-9]{{1,5}}[a-z]?(?:[/-][0-9a-zđ&-]+)*)\b"
    + _AMOUNT
)
_YEAR_IN = re.compile(rf"(?<![0-9]){_FULL_YEAR}(?![0-9])")
_FIRST = re.compile(r"[0-9]+")


@lru_cache(maxsize=3)
def _compiled(style: Style) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, compile_for(style, source)) for kind, source in ((Kind.DOCUMENT, _DOCUMENT), *_PATTERNS))


_COMPILED_CASED = tuple((kind, re.compile(source)) for kind, source in _CASED)


def labels(text: str, low: str, style: Style, start: int, end: int) -> list[Label]:
    """All such numbers of ``text[start:end]`` that show it themselves, in reading order, not overlapping.

    Bare years and labels that only their surroundings give away ("đợt 5", "đến 2030") are left to ``rag.quantity``.
    """
    taken = bytearray(end)
    found: list[Label] = []
    passes = [(kind, pattern, text) for kind, pattern in _COMPILED_CASED]
    for kind, pattern, subject in passes + [(kind, pattern, low) for kind, pattern in _compiled(style)]:
        for match in pattern.finditer(subject, start, end):
            a, b = match.span("n")
            if any(taken[a:b]) or (
                kind is Kind.PHONE and low[a] in "(+0" and not 9 <= sum(map(str.isdigit, low[a:b])) <= 12
            ):
                continue
            taken[a:b] = b"\1" * (b - a)
            found.append(_label(kind, low[a:b], a, b))
    found.sort(key=lambda label: label.start)
    return found


_ORDINALS = {w: i for i, w in enumerate("nhất nhì ba tư năm sáu bảy tám chín mười".split(), 1)}
_ORDINALS |= {"một": 1, "giêng": 1, "hai": 2, "bốn": 4, "bẩy": 7, "mười một": 11, "mười hai": 12, "chạp": 12}
_ORDINALS |= {fold(word): value for word, value in _ORDINALS.items()}
_ROMANS = {"i": 1, "v": 5, "x": 10}


def _word_value(written: str) -> int:
    """ "thứ ba" is 3, "quý III" is 3; 0 where the words are not known."""
    known = _ORDINALS.get(" ".join(written.split()))
    roman = re.match(r"[ivx]+", written)
    if known is not None or roman is None:
        return known or 0
    values = [_ROMANS[c] for c in roman.group()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _label(kind: Kind, written: str, start: int, end: int) -> Label:
    years = [int(year) for year in _YEAR_IN.findall(written)]
    first = _FIRST.search(written)
    value = int(first.group()[:18]) if first else _word_value(written)
    if kind is Kind.YEAR and years:
        last: int | None = years[1] if len(years) > 1 else None
        if last is None and (short := re.search(r"[-–/] ?([0-9]{2})$", written)):
            last = years[0] // 100 * 100 + int(short.group(1))
        return Label(kind, start, end, years[0], last)
    if kind is Kind.DATE and years:
        value = years[-1]
    return Label(kind, start, end, value)
