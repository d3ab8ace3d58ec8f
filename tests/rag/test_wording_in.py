"""From what was typed to plain Vietnamese."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.wording_in import correct_typing, looks_vietnamese

PAPER = (
    "Bắc Kạn giải quyết việc làm cho hơn 4.800 người, vận động được 15 tỷ đồng",
    "Vĩnh Tường cấp thẻ bảo hiểm y tế cho người nghèo, người nghèo được hỗ trợ",
    "Bình Thuận đào tạo nghề cho thanh niên nông thôn",
)
PLACES = ("Vĩnh Tường", "Bình Thuận", "Bắc Kạn", "Đầm Hà")


@pytest.fixture
def correct(vocabulary):
    return lambda text: correct_typing(text, vocabulary(*PAPER), PLACES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cấp bn thẻ", "cấp bao nhiêu thẻ"),
        ("đc bao nhiêu ng", "được bao nhiêu người"),
        ("hết bn tr?", "hết bao nhiêu triệu?"),
        ("TX. Phú Thọ", "thị xã Phú Thọ"),
        ("ntn vậy", "như thế nào vậy"),
    ],
)
def test_typing_habits_are_written_out(correct, typed, meant):
    assert correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bỏ ra nhiêu tiền", "bỏ ra bao nhiêu tiền"),
        ("cấp bn thẻ z", "cấp bao nhiêu thẻ vậy"),
        ("cụ chín chục tuổi", "cụ 90 tuổi"),
        ("còn chín ngàn nhà nghèo", "còn 9.000 hộ nghèo"),
        ("mấy ký gạo", "mấy kg gạo"),
        ("đã ký hợp đồng", "đã ký hợp đồng"),
        ("tám chục phần trăm nhà cận nghèo", "80 phần trăm hộ cận nghèo"),
        ("sửa hai nhà, xây một nửa", "sửa hai nhà, xây một nửa"),  # small ones are said in passing
        ("nhiều nhà cho người nghèo", "nhiều nhà cho người nghèo"),
    ],
)
def test_what_is_said_in_words_is_put_as_the_articles_write_it(correct, typed, meant):
    assert correct(typed) == meant


def test_typing_habits_stay_without_diacritics_where_none_are_typed(correct):
    assert correct("cap bn the cho ng ngheo") == "cap bao nhieu the cho nguoi ngheo"


@pytest.mark.parametrize("slip", ["bao nhiêù", "bao nhieu", "baonhiêu", "bao nhiêuu", "Bao nhieu"])
def test_how_many_is_read_with_its_common_slips(correct, slip):
    assert correct(f"Bình Thuận cấp {slip} thẻ?") == "Bình Thuận cấp bao nhiêu thẻ?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vận độg được bao nhiêu", "vận động được bao nhiêu"),
        ("cấp cho ngưòi nghèo", "cấp cho ngưòi nghèo"),  # a syllable that could be: left alone
        ("giải quyếtt việc làm", "giải quyết việc làm"),
        ("đào tạo ngheef", "đào tạo ngheef"),  # two slips away from anything: left alone
        ("van dogn bao nhieu", "van dong bao nhieu"),
    ],
)
def test_a_slip_is_mended_only_where_one_word_of_the_collection_is_meant(correct, typed, meant):
    assert correct(typed) == meant


def test_a_word_that_the_articles_hold_is_never_mended(vocabulary):
    paper = vocabulary("dự án Feddder do Feddder tài trợ", "cấp thẻ cho người")
    assert correct_typing("ai tài trợ feddder", paper) == "ai tài trợ feddder"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Vĩnh Tườg có mấy xã", "Vĩnh Tường có mấy xã"),
        ("Bìnhh Thuận có mấy xã", "Bình Thuận có mấy xã"),
        ("Bình Thuạn có mấy xã", "Bình Thuạn có mấy xã"),  # only the tone differs: compared folded anyway
        ("vinh tuogn co may xa", "Vĩnh Tường co may xa"),
    ],
)
def test_a_place_of_the_collection_is_mended(correct, typed, meant):
    assert correct(typed) == meant


@pytest.mark.parametrize(
    "other", ["Ninh Thuận", "Bình Thuân", "Vĩnh Tân", "Bắc Giang", "Hải Hà", "Đầm Hà", "Vĩnh Thường", "Bình Tuận"]
)
def test_a_place_is_never_mended_into_another(correct, other):
    assert correct(f"{other} có mấy xã") == f"{other} có mấy xã"


@pytest.mark.parametrize(
    ("word", "may_be"),
    [
        ("nghèo", True),
        ("nguoi", True),
        ("khuyến", True),
        ("độg", False),
        ("cng", False),
        ("house", False),
        ("ghà", False),
    ],
)
def test_what_could_be_a_syllable(word, may_be):
    assert looks_vietnamese(word) is may_be


@settings(deadline=None)
@given(
    st.lists(st.sampled_from("vận độg bn thẻ 9.300 0,16% 21/2021/NQ-HĐND Vĩnh Tườg 2024 hộ 1,48".split()), max_size=12)
)
def test_numbers_are_never_touched(typed):
    class Nothing:
        def document_frequency(self, form, *, folded):
            return int(form == "động")

    text = " ".join(typed)
    assert re.findall(r"\d\S*", correct_typing(text, Nothing(), PLACES)) == re.findall(r"\d\S*", text)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_anything_typed_can_be_read(text):
    class Nothing:
        def document_frequency(self, form, *, folded):
            return 0

    assert isinstance(correct_typing(text, Nothing(), PLACES), str)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hộ dân bắc kan dùng điện", "hộ dân Bắc Kạn dùng điện"),
        ("ở bình thuân có bao nhiêu người", "ở Bình Thuận có bao nhiêu người"),
        ("bac kan cap bao nhieu the", "bac kan cap bao nhieu the"),  # no diacritics at all: understood as it is
    ],
)
def test_a_place_half_marked_is_that_place(correct, typed, meant):
    assert correct(typed) == meant


def test_words_of_the_articles_are_no_misspelt_place(vocabulary):
    paper = vocabulary("ba vị lãnh đạo huyện dự lễ", "xã Ba Vì có 13 hộ")
    assert correct_typing("Có ba vị nào dự lễ?", paper, ("Ba Vì",)) == "Có ba vị nào dự lễ?"


def test_what_stands_beside_a_place_is_not_made_another_place(vocabulary):
    paper = vocabulary("huyện Ia Pa còn 13 hộ nghèo", "tỉnh Hà Nam còn 11 hộ nghèo")
    asked = "Hộ nghèo của huyện Ia Pa năm 2024 là bao nhiêu?"
    assert correct_typing(asked, paper, ("Ia Pa", "Hà Nam")) == asked


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("TP. Ngã Bảy thì mấy căn?", "thành phố Ngã Bảy thì mấy căn?"),
        ("mỗi năm nhà ông ấy lời bao nhiêu?", "mỗi năm nhà ông ấy lãi bao nhiêu?"),
        ("Theo lời ông ấy có bao nhiêu hộ?", "Theo lời ông ấy có bao nhiêu hộ?"),
        ("da xong bao nhieu can roi", "da xong bao nhieu can nha roi"),
        ("bao nhieu can bo xa", "bao nhieu can bo xa"),
        ("ea bar con bao nhieu nha ngheo", "ea bar con bao nhieu ho ngheo"),
        ("số gia đình nghèo bớt đi mấy nhà?", "số gia đình nghèo bớt đi mấy hộ?"),
        ("xây được mấy nhà?", "xây được mấy nhà?"),
    ],
)
def test_everyday_words_for_households_and_gain(typed, read, vocabulary):
    assert correct_typing(typed, vocabulary(read)) == read
