"""Where and when a figure holds, and the places a question names."""

from dataclasses import replace

import pytest

from index.article import Paragraph
from index.place import lookup
from rag.asked_places import asked_places
from rag.held_place import held_place, subjects
from rag.held_time import held_time
from rag.parsing import parse


def place_of(passage, value):
    """The name of the place for which a figure holds."""
    sentence, quantity = find(passage, value)
    held = held_place(passage, sentence, quantity, subjects(passage.article))
    return held.name if held else None


def time_of(passage, value):
    sentence, quantity = find(passage, value)
    held = held_time(passage, sentence, quantity)
    return (str(held), held.source) if held else None


def find(passage, value):
    return next((s, q) for s in passage.sentences for q in s.quantities if q.value == value)


# -- what an article is about ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "about"),
    [
        (("Đầm Hà", "Quảng Ninh"), ["Đầm Hà"]),  # the province only says where the district lies
        (("Quảng Ninh", "Đầm Hà"), ["Đầm Hà"]),
        (("Bắc Kạn",), ["Bắc Kạn"]),
        (("Bắc Kạn", "Bình Thuận"), ["Bắc Kạn", "Bình Thuận"]),
        (("Tuân Chính", "Vĩnh Tường", "Vĩnh Phúc"), ["Tuân Chính"]),
        ((), []),
        (("Xyzopolis",), []),
    ],
)
def test_the_places_that_an_article_is_about(make_article, places, about):
    assert [p.name for p in subjects(make_article("Có 13 hộ.", places=places))] == about


def test_of_places_that_share_a_name_the_one_inside_is_meant(make_article):
    article = make_article("Có 13 hộ.", places=("Trung Hòa", "Ngân Sơn", "Bắc Kạn"))
    assert lookup("Trung Hòa")
    assert len(lookup("Trung Hòa")) > 1
    [about] = subjects(article)
    assert about.key.startswith(next(p.key for p in lookup("Bắc Kạn")))


# -- the place of a figure -------------------------------------------------------------------------------------------


def test_a_figure_holds_for_the_place_of_its_article(parsed):
    assert place_of(parsed("Có 13 hộ nghèo."), 13) == "Đầm Hà"


def test_a_commune_inside_the_district_outranks_it(parsed):
    passage = parsed("Xã Tuân Chính có 96 hộ. Cấp 13 thẻ.", places=("Vĩnh Tường", "Vĩnh Phúc"))
    assert place_of(passage, 96) == "Tuân Chính"
    assert place_of(passage, 13) == "Tuân Chính"  # the paragraph goes on about it


def test_a_place_named_behind_the_figure_is_not_yet_its_place(parsed):
    passage = parsed("Huyện cấp 13 thẻ. Xã Tuân Chính có 96 hộ.", places=("Vĩnh Tường", "Vĩnh Phúc"))
    assert place_of(passage, 13) == "Vĩnh Tường"


@pytest.mark.parametrize("joint", [". Toàn", "; toàn", ", còn cả"])
def test_the_whole_district_ends_what_was_said_of_a_commune(parsed, joint):
    passage = parsed(f"Xã Tuân Chính có 96 hộ{joint} huyện có 13 trường.", places=("Vĩnh Tường", "Vĩnh Phúc"))
    assert place_of(passage, 96) == "Tuân Chính"
    assert place_of(passage, 13) == "Vĩnh Tường"


def test_a_place_outside_the_articles_own_is_no_place_of_its_figures(parsed):
    assert place_of(parsed("Học tập Hải Hà, huyện xây 13 nhà."), 13) == "Đầm Hà"


def test_without_any_place_there_is_none(parsed):
    assert place_of(parsed("Có 13 hộ nghèo.", places=()), 13) is None


