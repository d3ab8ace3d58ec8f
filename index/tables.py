"""Tables as saved text holds them: below a line, or a legend, that says what the columns are, rows of cells.

    TT / Đơn vị / Số hộ nghèo / Tỷ lệ (%)          (số hộ được duyệt - số nhà đã hoàn thành):
    1 / Diên Lãm / 412 / 62,1                       Sính Phình: 146 - 131

Cells are parted by bars, tabs, wide gaps, slashes or dashes, or stand on a line each.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article import Span

__all__ = ["Cell", "Row", "find_tables", "read_rows"]

_LONGEST_LINE = 300  # characters; no row of a table is longer
_LONGEST_CELL = 12  # words
_LEAST_ROWS = 2
_MOST_COLUMNS = 8  # of a table with a line for each cell
_SEPARATORS = tuple(map(re.compile, (r"\s*\|\s*|\t+", r"\s+/\s+", r"\s{2,}", r"\s+[-–]\s+")))
_BETWEEN_NUMBERS = re.compile(r"\s+[-–]\s+|\s*/\s*|\s*;\s*")  # behind "Sính Phình:"
# "1.642", "51,3%", "62 căn", or what stands for a number that is missing
_NUMBER = re.compile(
    r"(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?:,\d+)?(?:\s?%|(?:\s[^\W\d_]+){1,4})?|-|–|x|\.{2,}", re.IGNORECASE
)
_BULLET = re.compile(r"\s*[-+*•▪●]\s+")
_NAMED = re.compile(r"(?P<name>[^:]{2,60}):\s+(?P<rest>\d[^:]{0,60}?)[;.]?$")
_NAMED_BY_ONE = re.compile(
    r"\s*(?:[-+*•▪●]\s+)?(?P<name>[^:]{2,60}):\s+(?P<number>\d[\d.,]*(?:\s?%|(?:\s[^\W\d_]+){1,4}))\s*[;.,]?$"
)
_SPACED = re.compile(r"\s*(?:[-+*•▪●]\s+)?(?P<name>[^:\d]{2,60}?)\s+(?P<rest>\d[\d.,%\s/;–-]*)$")
_LEGEND = re.compile(
    r"\((?:(?:đơn vị(?: tính)?|đvt):\s*(?P<unit>[^();:,\d]{1,20})[;,]\s*)?(?P<labels>[^()\d,]{5,120})(?:,[^(),\d]{2,20})?\)\s*:?$"
)
_INDEX = re.compile(r"(?:\d{1,3}|[IVX]{1,5})\.?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULE = re.compile(r"[\s|:+=-]+")  # Markdown draws one below the head
_ENDS = (".", ":", ";", ",", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a row, and the words above it that say what it is; both as places in the text."""

    number: Span
    label: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is about, its numbers, and where the words begin that name its columns."""

    span: Span
    name: Span
    cells: tuple[Cell, ...]
    head: Span
    caption: Span  # the line above the head, empty if there is none; of a legend or a list the head itself


@dataclass(frozen=True, slots=True)
class _Table:
    """Lines ``start..stop``; the cells of head and rows are spans of the lines joined by line ends."""

    start: int
    stop: int
    head: Span
    rows: tuple[tuple[Span, ...], ...]
    labels: tuple[Span, ...]


def find_tables(lines: Sequence[str]) -> list[range]:
    """Which lines belong to which table, head and legend included; ``lines`` are not blank."""
    return [range(table.start, table.stop) for table in _tables(lines)]


def read_rows(text: str, start: int, end: int) -> list[Row]:
    """The rows of all tables in the paragraph ``text[start:end]``, in order."""
    if text.count("\n", start, end) < _LEAST_ROWS:
        return []
    found = []
    for table in _tables(text[start:end].split("\n")):
        head = Span(table.head.start + start, table.head.end + start)
        above = text.rfind("\n", start, max(start, head.start - 1)) + 1
        introduced = _is_legend(head.of(text)) or not table.labels[0].of(text[start:end])
        caption = head if introduced else Span(max(start, above), max(start, head.start - 1))
        for cells in table.rows:
            cells = tuple(Span(cell.start + start, cell.end + start) for cell in cells)
            count = min(_columns([cell.of(text) for cell in cells]), len(table.labels))
            numbers = cells[len(cells) - count :]
            name = next((c for c in cells[: len(cells) - count] if not _INDEX.match(c.of(text))), None)
            if name is None:
                continue
            labels = (Span(label.start + start, label.end + start) for label in table.labels[-count:])
            pairs = zip(numbers, labels, strict=True)
            found.append(
                Row(
                    span=Span(cells[0].start, cells[-1].end),
                    name=name,
                    cells=tuple(Cell(number, label) for number, label in pairs if number.of(text)[0].isdigit()),
                    head=head,
                    caption=caption,
                )
            )
    return found


def _tables(lines: Sequence[str]) -> Iterator[_Table]:
    offsets = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
    i = 0
    while i < len(lines):
        found = (read(lines, offsets, i) for read in (_table_at, _named_in_turn, _list_of_numbers, _column_of_cells))
        table = next(filter(None, found), None)
        if table:
            yield table
        i = table.stop if table else i + 1


def _table_at(lines: Sequence[str], offsets: Sequence[int], head: int) -> _Table | None:
    """The table with a row on each line whose head or legend is the line ``head``."""
    labels = _labels(lines[head])
    if not labels:
        return None
    legend = _is_legend(lines[head])
    rows: list[tuple[Span, ...]] = []
    stop = head + 1
    for i in range(head + 1, len(lines)):
        if i == head + 1 and _RULE.fullmatch(lines[i]):
            continue
        cells = (legend and _split_named(lines[i])) or _split(lines[i])
        count = _columns([cell.of(lines[i]) for cell in cells])
        fits = count == len(labels) if legend else len(cells) == len(labels) and count
        if not fits or count == len(cells):
            break
        rows.append(_moved(cells, offsets[i]))
        stop = i + 1
    if len(rows) < _LEAST_ROWS:
        return None
    where = Span(offsets[head], offsets[head] + len(lines[head]))
    return _Table(head, stop, where, tuple(rows), _moved(labels, offsets[head]))


def _named_in_turn(lines: Sequence[str], offsets: Sequence[int], head: int) -> _Table | None:
    """The table below a legend with the numbers of a row on the line below its name."""
    labels = _labels(lines[head]) if _is_legend(lines[head]) else []
    rows: list[tuple[Span, ...]] = []
    for i in range(head + 1, len(lines) - 1, 2):
        numbers = _pieces(lines[i + 1], _BETWEEN_NUMBERS, 0, len(lines[i + 1]))
        count = _columns([number.of(lines[i + 1]) for number in numbers])
        if not labels or not _is_cell(lines[i], number=False) or not len(labels) == count == len(numbers):
            break
        rows.append((Span(offsets[i], offsets[i] + len(lines[i])), *_moved(numbers, offsets[i + 1])))
    if len(rows) < _LEAST_ROWS:
        return None
    where = Span(offsets[head], offsets[head] + len(lines[head]))
    return _Table(head, head + 1 + 2 * len(rows), where, tuple(rows), _moved(labels, offsets[head]))


def _list_of_numbers(lines: Sequence[str], offsets: Sequence[int], head: int) -> _Table | None:
    """The list of named numbers that the line ``head`` introduces: "Phân theo địa bàn:", "- Buôn Knia 1: 42 hộ nghèo"."""
    rows: list[tuple[Span, ...]] = []
    for i in range(head + 1, len(lines) if lines[head].endswith(":") else head):
        named = _NAMED_BY_ONE.match(lines[i])
        if not named:
            break
        rows.append(_moved([Span(*named.span("name")), Span(*named.span("number"))], offsets[i]))
    if len(rows) < _LEAST_ROWS:
        return None
    end = offsets[head] + len(lines[head])
    return _Table(head, head + 1 + len(rows), Span(offsets[head], end), tuple(rows), (Span(end, end),))


def _column_of_cells(lines: Sequence[str], offsets: Sequence[int], head: int) -> _Table | None:
    """The table with a line for each cell whose first label is the line ``head``."""
    wide = next(
        (n for n in range(min(_MOST_COLUMNS + 1, len(lines) - head)) if not _is_cell(lines[head + n], number=False)),
        min(_MOST_COLUMNS + 1, len(lines) - head),
    )
    for columns in range(min(_MOST_COLUMNS, wide), 1, -1):
        rows: list[tuple[Span, ...]] = []
        for i in range(head + columns, len(lines) - columns + 1, columns):
            row = lines[i : i + columns]
            # At the right end numbers, before them a name, perhaps with its number in the row.
            count = _columns(row) if all(map(_is_cell, row)) else 0
            if count not in (columns - 1, columns - 2) or (count == columns - 2 and not _INDEX.match(row[0])):
                break
            rows.append(tuple(Span(offsets[j], offsets[j] + len(lines[j])) for j in range(i, i + columns)))
        if len(rows) >= _LEAST_ROWS:
            labels = tuple(Span(offsets[j], offsets[j] + len(lines[j])) for j in range(head, head + columns))
            stop = head + columns * (len(rows) + 1)
            return _Table(head, stop, Span(labels[0].start, labels[-1].end), tuple(rows), labels)
    return None


def _is_cell(line: str, number: bool = True) -> bool:
    """Whether a line may be a cell of its own: a few words, or a number unless ``number`` is False."""
    if _NUMBER.fullmatch(line):
        return number or _YEAR.fullmatch(line) is not None
    return 0 < len(line.split()) <= _LONGEST_CELL and not line.endswith(_ENDS)


def _is_legend(line: str) -> bool:
    """Whether a line ends with what the numbers below it are: "(kế hoạch/đã hoàn thành):"."""
    legend = _LEGEND.search(line)
    return legend is not None and len(_pieces(line, _BETWEEN_NUMBERS, *legend.span("labels"))) > 1


def _labels(line: str) -> list[Span]:
    """What a head or a legend says the columns are; empty if the line is none."""
    if legend := _LEGEND.search(line):
        labels = _pieces(line, _BETWEEN_NUMBERS, *legend.span("labels"))
        if len(labels) > 1:
            return labels
    cells = _split(line)
    words = [cell.of(line) for cell in cells]
    if len(cells) < 2 or any(len(word.split()) > _LONGEST_CELL for word in words):
        return []
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    years = words[0] not in numbers and all(map(_YEAR.fullmatch, numbers))
    return cells if years else []


def _split(line: str) -> list[Span]:
    """The cells of a line; none if it is no row."""
    if len(line) > _LONGEST_LINE:
        return []
    found = (_pieces(line, separator, 0, len(line)) for separator in _SEPARATORS)
    return next((cells for cells in found if len(cells) > 1), [])


def _split_named(line: str) -> list[Span]:
    """The cells of a line below a legend: "Sính Phình: 146 - 131", "- Nậm Mười: 62 căn/57 căn;", "Cư Pui 1.214 - 1.087"."""
    bullet = _BULLET.match(line)
    named = _NAMED.match(line, bullet.end() if bullet else 0) or _SPACED.match(line)
    if named is None:
        return []
    return [Span(*named.span("name")), *_pieces(line, _BETWEEN_NUMBERS, *named.span("rest"))]


def _columns(cells: Sequence[str]) -> int:
    """How many cells at the end of a row are numbers, or stand for one that is missing."""
    return sum(1 for _ in itertools.takewhile(_NUMBER.fullmatch, reversed(cells)))


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


def _moved(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    return tuple(Span(span.start + by, span.end + by) for span in spans)
