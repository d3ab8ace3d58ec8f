"""The report as one HTML page that needs nothing else: no script, no network, charts as inline SVG.

Everything that comes from questions, articles and answers is escaped: it is data, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.report_answers import Passage, asked, expected, passages, shown, wrong_records
from eval.report_labels import say
from eval.report_svg import bars, histogram, line
from eval.report_tables import Table
from eval.run import Record, Run

__all__ = ["page"]

_STYLE = """ :root { color-scheme: light dark; --line: #8884; --ink: #1a5fb4; --bad: #c01c28; --mark: #f9f06b; --faint:
#8883; } @media (prefers-color-scheme: dark) { :root { --ink: #62a0ea; --bad: #ff7b80; --mark: #7a6a00; } } body {
font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; } h2 { margin-top: 2.5rem;
} table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; } caption { text-align: left;
font-weight: 600; padding: .3rem 0; } th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align:
right; vertical-align: top; } th:first-child, td:first-child { text-align: left; } td { overflow-wrap: anywhere; }
.note { opacity: .75; font-size: .9em; } .charts { display: grid; gap: 1.5rem; } svg { width: 100%; max-width: 40rem;
font-size: 12px; } svg text { fill: currentColor; } .axis, .curve { fill: none; stroke: currentColor; } .curve {
stroke: var(--ink); stroke-width: 2; } .dot, .bar { fill: var(--ink); } .rest { fill: var(--faint); } .wrong { fill:
var(--bad); } article { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; margin: 1rem 0; }
article h3 { margin: 0; font-size: 1rem; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem;
} dt { opacity: .7; } dd { margin: 0; } blockquote { margin: .6rem 0; border-left: 3px solid var(--line); padding-left:
1rem; white-space: pre-line; } mark { background: var(--mark); color: inherit; } .wide { overflow-x: auto; }
"""


def page(run: Run, tables: Sequence[Table], lang: str = "en") -> str:
    """The whole page, UTF-8."""
    title = escape(" · ".join(filter(None, [say("report", lang), run.name])))
    wrong = wrong_records(run)
    answers = "\n".join(_wrong(record, lang) for record in wrong) or f"<p>{say('all_right', lang)}</p>"
    return f"""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
{"".join(_table(table) for table in tables)}
<div class="charts">
{_charts(run, lang)}
</div>
<h2>{say("wrong_answers", lang)} ({len(wrong)} / {len(run.records)})</h2>
{answers}
</body>
</html>
"""


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in table.headers)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f'<div class="wide"><table>{caption}{body}</table></div>{note}\n'


def _charts(run: Run, lang: str) -> str:
    charts = []
    if run.curve:
        points = [(point.coverage, point.risk) for point in run.curve]
        charts.append(("curve", line(points, say("curve", lang), say("coverage", lang), say("risk", lang))))
    times = [record.ms for record in run.records]
    charts.append(("latency", histogram(times, say("latency", lang), "ms", say("questions", lang))))
    errors = [
        (tag, sum(not record.right for record in run.records if tag in record.tags), estimates["accuracy"].count)
        for tag, estimates in run.by_tag.items()
    ]
    errors.sort(key=lambda row: -row[1])
    if errors:
        charts.append(("errors", bars(errors, say("errors", lang))))
    return "\n".join(f"<section><h2>{say(word, lang)}</h2>{chart}</section>" for word, chart in charts)


def _wrong(record: Record, lang: str) -> str:
    tags = f' <span class="note">{escape(record.id)} · {escape(", ".join(record.tags))}</span>'
    quotes = "".join(_passage(passage, lang) for passage in passages(record))
    if quotes and not record.shown:
        quotes = f'<p class="note">{say("nearest", lang)}</p>{quotes}'
    return f"""<article>
<h3>{escape(asked(record, lang))}{tags}</h3>
<dl><dt>{say("expected", lang)}</dt><dd>{escape(expected(record, lang))}</dd>
<dt>{say("answered", lang)}</dt><dd>{escape(shown(record, lang))}</dd></dl>
{quotes}</article>"""


def _passage(passage: Passage, lang: str) -> str:
    before = ("… " if passage.before else "") + passage.before
    after = passage.after + (" …" if passage.after else "")
    where = escape(f"{passage.source}{':' + passage.line if passage.line else ''}")
    return (
        f"<blockquote>{escape(before)}<mark>{escape(passage.quote)}</mark>{escape(after)}"
        f'<br><span class="note">{say("in_article", lang)} {where}</span></blockquote>'
    )
