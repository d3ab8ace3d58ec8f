"""Question sets: what is asked, what a right answer shows, and a reader that names every fault of a file at once.

A set is a file of JSON Lines; ``questions.schema.json`` describes one row. What no schema can say is checked here: ids
are unique, a fact lies in one split, an expected answer has numbers or spans and an article, the articles exist and
hold one of the spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.metrics.matching import any_stands_in
from eval.metrics.numbers import Number
from index.errors import BadInput

__all__ = ["BadQuestionSet", "Expect", "Fault", "Row", "check", "expect_json", "read", "row_json", "write"]


@dataclass(frozen=True, slots=True)
class Expect:
    """Either ``abstain`` (accepted reasons, the best first) or what an answer must show; the other is empty."""

    numbers: tuple[Number, ...] = ()
    articles: tuple[str, ...] = ()  # stems of source files
    spans: tuple[str, ...] = ()  # alternatives
    abstain: tuple[str, ...] = ()

    @property
    def withheld(self) -> bool:
        return bool(self.abstain)


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a set."""

    id: str
    question: str
    split: str  # "dev" | "test"
    expect: Expect
    tags: tuple[str, ...] = ()
    history: tuple[str, ...] = ()  # earlier questions, oldest first
    fact: str | None = None
    note: str | None = None

    @property
    def group(self) -> str:
        """What counts as one draw in intervals: the fact, else the question alone."""
        return self.fact if self.fact is not None else f"id:{self.id}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong with a set: ``line`` from 1 (0: the file), ``field`` a path like ``expect.numbers[0]``."""

    line: int
    field: str
    problem: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.field}" if self.field else f"line {self.line}"
        return f"{where}: {self.problem}" if self.line else self.problem


