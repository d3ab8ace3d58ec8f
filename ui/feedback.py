"""What people said about answers, in one SQLite file, with the whole answer: nothing about the person is kept."""

from __future__ import annotations

import contextlib
import datetime
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.errors import BadInput, TrichdanError

__all__ = ["Entry", "FeedbackStore", "Verdict", "default_file", "question_row"]

RIGHT_AT_MOST = 200  # code points of a figure that a person types
ANSWER_AT_MOST = 200_000  # code points of an answer in JSON; a real one has some thousands

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,           -- UTC, ISO 8601
    verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down', 'wrong_figure')),
    right_figure TEXT,          -- as typed
    history TEXT NOT NULL,      -- JSON list: the earlier questions of the conversation
    answer TEXT NOT NULL        -- JSON, as `trichdan ask --json` prints it
)
"""


class Verdict(StrEnum):
    UP = "up"
    DOWN = "down"
    WRONG_FIGURE = "wrong_figure"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody said about one answer."""

    id: int
    at: str
    verdict: Verdict
    right_figure: str | None
    history: tuple[str, ...]
    answer: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at,
            "verdict": self.verdict.value,
            "right_figure": self.right_figure,
            "history": list(self.history),
            "answer": self.answer,
        }


def default_file() -> Path:
    import platformdirs

    return platformdirs.user_data_path("trichdan", appauthor=False) / "feedback.sqlite3"


class FeedbackStore:
    """The file, opened for each call: safe from several threads and processes at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(
        self, verdict: Verdict, answer: dict[str, Any], history: Sequence[str] = (), right_figure: str | None = None
    ) -> int:
        """Keep an entry; returns its id. Raises BadInput for what is too long, TrichdanError when nothing can be kept."""
        right = (right_figure or "").strip() or None
        written = json.dumps(answer, ensure_ascii=False)
        if len(right or "") > RIGHT_AT_MOST or len(written) > ANSWER_AT_MOST:
            raise BadInput(f"the feedback is too long: expected a figure of at most {RIGHT_AT_MOST} characters")
        row = (_now(), verdict.value, right, json.dumps(list(history), ensure_ascii=False), written)
        with self._connection() as connection:
            cursor = connection.execute(
                "INSERT INTO feedback (at, verdict, right_figure, history, answer) VALUES (?, ?, ?, ?, ?)", row
            )
            return int(cursor.lastrowid or 0)

    def entries(self) -> list[Entry]:
        """All entries, oldest first; none when there is no file yet."""
        if not self.path.exists():
            return []
        with self._connection() as connection:
            rows = connection.execute("SELECT id, at, verdict, right_figure, history, answer FROM feedback ORDER BY id")
            return [
                Entry(id, at, Verdict(verdict), right, tuple(json.loads(history)), json.loads(answer))
                for id, at, verdict, right, history, answer in rows
            ]

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=10)
            try:
                connection.execute(_SCHEMA)
                with connection:  # commits, or rolls back
                    yield connection
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise TrichdanError(
                f"{self.path} cannot be used as a feedback file ({error}): name another with --feedback"
            ) from error


def question_row(entry: Entry) -> dict[str, Any] | None:
    """A row of an evaluation set (eval/questions.schema.json), or None where the right answer is not known.

    Known is an answer that was called right, and a figure that somebody gave as the right one. Rows begin in the dev
    half: somebody has to look at them before they may judge anything.
    """
    from rag.quantity import quantities

    answer = entry.answer
    row: dict[str, Any] = {"id": f"feedback-{entry.id}", "question": answer["question"]}
    if entry.history:
        row["history"] = list(entry.history)
    row |= {"split": "dev", "tags": ["feedback"]}
    cited = list(dict.fromkeys(Path(c["source"]).stem for c in answer["citations"]))
    if entry.verdict is Verdict.UP and answer["status"] == "abstained":
        return row | {"expect": {"abstain": answer["reason"]}}
    if entry.verdict is Verdict.UP:
        read = [f for f in answer["quantities"] if f["computed_from"] is None]
        numbers = [_number(f["value"], f["unit"], f["of"]) for f in read]
        spans = list(dict.fromkeys([f["text"] for f in read] or [c["quote"] for c in answer["citations"]]))
        return row | {"expect": {"numbers": numbers, **_articles(cited), "spans": spans}}
    if entry.verdict is Verdict.WRONG_FIGURE and entry.right_figure:
        given = [q for q in quantities(entry.right_figure) if q.is_quantity]
        cited = cited or list(dict.fromkeys(Path(c["source"]).stem for c in answer["nearest"][:1]))
        if given and cited:
            numbers = [_number(q.value, q.unit or None, q.of) for q in given]
            note = f"Given by a user as the right figure: {entry.right_figure}. Check it against the article."
            return row | {"note": note, "expect": {"numbers": numbers, **_articles(cited)}}
    return None


def _articles(stems: list[str]) -> dict[str, Any]:
    return {"article": stems[0]} if len(stems) == 1 else {"articles": stems}


def _number(value: float, unit: str | None, of: float | None) -> dict[str, Any]:
    return {key: one for key, one in (("value", value), ("unit", unit), ("of", of)) if one is not None}


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
