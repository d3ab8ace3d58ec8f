"""Synthetic province reports: any number of paragraphs with known figures, and questions with exact answers.

A plan says which unit reports in which year. Everything else follows from the seed and the unit, year and indicator
alone, so a report can be written, forgotten and made again when a question needs it: memory does not grow with the
size.

What makes the reports hard is known and counted: paragraphs of one template that differ only in place, year or figure;
paragraphs that leave place and year to the title; figures beside a plan; figures that a later report corrects. And
what is missing is known too: a fifth of the country never reports, some years are left out, and each unit has
indicators that it never states.
"""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from eval.synthetic_figures import Figure, make_figure
from eval.synthetic_places import Unit, units
from eval.synthetic_text import FILLERS, INDICATORS, REVISIONS, TITLES, Indicator
from index.errors import BadInput

__all__ = ["Fact", "Plan", "Report", "make_plan", "make_report", "write_reports"]

LAST_YEAR = 2024
_FIRST_YEAR = 1997  # most of the provinces named here exist since then
_USUAL_YEARS = 6
_FEW, _MANY = 10, 19  # paragraphs a report, in small and in large sets
_NEVER = 4  # indicators that a unit never states
_HOLE = 0.3  # share of the units that leave out a year between their first and their last
_REVISES = 0.4  # share of the reports that correct a figure of the year before


