"""Quotes: slices of articles, and never anything else."""

import dataclasses
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.article import Span
from index.errors import TrichdanError
from index.text import words
from rag.grounding import QUOTE_WORDS, GroundingError, Quote, best_window, quote_span
from rag.quantity import quantities

LONG = (
    "Trong năm qua, huyện đã làm được nhiều việc cho người dân, nhất là ở các xã vùng cao, vùng sâu, vùng xa; "
    "tặng quà Tết cho 335 hộ; trợ cấp hằng tháng cho hơn 26.400 lượt người, tổng số tiền hơn 18 tỷ đồng, "
    "chi trả tận tay từng người, không để ai phải chờ đợi; cấp đổi 19 nghìn thẻ cho người có công, trẻ em và người "
    "cao tuổi ở tất cả các xã, thị trấn trên địa bàn, kể cả những nơi đường đi lại còn khó khăn trong mùa mưa bão."
)


def whole(text):
    return Span(0, len(text))


def span_of(text, part):
    return Span(text.index(part), text.index(part) + len(part))


def length(text):
    return len(words(text))


# -- Quote -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, 10_000), (10_000, 10_001), (-5, -1)])
def test_a_quote_outside_the_text_cannot_be_cut(make_article, start, end):
    with pytest.raises(GroundingError, match="cannot quote"):
        Quote.cut(make_article("Có 13 hộ."), start, end)


def test_a_quote_may_reach_from_end_to_end(make_article):
    article = make_article("Có 13 hộ.")
    assert Quote.cut(article, 0, len(article.text)).text == "Có 13 hộ."
    with pytest.raises(GroundingError):
        Quote.cut(article, 0, len(article.text) + 1)


def test_no_text_can_be_handed_to_a_quote(make_article):
    article = make_article("Có 13 hộ.")
    assert {field.name for field in dataclasses.fields(Quote)} == {"article", "start", "end"}
    quote = Quote.cut(article, 0, 2)
    with pytest.raises((AttributeError, TypeError)):
        quote.text = "Có 99 hộ."
    with pytest.raises(dataclasses.FrozenInstanceError):
        quote.start = 3
    assert quote.text == "Có"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60), st.data())
def test_the_text_of_a_quote_is_its_slice(make_article, text, data):
    article = make_article(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Quote.cut(article, start, end).text == text[start:end]


def test_a_quote_knows_its_line_of_the_file(make_article):
    article = make_article("Một.", "Hai.", "Ba.")
    assert [Quote.cut(article, p.start, p.end).line for p in article.paragraphs] == [8, 9, 10]


def test_what_a_quote_holds(make_article):
    quote = Quote.cut(make_article("Có 13 hộ nghèo."), 3, 8)
    assert quote.holds(Span(3, 8))
    assert quote.holds(Span(3, 5))
    assert not quote.holds(Span(2, 5))
    assert not quote.holds(Span(3, 9))


def test_a_failed_check_is_one_of_our_errors():
    assert issubclass(GroundingError, TrichdanError)


# -- quote_span ------------------------------------------------------------------------------------------------------


def test_a_sentence_that_is_short_enough_is_quoted_whole():
    text = "Có 13 hộ, gồm 9 hộ nghèo."
    assert quote_span(text, whole(text), [span_of(text, "9")]) == whole(text)


@pytest.mark.parametrize("target", ["335 hộ", "26.400 lượt", "18 tỷ đồng", "19 nghìn thẻ", "Trong năm", "mưa bão"])
def test_a_long_sentence_is_cut_at_its_clauses(target):
    quoted = quote_span(LONG, whole(LONG), [span_of(LONG, target)]).of(LONG)
    assert target in quoted
    assert length(quoted) <= QUOTE_WORDS
    assert LONG.startswith(quoted) or re.search(r"[;,] $", LONG[: LONG.index(quoted)])
    assert LONG.endswith(quoted) or LONG[LONG.index(quoted) + len(quoted)] in ";,"


def test_semicolons_are_preferred_to_commas():
    quoted = quote_span(LONG, whole(LONG), [span_of(LONG, "335 hộ")]).of(LONG)
    before, after = LONG.split(quoted)
    assert before.endswith("; ") or not before
    assert after.startswith(";")


@pytest.mark.parametrize("clauses", [45, 90])
def test_words_before_the_figure_are_preferred_to_those_after(clauses):
    text = "a, " * clauses + "có 13 hộ, " + "b, " * clauses + "c"
    quoted = quote_span(text, whole(text), [span_of(text, "13 hộ")]).of(text)
    assert QUOTE_WORDS - 1 <= length(quoted) <= QUOTE_WORDS
    assert quoted.count("a") >= 45
    assert quoted.count("b") <= 12


def test_several_targets_stand_in_one_quote():
    targets = [span_of(LONG, "26.400"), span_of(LONG, "18 tỷ đồng")]
    quoted = quote_span(LONG, whole(LONG), targets).of(LONG)
    assert "26.400" in quoted
    assert "18 tỷ đồng" in quoted


def test_without_borders_it_is_cut_between_words():
    text = " ".join(f"từ{i:b}".replace("1", "a").replace("0", "b") for i in range(150)) + " 13 hộ " + "nữa " * 80
    quoted = quote_span(text, whole(text), [span_of(text, "13 hộ")]).of(text)
    assert length(quoted) <= QUOTE_WORDS
    assert quoted in text
    assert re.search(r"\b13 hộ\b", quoted)
    start = text.index(quoted)
    assert text[start - 1] == " "
    assert start + len(quoted) == len(text) or text[start + len(quoted)] == " "


def test_targets_that_alone_are_too_long_stay_whole():
    assert length(LONG) > QUOTE_WORDS
    targets = [span_of(LONG, "Trong năm"), span_of(LONG, "mưa bão")]
    quoted = quote_span(LONG, whole(LONG), targets)
    assert all(quoted.start <= t.start and t.end <= quoted.end for t in targets)


def test_the_limit_can_be_chosen():
    quoted = quote_span(LONG, whole(LONG), [span_of(LONG, "335 hộ")], limit=8).of(LONG)
    assert length(quoted) <= 8
    assert "335 hộ" in quoted


# -- best_window -----------------------------------------------------------------------------------------------------


def mark(text, part, term, weight=0.8):
    return span_of(text, part), term, weight


def test_the_window_holds_most_of_what_is_looked_for():
    quoted = best_window(LONG, whole(LONG), [mark(LONG, "quà Tết", 0), mark(LONG, "335 hộ", 1)]).of(LONG)
    assert "quà Tết" in quoted
    assert "335 hộ" in quoted
    assert length(quoted) <= QUOTE_WORDS


def test_a_short_sentence_is_the_window():
    text = "Có 13 hộ, gồm 9 hộ nghèo."
    assert best_window(text, whole(text), [mark(text, "hộ", 0)]) == whole(text)


def test_a_term_counts_once():
    text = "gà, gà, gà, gà, " + "x, " * 60 + "gà và vịt"
    marks = [(Span(m.start(), m.end()), 0, 0.9) for m in re.finditer("gà", text)] + [mark(text, "vịt", 1, 0.9)]
    assert "vịt" in best_window(text, whole(text), marks).of(text)


def test_a_short_clause_without_any_mark_is_no_window():
    text = "đồng bào " * 35 + "vùng cao, hết rồi."
    assert "vùng cao" in best_window(text, whole(text), [mark(text, "vùng cao", 0)]).of(text)


def test_without_marks_the_window_is_short_all_the_same():
    for text in (LONG, "đồng bào " * 80):
        quoted = best_window(text, whole(text), []).of(text)
        assert 0 < length(quoted) <= QUOTE_WORDS


# -- any sentence ----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    "hộ nghèo được vay 13 9.300 1,48 tỉ đồng 95,08% 7.000/6.400 người THCS xã, huyện; tỉnh: (trong đó 19) – năm 2023 BHYT.".split()
)


