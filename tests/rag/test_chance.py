"""The chance that a figure is the one asked for."""

import math

import pytest

from rag.chance import LEAD, First, led_probability, probability
from rag.lexicon import tokens
from rag.reading import read_quantities

BUILT = "Trong năm, 13 hộ được hỗ trợ xây nhà mới và 11 hộ được hỗ trợ sửa chữa nhà. Tổng kinh phí 1,48 tỉ đồng."
FULL, HALF, NONE = "Sửa chữa nhà bao nhiêu hộ?", "Sửa chữa cầu bao nhiêu hộ?", "Bắn pháo hoa bao nhiêu lần?"


@pytest.fixture
def winner(parsed, read):
    """``winner("question")``: the best figure of BUILT."""
    passage = parsed(BUILT)
    return lambda asked: read_quantities(read(asked, BUILT), tokens(asked, folded=False), [(passage, 1.0)])[0]


def test_the_chance_rises_with_what_belongs_to_the_figure(winner):
    full, half, none = (probability(winner(asked)) for asked in (FULL, HALF, NONE))
    assert 1 > full > half > none > 0


def test_it_rises_with_the_lead_of_the_paragraph_and_of_the_figure(winner):
    candidate = winner(HALF)

    def chance(lead, margin):
        return led_probability(candidate, First(candidate.passage, lead), margin)

    assert 0 < chance(0, 0) < chance(1, 0) < chance(1, 1) < chance(2, 1) < 1
    assert chance(1, 9) == chance(1, math.inf)  # beyond some margin more tells no more


def test_the_lead_of_another_paragraph_says_nothing_for_the_figure(winner, parsed):
    candidate, elsewhere = winner(HALF), parsed("Ở nơi khác có 5 hộ.")
    assert led_probability(candidate, First(elsewhere, 3.0), 1.0) == led_probability(
        candidate, First(candidate.passage, 0.0), 1.0
    )


def test_a_figure_stands_out_with_its_paragraph(winner, parsed):
    candidate = winner(FULL)
    assert First(candidate.passage, LEAD).stands_out(candidate)
    assert not First(candidate.passage, LEAD - 0.1).stands_out(candidate)
    assert not First(parsed("Ở nơi khác có 5 hộ."), LEAD).stands_out(candidate)
