"""What adding files reports: as it happens, and at the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

__all__ = ["AddReport", "FileResult", "OnFile", "Outcome", "Progress", "Stage"]


class Stage(StrEnum):
    """What is being counted."""

    READ = "read"  # files looked at
    EMBED = "embed"  # windows of the batch at hand
    INDEX = "index"  # derived stores


class Progress(Protocol):
    def __call__(self, stage: Stage, done: int, total: int) -> None: ...


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MOVED = "moved"  # known under a path that is gone
    DUPLICATE = "duplicate"  # the same bytes are stored from another file
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file: its article's id when it has one, and a line that says more when it failed or is a duplicate."""

    path: Path
    outcome: Outcome
    article_id: str | None = None
    message: str = ""


class OnFile(Protocol):
    def __call__(self, result: FileResult) -> None: ...


@dataclass(frozen=True, slots=True)
class AddReport:
    """What `add` did, file by file."""

    results: tuple[FileResult, ...]
    missing: tuple[str, ...]  # articles below an added folder whose file is gone: `remove` takes them out

    def of(self, outcome: Outcome) -> tuple[FileResult, ...]:
        return tuple(result for result in self.results if result.outcome is outcome)

    @property
    def added(self) -> tuple[FileResult, ...]:
        return self.of(Outcome.ADDED)

    @property
    def updated(self) -> tuple[FileResult, ...]:
        return self.of(Outcome.UPDATED)

    @property
    def unchanged(self) -> tuple[FileResult, ...]:
        return self.of(Outcome.UNCHANGED)

    @property
    def moved(self) -> tuple[FileResult, ...]:
        return self.of(Outcome.MOVED)

    @property
    def duplicates(self) -> tuple[FileResult, ...]:
        return self.of(Outcome.DUPLICATE)

    @property
    def failed(self) -> tuple[FileResult, ...]:
        return self.of(Outcome.FAILED)
