"""Lines of a file, blocks of lines that belong together, and how blocks become the stored text of an article."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.article import LeftOut, Paragraph
from index.tables import find_tables
from index.text import normalize

__all__ = ["Block", "Line", "Parsed", "Stored", "file_lines", "read_lines", "store", "with_lists", "with_tables"]

_ITEM = re.compile(r"(?:(?P<mark>[-+*•–—·▪●])|[a-zđ]\))\s*\S")  # numbered ones are sections as often
_LINE_END = re.compile(r"\r\n|\r|\n")
_ODD_SEPARATOR = re.compile(r"[\u2028\u2029\x85\x0b\x0c]")
# Tab aside, control characters say nothing in an article, and some steer the terminal that shows them.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


class Line(NamedTuple):
    """A line as it is stored, and the line of the file, from 1, as an editor counts it, that it came from."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One line, or the lines that one paragraph was wrapped into."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Stored:
    """The three parts of an ``Article`` that must agree."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file without its bytes: what an ``Article`` is made of. ``title`` is None where the text has none."""

    stored: Stored
    title: str | None
    left_out: tuple[LeftOut, ...]
    publisher: str | None = None
    published: datetime.date | None = None
    places: tuple[str, ...] | None = None  # None: to be found in the text
    url: str | None = None
    original_sha256: str | None = None


def file_lines(decoded: str) -> list[str]:
    """The lines of a file as an editor counts them: only ``\\n``, ``\\r\\n`` and ``\\r`` end one."""
    return _LINE_END.split(decoded)


def read_lines(decoded: str) -> list[Line]:
    """The lines of a file in canonical form, blank ones too, without white space at their ends.

    A separator that ends no line of the file (U+2028, a form feed) ends one of the stored text; its pieces keep the
    number of the line they stand on.
    """
    if not _ODD_SEPARATOR.search(decoded):
        clean = _clean(decoded)
        return [Line(number, piece.strip()) for number, piece in enumerate(clean.split("\n"), start=1)]
    lines: list[Line] = []
    for number, raw in enumerate(file_lines(decoded), start=1):
        lines.extend(Line(number, piece.strip()) for piece in _clean(raw).split("\n"))
    return lines


def _clean(text: str) -> str:
    # An invisible character may part a letter from its tone mark: composed again once it is gone.
    return unicodedata.normalize("NFC", _CONTROLS.sub("", normalize(text)))


def with_tables(blocks: Sequence[tuple[Block, bool]]) -> list[tuple[Block, bool]]:
    """The blocks, with the lines of a table in one paragraph, and in the one that introduces it, or with its caption: "…, cụ thể như sau:".

    A row alone does not say what its numbers are.
    """
    found: list[tuple[Block, bool]] = []
    done = 0
    for table in find_tables([block.text for block, _ in blocks]):
        found += blocks[done : table.start]
        lines = tuple(line for block, _ in blocks[table.start : table.stop] for line in block.lines)
        if found and found[-1][1] and not found[-1][0].text.rstrip().endswith((".", "!", "?", "…", ";")):
            above, _ = found.pop()
            lines = above.lines + lines
        found.append((Block(lines), True))
        done = table.stop
    return found + list(blocks[done:])


def with_lists(blocks: Iterable[tuple[Block, bool]]) -> list[tuple[Block, bool]]:
    """The blocks, with the items of a list in the paragraph that introduces them: "…, trong đó:", "- Hộ nghèo: 1.274 suất;".

    An item alone does not say of what it is a part.
    """
    found: list[tuple[Block, bool]] = []
    mark = ""  # of the items of the open list
    for block, is_paragraph in blocks:
        item = _ITEM.match(block.text) if is_paragraph else None
        if item and found and found[-1][1]:
            above = found[-1][0]
            own = item["mark"] if item["mark"] else "a"
            if own == mark or above.text.rstrip().endswith(":"):
                found[-1] = (Block(above.lines + block.lines), True)
                mark = own
                continue
        mark = ""
        found.append((block, is_paragraph))
    return found


def store(blocks: Iterable[tuple[Block, bool]]) -> Stored:
    """The stored text: all lines of the blocks in order, one a line; the flag says which blocks are paragraphs."""
    pieces: list[str] = []
    numbers: list[int] = []
    paragraphs: list[Paragraph] = []
    offset = 0
    for block, is_paragraph in blocks:
        start = offset
        for line in block.lines:
            pieces.append(line.text)
            numbers.append(line.number)
            offset += len(line.text) + 1
        if is_paragraph:
            paragraphs.append(Paragraph(len(paragraphs), start, offset - 1))
    return Stored("\n".join(pieces), tuple(paragraphs), tuple(numbers))
