"""Which words of a sentence belong to which of its figures."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.clauses import Frame, Reach, matches
from rag.lexicon import tokens
from rag.related import is_part
from rag.terms import Term


@pytest.fixture(scope="module")
def look(parsed):
    """``look("words asked for", "paragraph", ...)``: a sentence seen from the words of a question."""

    def make(asked, *paragraphs, number=0, at=0, folded=False, reach=None, **article):
        passage = parsed(*paragraphs, at=at, folded=folded, **article)
        terms = [Term(t.form, t.concepts, 1.0, True, position=i) for i, t in enumerate(tokens(asked, folded=folded))]
        return Frame(
            terms, passage, number, passage.sentences[number].quantities, folded=folded, reach=reach or Reach()
        )

    return make


def at(frame, value):
    """The token of a figure."""
    return next(frame.at[id(q)] for q in frame.sentence.quantities if q.value == value)


def attached(frame, value):
    return frame.attached(at(frame, value))


def closest(frame, term=0):
    """The figure that the word says most about."""
    return max(frame.sentence.quantities, key=lambda q: frame.attached(frame.at[id(q)])[term]).value


# -- whose word is it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "text", "figure"),
    [
        ("sửa", "Xây 13 nhà, sửa 11 nhà.", 11),
        ("xây", "Xây 13 nhà, sửa 11 nhà.", 13),
        ("sửa", "Có 13 hộ được xây nhà và 11 hộ được sửa nhà.", 11),
        ("xây", "Có 13 hộ được xây nhà và 11 hộ được sửa nhà.", 13),
        ("chợ", "Tỉnh có 80 trường; 96 xã có chợ; 70 điểm bưu điện.", 96),
        ("trung", "Trong đó cao đẳng: 19; trung cấp: 285; sơ cấp: 1.715.", 285),
        ("thẻ", "Cấp 9.300 thẻ, tặng 3.500 suất quà.", 9300),
    ],
)
def test_a_word_belongs_to_the_figure_of_its_clause(look, word, text, figure):
    assert closest(look(word, text)) == figure


def test_words_follow_a_figure_that_opens_its_clause(look):
    frame = look("chợ", "Tỉnh có 80 trường đạt chuẩn, 69 xã có chợ.")
    assert attached(frame, 69) > attached(frame, 80)


def test_the_head_of_a_sentence_speaks_for_every_figure(look):
    frame = look("tuyển", "Tỉnh tuyển sinh nghề: cao đẳng 19 người; trung cấp 285 người; sơ cấp 1.715 người.")
    assert min(attached(frame, value)[0] for value in (19, 285, 1715)) > 0.3


def test_a_semicolon_parts_more_than_a_comma(look):
    comma = look("lúa", "Trồng lúa 5 ha, nuôi 13 con bò.")
    semicolon = look("lúa", "Tại đây 2 ha, trồng lúa 5 ha; nuôi 13 con bò.")
    assert attached(semicolon, 13) < attached(comma, 13)


def test_a_share_takes_part_in_the_words_of_its_figure(look):
    text = "Giải quyết việc làm cho 7.000 người, đạt 109% kế hoạch; dạy nghề cho 300 người, đạt 141% kế hoạch."
    frame = look("việc", text)
    assert attached(frame, 109)[0] == pytest.approx(Reach().more * attached(frame, 7000)[0])
    assert attached(frame, 109)[0] > 1.5 * attached(frame, 141)[0]


def test_what_a_figure_is_compared_with_takes_part_in_its_words(look):
    frame = look("chợ", "Năm 2020 huyện có 12 chợ, tăng so với 9 năm 2015.")
    assert attached(frame, 9)[0] == pytest.approx(Reach().compared * attached(frame, 12)[0])


def test_a_part_takes_part_in_the_words_of_the_whole_if_it_has_one_of_its_own(look):
    text = "Đường do 11.000 công nhân xây, trong đó 4.500 người từ Lào."
    assert attached(look("xây Lào", text), 4500)[0] >= Reach().part * 0.9
    assert attached(look("xây", text), 4500)[0] < Reach().part * 0.9


def test_a_figure_beside_another_takes_part_in_its_words_if_it_has_one_of_its_own(look):
    text = "Nhóm A chiếm 75% kháng thể trong huyết thanh; nhóm B chiếm 15%, nhóm C chiếm 10%."
    assert attached(look("huyết b", text), 15)[0] > attached(look("huyết c", text), 15)[0]


def test_a_word_of_the_question_says_more_than_a_synonym_of_it(look):
    frame = look("hộ", "Xã có 13 hộ và 9 gia đình.")
    assert closest(frame) == 13


def test_and_parts_two_figures_of_one_unit(look):
    assert closest(look("biển", "Đường núi dài 5.200 km và đường biển dài 4.000 km.")) == 4000


@pytest.mark.parametrize("turn", ["trong khi", "nhưng", "ngược lại"])
def test_a_turn_behind_a_comma_parts_as_a_semicolon_does(look, turn):
    frame = look("lúa", f"Tại đây 2 ha, trồng lúa 5 ha, {turn} nuôi 13 con bò.")
    assert attached(frame, 13) == attached(look("lúa", f"Tại đây 2 ha, trồng lúa 5 ha; {turn} nuôi 13 con bò."), 13)


def test_other_sentences_and_the_title_speak_faintly(look):
    near = look("nấm", "Xã trồng nấm. Có 13 hộ.", number=1)
    far = look("nấm", "Trời đẹp. Xã trồng nấm. Trời đẹp. Có 13 hộ.", number=3)
    first = look("nấm", "Xã trồng nấm. Trời đẹp. Có 13 hộ.", number=2)
    title = look("nấm", "Có 13 hộ.", title="Trồng nấm")
    beside = look("nấm", "Xã trồng nấm.", "Có 13 hộ.", at=1)
    nowhere = look("nấm", "Có 13 hộ.")
    reach = Reach()
    assert attached(near, 13) == [reach.previous_sentence]
    assert attached(far, 13) == [reach.elsewhere]
    assert attached(first, 13) == [reach.opening]
    assert attached(title, 13) == [reach.title]
    assert attached(beside, 13) == [reach.around]
    assert attached(nowhere, 13) == [0.0]


def test_neighbours_of_the_question_that_are_neighbours_here(look):
    together = look("hộ nghèo", "Có 13 hộ nghèo.")
    apart = look("hộ nghèo", "Có 13 hộ rất nghèo.")
    assert together.attached_pair(0, 1, at(together, 13)) > 0.5
    assert together.attached_pair(0, 1, None) == 1.0
    assert apart.attached_pair(0, 1, at(apart, 13)) == 0.0


# -- territory, parts, strangers -------------------------------------------------------------------------------------


def forms(found):
    return " ".join(t.form for t in found)


def test_the_territory_of_a_figure_ends_at_its_clause_and_at_its_neighbours(look):
    frame = look("nhà", "Xây 13 nhà, sửa 11 nhà cho 9 hộ; tặng quà.")
    assert forms(frame.territory(at(frame, 13))) == "xây 13 nhà"
    assert forms(frame.territory(at(frame, 11))) == "sửa 11 nhà cho"
    assert frame.neighbours(at(frame, 11)) == (at(frame, 13) + 1, at(frame, 9))


def test_a_part_of_a_whole(look):
    frame = look("lớp", "Mở 7 lớp nghề, trong đó có 4 lớp phi nông nghiệp.")
    whole, part = frame.sentence.quantities
    text = frame.passage.article.text
    assert is_part(text, frame.figures, part)
    assert not is_part(text, frame.figures, whole)


def test_the_modifier_that_stands_nearest_before_a_figure(look):
    frame = look("hộ", "Hộ nghèo vay 181 tỷ đồng cho 3 năm; hộ cận nghèo vay 458 tỷ đồng.")

    def members(found):
        said = f" {forms(found)} "
        return {"cận nghèo"} if " cận nghèo " in said else {"nghèo"} if " nghèo " in said else set()

    assert frame.contrasting(at(frame, 181 * 10**9), members) == {"nghèo"}
    assert frame.contrasting(at(frame, 458 * 10**9), members) == {"cận nghèo"}


def test_strangers_are_words_that_the_question_does_not_speak_of(look):
    text = "Tổ chức 3 hội nghị tuyển dụng."
    known = look("tổ chức hội nghị tuyển dụng", text)
    strange = look("tổ chức", text)
    assert known.strangers(at(known, 3)) == 0.0
    assert 0 < strange.strangers(at(strange, 3)) < 1


def test_coverage_and_what_is_missing(look):
    frame = look("tặng quà Tết", "Huyện tặng 13.600 suất quà.")
    assert frame.coverage() == pytest.approx(2 / 3)
    assert frame.missing() == ("tết",)
    assert look("", "Huyện tặng 13.600 suất quà.").coverage() == 1.0


def test_a_term_matches_a_synonym_and_loosely_a_word_without_diacritics():
    sua, cai = tokens("sửa", folded=False)[0], tokens("cải tạo", folded=False)[0]
    assert matches(Term("sửa", sua.concepts, 1.0, True), cai)
    assert not matches(Term("sửa", frozenset(), 1.0, True), cai)
    assert matches(Term("sua", frozenset(), 1.0, True, loose=True), sua)
    assert not matches(Term("sua", frozenset(), 1.0, True), sua)


# -- anything --------------------------------------------------------------------------------------------------------

PIECES = "hộ nghèo , ; : và trong đó 13 hộ 1,48 tỉ đồng đạt 109,4% kế hoạch tổng kinh phí sửa nhà 7.000/6.400 người giảm".split()


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30))
def test_every_weight_lies_between_0_and_1(look, pieces):
    frame = look("hộ nghèo sửa nhà", " ".join(pieces))
    for quantity in frame.sentence.quantities:
        where = frame.at[id(quantity)]
        assert all(0 <= weight <= 1 for weight in frame.attached(where))
        assert all(0 <= frame.attached_pair(a, b, where) <= 1 for a, b in itertools.pairwise(range(4)))
        assert 0 <= frame.strangers(where) < 1
        assert frame.sentence.tokens[where].start <= quantity.number_start
        low, high = frame.neighbours(where)
        assert low <= where < high
    assert 0 <= frame.coverage() <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh hỗ trợ 80 nhà cho hộ nghèo (đợt 5, đợt 6), tổng kinh phí hỗ trợ 4 tỷ đồng.",
        "Tỉnh hỗ trợ 80 nhà cho hộ nghèo; tổng số tiền là 4 tỷ đồng.",
        "Tỉnh hỗ trợ 80 nhà cho hộ nghèo với kinh phí 4 tỷ đồng.",
    ],
)
def test_a_sum_takes_part_in_the_words_of_what_it_paid_for(look, text):
    frame = look("nhà", text)
    assert attached(frame, 4e9)[0] > 0.8 * attached(frame, 80)[0]


def test_those_who_come_take_part_in_the_words_of_what_they_come_to(look):
    frame = look("tập huấn", "Mở 3 lớp tập huấn nâng cao nghiệp vụ với 334 người tham dự.")
    assert min(attached(frame, 334)) > 0.7


def test_a_sentence_that_goes_on_takes_the_words_of_the_one_before(look):
    before = "Huyện xây nhà cho 13 hộ."
    goes_on = look("xây", f"{before} Tổng kinh phí 4 tỷ đồng.", number=1)
    begins = look("xây", f"{before} Ngân sách cấp 4 tỷ đồng.", number=1)
    assert attached(goes_on, 4e9) > attached(begins, 4e9) > [0]


def test_modifiers_of_a_list_belong_to_its_figure(look):
    def members(found):
        return {t.form for t in found} & {"nghèo", "thoát"}

    frame = look("nghề", "Dạy nghề cho 244 người thuộc hộ nghèo, hộ mới thoát nghèo.")
    assert "nghèo" in frame.contrasting(at(frame, 244), members)


# -- an opening that names what was told before --------------------------------------------------------------------------

BESIDES = "Bên cạnh xóa nhà tạm, nhà dột nát, huyện còn chi trả trợ cấp gần 15 tỷ đồng."


def test_what_only_names_what_was_told_before_says_little_of_the_figures_behind_it(look):
    (here,) = attached(look("tạm", BESIDES), 15_000_000_000)
    (told,) = attached(look("trợ", BESIDES), 15_000_000_000)
    assert here < 0.3 < told


def test_it_speaks_for_the_paragraph_before(look):
    paragraphs = ("Có 13 hộ được hỗ trợ, tổng kinh phí 1,48 tỉ đồng.", BESIDES)
    (named,) = attached(look("tạm", *paragraphs), 1_480_000_000)
    (passing,) = attached(look("tạm", paragraphs[0], "Huyện xóa nhà tạm, nhà dột nát."), 1_480_000_000)
    assert named == Reach().told > passing


@pytest.mark.parametrize("opening", ["Bên cạnh đó, huyện còn", "Ngoài ra, huyện cũng", "Huyện"])
def test_other_openings_name_nothing(parsed, opening):
    passage = parsed("Có 13 hộ nghèo.", f"{opening} xóa nhà tạm, nhà dột nát.")
    assert not passage.told.tokens
