"""The evaluation as the command line uses it: sets, runs, comparisons, thresholds, reports."""

from __future__ import annotations

import json

import pytest

from eval.command import load_sets, run_sets, side_by_side
from eval.dataset import BadQuestionSet, Expect, Row, write
from eval.metrics.numbers import Number
from eval.perturb import Perturbation
from eval.report_tables import variants_table
from index.errors import BadInput

HOUSES = Expect((Number(13, "hộ"),), ("dam-ha",), ("13 hộ",))
ROWS = [
    Row("q1", "Đầm Hà hỗ trợ bao nhiêu hộ?", "dev", HOUSES),
    Row("q2", "Hà Nội hỗ trợ bao nhiêu hộ?", "test", Expect(abstain=("place_not_found",))),
]


@pytest.fixture
def ask(answer, abstention):
    """Knows its place only by its exact spelling."""
    return lambda question, history: answer() if "Đầm Hà" in question else abstention()


def test_sets_are_joined_and_split(tmp_path):
    write(tmp_path / "a.jsonl", ROWS[:1])
    write(tmp_path / "b.jsonl", ROWS[1:])
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    assert load_sets(paths) == tuple(ROWS)
    assert load_sets(paths, split="test") == (ROWS[1],)
    with pytest.raises(BadInput, match="no question of split 'dev'"):
        load_sets(paths[1:], split="dev")


def test_a_bad_set_or_a_clash_of_ids_is_named(tmp_path):
    write(tmp_path / "a.jsonl", ROWS)
    write(tmp_path / "b.jsonl", ROWS[:1])
    with pytest.raises(BadQuestionSet, match=r"b\.jsonl: id 'q1' is in .*a\.jsonl already"):
        load_sets([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    with pytest.raises(BadQuestionSet, match="no article of the collection"):
        load_sets([tmp_path / "a.jsonl"], articles={"bac-kan": "…"})


def test_a_run_with_everything(ask, shelf, tmp_path):
    seen = []
    outcome = run_sets(
        ask,
        ROWS,
        shelf,
        name="now",
        collection={"id": "c", "paragraphs": 2},
        perturbations=[Perturbation.LOWER_CASE, Perturbation.NO_DIACRITICS],
        thresholds={"accuracy": 1, "groundedness": 1},
        report=tmp_path / "report",
        progress=lambda name, done, of: seen.append((name, done, of)),
    )
    assert outcome.run.totals["accuracy"].value == 1
    assert outcome.run.metadata["collection"] == {"id": "c", "paragraphs": 2}
    assert outcome.run.metadata["questions"] == 2
    assert (outcome.missed, outcome.exit_status) == ((), 0)
    assert seen == [(n, d, 2) for n in ("now", "lower-case", "no-diacritics") for d in (1, 2)]
    assert set(outcome.variants) == {"lower-case", "no-diacritics"}
    assert outcome.drops["lower-case"].worse == ("q1",)
    titles = [table.title for table in outcome.tables]
    assert "Side by side" in titles
    drops = next(table for table in outcome.tables if table.title == "What each changes, question by question")
    assert drops.rows[0][:3] == ("lower case", "right in all (answered or withheld)", "−50.0 pts")
    assert drops.rows[0][5:7] == ("0", "1")
    assert json.loads((tmp_path / "report" / "run.json").read_text(encoding="utf-8"))["name"] == "now"


def test_other_assistants_stand_beside_the_run(ask, abstention, shelf):
    outcome = run_sets(ask, ROWS, shelf, name="now", others={"words-only": lambda question, history: abstention()})
    assert outcome.drops["words-only"].worse == ("q1",)
    table = next(table for table in outcome.tables if table.title == "Side by side")
    assert [row[:2] for row in table.rows] == [("now", "100.0%"), ("words only", "50.0%")]


def test_an_earlier_run_is_compared_and_a_wrong_path_costs_no_time(ask, abstention, shelf, tmp_path):
    run_sets(ask, ROWS, shelf, name="before", report=tmp_path)
    outcome = run_sets(lambda question, history: abstention(), ROWS, shelf, name="after", against=tmp_path / "run.json")
    assert outcome.against.worse == ("q1",)
    assert outcome.against.better == ()

    def never(question, history):
        pytest.fail("was asked although there is nothing to compare with")

    with pytest.raises(BadInput, match="cannot be read"):
        run_sets(never, ROWS, shelf, against=tmp_path / "missing.json")


def test_thresholds_decide_the_exit_status(abstention, shelf):
    outcome = run_sets(lambda question, history: abstention(), ROWS, shelf, thresholds={"number_accuracy": 0.9})
    assert outcome.exit_status == 1
    assert str(outcome.missed[0]) == "number_accuracy must be >= 0.9; it is 0"


def test_several_assistants_side_by_side(ask, abstention, shelf):
    runs = side_by_side({"hybrid": ask, "words only": lambda question, history: abstention()}, ROWS, shelf)
    table = variants_table(runs)
    assert [row[:2] for row in table.rows] == [("hybrid", "100.0%"), ("words only", "50.0%")]
