"""The words of an answer."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.place import lookup
from rag.answer import Citation, Reason, Shown
from rag.asked_places import AskedPlace
from rag.figures import Bound
from rag.grounding import Quote
from rag.phrasing import Lang, abstention, answer_text, bound_words, figure_line, number_vi, of_words, say, source_line
from rag.quantity import number_value, quantities

TEXT = "Chi gần 15 tỷ đồng. Có 7.000/6.400 người và 112/122 xã. Cấp 13 thẻ."
LANGS = pytest.mark.parametrize("lang", list(Lang))


@pytest.fixture
def citation(make_article):
    return Citation(1, Quote.cut(make_article(TEXT), 0, len(TEXT)))


def figure(number, place="Đầm Hà", time="2023"):
    q = quantities(TEXT)[number]
    return Shown(q, 1, place, time, "article" if time else None, TEXT[q.start : q.end])


def place(name, *, inside=(), merged=(), held=False):
    readings = lookup(name)
    return AskedPlace(name, readings, frozenset(p.key for p in readings) if held else frozenset(), merged, inside)


# -- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (13, "13"),
        (1911, "1.911"),
        (1_480_000_000, "1.480.000.000"),
        (0.16, "0,16"),
        (1234.5, "1.234,5"),
        (7.0, "7"),
        (0, "0"),
        (-2.5, "-2,5"),
        (0.1 + 0.2, "0,3"),
    ],
)
def test_numbers_are_written_as_in_vietnamese(value, written):
    assert number_vi(value) == written


@settings(deadline=None)
@given(st.integers(0, 10**12) | st.decimals(0, 1000, places=2).map(float))
def test_what_is_written_reads_as_the_same_number(value):
    assert number_value(number_vi(value)) == pytest.approx(value)


# -- figures and sources ---------------------------------------------------------------------------------------------


@LANGS
def test_a_figure_keeps_its_bound_and_bears_place_time_and_citation(lang):
    assert figure_line(figure(0), TEXT, lang) == "gần 15 tỷ đồng (Đầm Hà, 2023) [1]"


@LANGS
def test_what_is_not_known_of_a_figure_is_left_out(lang):
    assert figure_line(figure(3, place=None, time=None), TEXT, lang) == "13 thẻ [1]"
    assert figure_line(figure(3, place=None), TEXT, lang) == "13 thẻ (2023) [1]"


def test_a_computed_figure_says_so():
    total = replace(figure(3), text="13 + 11 = 24 hộ", computed_from=(0, 1))
    assert figure_line(total, TEXT, Lang.VI) == "13 + 11 = 24 hộ (tính từ các số trên)"
    assert "computed" in figure_line(total, TEXT, Lang.EN)


def test_a_source_says_title_publisher_date_file_and_line(citation):
    assert source_line(citation, Lang.VI) == "[1] Một bài viết – Báo thử, 30/11/2023 – bai.md, dòng 8"
    assert source_line(citation, Lang.EN) == "[1] Một bài viết – Báo thử, 2023-11-30 – bai.md, line 8"


def test_a_source_never_guesses_what_the_page_does_not_say(make_article):
    article = replace(make_article(TEXT, year=None), publisher=None)
    line = source_line(Citation(2, Quote.cut(article, 0, 5)), Lang.VI)
    assert line == "[2] Một bài viết – nơi đăng không ghi trên trang, không rõ ngày – bai.md, dòng 8"


def test_the_second_number_of_a_pair_in_words():
    assert of_words(figure(1), Lang.VI) == "kế hoạch 6.400"
    assert of_words(figure(1), Lang.EN) == "planned 6,400"
    assert of_words(figure(2), Lang.VI) == "trên tổng số 122"
    assert of_words(figure(2), Lang.EN) == "of 122"
    assert of_words(figure(0), Lang.VI) is None


@LANGS
def test_every_bound_has_words(lang):
    assert bound_words(None, lang) == ""
    assert len({bound_words(bound, lang) for bound in Bound} - {""}) == len(Bound)


# -- answers ---------------------------------------------------------------------------------------------------------


def test_figures_first_then_quotes_then_sources(citation):
    text = answer_text([figure(0), figure(3)], [citation], lang=Lang.VI, claimed=None, conflict=False)
    assert text.splitlines() == [
        "• gần 15 tỷ đồng (Đầm Hà, 2023) [1]",
        "• 13 thẻ (Đầm Hà, 2023) [1]",
        f"“{TEXT}” [1]",
        "[1] Một bài viết – Báo thử, 30/11/2023 – bai.md, dòng 8",
    ]


def test_a_claim_is_set_beside_what_the_articles_say(citation):
    text = answer_text([figure(3)], [citation], lang=Lang.VI, claimed="24 thẻ", conflict=False)
    assert text.splitlines()[0] == "Câu hỏi nêu 24 thẻ. Bài viết nêu:"
    assert not re.search(r"\b(?:đúng|sai|yes|no)\b", text.lower())


@LANGS
def test_figures_that_differ_are_announced(citation, lang):
    plain = answer_text([figure(0)], [citation], lang=lang, claimed=None, conflict=False)
    differing = answer_text([figure(0)], [citation], lang=lang, claimed=None, conflict=True)
    assert len(differing.splitlines()) == len(plain.splitlines()) + 1
    assert differing.endswith(plain)


@LANGS
def test_a_place_without_the_figure_is_named(citation, lang):
    shown = [figure(3)]
    text = answer_text(shown, [citation], lang=lang, claimed=None, conflict=False, missing=("Bắc Kạn", "Hải Hà"))
    assert "Bắc Kạn, Hải Hà" in text.splitlines()[1]


@LANGS
def test_no_number_of_an_answer_comes_from_anywhere_but_quote_and_source(citation, lang):
    text = answer_text([figure(0), figure(3)], [citation], lang=lang, claimed=None, conflict=True)
    allowed = set(re.findall(r"\d[\d.,]*\d|\d", TEXT + " 1 2023 30 11 30/11/2023 2023-11-30 8"))
    assert set(re.findall(r"\d[\d.,]*\d|\d", text)) <= allowed


# -- abstentions -----------------------------------------------------------------------------------------------------


@LANGS
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_and_names_what_is_missing(reason, lang):
    text = abstention(reason, ("Hải Hà",), (), lang=lang)
    assert text
    assert "{" not in text
    assert ("Hải Hà" in text) is (reason is not Reason.OFF_TOPIC)


@LANGS
def test_reasons_differ(lang):
    assert len({abstention(reason, (), (), lang=lang) for reason in Reason}) == len(Reason)


@LANGS
def test_the_nearest_passage_is_marked_as_no_answer(citation, lang):
    text = abstention(Reason.NOT_IN_ARTICLES, (), (citation,), lang=lang)
    marked = text.splitlines().index(say(lang, "nearest"))
    assert text.splitlines()[marked + 1 :] == [f"“{TEXT}”", source_line(citation, lang)]
    assert "không phải câu trả lời" in text or "not an answer" in text


@LANGS
def test_a_merged_province_is_told(lang):
    asked = place("Thái Nguyên", merged=("Bắc Kạn",))
    text = abstention(Reason.PLACE_NOT_FOUND, ("Thái Nguyên",), (), lang=lang, places=[asked])
    assert "Bắc Kạn" in text
    assert "2025" in text


@LANGS
def test_districts_inside_a_province_are_told(lang):
    asked = place("Quảng Ninh", inside=("Đầm Hà",), held=True)
    text = abstention(Reason.PLACE_NOT_FOUND, ("Quảng Ninh",), (), lang=lang, places=[asked])
    assert "Đầm Hà" in text.splitlines()[1]
    assert "Quảng Ninh" in text.splitlines()[1]


@LANGS
def test_what_lies_inside_matters_only_where_the_place_itself_is_missing(lang):
    asked = place("Bắc Kạn", inside=("Ngân Sơn",), held=True)
    for reason in (Reason.NOT_IN_ARTICLES, Reason.TIME_NOT_COVERED):
        assert "Ngân Sơn" not in abstention(reason, ("2020",), (), lang=lang, places=[asked])


@pytest.mark.parametrize(
    ("missing", "vietnamese", "english"),
    [
        ("2023", "cho năm 2023.", "for 2023."),
        ("1990-1999", "cho năm 1990-1999.", "for 1990-1999."),
        ("5/2023", "cho tháng 5/2023.", "for 5/2023."),
        ("quý I", "cho quý I.", "for quý I."),
        ("trước 2016", "cho thời gian trước năm 2016.", "for the time before 2016."),
        ("sau 2016", "cho thời gian sau năm 2016.", "for the time after 2016."),
    ],
)
def test_the_time_that_the_articles_lack(missing, vietnamese, english):
    for lang, told in ((Lang.VI, vietnamese), (Lang.EN, english)):
        assert abstention(Reason.TIME_NOT_COVERED, (missing,), (), lang=lang).endswith(told)


@LANGS
def test_a_place_that_is_held_needs_no_note(lang):
    asked = place("Đầm Hà", held=True)
    text = abstention(Reason.NOT_IN_ARTICLES, (), (), lang=lang, places=[asked])
    assert text == abstention(Reason.NOT_IN_ARTICLES, (), (), lang=lang)
    assert len(text.splitlines()) == 1


def test_both_languages_say_the_same_things():
    from rag import phrasing

    vietnamese, english = (phrasing._TEXT[lang] for lang in (Lang.VI, Lang.EN))
    assert set(vietnamese) == set(english)
    for key, said in vietnamese.items():
        assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", english[key])), key
