"""Whether the right numbers are shown: value, unit, both; the first and all; numbers that nobody asked for.

For a question with expected numbers ``E`` and the shown numbers ``S``, best first:

- value  = 1 if the first shown value is one of ``E`` (values agree up to a relative 1e-9), else 0
- unit   = 1 if the first shown unit is the unit of the expected number that it stands for
- both   = value and unit, and the ``of`` of ``91/80`` where the set states one
- all    = 1 if every value of ``E`` is among ``S``
- extra  = how many shown numbers are in no ``E`` (nor the ``of`` of one); to be read beside the accuracy, lower is
  better

An answer without numbers, so also an abstention, scores 0. Source: "execution accuracy" of Chen et al., *FinQA*, EMNLP
2021 (values compared, not strings), applied to the first number as P@1 is to the first passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.metrics.figures import same_value
from eval.metrics.matching import clean

__all__ = ["Number", "NumberScore", "same_unit", "score_numbers"]


@dataclass(frozen=True, slots=True)
class Number:
    """A value with scale words applied; ``of`` is the plan or total that it is measured against (91 of 80)."""

    value: float
    unit: str | None = None
    of: float | None = None


@dataclass(frozen=True, slots=True)
class NumberScore:
    """``unit`` and ``both`` are None where no expected number states a unit or an ``of``."""

    value: bool
    unit: bool | None
    both: bool | None
    all: bool
    extra: int


_SCALES = re.compile(r"^(?:(?:trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+)+(?=\S)")


def same_unit(one: str | None, other: str | None) -> bool:
    """Equal, or one's words stand together within the other's: ``nhà`` and ``căn nhà``, ``hộ`` and ``hộ nghèo``.

    Scale words do not count (``tỷ đồng`` is ``đồng``); a rate (``đồng/người``) is never its numerator.
    """
    if not one or not other:
        return not one and not other
    a, b = (_SCALES.sub("", clean(unit)).replace(" /", "/").replace("/ ", "/") for unit in (one, other))
    if ("/" in a) != ("/" in b):
        return False
    return f" {a} " in f" {b} " or f" {b} " in f" {a} "


def score_numbers(shown: Sequence[Number], expected: Sequence[Number]) -> NumberScore:
    """Scores one answer; ``expected`` must not be empty."""
    if not expected:
        raise ValueError("no expected number is given; numbers can only be judged against at least one")
    first = shown[0] if shown else None
    meant = [e for e in expected if first and same_value(e.value, first.value)]
    units = any(e.unit is not None for e in expected)
    stated = units or any(e.of is not None for e in expected)
    return NumberScore(
        value=bool(meant),
        unit=any(first and _unit_fits(first, e) for e in meant or expected) if units else None,
        both=any(first and _unit_fits(first, e) and _of_fits(first, e) for e in meant) if stated else None,
        all=all(any(same_value(e.value, s.value) for s in shown) for e in expected),
        extra=sum(not any(_known(s, e) for e in expected) for s in shown),
    )


def _unit_fits(shown: Number, expected: Number) -> bool:
    return expected.unit is None or same_unit(shown.unit, expected.unit)


def _of_fits(shown: Number, expected: Number) -> bool:
    return expected.of is None or (shown.of is not None and same_value(shown.of, expected.of))


def _known(shown: Number, expected: Number) -> bool:
    return same_value(shown.value, expected.value) or (expected.of is not None and same_value(shown.value, expected.of))
