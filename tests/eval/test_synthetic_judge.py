"""Which answers on synthetic reports are of the wrong place or year, on answers worked by hand."""

from __future__ import annotations

import pytest

from eval.run import Record
from eval.score import Shelf
from eval.synthetic_judge import strays

SHELF = Shelf(lambda article_id: None)  # stems come from the citations then


def record(*figures, tags=(), expect=None, answered=True):
    """``figures``: (stem of the report, time) of each figure shown."""
    citations = [{"n": n, "article": stem, "source": f"{stem}.md"} for n, (stem, _) in enumerate(figures, 1)]
    quantities = [{"citation": n, "time": time, "computed_from": None} for n, (_, time) in enumerate(figures, 1)]
    answer = {"status": "answered" if answered else "abstained", "citations": citations, "quantities": quantities}
    group = "id:q" if expect else "tinh-a-huyen-b/2020/houses"
    expect = expect or {"numbers": [], "article": "tinh-a-huyen-b-2020", "spans": []}
    return Record("q", "", group, tags, expect, answer, {}, 0.0)


WITHHELD = {"abstain": "place_not_found"}


@pytest.mark.parametrize(
    ("given", "stray"),
    [
        (record(("tinh-a-huyen-b-2020", "2020")), False),
        (record(("tinh-a-huyen-b-2020", "2020-12")), False),
        (record(("tinh-a-huyen-b-2021", "2021")), True),  # another year
        (record(("tinh-a-huyen-b-2020", "2019")), True),  # the right report on another year
        (record(("tinh-a-huyen-b-2020", None)), True),  # of no year at all
        (record(("tinh-a-huyen-c-2020", "2020")), True),  # another place
        (record(("tinh-a-huyen-b-2020", "2020"), ("tinh-a-2020", "2020")), True),  # behind the right figure
        (record(("tinh-a-huyen-b-2019", "2019"), tags=("no-year",)), False),
        (record(("tinh-a-2020", "2020"), tags=("no-year",)), True),
        (record(("tinh-a-2020", "2020"), tags=("abstain-place",), expect=WITHHELD), True),
        (record(("tinh-a-2020", "2020"), tags=("abstain-year",), expect=WITHHELD), True),
        (record(("tinh-a-2020", "2020"), tags=("abstain-thing",), expect=WITHHELD), False),
        (record(tags=("abstain-place",), expect=WITHHELD, answered=False), False),
        (record(("tinh-a-2020", "2020"), answered=False), False),
    ],
)
def test_every_figure_must_be_of_the_place_and_year(given, stray):
    assert strays([given], SHELF) == (["q"] if stray else [])


def test_a_corrected_figure_may_come_from_the_later_report():
    expect = {"numbers": [], "articles": ["tinh-a-huyen-b-2021", "tinh-a-huyen-b-2020"], "spans": []}
    both = record(("tinh-a-huyen-b-2021", "2020"), ("tinh-a-huyen-b-2020", "2020"))
    corrected = Record("q", "", both.group, ("revised",), expect, both.answer, {}, 0.0)
    assert strays([corrected], SHELF) == []
