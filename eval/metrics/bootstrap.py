"""How sure a figure is: bootstrap percentile intervals, and whether two runs differ by more than chance.

Questions about one fact are not independent: paraphrases fail together. So whole groups (facts) are drawn, not
questions (cluster bootstrap); without ``groups`` every row is a group of its own.

Interval: draw as many groups as there are, with replacement, ``samples`` times; take the 2.5% and 97.5% percentiles of
the statistic. Where every value is the same the interval has no width: that says nothing about questions not asked
(for n of n right, the true share may be as low as about 1 - 3/n).

Test: under the hypothesis that the runs do not differ, the sign of each group's difference is a coin toss;
``p = (1 + #{|mean of tossed| >= |mean|}) / (1 + samples)``.

Sources: Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993 (chapter 13); Field and Welsh, *Bootstrapping
clustered data*, JRSS B 69, 2007; Noreen, *Computer-Intensive Methods for Testing Hypotheses*, 1989 (randomisation
test).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Difference", "interval_of", "interval_of_mean", "interval_of_ratio", "paired_difference"]

T = TypeVar("T")
Floats = npt.NDArray[np.float64]

_CHUNK = 1_000_000  # cells drawn at once: keeps the memory of a large set within tens of megabytes


@dataclass(frozen=True, slots=True)
class Difference:
    """``mean`` = mean of b - mean of a over ``count`` paired rows, its 95% interval, and the two-sided p-value."""

    mean: float
    low: float
    high: float
    p_value: float
    count: int


def interval_of_ratio(
    numerators: Sequence[float],
    denominators: Sequence[float],
    groups: Sequence[Hashable] | None = None,
    *,
    samples: int = 2000,
    seed: int = 0,
) -> tuple[float, float] | None:
    """The 95% percentile interval of ``Σ numerators / Σ denominators``; ``groups[i]`` is the group of row i.

    A mean, a precision, a recall and an F1 are such ratios. Draws with denominator 0 are left out; None if all have it.
    """
    members = _members(len(numerators), groups)
    above, below = (
        np.array([sum(column[i] for i in rows) for rows in members], dtype=float)
        for column in (numerators, denominators)
    )
    sums = [(above[drawn].sum(axis=1), below[drawn].sum(axis=1)) for drawn in _draws(len(members), samples, seed)]
    top, bottom = (np.concatenate(column) for column in zip(*sums, strict=True))
    return _percentiles(top[bottom != 0] / bottom[bottom != 0]) if bottom.any() else None


def interval_of_mean(
    values: Sequence[float], groups: Sequence[Hashable] | None = None, *, samples: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """The 95% percentile interval of the mean of ``values``; ``groups[i]`` is the group of ``values[i]``."""
    interval = interval_of_ratio(values, [1.0] * len(values), groups, samples=samples, seed=seed)
    assert interval is not None  # no denominator is 0
    return interval


def interval_of(
    statistic: Callable[[list[T]], float | None],
    rows: Sequence[T],
    groups: Sequence[Hashable] | None = None,
    *,
    samples: int = 1000,
    seed: int = 0,
) -> tuple[float, float] | None:
    """The 95% percentile interval of any statistic over rows. Draws on which it is undefined (None) are left out;
    None if it is undefined on all."""
    members = _members(len(rows), groups)
    found: list[float] = []
    for drawn in _draws(len(members), samples, seed):
        for sample in drawn:
            value = statistic([rows[i] for group in sample for i in members[group]])
            if value is not None:
                found.append(value)
    return _percentiles(np.array(found)) if found else None


def paired_difference(
    a: Sequence[float],
    b: Sequence[float],
    groups: Sequence[Hashable] | None = None,
    *,
    samples: int = 10_000,
    seed: int = 0,
) -> Difference:
    """How much better ``b`` is than ``a`` on the same rows, with interval and randomisation test."""
    if len(a) != len(b):
        raise ValueError(f"paired runs need the same rows, got {len(a)} and {len(b)}")
    changes = [y - x for x, y in zip(a, b, strict=True)]
    low, high = interval_of_mean(changes, groups, samples=min(samples, 2000), seed=seed)
    sums = np.array([sum(changes[i] for i in rows) for rows in _members(len(changes), groups)], dtype=float)
    moved = sums[sums != 0]  # a group without a change is the same under either sign
    observed = abs(float(moved.sum()))
    as_large = 0
    if len(moved):
        rng = np.random.default_rng(seed)
        for size in _chunks(len(moved), samples):
            signs = rng.choice(np.array([-1.0, 1.0]), size=(size, len(moved)))
            as_large += int((np.abs(signs @ moved) >= observed - 1e-12).sum())
    p_value = (1 + as_large) / (1 + samples) if len(moved) else 1.0
    return Difference(sum(changes) / len(changes), low, high, p_value, len(changes))


def _members(count: int, groups: Sequence[Hashable] | None) -> list[list[int]]:
    if count == 0:
        raise ValueError("an interval needs at least one row")
    if groups is None:
        return [[i] for i in range(count)]
    if len(groups) != count:
        raise ValueError(f"every row needs its group: {count} rows, {len(groups)} groups")
    members: dict[Hashable, list[int]] = {}
    for i, group in enumerate(groups):
        members.setdefault(group, []).append(i)
    return list(members.values())


def _chunks(width: int, samples: int) -> Iterator[int]:
    step = max(1, _CHUNK // width)
    for done in range(0, samples, step):
        yield min(step, samples - done)


def _draws(count: int, samples: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    for size in _chunks(count, samples):
        yield rng.integers(0, count, size=(size, count))


def _percentiles(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
