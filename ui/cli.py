"""The command ``trichdan``: its commands, and what a person sees when something goes wrong.

Exit status: 0 done (answered or abstained), 2 bad use, 130 stopped by Ctrl-C, 1 anything else.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import click

from index.errors import BadInput, TrichdanError
from ui import asking, bench_commands, chat_command, collection_commands, eval_commands, verifying
from ui.options import Group, lang_option
from ui.strings import LANGUAGE_VARIABLE, language_of
from ui.terminal import Terminal, one_line, prepare_streams

__all__ = ["main", "trichdan"]

_DEBUG_VARIABLE = "TRICHDAN_DEBUG"
_STOPPED = 130  # 128 + SIGINT, as shells have it


def _print_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"trichdan {version('trichdan')}")
        ctx.exit()


@click.group(cls=Group)
@lang_option
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version)
@click.pass_context
def trichdan(ctx: click.Context, lang: str) -> None:
    if ctx.get_parameter_source("lang") is click.core.ParameterSource.DEFAULT:
        lang = os.environ.get(LANGUAGE_VARIABLE) or lang
    ctx.default_map = {name: {"lang": lang} for name in trichdan.commands}  # a command's own --lang comes first


# In the order in which the help lists them. A command returns its exit status, None for 0.
for _command in (
    asking.ask,
    asking.search,
    verifying.verify,
    chat_command.chat,
    chat_command.feedback,
    collection_commands.add,
    collection_commands.list_articles,
    collection_commands.show,
    collection_commands.remove,
    collection_commands.check,
    collection_commands.rebuild,
    eval_commands.evaluate,
    bench_commands.bench,
):
    trichdan.add_command(_command)


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit status. Raises only where TRICHDAN_DEBUG asks for the traceback."""
    args = list(sys.argv[1:] if args is None else args)
    # NumPy's threads cost 60 ms to start and have nothing to do here: the models bring their own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What starting makes stays: looking through it for garbage again and again took a sixth of a short command's time.
    gc.set_threshold(100_000, 20, 50)
    prepare_streams()
    terminal = Terminal(language_of(args, os.environ))
    try:
        status = _run(args or ["--help"], terminal)
        sys.stdout.flush()
        gc.freeze()  # nor is it looked through on the way out
    except BrokenPipeError:  # `trichdan list | head -1`: who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _run(args: list[str], terminal: Terminal) -> int:
    try:
        status: int | None = trichdan.main(args, prog_name="trichdan", standalone_mode=False, obj=terminal.language)
    except (KeyboardInterrupt, click.Abort):
        terminal.note(terminal.say("stopped"))
        return _STOPPED
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get(_DEBUG_VARIABLE):
            raise
        return _explain(error, terminal)
    return status or 0


def _explain(error: Exception, terminal: Terminal) -> int:
    """One line that says what went wrong; returns the exit status."""
    if isinstance(error, click.ClickException):
        terminal.note(_bad_use(error, terminal), style="bold red")
        return error.exit_code
    if isinstance(error, TrichdanError):
        terminal.error(str(error))
        return 2 if isinstance(error, BadInput) else 1
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    terminal.note(terminal.say("unexpected", message=one_line(what)), style="bold red")
    return 1


def _bad_use(error: click.ClickException, terminal: Terminal) -> str:
    """What is wrong with the arguments. Click's own words, in English, where there are too many kinds to tell apart."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "trichdan"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        message = terminal.say("usage.missing", name=error.param.human_readable_name)
    elif isinstance(error, click.NoSuchOption):
        message = terminal.say("usage.option", name=error.option_name)
    else:
        message = error.format_message()
    return terminal.say("usage", message=one_line(message), command=command)


if __name__ == "__main__":
    sys.exit(main())
