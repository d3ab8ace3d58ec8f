"""Plans and results, beginnings and ends."""

import pytest

from rag.figures import Style
from rag.stages import Stage, clashes, last_stages, named_stages

LIBRARY = (
    "Huyện dự định mở 24 chi nhánh thư viện, nhưng rốt cuộc chỉ có 15 chi nhánh được mở; ban đầu có 3 chi nhánh cho mượn"
    " sách, hiện nay có 12 chi nhánh cho mượn sách."
)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("dự kiến trao 24 suất quà", {Stage.PLANNED}),
        ("Ban đầu dự kiến, trên thực tế thì", {Stage.REAL, Stage.FIRST}),
        ("trước đây, ngày nay", {Stage.NOW}),
        ("có 24 suất quà", set()),
    ],
)
def test_the_last_stage_of_each_kind_is_the_one_that_holds(text, last):
    assert last_stages(named_stages(text, Style.VIETNAMESE), 0, len(text)) == last


def test_stages_are_read_without_diacritics_too():
    assert {stage for _, stage in named_stages("hien nay du kien", Style.PLAIN)} == {Stage.NOW, Stage.PLANNED}


def test_plan_and_result_exclude_each_other():
    assert clashes(frozenset({Stage.PLANNED}), frozenset({Stage.REAL})) == 1
    assert clashes(frozenset({Stage.FIRST, Stage.REAL}), frozenset({Stage.NOW, Stage.PLANNED})) == 2
    assert clashes(frozenset({Stage.FIRST}), frozenset({Stage.REAL})) == 0
    assert clashes(frozenset({Stage.NOW}), frozenset({Stage.NOW})) == 0


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Thực tế huyện mở bao nhiêu chi nhánh thư viện?", 15),
        ("Huyện dự định mở bao nhiêu chi nhánh thư viện?", 24),
        ("Lúc đầu có bao nhiêu chi nhánh cho mượn sách?", 3),
        ("Hiện có bao nhiêu chi nhánh cho mượn sách?", 12),
        ("hien co bao nhieu chi nhanh cho muon sach", 12),
    ],
)
def test_a_figure_of_the_stage_asked_for_leads(best, question, value):
    assert best(question, LIBRARY) == value


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("lúc đầu chỉ 9 người, nay đã có 27 chị em", True),
        ("Nay đàn bò lên 9 con", True),
        ("giờ nuôi được mấy con bò", True),
        ("năm nay có 9 người", False),
        ("mất 2 giờ mỗi ngày", False),
        ("từ trước đến nay", True),
    ],
)
def test_what_is_now(text, now):
    assert (Stage.NOW in {stage for _, stage in named_stages(text, Style.VIETNAMESE)}) is now
