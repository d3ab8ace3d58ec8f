"""Running a set: totals with counts and intervals, errors that do not stop it, files, comparisons, thresholds."""

from __future__ import annotations

import json

import pytest

from eval.compare import compare, missed_thresholds
from eval.dataset import Expect, Row
from eval.measures import MEASURES, parse_thresholds
from eval.metrics.numbers import Number
from eval.run import run
from eval.runfile import environment, load, save
from index.errors import BadInput

HOUSES = Expect((Number(13, "hộ"), Number(11, "hộ")), ("dam-ha",), ("13 hộ",))
ROWS = (
    Row("q1", "right", "dev", HOUSES, ("number",), fact="houses"),
    Row("q2", "withheld", "dev", HOUSES, ("number", "hard"), fact="houses"),
    Row("q3", "withheld", "dev", Expect(abstain=("place_not_found",)), ("place",)),
    Row("q4", "raises", "dev", Expect(abstain=("off_topic",)), ("off",)),
    Row("q5", "broken", "dev", HOUSES, ("number",), history=("trước",)),
    Row("q6", "unsure", "dev", Expect(abstain=("off_topic",)), ("off",)),
)


@pytest.fixture
def assistant(answer, abstention):
    def ask(question, history):
        match question:
            case "right":
                return answer()
            case "unsure":
                return answer(confidence=0.2)
            case "withheld":
                return abstention()
            case "broken":
                assert history == ("trước",)
                return {"status": "answered"}
            case _:
                raise RuntimeError("no model")

    return ask


@pytest.fixture
def done(assistant, shelf):
    return run(assistant, ROWS, shelf, name="first", metadata={"by": "hand"})


def test_totals_by_hand(done):
    totals = done.totals
    assert (totals["accuracy"].value, totals["accuracy"].count) == (pytest.approx(2 / 6), 6)
    assert totals["wrong_shown"].value == pytest.approx(1 / 6)
    assert (totals["number_accuracy"].value, totals["number_accuracy"].count) == (pytest.approx(1 / 3), 3)
    # To withhold: q3, q4, q6. Withheld: q2, q3.
    assert (totals["abstention_precision"].value, totals["abstention_precision"].count) == (0.5, 2)
    assert (totals["abstention_recall"].value, totals["abstention_recall"].count) == (pytest.approx(1 / 3), 3)
    assert totals["abstention_f1"].value == pytest.approx(2 / 5)
    # Shown: q1 (0.9, right), q6 (0.2, wrong): risks 0 and 1/2.
    assert (totals["aurc"].value, totals["aurc"].count) == (pytest.approx(0.25), 2)
    assert set(totals) <= set(MEASURES)


def test_every_figure_has_an_interval_around_it(done):
    for estimate in done.totals.values():
        assert estimate.count > 0
        assert 0 <= estimate.low <= estimate.value <= estimate.high


def test_an_assistant_that_raises_or_answers_nonsense_is_wrong_and_the_run_goes_on(done):
    errors = {record.id: record.error for record in done.records if record.error}
    assert set(errors) == {"q4", "q5"}
    assert errors["q4"] == "RuntimeError: no model"
    assert errors["q5"].startswith("KeyError")
    assert not any(record.right or record.answer for record in done.records if record.error)
    assert [record.id for record in done.records] == [row.id for row in ROWS]


def test_tags_reasons_and_baselines(done):
    assert {tag: figures["accuracy"].count for tag, figures in done.by_tag.items()} == {
        "hard": 1,
        "number": 3,
        "off": 2,
        "place": 1,
    }
    assert done.by_tag["number"]["number_accuracy"].value == pytest.approx(1 / 3)
    assert (done.reasons["place_not_found"].withheld, done.reasons["off_topic"].withheld) == (1, 0)
    assert done.baselines["always"].recall == 1
    assert [point.coverage for point in done.curve] == [pytest.approx(1 / 6), pytest.approx(2 / 6)]
    assert done.optimal_aurc == pytest.approx(0.25)


