"""Which figure, or which sentence, a question asks for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lexicon import tokens
from rag.reading import WEIGHTS, read_quantities
from rag.sentences import read_sentences

BUILT = "Trong năm, 13 hộ được hỗ trợ xây nhà mới và 11 hộ được hỗ trợ sửa chữa nhà. Tổng kinh phí 1,48 tỉ đồng."
POOR = "Tổng số hộ nghèo là 6.621 hộ, chiếm tỷ lệ 1,96%; tổng số hộ cận nghèo là 12.203 hộ, chiếm tỷ lệ 3,62%."
FELL = (
    "Số hộ nghèo còn 512 hộ, bằng 2,4% (giảm 120 hộ, giảm 0,7% trong một năm); số hộ cận nghèo còn 930 hộ, bằng 4,3% "
    "(giảm 95 hộ, giảm 0,5% trong một năm)."
)
LENT = "Thời hạn cho hộ nghèo vay không dưới 6 tháng và không quá 36 tháng."
JOBS = (
    "Giải quyết việc làm cho 7.000/6.400 người, đạt 109,4% kế hoạch. Đào tạo nghề cho 8.500/6.000 người, đạt 141,7% "
    "kế hoạch; trong đó cao đẳng: 19; trung cấp: 285."
)


@pytest.mark.parametrize(
    ("question", "paragraph", "value"),
    [
        ("Sửa chữa bao nhiêu nhà?", BUILT, 11),
        ("Xây mới bao nhiêu nhà?", BUILT, 13),
        ("Bao nhiêu hộ được cải tạo nhà?", BUILT, 11),  # a synonym
        ("Kinh phí là bao nhiêu?", BUILT, 1_480_000_000),
        ("Có bao nhiêu hộ nghèo?", POOR, 6621),
        ("Có bao nhiêu hộ cận nghèo?", POOR, 12203),
        ("Hộ cận nghèo chiếm tỷ lệ bao nhiêu?", POOR, 3.62),
        ("Tỷ lệ hộ nghèo là bao nhiêu?", POOR, 1.96),
        ("Giải quyết việc làm đạt bao nhiêu phần trăm kế hoạch?", JOBS, 109.4),
        ("Đào tạo nghề cho bao nhiêu người?", JOBS, 8500),
        ("Đào tạo trung cấp bao nhiêu người?", JOBS, 285),
        ("Đào tạo cao đẳng bao nhiêu người?", JOBS, 19),
        ("Tỷ lệ hộ cận nghèo giảm bao nhiêu phần trăm?", FELL, 0.5),
        ("Tỷ lệ hộ nghèo giảm bao nhiêu phần trăm?", FELL, 0.7),
        ("Tỷ lệ hộ cận nghèo là bao nhiêu?", FELL, 4.3),
        (
            "Chỉ tiêu giảm tỷ lệ hộ nghèo là bao nhiêu %?",
            "Tỷ lệ hộ nghèo đã giảm 0,5%. Năm sau phấn đấu giảm tỷ lệ hộ nghèo 0,4%.",
            0.4,
        ),
        ("Lớp nghề học bao nhiêu tháng?", "Mỗi lớp nghề học 90 giờ trong 3 tháng.", 3),
        (
            "Kinh phí chương trình giảm nghèo là bao nhiêu?",  # no change is asked for
            "Kinh phí chương trình giảm nghèo là 5 tỷ đồng, giảm 2 tỷ đồng.",
            5_000_000_000,
        ),
        ("Bao nhiêu gạo được cấp?", "Huyện cấp 15 tấn gạo cho 300 hộ.", 15),
        ("Đường dài bao nhiêu kilômét?", "Đường dài 73 dặm (117 km).", 117),
        ("Được vay tối đa bao nhiêu tháng?", LENT, 36),
        ("Được vay tối thiểu bao nhiêu tháng?", LENT, 6),
        ("Mở cả thảy mấy lớp nghề?", "Mở 7 lớp sơ cấp, trong đó 4 lớp nghề may và 3 lớp nghề nông.", 7),
    ],
)
def test_the_figure_that_is_asked_for_comes_first(best, question, paragraph, value):
    assert best(question, paragraph) == value


@pytest.mark.parametrize(
    ("question", "value"),
    [("sua chua bao nhieu nha", 11), ("xay moi bao nhieu nha", 13), ("kinh phi la bao nhieu", 1.48e9)],
)
def test_without_diacritics_the_same_figure_comes_first(best, question, value):
    assert best(question, BUILT) == value


def test_what_is_denied_in_one_word_is_no_clash(figures):
    text = "Trong nhóm dưới 25 tuổi tỷ lệ thất nghiệp là 21,5%."
    assert "negation" not in signals(figures("Tỷ lệ không có việc làm là bao nhiêu?", text), 21.5)
    helped = "Huyện tạo việc làm cho 500 người."
    assert "negation" in signals(figures("Bao nhiêu người không có việc làm?", helped), 500)


def test_the_right_year_comes_first(best):
    text = "Tỷ lệ hộ nghèo giảm từ 8,01% năm 2011 xuống còn 3,34% năm 2016."
    assert best("Tỷ lệ hộ nghèo năm 2011 là bao nhiêu?", text) == 8.01
    assert best("Tỷ lệ hộ nghèo năm 2016 là bao nhiêu?", text) == 3.34


def test_a_change_is_told_from_a_level(best):
    text = "Tổng số hộ nghèo là 6.621 hộ; so với đầu năm, hộ nghèo giảm 2.038 hộ."
    assert best("Có bao nhiêu hộ nghèo?", text) == 6621
    assert best("Hộ nghèo giảm bao nhiêu hộ?", text) == 2038


def test_what_the_question_says_itself_is_not_asked_for(best):
    text = "Trao thiếp cho 249 người cao tuổi 90 tuổi và 17 người cao tuổi 100 tuổi."
    assert best("Có bao nhiêu người 90 tuổi?", text) == 249
    assert best("Có bao nhiêu người 100 tuổi?", text) == 17


def test_a_number_that_the_question_says_is_marked_down(figures):
    found = figures("Ngoài 5 lớp trồng nấm, huyện mở bao nhiêu lớp?", "Huyện mở 5 lớp trồng nấm và 9 lớp may.")
    assert signals(found, 5)["in question"] == WEIGHTS.in_question
    assert "in question" not in signals(found, 9)
    assert found[0].quantity.value == 9


def test_orders_of_magnitude_are_no_figures(figures):
    assert [c.quantity.value for c in figures("Chi bao nhiêu tiền?", "Chi hàng tỷ đồng, riêng nhà ở 5 tỷ đồng.")] == [
        5e9
    ]


def test_a_paragraph_without_figures_has_no_candidates(figures):
    assert figures("Có bao nhiêu hộ?", "Huyện quan tâm hộ nghèo.") == []


# -- signals ---------------------------------------------------------------------------------------------------------


def signals(candidates, value):
    return next(c.signals for c in candidates if c.quantity.value == value)


def test_the_kind_fits_or_clashes(figures):
    found = figures("Kinh phí là bao nhiêu?", BUILT)
    assert signals(found, 1_480_000_000)["kind"] == WEIGHTS.kind_fits
    assert signals(found, 13)["kind"] == WEIGHTS.kind_clash


def test_the_noun_is_the_unit_or_stands_near_or_is_missing(figures):
    found = figures("Cấp bao nhiêu thẻ?", "Cấp 9 thẻ. Phát thẻ 5 đợt. Tặng 7 suất quà.")
    assert [signals(found, v)["noun"] for v in (9, 5, 7)] == [
        WEIGHTS.noun_strong,
        WEIGHTS.noun_weak,
        WEIGHTS.noun_missing,
    ]


def test_a_neighbouring_category_is_told_apart(figures):
    found = figures("Có bao nhiêu hộ cận nghèo?", POOR)
    assert "contrast" not in signals(found, 12203)
    assert signals(found, 6621)["contrast"] < 0


def test_two_categories_named_side_by_side_clash_with_neither(figures):
    found = figures("Có bao nhiêu hộ nghèo và hộ cận nghèo?", POOR)
    counts = [c for c in found if c.quantity.value in (6621, 12203)]
    assert all("contrast" not in c.signals for c in counts)
    assert len({c.variant for c in counts}) == 2


def test_saying_not_is_told_from_saying_so(figures):
    text = "Có 9 hộ chưa có nhà; 7 hộ có nhà."
    negated, plain = figures("Bao nhiêu hộ chưa có nhà?", text), figures("Bao nhiêu hộ có nhà?", text)
    assert "negation" not in signals(negated, 9)
    assert signals(negated, 7)["negation"] < 0
    assert signals(plain, 9)["negation"] < 0
    assert "negation" not in signals(plain, 7)


def test_a_part_of_a_whole_comes_behind_it(figures):
    found = figures("Mở bao nhiêu lớp nghề?", "Mở 7 lớp nghề, trong đó có 4 lớp nghề phi nông nghiệp.")
    assert signals(found, 4)["part"] == WEIGHTS.part
    assert "part" not in signals(found, 7)
    assert [c.quantity.value for c in found] == [7, 4]


def test_the_passage_that_search_prefers_counts_a_little(parsed, read):
    question = read("Cấp bao nhiêu thẻ?", "Cấp 9 thẻ.")
    asked = tokens(question.reading, folded=False)
    passages = [(parsed("Cấp 9 thẻ.", id="a"), 0.1), (parsed("Cấp 5 thẻ.", id="b"), 2.0)]
    assert [c.quantity.value for c in read_quantities(question, asked, passages)] == [5, 9]


def test_what_a_candidate_lacks_is_named(figures):
    [candidate] = figures("Cấp bao nhiêu thẻ thư viện?", "Cấp 9 thẻ.")
    assert set(candidate.missing) == {"thư", "viện"}
    assert candidate.coverage < 0.6


# -- sentences -------------------------------------------------------------------------------------------------------


def test_the_sentence_that_holds_most_of_the_question_comes_first(parsed, read):
    text = "Huyện mở chợ mới. Ông Lê Văn Tám là trưởng phòng. Trời đẹp."
    question = read("Ai là trưởng phòng?", text)
    found = read_sentences(question, [(parsed(text), 1.0)])
    assert len(found) == 3
    first = found[0]
    passage = first.passage.article.text
    assert passage[first.sentence.start : first.sentence.end] == "Ông Lê Văn Tám là trưởng phòng."
    assert first.quantity is None
    marked = {passage[span.start : span.end] for span, _, _ in first.marks}
    assert marked == {"trưởng", "phòng", "Ông Lê Văn Tám"}  # "ai" asks for the name


WORDS = "hộ nghèo , ; . và trong đó 13 hộ 1,48 tỉ đồng đạt 109,4% kế hoạch tổng kinh phí sửa nhà 7.000/6.400 người giảm chưa Đầm Hà".split()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_every_candidate_is_judged_by_its_signals(figures, words):
    found = figures("Sửa nhà cho bao nhiêu hộ nghèo, kinh phí bao nhiêu?", " ".join(words))
    scores = [c.score for c in found]
    assert scores == sorted(scores, reverse=True)
    for candidate in found:
        assert candidate.score == pytest.approx(sum(candidate.signals.values()))
        assert 0 <= candidate.coverage <= 1
        assert 0 <= candidate.attached <= 1
        assert all(0 <= weight <= 1 for weight in candidate.by_term)


@pytest.mark.parametrize(
    ("question", "paragraph", "value"),
    [
        # the noun asked for makes "năm" a five
        ("Trường có bao nhiêu giáo sư?", "Trường mở ra với 43 sinh viên và năm giáo sư.", 5),
        # words for whatever is counted
        ("Đã tuyên truyền được mấy nơi?", "Huyện tuyên truyền tại 14 xã với 3 loa.", 14),
        ("Mở mấy buổi tư vấn?", "Huyện mở 6 hội nghị tư vấn cho 90 lượt khách.", 6),
        # the same denied in question and text
        (
            "Bao nhiêu hộ không có xe?",
            "Xã có 90 hộ có xe, 35 hộ là hộ không có xe.",
            35,
        ),
        # what is introduced as the number of them leads over some who got something
        (
            "xa co bao nhieu ho can ngheo",
            "Xã cho 90 hộ cận nghèo vay vốn. Tổng số hộ nghèo là 70 hộ; tổng số hộ cận nghèo là 120 hộ.",
            120,
        ),
        # a classifier alone counts what was named before
        ("Phải thay bao nhiêu nam châm?", "Máy dùng 1.760 nam châm, trong đó đã phải thay 96 chiếc.", 96),
        # a whole and its part
        ("Bao nhiêu tay đua tới đích?", "Trong số 176 tay đua xuất phát, chỉ có 97 tay đua tới đích.", 97),
        # the same thing, not named again
        ("Nay có bao nhiêu hành khách?", "Xưa ga đón 19.000 hành khách mỗi ngày; nay con số này là 230.000.", 230000),
        # of two ends of a change the newer one leads
        ("Số hộ nghèo là bao nhiêu?", "Số hộ nghèo giảm từ 900 hộ xuống còn 350 hộ.", 350),
        ("Ban đầu có bao nhiêu hộ nghèo?", "Số hộ nghèo giảm từ 900 hộ xuống còn 350 hộ.", 900),
    ],
)
def test_what_a_figure_counts_is_found_out(best, question, paragraph, value):
    assert best(question, paragraph) == value


@pytest.mark.parametrize("name", ["Nghị quyết 21", "phong trào Sao Vàng 21"])
def test_a_number_that_is_part_of_a_name_need_not_belong_to_the_figure(figures, name):
    paragraph = "Theo nghị quyết mới, huyện nâng trợ cấp cho 1.450 người."
    named = figures(f"Theo {name}, nâng trợ cấp cho bao nhiêu người?", paragraph)[0]
    assert "other number" not in named.signals


def test_a_number_that_the_question_gives_must_belong_to_the_figure(figures):
    paragraph = "Theo nghị quyết mới, huyện nâng trợ cấp cho 1.450 người."
    amount = figures("Nâng trợ cấp thêm 21 nghìn cho bao nhiêu người?", paragraph)[0]
    assert "other number" in amount.signals


def test_a_name_that_a_paragraph_lacks_speaks_against_its_figures(figures):
    here, there = "Trường Sao Mai có 340 lớp.", "Trường Hoa Hồng có 25 lớp."
    found = figures("Có bao nhiêu lớp ở Sao Mai?", here, "Trời đẹp.", there)
    assert {c.quantity.value: "name" in c.signals for c in found} == {340: False, 25: True}


def test_a_modifier_denied_is_not_the_modifier(figures):
    paragraph = "Có 2.300 người đóng bảo hiểm xã hội bắt buộc, 940 người đóng bảo hiểm xã hội tự nguyện."
    assert figures("Bao nhiêu người đóng bảo hiểm xã hội không bắt buộc?", paragraph)[0].quantity.value == 940


@pytest.mark.parametrize(
    ("question", "paragraph", "value"),
    [
        ("Bao nhiêu tranh còn lại?", "Ông vẽ 420 bức tranh, nhưng chỉ có 137 bức còn lại.", 137),
        ("Bao nhiêu vị vua bị giết?", "Trong tổng cộng 16 vị vua, có bốn người bị giết.", 4),
    ],
)
def test_a_short_unit_counts_what_was_counted_before(figures, question, paragraph, value):
    found = next(c for c in figures(question, paragraph) if c.quantity.value == value)
    assert found.signals["noun"] == WEIGHTS.noun_strong


def test_conferences_are_no_workers(figures):
    found = figures("Bao nhiêu lao động đi nước ngoài?", "Mở 3 hội nghị tư vấn lao động đi nước ngoài.")
    assert found[0].signals["noun"] == WEIGHTS.noun_missing


# -- conversions, plans, parts, what a sentence goes on from ---------------------------------------------------------------

MIAMI = (
    "Jacksonville nằm trên bờ sông, cách ranh giới Georgia khoảng 25 dặm (40 km) về phía nam "
    "và cách Miami khoảng 340 dặm (550 km) về phía bắc."
)


def test_a_conversion_is_of_the_figure_before_it(best):
    assert best("Từ Miami lên Jacksonville bao nhiêu km?", MIAMI) == 550
    assert best("Jacksonville cách Georgia bao nhiêu km?", MIAMI) == 40
    assert best("Jacksonville cách Miami bao nhiêu dặm?", MIAMI) == 340


def test_the_plan_that_a_figure_is_measured_by_is_not_what_was_done(best):
    text = "8 tháng đầu năm có 1.024 lao động xuất cảnh, đạt 68,3% kế hoạch năm (1.500 người)."
    assert best("Có bao nhiêu người xuất cảnh?", text) == 1024
    assert best("Kế hoạch năm là bao nhiêu người?", text) == 1500


def test_begun_is_not_finished(best):
    text = "Toàn huyện đã khởi công 489 căn nhà, trong đó 431 căn đã hoàn thành, bàn giao cho các hộ."
    assert best("Đã làm xong bao nhiêu căn nhà?", text) == 431
    assert best("Đã khởi công bao nhiêu căn nhà?", text) == 489


def test_new_poor_households_are_not_the_poor_households(best):
    text = "Cuối năm còn 1.612 hộ nghèo. Số hộ nghèo phát sinh mới trong năm là 74 hộ."
    assert best("Còn bao nhiêu hộ nghèo?", text) == 1612
    assert best("Có bao nhiêu hộ nghèo phát sinh mới?", text) == 74


def test_this_rate_is_the_one_told_of_before(figures):
    text = "Cuối năm 2015 tỷ lệ hộ nghèo là 14,68%. Tỷ lệ này giảm còn 12,48% năm 2016; 9,61% năm 2017; 7,18% năm 2018."
    found = figures("Tỷ lệ hộ nghèo năm 2017 là bao nhiêu?", text)
    assert "modifier" not in next(c for c in found if c.quantity.value == 9.61).signals


def test_what_is_denied_alike_is_asked_for(best):
    text = "Có 13.924 em tham gia bảo hiểm y tế, đạt 98%; còn 284 em chưa tham gia bảo hiểm y tế."
    assert best("Còn bao nhiêu em chưa tham gia bảo hiểm y tế?", text) == 284


def test_houses_may_be_counted_by_their_classifier(figures):
    assert "noun" not in [
        k for k, v in figures("Xã xóa được bao nhiêu nhà tạm?", "Xã làm được 141 căn.")[0].signals.items() if v < 0
    ]


# -- groups, unions, countries, men and years ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Hội Nông dân quản lý bao nhiêu hộ vay?", "Hội Phụ nữ quản lý 612 hộ vay.", True),
        ("Hội Phụ nữ quản lý bao nhiêu hộ vay?", "Hội LHPN quản lý 612 hộ vay.", False),
        ("Có bao nhiêu người đi Hàn Quốc?", "Có 37 người đi làm việc ở Malaysia và Đài Loan.", True),
        ("co bao nhieu nguoi di han quoc", "Có 37 người đi làm việc có thời hạn ở Malaysia.", True),
        ("Có bao nhiêu người đi Hàn Quốc?", "Có 37 người đi Hàn Quốc.", False),
    ],
)
def test_a_union_or_country_must_stand_somewhere(figures, question, text, other):
    found = next(c for c in figures(question, text) if c.quantity.value in (612, 37))
    assert ("group" in found.signals) is other


def test_a_year_typed_without_diacritics_is_no_man(figures):
    text = "Đến năm 2023 tỷ lệ bao phủ bảo hiểm y tế đạt 92%, trong khi năm 2021 chỉ 85,1% và năm 2022 là 88,4%."
    found = figures("nam 2022 ty le bao phu bao hiem y te", text)
    assert "modifier" not in next(c for c in found if c.quantity.value == 88.4).signals
    assert figures("co bao nhieu lao dong nam", "Có 12 lao động nam và 30 lao động nữ.")[0].quantity.value == 12


def test_a_programme_against_poverty_names_no_category(figures):
    text = "Chương trình giảm nghèo giải ngân 52,4%, trong đó vốn đầu tư 61%, vốn sự nghiệp chỉ 28,4%."
    found = figures("Vốn sự nghiệp chương trình giảm nghèo giải ngân bao nhiêu phần trăm?", text)
    assert not any("modifier" in candidate.signals for candidate in found)
