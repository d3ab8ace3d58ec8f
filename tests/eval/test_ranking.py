"""recall@k, MRR and nDCG: worked by hand, and against ir-measures (pytrec_eval, the TREC tool)."""

from __future__ import annotations

import random
from math import log2

import pytest

from eval.metrics.ranking import ndcg_at, recall_at, reciprocal_rank_at


def test_recall_counts_the_relevant_among_the_first_k():
    assert recall_at(1, ["a", "b", "c"], {"b", "c"}) == 0
    assert recall_at(2, ["a", "b", "c"], {"b", "c"}) == 0.5
    assert recall_at(3, ["a", "b", "c"], {"b", "c"}) == 1
    assert recall_at(10, [], {"b"}) == 0


def test_reciprocal_rank_is_one_over_the_first_hit():
    assert reciprocal_rank_at(10, ["a", "b", "c"], {"b", "c"}) == 1 / 2
    assert reciprocal_rank_at(1, ["a", "b"], {"b"}) == 0


def test_ndcg_discounts_by_the_logarithm_of_the_rank():
    # Two relevant ones at ranks 1 and 3: DCG = 1 + 1/2; the ideal has them at 1 and 2.
    assert ndcg_at(10, ["a", "x", "b"], {"a", "b"}) == pytest.approx((1 + 0.5) / (1 + 1 / log2(3)))
    assert ndcg_at(10, ["a", "b", "x"], {"a", "b"}) == 1
    # With k below the number of relevant passages the ideal is cut at k as well.
    assert ndcg_at(1, ["a"], {"a", "b"}) == 1


@pytest.mark.parametrize(
    ("k", "ranking", "relevant", "message"),
    [(1, ["a"], [], "no relevant"), (0, ["a"], ["a"], "at least 1"), (1, ["a", "a"], ["a"], "twice")],
)
def test_what_has_no_score_is_refused(k, ranking, relevant, message):
    for metric in (recall_at, reciprocal_rank_at, ndcg_at):
        with pytest.raises(ValueError, match=message):
            metric(k, ranking, relevant)


def test_agrees_with_ir_measures_on_random_rankings():
    ir_measures = pytest.importorskip("ir_measures", reason="ir-measures (extra: dev) is not installed")
    rng = random.Random(7)
    passages = [f"p{i}" for i in range(30)]
    rankings, relevant = {}, {}
    for question in range(60):
        rankings[str(question)] = rng.sample(passages, rng.randint(1, 25))
        relevant[str(question)] = set(rng.sample(passages, rng.randint(1, 6)))
    qrels = {q: dict.fromkeys(gold, 1) for q, gold in relevant.items()}
    run = {q: {p: float(-rank) for rank, p in enumerate(ranking)} for q, ranking in rankings.items()}
    ours = {
        "R@1": lambda *a: recall_at(1, *a),
        "R@5": lambda *a: recall_at(5, *a),
        "R@10": lambda *a: recall_at(10, *a),
        "RR@10": lambda *a: reciprocal_rank_at(10, *a),
        "nDCG@10": lambda *a: ndcg_at(10, *a),
    }
    measures = [ir_measures.parse_measure(name) for name in ours]
    compared = 0
    for theirs in ir_measures.iter_calc(measures, qrels, run):
        mine = ours[str(theirs.measure)](rankings[theirs.query_id], relevant[theirs.query_id])
        assert mine == pytest.approx(theirs.value), theirs
        compared += 1
    assert compared == len(ours) * len(rankings)
