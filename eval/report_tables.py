"""The tables of a report, made once; the terminal, Markdown and HTML only draw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.compare import Comparison
from eval.measures import MEASURES, Group, Measure
from eval.metrics.abstention import score_abstention
from eval.metrics.bootstrap import Difference
from eval.report_labels import figure, full_label, number, percent, points, say
from eval.run import Estimate, Run
from eval.score import is_withheld

__all__ = [
    "Table",
    "comparison_tables",
    "conditions_table",
    "drops_table",
    "run_tables",
    "timings_table",
    "variants_table",
]

_CERTAIN = 0.05  # p-values below it count as more than chance
_LISTED = 40  # ids of changed questions
_SIDE_BY_SIDE = (
    "accuracy",
    "wrong_shown",
    "number_accuracy",
    "span_accuracy",
    "groundedness",
    "right_article",
    "abstention_f1",
    "aurc",
    "recall@1",
    "gold_read",
)


@dataclass(frozen=True, slots=True)
class Table:
    """Text cells; the first column is left-aligned, the others are figures unless ``texts``."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    texts: bool = False


def run_tables(run: Run, lang: str = "en") -> list[Table]:
    """Everything about one run, the most important first; tables without rows are left out."""
    tables = [*(_group(run, group, lang) for group in Group)]
    tables += [_baselines(run, lang), _reasons(run, lang), _tags(run, lang), timings_table(run, lang)]
    tables.append(conditions_table(run.metadata, lang))
    return [table for table in tables if table.rows]


def variants_table(runs: Mapping[str, Run], lang: str = "en") -> Table:
    """Several runs of one set side by side: perturbed questions, or parts of the assistant switched off."""
    measures = [MEASURES[name] for name in _SIDE_BY_SIDE if any(_value(run, name) is not None for run in runs.values())]
    rows = [
        (say(name, lang), *(figure(_value(run, measure.name), measure, lang) for measure in measures))
        for name, run in runs.items()
    ]
    headers = (say("variant", lang), *(full_label(measure, lang) for measure in measures))
    return Table(say("variants", lang), headers, tuple(rows))


def drops_table(drops: Mapping[str, Comparison], lang: str = "en") -> Table:
    """What each variant changes against the run, question by question."""
    words = ("variant", "measure", "change", "interval", "chance", "became_right", "became_wrong", "verdict")
    rows = []
    for name, drop in drops.items():
        changed = (str(len(drop.better)), str(len(drop.worse)))
        for measure in (MEASURES[each] for each in ("accuracy", "number_accuracy") if each in drop.differences):
            label, change, interval, chance, _, verdict = _difference(measure, drop.differences[measure.name], lang)
            rows.append((say(name, lang), label, change, interval, chance, *changed, verdict))
            changed = ("", "")
    return Table(say("drops", lang), tuple(say(word, lang) for word in words), tuple(rows))


def comparison_tables(comparison: Comparison, lang: str = "en") -> list[Table]:
    """What changed between two runs, and which questions."""
    headers = tuple(say(word, lang) for word in ("measure", "change", "interval", "chance", "count", "verdict"))
    rows = [
        _difference(MEASURES[name], difference, lang)
        for name, difference in comparison.differences.items()
        if name in _SIDE_BY_SIDE or (difference.p_value < _CERTAIN and difference.mean)
    ]
    changed = (("became_right", comparison.better), ("became_wrong", comparison.worse))
    listed = [(say(word, lang), str(len(ids)), _some(ids, lang)) for word, ids in changed]
    title = say("comparison", lang, a=comparison.a or "a", b=comparison.b or "b")
    return [Table(title, headers, tuple(rows)), Table("", ("", say("count", lang), "id"), tuple(listed), texts=True)]


def _some(ids: tuple[str, ...], lang: str) -> str:
    """The first ids; run.json has them all."""
    return ", ".join((*ids[:_LISTED], *(["…"] if len(ids) > _LISTED else []))) or say("none", lang)


def _value(run: Run, name: str) -> float | None:
    estimate = run.totals.get(name)
    return estimate.value if estimate is not None else None


