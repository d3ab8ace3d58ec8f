"""Markdown: front matter that says what the article is, and a body whose blocks are its paragraphs."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from index.article import LeftOut
from index.datelines import dateline, parse_date
from index.errors import UnreadableFile
from index.furniture import Role, ends_like_sentence, repeats, squeeze
from index.loading import metadata
from index.loading.blocks import Block, Line, Parsed, file_lines, store, with_lists, with_tables
from index.text import normalize

__all__ = ["parse"]

_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*?)(?:\s+#+)?$")
_LONGEST_HEADING = 1_000  # characters
_UNDERLINE = re.compile(r"(?:=+|-{2,})$")
_FENCE = re.compile(r"`{3,}|~{3,}")
_RULE = re.compile(r"(?:[-*_]\s*){3,}$|\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")  # a thematic break, or a table's
_BULLET = re.compile(r"[-+*]\s+\S|1[.)]\s+\S")  # what begins a list within a paragraph
_ITEM = re.compile(r"(?:[-+*]|\d{1,3}[.)])\s+\S")  # what goes on with a list
_KEY = re.compile(r"[A-Za-z_][\w-]*\s*:(?:\s|$)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    title: str | None = None
    publisher: str | None = None
    published: datetime.date | None = None
    places: tuple[str, ...] | None = None
    url: str | None = None
    original_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class _Element:
    block: Block
    paragraph: bool
    heading: int = 0  # its level, 0 for anything else


def parse(decoded: str, lines: Sequence[Line]) -> Parsed:
    """Front matter and body of a Markdown file. What the front matter does not say is looked for in the body.

    ``lines`` are those of ``decoded``, which front matter is read from. All of the body is kept: nothing in it is page furniture. Raises ``UnreadableFile`` (without the file's name) for
    front matter that is no YAML or has a value of a wrong type.
    """
    given, body_from = _front_matter(decoded)
    elements = _elements([line for line in lines if line.number >= body_from])
    title, title_line = given.title, _title_line(decoded, body_from, given.title)
    if title is None:
        first = next((element for element in elements if element.heading == 1), None)
        if first:
            title = _heading_text(first.block)
            title_line = Line(first.block.lines[0].number, title)
            elements.remove(first)

    kept: list[tuple[Block, bool]] = [(Block((title_line,)), False)] if title_line else []
    left_out: list[LeftOut] = []
    texts = [" ".join(line.text for line in element.block.lines) for element in elements]
    again = repeats(texts)
    for i, element in enumerate(elements):
        repeats_title = element.heading and title and squeeze(_heading_text(element.block)) == squeeze(title)
        if title and repeats_title and title_line is None:
            title_line = Line(element.block.lines[0].number, _heading_text(element.block))
            kept.insert(0, (Block((title_line,)), False))
        elif repeats_title or (i in again and element.paragraph):
            left_out.extend(LeftOut(line.number, line.text, Role.REPEAT.value) for line in element.block.lines)
        else:
            kept.append((element.block, element.paragraph and dateline(texts[i]) is None))
    dates = {stamp.date for text in texts if len(text) < 200 and (stamp := dateline(text))}
    body = [text for text, element in zip(texts, elements, strict=True) if element.paragraph]
    return Parsed(
        stored=store(with_lists(with_tables(kept))),
        title=title,
        left_out=tuple(left_out),
        publisher=given.publisher or metadata.publisher(texts, body[0] if body else None),
        published=given.published or (dates.pop() if len(dates) == 1 else None),
        places=given.places,
        url=given.url or metadata.url(texts),
        original_sha256=given.original_sha256,
    )


def _front_matter(decoded: str) -> tuple[_FrontMatter, int]:
    """The front matter, and the number of the line at which the body begins."""
    if not decoded.lstrip("\ufeff \t\r\n").startswith("---"):
        return _FrontMatter(), 1
    lines = file_lines(decoded)
    top = next(i for i, line in enumerate(lines) if line.strip("\ufeff \t"))
    if lines[top].strip("\ufeff \t") != "---":
        return _FrontMatter(), 1
    closing = next((i for i in range(top + 1, len(lines)) if lines[i].rstrip() in ("---", "...")), None)
    inside = lines[top + 1 : closing]
    if not any(_KEY.match(line) for line in inside[:1]):
        return _FrontMatter(), 1  # a thematic break
    if closing is None:
        raise UnreadableFile(f'has front matter without an end; expected a line "---" below line {top + 1}')

    import frontmatter
    import yaml  # type: ignore[import-untyped]

    try:
        values, _ = frontmatter.parse("---\n" + normalize("\n".join(inside)) + "\n---\n")
    except yaml.MarkedYAMLError as error:
        line = top + 1 + error.problem_mark.line + 1 if error.problem_mark else top + 1
        raise UnreadableFile(
            f"has front matter that is no YAML (line {line}: {error.problem}); mend that line"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableFile(f"has front matter that cannot be read ({reason}); mend it or take it out") from None
    return _checked(values), closing + 2


def _checked(values: dict[str, Any]) -> _FrontMatter:
    digest = _string(values, "original_sha256")
    if digest is not None and not _SHA256.fullmatch(digest.lower()):
        raise UnreadableFile('has a front matter key "original_sha256" that is no SHA-256; expected 64 hex digits')
    return _FrontMatter(
        title=_string(values, "title"),
        publisher=_string(values, "publisher"),
        published=_date(values.get("published")),
        places=_places(values.get("places")),
        url=_string(values, "url"),
        original_sha256=digest.lower() if digest else None,
    )


def _wrong(key: str, value: object, expected: str) -> UnreadableFile:
    kind = {dict: "a mapping", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    found = kind.get(type(value), f"a {type(value).__name__}")
    return UnreadableFile(f'has a front matter key "{key}" that holds {found}; expected {expected}')


def _clean(value: str) -> str:
    return " ".join(normalize(value.encode("utf-8", "replace").decode()).split())


def _string(values: dict[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(key, value, "text: put it in quotes")
    return _clean(value) or None


def _date(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if value is None or isinstance(value, datetime.date):
        return value
    if not isinstance(value, str):
        raise _wrong("published", value, "a date such as 2023-11-30")
    date = parse_date(_clean(value))
    if date is None and value.strip():
        raise UnreadableFile('has a front matter key "published" that is no date; expected one such as 2023-11-30')
    return date


def _places(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    names = re.split(r"[,;]", value) if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _wrong("places", value, "a list of names, the most specific first")
    return tuple(dict.fromkeys(name for raw in names if (name := _clean(raw)))) or None


def _title_line(decoded: str, body_from: int, title: str | None) -> Line | None:
    """The title of the front matter as a line of the file, if it stands there as it is, on one line."""
    if title is None:
        return None
    for number, line in enumerate(file_lines(decoded)[: body_from - 1], start=1):
        if title in normalize(line):
            return Line(number, title)
    return None


def _heading_text(block: Block) -> str:
    line = block.lines[0].text
    match = _HEADING.match(line)
    return match["text"].strip() if match else line


def _underlined(text: str) -> bool:
    """Whether a line above === or --- is a heading, and not a sentence or an item above a thematic break."""
    return not _ITEM.match(text) and not ends_like_sentence(text)


def _elements(lines: Sequence[Line]) -> list[_Element]:
    """Headings, marks and paragraphs. An item of a list, a row of a table, a line of code is a paragraph of its own."""
    elements: list[_Element] = []
    open_lines: list[Line] = []

    def close() -> None:
        if open_lines:
            elements.append(_Element(Block(tuple(open_lines)), paragraph=True))
            open_lines.clear()

    def add(line: Line, *, paragraph: bool, heading: int = 0) -> None:
        close()
        elements.append(_Element(Block((line,)), paragraph, heading))

    fence = ""
    for line in lines:
        text = line.text
        if fence:
            if text.startswith(fence) and not text.strip(fence[0]):
                fence = ""
                add(line, paragraph=False)
            elif text:
                add(line, paragraph=True)
        elif not text:
            close()
        elif match := _FENCE.match(text):
            fence = match.group()
            add(line, paragraph=False)
        elif len(text) <= _LONGEST_HEADING and (match := _HEADING.match(text)):
            add(line, paragraph=False, heading=len(match["level"]))
        elif len(open_lines) == 1 and _UNDERLINE.match(text) and _underlined(open_lines[0].text):
            heading = Block((open_lines.pop(), line))
            elements.append(_Element(heading, paragraph=False, heading=1 if text.startswith("=") else 2))
        elif _RULE.match(text):
            add(line, paragraph=False)
        elif text.startswith("|"):
            add(line, paragraph=True)
        elif (_ITEM if not open_lines or _ITEM.match(open_lines[0].text) else _BULLET).match(text):
            close()
            open_lines.append(line)
        else:
            open_lines.append(line)
    close()
    return elements