# -- the time of a figure --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Có 13 hộ nghèo.", ("2023", "article")),
        ("Năm 2022 có 13 hộ nghèo.", ("2022", "sentence")),
        ("Đến hết tháng 11/2022, có 13 hộ nghèo.", ("2022-11", "sentence")),
        ("Năm 2021 rất khó khăn. Có 13 hộ nghèo.", ("2021", "sentence")),
        ("Giai đoạn 2021-2025 đề ra mục tiêu. Có 13 hộ nghèo.", ("2023", "article")),  # the name of a programme
        ("Theo Nghị quyết năm 2021, có 13 hộ nghèo.", ("2023", "article")),  # the date of a document
        ("Năm 2021 rất khó khăn. Hiện nay có 13 hộ nghèo.", ("2023", "article")),
        ("Từ 20 hộ năm 2011 còn 13 hộ năm 2016.", ("2016", "sentence")),
    ],
)
def test_the_time_for_which_a_figure_holds(parsed, text, time):
    assert time_of(parsed(text), 13) == time


def test_each_of_two_figures_has_its_own_year(parsed):
    passage = parsed("Tỷ lệ hộ nghèo giảm từ 8,01% năm 2011 xuống còn 3,34% năm 2016.")
    assert time_of(passage, 8.01) == ("2011", "sentence")
    assert time_of(passage, 3.34) == ("2016", "sentence")


def test_a_year_in_a_later_clause_says_nothing_of_an_earlier_figure(parsed):
    passage = parsed("Huyện có 13 hộ nghèo; năm 2022 xây 9 nhà.")
    assert time_of(passage, 13) == ("2023", "article")
    assert time_of(passage, 9) == ("2022", "sentence")


def test_a_sentence_with_two_years_speaks_for_no_other(parsed):
    passage = parsed("Năm 2011 có 20 hộ, năm 2016 có 9 hộ. Xây 13 nhà.")
    assert time_of(passage, 13) == ("2023", "article")


def test_without_a_date_only_the_words_can_tell(parsed):
    assert time_of(parsed("Có 13 hộ nghèo.", year=None), 13) is None
    assert time_of(parsed("Năm 2022 có 13 hộ nghèo.", year=None), 13) == ("2022", "sentence")
    held = held_time(*(lambda p: (p, *find(p, 13)))(parsed("Giai đoạn 2021-2025 có 13 hộ nghèo.", year=None)))
    assert (held.first, held.last, held.weak) == (2021, 2025, True)
    assert str(held) == "2021-2025"


# -- the places of a question ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def places(seeds_collection, read):
    known = frozenset(seeds_collection.place_keys().values())

    def make(text):
        return asked_places(read(text, known=known), seeds_collection)

    return make


def test_a_place_that_the_collection_has(places):
    [dam_ha] = places("Đầm Hà có bao nhiêu hộ?")
    assert dam_ha.name == "Đầm Hà"
    assert dam_ha.keys
    assert not dam_ha.inside
    assert not dam_ha.merged


def test_a_place_that_the_collection_lacks(places):
    [hai_ha] = places("Hải Hà có bao nhiêu hộ?")
    assert (hai_ha.name, hai_ha.keys) == ("Hải Hà", frozenset())
    assert hai_ha.readings


def test_a_province_of_today_and_the_former_one_inside_it(places):
    [one] = places("Tỉnh Thái Nguyên có bao nhiêu hộ?")
    assert (one.name, one.keys, one.merged) == ("Thái Nguyên", frozenset(), ("Bắc Kạn",))


def test_a_province_above_a_covered_district(places):
    [one] = places("Tỉnh Quảng Ninh có bao nhiêu hộ?")
    assert "Đầm Hà" in one.inside


def test_a_province_that_only_says_where_a_district_lies_is_left_out(places):
    assert [p.name for p in places("Huyện Đầm Hà, tỉnh Quảng Ninh có bao nhiêu hộ?")] == ["Đầm Hà"]


def test_a_place_named_twice_counts_once(places):
    assert [p.name for p in places("Đầm Hà có bao nhiêu hộ, Đầm Hà xây bao nhiêu nhà?")] == ["Đầm Hà"]


def test_two_places(places):
    assert [p.name for p in places("Đầm Hà và Bắc Kạn có bao nhiêu hộ?")] == ["Đầm Hà", "Bắc Kạn"]


