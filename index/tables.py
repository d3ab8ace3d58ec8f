"""Tables as saved text holds them: rows of cells on a line each, below a line, or a legend, that says what the cells are.

TT / Đơn vị / Số hộ nghèo / Tỷ lệ (%)          (số hộ được duyệt - số nhà đã hoàn thành):
1 / Diên Lãm / 412 / 62,1                       Sính Phình: 146 - 131
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Span

__all__ = ["Cell", "Row", "find_tables", "read_rows"]

_LONGEST_LINE = 300  # characters; no row of a table is longer
_LONGEST_CELL = 12  # words
_LEAST_ROWS = 2
_BARS = re.compile(r"\s*\|\s*|\t+")
_SLASHES = re.compile(r"\s+/\s+")
_GAPS = re.compile(r"\s{2,}")
_DASHES = re.compile(r"\s+[-–]\s+|\s*/\s*|\s*;\s*")  # between the numbers behind "Sính Phình:"
_NUMBER = re.compile(r"(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?:,\d+)?\s?%?|-|–|x|\.{2,}", re.IGNORECASE)
_NAMED = re.compile(r"(?P<name>[^:]{2,60}):\s+(?P<rest>[\d.,%\s/;–-]+)$")
_LEGEND = re.compile(r"\((?P<labels>[^()\d]{5,120})\)\s*:?$")
_INDEX = re.compile(r"(?:\d{1,3}|[IVX]{1,5})\.?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULE = re.compile(r"[\s|:+=-]+")  # Markdown draws one below the head


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a row, and the words above it that say what it is; both as places in the text."""

    number: Span
    label: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is about, its numbers, and where the line stands that names their columns."""

    span: Span
    name: Span
    cells: tuple[Cell, ...]
    head: Span


def find_tables(lines: Sequence[str]) -> list[range]:
    """Which lines belong to which table, head and legend included; ``lines`` are not blank."""
    found: list[range] = []
    i = 0
    while i < len(lines):
        rows = _rows_below(lines, i)
        if rows:
            found.append(range(i, rows[-1] + 1))
            i = rows[-1]
        i += 1
    return found


def read_rows(text: str, start: int, end: int) -> list[Row]:
    """The rows of all tables in the paragraph ``text[start:end]``, in order."""
    lines: list[Span] = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        lines.append(Span(start + match.start(), start + match.end()))
    if len(lines) <= _LEAST_ROWS:
        return []
    contents = [line.of(text) for line in lines]
    found = []
    for table in find_tables(contents):
        head, labels = lines[table[0]], _labels(contents[table[0]])
        for i in table[1:]:
            if _RULE.fullmatch(contents[i]):
                continue
            cells = _split(contents[i])
            at = lines[i].start
            numbers = [k for k, cell in enumerate(cells) if k >= len(cells) - _columns(contents[i], cells)]
            name = next(
                (c for k, c in enumerate(cells) if k not in numbers and not _INDEX.match(c.of(contents[i]))), None
            )
            if name is None:
                continue
            pairs = zip(numbers, labels[len(labels) - len(numbers) :], strict=True)
            found.append(
                Row(
                    span=lines[i],
                    name=_moved(name, at),
                    cells=tuple(
                        Cell(_moved(cells[k], at), _moved(label, head.start))
                        for k, label in pairs
                        if cells[k].of(contents[i])[0].isdigit()
                    ),
                    head=head,
                )
            )
    return found


def _rows_below(lines: Sequence[str], head: int) -> list[int]:
    """The rows below a line, if it is the head or the legend of a table."""
    labels = _labels(lines[head])
    if not labels:
        return []
    legend = _LEGEND.search(lines[head]) is not None
    rows = []
    for i in range(head + 1, len(lines)):
        if i == head + 1 and _RULE.fullmatch(lines[i]):
            continue
        cells = _split(lines[i])
        columns = _columns(lines[i], cells)
        fits = columns == len(labels) if legend else len(cells) == len(labels) and columns
        if not fits or columns == len(cells):
            break
        rows.append(i)
    return rows if len(rows) >= _LEAST_ROWS else []


def _labels(line: str) -> list[Span]:
    """What a head or a legend says the columns are; empty if the line is none."""
    if len(line) > 2 * _LONGEST_LINE and not line.rstrip().endswith((":", ")")):
        return []
    if legend := _LEGEND.search(line):
        labels = _pieces(line, _DASHES, legend.start("labels"), legend.end("labels"))
        return labels if len(labels) > 1 else []
    cells = _split(line)
    words = [cell.of(line) for cell in cells]
    if len(cells) < 2 or any(len(word.split()) > _LONGEST_CELL for word in words):
        return []
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    years = words[0] not in numbers and all(map(_YEAR.fullmatch, numbers))
    return cells if years else []


def _split(line: str) -> list[Span]:
    """The cells of a line; one, the line itself, if it is no row."""
    if len(line) > _LONGEST_LINE:
        return []
    if named := _NAMED.match(line):
        return [Span(*named.span("name")), *_pieces(line, _DASHES, *named.span("rest"))]
    for separator in (_BARS, _SLASHES, _GAPS):
        if len(cells := _pieces(line, separator, 0, len(line))) > 1:
            return cells
    return []


def _columns(line: str, cells: Sequence[Span]) -> int:
    """How many cells at the end of a row are numbers, or stand for one that is missing."""
    numbers = itertools.takewhile(lambda cell: _NUMBER.fullmatch(cell.of(line)), reversed(cells))
    return sum(1 for _ in numbers)


def _pieces(line: str, separator: re.Pattern[str], start: int, end: int) -> list[Span]:
    """The pieces between separators, without those at both ends and without white space."""
    found, begin = [], start
    for match in [*separator.finditer(line, start, end), None]:
        stop = match.start() if match else end
        piece = line[begin:stop]
        if piece.strip():
            left = len(piece) - len(piece.lstrip())
            found.append(Span(begin + left, begin + len(piece.rstrip())))
        begin = match.end() if match else end
    return found


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
