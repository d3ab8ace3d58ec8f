"""Questions on synthetic reports, with exact answers and in known proportions.

Of the questions, ``withheld`` (a third, unless told otherwise) must not be answered: in equal parts because the place,
the year or the indicator is in no report. Of the others a tenth each asks for a corrected figure (both must be shown),
asks without a year (the newest leads) and checks a wrong claim; the rest ask for one figure of one place and year.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from eval.dataset import Expect, Row
from eval.metrics.numbers import Number
from eval.synthetic import Fact, Plan, Report, make_report
from eval.synthetic_figures import make_figure
from eval.synthetic_places import Unit, units
from eval.synthetic_text import INDICATORS, FigureKind, Indicator

__all__ = ["make_questions"]

_TRIES = 500  # drawing again when a report lacks what a kind of question needs


def make_questions(plan: Plan, count: int = 300, *, withheld: float = 1 / 3) -> tuple[Row, ...]:
    """``count`` questions on the reports of a plan; a plan too small for a kind of question gets fewer of it."""
    rng = plan.rng("questions")
    wanted = round(count * withheld)
    others = count - wanted
    tenth = others // 10
    kinds: list[tuple[Callable[[Plan, random.Random], Row | None], int]] = [
        (_place_absent, wanted // 3 + (wanted % 3 > 0)),
        (_year_absent, wanted // 3 + (wanted % 3 > 1)),
        (_thing_absent, wanted // 3),
        (_corrected, tenth),
        (_newest, tenth),
        (_claim, tenth),
        (_one_figure, others - 3 * tenth),
    ]
    rows: dict[str, Row] = {}
    for kind, number in kinds:
        made = tries = 0
        while made < number and tries < _TRIES + 20 * number:
            tries += 1
            row = kind(plan, rng)
            if row is not None and row.question not in rows:
                rows[row.question] = row
                made += 1
    return tuple(_numbered(i, row) for i, row in enumerate(rows.values(), start=1))


def _numbered(number: int, row: Row) -> Row:
    return Row(f"s{number:05d}", row.question, row.split, row.expect, row.tags, fact=row.fact)


# --- What can be answered. ---


def _one_figure(plan: Plan, rng: random.Random) -> Row | None:
    fact = _single(plan, _report(plan, rng), rng)
    if fact is None:
        return None
    tags = ["one-number", "named" if fact.named else "title-only", *_kind_tags(fact)]
    return _answerable(plan, fact, _ask(fact.indicator, fact.unit, fact.year, rng), tags)


def _corrected(plan: Plan, rng: random.Random) -> Row | None:
    """A figure that a later report corrects: both stand side by side, each with its source."""
    report = _report(plan, rng)
    new = report.revision
    if new is None:
        return None
    old = next(fact for fact in _report_of(plan, new.unit, new.year).facts if fact.indicator == new.indicator)
    return Row(
        "",
        _ask(new.indicator, new.unit, new.year, rng),
        _split(plan, new.unit),
        Expect(
            (_number(new), _number(old)),
            (new.stem, old.stem),
            tuple(dict.fromkeys((new.figure.text, old.figure.text))),
        ),
        ("several-numbers", "conflict", "revised"),
        fact=new.key,
    )


def _newest(plan: Plan, rng: random.Random) -> Row | None:
    """No year is asked: the newest figure of the place leads."""
    unit, _ = rng.choice(plan.reports)
    years = [year for reporting, year in plan.reports if reporting == unit]
    fact = _single(plan, _report_of(plan, unit, max(years)), rng)
    if fact is None:
        return None
    question = _capital(f"{fact.indicator.name} của {_name(unit, rng)} là bao nhiêu?")
    return _answerable(plan, fact, question, ["one-number", "no-year", *_kind_tags(fact)])


def _claim(plan: Plan, rng: random.Random) -> Row | None:
    """A wrong figure is claimed; the true one must be shown beside it."""
    fact = _single(plan, _report(plan, rng), rng)
    if fact is None:
        return None
    claimed = make_figure(fact.indicator, fact.unit.scale, rng)
    if claimed.value in (fact.figure.value, fact.figure.of):
        return None
    place = _name(fact.unit, rng)
    question = f"Có đúng là {fact.indicator.name} của {place} năm {fact.year} là {claimed.text} không?"
    return _answerable(plan, fact, question, ["one-number", "claim", *_kind_tags(fact)])


# --- What must be withheld. ---


def _place_absent(plan: Plan, rng: random.Random) -> Row | None:
    reporting = set(plan.units)
    absent = [*plan.silent, *(unit for unit in units() if unit.province and unit not in reporting)]
    unit = rng.choice(absent)
    indicator = rng.choice(plan.stated(unit))
    question = _ask(indicator, unit, rng.choice(plan.years), rng)
    return _withheld(plan, unit, question, "place_not_found", "abstain-place")


def _year_absent(plan: Plan, rng: random.Random) -> Row | None:
    unit, _ = rng.choice(plan.reports)
    report = _report_of(plan, unit, rng.choice([year for reporting, year in plan.reports if reporting == unit]))
    if not report.facts:
        return None
    told = {year for reporting, year in plan.reports if reporting == unit}
    around = range(plan.years.start - 4, plan.years.stop)
    year = rng.choice([year for year in around if year not in told])
    question = _ask(rng.choice(report.facts).indicator, unit, year, rng)
    return _withheld(plan, unit, question, "time_not_covered", "abstain-year")


def _thing_absent(plan: Plan, rng: random.Random) -> Row | None:
    """Place and year have their report, but the indicator is in none of the unit's reports."""
    unit, year = rng.choice(plan.reports)
    stated = plan.stated(unit)
    indicator = rng.choice([each for each in INDICATORS if each not in stated])
    question = _ask(indicator, unit, year, rng)
    return _withheld(plan, unit, question, "not_in_articles", "abstain-thing")


