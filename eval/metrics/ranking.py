"""How early the right passages come: recall@k, reciprocal rank, nDCG, with binary relevance.

``ranking`` is the list of passage ids as retrieved, best first, without repetition; ``relevant`` the ids that answer
the question. A question without a relevant passage has no score: that is a ``ValueError``, not a zero.

Sources: Manning, Raghavan, Schütze, *Introduction to Information Retrieval*, 2008, chapter 8 (recall); Voorhees, *The
TREC-8 Question Answering Track Report*, 1999 (reciprocal rank); Järvelin and Kekäläinen, *Cumulated gain-based
evaluation of IR techniques*, TOIS 20(4), 2002 (nDCG).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log2

__all__ = ["ndcg_at", "recall_at", "reciprocal_rank_at"]


def _hits(ranking: Sequence[str], relevant: Collection[str], k: int) -> list[bool]:
    if not relevant:
        raise ValueError("no relevant passage is given; a ranking can only be judged against at least one")
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    if len(set(ranking)) != len(ranking):
        raise ValueError("the ranking names a passage twice; each passage may stand in it once")
    wanted = set(relevant)
    return [passage in wanted for passage in ranking[:k]]


def recall_at(k: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """``recall@k = |relevant ∩ first k| / |relevant|``."""
    return sum(_hits(ranking, relevant, k)) / len(set(relevant))


def reciprocal_rank_at(k: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """``1 / rank`` of the first relevant passage among the first k, else 0. Its mean over questions is MRR@k."""
    hits = _hits(ranking, relevant, k)
    return 1 / (hits.index(True) + 1) if True in hits else 0.0


def ndcg_at(k: int, ranking: Sequence[str], relevant: Collection[str]) -> float:
    """``DCG@k / ideal DCG@k`` with ``DCG@k = Σ 1 / log2(rank + 1)`` over the relevant passages among the first k."""
    gain = sum(1 / log2(rank + 1) for rank, hit in enumerate(_hits(ranking, relevant, k), start=1) if hit)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(set(relevant))) + 1))
    return gain / ideal
