"""The report as one HTML page that needs nothing else: no script, no network, charts as inline SVG.

Everything that comes from questions, articles and answers is escaped: it is data, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.measures import MEASURES
from eval.report_answers import Passage, asked, expected, passages, shown, wrong_records
from eval.report_labels import figure, full_label, say
from eval.report_svg import bars, histogram, line
from eval.report_tables import Table
from eval.run import Record, Run

__all__ = ["page"]

_HEADLINES = ("accuracy", "wrong_shown", "number_accuracy", "groundedness", "right_article", "abstention_f1")
_NARROW = 6  # columns of a table that may stand beside another

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --ink: #1a5fb4; --bad: #c01c28; --mark: #f9f06b; --faint: #8883; }
@media (prefers-color-scheme: dark) { :root { --ink: #62a0ea; --bad: #ff7b80; --mark: #7a6a00; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 78rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
.cards { display: flex; flex-wrap: wrap; gap: .8rem; }
.card { flex: 1 1 9rem; border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; }
.card b { display: block; font-size: 1.7rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.tables { columns: 2 30rem; column-gap: 2.5rem; }
.table { break-inside: avoid; overflow-x: auto; padding-top: 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; font-size: 1rem; padding: .3rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: bottom; }
th { font-weight: 500; opacity: .75; }
td { white-space: nowrap; vertical-align: top; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td:first-child { white-space: normal; }
.listed td { white-space: normal; overflow-wrap: anywhere; text-align: left; }
.listed th { text-align: left; }
.note { opacity: .75; font-size: .9rem; margin: .3rem 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 0 2.5rem; }
svg { width: 100%; max-width: 40rem; font-size: 12px; }
svg text { fill: currentColor; }
.axis, .curve { fill: none; stroke: currentColor; }
.curve { stroke: var(--ink); stroke-width: 2; }
.dot, .bar { fill: var(--ink); }
.rest { fill: var(--faint); }
.wrong { fill: var(--bad); }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1.1rem; margin: 1rem 0; max-width: 54rem; }
article.shown { border-left: 4px solid var(--bad); }
article h3 { margin: 0 0 .4rem; font-size: 1.05rem; }
article h3 .note { display: block; font-weight: 400; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; }
dt { opacity: .7; }
dd { margin: 0; white-space: pre-line; }
blockquote { margin: .6rem 0; border-left: 3px solid var(--line); padding-left: 1rem; font-size: .95rem; }
blockquote p { margin: 0; white-space: pre-line; }
mark { background: var(--mark); color: inherit; }
"""


def page(run: Run, tables: Sequence[Table], lang: str = "en") -> str:
    """The whole page, UTF-8."""
    title = escape(" · ".join(filter(None, [say("report", lang), run.name])))
    wrong = wrong_records(run)
    listed = [table for table in tables if table.texts]
    narrow = [table for table in tables if len(table.headers) <= _NARROW and not table.texts]
    wide = [table for table in tables if len(table.headers) > _NARROW and not table.texts]
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
<div class="cards">
{_cards(run, lang)}
</div>
<div class="tables">
{"".join(_table(table) for table in narrow)}
</div>
{"".join(_table(table) for table in wide)}
<div class="charts">
{_charts(run, lang)}
</div>
<h2>{say("wrong_answers", lang)} ({len(wrong)} / {len(run.records)})</h2>
{answers}
{"".join(_table(table) for table in listed)}
</body>
</html>
"""


def _cards(run: Run, lang: str) -> str:
    """The figures that decide whether to trust the assistant."""
    cards = []
    for measure in (MEASURES[name] for name in _HEADLINES):
        estimate = run.totals.get(measure.name)
        if estimate is None or not estimate.count:
            continue
        interval = ""
        if estimate.low is not None:
            interval = f"{figure(estimate.low, measure, lang)} … {figure(estimate.high, measure, lang)} · "
        cards.append(
            f'<div class="card"><b>{figure(estimate.value, measure, lang)}</b>{escape(full_label(measure, lang))}'
            f'<div class="note">{interval}n&nbsp;=&nbsp;{estimate.count}</div></div>'
        )
    return "\n".join(cards)


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in table.headers) if any(table.headers) else ""
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows)
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    kind = "table listed" if table.texts else "table"
    return f'<div class="{kind}"><table>{caption}{body}</table>{note}</div>\n'


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
    errors = sorted((row for row in errors if row[1]), key=lambda row: -row[1])
    if errors:
        charts.append(("errors", bars(errors, say("errors", lang))))
    return "\n".join(f"<section><h2>{say(word, lang)}</h2>{chart}</section>" for word, chart in charts)


def _wrong(record: Record, lang: str) -> str:
    tags = f'<span class="note">{escape(record.id)} · {escape(", ".join(record.tags))}</span>'
    quotes = "".join(_passage(passage, lang) for passage in passages(record))
    if quotes and not record.shown:
        quotes = f'<p class="note">{say("nearest", lang)}</p>{quotes}'
    kind = ' class="shown"' if record.shown else ""
    return f"""<article{kind}>
<h3>{escape(asked(record, lang))}{tags}</h3>
<dl><dt>{say("expected", lang)}</dt><dd>{escape(expected(record, lang))}</dd>
<dt>{say("answered", lang)}</dt><dd>{escape(shown(record, lang))}</dd></dl>
{quotes}</article>"""


def _passage(passage: Passage, lang: str) -> str:
    before = ("… " if passage.before else "") + passage.before
    after = passage.after + (" …" if passage.after else "")
    where = escape(f"{passage.source}{':' + passage.line if passage.line else ''}")
    return (
        f"<blockquote><p>{escape(before)}<mark>{escape(passage.quote)}</mark>{escape(after)}</p>"
        f'<p class="note">{say("in_article", lang)} {where}</p></blockquote>'
    )
