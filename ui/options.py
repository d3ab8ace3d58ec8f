"""Click with help in two languages, and the options that several commands share.

Commands and options are declared without help texts: `Command` finds them in `ui.strings`, under "help.<command>",
"example.<command>" and "arg.<command>.<option or argument>", or "arg.<option>" for one that means the same everywhere.

Why click and not typer on top of it: since 0.29 typer builds a pydantic validator for every option of every command,
0.15 s of a start that may take 0.5 s in all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ui.strings import TABLES, Language, say

__all__ = ["Command", "Group", "collection_option", "json_option", "lang_option", "model_option"]

_F = TypeVar("_F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path)


def collection_option(function: _F) -> _F:
    return click.option("--collection", metavar="PATH", type=FILE, envvar="TRICHDAN_COLLECTION")(function)


def model_option(function: _F) -> _F:
    return click.option("--model", metavar="MODEL", envvar="TRICHDAN_MODEL")(function)


def json_option(function: _F) -> _F:
    return click.option("--json", "as_json", is_flag=True)(function)


def lang_option(function: _F) -> _F:
    return click.option("--lang", type=click.Choice([language.value for language in Language]), default="vi")(function)


class _Formatter(click.HelpFormatter):
    """Click's own words of a help page, in the language wanted."""

    language = Language.EN

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, f"{say(self.language, 'help.usage')} ")


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        formatter = _Formatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.language = language_in(self)
        return formatter


class _Helpful(click.Command):
    """A command whose help texts stand in `ui.strings`."""

    context_class = _Context

    @property
    def key(self) -> str:
        return self.name or "trichdan"

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(language_in(ctx), f"help.{self.key}"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        language = language_in(ctx)
        arguments, options = [], []
        for parameter in self.get_params(ctx):
            text = say(language, self.key_of(parameter))
            if isinstance(parameter, click.Option):
                parameter.help = text
                record = parameter.get_help_record(ctx)
                if record is not None:
                    options.append(record)
            else:
                arguments.append((parameter.make_metavar(ctx), text))
        for name, rows in (("arguments", arguments), ("options", options)):
            if rows:
                with formatter.section(say(language, f"help.section.{name}")):
                    formatter.write_dl(rows)

    def key_of(self, parameter: click.Parameter) -> str:
        name = parameter.opts[0].lstrip("-")
        own = f"arg.{self.key}.{name}"
        return own if own in TABLES[Language.VI] else f"arg.{name}"

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text(say(language_in(ctx), f"example.{self.key}"))


class Command(_Helpful):
    """One of the commands."""


class Group(_Helpful, click.Group):
    """All commands together."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        language = language_in(ctx)
        with formatter.section(say(language, "help.section.commands")):
            formatter.write_dl([(name, say(language, f"help.{name}")) for name in self.list_commands(ctx)])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # as declared, the most used first


def language_in(ctx: click.Context) -> Language:
    """The language that `ui.cli.main` found before the arguments were parsed."""
    return ctx.obj if isinstance(ctx.obj, Language) else Language.VI
