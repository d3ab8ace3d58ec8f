"""Saved answers: right ones agree with the collection, and whatever is changed in one is found."""

import copy
import json
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.verify import Problem, verify

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def assistant(seeds_collection, bundled):
    return Assistant(seeds_collection, bundled)


@pytest.fixture(scope="module")
def answers(assistant):
    """Answers to every fifth question of the set, as they are saved."""
    lines = (ROOT / "eval" / "questions" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[::5]]
    return [
        json.loads(json.dumps(assistant.ask(row["question"], row.get("history", ())).to_json(row["id"])))
        for row in rows
    ]


@pytest.fixture
def answer(assistant):
    """Two figures with a plan beside each, a bound, and two years."""
    answer = assistant.ask("Bắc Kạn giải quyết việc làm cho bao nhiêu người?").to_json()
    assert answer["quantities"][0]["of"] == 6400
    return json.loads(json.dumps(answer))


def problems(answer, collection):
    return {found.problem for found in verify(answer, collection).findings}


def test_what_the_assistant_answers_agrees_with_its_collection(answers, seeds_collection):
    wrong = [(a["question"], found) for a in answers for found in verify(a, seeds_collection).findings]
    assert not wrong
    assert sum(a["status"] == "answered" for a in answers) > 25
    assert sum(len(a["quantities"]) for a in answers) > 30


def test_what_was_checked_is_counted(answer, seeds_collection):
    verdict = verify(answer, seeds_collection)
    assert verdict.ok
    assert (verdict.quotes, verdict.figures) == (len(answer["citations"]), len(answer["quantities"]))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("value", 7001),
        ("value", 7000.5),
        ("of", 6401),
        ("of", None),
        ("of_kind", "total"),
        ("range_end", 8000),
        ("unit", "hộ"),
        ("unit", None),
        ("kind", "money"),
        ("bound", "more_than"),
        ("place", "Cao Bằng"),
        ("place", None),
        ("time", "2023"),
        ("time_from", "article"),
    ],
)
def test_a_changed_figure_is_found(answer, seeds_collection, field, wrong):
    assert answer["quantities"][0][field] != wrong
    answer["quantities"][0][field] = wrong
    assert Problem.FIGURE in problems(answer, seeds_collection)


def test_a_figure_is_looked_for_where_the_answer_says(answer, seeds_collection):
    text = copy.deepcopy(answer)
    text["quantities"][0]["text"] = "8.000/6.400 người"
    assert problems(text, seeds_collection) == {Problem.FIGURE_TEXT}
    shifted = copy.deepcopy(answer)
    shifted["quantities"][0]["start"] += 1
    shifted["quantities"][0]["text"] = shifted["quantities"][0]["text"][1:]
    assert problems(shifted, seeds_collection) == {Problem.NO_FIGURE}
    outside = copy.deepcopy(answer)
    outside["quantities"][0]["start"] = outside["citations"][0]["start"] - 1
    assert problems(outside, seeds_collection) == {Problem.OUTSIDE}
    nowhere = copy.deepcopy(answer)
    nowhere["quantities"][0] |= {"start": None, "end": None}
    assert problems(nowhere, seeds_collection) == {Problem.OUTSIDE}
    uncited = copy.deepcopy(answer)
    uncited["quantities"][0]["citation"] = 9
    assert problems(uncited, seeds_collection) == {Problem.NO_CITATION}


@pytest.mark.parametrize(
    ("field", "wrong", "problem"),
    [
        ("quote", "Bắc Kạn có 1 người.", Problem.QUOTE),
        ("start", 0, Problem.QUOTE),
        ("line", 1, Problem.LINE),
        ("title", "Một bài khác", Problem.SOURCE),
        ("publisher", None, Problem.SOURCE),
        ("published", "2020-01-01", Problem.SOURCE),
        ("url", "https://example.org/", Problem.SOURCE),
        ("source", "other.md", Problem.SOURCE),
        ("article", "nowhere", Problem.NO_ARTICLE),
        ("article", "bac-kan-202", Problem.NO_ARTICLE),  # the beginning of an id is not the id
    ],
)
def test_a_changed_source_is_found(answer, seeds_collection, field, wrong, problem):
    answer["citations"][0][field] = wrong
    assert problem in problems(answer, seeds_collection)


