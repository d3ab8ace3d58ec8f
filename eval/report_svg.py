"""Small charts as SVG text, drawn by hand so that a report needs no network and no library. Colours come from the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["bars", "histogram", "line"]

_WIDTH, _HEIGHT = 560, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 16, 48


def line(points: Sequence[tuple[float, float]], title: str, x_label: str, y_label: str) -> str:
    """A curve in the unit square, x and y from 0 to 1, with ticks in per cent."""
    top = max([0.1, *(y for _, y in points)])
    top = min(1.0, -(-top * 10 // 1) / 10)  # up to the next tenth
    marks = _axes(x_label, y_label)
    for i in range(6):
        share = i / 5
        marks.append(_tick_x(share, f"{share:.0%}"))
        marks.append(_tick_y(share, f"{share * top:.0%}"))
    path = " ".join(f"{_x(x):.1f},{_y(y / top):.1f}" for x, y in points)
    marks.append(f'<polyline class="curve" points="{path}"/>')
    if len(points) <= 40:  # more would run together
        marks += [f'<circle class="dot" cx="{_x(x):.1f}" cy="{_y(y / top):.1f}" r="3"/>' for x, y in points]
    return _svg(title, marks)


def histogram(values: Sequence[float], title: str, x_label: str, y_label: str, bins: int = 24) -> str:
    """How many values fall into each of equal bins from 0 to the 99th percentile; those above count in the last."""
    ranked = sorted(values)
    highest = (ranked[int(0.99 * (len(ranked) - 1))] if ranked else 0) or 1.0
    beyond = "≥ " if ranked and ranked[-1] > highest else ""
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(value / highest * bins))] += 1
    most = max(counts) or 1
    marks = _axes(x_label, y_label)
    width = (_x(1) - _x(0)) / bins
    for i, count in enumerate(counts):
        if count:
            y = _y(count / most)
            box = f'x="{_x(i / bins):.1f}" y="{y:.1f}" width="{width - 1:.1f}" height="{_y(0) - y:.1f}"'
            marks.append(f'<rect class="bar" {box}><title>{count}</title></rect>')
    marks += [_tick_x(i / 4, f"{beyond if i == 4 else ''}{highest * i / 4:.3g}") for i in range(5)]
    marks += [_tick_y(0, "0"), _tick_y(1, str(most))]
    return _svg(title, marks)


def bars(rows: Sequence[tuple[str, int, int]], title: str) -> str:
    """One bar a row: ``(label, part, whole)``, drawn as the part of the whole, the longest whole filling the width."""
    step, left = 22, 190
    height = step * len(rows) + 16
    longest = max((whole for _, _, whole in rows), default=1) or 1
    room = _WIDTH - left - 80
    marks = []
    for i, (label, part, whole) in enumerate(rows):
        y = 8 + i * step
        marks.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{escape(label)}</text>')
        marks.append(f'<rect class="rest" x="{left}" y="{y}" width="{whole / longest * room:.1f}" height="16"/>')
        marks.append(f'<rect class="wrong" x="{left}" y="{y}" width="{part / longest * room:.1f}" height="16"/>')
        marks.append(f'<text x="{left + whole / longest * room + 6:.1f}" y="{y + 13}">{part} / {whole}</text>')
    return _svg(title, marks, height)


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _axes(x_label: str, y_label: str) -> list[str]:
    corner = f"{_x(0):.1f},{_y(1):.1f} {_x(0):.1f},{_y(0):.1f} {_x(1):.1f},{_y(0):.1f}"
    middle = _y(0.5)
    return [
        f'<polyline class="axis" points="{corner}"/>',
        f'<text x="{_x(0.5):.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(x_label)}</text>',
        f'<text transform="translate(12 {middle:.1f}) rotate(-90)" text-anchor="middle">{escape(y_label)}</text>',
    ]


def _tick_x(share: float, label: str) -> str:
    anchor = "end" if share == 1 and len(label) > 4 else "middle"  # a long one would stick out of the picture
    x = _x(share) + (_RIGHT if anchor == "end" else 0)
    return f'<text class="tick" x="{x:.1f}" y="{_y(0) + 16:.1f}" text-anchor="{anchor}">{escape(label)}</text>'


def _tick_y(share: float, label: str) -> str:
    return f'<text class="tick" x="{_x(0) - 6:.1f}" y="{_y(share) + 4:.1f}" text-anchor="end">{escape(label)}</text>'


def _svg(title: str, marks: Sequence[str], height: int = _HEIGHT) -> str:
    head = f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
    return "".join([head, *marks, "</svg>"])
