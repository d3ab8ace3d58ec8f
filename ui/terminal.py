"""Where the command line writes: people get colours, tables and progress where the terminal has them, else plain lines;
programs get JSON. Rich is imported when something is drawn, not before.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ui.strings import Language, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from index.report import Progress

__all__ = ["Terminal", "prepare_streams"]

_PLAIN_WIDTH = 200  # columns of a table in a file or a pipe; prose is not wrapped there at all
_LOOKALIKES = {"đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "•": "*", "…": "...",
               "·": "-", "✓": "ok", "✗": "!!"}  # fmt: skip


@dataclass(frozen=True)
class Terminal:
    """Standard output for results, standard error for everything else."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    @cached_property
    def out(self) -> Console:
        return _console(stderr=False)

    @cached_property
    def err(self) -> Console:
        return _console(stderr=True)

    def line(self, text: str | Text = "", style: str = "", indent: int = 0) -> None:
        """One paragraph of prose on standard output, wrapped with its indent where there is a terminal."""
        from rich.padding import Padding
        from rich.text import Text

        shown = Text(text, style=style) if isinstance(text, str) else text
        if self.out.is_terminal and indent:
            self.out.print(Padding(shown, (0, 0, 0, indent), expand=False))
        else:
            self.out.print(Text(" " * indent).append_text(shown), soft_wrap=not self.out.is_terminal)

    def note(self, text: str, style: str = "dim") -> None:
        """One line on standard error: what goes on, or what went wrong."""
        from rich.text import Text

        self.err.print(Text(text, style=style), soft_wrap=True)

    def error(self, message: str) -> None:
        self.note(say(self.language, "error", message=one_line(message)), style="bold red")

    def json(self, value: object, *, indent: int | None = 1) -> None:
        """One JSON value on standard output, flushed; escaped where the encoding cannot hold it."""
        print_json(value, indent)

    @contextlib.contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress bar on standard error, where that is a terminal."""
        if not self.err.is_terminal:
            yield lambda stage, done, total: None
            return
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Bars(*columns, console=self.err, transient=True) as bars:
            tasks: dict[str, Any] = {}

            def show(stage: str, done: int, total: int) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(self.say(f"stage.{stage}"), total=total)
                bars.update(tasks[stage], completed=done, total=total)

            yield show


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else _PLAIN_WIDTH)


def one_line(text: str) -> str:
    return " ".join(str(text).split())


def print_json(value: object, indent: int | None) -> None:
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=indent)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def prepare_streams() -> None:
    """Nothing that is shown may crash: what an encoding cannot hold is shown without diacritics, or as "?"."""
    codecs.register_error("trichdan", _plainer)
    for stream in (sys.stdout, sys.stderr):
        _use_plainer(stream)


def _use_plainer(stream: Any) -> None:
    with contextlib.suppress(AttributeError, ValueError):  # replaced by a test or a program that embeds us
        stream.reconfigure(errors="trichdan")


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = "".join(map(_plain, error.object[error.start : error.end]))
    try:
        plain.encode(error.encoding)
    except UnicodeError:
        plain = "".join(c if c.isascii() else "?" for c in plain)
    return plain, error.end


def _plain(char: str) -> str:
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return base or "?"
