"""A passage taken apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text import fold


def the_sentence(passage):
    assert len(passage.sentences) == 1
    return passage.sentences[0]


def clauses(passage, attribute="segments"):
    """The words of each clause of a sentence."""
    sentence = the_sentence(passage)
    found = {}
    for token, number in zip(sentence.tokens, getattr(sentence, attribute), strict=True):
        found.setdefault(number, []).append(token.form)
    return [" ".join(forms) for forms in found.values()]


def times(passage):
    return [(t.first, t.last, t.month, t.weak) for s in passage.sentences for t in s.times]


# -- sentences and clauses -------------------------------------------------------------------------------------------


def test_sentences_and_what_stands_in_each(parsed):
    passage = parsed("Năm 2023 xây 13 nhà. Sau đó huyện Đầm Hà sửa 11 nhà.")
    text = passage.article.text
    first, second = passage.sentences
    assert text[first.start : first.end] == "Năm 2023 xây 13 nhà."
    assert [q.value for q in first.quantities] == [13]
    assert [q.value for q in second.quantities] == [11]
    assert [len(first.times), len(second.times)] == [1, 0]
    assert [text[m.start : m.end] for m in second.places] == ["Đầm Hà"]
    assert first.places == ()


def test_commas_and_semicolons_part_clauses_and_only_semicolons_part_groups(parsed):
    passage = parsed("Xây 13 nhà, sửa 11 nhà; cấp 9.300 thẻ")
    assert clauses(passage) == ["xây 13 nhà", "sửa 11 nhà", "cấp 9.300 thẻ"]
    assert clauses(passage, "groups") == ["xây 13 nhà sửa 11 nhà", "cấp 9.300 thẻ"]


def test_the_comma_of_a_number_parts_nothing(parsed):
    assert clauses(parsed("Kinh phí 1,48 tỉ đồng cho 1.911 hộ")) == ["kinh phí 1,48 tỉ đồng cho 1.911 hộ"]


def test_what_stands_before_a_colon_names_the_figure_behind_it(parsed):
    assert clauses(parsed("cao đẳng: 19; trung cấp: 285")) == ["cao đẳng 19", "trung cấp 285"]


@pytest.mark.parametrize("second", ["11 hộ", "hơn 11 hộ", "gần 11 hộ"])
def test_and_before_a_figure_parts_clauses(parsed, second):
    assert len(clauses(parsed(f"13 hộ xây nhà và {second} sửa nhà"))) == 2


def test_and_between_words_parts_nothing(parsed):
    assert len(clauses(parsed("13 hộ nghèo và cận nghèo sửa nhà"))) == 1


def test_the_clause_of_an_offset(parsed):
    passage = parsed("Xây 13 nhà, sửa 11 nhà; cấp 9.300 thẻ")
    text = passage.article.text
    segment_at = the_sentence(passage).segment_at
    assert [segment_at(text.index(what)) for what in ("13", "11", "9.300")] == [(0, 0), (1, 0), (2, 1)]


def test_abbreviations_keep_one_clause(parsed):
    assert len(clauses(parsed("cấp 9.300 thẻ BHYT mới"))) == 1


# -- words -----------------------------------------------------------------------------------------------------------


def test_a_word_is_found_by_its_form_or_a_synonym(parsed):
    sentence = the_sentence(parsed("Huyện cải tạo 11 căn nhà"))
    concepts = next(t.concepts for t in sentence.tokens if t.form == "cải")
    assert [sentence.tokens[i].form for i in sentence.words.find("nhà", frozenset())] == ["nhà"]
    assert [sentence.tokens[i].form for i in sentence.words.find("sửa", concepts)] == ["cải", "tạo"]
    assert sentence.words.find("sửa", frozenset()) == []


def test_a_word_without_its_diacritics_is_found_loosely(parsed):
    sentence = the_sentence(parsed("Huyện sửa 11 nhà"))
    assert sentence.words.find("nha", frozenset()) == []
    assert [sentence.tokens[i].form for i in sentence.words.find("nha", frozenset(), loose=True)] == ["nhà"]


def test_folded_words_for_a_question_without_diacritics(parsed):
    sentence = the_sentence(parsed("Huyện sửa 11 nhà", folded=True))
    assert [t.form for t in sentence.tokens] == ["huyen", "sua", "11", "nha"]


def test_tokens_between_two_offsets(parsed):
    passage = parsed("Huyện sửa 11 căn nhà")
    sentence = the_sentence(passage)
    start = passage.article.text.index("11")
    between = sentence.tokens_between(start, passage.article.text.index(" nhà"))
    assert [sentence.tokens[i].form for i in between] == ["11", "căn"]


def test_a_clause_goes_on_behind_a_bracket(parsed):
    [sentence] = parsed("Trong đó 68 hộ (43,3%) có trẻ em (cả con nuôi), 69 hộ khác.").sentences
    clause = {t.form: s for t, s in zip(sentence.tokens, sentence.segments, strict=True)}
    assert clause["68"] == clause["có"] == clause["em"]
    assert len({clause[form] for form in ("68", "43,3%", "nuôi", "69")}) == 4


def test_title_and_neighbouring_paragraphs_speak_along(parsed):
    passage = parsed("Trồng nấm ở xã.", "Có 11 hộ.", "Bán ở chợ. " + "Xa xôi. " * 30 + "Cuối", at=1, title="Dạy nghề")
    assert [t.form for t in passage.title.tokens] == ["dạy", "nghề"]
    beside = {t.form for t in passage.beside.tokens}
    assert {"nấm", "chợ"} <= beside
    assert "cuối" not in beside  # of the next paragraph only its opening
    assert "hộ" not in beside


# -- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Năm 2023 có 13 hộ.", [(2023, 2023, None, False)]),
        ("Đến hết tháng 11/2023, chi 15 tỷ.", [(2023, 2023, 11, False)]),
        ("Tháng 9 năm 2024 có 13 hộ.", [(2024, 2024, 9, False)]),
        ("Lũy kế đến ngày 31/12/2023, có 3.986 hộ.", [(2023, 2023, 12, False)]),
        ("Giảm từ 8,01% năm 2011 xuống 3,34% năm 2016.", [(2011, 2011, None, False), (2016, 2016, None, False)]),
        ("Giai đoạn 2021-2025 có 13 hộ.", [(2021, 2025, None, True)]),
        ("Định hướng đến năm 2030 có 13 hộ.", [(2030, 2030, None, True)]),
        ("Đến năm 2030 có 13 hộ.", [(2030, 2030, None, True)]),
        ("Đến năm 2020 có 13 hộ.", [(2020, 2020, None, False)]),  # the article is of 2023
        ("Đến năm 2023 chỉ còn 13 hộ.", [(2023, 2023, None, False)]),
        ("Theo Nghị quyết số 21/2021/NQ-HĐND có 13 hộ.", []),
        ("Quyết định ngày 16/7/2021 cho 13 hộ.", [(2021, 2021, 7, True)]),
        ("Cấp 2.023 thẻ và 2023,5 kg.", []),
        ("Hàng năm có 13 hộ.", []),
    ],
)
def test_the_times_that_a_sentence_names(parsed, text, found):
    assert times(parsed(text)) == found


def test_a_month_that_is_none_is_left_out(parsed):
    assert times(parsed("Ngày 31/13/2023 có 13 hộ."))[0][2] is None


# -- anything --------------------------------------------------------------------------------------------------------

PIECES = "hộ nghèo, ; : (trong đó 13 hộ) 1,48 tỉ đồng. năm 2023 tháng 11/2023 và hơn 9.300 BHYT Đầm Hà xã – 22,7 tỷ đồng/9,5 tỷ đồng".split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30), st.booleans())
def test_everything_points_into_the_paragraph(parsed, pieces, folded):
    paragraph = " ".join(pieces)
    passage = parsed("Trước đó.", paragraph, at=1, folded=folded)
    text = passage.article.text
    assert text[passage.start : passage.end] == paragraph
    for sentence in passage.sentences:
        assert passage.start <= sentence.start < sentence.end <= passage.end
        assert len(sentence.tokens) == len(sentence.segments) == len(sentence.groups)
        new = list(dict.fromkeys(sentence.segments))
        if "(" not in paragraph:  # behind an aside the clause goes on that was begun before it
            assert new == sorted(new)
        assert list(sentence.groups) == sorted(sentence.groups)
        for token in sentence.tokens:
            assert sentence.start <= token.start < token.end <= sentence.end
        for token in sentence.tokens:
            if text[token.start : token.end].isdigit():
                assert token.form == text[token.start : token.end]
        for one in (*sentence.quantities, *sentence.times, *sentence.places):
            assert sentence.start <= one.start < one.end <= sentence.end
        for time in sentence.times:
            assert str(time.last) in text[time.start : time.end]
        for i, token in enumerate(sentence.tokens):
            assert i in sentence.words.find(token.form, frozenset())
            assert i in sentence.words.find(fold(token.form), frozenset(), loose=True)
            assert sentence.words.holds(fold(token.form), frozenset(), loose=True)
    assert sum(len(s.quantities) for s in passage.sentences) >= paragraph.count("13 hộ")
    if folded:
        assert all(t.form == fold(t.form) for s in passage.sentences for t in s.tokens)
