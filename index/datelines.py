"""Dates as articles print them: inside a text, or on a line of their own under the headline."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

__all__ = ["Dateline", "dateline", "parse_date", "printed_stamps"]

# 30/11/2023, 30-11-2023, 30.11.2023 | 2023-11-30 | (ngày) 30 tháng 11 năm 2023, 30 tháng 11, 2023
_DATE = re.compile(
    r"""(?<!\d)(?<!\d[/.-])(?:
        (?P<d1>\d{1,2})\s?(?P<sep>[/.-])\s?(?P<m1>\d{1,2})\s?(?P=sep)\s?(?P<y1>\d{4})
      | (?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})
      | (?P<d3>\d{1,2})\s+tháng\s+(?P<m3>\d{1,2})\s*(?:,|năm)?\s*(?P<y3>\d{4})
    )(?!\d|[/.-]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"[12]\d{3}")
_CLOCK = re.compile(
    r"(?<![\d:])\d{1,2}\s?(?::|h|giờ)\s?\d{2}(?:\s?:\s?\d{2}(?:\.\d+)?|\s?phút)?(?:\s*(?:AM|PM|SA|CH))?(?!\d)", re.I
)
_GMT = re.compile(r"\(?\[?(?:GMT|UTC)\s?\+?\s?\d*(?::\d\d)?\]?\)?|(?<=\d)Z\b|(?<=\d)\+\d\d:?\d\d\b", re.IGNORECASE)
_STAMP_TAIL = re.compile(r"(?:\s*[(\[]?(?:GMT|UTC)\s?\+?\s?\d*[)\]]?)?(?:\s+A\s+A\b)?[\s|]*", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:thứ\s?(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s?nhật|T[2-7]|CN)\b", re.IGNORECASE)
# What pages print beside the date: "Đăng lúc: … - Lượt xem: 1.206 - Cỡ chữ: A- A A+".
_BESIDE = re.compile(
    r"\b(?:đăng (?:lúc|ngày)|ngày đăng|cập nhật(?: lúc| ngày)?|(?:số )?(?:lượt|lần) (?:xem|đọc)|đã xem|cỡ chữ|in (?:bài|trang)|gửi email"
    r"|chia sẻ|facebook|zalo)\b[\s:]*(?:[\d.]+|(?:A\s?[+-]?\s*)+)?",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:đến|từ|trước|sau|tính) (?:hết )?(?:ngày )?\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…;:]$")
_OTHER_WORDS = 5  # "Báo Quảng Ninh - 30/11/2023", "Hà Nội, ngày 5 tháng 3 năm 2024"
_LONGEST = 120  # characters; no date line is longer
_FIRST_YEAR = 1945


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line that says when something was published and hardly anything else."""

    date: datetime.date
    clock: bool  # whether a time of day stands with it: then a program printed it


def _dates(text: str) -> list[tuple[datetime.date, int, int]]:
    found: list[tuple[datetime.date, int, int]] = []
    if not _YEAR.search(text):
        return found
    latest = datetime.date.today() + datetime.timedelta(days=1)  # somewhere it is tomorrow already
    for match in _DATE.finditer(text):
        day, month, year = (int(match[f"{part}{i}"]) for i in (1, 2, 3) if match[f"d{i}"] for part in "dmy")
        try:
            date = datetime.date(year, month, day)
        except ValueError:  # 31/02/2024
            continue
        if year >= _FIRST_YEAR and date <= latest:
            found.append((date, match.start(), match.end()))
    return found


def parse_date(text: str) -> datetime.date | None:
    """The first real date in a text, or None. One that does not exist or lies in the future is no date."""
    return next((date for date, _, _ in _dates(text)), None)


def dateline(line: str) -> Dateline | None:
    """The date of a line that is a date line ("Thứ 5, 30/11/2023 | 12:02:36 [GMT +7] A A"), else None."""
    line = line.strip()
    if len(line) > _LONGEST:
        return None
    dates = _dates(line)
    if not dates:
        return None
    date, start, end = dates[0]
    if _BOUND.search(line, 0, start):
        return None  # "Số liệu tính đến ngày 31/12/2022"
    tail = line[end:]
    if re.match(r"T\d", tail):  # 2023-11-30T12:02:36+07:00
        tail = tail[1:]
    rest = _GMT.sub(" ", f"{line[:start]} {tail}")
    without_clock = _CLOCK.sub(" ", rest)
    others = _WORD.findall(_BESIDE.sub(" ", _WEEKDAY.sub(" ", without_clock)))
    clock = without_clock != rest
    if len(others) > _OTHER_WORDS or (others and not clock and _SENTENCE_END.search(line)):
        return None  # "Ngày 5/3/2024 họp xã." is a sentence
    return Dateline(date, clock)


def printed_stamps(text: str) -> list[tuple[int, int]]:
    """Where a date stands with a time of day in running text, as (start, end): only a page prints those."""
    spans = []
    for _, start, end in _dates(text):
        left, right = max(0, start - 30), end + 30
        before = list(_CLOCK.finditer(text[left:start]))
        after = _CLOCK.search(text[end:right])
        if before and re.fullmatch(r"[\s|,–-]*(?:ngày)?[\s|,–-]*", text[left + before[-1].end() : start]):
            start = left + before[-1].start()
        elif after and re.fullmatch(r"[\s|,–T-]*(?:lúc)?[\s|,–-]*", text[end : end + after.start()]):
            end += after.end()
        else:
            continue
        weekday = list(_WEEKDAY.finditer(text[max(0, start - 20) : start]))
        if weekday and not text[max(0, start - 20) + weekday[-1].end() : start].strip(" ,-–|"):
            start = max(0, start - 20) + weekday[-1].start()
        if tail := _STAMP_TAIL.match(text, end):
            end = tail.end()
        spans.append((start, end))
    return spans
