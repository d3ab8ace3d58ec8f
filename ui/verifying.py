"""``trichdan verify``: saved answers, checked again."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import BadInput
from ui.opening import open_to_read
from ui.options import FILE, Command, collection_option, json_option, lang_option
from ui.strings import Language
from ui.terminal import Terminal

if TYPE_CHECKING:
    from rag.verify import Finding

__all__ = ["verify"]


@click.command("verify", cls=Command)
@click.argument("file", metavar="ANSWER.json", type=FILE)
@json_option
@collection_option
@lang_option
def verify(file: Path, as_json: bool, collection: Path | None, lang: str) -> int:
    from rag import verify as checking

    terminal = Terminal(Language(lang))
    answers = _answers(file, terminal)
    opened = open_to_read(collection, terminal)
    verdicts = [(name, answer, checking.verify(answer, opened)) for name, answer in answers]
    if as_json:
        terminal.json(
            [
                {
                    "id": answer.get("id") if isinstance(answer, dict) else None,
                    "ok": verdict.ok,
                    "quotes": verdict.quotes,
                    "figures": verdict.figures,
                    "findings": [
                        {"where": found.where, "problem": found.problem.value, "message": _message(found, terminal)}
                        for found in verdict.findings
                    ],
                }
                for _, answer, verdict in verdicts
            ]
        )
    else:
        for name, _, verdict in verdicts:
            if verdict.ok:
                counts = {"quotes": verdict.quotes, "figures": verdict.figures}
                terminal.line(terminal.say("verify.good", name=name, **counts), style="green")
                continue
            terminal.line(terminal.say("verify.bad", name=name, count=len(verdict.findings)), style="bold red")
            for found in verdict.findings:
                terminal.line(f"{found.where}: {_message(found, terminal)}", indent=2)
        if len(verdicts) > 1:
            good = sum(verdict.ok for *_, verdict in verdicts)
            terminal.line(terminal.say("verify.summary", good=good, all=len(verdicts), path=opened.path))
    return 0 if all(verdict.ok for *_, verdict in verdicts) else 1


def _message(found: Finding, terminal: Terminal) -> str:
    return terminal.say(f"problem.{found.problem.value}", **found.values)


def _answers(path: Path, terminal: Terminal) -> list[tuple[str, Any]]:
    """The answers of a file, each with a name: one JSON value, or one a line."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.expanduser().read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(terminal.say("verify.unreadable", path=path, why=why)) from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise BadInput(terminal.say("verify.empty", path=path))
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        if len(lines) == 1 or not _is_json(lines[0][1]):
            line = error.lineno if isinstance(error, json.JSONDecodeError) else lines[0][0]
            raise BadInput(terminal.say("verify.json", path=path, line=line, why=str(error))) from error
        return [_line(path, number, line, terminal) for number, line in lines]
    if isinstance(whole, list) and whole:
        return [(_name(answer, f"{path} [{i}]"), answer) for i, answer in enumerate(whole)]
    return [(_name(whole, str(path)), whole)]


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _line(path: Path, number: int, line: str, terminal: Terminal) -> tuple[str, Any]:
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(terminal.say("verify.json", path=path, line=number, why=str(error))) from error
    return _name(answer, terminal.say("verify.line", path=path, line=number)), answer


def _name(answer: object, otherwise: str) -> str:
    """What to call an answer: its id, its question, else where it stands."""
    if not isinstance(answer, dict):
        return otherwise
    parts = [str(answer[key]) for key in ("id", "question") if isinstance(answer.get(key), str | int)]
    return ": ".join(parts) or otherwise