def test_a_place_that_no_gazetteer_knows_and_no_article_names(places):
    [one] = places("Huyện Xyzopolis có bao nhiêu hộ?")
    assert one.readings == ()
    assert "Xyzopolis" in one.name


def test_which_place_of_the_name_is_meant(places):
    [one] = places("Đầm Hà có bao nhiêu hộ?")
    [held] = [p for p in one.readings if p.key in one.keys][:1]
    assert one.is_place(held)
    assert not one.is_place(lookup("Hải Hà")[0])


def test_no_place(places):
    assert places("Có bao nhiêu hộ nghèo?") == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Từ năm 1991 đến 2000, diện tích rừng tăng từ 415 ha đến 587 ha.", ("1991", "2000")),
        ("Giai đoạn 2016-2020, số hộ nghèo giảm từ 587 hộ xuống còn 415 hộ.", ("2020", "2016")),
        ("Số hộ nghèo giảm từ 587 hộ năm 2011 xuống còn 415 hộ năm 2016.", ("2016", "2011")),
    ],
)
def test_the_ends_of_a_change_hold_for_the_ends_of_its_time(parsed, text, years):
    passage = parsed(text)
    assert tuple(time_of(passage, value)[0] for value in (415, 587)) == years


# -- articles as offices write them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [
        ("Toàn tỉnh còn 5.870 hộ nghèo.", 5870, "Quảng Ninh"),
        ("Đầm Hà có 13 hộ; toàn tỉnh Quảng Ninh có 1.215 căn.", 1215, "Quảng Ninh"),
        ("Một năm qua, tỉnh dựng 1.215 căn nhà, Đầm Hà góp 286 căn.", 1215, "Quảng Ninh"),
        ("Một năm qua, tỉnh dựng 1.215 căn nhà, Đầm Hà góp 286 căn.", 286, "Đầm Hà"),
        ("Toàn huyện còn 58 hộ nghèo.", 58, "Đầm Hà"),
        ("Đầm Hà xây 286 căn, còn huyện Hải Hà xây 194 căn.", 194, "Hải Hà"),
        ("Ở xã Tân Bình, huyện Đầm Hà (Quảng Ninh), ông nuôi 12 con bò.", 12, "Tân Bình"),
        ("Ở các xã Tân Bình, Dực Yên và Đại Bình lần lượt có 7, 6 và 4 cái giếng.", 6, "Dực Yên"),
        ("Các xã Tân Bình, Dực Yên xây 9 nhà. Cả năm có 31 lớp.", 31, "Đầm Hà"),  # a list is no topic
        ("Xã Tân Bình xây 9 nhà. Cả năm có 31 lớp.", 31, "Tân Bình"),
    ],
)
def test_the_place_is_the_one_that_the_sentence_means(parsed, text, value, place):
    assert place_of(parsed(text, known=frozenset({"Tân Bình", "Dực Yên", "Đại Bình"})), value) == place


@pytest.mark.parametrize(
    ("text", "value", "time"),
    [
        ("Hộ nghèo giảm từ 22,14% (cuối năm 2021) xuống còn 16,87% (cuối năm 2022).", 22.14, ("2021", "sentence")),
        ("Hộ nghèo giảm từ 22,14% (cuối năm 2021) xuống còn 16,87% (cuối năm 2022).", 16.87, ("2022", "sentence")),
        ("Hộ nghèo từ 22,14% (năm 2021) xuống còn 16,87%.", 16.87, ("2023", "article")),
        ("Có 13 hộ, tăng 2 hộ so với năm 2021 (11 hộ).", 13, ("2023", "article")),
        ("Có 13 hộ, tăng 2 hộ so với năm 2021 (11 hộ).", 2, ("2023", "article")),
        ("Có 13 hộ, tăng 2 hộ so với năm 2021 (11 hộ).", 11, ("2021", "sentence")),
        ("Có 13 hộ; năm ngoái có 11 hộ.", 11, ("2022", "sentence")),
        ("Sang năm, huyện xây 15 nhà.", 15, ("2024", "sentence")),
        ("Hai năm trước anh vay 15 triệu đồng.", 15e6, ("2023", "article")),
    ],
)
def test_a_year_speaks_for_the_figures_it_stands_by(parsed, text, value, time):
    assert time_of(parsed(text), value) == time


