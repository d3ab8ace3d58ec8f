"""Grounding: each way in which an answer can show what no article says."""

from __future__ import annotations

import pytest

from eval.metrics.grounding import citation_precision, citation_recall, score_grounding, values_agree


def test_a_right_answer_passes_every_check(answer, shelf):
    grounding = score_grounding(answer(), shelf.article)
    # One quote; two quantities and the three numbers of "13 hộ; 11 hộ [1]".
    assert (grounding.quotes_passed, grounding.quotes) == (1, 1)
    assert (grounding.numbers_passed, grounding.numbers) == (5, 5)
    assert grounding.grounded


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"quote": "huyện Đầm Hà hỗ trợ 14 hộ"}, "differs from the article"),
        ({"quote": "", "end": 0, "start": 0}, "differs from the article"),
        ({"start": 1}, "differs from the article"),
        ({"article": "Z"}, "no such article"),
        ({"version": "old"}, "version old is not the stored one"),
    ],
)
def test_a_false_quote_is_found(answer, cite, shelf, change, failure):
    good = answer()["citations"][0]
    grounding = score_grounding(answer(citations=[good | change], quantities=[], answer=""), shelf.article)
    assert (grounding.quotes_passed, grounding.quotes) == (0, 1)
    assert failure in grounding.failures[0]
    assert not grounding.grounded


def test_nearest_passages_are_quotes_too(abstention, cite, shelf):
    near = cite("Tổng kinh phí")
    assert score_grounding(abstention(nearest=[near]), shelf.article).grounded
    assert not score_grounding(abstention(nearest=[near | {"quote": "Tổng"}]), shelf.article).grounded


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"text": "12 hộ"}, "differs from the article"),
        ({"citation": 2}, "has no citation"),
        ({"citation": None}, "has no citation"),
        ({"start": 0, "end": 3, "text": "Năm"}, None),
    ],
)
def test_a_quantity_must_be_its_slice(answer, quantity, shelf, change, failure):
    given = quantity(13, "13 hộ", "hộ") | change
    grounding = score_grounding(answer(quantities=[given], answer=""), shelf.article)
    assert grounding.grounded is (failure is None)
    if failure:
        assert failure in grounding.failures[0]


def test_a_quantity_must_stand_in_its_own_quote(answer, quantity, shelf):
    money = quantity(1.48e9, "1,48 tỉ đồng", "đồng")  # in the second paragraph; the quote is the first
    grounding = score_grounding(answer(quantities=[money], answer="13 hộ"), shelf.article)
    assert grounding.failures == ("quantity '1,48 tỉ đồng': stands outside quote 1",)


def test_a_value_that_its_text_does_not_say_does_not_excuse_itself(answer, quantity, shelf):
    given = answer(quantities=[quantity(14, "13 hộ", "hộ")], answer="14 hộ")
    assert score_grounding(given, shelf.article).failures == ("number '14' of the answer stands in no quote",)


def test_a_number_from_nowhere_in_the_answers_text_is_found(answer, shelf):
    grounding = score_grounding(answer(answer="13 hộ, đạt 109,4% [1]"), shelf.article)
    assert grounding.failures == ("number '109,4%' of the answer stands in no quote",)
    assert (grounding.numbers_passed, grounding.numbers) == (4, 5)


@pytest.mark.parametrize(
    "text",
    [
        "13 hộ (Đầm Hà, 2023) [1]",
        "Không có 24: bài viết ghi 13",
        "Không thấy: 5, tỷ",
        "13 và 11",
        "13 hộ\n[1] Bài A, 30/11/2023, dòng 1",
        "[1] seeds/dam-ha.md, 30/11/2023",
    ],
)
def test_numbers_of_quote_question_and_source_may_be_shown(answer, shelf, text):
    asked = answer(answer=text, question="Có đúng 24 nhà, 5 tỷ?")
    assert score_grounding(asked, shelf.article).grounded


def test_what_is_known_of_a_source_excuses_no_other_line(answer, shelf):
    failures = score_grounding(answer(answer="30 hộ\n[1] Bài A, 30/11/2023"), shelf.article).failures
    assert failures == ("number '30' of the answer stands in no quote",)


def test_scaled_values_are_the_same_number(answer, cite, quantity, shelf):
    quote = "Tổng kinh phí là 1,48 tỉ đồng."
    given = answer(
        answer="1.480.000.000 đồng", citations=[cite(quote)], quantities=[quantity(1.48e9, "1,48 tỉ đồng", "đồng")]
    )
    assert score_grounding(given, shelf.article).grounded


@pytest.mark.parametrize(
    ("value", "parts", "grounded"), [(24, [0, 1], True), (25, [0, 1], False), (24, [0, 5], False), (13, [0], True)]
)
def test_a_sum_needs_grounded_parts_that_add_up(answer, quantity, shelf, value, parts, grounded):
    total = computed(quantity, value, parts)
    quantities = [quantity(13, "13 hộ", "hộ"), quantity(11, "11 hộ", "hộ"), total]
    assert score_grounding(answer(quantities=quantities), shelf.article).grounded is grounded


def test_a_sum_of_an_ungrounded_part_is_not_grounded(answer, quantity, shelf):
    misplaced = quantity(13, "13 hộ", "hộ") | {"start": 0}
    failures = score_grounding(answer(quantities=[computed(quantity, 13, [1]), misplaced]), shelf.article).failures
    assert "is computed from a number that stands in no quote" in failures[0]


def computed(quantity, value, parts):
    return quantity(value, "13 hộ", "hộ") | {
        "text": f"13 + 11 = {value}",
        "start": None,
        "end": None,
        "computed_from": parts,
    }


def test_an_answer_that_shows_nothing_has_nothing_to_prove(abstention, shelf):
    grounding = score_grounding(abstention(), shelf.article)
    assert (grounding.quotes, grounding.numbers, grounding.grounded) == (0, 0, True)


def test_citation_precision_and_recall():
    assert citation_precision([True, False, True, True]) == 0.75
    assert citation_precision([]) is None
    assert citation_recall(["a", "b"], ["b", "c", "b"]) == 0.5
    with pytest.raises(ValueError, match="at least one"):
        citation_recall([], ["a"])


def test_values_are_read_again_by_the_judge(answer, quantity):
    good = quantity(1.48e9, "1,48 tỉ đồng", "đồng")
    unscaled = quantity(1.48, "1,48 tỉ đồng", "đồng")
    unread = quantity(3, "nhà", "hộ")
    assert values_agree(answer(quantities=[good, unscaled, unread, computed(quantity, 24, [0])])) == (1, 2)
    assert values_agree(answer(quantities=[quantity(2 / 3, "13 hộ", "hộ") | {"text": "2/3 số hộ"}])) == (1, 1)