class BadQuestionSet(BadInput):
    """A set with faults, all of them listed, one a line."""

    def __init__(self, path: Path, faults: Iterable[Fault]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{path}: {fault}" for fault in self.faults))


def read(path: Path, articles: Mapping[str, str] | None = None) -> tuple[Row, ...]:
    """The rows of a set. ``articles``: text by stem, to check the expected articles and spans against.

    Raises BadQuestionSet with every fault found.
    """
    rows, faults = _read(path, articles)
    if faults:
        raise BadQuestionSet(path, faults)
    return rows


def check(path: Path, articles: Mapping[str, str] | None = None) -> tuple[Fault, ...]:
    """Every fault of a set, in the order of its lines; empty when ``read`` would succeed."""
    return _read(path, articles)[1]


def write(path: Path, rows: Iterable[Row]) -> None:
    """Writes a set that ``read`` reads back."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row_json(row), ensure_ascii=False) + "\n")


def _read(path: Path, articles: Mapping[str, str] | None) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    rows: list[tuple[int, Row]] = []
    faults: list[Fault] = []
    lines, problem = _lines(path)
    if problem:
        return (), (Fault(0, "", problem),)
    for number, line in lines:
        try:
            data = json.loads(line, object_pairs_hook=_object, parse_constant=_no_constant)
        except ValueError as error:  # JSONDecodeError is one
            faults.append(Fault(number, "", f"this is no JSON object: {error}; write one row a line"))
            continue
        found = [Fault(number, *fault) for fault in _schema_faults(data)]
        if not found:
            row = _row(data)
            rows.append((number, row))
            found = [Fault(number, *fault) for fault in _meaning_faults(row)]
            found += [Fault(number, *fault) for fault in _article_faults(row, articles)] if articles is not None else []
        faults += found
    faults += _faults_across(rows)
    return tuple(row for _, row in rows), tuple(sorted(faults))


def _lines(path: Path) -> tuple[list[tuple[int, str]], str]:
    """The numbered lines that hold something, or what is wrong with the file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return [], f"cannot be read: {error.strerror}; give the path of a question set (.jsonl)"
    except UnicodeDecodeError as error:
        return [], f"is not UTF-8 (byte {error.start}); save the set as UTF-8"
    # Not splitlines(): a string of JSON may hold U+2028.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    return lines, "" if lines else "is empty; a set needs at least one row"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return data


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number that an article can state")


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    schema = json.loads(files("eval").joinpath("questions.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _schema_faults(data: Any) -> Iterator[tuple[str, str]]:
    for error in _validator().iter_errors(data):
        yield _field(error.absolute_path), _problem(error)


def _field(path: Iterable[str | int]) -> str:
    field = ""
    for step in path:
        field += f"[{step}]" if isinstance(step, int) else f".{step}" if field else step
    return field


def _problem(error: Any) -> str:
    found = json.dumps(error.instance, ensure_ascii=False)
    found = found if len(found) <= 60 else found[:57] + "..."
    match error.validator:
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            return f"has no {' and no '.join(map(repr, missing))}, which every row needs"
        case "additionalProperties":
            known = list(error.schema["properties"])
            unknown = [key for key in error.instance if key not in known]
            return f"unknown key {', '.join(map(repr, unknown))}; known here: {', '.join(known)}"
        case "type":
            return f"expected {_ARTICLED.get(error.validator_value, error.validator_value)}, found {found}"
        case "enum":
            return f"expected one of {', '.join(error.validator_value)}; found {found}"
        case "pattern":
            return "is blank; write something or leave the key out"
        case "minItems":
            return "is empty; give at least one, or leave the key out"
        case "uniqueItems":
            return f"names something twice: {found}"
        case _:
            return str(error.message)


_ARTICLED = {"string": "a text", "array": "a list", "object": "an object", "number": "a number"}


def _row(data: Mapping[str, Any]) -> Row:
    expect = data["expect"]
    abstain = expect.get("abstain", ())
    return Row(
        id=data["id"],
        question=data["question"],
        split=data.get("split", "dev"),
        expect=Expect(
            numbers=tuple(Number(**number) for number in expect.get("numbers", ())),
            articles=(expect["article"],) if "article" in expect else tuple(expect.get("articles", ())),
            spans=tuple(expect.get("spans", ())),
            abstain=(abstain,) if isinstance(abstain, str) else tuple(abstain),
        ),
        tags=tuple(data.get("tags", ())),
        history=tuple(data.get("history", ())),
        fact=data.get("fact"),
        note=data.get("note"),
    )


def _meaning_faults(row: Row) -> Iterator[tuple[str, str]]:
    expect = row.expect
    if expect.withheld:
        return
    if not expect.numbers and not expect.spans:
        yield "expect", "has neither 'numbers' nor 'spans' nor 'abstain'; say what a right answer shows"
    if not expect.articles:
        yield "expect", "has no 'article'; name the stem of the article that holds the answer"


def _article_faults(row: Row, articles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    field = "expect.article" if len(row.expect.articles) == 1 else "expect.articles"
    for stem in row.expect.articles:
        if stem not in articles:
            known = ", ".join(sorted(articles)[:8]) + (", …" if len(articles) > 8 else "")
            yield field, f"{stem!r} is no article of the collection; it has: {known or 'none'}"
        elif row.expect.spans and not any_stands_in(row.expect.spans, articles[stem]):
            yield "expect.spans", f"none of them stands in {stem!r}; copy a short span from the article"


def _faults_across(rows: list[tuple[int, Row]]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    split: dict[str, tuple[str, int]] = {}
    for number, row in rows:
        if row.id in first:
            yield Fault(number, "id", f"{row.id!r} is the id of line {first[row.id]} already; give each row its own")
        first.setdefault(row.id, number)
        if row.fact is None:
            continue
        home, line = split.setdefault(row.fact, (row.split, number))
        if home != row.split:
            yield Fault(number, "split", f"fact {row.fact!r} is in {home} on line {line}; a fact stays in one split")


def expect_json(expect: Expect) -> dict[str, Any]:
    """The ``expect`` of a row, as a set writes it."""
    if expect.withheld:
        return {"abstain": expect.abstain[0] if len(expect.abstain) == 1 else list(expect.abstain)}
    numbers = [
        {key: value for key, value in (("value", n.value), ("unit", n.unit), ("of", n.of)) if value is not None}
        for n in expect.numbers
    ]
    one = len(expect.articles) == 1
    articles = {"article": expect.articles[0]} if one else {"articles": list(expect.articles)}
    return {"numbers": numbers, **articles, "spans": list(expect.spans)}


def row_json(row: Row) -> dict[str, Any]:
    """The row as a set writes it; optional keys only where they say something."""
    data: dict[str, Any] = {"id": row.id, "question": row.question}
    if row.history:
        data["history"] = list(row.history)
    data["split"] = row.split
    if row.fact is not None:
        data["fact"] = row.fact
    data |= {"tags": list(row.tags), "expect": expect_json(row.expect)}
    if row.note is not None:
        data["note"] = row.note
    return data
