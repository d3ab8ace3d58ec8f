"""The chance that a figure is the one asked for: what the gates decide by, and the ``confidence`` of an answer.

Two logistic regressions. Where a place is asked for, or few paragraphs were searched, only the words speak. Where a
whole collection was searched, it also tells how far the first paragraph leads: chances are that the answer stands
there, or, where none leads, nowhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.parsed import ParsedPassage
from rag.reading import WEIGHTS, Candidate

__all__ = ["LEAD", "First", "chance", "led_probability", "probability"]

# Chosen on the development half of XQuAD-vi: nine of ten right first paragraphs lead by more, one wrong one of five.
LEAD = 1.5
_MOST_MARGIN = 5.0  # beyond it more tells no more


@dataclass(frozen=True, slots=True)
class First:
    """The paragraph that a search of a whole collection put first, and its lead over the second in fused score."""

    passage: ParsedPassage
    lead: float

    def stands_out(self, candidate: Candidate) -> bool:
        """Whether the figure stands in a paragraph that leads so clearly that the question is about it: its wording
        need not be the question's then."""
        return self.lead >= LEAD and candidate.passage is self.passage


def chance(candidate: Candidate, first: First | None, margin: float) -> float:
    """The chance; ``first`` is None where a place is asked for or few paragraphs were searched."""
    return probability(candidate) if first is None else led_probability(candidate, first, margin)


def probability(candidate: Candidate) -> float:
    """The chance by what belongs to the figure.

    Fitted on the winners of 248 questions (the development half and a later batch by the same author) over originals
    and seeds, cross-validated by question; see docs/READING.md for the curve and what it misses.
    """
    pairs = candidate.signals.get("pairs", 0.0) / WEIGHTS.pairs
    strangers = candidate.signals.get("strangers", 0.0) / WEIGHTS.strangers
    return _logistic(-1.89 + 0.94 * candidate.attached + 3.92 * candidate.coverage + 1.04 * pairs - 1.91 * strangers)


def led_probability(candidate: Candidate, first: First, margin: float) -> float:
    """The chance where a whole collection was searched.

    ``margin``: score above the best figure of another value. Fitted on the winners of 539 questions over XQuAD-vi's
    development half, each asked with its paragraph and with that paragraph taken away.
    """
    lead = first.lead if candidate.passage is first.passage else 0.0
    return _logistic(
        -3.96 + 1.34 * candidate.attached + 2.32 * candidate.coverage + 0.70 * lead + 0.61 * min(margin, _MOST_MARGIN)
    )


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))
