"""What a question asks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text import fold
from rag.asked import Asked
from rag.figures import Bound

PAPER = (
    "Năm 2023 huyện Đầm Hà hỗ trợ 13 hộ xây nhà mới và 11 hộ sửa chữa nhà với kinh phí 1,48 tỉ đồng",
    "Bắc Kạn giải quyết việc làm cho 7.000/6.400 người, số người tham gia BHXH tự nguyện là 9.466 người",
    "Tỷ lệ hộ nghèo còn 0,16%, tỷ lệ hộ cận nghèo còn 1,13%; 17 cụ tròn 100 tuổi được tặng quà",
)
KNOWN = ("Đầm Hà", "Bắc Kạn", "Quảng Ninh")


@pytest.fixture
def ask(read):
    return lambda text: read(text, *PAPER, known=KNOWN)


def forms(tokens):
    return " ".join(t.form for t in tokens)


def names(question):
    return [question.reading[m.start : m.end] for m in question.places]


# -- places and times ------------------------------------------------------------------------------------------------


def test_places_are_read_and_are_no_content_words(ask):
    question = ask("Huyện Đầm Hà hỗ trợ bao nhiêu nhà?")
    assert names(question) == ["Đầm Hà"]
    assert {t.form for t in question.terms} == {"hỗ", "trợ", "nhà"}


def test_a_place_of_the_collection_is_read_without_capitals_and_diacritics(ask):
    assert names(ask("dam ha ho tro bao nhieu nha")) == ["dam ha"]
    assert names(ask("đầm hà hỗ trợ bao nhiêu nhà")) == ["đầm hà"]


def test_the_words_of_a_place_that_the_gazetteer_lacks_must_be_found_like_any_others(ask):
    question = ask("Huyện Xyzopolis hỗ trợ bao nhiêu nhà?")
    assert "xyzopolis" in {t.form for t in question.terms}


@pytest.mark.parametrize(
    ("text", "years", "months"),
    [
        ("Năm 2023 có bao nhiêu hộ nghèo?", (2023,), ()),
        ("Có bao nhiêu hộ nghèo năm 2017 và năm 2024?", (2017, 2024), ()),
        ("Đến tháng 11/2023 chi bao nhiêu?", (2023,), ((2023, 11),)),
        ("Đến tháng 9 năm 2024 chi bao nhiêu?", (2024,), ((2024, 9),)),
        ("Giai đoạn 2021-2025 có bao nhiêu hộ thoát nghèo?", (), ()),  # the name of a programme
        ("Có đúng là 2.023 hộ nghèo?", (), ()),
        ("Nghị quyết 21/2021 quy định bao nhiêu?", (), ()),
        ("Có bao nhiêu hộ nghèo?", (), ()),
        ("Những năm 2010 có bao nhiêu hộ nghèo?", tuple(range(2010, 2020)), ()),
        ("dau thap nien 2010 co bao nhieu ho ngheo", tuple(range(2010, 2015)), ()),
        ("Cuối những năm 1990 xây bao nhiêu nhà?", tuple(range(1995, 2000)), ()),
    ],
)
def test_the_years_and_months_that_are_asked(ask, text, years, months):
    question = ask(text)
    assert (question.time.years, question.time.months) == (years, months)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Trước năm 2016 có bao nhiêu hộ nghèo?", 2016, None),
        ("sau 2020 co bao nhieu ho ngheo", None, 2020),
        ("Sau năm 2016 và trước năm 2020 xây bao nhiêu nhà?", 2020, 2016),
        ("How many houses were built before 2016?", 2016, None),
        ("Trước khi có nghị quyết năm 2016 xây bao nhiêu nhà?", None, None),
    ],
)
def test_a_time_before_or_after_a_year(ask, text, before, after):
    question = ask(text)
    assert (question.time.before, question.time.after) == (before, after)
    assert {before, after} & set(question.time.years) <= {None}
    assert question.time
    assert question.time.covers(2018, 2018) is (before != 2016 and after != 2020 and not question.time.years)


def test_a_bound_is_asked_for_and_its_words_need_not_be_found(ask):
    question = ask("Tối đa có bao nhiêu hộ được vay?")
    assert question.bound is Bound.AT_MOST
    assert {"tối", "đa"}.isdisjoint(t.form for t in question.terms)
    assert ask("Bao nhiêu hộ được vay?").bound is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Số hộ nghèo chiếm bao nhiêu phần trăm?", [Asked.SHARE]),
        ("Số hộ nghèo, chiếm bao nhiêu phần trăm?", [Asked.COUNT, Asked.SHARE]),
        ("Số hộ nghèo là bao nhiêu và chiếm bao nhiêu phần trăm?", [Asked.COUNT, Asked.SHARE]),
    ],
)
def test_what_a_number_makes_up_is_one_question(ask, text, asked):
    question = ask(text)
    assert [q.asked for q in (question, *question.also)] == asked


# -- how it was typed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("dam ha ho tro bao nhieu nha", True),
        ("Đầm Hà ho tro bao nhieu nha", True),  # a name pasted from somewhere
        ("Đầm Hà hỗ trợ bao nhiêu nhà", False),
        ("hỗ trợ bao nhieu nhà cho người nghèo", False),
        ("2024", True),
    ],
)
def test_whether_it_was_typed_without_diacritics(ask, text, folded):
    assert ask(text).folded is folded


def test_english_is_read_as_vietnamese(ask):
    question = ask("How many houses were repaired in Dam Ha?")
    assert question.english
    assert question.asked is Asked.COUNT
    assert "sửa" in question.reading
    assert names(question) == ["Đầm Hà"]
    assert question.text == "How many houses were repaired in Dam Ha?"


def test_abbreviations_meet_the_words_they_stand_for(ask):
    assert {t.form for t in ask("Có bn ng tham gia BHXH?").terms} >= {"bảo", "hiểm", "xã_hội", "tham", "gia"}


# -- what is counted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "noun", "head"),
    [
        ("Có bao nhiêu hộ cận nghèo?", "hộ cận nghèo", "hộ"),
        ("Xây bao nhiêu căn nhà?", "căn nhà", "nhà"),
        ("Có bao nhiêu học sinh nghèo?", "học sinh nghèo", "học sinh"),
        ("Kinh phí là bao nhiêu?", "", ""),
    ],
)
def test_the_noun_and_its_head(ask, text, noun, head):
    question = ask(text)
    assert (forms(question.noun), forms(question.head)) == (noun, head)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Số người tham gia BHXH tự nguyện là bao nhiêu?", "người"),
        ("Số hộ cận nghèo của huyện là bao nhiêu?", "hộ"),
        ("Tổng số trường đạt chuẩn là bao nhiêu?", "trường"),
    ],
)
def test_the_noun_may_stand_before_how_many(ask, text, head):
    assert forms(ask(text).head) == head


# -- claims, negations, totals, plans --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Có đúng là Đầm Hà hỗ trợ 24 nhà?",
        "Đầm Hà hỗ trợ 24 nhà phải không?",
        "Nghe nói Đầm Hà hỗ trợ 24 nhà",
        "Đầm Hà hỗ trợ 24 nhà à?",
        "co dung la dam ha ho tro 24 nha",
    ],
)
def test_a_claim_and_what_it_claims(ask, text):
    question = ask(text)
    assert question.is_claim
    assert [(q.value, fold(q.unit)) for q in question.claimed] == [(24, "nha")]
    assert question.asked is Asked.COUNT
    assert fold(forms(question.head)) == "nha"
    assert "24" not in {t.form for t in question.terms}


@pytest.mark.parametrize(
    "text", ["Đầm Hà hỗ trợ bao nhiêu nhà?", "Có bao nhiêu cụ tròn 100 tuổi?", "hộ nghèo năm 2023"]
)
def test_what_claims_nothing(ask, text):
    question = ask(text)
    assert not question.is_claim
    assert question.claimed == ()


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Tính theo kilômét, bức tường dài bao nhiêu?", ["kilômét"]),
        ("Diện tích rừng trồng mới là bao nhiêu, tính bằng ha?", ["ha"]),
        ("Tính đến năm 2023, đường dài bao nhiêu?", []),
    ],
)
def test_the_unit_may_be_named_by_itself(ask, text, unit):
    question = ask(text)
    assert (question.asked, [token.form for token in question.noun]) == (Asked.MEASURE, unit)


def test_a_number_that_says_which_thing_is_meant_must_be_found(ask):
    assert "100" in {t.form for t in ask("Có bao nhiêu cụ tròn 100 tuổi?").terms}


def test_a_figure_that_a_why_presumes_is_kept(ask):
    question = ask("Vì sao Đầm Hà sửa 20 nhà?")
    assert question.wants_reason
    assert not question.is_claim
    assert [q.value for q in question.claimed] == [20]


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Bao nhiêu hộ chưa có nhà?", True),
        ("Bao nhiêu hộ không có đất?", True),
        ("Bao nhiêu hộ có nhà?", False),
        ("Huyện hỗ trợ hộ nào chưa?", False),
        ("Huyện có hỗ trợ hay không?", False),
        ("Xã phổ cập hết chưa, được mấy nơi?", False),  # at the end of a clause it only asks
        ("Xã nào cũng có điện chưa, bao nhiêu phần trăm có?", False),
        ("Bao nhiêu hộ nghèo, chưa kể hộ cận nghèo?", False),
    ],
)
def test_negation(ask, text, negated):
    assert ask(text).negated is negated


@pytest.mark.parametrize(
    ("text", "total"), [("Tổng cộng bao nhiêu nhà?", True), ("Tổng kinh phí là bao nhiêu?", False)]
)
def test_whether_a_sum_is_wanted(ask, text, total):
    assert ask(text).wants_total is total


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Chỉ tiêu giải quyết việc làm được giao là bao nhiêu người?", True),
        ("Kế hoạch đặt ra bao nhiêu người?", True),
        ("Mục tiêu đề ra là mấy hộ?", True),
        ("chi tieu giai quyet viec lam duoc giao la bao nhieu nguoi", True),
        ("Đạt bao nhiêu phần trăm kế hoạch?", False),
        ("Hoàn thành bao nhiêu chỉ tiêu?", False),
        ("Giải quyết việc làm cho bao nhiêu người?", False),
    ],
)
def test_whether_the_planned_figure_is_wanted(ask, text, plan):
    assert ask(text).wants_plan is plan


# -- several things in one breath ------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["là", "hết", "đạt", "hết tất cả"])
def test_two_things_asked_become_two_questions(ask, how):
    question = ask(f"Có bao nhiêu hộ xây nhà mới và kinh phí {how} bao nhiêu tiền?")
    assert question.asked is Asked.COUNT
    assert [also.asked for also in question.also] == [Asked.MONEY]
    assert "kinh" not in {t.form for t in question.terms}
    assert {t.form for t in question.also[0].terms} >= {"kinh", "phí"}
    assert {t.form for t in question.also[0].context} >= {"xây", "nhà"}


def test_a_number_and_the_share_it_makes(ask):
    question = ask("Bắc Kạn có bao nhiêu người tham gia BHXH tự nguyện, đạt bao nhiêu phần trăm kế hoạch?")
    assert [question.asked, *(also.asked for also in question.also)] == [Asked.COUNT, Asked.SHARE]


def test_the_money_asked_for_at_the_end(ask):
    question = ask("Xây bao nhiêu nhà, với tổng kinh phí?")
    assert [also.asked for also in question.also] == [Asked.MONEY]


@pytest.mark.parametrize("text", ["Có bao nhiêu hộ nghèo và hộ cận nghèo?", "Xây và sửa bao nhiêu nhà?"])
def test_one_thing_stays_one_question(ask, text):
    assert ask(text).also == ()


def test_parts_keep_places_and_years(ask):
    question = ask("Năm 2023 Đầm Hà xây bao nhiêu nhà và sửa bao nhiêu nhà?")
    assert [names(q) for q in (question, *question.also)] == [["Đầm Hà"]] * 2
    assert {q.time.years for q in (question, *question.also)} == {(2023,)}


# -- anything at all -------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.text(max_size=80))
def test_anything_can_be_read(vocabulary, read, text):
    question = read(text, *PAPER, known=KNOWN)
    assert question.text == text
    assert all(0 < t.weight <= 1 for t in question.terms)


WORDS = "bao nhiêu mấy hộ nghèo Đầm Hà , và năm 2023 tỷ lệ chiếm kinh phí ? chưa đúng là 24 tr 100 tuổi đạt kế hoạch Bắc Kạn".split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_question_can_be_read_and_its_parts_are_questions(read, words):
    question = read(" ".join(words), *PAPER, known=KNOWN)
    assert all(not also.also for also in question.also)
    for one in (question, *question.also):
        assert all(0 < t.weight <= 1 for t in one.terms)
        assert set(one.head) <= set(one.noun)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Số hộ nghèo và tỷ lệ hộ nghèo Đầm Hà?", [Asked.COUNT, Asked.SHARE]),
        ("Tỷ lệ hộ cận nghèo và số hộ xây nhà mới?", [Asked.SHARE, Asked.COUNT]),
        ("Số nhà xây mới, kinh phí xây nhà Đầm Hà", [Asked.COUNT, Asked.MONEY]),
        ("Số hộ nghèo và hộ cận nghèo Đầm Hà?", [Asked.COUNT]),
    ],
)
def test_a_list_of_things_asked_for_without_how_many(ask, text, kinds):
    question = ask(text)
    assert [question.asked, *(also.asked for also in question.also)] == kinds


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Tập đoàn Vingroup xây bao nhiêu nhà?", ("Vingroup",)),
        ("Vingroup xây bao nhiêu nhà?", ()),  # any first word is capitalised
        ("Chào bạn. Mong cho biết xây bao nhiêu nhà?", ()),
        ("Quỹ VGR xây bao nhiêu nhà?", ()),  # an abbreviation may be another way of writing
        ("Đầm Hà xây bao nhiêu nhà?", ()),
    ],
)
def test_names_that_no_article_holds(read, question, names):
    assert read(question, "Huyện Đầm Hà xây 13 nhà.").unheard == names


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("tinh toi het nam huyen con may phan tram ho ngheo hả mấy chú", True),  # marks on the last words only
        ("may lop hoc nghe o huyen co chung bao nhieu ngừơi theo hoc z", True),  # and one on a slip
        ("Có bn ng tham gia BHXH?", False),  # abbreviations bear none
        ("Có bao nhiêu hộ nghèo?", False),
    ],
)
def test_a_question_with_a_few_marks_is_read_without_any(ask, text, folded):
    assert ask(text).folded is folded


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("Mỗi hộ được bao nhiêu tiền?", True),
        ("moi ho duoc bao nhieu tien", True),
        ("mot nguoi linh bao nhieu tien", True),
        ("ho moi thoat ngheo vay bao nhieu tien", False),
        ("Mỗi nguồn giúp bao nhiêu người?", False),  # all of each kind
        ("Việc mỗi xã tự lo đã tạo ra bao nhiêu tổ?", False),
    ],
)
def test_what_one_of_many_gets(ask, text, each):
    assert ask(text).wants_each is each


def test_a_part_of_those_without_a_word_that_says_which_asks_nothing(ask):
    assert ask("Trong số đó có mấy người?").asks_nothing
    assert not ask("Trong số đó mấy người tham gia BHXH?").asks_nothing


def test_what_another_part_counts_is_no_context(ask):
    question = ask("Đã xây nhà mấy hộ nghèo, mấy người tham gia?")
    assert "người" not in {t.form for t in question.context}


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Có bao nhiêu đơn vị hành chính cấp xã đạt chuẩn?", "xã"),
        ("Có mấy chỉ tiêu đạt chuẩn?", "chỉ tiêu"),
        ("Số chỉ tiêu đạt là bao nhiêu?", "chỉ tiêu"),
    ],
)
def test_what_is_counted(ask, text, head):
    assert forms(ask(text).head) == head


def test_the_year_of_an_event_says_which_one_is_meant(ask):
    assert ask("Sau trận lũ tháng 10/2020 huyện nhận bao nhiêu tấn gạo?").time.names == ()
    assert ask("Bão số 3 năm 2024 làm hỏng mấy nhà?").time.names == ()
    assert ask("Năm 2020 huyện nhận bao nhiêu tấn gạo?").time.names == ("2020",)
    assert ask("Huyện mở mấy phiên giao dịch năm 2020?").time.names == ("2020",)
    assert ask("so ho duoc dam bao nam 2020 la bao nhieu?").time.names == ("2020",)


def test_of_places_listed_each_one_s_figure_is_asked_for_and_not_what_each_gets(ask):
    assert not ask("Số lao động sang Nhật Bản và Hàn Quốc, mỗi nước bao nhiêu người?").wants_each
    assert ask("Mỗi hộ được hỗ trợ bao nhiêu tiền?").wants_each


def test_an_abbreviation_weighs_no_more_than_a_word(ask):
    asked = ask("NHCSXH cho vay bao nhiêu tiền?")
    first = [t.weight for t in asked.terms if t.position < 6]
    assert len(first) > 3
    assert sum(first) <= 1.0 + 1e-9


def test_a_place_denies_nothing(read):
    assert not read("tua chua xoa nha tam da xong bao nhieu can", "Tủa Chùa", known=("Tủa Chùa",)).negated
    assert read("tua chua con bao nhieu ho chua co nha", "Tủa Chùa", known=("Tủa Chùa",)).negated


def test_the_place_asked_for_is_no_word_of_the_answer(read):
    forms = [t.form for t in read("Nơi nào ở Đầm Hà nghèo nhất?", "Đầm Hà", known=("Đầm Hà",)).terms]
    assert "nơi" not in forms
    assert "nghèo" in forms
