"""Numbers as Vietnamese text writes them, read for judging only.

This reader is deliberately not the assistant's: a judge that shared the code would share its mistakes.

- A point groups thousands and a comma starts decimals: ``1.911``, ``8,992 tỷ``, ``0,16``. A single comma before exactly
  three digits groups thousands (``99,804 thẻ``) unless a scale word or ``%`` follows or the number starts with 0.
- Scale words multiply: ``1,2 nghìn tỷ`` is ``1.200 tỷ`` is 1.2e12; ``2 triệu 500 nghìn`` is 2.5e6; the ``tỷ`` of ``tỷ
  lệ`` is none.
- The scale of a range is that of both its ends: ``30 đến 50 nghìn`` are 30,000 and 50,000.
- With ``words=True`` number words count as well (``hai mươi mốt``, ``một nửa``, ``hai phần ba``); meant for short
  spans, since ``năm`` is five or year.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Figure", "read_figures", "same_value"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and where it stands, scale words included: ``text[start:end]`` of the NFC form of the text read."""

    value: float
    start: int
    end: int


_SCALES = {"trăm": 1e2, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}
_SCALE = r"(?:trăm|nghìn|ngàn|vạn|triệu|t[ỷỉ](?!\s+(?:lệ|số|suất|trọng|giá)\b))\b"
_DIGITS = re.compile(rf"\d+(?:[.,]\d+)*(?P<scales>(?:\s*{_SCALE})+)?(?P<percent>\s*%)?", re.IGNORECASE)

_UNITS = dict(zip("không một hai ba bốn năm sáu bảy tám chín".split(), range(10), strict=True))
_UNITS |= {"mốt": 1, "tư": 4, "lăm": 5, "bẩy": 7}
_NUMBER_WORD = "|".join([*_UNITS, *_SCALES, "mười", "mươi", "linh", "lẻ"])
_WORDS = re.compile(rf"\b(?:{_NUMBER_WORD})(?:\s+(?:{_NUMBER_WORD}))*\b", re.IGNORECASE)
_SMALL = rf"{_NUMBER_WORD}|\d+"
_FRACTION = re.compile(rf"\b(?P<part>{_SMALL})\s+(?:phần\s+(?P<whole>{_SMALL})|nửa)\b", re.IGNORECASE)
_RANGE = frozenset(("đến", "tới", "-", "–"))


def same_value(one: float, other: float) -> bool:
    """Equal up to rounding of binary fractions: relative tolerance 1e-9."""
    return math.isclose(one, other, rel_tol=1e-9)


def read_figures(text: str, *, words: bool = False) -> list[Figure]:
    """The numbers of a text, left to right."""
    text = unicodedata.normalize("NFC", text)
    found = [figure for match in _DIGITS.finditer(text) for figure in _read_digits(match)]
    found = _ranges(text, _joined(text, found))
    if words:
        fractions = [figure for match in _FRACTION.finditer(text) for figure in _read_fraction(match)]
        found += [figure for match in _WORDS.finditer(text) for figure in _read_words(text, match)]
        found = fractions + [f for f in found if not any(f.start < x.end and x.start < f.end for x in fractions)]
    return sorted(found, key=lambda figure: figure.start)


def _read_digits(match: re.Match[str]) -> list[Figure]:
    scales = (match["scales"] or "").lower().split()
    factor = math.prod(_SCALES[scale] for scale in scales)
    digits = re.match(r"[\d.,]*\d", match.group())
    assert digits is not None  # the pattern starts with a digit
    value = _value(digits.group(), decimal=bool(scales or match["percent"]))
    if value is None:  # 30.11.2023: no number, but its parts are
        return [
            Figure(float(part.group()), match.start() + part.start(), match.start() + part.end())
            for part in re.finditer(r"\d+", digits.group())
        ]
    # Multiplying 1.48 by 1e9 must give 1480000000, not its neighbour.
    return [Figure(float(f"{value * factor:.15g}"), match.start(), match.end())]


def _value(digits: str, *, decimal: bool) -> float | None:
    """The value of digits with separators, or None where they are several numbers."""
    separators = set(re.findall(r"[.,]", digits))
    if not separators:
        return float(digits)
    if len(separators) == 2:  # the last one starts the decimals
        last = max(digits.rfind("."), digits.rfind(","))
        whole = re.sub(r"[.,]", "", digits[:last])
        return float(f"{whole}.{digits[last + 1 :]}")
    groups = re.split(r"[.,]", digits)
    thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and groups[0][0] != "0"
    if len(groups) == 2 and "," in separators and decimal:
        thousands = False
    if thousands:
        return float("".join(groups))
    return float(".".join(groups)) if len(groups) == 2 else None


