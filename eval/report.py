"""A finished run for people: tables for the terminal, a Markdown report, a folder with everything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.compare import Comparison
from eval.report_answers import asked, expected, shown, wrong_records
from eval.report_html import page
from eval.report_labels import say
from eval.report_tables import Table, comparison_tables, drops_table, run_tables, variants_table
from eval.run import Run
from eval.runfile import save

if TYPE_CHECKING:
    import rich.table

__all__ = ["markdown", "renderables", "report_tables", "write_report"]


def report_tables(
    run: Run,
    *,
    comparison: Comparison | None = None,
    variants: Mapping[str, Run] | None = None,
    drops: Mapping[str, Comparison] | None = None,
    lang: str = "en",
) -> list[Table]:
    """All tables of a report: of the run, against another one, beside its variants and what each of these cost."""
    tables = run_tables(run, lang)
    if variants:
        tables.append(variants_table({run.name or say("this", lang): run, **variants}, lang))
    if drops:
        tables.append(drops_table(drops, lang))
    if comparison is not None:
        tables += comparison_tables(comparison, lang)
    return tables


def renderables(tables: Sequence[Table]) -> list[rich.table.Table]:
    """The tables for a rich console."""
    from rich.markup import escape
    from rich.table import Table as RichTable

    drawn = []
    for table in tables:
        rich_table = RichTable(
            title=escape(table.title) or None,
            title_justify="left",
            title_style="bold",
            caption=escape(table.note) or None,
            caption_justify="left",
            show_header=any(table.headers),
            min_width=len(table.title) + 2,
        )
        for i, header in enumerate(table.headers):
            rich_table.add_column(escape(header), justify="right" if i and not table.texts else "left", overflow="fold")
        for row in table.rows:
            rich_table.add_row(*map(escape, row))
        drawn.append(rich_table)
    return drawn


def markdown(run: Run, tables: Sequence[Table], lang: str = "en") -> str:
    """The report as Markdown: the tables, and every wrong question beside its gold."""
    lines = [f"# {_plain(' · '.join(filter(None, [say('report', lang), run.name])))}", ""]
    for table in tables:
        lines += _markdown_table(table)
    wrong = wrong_records(run)
    lines += [f"## {say('wrong_answers', lang)} ({len(wrong)} / {len(run.records)})", ""]
    if not wrong:
        return "\n".join([*lines, say("all_right", lang), ""])
    headers = ("id", say("question", lang), say("expected", lang), say("answered", lang))
    rows = tuple((record.id, asked(record, lang), expected(record, lang), shown(record, lang)) for record in wrong)
    return "\n".join([*lines, *_markdown_table(Table("", headers, rows))])


def write_report(folder: Path, run: Run, tables: Sequence[Table], lang: str = "en") -> None:
    """Writes ``run.json``, ``report.md`` and ``report.html``; the folder is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    save(run, folder / "run.json")
    (folder / "report.md").write_text(markdown(run, tables, lang), encoding="utf-8", newline="\n")
    (folder / "report.html").write_text(page(run, tables, lang), encoding="utf-8", newline="\n")


def _markdown_table(table: Table) -> list[str]:
    aligned = "|".join(["---", *["---" if table.texts else "---:"] * (len(table.headers) - 1)])
    lines = [f"## {_plain(table.title)}", ""] if table.title else []
    lines += [_markdown_row(table.headers), f"|{aligned}|", *map(_markdown_row, table.rows), ""]
    return [*lines, table.note, ""] if table.note else lines


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str) -> str:
    """One line that Markdown shows as it is: an article's text makes no links, images or columns."""
    return re.sub(r"([\\`*_\[\]<>&|])", r"\\\1", " ".join(text.split()))
