"""Parts of a year: quarters and halves.

A figure of the whole year is no answer about one of them.
"""

from __future__ import annotations

import re

from index.text import fold

__all__ = ["parts_of_year"]

_WAYS = {"quý I": "i 1 mot", "quý II": "ii 2 hai", "quý III": "iii 3 ba", "quý IV": "iv 4 bon tu"}
_QUARTER = {way: quarter for quarter, ways in _WAYS.items() for way in ways.split()}
_PART = re.compile(
    rf"\bquy (?P<quarter>{'|'.join(sorted(_QUARTER, key=len, reverse=True))})\b"
    r"|\b(?:(?P<months>3|ba|6|sau|9|chin) thang|nua) (?P<end>dau|cuoi) nam\b|\bnua nam (?P<half>dau|cuoi)\b"
)
_MONTHS = {"ba": 3, "sau": 6, "chin": 9}


def parts_of_year(text: str) -> frozenset[str]:
    """The quarters and halves of a year that a text names, each in one way of writing ("quý I", "6 tháng đầu năm")."""
    found = set()
    for match in _PART.finditer(fold(text)):
        if match["quarter"]:
            found.add(_QUARTER[match["quarter"]])
            continue
        months = _MONTHS.get(match["months"]) or int(match["months"] or 6)
        end = "đầu" if (match["end"] or match["half"]) == "dau" else "cuối"
        found.add("quý I" if (months, end) == (3, "đầu") else f"{months} tháng {end} năm")
    return frozenset(found)