# --- Parts. ---


def _report(plan: Plan, rng: random.Random) -> Report:
    return make_report(plan, rng.randrange(len(plan.reports)))


def _report_of(plan: Plan, unit: Unit, year: int) -> Report:
    return make_report(plan, plan.reports.index((unit, year)))


def _single(plan: Plan, report: Report, rng: random.Random) -> Fact | None:
    """A fact of the report that no later report corrects."""
    later = (report.unit, report.facts[0].year + 1) if report.facts else None
    revision = _report_of(plan, *later).revision if later in plan.reports else None
    corrected = revision.indicator if revision is not None else None
    facts = [fact for fact in report.facts if fact.indicator != corrected]
    return rng.choice(facts) if facts else None


def _answerable(plan: Plan, fact: Fact, question: str, tags: list[str]) -> Row:
    expect = Expect((_number(fact),), (fact.stem,), (fact.figure.text,))
    return Row("", question, _split(plan, fact.unit), expect, tuple(tags), fact=fact.key)


def _withheld(plan: Plan, unit: Unit, question: str, reason: str, tag: str) -> Row:
    return Row("", question, _split(plan, unit), Expect(abstain=(reason,)), (tag,))


def _number(fact: Fact) -> Number:
    return Number(fact.figure.value, fact.figure.unit, fact.figure.of)


def _ask(indicator: Indicator, unit: Unit, year: int, rng: random.Random) -> str:
    return _capital(rng.choice(indicator.questions).format(place=_name(unit, rng), year=year))


def _name(unit: Unit, rng: random.Random) -> str:
    """With its level word, or bare as most people type it."""
    return rng.choice((unit.full, unit.name))


def _kind_tags(fact: Fact) -> list[str]:
    tags = [] if fact.indicator.kind is FigureKind.COUNT else [fact.indicator.kind.value]
    tags += ["plan-beside"] if fact.figure.of is not None else []
    return tags + (["bound"] if fact.figure.bound else [])


def _split(plan: Plan, unit: Unit) -> str:
    """All questions about a unit lie in one half."""
    return plan.rng("split", unit.key).choice(("dev", "test"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
