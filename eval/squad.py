"""Files in SQuAD format as question sets: each paragraph becomes an article, each question a row.

A question that asks ``bao nhiêu`` or ``mấy`` and whose gold span holds a number is a number question: the numbers of
its first such span are expected. All others are judged by their spans. Questions marked ``is_impossible`` (SQuAD 2.0)
must be withheld. Articles alternate between dev and test, so that the paragraphs of one stay together.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.dataset import Expect, Row
from eval.metrics.figures import read_figures
from eval.metrics.numbers import Number
from index.errors import BadInput

__all__ = ["Passage", "SquadSet", "read_squad", "write_passages"]

_ASKS_NUMBER = re.compile(r"\b(bao nhiêu|mấy|how (?:many|much))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the file; ``stem`` is the name that it gets as an article."""

    stem: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SquadSet:
    """Everything of a file: paragraphs in file order, and a row for each question."""

    passages: tuple[Passage, ...]
    rows: tuple[Row, ...]


def read_squad(path: Path) -> SquadSet:
    """Reads a file in SQuAD 1.1 or 2.0 format. Raises BadInput when it is none, naming where."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}; give a file in SQuAD format") from error
    except ValueError as error:
        raise BadInput(f"{path}: is no JSON: {error}; give a file in SQuAD format") from error
    passages: list[Passage] = []
    rows: list[Row] = []
    try:
        for article_number, article in enumerate(data["data"]):
            split = "test" if article_number % 2 else "dev"
            for paragraph in article["paragraphs"]:
                stem = f"p{len(passages) + 1:05d}"
                passages.append(Passage(stem, article.get("title", ""), paragraph["context"]))
                rows += [_row(question, stem, split) for question in paragraph["qas"]]
    except (KeyError, TypeError, AttributeError) as error:
        where = f"paragraph {len(passages) or 1}"
        raise BadInput(f"{path}: {where}: {error!r}; expected data[].paragraphs[].context and .qas[]") from error
    if not rows:
        raise BadInput(f"{path}: holds no question; expected data[].paragraphs[].qas[]")
    doubled = next(_doubled(row.id for row in rows), None)
    if doubled is not None:
        raise BadInput(f"{path}: question id {doubled!r} stands twice; each needs its own")
    return SquadSet(tuple(passages), tuple(rows))


def write_passages(squad: SquadSet, folder: Path) -> None:
    """Writes each paragraph as an article file (Markdown with its title above) into an empty or new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for passage in squad.passages:
        title = json.dumps(passage.title or passage.stem, ensure_ascii=False)  # a JSON string is a YAML string
        text = f"---\ntitle: {title}\n---\n\n{passage.text.strip()}\n"
        (folder / f"{passage.stem}.md").write_text(text, encoding="utf-8", newline="\n")


def _row(question: dict[str, Any], stem: str, split: str) -> Row:
    asked = question["question"].strip()
    if question.get("is_impossible"):
        return Row(question["id"], asked, split, Expect(abstain=("not_in_articles",)), ("withhold",))
    spans = tuple(dict.fromkeys(answer["text"] for answer in question["answers"]))
    numbers: tuple[Number, ...] = ()
    if _ASKS_NUMBER.search(unicodedata.normalize("NFC", asked)):
        read = (read_figures(span, words=True) for span in spans)
        figures = next((figures for figures in read if figures), [])
        numbers = tuple(Number(value) for value in dict.fromkeys(figure.value for figure in figures))
    tag = "number" if numbers else "text"
    return Row(question["id"], asked, split, Expect(numbers, (stem,), spans), (tag,))


def _doubled(ids: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            yield each
        seen.add(each)
