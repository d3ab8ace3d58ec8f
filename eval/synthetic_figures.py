"""Figures for synthetic reports: a value, and one of the ways in which Vietnamese reports write it.

The value follows from the printed digits in whole numbers, so that it is exact.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from eval.synthetic_text import FigureKind, Indicator

__all__ = ["Figure", "make_figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed: ``text`` is a slice of the sentence; ``of`` the plan that it is measured against."""

    value: float
    text: str
    unit: str
    of: float | None = None
    bound: str = ""  # a word that stands before the text: "hơn", "gần"


def make_figure(indicator: Indicator, scale: float, rng: random.Random, *, planned: bool = False) -> Figure:
    """A figure within the indicator's bounds times ``scale``; with ``planned`` as ``done/planned``."""
    if indicator.kind is FigureKind.SHARE:
        hundredths = rng.randint(round(indicator.low * 100), round(indicator.high * 100))
        return Figure(hundredths / 100, f"{_decimal(hundredths, 2)}%", "%")
    amount = rng.uniform(indicator.low, indicator.high) * scale
    if indicator.kind is FigureKind.MONEY:
        value, text = _money(amount, rng)
        bound = rng.choice(("hơn", "gần", "khoảng")) if rng.random() < 0.15 else ""
        return Figure(value, text, indicator.unit, bound=bound)
    done = max(2, round(amount))
    if planned:
        plan = max(2, round(done / rng.uniform(0.82, 1.35)))
        return Figure(done, f"{_grouped(done)}/{_grouped(plan)} {indicator.unit}", indicator.unit, of=plan)
    if done >= 20_000 and rng.random() < 0.2:
        return Figure(done // 1000 * 1000, f"{done // 1000} nghìn {indicator.unit}", indicator.unit)
    digits = f"{done:02d}" if done < 10 and rng.random() < 0.5 else _grouped(done)
    return Figure(done, f"{digits} {indicator.unit}", indicator.unit)


def _money(amount: float, rng: random.Random) -> tuple[int, str]:
    """Value in đồng and its text: ``911 triệu đồng``, ``4,52 tỷ đồng``, ``1,2 nghìn tỷ đồng``."""
    billion = rng.choice(("tỷ", "tỷ", "tỷ", "tỉ"))
    if amount >= 1e12 and rng.random() < 0.5:
        tenths = round(amount / 1e11)
        return tenths * 10**11, f"{_decimal(tenths, 1)} nghìn {billion} đồng"
    if amount >= 1e9:
        places = rng.choice((0, 1, 1, 2, 3))
        whole = round(amount / 10 ** (9 - places))
        return whole * 10 ** (9 - places), f"{_decimal(whole, places)} {billion} đồng"
    tenths = round(amount / 1e5)
    return tenths * 10**5, f"{_decimal(tenths, 1)} triệu đồng"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _decimal(scaled: int, places: int) -> str:
    """``scaled / 10**places`` with a comma and without trailing zeros: 452, 2 is ``4,52``."""
    whole, rest = divmod(scaled, 10**places)
    fraction = f"{rest:0{places}d}".rstrip("0") if places else ""
    return f"{_grouped(whole)},{fraction}" if fraction else _grouped(whole)
