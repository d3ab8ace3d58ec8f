"""What words mean the same."""

import itertools
import json
import re
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text import fold, words
from rag.lexicon import lexicon, mapping, tokens

WRITINGS = pytest.mark.parametrize("folded", [False, True])


def forms(text, *, folded=False):
    return [token.form for token in tokens(text, folded=folded)]


def concepts(text, *, folded=False):
    """The concepts that all words of the text are a part of."""
    return frozenset.intersection(*(token.concepts for token in tokens(text, folded=folded)))


@pytest.mark.parametrize(
    ("short", "written_out"),
    [
        ("BHYT", "bảo hiểm y tế"),
        ("BHXH", "bảo hiểm xã hội"),
        ("XKLĐ", "xuất khẩu lao động"),
        ("NTM", "nông thôn mới"),
        ("THPT", "trung học phổ thông"),
        ("bhyt", "bảo hiểm y tế"),
    ],
)
def test_abbreviations_are_written_out_in_the_place_where_they_stand(short, written_out):
    text = f"cấp thẻ {short} mới"
    expanded = [t for t in tokens(text, folded=False) if t.start == text.index(short)]
    assert [t.form for t in expanded] == [t.form for t in tokens(written_out, folded=False)]
    assert {text[t.start : t.end] for t in expanded} == {short}


def test_abbreviations_of_two_letters_need_capitals_where_there_are_diacritics():
    assert forms("HS nghèo") == ["học", "sinh", "nghèo"]
    assert forms("hs nghèo") == ["hs", "nghèo"]


def test_without_diacritics_any_abbreviation_is_written_out():
    assert forms("hs ngheo", folded=True) == ["hoc", "sinh", "ngheo"]
    assert forms("XKLD", folded=True) == ["xuat", "khau", "lao", "dong"]


@WRITINGS
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xuất khẩu lao động", "đi làm việc ở nước ngoài"),
        ("người cao tuổi", "cụ"),
        ("sửa chữa", "cải tạo"),
        ("BHYT", "thẻ y tế"),
        ("căn nhà", "ngôi nhà"),
        ("hằng tháng", "hàng tháng"),
    ],
)
def test_ways_of_saying_the_same_share_a_concept(one, other, folded):
    assert concepts(one, folded=folded) & concepts(other, folded=folded)


@pytest.mark.parametrize(
    ("one", "other"), [("hộ nghèo", "hộ cận nghèo"), ("bảo hiểm y tế", "bảo hiểm xã hội"), ("xây mới", "sửa chữa")]
)
def test_what_must_be_told_apart_shares_no_concept(one, other):
    assert not concepts(one) & concepts(other)


def test_the_longest_phrase_counts_not_what_is_inside_it():
    inside = next(t for t in tokens("có nhà tiêu", folded=False) if t.form == "nhà")
    alone = next(t for t in tokens("có nhà", folded=False) if t.form == "nhà")
    assert inside.concepts
    assert not inside.concepts & alone.concepts


def test_offsets_point_into_the_whole_text():
    text = "Năm 2023, huyện cấp 9.300 thẻ BHYT."
    part = tokens(text, folded=False, start=text.index("cấp"))
    assert [text[t.start : t.end] for t in part] == ["cấp", "9.300", "thẻ", "BHYT", "BHYT", "BHYT", "BHYT"]


@settings(deadline=None)
@given(st.text(alphabet="aảbcđeéghIKhộnghèoBHYT 0123456789.,;%\n-", max_size=120), st.booleans())
def test_tokens_stand_in_order_inside_the_text(text, folded):
    found = tokens(text, folded=folded)
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start or (before.start, before.end) == (after.start, after.end)
    assert all(0 <= t.start < t.end <= len(text) and t.form for t in found)
    if folded:
        assert all(t.form == fold(t.form) for t in found)


@WRITINGS
def test_the_longest_phrase_that_begins_at_a_word(folded):
    lex = lexicon(folded)
    said = forms("tôi muốn biết số hộ", folded=folded)
    assert lex.longest_at(said, 0, lex.stop_phrases) == 3
    assert lex.longest_at(said, 4, lex.stop_phrases) == 0
    assert lex.longest_at(said, 0, ()) == 0


def test_the_folded_lexicon_has_no_diacritics_anywhere():
    lex = lexicon(True)
    written = [
        *lex.stop,
        *lex.kind_words,
        *lex.linking,
        *lex.ambiguous,
        *(" ".join(phrase) for phrase in lex.concepts),
        *(" ".join(way) for group in lex.contrasts for ways in group.values() for way, _ in ways),
        *(" ".join(expansion) for expansion in lex.abbreviations.values()),
    ]
    assert written
    assert all(text == fold(text) for text in written)


@WRITINGS
def test_of_modifiers_that_exclude_each_other_the_longest_is_tried_first(folded):
    for group in lexicon(folded).contrasts:
        for first, ways in group.items():
            lengths = [len(phrase) for phrase, _ in ways]
            assert lengths == sorted(lengths, reverse=True)
            assert {phrase[0] for phrase, _ in ways} == {first}


def test_every_way_of_saying_a_modifier_leads_to_one_of_them():
    ways = [dict(way for of_word in group.values() for way in of_word) for group in lexicon(False).contrasts]
    group = next(g for g in ways if ("sửa", "chữa") in g)
    assert group["cải", "tạo"] == group["sửa", "chữa"]
    assert group["cải", "tạo"] != group["xây", "mới"]


def test_folded_words_are_ambiguous_only_where_diacritics_would_tell():
    assert not lexicon(False).ambiguous
    assert lexicon(True).ambiguous


def test_the_lexicon_is_made_once():
    assert lexicon(True) is lexicon(True)
    assert lexicon(True) is not lexicon(False)


def test_the_file_is_well_formed():
    data = json.loads(resources.files("rag").joinpath("lexicon.json").read_text(encoding="utf-8"))
    assert all(len(group) >= 2 for group in data["contrasts"])
    for name in ("abbreviations", "typing"):
        assert all(key == key.lower() == key.strip() for key in mapping(name))
    assert not any(char.isdigit() for word in data["stop"] for char in word)


def test_synonyms_are_written_in_one_spelling_and_keep_rivals_apart():
    data = json.loads(resources.files("rag").joinpath("lexicon.json").read_text(encoding="utf-8"))
    groups = json.loads(resources.files("rag").joinpath("synonyms.json").read_text(encoding="utf-8"))
    assert all(len(set(group)) == len(group) >= 2 for group in groups)
    written = [phrase for group in groups for phrase in group]
    assert [phrase for phrase in written if " ".join(w.text for w in words(phrase)) != phrase] == []
    for rivals in data["contrasts"]:
        sides = [set(side.split("|")) for side in rivals]
        assert [group for group in groups if sum(bool(side & set(group)) for side in sides) > 1] == []


def test_english_phrases_are_plain_words():
    table = json.loads(resources.files("rag").joinpath("english.json").read_text(encoding="utf-8"))
    assert [key for key in table if not re.fullmatch(r"[a-z0-9]+(?: [a-z0-9]+)*", key)] == []
