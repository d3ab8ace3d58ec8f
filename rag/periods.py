"""Parts of a year: quarters and halves.

A figure of the whole year is no answer about one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.text import fold

__all__ = ["named_parts", "parts_of_year", "parts_told"]

_WAYS = {"quý I": "i 1 mot", "quý II": "ii 2 hai", "quý III": "iii 3 ba", "quý IV": "iv 4 bon tu"}
_QUARTER = {way: quarter for quarter, ways in _WAYS.items() for way in ways.split()}
_MONTHS = dict(zip("hai ba bon nam sau bay tam chin muoi".split(), range(2, 11), strict=True)) | {"muoi mot": 11}
_PART = re.compile(
    rf"\bquy (?P<quarter>{'|'.join(sorted(_QUARTER, key=len, reverse=True))})\b"
    rf"|\b(?:(?P<months>1?\d|{'|'.join(sorted(_MONTHS, key=len, reverse=True))}) thang|nua) (?P<end>dau|cuoi) (?:nam\b|(?=(?:19|20)\d\d\b))"
    r"|\bnua nam (?P<half>dau|cuoi)\b|\b(?P<first>1?\d) thang (?=(?:nam )?(?:19|20)\d\d\b)"
)


_UNTIL = re.compile(r"\b(?:den|toi) het thang (1[01]|[1-9])\b")
# "Trong 9 tháng, đơn vị giải quyết …", "Kết quả 6 tháng": of the year that the article is of.
_SO_FAR = re.compile(
    r"\b(?:trong|qua|sau|ket qua|tong ket|so ket|chi tieu) (1[01]|[2-9]) thang\b(?! (?:tuoi|cuoi|lien|tiep|toi|tro)\b)"
)
_AS_QUARTER = {"3 tháng đầu năm": "quý I"}


def parts_of_year(text: str) -> frozenset[str]:
    """The quarters and halves of a year that a text names, each in one way of writing ("quý I", "6 tháng đầu năm")."""
    return frozenset(part for part, _ in named_parts(fold(text)))


def parts_told(text: str) -> frozenset[str]:
    """Likewise of what a text reports: "đến hết tháng 11" tells of the first eleven months, and so does "trong 11 tháng"."""
    plain = fold(text)
    months = [int(m[1]) for pattern in (_UNTIL, _SO_FAR) for m in pattern.finditer(plain)]
    until = (f"{n} tháng đầu năm" for n in months)
    return parts_of_year(text) | {_AS_QUARTER.get(part, part) for part in until}


def named_parts(folded: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The same one by one, each with where it stands in the folded text."""
    for match in _PART.finditer(folded):
        if match["quarter"]:
            yield _QUARTER[match["quarter"]], match.span()
            continue
        months = _MONTHS.get(match["months"]) or int(match["months"] or match["first"] or 6)
        end = "cuối" if (match["end"] or match["half"]) == "cuoi" else "đầu"
        part = f"{months} tháng {end} năm"
        yield _AS_QUARTER.get(part, part), match.span()
