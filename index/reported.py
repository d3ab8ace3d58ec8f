"""The year that an article reports on: not always the one it was published in.

A report of 10 January 2020 tells of 2019. Its title says so, or its opening does, or the year before is named more
often than the new one. A figure beside which no year stands holds for the year reported on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from index.article import Article

__all__ = ["reported_year"]

_EARLY = 3  # months of a year in which articles still sum up the one before
_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?!\s*[-–]\s*\d|\d|[.,/%]\d|/)")
_BEFORE = 40  # code points before a year that say what it is
# These name a year that is not reported on: a goal, a span, what the year is compared with, a decree.
_ELSEWHERE = re.compile(
    r"\b(?:(?:đến|tới|trước|sau|từ)|(?:giai đoạn|so với|cùng kỳ|kế hoạch|nhiệm vụ|phương hướng|phấn đấu|mục tiêu"
    r"|nghị quyết|quyết định|nghị định|thông tư)(?:\s\S+)?)\s+(?:năm\s+)?$",
    re.IGNORECASE,
)
_YEAR_OVER = re.compile(r"\b(?:cả năm|năm qua|một năm|hết tháng 12|31/12|quý IV|cuối năm)\b", re.IGNORECASE)
_AS_OF = re.compile(r"\b(?:tính )?đến (?:hết )?ngày \d{1,2}[/.-]\d{1,2}[/.-]((?:19|20)\d\d)\b", re.IGNORECASE)
_OPENING = 1_000  # code points


def reported_year(article: Article) -> int | None:
    """The year; None where neither the title nor a date says."""
    return _reported(article.title, article.text, article.published.timetuple()[:2] if article.published else None)


@lru_cache(maxsize=1024)
def _reported(title: str, text: str, published: tuple[int, int] | None) -> int | None:
    named = set(_named(title))
    if len(named) == 1 and (published is None or max(named) <= published[0]):
        return named.pop()
    if published is None:
        return None
    year, month = published
    if month > _EARLY:
        return year
    if (as_of := _AS_OF.search(text[:_OPENING])) and year - 1 <= int(as_of[1]) <= year:
        return int(as_of[1])
    opening = set(_named(text[:_OPENING]))
    if (year in opening) != (year - 1 in opening):
        return year if year in opening else year - 1
    everywhere = list(_named(text))
    new, old = everywhere.count(year), everywhere.count(year - 1)
    return year - 1 if old > new or (not new and _YEAR_OVER.search(text)) else year


def _named(text: str) -> Iterator[int]:
    """The years that a text names as the time of what it tells."""
    for match in _YEAR.finditer(text):
        if not _ELSEWHERE.search(text[max(0, match.start() - _BEFORE) : match.start()]):
            yield int(match.group())
