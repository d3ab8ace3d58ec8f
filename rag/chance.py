"""The chance that a figure, or a sentence, is the one asked for: what gates decide by, and ``confidence`` of an answer.

Logistic regressions, two for figures and two for sentences. Where a place is asked for, or few paragraphs were
searched, only the words speak. Where a whole collection was searched, it also tells how far the paragraph stands above
the others that were found: chances are that the answer stands there, or, where none stands out, nowhere.
"""

from __future__ import annotations

import math

from rag.reading import WEIGHTS, Candidate

__all__ = ["chance", "probability", "searched_probability", "text_chance"]

_MOST_MARGIN = 5.0  # beyond it more tells no more
_MOST_TEXT_MARGIN = 3.0


def chance(candidate: Candidate, searched: bool, margin: float) -> float:
    """The chance; ``searched``: whether a whole collection was, not one place of it or a handful of paragraphs."""
    return searched_probability(candidate, margin) if searched else probability(candidate)


def probability(candidate: Candidate) -> float:
    """The chance by what belongs to the figure.

    Fitted on the winners of 248 questions (the development half and a later batch by the same author) over originals
    and seeds, cross-validated by question; see docs/READING.md for the curve and what it misses.
    """
    pairs = candidate.signals.get("pairs", 0.0) / WEIGHTS.pairs
    strangers = candidate.signals.get("strangers", 0.0) / WEIGHTS.strangers
    return _logistic(-1.89 + 0.94 * candidate.attached + 3.92 * candidate.coverage + 1.04 * pairs - 1.91 * strangers)


def searched_probability(candidate: Candidate, margin: float) -> float:
    """The chance where a whole collection was searched.

    ``margin``: score above the best figure of another value. Fitted on the winners of 539 questions over XQuAD-vi's
    development half, each asked with its paragraph and with that paragraph taken away, and of 772 questions over one
    place's articles among XQuAD-vi's paragraphs, asked without the place.
    """
    z = -5.34 + 1.42 * candidate.attached + 3.53 * candidate.coverage + 0.56 * _standing(candidate)
    return _logistic(z + 0.49 * min(margin, _MOST_MARGIN))


def text_chance(candidate: Candidate, searched: bool, margin: float) -> float:
    """The chance that a sentence holds what is asked for; ``margin``: score above the next sentence.

    Fitted on the winners of 98 questions over the originals (coverage alone; development half and later batches), and,
    where a whole collection was searched, of 520 questions of XQuAD-vi's development half, each asked with its
    paragraph and with that paragraph taken away.
    """
    if not searched:
        return _logistic(-3.35 + 5.82 * candidate.coverage)
    z = -6.12 + 2.18 * candidate.coverage + 0.84 * _standing(candidate)
    return _logistic(z + 0.58 * min(margin, _MOST_TEXT_MARGIN))


def _standing(candidate: Candidate) -> float:
    """By how many standard scores the paragraph stands above those that search found."""
    return candidate.signals.get("passage", 0.0) / WEIGHTS.passage


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))