def test_a_report_of_the_year_before_is_of_that_year(parsed):
    passage = parsed("Có 13 hộ; năm nay có 15 hộ.", title="Kết quả năm 2022")
    assert (time_of(passage, 13), time_of(passage, 15)) == (("2022", "article"), ("2023", "sentence"))


def test_a_heading_says_the_year_of_its_section(make_article):
    text = "Xã có 13 hộ.\nIII. NHIỆM VỤ NĂM 2024\nXây 9 nhà."
    spans = [(text.index(p), text.index(p) + len(p)) for p in ("Xã có 13 hộ.", "Xây 9 nhà.")]
    paragraphs = tuple(Paragraph(i, *span) for i, span in enumerate(spans))
    article = replace(make_article("Xã có 13 hộ."), text=text, paragraphs=paragraphs, lines=(1, 2, 3))
    assert time_of(parse(article, 0, folded=False), 13) == ("2023", "article")
    assert time_of(parse(article, 1, folded=False), 9) == ("2024", "article")


# -- several provinces, today's provinces, places that only say where ----------------------------------------------------


def test_in_a_comparison_every_place_named_counts_and_nothing_is_of_the_first(parsed):
    about = {"places": ("Cao Bằng", "Điện Biên", "Sóc Trăng")}
    text = "Cả nước có 9.430 căn. Quảng Ngãi làm 412 căn, riêng huyện Ba Tơ làm 137 căn."
    passage = parsed(text, **about)
    assert place_of(passage, 9430) is None
    assert place_of(passage, 412) == "Quảng Ngãi"
    assert place_of(passage, 137) == "Ba Tơ"


def test_a_commune_lies_in_the_province_of_today(parsed):
    passage = parsed("Xã Lũng Cú làm được 289 căn.", places=("Tuyên Quang",), year=2025)
    assert place_of(passage, 289) == "Lũng Cú"


def test_a_place_beside_the_articles_own_that_only_says_where_speaks_for_its_sentence_alone(parsed):
    text = "Có 31 người đi điều dưỡng tại Sầm Sơn. Huyện hỗ trợ 92 hộ sửa nhà."
    assert place_of(parsed(text, places=("Như Xuân", "Thanh Hóa")), 92) == "Như Xuân"
    text = "Huyện Thường Xuân có 31 người. Trong đó hỗ trợ 92 hộ sửa nhà."
    assert place_of(parsed(text, places=("Như Xuân", "Thanh Hóa")), 92) == "Thường Xuân"


def test_of_communes_of_one_name_the_one_in_the_articles_town(parsed):
    passage = parsed("Xã có 41 hộ nghèo.", places=("xã Tam Thanh", "Tam Kỳ", "Quảng Nam"))
    assert subjects(passage.article)[0].key == "quang-nam/tam-ky/tam-thanh"


@pytest.mark.parametrize(
    ("text", "value", "time"),
    [
        ("Tỷ lệ giảm từ 31,42% cuối năm 2022 xuống 24,87% cuối năm 2023 và còn 18,65% cuối năm 2024.", 24.87, "2023"),
        ("Tỷ lệ giảm còn 12,48% năm 2016; 9,61% năm 2017; 7,18% năm 2018.", 9.61, "2017"),
        ("Về kế hoạch năm 2025, huyện đăng ký xóa tiếp 265 căn nhà.", 265, "2025"),  # a plan for a year to come
        ("Huyện hoàn thành kế hoạch năm 2022 với 265 căn nhà.", 265, "2024"),
    ],
)
def test_the_year_beside_a_figure(parsed, text, value, time):
    assert time_of(parsed(text, year=2024), value)[0] == time
