"""Whether answers are withheld when they must be, and only then.

A question that must be withheld is a positive, a withheld answer a positive prediction:

- precision = withheld and rightly so / withheld
- recall    = withheld and rightly so / must be withheld
- F1        = 2 TP / (2 TP + FP + FN)
- accuracy  = share of questions withheld exactly when they must be

A share with denominator 0 is None. The trivial assistants that always or never answer are the floor to read them
against. Source: van Rijsbergen, *Information Retrieval*, 1979 (F); Rajpurkar, Jia, Liang, *Know What You Don't Know:
Unanswerable Questions for SQuAD*, ACL 2018 (baselines, abstention as a class).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Abstention", "ReasonScore", "baselines", "by_reason", "score_abstention"]


@dataclass(frozen=True, slots=True)
class Abstention:
    """Counts: rightly withheld, wrongly withheld, wrongly answered, rightly not withheld."""

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def precision(self) -> float | None:
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        return _share(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def accuracy(self) -> float | None:
        return _share(self.tp + self.tn, self.tp + self.fp + self.fn + self.tn)


@dataclass(frozen=True, slots=True)
class ReasonScore:
    """Of ``count`` questions to withhold for one reason: how many were withheld, how many with an accepted reason."""

    count: int
    withheld: int
    reason_right: int


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def score_abstention(must_withhold: Sequence[bool], withheld: Sequence[bool]) -> Abstention:
    """Counts over paired questions."""
    pairs = list(zip(must_withhold, withheld, strict=True))
    return Abstention(
        tp=sum(must and did for must, did in pairs),
        fp=sum(did and not must for must, did in pairs),
        fn=sum(must and not did for must, did in pairs),
        tn=sum(not must and not did for must, did in pairs),
    )


def baselines(must_withhold: Sequence[bool]) -> dict[str, Abstention]:
    """What an assistant would score that always withholds, and one that never does."""
    return {
        "always": score_abstention(must_withhold, [True] * len(must_withhold)),
        "never": score_abstention(must_withhold, [False] * len(must_withhold)),
    }


def by_reason(accepted: Sequence[Sequence[str]], given: Sequence[str | None]) -> dict[str, ReasonScore]:
    """Scores of the questions to withhold, by first accepted reason; ``given`` is None where an answer was shown."""
    counts: dict[str, list[int]] = {}
    for reasons, reason in zip(accepted, given, strict=True):
        if not reasons:
            raise ValueError("a question to withhold needs at least one accepted reason")
        tally = counts.setdefault(reasons[0], [0, 0, 0])
        tally[0] += 1
        tally[1] += reason is not None
        tally[2] += reason in reasons
    return {reason: ReasonScore(*tally) for reason, tally in sorted(counts.items())}
