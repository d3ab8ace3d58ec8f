"""Numerals to values: 1.911, 0,16, 58 nghìn, 1 tỷ 200 triệu, ba trăm, hai triệu rưỡi, một nửa, hàng nghìn.

Everything here reads a view of the text (``rag.patterns``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.figures import Style
from rag.patterns import compile_for, plain

__all__ = ["SCALE", "Numeral", "number", "numerals"]

_MAX_DIGITS = 18  # longer runs are codes, not amounts
_MAX_EXPONENT = 30

_SCALES_VI = {
    "chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "k": 1000, "vạn": 10_000, "triệu": 10**6, "tr": 10**6,
    "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
_SCALES_EN = {
    "dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12,
}  # fmt: skip
_DIGITS_VI = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SMALL_EN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_SMALL_EN += " seventeen eighteen nineteen"
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety"
_DIGITS_EN = {word: value for value, word in enumerate(_SMALL_EN.split())}
_DIGITS_EN |= {word: 10 * value for value, word in enumerate(_TENS_EN.split(), 2)}
_PARTS_EN = {"third": 3, "quarter": 4, "fifth": 5}


@dataclass(slots=True)
class Numeral:
    """One number as written. ``value`` is scaled; ``bare`` is the value before its scale word."""

    start: int
    end: int  # behind the scale words
    number_end: int  # behind the digits or number words
    value: Decimal
    bare: Decimal
    scale: Decimal = Decimal(1)
    plain: bool = False  # digits only, without separators: could be a year or a label
    is_word: bool = False
    vague: bool = False
    weak: bool = False
    fraction: bool = False  # một nửa, hai phần ba


def number(value: Decimal) -> int | float:
    """An int when integral."""
    return int(value) if value == value.to_integral_value() else float(value)


# -- patterns --------------------------------------------------------------------------------------------------------

# Blanks group thousands only where no doubt is left: "1 200 000", "15 000".
_DIGITS = re.compile(
    r"(?<![0-9])(?<![0-9][.,])"
    r"(?:[0-9]{1,3}(?: [0-9]{3}){2,}(?![0-9])|[0-9]{1,3} 000(?![.,]?[0-9])|[0-9]+(?:[.,][0-9]+)*)"
)
_SPREAD = re.compile(r" ?(?:±|\+/-) ?[0-9]+(?:[.,][0-9]+)*")
_POWER_OF = re.compile(r"\b[kcdm]?m$")  # km2, m3
_EXPONENT = re.compile(r" ?[×x*] ?10(?:\^?([1-9][0-9]?)(?![0-9])|([⁰¹²³⁴⁵⁶⁷⁸⁹]+))")
_VULGAR = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75")}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What comes in fractions: before a scale word or one of these "8,992" has a decimal comma. Households, people and
# đồng do not, nor do millimetres, so that elsewhere a comma before exactly three digits separates thousands ("99,804").
_FRACTIONAL = (
    r" ?(?:%|‰|phần trăm|điểm phần trăm|percent\b|(?:kg|g|ha|m|m2|m3|km|km2|cm|l|tấn|tạ|héc ta|hecta|mét|"
    r"lít|độ|dặm|kw|kwh|mw|gw)(?![^\W_])|°)"
)

SCALE = r"(?:nghìn|ngàn|vạn|triệu(?! (?:tập|hồi|chứng)\b)|(?:tỷ|tỉ)(?! (?:lệ|giá|phú|trọng|số|suất|mỉ|khối)\b))\b"
_ANY_SCALE = "(?:chục|trăm|nghìn|ngàn|vạn|triệu|(?:tỷ|tỉ)(?! lệ))"

_D = "(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
_U = "(?:mốt|một|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|bẩy|tám|chín)"  # without "năm": mười năm is ten years
_TENS = rf"(?:{_D} (?:mươi|chục)(?: {_U}\b)?|mười(?: {_U}\b)?)"
_HUNDREDS = rf"(?:(?:{_D}|không) trăm(?: (?:linh|lẻ) (?:{_D}|tư)\b| {_TENS})?)"
_GROUP = rf"(?:{_HUNDREDS}|{_TENS}|{_D})\b"
_SCALED = rf"{_GROUP}(?: {SCALE})+(?: {_GROUP}(?: {SCALE})+)*(?: (?:{_HUNDREDS}|{_TENS})\b)?"
_WORDS_VI = rf"(?:{_SCALED}|{_GROUP})(?: rưỡi\b)?"
_FRACTION_VI = rf"(?:{_D}|mười|[0-9]+) phần (?:{_D}|tư|mười|[0-9]+)\b"
_HALF_VI = r"(?:một )?nửa\b(?! (?:đầu|cuối|sau|trước|đêm|vời|chừng|trên|dưới)\b)"
_VAGUE_VI = (
    rf"(?:hàng|hằng|vài|mấy|dăm|cả|bạc|hơn|gần|trên)(?: {_ANY_SCALE}\b)+"
    rf"|(?:một )?(?:vài|dăm)(?: ba)?\b(?! {_ANY_SCALE}\b)"
)
_SMALL = rf"(?:{'|'.join(sorted(_DIGITS_EN, key=len, reverse=True))})\b"
_PART = rf"(?:(?:{_TENS_EN.replace(' ', '|')})(?: |-){_SMALL}|{_SMALL})(?:(?: |-)(?:{'|'.join(_SCALES_EN)})\b)*"
_WORDS_EN = f"{_PART}(?: (?:and )?{_PART})*"
_FRACTION_EN = rf"(?:one|two|three)(?: |-)(?:{'|'.join(_PARTS_EN)})s?\b"
_HALF_EN = r"half\b"
_VAGUE_EN = r"(?:dozens|hundreds|thousands|millions|billions)(?: of (?:thousands|millions|billions))?\b"

# Single words that look like digits but are something else, by what follows ...
_NOT_DIGIT = (
    r"(?:một (?:số|vài|ít|cách|chút|mặt|khi|loạt|mình|phần|nửa)|ba (?:mẹ|má|tôi|lê|lô|toa|chỉ|lan)"
    r"|chín (?:muồi|chắn|mọng)|hai bà trưng)\b"
)
# ... and "năm", which is a year far more often than five.
_YEAR_BEFORE = (
    r"(?:\b(?:trong|hàng|hằng|mỗi|cuối|đầu|giữa|các|những|nhiều|vài|suốt|qua|từng|cả|quanh|số|mấy|bao nhiêu|công tác|"
    r"kế hoạch|tổng kết|hết|theo|một|nửa|trăm|nghìn|ngàn|triệu|tỷ|mươi|chục|mười|năm)|[0-9]) $"
)
_YEAR_AFTER = (
    r" ?(?:[0-9]|$|[^\w\x20]|\n|(?:học|sau|nay|qua|tới|ngoái|trước|thứ|đó|này|kia|cùng|nào|ấy|mới|cũ|tài chính|vừa|gần|"
    r"được|của|cho|là|và|có|đã|với|tại|ở|về|trở|đến|một|hai|ba|tháng|đầu|cuối|kế tiếp|tiếp)\b)"
)
_FIVE_AFTER = r" (?:giai đoạn|lĩnh vực|nội dung|yếu tố|tiêu chí|trụ cột|nhóm|loại|ngày|tuần|phút|giờ)\b"


class _Words:
    """The patterns and word values of one style."""

    def __init__(self, style: Style) -> None:
        self.style = style
        english = style is Style.ENGLISH
        strip = plain if style is Style.PLAIN else str
        self.scales = {strip(w): Decimal(v) for w, v in (_SCALES_EN if english else _SCALES_VI).items()}
        self.digits = {strip(w): v for w, v in (_DIGITS_EN if english else _DIGITS_VI).items()}
        self.one, self.year, self.ten = strip("một"), strip("năm"), strip("mười")
        self.tens, self.hundred, self.half = {strip("mươi"), strip("chục")}, strip("trăm"), strip("rưỡi")
        vague, fraction, half, words = (
            (_VAGUE_EN, _FRACTION_EN, _HALF_EN, _WORDS_EN)
            if english
            else (_VAGUE_VI, _FRACTION_VI, _HALF_VI, _WORDS_VI)
        )
        self.words = compile_for(
            style, rf"\b(?:(?P<vague>{vague})|(?P<fraction>{fraction})|(?P<half>{half})|(?P<words>{words}))"
        )
        scale = rf"(?:{'|'.join(_SCALES_EN)})\b" if english else rf"{SCALE}|(?:trăm|chục|tr|k)\b"
        self.scale = compile_for(style, f" ?({scale})")
        self.scale_half = compile_for(style, r" rưỡi\b")
        self.fractional = compile_for(style, _FRACTIONAL)
        self.not_digit = compile_for(style, _NOT_DIGIT)
        self.year_before, self.year_after = compile_for(style, _YEAR_BEFORE), compile_for(style, _YEAR_AFTER)
        self.five_after, self.within = compile_for(style, _FIVE_AFTER), compile_for(style, r"\b(?:trong|suốt) $")
        # Without diacritics most single number words are other words ("sau", "nam", "tam"): few can be believed.
        self.singles = {"hai", "ba", "bon"} if style is Style.PLAIN else {*self.digits, self.ten} - {"không", "tư"}

    def value_of(self, written: str) -> Decimal:
        """The value of number words that the pattern matched."""
        total = group = last = Decimal(0)
        unit = Decimal(1)
        for word in re.split(r"[ -]+", written):
            if word in self.digits:
                last = Decimal(self.digits[word])
                group += last
            elif word == self.ten:
                group, last = group + 10, Decimal(0)
            elif word in self.tens:
                group, last, unit = group + 9 * last, Decimal(0), Decimal(10)
            elif word in ("hundred", "dozen"):
                group *= self.scales[word]
            elif word == self.hundred:
                group, last, unit = group + 99 * last, Decimal(0), Decimal(100)
            elif word in self.scales:
                unit = self.scales[word]
                total = (total + group) * unit if 0 < total < unit else total + group * unit
                group = last = Decimal(0)
            elif word == self.half:
                group += unit / 2
            else:  # linh, lẻ, and
                last = Decimal(0)
        return total + group


@lru_cache(maxsize=3)
def _words(style: Style) -> _Words:
    return _Words(style)


# -- digits ----------------------------------------------------------------------------------------------------------


def _digits_value(raw: str, style: Style, fractional: bool) -> Decimal | None:
    """The value of digits with separators; None for what is no amount (1.2.3, 16.7.2021).

    Vietnamese writes 1.234,5 and English 1,234.5. Where one separator alone decides, exactly three digits behind the
    one for thousands are thousands; behind the other one they are thousands too, unless ``fractional`` says that
    what is counted comes in fractions. Two different separators, or any other number of digits, leave no doubt.
    """
    raw = raw.replace(" ", "")
    parts, marks = re.split(r"[.,]", raw), re.findall(r"[.,]", raw)
    if sum(map(len, parts)) > _MAX_DIGITS:
        return None
    if not marks:
        return Decimal(raw)
    whole, decimal = "".join(parts), f"{''.join(parts[:-1])}.{parts[-1]}"
    grouped = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    if len(set(marks)) == 2:
        last_only = marks.count(marks[-1]) == 1 and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:-1])
        return Decimal(decimal) if last_only else None
    if len(marks) > 1:
        return Decimal(whole) if grouped else None
    if not grouped or parts[0].startswith("0"):
        return Decimal(decimal)
    if style is Style.ENGLISH:
        return Decimal(whole if marks == [","] else decimal)
    return Decimal(decimal if fractional and marks == [","] else whole)


def _read_digits(low: str, match: re.Match[str], words: _Words) -> Numeral | None:
    raw, end = match.group(), match.end()
    if raw in ("2", "3") and _POWER_OF.search(low, max(0, match.start() - 3), match.start()):
        return None
    scale, position = Decimal(1), end
    for _ in range(2):  # "10 nghìn tỷ"
        found = words.scale.match(low, position)
        if not found:
            break
        scale *= words.scales[found.group(1)]
        position = found.end()
    unit = words.fractional.match(low, end)
    value = _digits_value(raw, words.style, scale > 1 or unit is not None)
    if value is None:
        return None
    if unit and unit.group().endswith("%") and value > 9999 and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", raw):
        value = Decimal(raw)  # 95.083%: no share is that large, the text writes decimals with a dot
    if scale > 1:
        read = Numeral(match.start(), position, end, value * scale, value, scale)
        _read_smaller_parts(low, read, words)
        return read
    if end < len(low) and low[end] in _VULGAR and value == value.to_integral_value():  # 6½
        value += _VULGAR[low[end]]
        return Numeral(match.start(), end + 1, end + 1, value, value)
    if spread := _SPREAD.match(low, end):  # 0,62 ± 0,37
        end = spread.end()
    power = _EXPONENT.match(low, end)
    if power and (exponent := int(power.group(1) or power.group(2).translate(_SUPERSCRIPTS))) <= _MAX_EXPONENT:
        return Numeral(match.start(), power.end(), end, value * 10**exponent, value, Decimal(10) ** exponent)
    return Numeral(match.start(), end, end, value, value, plain=raw.isdigit())


def _read_smaller_parts(low: str, read: Numeral, words: _Words) -> None:
    """Adds what follows with a smaller scale: "1 tỷ 200 triệu", "2 triệu rưỡi"."""
    scale = read.scale
    if half := words.scale_half.match(low, read.end):
        read.value, read.end = read.value + scale / 2, half.end()
        return
    while digits := re.compile(" +([0-9]{1,3})(?![0-9.,])").match(low, read.end):
        found = words.scale.match(low, digits.end())
        smaller = words.scales[found.group(1)] if found else scale
        if not found or smaller >= scale:
            return
        read.value, read.end, scale = read.value + Decimal(digits.group(1)) * smaller, found.end(), smaller


# -- words -----------------------------------------------------------------------------------------------------------


def _read_words(low: str, text: str, match: re.Match[str], words: _Words) -> Numeral | None:
    start, end, raw = match.start(), match.end(), match.group()
    if match.lastgroup == "vague":
        scale = Decimal(1)
        for word in raw.split():
            scale *= words.scales.get(word) or words.scales.get(word.rstrip("s")) or 1
        return Numeral(start, end, end, scale if scale > 1 else Decimal(2), scale, is_word=True, vague=True)
    if match.lastgroup == "half":
        half = Decimal("0.5")
        if found := words.scale.match(low, end):  # nửa triệu
            scale = words.scales[found.group(1)]
            return Numeral(start, found.end(), end, half * scale, half, scale, is_word=True)
        return Numeral(start, end, end, half, half, is_word=True, fraction=True)
    if match.lastgroup == "fraction":
        top, bottom = (_fraction_part(word, words) for word in re.split("[ -]+", raw)[:: len(raw.split()) - 1 or 1])
        if not bottom:
            return None  # "1 phần 0"
        return Numeral(start, end, end, top / bottom, top / bottom, is_word=True, fraction=True)
    single = " " not in raw and "-" not in raw
    if single and (raw not in words.singles or _is_name(text, start, end) or words.not_digit.match(low, start)):
        return None
    if raw == words.year and not _is_five(low, start, end, words):
        return None
    value = words.value_of(raw)
    last = raw.rsplit(maxsplit=1)[-1]
    scale = words.scales[last] if last in words.scales and value >= 1000 else Decimal(1)
    # "một" may be an article, "năm" a year; nothing is sure without diacritics.
    weak = raw in (words.one, words.year, "one") or (single and words.style is Style.PLAIN)
    return Numeral(start, end, end, value, value / scale, scale, is_word=True, weak=weak)


def _fraction_part(word: str, words: _Words) -> Decimal:
    if word.isdigit():
        return Decimal(word)
    value = words.digits.get(word) or _PARTS_EN.get(word.rstrip("s")) or 10
    return Decimal(value)


def _is_five(low: str, start: int, end: int, words: _Words) -> bool:
    """Whether "năm" is a number here and not a year."""
    if words.five_after.match(low, end):
        return True
    twice = re.compile(f" +{words.year}\\b(?! *[0-9])").match(low, end)  # năm năm: five years
    if twice and words.within.search(low[max(0, start - 20) : start]):
        return True
    if words.year_before.search(low[max(0, start - 20) : start]):
        return False
    return not words.year_after.match(low, end)


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether a capitalised number word is, or is part of, a name: Ba Vì, Lê Văn Tám."""
    if not text[start].isupper():
        return False
    before = text[max(0, start - 4) : start].rstrip(" \u00a0")
    if before and before[-1] not in "\n.!?:;\"“'(–-•":
        return True
    after = text[end : end + 3].lstrip(" \u00a0")
    return bool(after) and after[0].isupper()


def numerals(text: str, low: str, style: Style, start: int, end: int) -> list[Numeral]:
    """All numerals of ``text[start:end]`` in reading order, not overlapping; ``low`` is the text's view."""
    words = _words(style)
    found: list[Numeral] = []
    for match in words.words.finditer(low, start, end):
        if read := _read_words(low, text, match, words):
            found.append(read)
    in_words = [(read.start, read.end) for read in found]
    for match in _DIGITS.finditer(low, start, end):
        if any(a < match.end() and match.start() < b for a, b in in_words):
            continue  # "2 phần 3" is read
        if (read := _read_digits(low, match, words)) and (not found or read.start >= found[-1].end or in_words):
            found.append(read)
    found.sort(key=lambda read: (read.start, -read.end))
    kept: list[Numeral] = []
    for read in found:
        if not kept or read.start >= kept[-1].end:
            kept.append(read)
    return kept
