"""``trichdan chat`` and ``trichdan feedback``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import BadInput
from ui.opening import open_to_ask
from ui.options import FILE, Command, collection_option, json_option, lang_option, model_option
from ui.strings import Language
from ui.terminal import Terminal

if TYPE_CHECKING:
    import socket

__all__ = ["chat", "feedback"]

PASSWORD_VARIABLE = "TRICHDAN_UPLOAD_PASSWORD"
_PASSWORD_AT_LEAST = 8


@click.command("chat", cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=7860, show_default=True)
@click.option("--allow-upload", is_flag=True)
@click.option("--feedback", "feedback_file", metavar="FILE", type=FILE, envvar="TRICHDAN_FEEDBACK")
@collection_option
@model_option
@lang_option
def chat(
    host: str,
    port: int,
    allow_upload: bool,
    feedback_file: Path | None,
    collection: Path | None,
    model: str | None,
    lang: str,
) -> None:
    terminal = Terminal(Language(lang))
    password = os.environ.get(PASSWORD_VARIABLE, "") if allow_upload else None
    if password is not None and len(password) < _PASSWORD_AT_LEAST:
        raise BadInput(terminal.say("chat.no_password"))
    from ui import server
    from ui.feedback import FeedbackStore, default_file
    from ui.service import Service

    listening = _listening(host, port, terminal)
    opened, embedder = open_to_ask(collection, model, terminal)
    app = server.make_app(
        Service(opened, embedder), FeedbackStore(feedback_file or default_file()), password, Language(lang)
    )
    bound_host, bound_port = listening.getsockname()[:2]
    name = f"[{bound_host}]" if ":" in bound_host else bound_host
    terminal.note(terminal.say("chat.ready", url=f"http://{name}:{bound_port}/"), style="bold")
    server.serve(app, listening)


def _listening(host: str, port: int, terminal: Terminal) -> socket.socket:
    """An open socket, before anything slow is loaded: a port that is taken is told at once."""
    import socket

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise BadInput(terminal.say("chat.port_taken", port=port, host=host, why=error.strerror or error)) from error


@click.command("feedback", cls=Command)
@click.option("--export", is_flag=True)
@click.option("--feedback", "feedback_file", metavar="FILE", type=FILE, envvar="TRICHDAN_FEEDBACK")
@json_option
@lang_option
def feedback(export: bool, feedback_file: Path | None, as_json: bool, lang: str) -> None:
    from ui.feedback import FeedbackStore, default_file, question_row

    terminal = Terminal(Language(lang))
    store = FeedbackStore((feedback_file or default_file()).expanduser())
    entries = store.entries()
    if export:
        rows = [question_row(entry) for entry in entries]
        for row in rows:
            if row is not None:
                terminal.json(row, indent=None)
        if None in rows:
            terminal.note(terminal.say("feedback.left_out", count=rows.count(None)), style="yellow")
    elif as_json:
        terminal.json([entry.to_json() for entry in entries])
    elif not entries:
        terminal.line(terminal.say("feedback.empty", path=store.path))
    else:
        from rich.table import Table
        from rich.text import Text

        table = Table(header_style="bold", show_edge=False)
        for name in ("at", "verdict", "right", "question", "shown"):
            table.add_column(terminal.say(f"feedback.{name}"))
        for entry in entries:
            verdict = terminal.say(f"verdict.{entry.verdict.value}")
            shown = entry.answer["answer"].split("\n")[0]
            cells = (entry.at, verdict, entry.right_figure or "", entry.answer["question"], shown)
            table.add_row(*map(Text, cells))
        terminal.out.print(table)
