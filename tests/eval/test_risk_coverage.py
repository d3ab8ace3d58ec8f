"""The risk-coverage curve and its area, worked by hand and by brute force."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from eval.metrics.risk_coverage import Point, aurc, curve, optimal_aurc


def test_by_hand():
    # Ranked: right, wrong, right. Risks 0, 1/2, 1/3.
    confidences, right = [0.5, 0.9, 0.7], [True, True, False]
    assert curve(confidences, right) == [Point(0.9, 1 / 3, 0), Point(0.7, 2 / 3, 1 / 2), Point(0.5, 1, 1 / 3)]
    assert aurc(confidences, right) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_withheld_questions_lower_the_coverage_only():
    assert curve([0.9], [True], total=4) == [Point(0.9, 0.25, 0)]


def test_confidence_that_says_nothing_has_the_area_of_the_error_rate():
    assert aurc([0.5] * 8, [True] * 6 + [False] * 2) == pytest.approx(0.25)
    assert curve([0.5] * 8, [True] * 6 + [False] * 2) == [Point(0.5, 1, 0.25)]


def test_ties_count_as_the_mean_over_their_orders():
    confidences, right = [0.9, 0.5, 0.5, 0.5, 0.1], [True, False, True, True, False]
    areas = []
    for order in permutations([False, True, True]):
        ranked = [True, *order, False]
        areas.append(sum(ranked[: i + 1].count(False) / (i + 1) for i in range(5)) / 5)
    assert aurc(confidences, right) == pytest.approx(sum(areas) / len(areas))


def test_the_best_order_puts_errors_last():
    right = [False, True, True, False]
    best = min(aurc([4.0, 3.0, 2.0, 1.0], order) for order in permutations(right))
    assert optimal_aurc(right) == pytest.approx(best)


def test_nothing_answered_has_no_area():
    assert aurc([], []) is None
    assert optimal_aurc([]) is None
    assert curve([], [], total=3) == []


def test_never_below_the_optimum():
    rng = random.Random(0)
    for _ in range(50):
        right = [rng.random() < 0.7 for _ in range(30)]
        assert aurc([rng.random() for _ in right], right) >= optimal_aurc(right) - 1e-12
