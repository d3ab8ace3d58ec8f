"""Numbers in brackets behind a figure count what it counts."""

import pytest

SENT = "Huyện đưa 37/40 lao động đi làm việc ở nước ngoài, đạt 92,5% kế hoạch (Nhật Bản 19, Đài Loan 12, Malaysia 6)."


def counted(passage):
    return [(q.value, q.unit) for q in passage.sentences[0].quantities]


def test_bare_numbers_bear_the_unit_of_the_whole(parsed):
    assert counted(parsed(SENT)) == [(37, "lao động"), (92.5, "%"), (19, "lao động"), (12, "lao động"), (6, "lao động")]


def test_the_one_that_is_asked_for_leads(best):
    assert best("Có bao nhiêu lao động sang Nhật Bản?", SENT) == 19
    assert best("Có bao nhiêu lao động đi làm việc ở nước ngoài?", SENT) == 37


@pytest.mark.parametrize(
    "text",
    [
        "Huyện có 37 lao động (năm 2018, theo báo cáo 12).",
        "Huyện có 37 lao động (Nhật Bản 19).",  # one alone may be anything
        "Họp ở Đầm Hà (Quảng An 19, Quảng Lâm 12).",  # nothing was counted
        "Huyện có 37 lao động (tăng 3 người, giảm 5 hộ).",
    ],
)
def test_other_brackets_are_left_alone(parsed, text):
    values = [q.value for q in parsed(text).sentences[0].quantities if q.unit == "lao động"]
    assert values in ([37], [])
