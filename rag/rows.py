"""A row of a table, read as a sentence: each number with the words of its row and of its column.

The words of the head stand elsewhere in the paragraph. Here each of them bears the place of the number that it speaks
for, so that everything that asks where a word stands finds it beside that number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.article import Article, Span
from index.place import PlaceMention
from index.tables import Cell, Row
from index.text import sentences
from rag.figures import Kind, Quantity, Style
from rag.lexicon import Token, tokens
from rag.parsed import Sentence, TimeExpression, Words
from rag.quantity import quantities
from rag.stages import Stage, named_stages

__all__ = ["row_sentence"]

_IN_BRACKETS = re.compile(r"\((?:đơn vị(?: tính)?:?\s*|ĐVT:?\s*)?([^()]+)\)\s*:?$", re.IGNORECASE)
_HOW_MANY = re.compile(r"^(?:(?:tổng|số lượng|số|cộng)\s+)+", re.IGNORECASE)
_SHARE = re.compile(r"(?:tỷ|tỉ)\s+(?:lệ|trọng)\b|%", re.IGNORECASE)
_SCALED = re.compile(r"\b(?:nghìn|ngàn|triệu|tỷ|tỉ)\b", re.IGNORECASE)
_STAGES = (
    (Stage.PLANNED, re.compile(r"(?:kế hoạch|chỉ tiêu|mục tiêu|kh\b)", re.IGNORECASE)),
    (Stage.REAL, re.compile(r"(?:thực hiện|kết quả|đạt|hoàn thành|đã \w+|th\b)", re.IGNORECASE)),
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def row_sentence(article: Article, row: Row, places: tuple[PlaceMention, ...], *, folded: bool) -> Sentence:
    """The sentence that a row is. ``places``: those that the row names."""
    text = article.text
    name = _words(text, row.name, folded)
    caption = _caption(text, row)
    found = [t._replace(start=row.span.start, end=row.span.start) for t in _words(text, caption, folded)] + name
    segments = [0] * len(found)
    figures: list[Quantity] = []
    years = set(_YEAR.findall(caption.of(text)))
    times = [TimeExpression(row.span.start, row.span.start, int(y), int(y)) for y in years if len(years) == 1]
    stages: list[tuple[int, Stage]] = []
    columns: dict[int, tuple[Token, ...]] = {}
    unit = ""  # of the last column that names one: "Đăng ký (căn) | Xây mới | Sửa chữa"
    for k, cell in enumerate(row.cells, 1):
        at, label = cell.number, cell.label.of(text)
        above = _words(text, cell.label, folded)
        here = [token._replace(start=at.start, end=at.start) for token in [*name, *above]]
        here += _words(text, at, folded)
        found += here
        segments += [k] * len(here)
        given = _IN_BRACKETS.search(label)
        end = cell.label.start + (given.start() if given else len(label))
        columns[at.start] = tuple(_words(text, Span(cell.label.start, end), folded))
        unit = given[1] if given else unit
        if figure := _figure(text, row, cell, unit):
            figures.append(figure)
        times += [
            TimeExpression(at.start, at.end, int(year), int(year), reach=(at.start, at.end))
            for year in _YEAR.findall(label)
        ]
        stages += [(at.start, stage) for _, stage in named_stages(label, Style.VIETNAMESE)]
        stages += [(at.start, stage) for stage, said in _STAGES if said.match(label)]
    return Sentence(
        start=row.span.start,
        end=row.span.end,
        words=Words(found),
        segments=tuple(segments),
        groups=(0,) * len(found),
        quantities=tuple(figures),
        times=tuple(times),
        places=places,
        stages=tuple(stages),
        head=row.head,
        about=tuple(name),
        columns=columns,
    )


def _words(text: str, span: Span, folded: bool) -> list[Token]:
    return tokens(text, folded=folded, start=span.start, end=span.end)


def _caption(text: str, row: Row) -> Span:
    """What is said above a table right before it: its caption, or the last sentence of the paragraph that introduces it."""
    found = sentences(text, row.caption.start, row.caption.end)
    return found[-1] if found else row.caption


def _figure(text: str, row: Row, cell: Cell, unit_before: str) -> Quantity | None:
    """The number with the unit that its column, its row or the caption gives it; None where that unit scales it, because
    the number shown must be the one that stands there."""
    number = cell.number.of(text)
    read = quantities(number)
    if read and (read[0].unit or read[0].kind is Kind.SHARE):  # "62 căn", "51,3%"
        return _placed(read[0], cell)
    for unit in filter(None, _units(cell.label.of(text), row.name.of(text), row.caption.of(text), unit_before)):
        if _SCALED.search(unit):
            return None
        read = quantities(f"{number.rstrip(' %')} {unit}")
        if read and read[0].number_start == 0 and (read[0].unit or read[0].kind is Kind.SHARE):
            break
    else:
        read = quantities(number)
    return _placed(read[0], cell) if read else None


def _placed(quantity: Quantity, cell: Cell) -> Quantity:
    """The quantity read from a cell alone, where that stands in the text."""
    start = cell.number.start
    return replace(
        quantity,
        start=start,
        end=cell.number.end,
        number_start=start,
        number_end=start + quantity.number_end - quantity.number_start,
        bound_start=start,
        noun=None,
        weak=False,
    )


def _units(label: str, name: str, caption: str, unit_before: str) -> Iterator[str]:
    """What the number may count, the likeliest first."""
    for words in (label, name):
        given = _IN_BRACKETS.search(words)
        if given:
            yield given[1]
        elif _SHARE.search(words):
            yield "%"
        elif _HOW_MANY.match(words):
            yield _HOW_MANY.sub("", words)
    if given := _IN_BRACKETS.search(caption):
        # "(thực hiện/chỉ tiêu, người)", "(hộ; đầu năm - cuối năm)"
        yield given[1].partition(";")[0] if ";" in given[1] else given[1].rpartition(",")[2]
    yield from (unit_before, label, name)
