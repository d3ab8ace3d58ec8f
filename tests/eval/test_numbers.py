"""Number accuracy, worked by hand."""

from __future__ import annotations

import pytest

from eval.metrics.numbers import Number, NumberScore, same_unit, score_numbers


def test_the_first_number_decides():
    expected = [Number(13, "hộ")]
    assert score_numbers([Number(13, "hộ")], expected) == NumberScore(True, True, True, True, 0)
    assert score_numbers([Number(11, "hộ"), Number(13, "hộ")], expected) == NumberScore(False, True, False, True, 1)
    assert score_numbers([Number(13, "người")], expected) == NumberScore(True, False, False, True, 0)


def test_of_several_numbers_any_may_lead_and_all_must_be_shown():
    expected = [Number(13, "hộ"), Number(11, "hộ")]
    assert score_numbers([Number(11, "hộ")], expected) == NumberScore(True, True, True, False, 0)
    assert score_numbers([Number(11, "hộ"), Number(13, "hộ")], expected).all


def test_the_unit_is_that_of_the_number_shown():
    expected = [Number(138, "căn nhà"), Number(8.992e9, "đồng")]
    assert score_numbers([Number(138, "đồng")], expected).unit is False
    assert score_numbers([Number(8992000000, "đồng")], expected).both is True


def test_an_abstention_is_wrong_and_shows_nothing_extra():
    assert score_numbers([], [Number(1, "hộ")]) == NumberScore(False, False, False, False, 0)


def test_nothing_is_said_of_units_that_the_set_does_not_state():
    score = score_numbers([Number(5, "người")], [Number(5)])
    assert score == NumberScore(True, None, None, True, 0)


def test_plan_and_total_belong_to_both():
    expected = [Number(91, "người", of=80)]
    assert score_numbers([Number(91, "người", of=80)], expected).both is True
    assert score_numbers([Number(91, "người")], expected).both is False
    assert score_numbers([Number(91, "người"), Number(80, "người")], expected).extra == 0


def test_values_are_compared_as_numbers():
    assert score_numbers([Number(0.1 + 0.2)], [Number(0.3)]).value
    assert not score_numbers([Number(1.5e6)], [Number(15e6)]).value


def test_expected_numbers_are_needed():
    with pytest.raises(ValueError, match="no expected number"):
        score_numbers([Number(1)], [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("hộ", "Hộ", True),
        ("nhà", "căn nhà", True),
        ("hộ", "hộ nghèo", True),
        ("tỷ đồng", "đồng", True),
        ("đồng/người", "đồng", False),
        ("triệu đồng / người", "đồng/người", True),
        ("hộ", "khẩu", False),
        ("hộ nghèo", "hộ cận nghèo", False),
        ("%", "điểm phần trăm", False),
        (None, "hộ", False),
        (None, None, True),
    ],
)
def test_units(one, other, same):
    assert same_unit(one, other) is same
    assert same_unit(other, one) is same
