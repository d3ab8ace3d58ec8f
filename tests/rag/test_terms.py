"""The content words of a question, and how much each tells."""

import math

import pytest

from rag.asked import Draft
from rag.figures import Style
from rag.lexicon import lexicon, tokens
from rag.terms import head_of, noun_phrase, terms_of

PAPER = (
    "Huyện hỗ trợ hộ nghèo xây nhà",
    "Huyện hỗ trợ hộ cận nghèo vay vốn",
    "Huyện cấp thẻ bảo hiểm y tế cho hộ nghèo",
    "Huyện mở lớp dạy nghề trồng nấm",
)


@pytest.fixture
def terms(vocabulary):
    def make(text, *, folded=False, english=False, taken=()):
        style = Style.PLAIN if folded else Style.VIETNAMESE
        draft = Draft(text, style, [(text.index(t), text.index(t) + len(t)) for t in taken])
        found = tokens(text, folded=folded)
        return {
            term.form: term for term in terms_of(found, draft, lexicon(folded), vocabulary(*PAPER), english=english)
        }

    return make


def head(text, *, folded=False):
    lex = lexicon(folded)
    draft = Draft(text, Style.PLAIN if folded else Style.VIETNAMESE)
    noun = noun_phrase(tokens(text, folded=folded), 0, len(text), draft, lex)
    return " ".join(t.form for t in head_of(noun, lex))


def test_words_without_content_are_left_out(terms):
    assert set(terms("Cho tôi biết huyện đã cấp bao nhiêu thẻ cho hộ nghèo?")) == {"huyện", "cấp", "thẻ", "hộ", "nghèo"}


def test_what_is_understood_already_is_left_out(terms):
    assert "đầm" not in terms("Đầm Hà cấp thẻ năm 2023", taken=("Đầm Hà", "2023"))
    assert "2023" not in terms("Đầm Hà cấp thẻ năm 2023", taken=("Đầm Hà", "2023"))
    assert "2023" in terms("Đầm Hà cấp thẻ năm 2023")


def test_rare_words_tell_more_than_common_ones(terms):
    found = terms("huyện dạy trồng nấm cho hộ nghèo")
    assert found["nấm"].weight > found["nghèo"].weight > found["huyện"].weight > 0


def test_the_weight_is_the_idf_of_bm25(terms):
    top = math.log(1 + 4.5 / 0.5)
    assert terms("nấm")["nấm"].weight == pytest.approx(math.log(1 + (4 - 1 + 0.5) / 1.5) / top)


def test_a_name_says_less_of_which_figure_is_meant(terms):
    found = terms("Huyện dạy trồng Nấm")
    assert found["nấm"].weight == pytest.approx(0.8 * terms("nấm")["nấm"].weight)
    assert found["huyện"].weight == terms("huyện")["huyện"].weight  # a capital at the beginning names nothing


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Xã hỗ trợ Nấm bao nhiêu nhà", {"nấm"}),
        ("XÃ HỖ TRỢ NẤM bao nhiêu NHÀ", set()),  # capitals typed throughout tell nothing
        ("Xã Hỗ Trợ Nấm Bao Nhiêu Nhà", set()),
    ],
)
def test_capitals_inside_a_question_tell_a_name(terms, text, names):
    assert {form for form, term in terms(text).items() if term.name} == names


def test_a_word_that_no_article_holds_is_known_to_be_missing_and_weighs_less_than_a_rare_one(terms):
    found = terms("dạy lặn cho hộ")
    assert found["hộ"].known
    assert not found["lặn"].known
    assert 0 < found["lặn"].weight <= 0.7


def test_a_word_that_says_little_weighs_little(terms):
    found = terms("nhiệm vụ lặn")  # neither stands in the articles
    assert found["nhiệm"].weight == found["vụ"].weight == pytest.approx(found["lặn"].weight * 0.35)


def test_a_folded_word_that_may_be_none_of_content_weighs_half(terms):
    ambiguous, plain = terms("cap the cho ho", folded=True)["the"], terms("cấp thẻ cho hộ")["thẻ"]
    assert ambiguous.weight == pytest.approx(plain.weight / 2)  # thẻ, thế


def test_a_synonym_makes_a_word_known(terms):
    assert terms("đào tạo")["đào"].known  # the articles say "dạy nghề"


def test_a_word_typed_without_its_diacritics_is_compared_loosely(terms):
    found = terms("cấp thẻ bảo hiem y tế")
    assert found["hiem"].loose
    assert found["hiem"].known
    assert not found["bảo"].loose


def test_a_word_with_other_diacritics_only_beside_a_neighbour_of_the_articles(terms):
    assert terms("lớp trông nấm")["trong"].loose  # "trồng nấm" stands there
    assert not terms("ai trôn hộ")["trôn"].known


def test_positions_count_the_words_of_the_question(terms):
    found = terms("hộ cận nghèo")
    assert [found[form].position for form in ("hộ", "cận", "nghèo")] == [0, 1, 2]


def test_a_foreign_word_of_an_english_question_weighs_little(terms):
    assert terms("joined huyện", english=True)["joined"].weight < terms("joined huyện")["joined"].weight


def test_folded_words_are_looked_up_folded(terms):
    found = terms("huyen cap the cho ho ngheo", folded=True)
    assert found["ngheo"].known
    assert not any(t.loose for t in found.values())


def test_every_weight_lies_between_0_and_1(terms, vocabulary):
    assert all(0 < t.weight <= 1 for t in terms("huyện hộ nghèo nấm lặn đạt chương trình thẻ").values())
    found = tokens("hộ", folded=False)
    alone = terms_of(found, Draft("hộ", Style.VIETNAMESE), lexicon(False), vocabulary(), english=False)
    assert alone[0].weight <= 1  # a collection without paragraphs


@pytest.mark.parametrize(
    ("noun", "counted"),
    [
        ("căn nhà", "nhà"),
        ("suất quà", "quà"),
        ("hộ nghèo", "hộ"),
        ("học sinh nghèo", "học sinh"),
        ("lao động đi nước ngoài", "lao động"),
        ("tiêu chí", "tiêu chí"),
        ("người", "người"),
        ("căn", "căn"),
        ("thẻ BHYT", "thẻ"),
    ],
)
def test_the_head_is_what_is_counted_not_its_classifier(noun, counted):
    assert head(noun) == counted


def test_the_head_without_diacritics():
    assert head("can nha", folded=True) == "nha"
    assert head("hoc sinh ngheo", folded=True) == "hoc sinh"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("hộ nghèo được vay", "hộ nghèo"),  # up to the function word
        ("hộ nghèo, cận nghèo", "hộ nghèo"),  # up to the comma
        ("thẻ 2023 hộ", "thẻ"),  # up to the number
        ("các hộ nghèo", "hộ nghèo"),  # after leading function words
        ("hộ dân tộc thiểu số vùng cao", "hộ dân tộc thiểu"),  # "số" is one of them
        ("", ""),
    ],
)
def test_the_noun_phrase_ends_where_something_interrupts_it(text, phrase):
    found = noun_phrase(tokens(text, folded=False), 0, len(text), Draft(text, Style.VIETNAMESE), lexicon(False))
    assert " ".join(t.form for t in found) == phrase
