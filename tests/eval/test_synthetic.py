"""Synthetic reports and questions: exact, deterministic, and as hard and as large as they say."""

from __future__ import annotations

import random
import re
import time
from collections import Counter

import pytest

from eval.dataset import check, write
from eval.metrics.figures import read_figures, same_value
from eval.metrics.matching import stands_in
from eval.synthetic import make_plan, make_report, write_reports
from eval.synthetic_figures import make_figure
from eval.synthetic_places import units
from eval.synthetic_questions import make_questions
from eval.synthetic_text import INDICATORS, FigureKind
from index.errors import BadInput


@pytest.fixture(scope="module")
def plan():
    return make_plan(1200, seed=5)


@pytest.fixture(scope="module")
def reports(plan):
    return [make_report(plan, position) for position in range(len(plan.reports))]


@pytest.fixture(scope="module")
def rows(plan):
    return make_questions(plan, 240)


def test_there_are_many_templates_and_indicators():
    assert len(INDICATORS) >= 20
    assert len({t for i in INDICATORS for t in (*i.named, *i.bare, *i.planned)}) >= 40
    assert {indicator.kind for indicator in INDICATORS} == set(FigureKind)
    assert len({indicator.key for indicator in INDICATORS}) == len(INDICATORS)


def test_the_places_are_real_and_have_one_meaning():
    names = Counter(unit.name for unit in units())
    assert sum(unit.province is None for unit in units()) == 63
    assert len(units()) > 400
    assert max(names.values()) == 1
    assert len({unit.key for unit in units()}) == len(units())
    (dam_ha,) = [unit for unit in units() if unit.name == "Đầm Hà"]
    assert (dam_ha.full, dam_ha.province, dam_ha.region) == ("huyện Đầm Hà", "Quảng Ninh", "Quảng Ninh")
    (bac_kan,) = [unit for unit in units() if unit.name == "Bắc Kạn"]
    assert bac_kan.region == "Thái Nguyên"


@pytest.mark.parametrize("paragraphs", [1, 7, 10, 333])
def test_a_set_has_exactly_the_paragraphs_asked_for(tmp_path, paragraphs):
    assert list(write_reports(make_plan(paragraphs), tmp_path))[-1] == paragraphs
    bodies = [path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in tmp_path.iterdir()]
    assert sum(len(body.strip().split("\n\n")) for body in bodies) == paragraphs


@pytest.mark.parametrize("paragraphs", [25_000, 60_000, 200_000])
def test_large_plans_have_room_for_all_their_paragraphs(paragraphs):
    plan = make_plan(paragraphs)
    assert 0 <= len(plan.reports) * plan.per_report - paragraphs < plan.per_report
    assert make_report(plan, len(plan.reports) - 1).paragraphs
    assert len(set(plan.reports)) == len(plan.reports)


def test_the_seed_decides_everything(plan, reports, rows):
    again = make_plan(1200, seed=5)
    assert again == plan
    assert [make_report(again, position) for position in range(len(reports))] == reports
    assert make_questions(again, 240) == rows
    assert make_plan(1200, seed=6).units != plan.units


def test_sizes_that_cannot_be_made_are_refused():
    with pytest.raises(BadInput, match="at least 1"):
        make_plan(0)
    with pytest.raises(BadInput, match="ask for 2"):
        make_plan(10**9)


def test_every_figure_stands_in_its_paragraph_and_reads_as_its_value(reports):
    for report in reports:
        text = report.markdown()
        for fact in (*report.facts, *([report.revision] if report.revision else [])):
            assert stands_in(fact.figure.text, text)
            values = [figure.value for figure in read_figures(fact.figure.text)]
            assert same_value(values[0], fact.figure.value), fact.figure
            if fact.figure.of is not None:
                assert values[1] == fact.figure.of


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.key)
def test_figures_of_any_size_are_printed_exactly(indicator):
    rng = random.Random(1)
    for scale in (1, 10, 100):
        for planned in (False, True):
            for _ in range(40):
                figure = make_figure(indicator, scale, rng, planned=planned)
                values = [read.value for read in read_figures(figure.text)]
                assert same_value(values[0], figure.value), figure
                assert (figure.of is not None) == (planned and indicator.kind is FigureKind.COUNT)


def test_every_template_is_filled_without_a_rest(reports):
    for report in reports:
        for paragraph in report.paragraphs:
            assert not re.search(r"[{}]|  |\bNone\b", paragraph)
            assert paragraph[0].isupper() or paragraph[0].isdigit()
            assert paragraph[-1] == "."


def test_titles_carry_place_and_year_for_the_paragraphs_that_do_not(reports):
    bare = 0
    for report in reports:
        assert report.unit.name in report.title
        assert str(report.published.year) in report.title
        bare += sum(report.unit.name not in paragraph for paragraph in report.paragraphs)
    assert 0.2 < bare / sum(len(report.paragraphs) for report in reports) < 0.7


