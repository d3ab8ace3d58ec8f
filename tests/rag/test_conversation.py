"""Follow-up questions made whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.asked import Asked
from rag.conversation import complete
from rag.question import analyse

KNOWN = ("Đầm Hà", "Bắc Kạn", "Bình Thuận", "Vĩnh Tường")
PAPER = (
    "Huyện Đầm Hà hỗ trợ 13 hộ xây nhà mới, tổng kinh phí 1,48 tỉ đồng",
    "Bắc Kạn giải quyết việc làm cho 7.000 người, xuất khẩu lao động 320 người",
    "Bình Thuận có 6.621 hộ nghèo và 12.203 hộ cận nghèo, chiếm tỷ lệ 3,62%",
)
HOUSES = "Đầm Hà hỗ trợ xây mới bao nhiêu nhà?"
JOBS = "Năm 2024 Bắc Kạn giải quyết việc làm cho bao nhiêu người?"
POOR = "Bình Thuận có bao nhiêu hộ nghèo?"


@pytest.fixture(scope="module")
def follow(vocabulary):
    """``follow("earlier", …, "now")``: the last question as it is read after the others."""
    paper = vocabulary(*PAPER)

    def make(*conversation):
        *history, now = conversation
        return complete(now, history, lambda text: analyse(text, paper, known_places=KNOWN))

    return make


def names(question):
    return [question.reading[m.start : m.end] for m in question.places]


# -- whole questions -------------------------------------------------------------------------------------------------


def test_without_history_a_question_stands_for_itself(follow):
    question = follow(HOUSES)
    assert question.reading == question.understood == HOUSES
    assert question.background == ""
    assert question.context == ()


def test_a_whole_question_owes_nothing_to_the_one_before(follow):
    alone, after = follow(JOBS), follow(HOUSES, JOBS)
    assert alone == after


def test_what_is_understood_shows_what_it_goes_on_from(follow):
    question = follow(HOUSES, "Tổng kinh phí là bao nhiêu?")
    assert "Đầm Hà" in question.understood
    assert HOUSES in question.understood


# -- another place, another year -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "now",
    [
        "Còn Bắc Kạn thì sao?",
        "Thế còn Bắc Kạn?",
        "Bắc Kạn thì sao?",
        "Bắc Kạn?",
        "What about Bac Kan?",
    ],
)
def test_another_place_goes_into_the_question_before(follow, now):
    question = follow(POOR, now)
    assert question.reading.lower() in ("bắc kạn có bao nhiêu hộ nghèo?", "bac kan có bao nhiêu hộ nghèo?")
    assert question.asked is Asked.COUNT
    assert [m.places[0].name for m in question.places] == ["Bắc Kạn"]


@pytest.mark.parametrize("now", ["Thế còn năm 2017?", "Năm 2017 thì sao?", "con nam 2017 thi sao", "Còn 2017?"])
def test_another_year_goes_into_the_question_before(follow, now):
    question = follow(JOBS, now)
    assert question.time.years == (2017,)
    assert question.reading == JOBS.replace("2024", "2017")


@pytest.mark.parametrize("now", ["Thế còn trước năm 2017?", "truoc 2017 thi sao"])
def test_so_does_a_time_before_a_year(follow, now):
    question = follow(JOBS, now)
    assert (question.time.years, question.time.before) == ((), 2017)
    assert question.reading.startswith("Trước ")
    assert follow(POOR, now).time.before == 2017


def test_a_time_after_a_year_goes_on_with_the_conversation(follow):
    question = follow("Sau năm 2020 Bắc Kạn tạo việc làm cho bao nhiêu người?", "Tổng kinh phí là bao nhiêu?")
    assert question.time.after == 2020


@pytest.mark.parametrize(
    ("before", "now", "whole"),
    [
        (
            "Trước năm 2016 Bắc Kạn có bao nhiêu hộ nghèo?",
            "Thế còn năm 2017?",
            "Năm 2017 Bắc Kạn có bao nhiêu hộ nghèo?",
        ),
        ("Bắc Kạn nghèo bao nhiêu hộ sau năm 2016?", "Và trước đó?", "Bắc Kạn nghèo bao nhiêu hộ trước năm 2016?"),
        ("Bắc Kạn nghèo bao nhiêu hộ năm 2016?", "con nam sau thi sao", "Bắc Kạn nghèo bao nhiêu hộ năm 2017?"),
        ("Bắc Kạn nghèo bao nhiêu hộ năm 2016?", "Năm liền trước đó?", "Bắc Kạn nghèo bao nhiêu hộ năm 2015?"),
        ("Từ năm 2016 đến năm 2020 tốn bao nhiêu tiền?", "Còn 2021?", "Năm 2021 tốn bao nhiêu tiền?"),
        ("Tốn bao nhiêu tiền những năm 1990?", "cuoi nhung nam 1980?", "Tốn bao nhiêu tiền cuối những năm 1980?"),
        ("Quý I năm 2023 tốn bao nhiêu tiền?", "Còn quý II?", "Quý II năm 2023 tốn bao nhiêu tiền?"),
        ("Năm 2023 tốn bao nhiêu tiền?", "6 tháng đầu năm?", "6 tháng đầu năm 2023 tốn bao nhiêu tiền?"),
        ("Tốn bao nhiêu tiền tháng 5/2023?", "Tháng 6 thì sao?", "Tốn bao nhiêu tiền tháng 6 năm 2023?"),
        ("Giai đoạn 2016-2020 tốn bao nhiêu?", "Giai đoạn 2021-2025?", "Giai đoạn 2021-2025 tốn bao nhiêu?"),
        ("ton bao nhieu tien truoc nam 2016?", "Sau năm 2016 thì sao?", "ton bao nhieu tien sau nam 2016?"),
        ("Năm 2023 tốn bao nhiêu tiền?", "And before 2017?", "Trước 2017 tốn bao nhiêu tiền?"),
    ],
)
def test_a_time_is_moved_with_the_words_that_belong_to_it(follow, before, now, whole):
    assert follow(before, now).reading == whole


def test_a_time_goes_on_with_the_words_that_belong_to_it(follow):
    question = follow("Đầu những năm 1990 Bắc Kạn có bao nhiêu hộ nghèo?", "Tổng kinh phí là bao nhiêu?")
    assert question.time.years == (1990, 1991, 1992, 1993, 1994)


def test_a_part_of_a_year_in_a_new_thing_is_of_the_year_before_it(follow):
    question = follow(JOBS, "Quý II xuất khẩu lao động bao nhiêu người?")
    assert (question.time.years, question.time.parts_of_year) == ((2024,), {"quý II"})


@pytest.mark.parametrize("now", ["So với năm trước tăng bao nhiêu người?", "Sau đó bao nhiêu người có việc?"])
def test_a_year_that_a_figure_is_compared_with_is_not_the_one_asked_for(follow, now):
    assert follow(JOBS, now).time.years == (2024,)


def test_a_year_is_added_where_none_was_asked(follow):
    question = follow(POOR, "Thế còn năm 2017?")
    assert question.time.years == (2017,)
    assert names(question) == ["Bình Thuận"]
    assert {t.form for t in question.terms} == {"hộ", "nghèo"}


def test_a_place_is_added_where_none_was_asked(follow):
    question = follow("Có bao nhiêu hộ nghèo?", "Còn Bắc Kạn thì sao?")
    assert names(question) == ["Bắc Kạn"]
    assert {t.form for t in question.terms} == {"hộ", "nghèo"}


def test_place_and_year_together(follow):
    question = follow(JOBS, "Còn Bình Thuận năm 2023?")
    assert names(question) == ["Bình Thuận"]
    assert question.time.years == (2023,)


# -- a new thing -----------------------------------------------------------------------------------------------------


def test_a_new_thing_takes_the_place_and_the_topic(follow):
    question = follow(HOUSES, "Tổng kinh phí là bao nhiêu?")
    assert question.asked is Asked.MONEY
    assert names(question) == ["Đầm Hà"]
    assert {t.form for t in question.context} >= {"nhà", "xây"}
    assert question.background == HOUSES
    assert "nhà" not in {t.form for t in question.terms}


def test_a_new_thing_takes_the_year(follow):
    question = follow(JOBS, "Trong đó xuất khẩu lao động bao nhiêu người?")
    assert question.time.years == (2024,)
    assert names(question) == ["Bắc Kạn"]


def test_a_new_thing_without_a_word_that_asks_takes_the_kind(follow):
    question = follow(POOR, "Hộ cận nghèo thì sao?")
    assert question.asked is Asked.COUNT
    assert names(question) == ["Bình Thuận"]
    assert {t.form for t in question.terms} == {"hộ", "cận", "nghèo"}


def test_a_why_stays_a_why(follow):
    assert follow(POOR, "Vì sao?").wants_reason


@pytest.mark.parametrize(
    "now", ["Ở đó có bao nhiêu hộ nghèo?", "Tỉnh này có bao nhiêu hộ nghèo?", "Có bao nhiêu hộ nghèo?"]
)
def test_a_place_that_is_only_pointed_at(follow, now):
    assert names(follow(JOBS, now)) == ["Bắc Kạn"]


# -- longer conversations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", ["con nam 2017 thi sao", "the nam 2017?"])
def test_a_follow_up_typed_bare_stays_bare(follow, now):
    question = follow("bac kan giai quyet viec lam cho bao nhieu nguoi", now)
    assert question.folded
    assert question.time.years == (2017,)
    assert names(question) == ["bac kan"]


def test_follow_ups_go_on_from_follow_ups(follow):
    question = follow(POOR, "Còn Bắc Kạn thì sao?", "Thế năm 2017?")
    assert names(question) == ["Bắc Kạn"]
    assert question.time.years == (2017,)
    assert {t.form for t in question.terms} == {"hộ", "nghèo"}


def test_the_latest_place_is_meant(follow):
    question = follow(HOUSES, POOR, "Tỷ lệ là bao nhiêu?")
    assert names(question) == ["Bình Thuận"]
    assert question.asked is Asked.SHARE


def test_an_empty_question_before_is_passed_over(follow):
    assert follow("", HOUSES).reading == HOUSES
    assert follow("  ", "???", HOUSES).reading == HOUSES


TALK = [
    HOUSES,
    JOBS,
    POOR,
    "Còn Bắc Kạn thì sao?",
    "Thế còn năm 2017?",
    "Tổng kinh phí là bao nhiêu?",
    "Vì sao?",
    "",
    "ok",
    "?!",
    "2024",
    "Bình Thuận",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(TALK), min_size=1, max_size=8))
def test_any_conversation_can_be_read(follow, conversation):
    question = follow(*conversation)
    assert len(question.reading) < 400  # it does not grow with the conversation
    assert len(question.places) <= 2
    assert all(0 < t.weight <= 1 for t in (*question.terms, *question.context))


def test_a_place_goes_on_with_its_level(follow):
    moved = follow("huyện Đầm Hà hỗ trợ bao nhiêu nhà?", "Còn xã Quảng Tân thì sao?")
    assert moved.reading == "xã Quảng Tân hỗ trợ bao nhiêu nhà?"
    assert follow("Đầm Hà hỗ trợ bao nhiêu nhà?", "Còn Bắc Kạn thì sao?").reading == "Bắc Kạn hỗ trợ bao nhiêu nhà?"
