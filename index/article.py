"""What an article is, once it has been read: frozen values, with offsets that point into the stored text."""

from __future__ import annotations

import bisect
import datetime
import hashlib
import json
from dataclasses import dataclass, field

__all__ = ["Article", "LeftOut", "Paragraph", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points in some text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got {self.start}..{self.end}")

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article: a slice of ``Article.text``."""

    ordinal: int  # from 0, in reading order
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of the file that is not article text, and why: a person may ask what was thrown away."""

    line: int  # from 1, in the original file
    text: str
    reason: str  # "furniture" | "repeat" | "after_end" | "heading" | "caption"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as stored.

    ``text`` is canonical (NFC) and holds the kept lines only, one a line. ``paragraphs`` are slices of it;
    ``lines[i]`` is the line of the original file, from 1, that the i-th line of ``text`` came from.
    """

    id: str  # survives edits of the file
    source: str  # the path below the argument that was added, with forward slashes
    text: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    lines: tuple[int, ...]
    publisher: str | None = None
    published: datetime.date | None = None
    places: tuple[str, ...] = ()  # the article's own places, most specific first: ("Đầm Hà", "Quảng Ninh")
    url: str | None = None
    sha256: str = ""  # of the file's bytes
    original_sha256: str | None = None  # of the article that this one retells, when its front matter says so
    left_out: tuple[LeftOut, ...] = field(default=(), compare=False)

    @property
    def version(self) -> str:
        """Hash of everything an answer may quote or cite: changes exactly when one of these does."""
        content = [
            self.text,
            self.title,
            self.publisher,
            self.published.isoformat() if self.published else None,
            list(self.places),
            self.url,
            list(self.lines),
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]

    def line_of(self, offset: int) -> int:
        """The line of the original file, from 1, on which the code point ``text[offset]`` stands."""
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"offset {offset} lies outside the text (0..{len(self.text)})")
        return self.lines[self.text.count("\n", 0, offset)]

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph that holds ``text[offset]``, or None between paragraphs."""
        i = bisect.bisect_right(self.paragraphs, offset, key=lambda p: p.start) - 1
        if i >= 0 and offset < self.paragraphs[i].end:
            return self.paragraphs[i]
        return None