def test_near_duplicates_differ_only_in_place_year_or_figure(reports):
    masked = Counter()
    for report in reports:
        for paragraph in report.paragraphs:
            masked[re.sub(r"[\d.,/]*\d", "#", paragraph.replace(report.unit.full, "@"))] += 1
    assert masked.most_common(1)[0][1] >= 10
    assert sum(count for count in masked.values() if count > 1) > 0.5 * masked.total()


def test_a_revision_corrects_a_figure_that_the_year_before_stated(reports):
    by_stem = {report.stem: report for report in reports}
    revised = [report.revision for report in reports if report.revision]
    assert len(revised) > 10
    for new in revised:
        before = by_stem[f"{new.unit.key}-{new.year}"]
        (old,) = [fact for fact in before.facts if fact.indicator == new.indicator]
        assert old.figure.value != new.figure.value
        assert new.stem == f"{new.unit.key}-{new.year + 1}"
        paragraph = by_stem[new.stem].paragraphs[-1]
        assert "điều chỉnh" in paragraph
        assert str(new.year) in paragraph


def test_the_questions_are_a_valid_set_over_the_articles(plan, rows, tmp_path):
    list(write_reports(plan, tmp_path / "articles"))
    articles = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "articles").iterdir()}
    write(tmp_path / "questions.jsonl", rows)
    assert check(tmp_path / "questions.jsonl", articles) == ()


def test_the_kinds_of_questions_have_the_proportions_that_are_documented(rows):
    tags = Counter(tag for row in rows for tag in row.tags)
    assert len(rows) == 240
    assert sum(row.expect.withheld for row in rows) == 80
    assert (tags["abstain-place"], tags["abstain-year"], tags["abstain-thing"]) == (27, 27, 26)
    assert tags["revised"] == tags["no-year"] == tags["claim"] == 16
    assert min(tags[tag] for tag in ("money", "share", "plan-beside", "title-only", "named")) >= 5


def test_half_of_the_units_are_dev_and_none_is_both(plan, rows):
    splits = {}
    for row in rows:
        for stem in row.expect.articles:
            splits.setdefault(stem.rsplit("-", 1)[0], set()).add(row.split)
    assert all(len(found) == 1 for found in splits.values())
    assert {row.split for row in rows} == {"dev", "test"}


def test_an_answer_is_the_only_figure_of_its_kind_for_place_and_year(reports, rows):
    facts = {}
    for report in reports:
        for fact in (*report.facts, *([report.revision] if report.revision else [])):
            facts.setdefault(fact.key, []).append(fact)
    for row in rows:
        if row.expect.withheld:
            continue
        known = facts[row.fact]
        assert {fact.stem for fact in known} == set(row.expect.articles)
        assert {fact.figure.value for fact in known} == {number.value for number in row.expect.numbers}
        assert len(known) == (2 if "revised" in row.tags else 1)


def test_a_question_without_a_year_asks_for_the_newest_report(plan, rows):
    newest = [row for row in rows if "no-year" in row.tags]
    for row in newest:
        assert not re.search(r"\d", row.question)
        place, year = row.expect.articles[0].rsplit("-", 1)
        assert int(year) == max(reported for unit, reported in plan.reports if unit.key == place)


def test_what_must_be_withheld_is_in_no_report(plan, reports, rows):
    told = {(report.unit.name, report.published.year): report for report in reports}
    names = {unit.name for unit in plan.units}
    regions = {unit.region for unit in plan.units}
    assert not {unit.region for unit in plan.silent} & regions
    for row in rows:
        if not row.expect.withheld:
            continue
        asked = [unit for unit in units() if re.search(rf"\b{unit.name}\b", row.question)]
        longest = max(asked, key=lambda unit: len(unit.name))
        year = int(re.search(r"\b(?:19|20)\d\d\b", row.question).group())
        match row.expect.abstain:
            case ("place_not_found",):
                assert longest.name not in names
            case ("time_not_covered",):
                assert longest.name in names
                assert (longest.name, year) not in told
            case ("not_in_articles",):
                assert (longest.name, year) in told
                (indicator,) = [
                    i
                    for i in INDICATORS
                    for q in i.questions
                    for place in (longest.name, longest.full)
                    if q.format(place=place, year=year).lower() == row.question.lower()
                ]
                for report in reports:
                    if report.unit == longest:
                        assert indicator not in [fact.indicator for fact in report.facts]


def test_five_thousand_paragraphs_take_seconds(tmp_path):
    started = time.process_time()
    assert list(write_reports(make_plan(5000), tmp_path))[-1] == 5000
    assert time.process_time() - started < 3  # the rate of 100,000 in a minute
