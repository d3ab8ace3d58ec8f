"""Answers on synthetic reports that are of the wrong place or year: what the reports know and no general measure can."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from eval.run import Record
from eval.score import Shelf

__all__ = ["strays"]


def strays(records: Iterable[Record], shelf: Shelf) -> list[str]:
    """The ids of the questions that were answered with a figure of another place or year than asked.

    Every figure shown counts, not only the first. Where the place or the year is in no report any answer is such a one;
    where no year is asked all years of the place are right.
    """
    return [record.id for record in records if record.shown and _is_stray(record, shelf)]


def _is_stray(record: Record, shelf: Shelf) -> bool:
    if record.must_withhold:
        return not {"abstain-place", "abstain-year"}.isdisjoint(record.tags)
    assert record.answer is not None  # it is shown
    unit, year, _ = record.group.split("/")  # the key of the fact
    sources = {citation["n"]: shelf.stem(citation) for citation in record.answer["citations"]}
    if "no-year" in record.tags:
        any_year = re.compile(rf"{re.escape(unit)}-\d{{4}}")
        return not all(any_year.fullmatch(stem) for stem in sources.values())
    wanted = {record.expect["article"]} if "article" in record.expect else set(record.expect["articles"])
    return any(
        sources[quantity["citation"]] not in wanted or not _is_of(quantity, year)
        for quantity in record.answer["quantities"]
        if not quantity["computed_from"]
    )


def _is_of(quantity: Mapping[str, Any], year: str) -> bool:
    return str(quantity["time"] or "").startswith(year)
