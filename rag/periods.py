"""Parts of a year: quarters and halves.

A figure of the whole year is no answer about one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.text import fold

__all__ = ["named_parts", "parts_of_year"]

_WAYS = {"quý I": "i 1 mot", "quý II": "ii 2 hai", "quý III": "iii 3 ba", "quý IV": "iv 4 bon tu"}
_QUARTER = {way: quarter for quarter, ways in _WAYS.items() for way in ways.split()}
_PART = re.compile(
    rf"\bquy (?P<quarter>{'|'.join(sorted(_QUARTER, key=len, reverse=True))})\b"
    r"|\b(?:(?P<months>3|ba|6|sau|9|chin) thang|nua) (?P<end>dau|cuoi) nam\b|\bnua nam (?P<half>dau|cuoi)\b"
)
_MONTHS = {"ba": 3, "sau": 6, "chin": 9}


def parts_of_year(text: str) -> frozenset[str]:
    """The quarters and halves of a year that a text names, each in one way of writing ("quý I", "6 tháng đầu năm")."""
    return frozenset(part for part, _ in named_parts(fold(text)))


def named_parts(folded: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The same one by one, each with where it stands in the folded text."""
    for match in _PART.finditer(folded):
        if match["quarter"]:
            yield _QUARTER[match["quarter"]], match.span()
            continue
        months = _MONTHS.get(match["months"]) or int(match["months"] or 6)
        end = "đầu" if (match["end"] or match["half"]) == "dau" else "cuối"
        yield "quý I" if (months, end) == (3, "đầu") else f"{months} tháng {end} năm", match.span()