def _joined(text: str, figures: list[Figure]) -> list[Figure]:
    """``2 triệu 500 nghìn`` is one number: a scaled figure takes in a smaller-scaled one right after it."""
    joined: list[Figure] = []
    for figure in figures:
        if joined and text[joined[-1].end : figure.start].strip() == "" and figure.start > joined[-1].end:
            before, here = _scale_of(text, joined[-1]), _scale_of(text, figure)
            if 1 < here < before and figure.value < before:
                joined[-1] = Figure(joined[-1].value + figure.value, joined[-1].start, figure.end)
                continue
        joined.append(figure)
    return joined


def _ranges(text: str, figures: list[Figure]) -> list[Figure]:
    """``30 đến 50 nghìn``: a bare number before a scaled one shares its scale."""
    shared = list(figures)
    for i, (low, high) in enumerate(pairwise(figures)):
        scale = _scale_of(text, high)
        between = text[low.end : high.start].strip().lower()
        if between in _RANGE and scale > 1 == _scale_of(text, low) and low.value * scale < high.value:
            shared[i] = Figure(low.value * scale, low.start, low.end)
    return shared


def _scale_of(text: str, figure: Figure) -> float:
    return math.prod(_SCALES[word] for word in re.findall(_SCALE, text[figure.start : figure.end].lower()))


def _read_fraction(match: re.Match[str]) -> list[Figure]:
    part, whole = (_small(match[name]) for name in ("part", "whole"))
    if not match["whole"]:
        part, whole = (1, 2) if part == 1 else (None, None)  # "một nửa"
    return [Figure(part / whole, match.start(), match.end())] if part and whole else []


def _small(word: str | None) -> int | None:
    """The value of one digit or word up to ten; None for "trăm": ``mười phần trăm`` is no fraction."""
    if word is None:
        return None
    return int(word) if word.isdigit() else 10 if word.lower() == "mười" else _UNITS.get(word.lower())


def _read_words(text: str, match: re.Match[str]) -> list[Figure]:
    tokens = [(token.group().lower(), match.start() + token.start()) for token in re.finditer(r"\S+", match.group())]
    before = text[: match.start()].rstrip()
    after = text[match.end() :].lstrip().lower()
    # "2 triệu" was read with its digits, and the "năm" of "20 năm" is a year.
    while tokens and before[-1:].isdigit() and (tokens[0][0] in _SCALES or tokens[0][0] == "năm"):
        tokens = tokens[1:]
    year = re.match(r"\d|nay|trước|sau|qua|học|tài|đó|này|ngoái|\Z", after) and text.strip() != match.group()
    if tokens and tokens[-1][0] == "năm" and (year or len(tokens) > 1) and not _follows_tens(tokens):
        tokens = tokens[:-1]  # "hai năm", "năm 1943", "năm nay"
    names = [name for name, _ in tokens]
    if not any(name in _UNITS or name == "mười" for name in names) or names in (["không"], ["tư"], ["mốt"], ["lăm"]):
        return []
    value = _value_of_words(names)
    end = tokens[-1][1] + len(tokens[-1][0])
    return [] if value is None else [Figure(value, tokens[0][1], end)]


def _follows_tens(tokens: list[tuple[str, int]]) -> bool:
    """Whether the last word is a digit: in "hai trăm linh năm" it is; "ba mươi năm" is unclear and counts as years."""
    return len(tokens) > 1 and tokens[-2][0] in ("linh", "lẻ")


def _value_of_words(names: list[str]) -> float | None:
    """``hai triệu ba trăm hai mươi mốt nghìn`` = 2,321,000; None where the words make no number."""
    total, group, digit = 0.0, 0.0, None
    for name in names:
        if name in _UNITS:
            if digit is not None:
                return None  # "hai ba": two numbers, or a phrase
            digit = float(_UNITS[name])
        elif name == "mười":
            group, digit = group + 10, None
        elif name in ("mươi", "trăm"):
            if digit is None:
                return None
            group, digit = group + digit * (10 if name == "mươi" else 100), None
        elif name in _SCALES:
            group += digit or 0
            if not group:
                return None
            total, group, digit = total + group * _SCALES[name], 0.0, None
    return total + group + (digit or 0)