def test_the_nearest_passages_of_an_abstention_are_quotes_too(assistant, seeds_collection):
    answer = assistant.ask("Đầm Hà có bao nhiêu tàu vũ trụ?").to_json()
    assert answer["nearest"]
    assert verify(answer, seeds_collection).ok
    answer["nearest"][0]["quote"] = "Đầm Hà có 5 tàu vũ trụ."
    assert problems(answer, seeds_collection) == {Problem.QUOTE}


def test_a_number_of_the_text_that_comes_from_nowhere_is_found(answer, seeds_collection):
    answer["answer"] = answer["answer"].replace("7.000/6.400", "7.000/6.300")
    (found,) = verify(answer, seeds_collection).findings
    assert (found.problem, found.values["number"]) == (Problem.UNSOURCED, "6.300")


def test_a_sum_must_follow_from_its_parts(assistant, seeds_collection):
    answer = json.loads(json.dumps(assistant.ask("Đầm Hà hỗ trợ tổng cộng bao nhiêu nhà?").to_json()))
    (total,) = [q for q in answer["quantities"] if q["computed_from"] is not None]
    assert total["value"] == 24
    assert verify(answer, seeds_collection).ok
    for changes in (
        {"value": 25},
        {"text": "13 + 11 = 25 hộ"},
        {"computed_from": [0, 0]},
        {"computed_from": [0]},
        {"computed_from": [0, 7]},
        {"computed_from": [0, 2]},
    ):
        changed = copy.deepcopy(answer)
        next(q for q in changed["quantities"] if q["computed_from"] is not None).update(changes)
        assert Problem.SUM in problems(changed, seeds_collection), changes


@pytest.mark.parametrize(
    "broken",
    [None, 7, "text", [], {}, {"schema_version": 2}],
)
def test_what_is_no_answer_is_said_to_be_none(seeds_collection, broken):
    verdict = verify(broken, seeds_collection)
    assert {found.problem for found in verdict.findings} == {Problem.SCHEMA}


def test_an_answer_with_a_part_missing_is_not_in_the_published_form(answer, seeds_collection):
    for key in list(answer):
        without = {k: v for k, v in answer.items() if k != key}
        assert problems(without, seeds_collection) == {Problem.SCHEMA}, key


@pytest.fixture
def changing(tmp_path, bundled):
    """A collection of one article, an answer from it, and a way to change the article."""
    from index.build import add
    from index.collection import Collection

    path, folder = tmp_path / "ca-mau.md", tmp_path / "collection"

    def write(*paragraphs):
        head = "---\ntitle: Nhà ở\npublisher: Báo thử\npublished: 2024-05-06\nplaces: [Cà Mau]\n---\n"
        path.write_text(head + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
        add([path], folder, bundled)
        return Collection.open(folder, bundled)

    sentence = "Năm 2024, tỉnh Cà Mau hỗ trợ 321 hộ nghèo xây nhà mới."
    answer = Assistant(write(sentence), bundled).ask("Cà Mau hỗ trợ bao nhiêu hộ nghèo xây nhà?").to_json()
    assert answer["status"] == "answered"
    return write, sentence, answer


def test_a_changed_article_is_told_with_whether_the_quote_still_stands(changing):
    write, sentence, answer = changing
    stands = verify(answer, write("Một đoạn mới đứng trước.", sentence)).findings
    assert [(f.problem, f.values["line"]) for f in stands] == [(Problem.VERSION_STANDS, 9)]
    gone = verify(answer, write(sentence.replace("321", "322"))).findings
    assert [f.problem for f in gone] == [Problem.VERSION_GONE]
    assert verify(answer, write(sentence)).ok  # as it was
