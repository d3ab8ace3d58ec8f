"""Intervals and tests of chance: worked by hand where the answer is exact, and against scipy."""

from __future__ import annotations

import numpy as np
import pytest

from eval.metrics.bootstrap import interval_of, interval_of_mean, interval_of_ratio, paired_difference


def test_equal_values_have_no_width():
    assert interval_of_mean([1.0] * 20) == (1.0, 1.0)


def test_one_group_is_drawn_as_one():
    # Two facts with ten paraphrases each, one all right and one all wrong: a draw is 0, 1/2 or 1, never 0.45.
    values, groups = [1.0] * 10 + [0.0] * 10, ["a"] * 10 + ["b"] * 10
    assert interval_of_mean(values, groups) == (0.0, 1.0)
    low, high = interval_of_mean(values)
    assert 0.25 <= low < 0.5 < high <= 0.75


def test_groups_of_unequal_size_weigh_by_their_rows():
    # Of two groups, four draws are equally likely: aa, ab, ba, bb, with means 1, 3/4, 3/4 and 0.
    values, groups = [1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"]
    found = set()
    for seed in range(30):
        found.update(interval_of_mean(values, groups, samples=1, seed=seed))
    assert found == {1.0, 0.75, 0.0}


def test_same_seed_same_interval():
    values = [0.0, 1.0, 1.0, 0.0, 1.0]
    assert interval_of_mean(values, seed=4) == interval_of_mean(values, seed=4)


def test_the_general_interval_agrees_with_that_of_the_mean():
    values = list(np.random.default_rng(1).random(40))
    general = interval_of(lambda rows: sum(rows) / len(rows), values, samples=1000, seed=0)
    assert general == pytest.approx(interval_of_mean(values, samples=1000, seed=0))


def test_a_ratio_leaves_out_draws_without_a_denominator():
    # Two rows, drawn twice: 1/1, 1/1 or undefined where only the second row is drawn.
    assert interval_of_ratio([1.0, 0.0], [1.0, 0.0]) == (1.0, 1.0)
    assert interval_of_ratio([0.0, 0.0], [0.0, 0.0]) is None


def test_an_undefined_statistic_has_no_interval():
    assert interval_of(lambda rows: None, [1, 2, 3]) is None


def test_agrees_with_scipy():
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(5).random(60)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(0)
    ).confidence_interval
    ours = interval_of_mean(list(values), samples=20_000)
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.005)


def test_the_randomisation_test_agrees_with_the_exact_one_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(2)
    a = rng.integers(0, 2, 12).astype(float)
    b = np.clip(a + rng.integers(-1, 2, 12), 0, 1)
    b[:4] = 1 - a[:4]
    exact = stats.permutation_test(
        (a, b), lambda x, y, axis: np.mean(y - x, axis=axis), permutation_type="samples", vectorized=True
    ).pvalue
    assert paired_difference(list(a), list(b), samples=20_000).p_value == pytest.approx(exact, abs=0.015)


def test_the_sign_of_a_difference_and_its_certainty():
    worse, better = [0.0] * 20, [1.0] * 20
    difference = paired_difference(worse, better)
    assert (difference.mean, difference.low, difference.high, difference.count) == (1.0, 1.0, 1.0, 20)
    assert difference.p_value < 0.001
    # A single fact asked twenty times is a single observation: nothing can be said.
    assert paired_difference(worse, better, ["one"] * 20).p_value == 1.0
    assert paired_difference(worse, worse).p_value == 1.0


def test_three_changes_of_one_sign_are_not_more_than_chance():
    # Exactly: |sum| of three tossed coins is 3 in 2 of 8 cases.
    assert paired_difference([0.0] * 3, [1.0] * 3).p_value == pytest.approx(0.25, abs=0.02)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="at least one row"):
        interval_of_mean([])
    with pytest.raises(ValueError, match="same rows"):
        paired_difference([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="2 rows, 1 groups"):
        interval_of_mean([1.0, 2.0], ["a"])