def test_the_first_question_is_the_cold_one(done):
    search = done.timings["search"]
    assert (search.p50, search.p95, search.cold) == (2.0, 2.0, 2.0)
    assert search.count == 3  # q1 is cold, q4 raised, q5 was refused
    assert done.timings["whole"].count == 5


def test_progress_is_told_after_each_question(assistant, shelf):
    seen = []
    run(assistant, ROWS[:2], shelf, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


def test_an_interrupt_stops_the_run(shelf):
    def stop(question, history):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stop, ROWS, shelf)


def test_a_set_without_answers_has_totals(abstention, shelf):
    done = run(lambda question, history: abstention("off_topic"), [ROWS[3]], shelf)
    assert done.totals["aurc"].value is None
    assert done.totals["abstention_f1"].value == 1
    assert done.curve == []


def test_a_set_with_nothing_to_withhold_says_nothing_of_withholding(abstention, shelf):
    totals = run(lambda question, history: abstention(), ROWS[:1], shelf).totals
    assert (totals["abstention_f1"].value, totals["abstention_f1"].count) == (None, 0)
    assert totals["withheld_rightly"].value == 0


def test_the_context_of_a_quote_is_kept_and_the_retrieved_text_is_not(answer, shelf):
    def ask(question, history):
        return answer(retrieved=[{"article": "A", "start": 0, "end": 5, "text": "13 hộ"}])

    (record,) = run(ask, [ROWS[0]], shelf).records
    ((before, after),) = record.contexts
    assert (before, after) == ("", "\nTổng kinh phí là 1,48 tỉ đồng.")
    assert record.scores["recall@1"] == 1
    assert "retrieved" not in record.answer


def test_a_run_is_saved_and_loaded_whole(done, tmp_path):
    save(done, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == done


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "cannot be read"), ("{", "no JSON"), ("[]", "no run"), ('{"schema_version": 1}', "damaged")],
)
def test_other_files_are_no_runs(tmp_path, content, problem):
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadInput, match=problem):
        load(path)


def test_two_runs_are_paired_by_question(done, assistant, answer, shelf):
    def better(question, history):
        return answer() if question == "withheld" else assistant(question, history)

    second = run(better, ROWS[:5], shelf, name="second")
    comparison = compare(done, second)
    assert (comparison.a, comparison.b) == ("first", "second")
    assert (comparison.better, comparison.worse) == (("q2",), ("q3",))
    assert (comparison.only_a, comparison.only_b) == (1, 0)
    number = comparison.differences["number_accuracy"]
    assert (number.mean, number.count) == (pytest.approx(1 / 3), 3)
    assert number.p_value > 0.3
    assert "abstention_f1" not in comparison.differences
    with pytest.raises(BadInput, match="share no question"):
        compare(done, run(assistant, [Row("other", "right", "dev", HOUSES)], shelf))


def test_thresholds_are_floors_or_ceilings(done):
    assert missed_thresholds(done, {"number_accuracy": 0.3, "wrong_shown": 0.5, "groundedness": 1}) == ()
    missed = missed_thresholds(done, {"number_accuracy": 0.9, "wrong_shown": 0.1, "recall@1": 0.5})
    assert [str(m) for m in missed] == [
        "number_accuracy must be >= 0.9; it is 0.3333",
        "wrong_shown must be <= 0.1; it is 0.1667",
        "recall@1 must be >= 0.5; no question of the run measures it",
    ]


def test_thresholds_are_read_from_text():
    assert parse_thresholds("number_accuracy=0.9, groundedness=1,") == {"number_accuracy": 0.9, "groundedness": 1.0}
    for text, problem in [("speed=1", "no measure"), ("accuracy", "no number"), ("f1=x", "no number"), (" ", "no thr")]:
        with pytest.raises(BadInput, match=problem):
            parse_thresholds(text)


def test_the_environment_names_what_a_figure_depends_on():
    found = environment({"id": "c", "paragraphs": 12})
    assert found["libraries"]["numpy"]
    assert found["processor"]
    assert found["cores"] >= 1
    assert found["collection"] == {"id": "c", "paragraphs": 12}
    json.dumps(found)
