"""Whether confidence tells right from wrong: the risk-coverage curve and its area.

Questions are answered from the most confident down. After i answers, coverage is ``i / n`` and risk the share of wrong
ones among the i; ``AURC = (1/n) Σ risk(i)``, lower is better. Answers of equal confidence cannot be told apart, so
within a tie the expected errors of a random order count (a straight line). ``n`` are the answers shown, so the area
judges the confidence alone and not how much was withheld; ``total`` (all questions) scales the coverage of the curve
only. The best area that any confidence could reach with the same errors is ``optimal_aurc``: all wrong answers last.

Sources: El-Yaniv and Wiener, *On the Foundations of Noise-free Selective Classification*, JMLR 11, 2010; Geifman and
El-Yaniv, *Selective Classification for Deep Neural Networks*, NeurIPS 2017 (curve); Geifman, Uziel, El-Yaniv,
*Bias-Reduced Uncertainty Estimation*, ICLR 2019 (AURC).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

__all__ = ["Point", "aurc", "curve", "optimal_aurc"]


@dataclass(frozen=True, slots=True)
class Point:
    """Answering everything with at least ``confidence``: the share of questions answered, the share of these wrong."""

    confidence: float
    coverage: float
    risk: float


def curve(confidences: Sequence[float], right: Sequence[bool], total: int | None = None) -> list[Point]:
    """One point for each distinct confidence, coverage rising. ``total``: all questions, withheld ones included."""
    questions = total or len(confidences)
    points: list[Point] = []
    answered = wrong = 0
    for confidence, group in _ties(confidences, right):
        answered += len(group)
        wrong += group.count(False)
        points.append(Point(confidence, answered / questions, wrong / answered))
    return points


def aurc(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """The area under the curve over the answers shown, 0 to 1; None without answers."""
    answered, wrong, area = 0, 0.0, 0.0
    for _, group in _ties(confidences, right):
        errors = group.count(False) / len(group)
        for _ in group:
            answered, wrong = answered + 1, wrong + errors
            area += wrong / answered
    return area / answered if answered else None


def optimal_aurc(right: Sequence[bool]) -> float | None:
    """The area of the best order for these errors."""
    wrong_last = sorted(right, reverse=True)
    return aurc([float(-rank) for rank in range(len(wrong_last))], wrong_last)


def _ties(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, list[bool]]]:
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    return [(confidence, [r for _, r in group]) for confidence, group in groupby(ranked, key=lambda pair: pair[0])]