def _difference(measure: Measure, difference: Difference, lang: str) -> tuple[str, ...]:
    if difference.p_value >= _CERTAIN:
        verdict = say("by_chance" if difference.mean else "none", lang)
    else:
        verdict = say("better" if (difference.mean > 0) == measure.higher_is_better else "worse", lang)
    low, change, high = (points(each, measure, lang) for each in (difference.low, difference.mean, difference.high))
    interval = f"{low} … {high}"
    chance = number(difference.p_value, lang, 3) if difference.p_value >= 0.001 else f"< {number(0.001, lang, 3)}"
    return measure.label(lang), change, interval, chance, str(difference.count), verdict


def _group(run: Run, group: Group, lang: str) -> Table:
    headers = tuple(say(word, lang) for word in ("measure", "value", "interval", "count"))
    rows = [
        _estimate(measure, run.totals[measure.name], lang)
        for measure in MEASURES.values()
        if measure.group is group and measure.name in run.totals and run.totals[measure.name].count
    ]
    if group is Group.WITHHOLDING and run.optimal_aurc is not None:
        best = figure(run.optimal_aurc, MEASURES["aurc"], lang)
        rows.append((f"  {say('optimal', lang)}", best, "", str(run.totals["aurc"].count)))
    return Table(say(group, lang), headers, tuple(rows), say("width_note", lang) if group is Group.ANSWERS else "")


def _estimate(measure: Measure, estimate: Estimate, lang: str) -> tuple[str, ...]:
    interval = "–"
    if estimate.low is not None:
        interval = f"{figure(estimate.low, measure, lang)} … {figure(estimate.high, measure, lang)}"
    return measure.label(lang), figure(estimate.value, measure, lang), interval, str(estimate.count)


def _baselines(run: Run, lang: str) -> Table:
    must = [record.must_withhold for record in run.records]
    this = score_abstention(must, [is_withheld(record.answer) for record in run.records])
    share = ("precision", "recall", "f1", "accuracy")
    rows = []
    for name, scores in {"this": this, **run.baselines}.items():
        values = (getattr(scores, key) for key in share)
        rows.append((say(name, lang), *("–" if value is None else percent(value, lang) for value in values)))
    headers = (say("assistant", lang), *(say(key, lang) for key in share))
    return Table(say("baselines", lang), headers, tuple(rows) if any(must) else ())


def _reasons(run: Run, lang: str) -> Table:
    headers = tuple(say(word, lang) for word in ("reason", "withheld", "reason_right", "count"))
    rows = [
        (say(reason, lang), str(score.withheld), str(score.reason_right), str(score.count))
        for reason, score in run.reasons.items()
    ]
    return Table(say("reasons", lang), headers, tuple(rows))


def _tags(run: Run, lang: str) -> Table:
    headers = tuple(say(word, lang) for word in ("tag", "right", "interval", "number", "wrong_shown", "count"))
    rows = []
    for tag, estimates in sorted(run.by_tag.items(), key=lambda item: (-item[1]["accuracy"].count, item[0])):
        _, right, interval, count = _estimate(MEASURES["accuracy"], estimates["accuracy"], lang)
        number, wrong = (
            figure(e.value if (e := estimates.get(name)) else None, MEASURES[name], lang)
            for name in ("number_accuracy", "wrong_shown")
        )
        rows.append((tag, right, interval, number, wrong, count))
    return Table(say("tags", lang), headers, tuple(rows))


def timings_table(run: Run, lang: str = "en") -> Table:
    """Milliseconds of each stage."""
    headers = (say("stage", lang), "p50", "p95", say("cold", lang), say("count", lang))
    rows = []
    for stage, timing in run.timings.items():
        cold = "–" if timing.cold is None else number(timing.cold, lang)
        rows.append((say(stage, lang), number(timing.p50, lang), number(timing.p95, lang), cold, str(timing.count)))
    return Table(say("timings", lang), headers, tuple(rows))


def conditions_table(metadata: Mapping[str, Any], lang: str = "en") -> Table:
    """What a run was measured on."""
    rows: list[tuple[str, ...]] = []
    for key, value in metadata.items():
        if isinstance(value, Mapping):
            rows += [(f"{say(key, lang)}: {say(inner, lang)}", _written(each, lang)) for inner, each in value.items()]
        elif value is not None:
            rows.append((say(key, lang), _written(value, lang)))
    return Table(say("conditions", lang), ("", ""), tuple(rows), texts=True)


def _written(value: object, lang: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, lang, 0 if isinstance(value, int) else 1)
    return str(value)
