"""``trichdan add``, ``list``, ``show``, ``remove``, ``check`` and ``rebuild``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.opening import collection_folder, open_to_read
from ui.options import FILE, Command, collection_option, json_option, lang_option, model_option
from ui.strings import Language
from ui.terminal import Terminal

if TYPE_CHECKING:
    from index.article import Article
    from index.catalog import ArticleHead
    from index.report import AddReport

__all__ = ["add", "check", "list_articles", "rebuild", "remove", "show"]

_NAMED_AT_MOST = 40  # files added that are listed one by one; failures always are
_NOTHING_USABLE = 2


@click.command("add", cls=Command)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=FILE)
@json_option
@collection_option
@model_option
@lang_option
def add(paths: tuple[Path, ...], as_json: bool, collection: Path | None, model: str | None, lang: str) -> int:
    """Returns 0 when any file is in the collection now, 2 when the arguments hold no usable article."""
    from index.build import FileResult, Outcome
    from index.build import add as add_files
    from index.embedding import open_embedder

    terminal = Terminal(Language(lang))
    embedder = open_embedder(model)
    folder = collection_folder(collection, terminal, embedder)

    def on_file(result: FileResult) -> None:
        if result.outcome is Outcome.FAILED:  # at once, and wherever standard output goes
            terminal.error(result.message)

    with terminal.progress() as progress:
        given = [path.expanduser() for path in paths]
        report = add_files(given, folder, embedder, progress=progress, on_file=on_file)
    if as_json:
        terminal.json(_report_json(report, folder))
    else:
        _show_report(report, folder, terminal)
    return 0 if len(report.failed) < len(report.results) else _NOTHING_USABLE


def _report_json(report: AddReport, folder: Path) -> dict[str, Any]:
    return {
        "collection": str(folder),
        "files": [
            {
                "path": str(result.path),
                "outcome": result.outcome.value,
                "article": result.article_id,
                "message": result.message,
            }
            for result in report.results
        ],
        "missing": list(report.missing),
    }


def _show_report(report: AddReport, folder: Path, terminal: Terminal) -> None:
    from index.build import Outcome
    from index.collection import Collection

    quiet = {Outcome.UNCHANGED, Outcome.FAILED}
    named = [result for result in report.results if result.outcome not in quiet]
    if len(named) <= _NAMED_AT_MOST:
        for result in named:
            more = f" ({result.message})" if result.message else ""
            terminal.line(f"{terminal.say(result.outcome.value)}: {result.article_id}  {result.path}{more}")
    for article_id in report.missing:
        terminal.note(terminal.say("add.missing", id=article_id), style="yellow")
    if len(report.failed) == len(report.results):
        terminal.note(terminal.say("add.nothing"), style="bold red")
        return
    counts = [f"{len(report.of(outcome))} {terminal.say(outcome.value)}" for outcome in Outcome if report.of(outcome)]
    with Collection.open(folder) as opened:
        info = opened.info
    sizes = {"articles": info.articles, "paragraphs": info.paragraphs}
    terminal.line(terminal.say("add.summary", counts=", ".join(counts), path=folder, **sizes), style="bold")


@click.command("list", cls=Command)
@json_option
@collection_option
@lang_option
def list_articles(as_json: bool, collection: Path | None, lang: str) -> None:
    terminal = Terminal(Language(lang))
    opened = open_to_read(collection, terminal)
    heads, info = opened.articles(), opened.info
    if as_json:
        terminal.json(
            {
                "collection": {"id": info.id, "version": info.version, "model": info.model, "path": str(info.path)},
                "articles": [_head_json(head) for head in heads],
            }
        )
        return
    if not heads:
        terminal.line(terminal.say("list.empty"))
        return
    _show_list(heads, terminal)
    facts = {"articles": info.articles, "paragraphs": info.paragraphs, "model": info.model, "path": info.path}
    terminal.note(terminal.say("list.summary", **facts))


def _head_json(head: ArticleHead | Article) -> dict[str, Any]:
    return {
        "id": head.id,
        "title": head.title,
        "publisher": head.publisher,
        "published": head.published.isoformat() if head.published else None,
        "places": list(head.places),
        "source": head.source,
        "url": head.url,
        "version": head.version,
        "paragraphs": head.paragraphs if isinstance(head.paragraphs, int) else len(head.paragraphs),
    }


def _show_list(heads: list[ArticleHead], terminal: Terminal) -> None:
    """A table where there is a terminal; else an article a line, its columns separated by tabs."""
    from rich.table import Table
    from rich.text import Text

    from ui.answers import date_of

    columns = ("id", "published", "title", "publisher", "places", "paragraphs")
    rows = []
    for head in heads:
        date = date_of(head.published, terminal)
        rows.append((head.id, date, head.title, head.publisher or "", ", ".join(head.places), str(head.paragraphs)))
    if not terminal.out.is_terminal:
        for row in rows:
            click.echo("\t".join(row))
        return
    table = Table(header_style="bold", show_edge=False)
    for name in columns:
        table.add_column(terminal.say(f"list.{name}"), justify="right" if name == "paragraphs" else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    terminal.out.print(table)


@click.command("show", cls=Command)
@click.argument("article")
@json_option
@collection_option
@lang_option
def show(article: str, as_json: bool, collection: Path | None, lang: str) -> None:
    terminal = Terminal(Language(lang))
    opened = open_to_read(collection, terminal)
    found = opened.article(article)
    if as_json:
        terminal.json(
            {
                **_head_json(found),
                "sha256": found.sha256,
                "original_sha256": found.original_sha256,
                "text": found.text,
                "paragraphs": [{"start": p.start, "end": p.end} for p in found.paragraphs],
                "lines": list(found.lines),
                "left_out": [{"line": x.line, "text": x.text, "reason": x.reason} for x in found.left_out],
            }
        )
    else:
        _show_article(found, terminal)


def _show_article(article: Article, terminal: Terminal) -> None:
    from rich.text import Text

    from ui.answers import date_of

    terminal.line(article.title, style="bold")
    facts = {
        "list.id": article.id,
        "list.publisher": article.publisher or terminal.say("no_publisher"),
        "list.published": date_of(article.published, terminal),
        "list.places": ", ".join(article.places),
        "show.source": article.source,
        "show.url": article.url,
        "show.version": article.version,
    }
    for key, value in facts.items():
        if value:
            terminal.line(Text.assemble((f"{terminal.say(key)}: ", "dim"), value))
    terminal.line()
    width = len(str(max([*article.lines, *(left.line for left in article.left_out)], default=0)))
    for line, text in zip(article.lines, article.text.split("\n"), strict=True):
        terminal.line(Text.assemble((f"{line:>{width}}  ", "cyan"), text))
    if article.left_out:
        terminal.line()
        terminal.line(terminal.say("show.left_out", count=len(article.left_out)), style="dim")
        for left in article.left_out:
            reason = terminal.say(f"reason.{left.reason}")
            terminal.line(f"{left.line:>{width}}  ({reason}) {left.text}", style="dim")


@click.command("remove", cls=Command)
@click.argument("article")
@collection_option
@lang_option
def remove(article: str, collection: Path | None, lang: str) -> None:
    from index import build

    terminal = Terminal(Language(lang))
    folder = collection_folder(collection, terminal)
    build.remove(article, folder)
    terminal.line(terminal.say("removed", id=article, path=folder))


@click.command("check", cls=Command)
@json_option
@collection_option
@lang_option
def check(as_json: bool, collection: Path | None, lang: str) -> int:
    """Returns 0 when there is nothing to find, else 1."""
    from index.check import check as check_collection

    terminal = Terminal(Language(lang))
    folder = collection_folder(collection, terminal)
    found = check_collection(folder)
    if as_json:
        findings = [{"part": finding.part.value, "message": finding.message} for finding in found]
        terminal.json({"collection": str(folder), "sound": not found, "findings": findings})
    elif found:
        terminal.line(terminal.say("check.findings", path=folder, count=len(found)), style="bold red")
        for finding in found:
            terminal.line(f"{finding.part.value}: {finding.message}", indent=2)
    else:
        terminal.line(terminal.say("check.sound", path=folder), style="green")
    return 1 if found else 0


@click.command("rebuild", cls=Command)
@collection_option
@lang_option
def rebuild(collection: Path | None, lang: str) -> None:
    from index import build

    terminal = Terminal(Language(lang))
    folder = collection_folder(collection, terminal)
    with terminal.progress() as progress:
        build.rebuild(folder, progress=progress)
    terminal.line(terminal.say("rebuilt", path=folder))
