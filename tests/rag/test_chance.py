"""The chance that a figure is the one asked for."""

import math

import pytest

from rag.chance import chance, probability, searched_probability, text_chance
from rag.lexicon import tokens
from rag.reading import read_quantities
from rag.sentences import read_sentences

BUILT = "Trong năm, 13 hộ được hỗ trợ xây nhà mới và 11 hộ được hỗ trợ sửa chữa nhà. Tổng kinh phí 1,48 tỉ đồng."
FULL, HALF, NONE = "Sửa chữa nhà bao nhiêu hộ?", "Sửa chữa cầu bao nhiêu hộ?", "Bắn pháo hoa bao nhiêu lần?"


@pytest.fixture
def winner(parsed, read):
    """``winner("question", 1.0)``: the best figure of BUILT, whose passage stands so far above what search found."""
    passage = parsed(BUILT)

    def best(asked, score=1.0):
        return read_quantities(read(asked, BUILT), tokens(asked, folded=False), [(passage, score)])[0]

    return best


def test_the_chance_rises_with_what_belongs_to_the_figure(winner):
    full, half, none = (probability(winner(asked)) for asked in (FULL, HALF, NONE))
    assert 1 > full > half > none > 0


def test_in_a_collection_it_rises_with_how_far_paragraph_and_figure_stand_out(winner):
    def at(score, margin):
        return searched_probability(winner(HALF, score), margin)

    assert 0 < at(0, 0) < at(1, 0) < at(1, 1) < at(2, 1) < 1
    assert at(1, 9) == at(1, math.inf)  # beyond some margin more tells no more


def test_search_speaks_only_where_it_had_a_collection_to_choose_from(winner):
    near, far = winner(HALF, 0.0), winner(HALF, 3.0)
    assert chance(near, False, 0.0) == chance(far, False, 2.0) == probability(near)
    assert chance(near, True, 0.0) < chance(far, True, 2.0) == searched_probability(far, 2.0)


@pytest.fixture
def sentence(parsed, read):
    """``sentence("question", 1.0)``: the best sentence of BUILT, whose passage stands so far above what search found."""
    passage = parsed(BUILT)
    return lambda asked, score=1.0: read_sentences(read(asked, BUILT), [(passage, score)])[0]


WHY = "Vì sao hộ được hỗ trợ sửa chữa nhà?"


def test_so_does_the_chance_of_a_sentence(sentence):
    full, half = sentence(WHY), sentence("Vì sao hộ được hỗ trợ sửa chữa cầu?")
    assert 1 > text_chance(full, False, 0.0) > text_chance(half, False, 0.0) > 0
    assert text_chance(full, False, 0.0) == text_chance(sentence(WHY, 4.0), False, 2.0)

    def at(score, margin):
        return text_chance(sentence(WHY, score), True, margin)

    assert 0 < at(0, 0) < at(1, 0) < at(1, 1) < at(2, 1) < 1
    assert at(1, 9) == at(1, math.inf)
