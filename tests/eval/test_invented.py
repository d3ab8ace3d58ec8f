"""Articles that no rule was made for when they were written: how much of them is answered rightly, and never less than
was reached. The figures of the day each set was first scored are in docs/MEASURED.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.asking import asks, shelf_of
from eval.dataset import read
from eval.run import run
from index.build import add
from index.collection import Collection
from rag.assistant import Assistant

SETS = Path(__file__).resolve().parent / "invented"
RIGHT = {"g": 48, "h": 42, "i": 45, "j": 47, "m": 44, "n": 39}  # of 60; reached: 49, 43, 46, 48, 46, 40
WRONG_AT_MOST = 12  # shown; the most of any set was 11


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_articles_of_other_authors(name, tmp_path, bundled):
    report = add([SETS / name], tmp_path / "collection", bundled)
    assert not report.failed
    collection = Collection.open(tmp_path / "collection", bundled)
    outcome = run(asks(Assistant(collection, bundled), collection), read(SETS / name / "q.jsonl"), shelf_of(collection))
    right = sum(record.right for record in outcome.records)
    wrong = sum(record.shown and not record.right for record in outcome.records)
    assert outcome.totals["quotes_exact"].value == 1.0
    assert outcome.totals["numbers_grounded"].value == 1.0
    assert right >= RIGHT[name], f"{right} of 60 right"
    assert wrong <= WRONG_AT_MOST