@dataclass(frozen=True, slots=True)
class Plan:
    """Who reports when. ``silent`` are the units of regions that no report is about."""

    seed: int
    paragraphs: int
    per_report: int
    years: range
    units: tuple[Unit, ...]
    silent: tuple[Unit, ...]
    reports: tuple[tuple[Unit, int], ...] = field(repr=False)

    def rng(self, *what: object) -> random.Random:
        """Random numbers that depend on the seed and on what they are for, and on nothing else."""
        return random.Random("|".join(map(str, (self.seed, *what))))

    def reports_in(self, unit: Unit, year: int) -> bool:
        """Whether the unit reports in that year."""
        return year in self.years and self.hole(unit) != year

    def hole(self, unit: Unit) -> int | None:
        """The year that the unit leaves out, if it does."""
        inner = self.years[1:-1]
        rng = self.rng("hole", unit.key)
        return rng.choice(inner) if inner and rng.random() < _HOLE else None

    def stated(self, unit: Unit) -> tuple[Indicator, ...]:
        """The indicators that the unit may state; the others it never does."""
        rng = self.rng("stated", unit.key)
        return tuple(rng.sample(INDICATORS, len(INDICATORS) - _NEVER))


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure in one paragraph of one report. ``year`` is the year it is about."""

    unit: Unit
    year: int
    indicator: Indicator
    figure: Figure
    named: bool  # whether the paragraph names the place
    stem: str  # of the report's file

    @property
    def key(self) -> str:
        return f"{self.unit.key}/{self.year}/{self.indicator.key}"


@dataclass(frozen=True, slots=True)
class Report:
    """One article. ``revision`` corrects a figure of the year before."""

    stem: str
    title: str
    published: datetime.date
    unit: Unit
    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...]
    revision: Fact | None

    def markdown(self) -> str:
        """The file: front matter and paragraphs."""
        places = [self.unit.name, self.unit.province] if self.unit.province else [self.unit.name]
        head = {
            "title": self.title,
            "publisher": "Báo cáo giả lập của trichdan",
            "published": self.published.isoformat(),
            "places": places,
            "note": "Synthetic: places are real, figures are invented.",
        }
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items() if key != "published"]
        return "\n".join(
            ["---", *lines, f"published: {head['published']}", "---", "", "\n\n".join(self.paragraphs), ""]
        )


def make_plan(paragraphs: int, seed: int = 0) -> Plan:
    """A plan for exactly that many paragraphs. Raises BadInput when there are more than the country's units can fill."""
    if paragraphs < 1:
        raise BadInput(f"a synthetic set needs at least 1 paragraph, got {paragraphs}")
    rng = random.Random(f"{seed}|plan")
    regions = sorted({unit.region for unit in units()})
    quiet = set(rng.sample(regions, len(regions) // 5))
    silent = tuple(unit for unit in units() if unit.region in quiet)
    speaking = [unit for unit in units() if unit.region not in quiet]
    rng.shuffle(speaking)
    per_report, years = _FEW, _USUAL_YEARS
    if paragraphs > len(speaking) * per_report * (years - 1):
        per_report = _MANY
        years = -(-paragraphs // (len(speaking) * per_report)) + 1  # one more for the years left out
    if years > LAST_YEAR - _FIRST_YEAR + 1:
        most = len(speaking) * per_report * (LAST_YEAR - _FIRST_YEAR)
        raise BadInput(f"{paragraphs} paragraphs are more than synthetic reports can fill; ask for {most} at most")
    plan = Plan(seed, paragraphs, per_report, range(LAST_YEAR - years + 1, LAST_YEAR + 1), (), silent, ())
    reports: list[tuple[Unit, int]] = []
    wanted = -(-paragraphs // per_report)
    reporting: list[Unit] = []
    for unit in speaking:
        if len(reports) >= wanted:
            break
        reporting.append(unit)
        reports += [(unit, year) for year in plan.years if plan.reports_in(unit, year)]
    return Plan(seed, paragraphs, per_report, plan.years, tuple(reporting), silent, tuple(reports[:wanted]))


def make_report(plan: Plan, position: int) -> Report:
    """The report at a position of ``plan.reports``; the last one may be cut to make the number of paragraphs exact."""
    unit, year = plan.reports[position]
    room = min(plan.per_report, plan.paragraphs - position * plan.per_report)
    rng = plan.rng("report", unit.key, year)
    stem = f"{unit.key}-{year}"
    correction = _correction(plan, position) if room > 1 else None
    drawn = _facts(plan, unit, year)[: room - (correction is not None)]
    paragraphs = [_paragraph(fact, rng) for fact in drawn]
    facts = tuple(replace(fact, named=unit.full in text) for fact, text in zip(drawn, paragraphs, strict=True))
    revision = None
    if correction is not None:
        text = rng.choice(REVISIONS).format(
            name=correction.indicator.name, place=unit.full, former=year - 1, figure=correction.figure.text
        )
        revision = Fact(unit, year - 1, correction.indicator, correction.figure, unit.full in text, stem)
        paragraphs.append(text)
    title = rng.choice(TITLES).format(place=unit.full, Place=_capital(unit.full), year=year)
    published = datetime.date(year, 12, rng.randint(5, 31))
    return Report(stem, title, published, unit, tuple(paragraphs), facts, revision)


def write_reports(plan: Plan, folder: Path) -> Iterator[int]:
    """Writes all reports into a folder, one file each; yields the number of paragraphs written so far."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for position in range(len(plan.reports)):
        report = make_report(plan, position)
        (folder / f"{report.stem}.md").write_text(report.markdown(), encoding="utf-8", newline="\n")
        written += len(report.paragraphs)
        yield written


def _facts(plan: Plan, unit: Unit, year: int) -> tuple[Fact, ...]:
    """What a report states, before it is cut to its room."""
    rng = plan.rng("facts", unit.key, year)
    stem = f"{unit.key}-{year}"
    facts = []
    for indicator in rng.sample(plan.stated(unit), plan.per_report):
        planned = bool(indicator.planned) and rng.random() < 0.35
        figure = make_figure(indicator, unit.scale, rng, planned=planned)
        facts.append(Fact(unit, year, indicator, figure, rng.random() < 0.6, stem))
    return tuple(facts)


def _correction(plan: Plan, position: int) -> Fact | None:
    """The corrected figure that this report gives for the year before, if it does."""
    unit, year = plan.reports[position]
    if position == 0 or plan.reports[position - 1] != (unit, year - 1):
        return None
    rng = plan.rng("correction", unit.key, year)
    if rng.random() >= _REVISES:
        return None
    # The report before may carry a correction itself and then states one fact less: leave its last one alone.
    former = rng.choice(_facts(plan, unit, year - 1)[:-1])
    while True:
        figure = make_figure(former.indicator, unit.scale, rng)
        if figure.value != former.figure.value:
            return Fact(unit, year - 1, former.indicator, figure, False, "")


def _paragraph(fact: Fact, rng: random.Random) -> str:
    indicator, figure = fact.indicator, fact.figure
    templates = indicator.named if fact.named else indicator.bare
    if figure.of is not None:
        templates = indicator.planned
    percent = figure.value / figure.of * 100 if figure.of else rng.uniform(0.1, 2)
    sentence = rng.choice(templates).format(
        place=fact.unit.full,
        year=fact.year,
        level=fact.unit.level,
        figure=f"{figure.bound} {figure.text}".strip(),
        percent=f"{percent:.1f}%".replace(".", ","),
    )
    sentence = _capital(sentence)
    return f"{sentence} {rng.choice(FILLERS)}" if rng.random() < 0.3 else sentence


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
