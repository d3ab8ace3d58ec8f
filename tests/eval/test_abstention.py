"""Withholding: worked by hand, and against scikit-learn."""

from __future__ import annotations

import random

import pytest

from eval.metrics.abstention import Abstention, ReasonScore, baselines, by_reason, score_abstention


def test_by_hand():
    must = [True, True, True, False, False]
    did = [True, True, False, True, False]
    scores = score_abstention(must, did)
    assert scores == Abstention(tp=2, fp=1, fn=1, tn=1)
    assert scores.precision == pytest.approx(2 / 3)
    assert scores.recall == pytest.approx(2 / 3)
    assert scores.f1 == pytest.approx(2 / 3)
    assert scores.accuracy == pytest.approx(3 / 5)


def test_what_has_no_denominator_has_no_value():
    nothing = score_abstention([False, False], [False, False])
    assert (nothing.precision, nothing.recall, nothing.f1, nothing.accuracy) == (None, None, None, 1.0)


def test_the_trivial_baselines():
    floor = baselines([True, False, False, False])
    assert (floor["always"].precision, floor["always"].recall, floor["always"].f1) == (0.25, 1.0, pytest.approx(0.4))
    assert (floor["never"].precision, floor["never"].recall, floor["never"].f1) == (None, 0.0, 0.0)
    assert (floor["always"].accuracy, floor["never"].accuracy) == (0.25, 0.75)


def test_by_reason():
    scores = by_reason(
        [["place_not_found"], ["place_not_found", "off_topic"], ["off_topic"]],
        ["place_not_found", "off_topic", None],
    )
    assert scores == {"off_topic": ReasonScore(1, 0, 0), "place_not_found": ReasonScore(2, 2, 2)}
    with pytest.raises(ValueError, match="at least one accepted reason"):
        by_reason([[]], [None])


def test_agrees_with_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = random.Random(11)
    must = [rng.random() < 0.4 for _ in range(200)]
    did = [m if rng.random() < 0.8 else not m for m in must]
    scores = score_abstention(must, did)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(must, did, average="binary")
    assert (scores.precision, scores.recall, scores.f1) == pytest.approx((precision, recall, f1))