@st.composite
def sentences(draw):
    """A text, a sentence in it and its figures."""
    blank = st.sampled_from([" ", " ", " ", "\u00a0", "  "])
    least = draw(st.sampled_from([1, 50, 80]))
    pieces = draw(st.lists(st.tuples(WORDS, blank), min_size=least, max_size=least + 80))
    before = draw(st.sampled_from(["", "Trước đó. "]))
    text = before + "".join(word + gap for word, gap in pieces).rstrip() + draw(st.sampled_from(["", " Sau đó."]))
    end = len(text) - (len(" Sau đó.") if text.endswith(" Sau đó.") else 0)
    sentence = Span(len(before), end)
    return text, sentence, [Span(q.bound_start, q.end) for q in quantities(text, sentence.start, sentence.end)]


@settings(deadline=None)
@given(sentences(), st.data())
def test_a_quote_is_short_holds_its_figures_and_stays_in_its_sentence(made, data):
    text, sentence, figures = made
    assume(figures)
    first = data.draw(st.integers(0, len(figures) - 1))
    last = data.draw(st.integers(first, min(first + 3, len(figures) - 1)))
    targets = figures[first : last + 1]
    quoted = quote_span(text, sentence, targets)
    assert sentence.start <= quoted.start < quoted.end <= sentence.end
    assert all(quoted.start <= t.start and t.end <= quoted.end for t in targets)
    if length(text[targets[0].start : targets[-1].end]) <= QUOTE_WORDS:
        assert length(quoted.of(text)) <= QUOTE_WORDS
    cut_before, cut_behind = text[quoted.start - 1 : quoted.start], text[quoted.end : quoted.end + 1]
    if quoted.start > sentence.start:  # never inside a word or a number
        assert not (cut_before.isalnum() and text[quoted.start].isalnum()), quoted.of(text)
    if quoted.end < sentence.end:
        assert not (cut_behind.isalnum() and text[quoted.end - 1].isalnum()), quoted.of(text)


def test_a_long_sentence_that_begins_with_a_bracket_is_quoted_without_a_mark():
    text = "(trong " + "hộ " * 70 + ")"
    window = best_window(text, Span(0, len(text)), [])
    assert window.of(text).startswith("(trong hộ")
    assert length(window.of(text)) <= QUOTE_WORDS


@settings(deadline=None)
@given(sentences(), st.data())
def test_a_window_is_short_holds_a_mark_and_stays_in_its_sentence(made, data):
    text, sentence, _ = made
    found = words(text[sentence.start : sentence.end])
    assume(found)
    chosen = data.draw(st.lists(st.sampled_from(found), max_size=6))
    marks = [
        (Span(sentence.start + w.start, sentence.start + w.end), number, data.draw(st.floats(0.05, 1)))
        for number, w in enumerate(chosen)
    ]
    window = best_window(text, sentence, marks)
    assert sentence.start <= window.start < window.end <= sentence.end
    assert length(window.of(text)) <= QUOTE_WORDS
    if marks:
        assert any(window.start <= m.start and m.end <= window.end for m, _, _ in marks)
