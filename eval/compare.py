"""Two runs side by side, question by question; and a run against the thresholds it must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.measures import MEASURES
from eval.metrics.bootstrap import Difference, paired_difference
from eval.run import Run
from index.errors import BadInput

__all__ = ["Comparison", "Missed", "compare", "missed_thresholds"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from run ``a`` to run ``b`` on the questions that both asked.

    ``better`` and ``worse`` are the ids that became right and wrong. Measures that are no mean over questions have no
    paired difference; ``withheld_rightly`` stands for withholding.
    """

    a: str
    b: str
    differences: Mapping[str, Difference]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    only_a: int
    only_b: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A threshold that does not hold; ``found`` is None where the run has no such figure."""

    name: str
    wanted: float
    found: float | None

    def __str__(self) -> str:
        sign = ">=" if MEASURES[self.name].higher_is_better else "<="
        found = "no question of the run measures it" if self.found is None else f"it is {self.found:.4g}"
        return f"{self.name} must be {sign} {self.wanted:g}; {found}"


def compare(a: Run, b: Run) -> Comparison:
    """Pairs the runs by question id. Raises BadInput when they share no question."""
    before = {record.id: record for record in a.records}
    pairs = [(before[record.id], record) for record in b.records if record.id in before]
    if not pairs:
        raise BadInput("the two runs share no question; compare runs of the same set")
    differences = {}
    for name in MEASURES:
        scored = [
            (x, y, new.group)
            for old, new in pairs
            if (x := old.scores.get(name)) is not None and (y := new.scores.get(name)) is not None
        ]
        if scored:
            differences[name] = paired_difference(*(list(column) for column in zip(*scored, strict=True)))
    return Comparison(
        a=a.name,
        b=b.name,
        differences=differences,
        better=tuple(new.id for old, new in pairs if new.right and not old.right),
        worse=tuple(new.id for old, new in pairs if old.right and not new.right),
        only_a=len(a.records) - len(pairs),
        only_b=len(b.records) - len(pairs),
    )


def missed_thresholds(run: Run, thresholds: Mapping[str, float]) -> tuple[Missed, ...]:
    """The thresholds that the run does not hold: a floor, or a ceiling where lower is better."""
    missed = []
    for name, wanted in thresholds.items():
        estimate = run.totals.get(name)
        found = estimate.value if estimate is not None else None
        holds = found is not None and (found >= wanted if MEASURES[name].higher_is_better else found <= wanted)
        if not holds:
            missed.append(Missed(name, wanted, found))
    return tuple(missed)
