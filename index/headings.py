"""Section headings: "II. NHIỆM VỤ NĂM 2020", "2. Quà phân theo nguồn". They speak for the paragraphs below them.

A heading is a line of the stored text that belongs to no paragraph. Which ones stand above a paragraph is told by how
they are numbered: the lines of a stated level end with the next heading of that level or a higher one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import Article

__all__ = ["heading_level", "headings", "headings_above"]

_MARKDOWN = re.compile(r"(#{1,6})\s")
_ROMAN = re.compile(r"(?:phần\s+)?[IVX]{1,5}\s*[.)/:-]", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,2}(?P<deeper>(?:\.\d{1,2})*)\s*[.)/:-]?\s")
_LETTER = re.compile(r"[a-zđ]\s*[.)]\s")
_UNNUMBERED = 9
_UP = 500  # paragraphs; nobody heads more


def heading_level(line: str) -> int:
    """How deep a heading stands, by its number: I. 1, A 2, 1. 3, 1.1. 4, a) 8; without one 9, or 1 in capitals."""
    if match := _MARKDOWN.match(line):
        return len(match[1])
    if _ROMAN.match(line) and line[:1].isupper():
        return 1
    if re.match(r"[A-ZĐ]\s*[.)]\s", line):
        return 2
    if match := _NUMBER.match(line):
        return 3 + match["deeper"].count(".")
    if _LETTER.match(line):
        return 8
    return 1 if line.isupper() else _UNNUMBERED


def headings(article: Article) -> Iterator[tuple[str, ...]]:
    """For each paragraph the headings above it, outermost first, without the title."""
    open_ones: list[tuple[int, str]] = []
    for ordinal in range(len(article.paragraphs)):
        for line in _lines_above(article, ordinal):
            level = heading_level(line)
            open_ones = [(other, above) for other, above in open_ones if other < level]
            open_ones.append((level, line))
        yield tuple(_bare(line) for _, line in open_ones)


def headings_above(article: Article, ordinal: int) -> tuple[str, ...]:
    """The same for one paragraph, found from it upwards."""
    found: list[str] = []
    least = _UNNUMBERED + 1
    for i in range(ordinal, max(-1, ordinal - _UP), -1):
        for line in reversed(_lines_above(article, i)):
            if (level := heading_level(line)) < least:
                found.append(_bare(line))
                least = level
        if least == 1:
            break
    return tuple(reversed(found))


def _lines_above(article: Article, ordinal: int) -> list[str]:
    """The lines between a paragraph and the one before it."""
    start = article.paragraphs[ordinal - 1].end if ordinal else 0
    lines = article.text[start : article.paragraphs[ordinal].start].split("\n")
    return [line.strip() for line in lines if line.strip() and line.strip() != article.title]


def _bare(line: str) -> str:
    return _MARKDOWN.sub("", line)
