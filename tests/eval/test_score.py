"""One answer against its row: which measures apply, and what they say."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from eval.dataset import Expect, Row
from eval.metrics.numbers import Number
from eval.score import Shelf, score

HOUSES = Expect((Number(13, "hộ"), Number(11, "hộ")), ("dam-ha",), ("13 hộ", "11 hộ"))


def row(expect=HOUSES, tags=()):
    return Row("x", "Đầm Hà hỗ trợ bao nhiêu nhà?", "dev", expect, tags)


def test_the_answers_judged_here_have_the_published_form(answer, abstention, cite, quantity):
    schema = json.loads(files("rag").joinpath("answer.schema.json").read_text(encoding="utf-8"))
    for given in (answer(), abstention(), abstention(nearest=[cite("Tổng kinh phí")])):
        jsonschema.validate(given, schema)


def test_a_right_answer_is_right_in_every_measure(answer, shelf):
    scores = score(row(), answer(), shelf)
    assert scores["extra_numbers"] == 0
    wrong = {name: value for name, value in scores.items() if value != 1}
    assert wrong == {"extra_numbers": 0, "wrong_shown": 0}
    assert "reason_accuracy" not in scores
    assert "recall@1" not in scores  # the answer does not say what was retrieved


def test_an_abstention_on_an_answerable_row_is_wrong_but_shows_nothing_wrong(abstention, shelf):
    scores = score(row(), abstention(), shelf)
    assert scores["number_accuracy"] == scores["accuracy"] == scores["withheld_rightly"] == 0
    assert scores["number_unit"] == scores["f1"] == 0
    assert scores["wrong_shown"] == 0
    assert "right_article" not in scores
    assert scores["groundedness"] is None


def test_a_row_to_withhold_is_right_iff_withheld(answer, abstention, shelf):
    expect = Expect(abstain=("place_not_found", "not_in_articles"))
    withheld = score(row(expect), abstention("not_in_articles"), shelf)
    assert (withheld["accuracy"], withheld["withheld_rightly"], withheld["reason_accuracy"]) == (1, 1, 1)
    assert "number_accuracy" not in withheld
    for_another_reason = score(row(expect), abstention("off_topic"), shelf)
    assert (for_another_reason["accuracy"], for_another_reason["reason_accuracy"]) == (1, 0)
    shown = score(row(expect), answer(), shelf)
    assert (shown["accuracy"], shown["withheld_rightly"], shown["wrong_shown"]) == (0, 0, 1)
    assert "reason_accuracy" not in shown


def test_an_assistant_that_raised_is_wrong_on_either_kind(shelf):
    for expect in (HOUSES, Expect(abstain=("off_topic",))):
        scores = score(row(expect), None, shelf)
        assert scores["accuracy"] == scores["withheld_rightly"] == scores["wrong_shown"] == 0
    assert score(row(), None, shelf)["number_accuracy"] == 0


def test_the_first_number_decides_unless_a_claim_is_checked(answer, quantity, shelf):
    year_first = answer(quantities=[quantity(2023, "2023", None), *answer()["quantities"]])
    plain = score(row(), year_first, shelf)
    assert (plain["number_accuracy"], plain["number_all"], plain["extra_numbers"]) == (0, 1, 1)
    assert plain["wrong_shown"] == 1
    assert score(row(tags=("claim",)), year_first, shelf)["number_accuracy"] == 1


def test_a_text_row_is_judged_by_its_quotes(answer, cite, shelf):
    expect = Expect((), ("dam-ha",), ("huyện Đầm Hà",))
    scores = score(row(expect), answer(quantities=[]), shelf)
    assert (scores["span_accuracy"], scores["accuracy"]) == (1, 1)
    assert 0 < scores["f1"] < 1
    assert scores["exact_match"] == 0
    assert "number_accuracy" not in scores
    elsewhere = score(row(expect), answer(quantities=[], citations=[cite("Tổng kinh phí")]), shelf)
    assert (elsewhere["span_accuracy"], elsewhere["wrong_shown"]) == (0, 1)


def test_text_measures_read_the_first_quantity(answer, shelf):
    scores = score(row(), answer(), shelf)
    assert scores["exact_match"] == 1  # "13 hộ" is a gold span


def test_the_second_end_of_a_range_is_shown_too(answer, quantity, shelf):
    ranged = answer(quantities=[quantity(11, "11 hộ", "hộ", range_end=13)])
    scores = score(row(), ranged, shelf)
    assert (scores["number_all"], scores["extra_numbers"]) == (1, 0)


def test_an_original_stands_for_the_seed_that_retells_it(answer, cite, quantity, shelf):
    expect = Expect((Number(7000, "người", 6400),), ("bac-kan",), ("7.000/6.400 người",))
    given = answer(
        citations=[cite("việc làm cho 7.000/6.400 người", "B")],
        quantities=[quantity(7000, "7.000/6.400 người", "người", "B", of=6400)],
        answer="",
    )
    scores = score(row(expect), given, shelf)
    assert scores["right_article"] == scores["citation_recall"] == scores["number_both"] == 1


def test_the_article_of_what_is_shown_first_must_be_right(answer, cite, quantity, shelf):
    citations = [cite("hỗ trợ 13 hộ"), cite("cho 7.000/6.400 người", "B", n=2)]
    second_first = answer(
        citations=citations,
        quantities=[quantity(7000, "7.000", "người", "B", citation=2), quantity(13, "13 hộ", "hộ")],
        answer="",
    )
    scores = score(row(), second_first, shelf)
    assert (scores["right_article"], scores["citation_precision"], scores["citation_recall"]) == (0, 0.5, 1)


def test_without_spans_an_expected_number_is_the_gold(answer, cite, shelf):
    expect = Expect((Number(1.48e9),), ("dam-ha",))
    citations = [cite("Tổng kinh phí là 1,48 tỉ đồng."), cite("13 hộ xây nhà", n=2)]
    scores = score(row(expect), answer(citations=citations, quantities=[], answer=""), shelf)
    assert (scores["citation_precision"], scores["citation_recall"]) == (0.5, 1)
    assert "exact_match" not in scores


def passage(text, article="A"):
    return {"article": article, "start": 0, "end": len(text), "text": text}


def test_retrieval_finds_each_expected_article_once(answer, shelf):
    expect = Expect((Number(13),), ("dam-ha", "bac-kan"), ("13 hộ", "6.400 người"))
    retrieved = [
        passage("không có gì"),
        passage("có 13 hộ"),
        passage("lại 13 hộ"),
        passage("13 hộ", "B"),
    ]
    scores = score(row(expect), answer(retrieved=retrieved), shelf)
    assert scores["recall@1"] == 0
    assert scores["recall@5"] == 1
    assert scores["mrr@10"] == 0.5
    assert scores["gold_read"] == 1
    retrieved.pop()
    assert score(row(expect), answer(retrieved=retrieved), shelf)["recall@10"] == 0.5


def test_the_right_words_in_the_wrong_article_are_not_found(answer, shelf):
    scores = score(row(), answer(retrieved=[passage("13 hộ", "B")]), shelf)
    assert scores["gold_read"] == 0
    assert score(row(), answer(retrieved=[]), shelf)["recall@10"] == 0


def test_an_unknown_article_is_named_by_its_source():
    shelf = Shelf(lambda id: None)
    assert shelf.stem({"article": "Z", "source": "folder/bai-viet.md"}) == "bai-viet"


@pytest.mark.parametrize("key", ["status", "citations", "quantities"])
def test_an_answer_that_breaks_the_contract_is_not_scored(answer, shelf, key):
    broken = answer()
    del broken[key]
    with pytest.raises(KeyError, match=key):
        score(row(), broken, shelf)
