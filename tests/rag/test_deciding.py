"""From judged candidates to a decision: what is shown, and what is withheld and why."""

import itertools

import pytest

from index.place import lookup
from rag.answer import Reason
from rag.asked_places import AskedPlace
from rag.deciding import Gates, add_parts, decide_quantities
from rag.lexicon import tokens
from rag.reading import read_quantities
from rag.sentences import decide_sentences, read_sentences

BUILT = "Trong năm, 13 hộ được hỗ trợ xây nhà mới và 11 hộ được hỗ trợ sửa chữa nhà. Tổng kinh phí 1,48 tỉ đồng."
POOR = "Tổng số hộ nghèo là 6.621 hộ, chiếm tỷ lệ 1,96%; tổng số hộ cận nghèo là 12.203 hộ, chiếm tỷ lệ 3,62%."


@pytest.fixture
def decide(parsed, read):
    """``decide("question", passage, ...)``: a passage is a text, or a text and what its article is like."""

    def make(text, *passages, places=(), words=False, gates=None, score=None):
        """``score``: of the passages in a search of a whole collection; None: of one place, or of few."""
        taken = [one if isinstance(one, tuple) else (one, {}) for one in passages]
        question = read(text, *(paragraph for paragraph, _ in taken), known=places)
        found = [
            (
                parsed(paragraph, folded=question.folded, **({"id": f"bai{i}"} | article)),
                1.0 if score is None else score,
            )
            for i, (paragraph, article) in enumerate(taken)
        ]
        asked = tuple(AskedPlace(name, lookup(name), frozenset(p.key for p in lookup(name))) for name in places)
        gates = gates or Gates()
        if words:
            return decide_sentences(question, read_sentences(question, found), asked, score is not None, gates)
        said = tokens(question.reading, folded=question.folded)
        candidates = read_quantities(question, said, found)
        decision = decide_quantities(question, candidates, asked, searched=score is not None, gates=gates)
        if decision.reason is None:
            add_parts(decision, [(part, read_quantities(part, said, found)) for part in question.also], asked, gates)
        return decision

    return make


def values(decision):
    return [j.candidate.quantity.value for j in decision.shown]


def dropped(decision, value):
    return next(j.dropped for j in decision.judged if j.candidate.quantity.value == value)


# -- what is shown ---------------------------------------------------------------------------------------------------


def test_the_figure_that_is_asked_for(decide):
    decision = decide("Sửa chữa bao nhiêu nhà?", BUILT)
    assert values(decision) == [11]
    assert decision.reason is None
    assert not decision.conflict
    assert decision.missing == ()


def test_both_figures_where_the_question_covers_both(decide):
    decision = decide("Hỗ trợ bao nhiêu nhà?", BUILT)
    assert sorted(values(decision)) == [11, 13]
    assert not decision.conflict  # one sentence, two things


def test_both_where_the_question_names_both(decide):
    assert sorted(values(decide("Có bao nhiêu hộ nghèo và hộ cận nghèo?", POOR))) == [6621, 12203]


def test_a_neighbouring_category_is_not_shown_along(decide):
    assert values(decide("Có bao nhiêu hộ cận nghèo?", POOR)) == [12203]
    assert values(decide("Có bao nhiêu hộ nghèo?", POOR)) == [6621]


def test_a_change_is_not_shown_beside_a_level(decide):
    text = "Tổng số hộ nghèo là 6.621 hộ; so với đầu năm, hộ nghèo giảm 2.038 hộ."
    assert values(decide("Có bao nhiêu hộ nghèo?", text)) == [6621]


def test_several_things_asked_in_one_breath(decide):
    assert values(decide("Có bao nhiêu hộ nghèo, chiếm bao nhiêu phần trăm?", POOR)) == [6621, 1.96]


def test_a_part_that_its_sentence_does_not_answer_stays_unanswered(decide):
    assert values(decide("Sửa chữa bao nhiêu nhà, chiếm bao nhiêu phần trăm?", BUILT)) == [11]


def test_a_neighbouring_category_gives_way(decide):
    text = "Ngân hàng chính sách cho 39 hộ nghèo vay 181 tỷ đồng, 10 hộ cận nghèo vay 458 tỷ đồng."
    assert values(decide("Hộ cận nghèo được ngân hàng chính sách cho vay bao nhiêu tỷ?", text))[0] == 458e9


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Huyện có bao nhiêu hộ cận nghèo?", "Huyện sửa chữa được 31 căn nhà cho các hộ cận nghèo."),
        ("Mức hỗ trợ cho mỗi căn nhà xây mới là bao nhiêu?", "Hỗ trợ xây mới 13 căn nhà, tổng mức 1,48 tỉ đồng."),
        ("Tỷ lệ hộ nghèo là bao nhiêu?", "Dư nợ cho vay hộ nghèo đạt 454 tỷ đồng, nợ quá hạn 0,6%."),
        ("Huyện có bao nhiêu hộ nghèo?", "100% hộ nghèo được cấp thẻ."),
        ("Có bao nhiêu hộ nghèo?", "Có 1.000 lượt hộ nghèo được vay vốn."),
    ],
)
def test_what_counts_something_else_is_withheld(decide, asked, text):
    assert decide(asked, text).reason is Reason.NOT_IN_ARTICLES


def test_what_each_gets_is_shown_where_it_is_said(decide):
    text = "Hỗ trợ xây mới 13 căn nhà, mỗi căn nhà 50 triệu đồng."
    assert values(decide("Mức hỗ trợ cho mỗi căn nhà xây mới là bao nhiêu?", text)) == [50e6]


def test_households_by_any_name_and_units_with_a_plan(decide):
    assert values(decide("Mấy gia đình được giúp xây nhà mới?", BUILT)) == [13]
    assert values(decide("Tạo việc làm cho bao nhiêu người?", "Tỉnh tạo việc làm cho 7.000/6.400 người.")) == [7000]


def test_what_was_done_and_what_was_planned(decide):
    text = "Giải quyết việc làm cho 7.000/6.400 người, đạt 109,4% kế hoạch."
    assert values(decide("Giải quyết việc làm: thực hiện/kế hoạch", text))[0] == 7000


def test_a_reason_that_no_passage_gives_is_withheld(decide):
    text = "Do có gói tài trợ của ngân hàng, tỉnh hỗ trợ 80 nhà cho hộ nghèo."
    asked = "Vì sao tỉnh từ chối gói tài trợ của ngân hàng?"
    assert decide(asked, text, "Hội nghị bàn về nước sạch.", words=True).reason is Reason.NOT_IN_ARTICLES


def test_where_money_came_from(decide):
    text = "Huyện xây nhà cho 13 hộ khó khăn. Tổng kinh phí 1,48 tỉ đồng xây nhà, hoàn toàn từ nguồn xã hội hóa."
    assert "xã hội hóa" in sentence(decide("Tiền xây nhà lấy từ đâu?", text, words=True))


def test_no_more_than_the_gates_allow(decide):
    passages = [(f"Huyện cấp {n} thẻ cho hộ nghèo.", {"year": 2000 + n}) for n in range(1, 15)]
    decision = decide("Huyện cấp bao nhiêu thẻ cho hộ nghèo?", *passages)
    assert 1 < len(decision.shown) <= Gates().most_shown


# -- times -----------------------------------------------------------------------------------------------------------

OLD = ("Huyện cấp 9 thẻ cho hộ nghèo.", {"year": 2017})
NEW = ("Huyện cấp 5 thẻ cho hộ nghèo.", {"year": 2024})


def test_a_time_before_a_year_leaves_that_year_out(decide):
    text = "Tỷ lệ hộ nghèo giảm từ 8,01% năm 2011 xuống còn 3,34% năm 2016."
    assert values(decide("Trước năm 2016 tỷ lệ hộ nghèo là bao nhiêu?", text)) == [8.01]
    assert values(decide("Sau năm 2011 tỷ lệ hộ nghèo là bao nhiêu?", text)) == [3.34]
    later = decide("Sau năm 2024 tỷ lệ hộ nghèo là bao nhiêu?", text)
    assert (later.reason, later.missing) == (Reason.TIME_NOT_COVERED, ("sau 2024",))


def test_a_decade_is_named_as_one(decide):
    decision = decide("Những năm 1990 tỷ lệ hộ nghèo là bao nhiêu?", "Năm 2016 tỷ lệ hộ nghèo là 3,34%.")
    assert (decision.reason, decision.missing) == (Reason.TIME_NOT_COVERED, ("1990-1999",))


def test_where_no_year_is_asked_the_newest_leads_and_the_older_follow(decide):
    for passages in itertools.permutations([OLD, NEW]):
        decision = decide("Huyện cấp bao nhiêu thẻ cho hộ nghèo?", *passages)
        assert values(decision) == [5, 9]
        assert decision.conflict


def test_the_newest_leads_though_it_is_worded_otherwise(decide):
    asked = "Số đối tượng bảo trợ nhận trợ cấp hằng tháng của huyện là bao nhiêu?"
    old = ("Có 9 đối tượng bảo trợ nhận trợ cấp hằng tháng của huyện.", {"year": 2017})
    new = ("Huyện chi trợ cấp hằng tháng cho 5 đối tượng bảo trợ.", {"year": 2024})
    common = [
        ("Học sinh nhận quà.", {"year": 2010}),
        ("Dân nhận gạo.", {"year": 2010}),
        ("Lớp nhận sách.", {"year": 2010}),
    ]
    assert values(decide(asked, old, new, *common)) == [5, 9]


def test_a_year_that_opened_the_paragraph_holds_on(decide):
    text = "Riêng năm 2023, huyện cấp 56 thẻ. Quỹ các cấp trong năm đã giúp xây 138 căn nhà."
    assert values(decide("Năm 2023 xây được mấy căn nhà?", (text, {"year": 2024}))) == [138]
    assert decide("Năm 2024 xây được mấy căn nhà?", (text, {"year": 2024})).reason is Reason.TIME_NOT_COVERED


def test_the_year_that_is_asked_alone_is_shown(decide):
    decision = decide("Năm 2017 huyện cấp bao nhiêu thẻ cho hộ nghèo?", OLD, NEW)
    assert values(decision) == [9]
    assert dropped(decision, 5) == "time"
    assert not decision.conflict


def test_two_years_that_are_asked_are_both_shown(decide):
    decision = decide("Năm 2017 và năm 2024 huyện cấp bao nhiêu thẻ cho hộ nghèo?", OLD, NEW)
    assert sorted(values(decision)) == [5, 9]
    assert decision.conflict


def test_a_year_that_no_article_covers(decide):
    decision = decide("Năm 2020 huyện cấp bao nhiêu thẻ cho hộ nghèo?", OLD, NEW)
    assert (decision.shown, decision.reason, decision.missing) == ([], Reason.TIME_NOT_COVERED, ("2020",))


def test_a_month_that_no_article_covers_is_named(decide):
    text = "Đến hết tháng 11/2023, huyện chi 15 tỷ đồng."
    assert values(decide("Đến tháng 11/2023 huyện chi bao nhiêu?", text)) == [15_000_000_000]
    decision = decide("Đến tháng 5/2023 huyện chi bao nhiêu?", text)
    assert (decision.reason, decision.missing) == (Reason.TIME_NOT_COVERED, ("5/2023",))


def test_a_figure_of_the_year_is_none_of_a_quarter(decide):
    year, half = "Năm 2023, huyện chi 15 tỷ đồng.", "Sáu tháng đầu năm 2023, huyện chi 6 tỷ đồng."
    decision = decide("Quý I năm 2023 huyện chi bao nhiêu tiền?", year, half)
    assert (decision.reason, decision.missing) == (Reason.TIME_NOT_COVERED, ("2023 (quý I)",))
    assert values(decide("6 tháng đầu năm 2023 huyện chi bao nhiêu tiền?", year, half)) == [6_000_000_000]


def test_figures_that_agree_are_no_conflict(decide):
    same = ("Huyện cấp 5 thẻ cho hộ nghèo.", {"year": 2017})
    assert not decide("Huyện cấp bao nhiêu thẻ cho hộ nghèo?", same, NEW).conflict


def test_the_same_figure_twice_keeps_the_year_that_is_said(decide):
    text = "Huyện có 9 thẻ cho hộ nghèo. Năm 2016 huyện có 9 thẻ cho hộ nghèo."
    decision = decide("Huyện có bao nhiêu thẻ cho hộ nghèo?", (text, {"year": 2017}))
    assert [(v, str(j.time)) for v, j in zip(values(decision), decision.shown, strict=True)] == [(9, "2016")]


# -- places ----------------------------------------------------------------------------------------------------------


def test_figures_of_another_place_are_no_candidates(decide):
    decision = decide(
        "Bình Thuận có bao nhiêu hộ nghèo?", ("Có 9 hộ nghèo.", {"places": ("Bắc Kạn",)}), places=["Bình Thuận"]
    )
    assert (decision.shown, decision.reason, decision.missing) == ([], Reason.PLACE_NOT_FOUND, ("Bình Thuận",))
    assert dropped(decision, 9) == "place"


def test_a_figure_of_the_commune_is_none_of_the_district(decide):
    text = ("Xã Tuân Chính cấp 9 thẻ cho hộ nghèo.", {"places": ("Vĩnh Tường", "Vĩnh Phúc")})
    asked = "Vĩnh Tường cấp bao nhiêu thẻ cho hộ nghèo?"
    assert decide(asked, text, places=["Vĩnh Tường"]).shown == []
    assert values(decide(asked.replace("Vĩnh Tường", "Xã Tuân Chính"), text, places=["Tuân Chính"])) == [9]


def test_two_places_side_by_side(decide):
    there = ("Huyện cấp 9 thẻ cho hộ nghèo.", {"places": ("Bắc Kạn",)})
    here = ("Huyện cấp 5 thẻ cho hộ nghèo.", {"places": ("Bình Thuận",)})
    decision = decide(
        "Bắc Kạn và Bình Thuận cấp bao nhiêu thẻ cho hộ nghèo?", there, here, places=["Bắc Kạn", "Bình Thuận"]
    )
    assert sorted((j.place.name, j.candidate.quantity.value) for j in decision.shown) == [
        ("Bình Thuận", 5),
        ("Bắc Kạn", 9),
    ]
    assert decision.conflict


# -- what is withheld ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Huyện có bao nhiêu bệnh viện?", "Huyện có 9 trường học."),
        ("Huyện cấp bao nhiêu tiền?", "Huyện cấp 9 thẻ."),  # another kind
        ("Bao nhiêu hộ chưa có nhà?", "Có 9 hộ có nhà."),  # the contrary
        ("Bao nhiêu hộ có nhà?", "Có 9 hộ chưa có nhà."),
        ("Bao nhiêu cụ tròn 95 tuổi được tặng quà?", "Tặng quà 9 cụ tròn 100 tuổi."),  # another number
        ("Có bao nhiêu hộ cận nghèo?", "Có 9 hộ nghèo."),  # a neighbouring category
        ("Số người tham gia BHXH bắt buộc là bao nhiêu?", "Có 9 người tham gia BHXH tự nguyện."),
        ("Sửa chữa bao nhiêu nhà?", "Xây mới 9 nhà."),
        ("Huyện có bao nhiêu hộ nghèo?", "Huyện có hàng nghìn hộ nghèo."),
        ("Chỉ tiêu tạo việc làm được giao là bao nhiêu người?", "Tạo việc làm cho 9 người."),  # no plan
        ("Có bao nhiêu hộ nghèo?", "Có 9 hộ được hỗ trợ xây nhà mới, là hộ khó khăn."),
    ],
)
def test_what_is_not_in_the_articles(decide, question, text):
    decision = decide(question, text)
    assert values(decision) == []
    assert decision.reason in (Reason.NOT_IN_ARTICLES, Reason.PLACE_NOT_FOUND)
    assert decision.why


def test_the_runner_up_is_never_promoted(decide):
    strict = Gates(least_chance=1.1)
    decision = decide("Hỗ trợ bao nhiêu nhà?", BUILT, gates=strict)
    assert decision.shown == []
    assert decision.reason is Reason.NOT_IN_ARTICLES
    assert len(decision.judged) == 3


def test_a_winner_that_is_vetoed_says_why(decide):
    decision = decide("Huyện có bao nhiêu bệnh viện?", "Huyện có 9 trường học.")
    assert decision.judged[0].dropped == decision.why


def test_what_the_articles_lack_is_named(decide):
    decision = decide("Huyện có bao nhiêu bệnh viện?", "Huyện có 9 trường học.")
    assert set(decision.missing) & {"bệnh", "viện", "bệnh viện"}


def test_no_candidates_at_all(decide):
    decision = decide("Huyện có bao nhiêu hộ nghèo?")
    assert decision.shown == []
    assert decision.reason is not None


def test_a_passage_that_stands_out_may_say_it_in_other_words(decide):
    asked, text = "Bao nhiêu quyển được dâng năm ấy?", "Thư viện phát 9 cuốn sách."
    assert decide(asked, text).shown == []
    assert decide(asked, text, score=0.0).shown == []
    assert values(decide(asked, text, score=4.0)) == [9]


def test_nor_may_what_it_says_be_of_another_kind(decide):
    assert (
        decide("Bao nhiêu quyển được dâng năm ấy?", "Thư viện phát sách trị giá 9 triệu đồng.", score=4.0).shown == []
    )


def test_what_a_passage_says_of_the_year_asked_goes_before_what_bears_no_year(decide):
    text = "Bình thường rừng hút 5 tấn khí; rừng thải ra 8 tấn vào năm 2005 và 9 tấn vào năm 2010."
    undated = {"year": None}
    assert values(decide("Năm 2010 rừng thải ra bao nhiêu tấn?", (text, undated), score=4.0))[0] == 9


def test_a_figure_gives_way_only_to_one_that_has_the_words_of_the_question(decide):
    text = (
        "Xã có 91 người cai nghiện bắt buộc tại cơ sở tập trung; trong năm mở nhiều lớp dạy nghề, tổ chức hội chợ, ngày hội "
        "việc làm, phiên giao dịch; tư vấn cho 640 người."
    )
    decision = decide("Bao nhiêu người cai nghiện tự nguyện tại cơ sở tập trung?", text)
    assert decision.shown == []


def test_a_part_that_nothing_names_is_withheld(decide):
    decision = decide("Trong số đó có mấy người?", "Huyện tư vấn cho 300 người.")
    assert decision.shown == []
    assert "part" in decision.why


# -- answers in words ------------------------------------------------------------------------------------------------

NAMES = "Ông Lê Văn Tám, Trưởng phòng Nội vụ, đã dự lễ. Trưởng phòng Nội vụ được khen."


def sentence(decision):
    [judged] = decision.shown
    c = judged.candidate
    return c.passage.article.text[c.sentence.start : c.sentence.end]


def test_in_a_collection_the_paragraph_must_stand_out(decide):
    asked, text = "Ai là Trưởng phòng Nội vụ?", "Trưởng phòng Nội vụ là ông Lê Văn Tám. Lễ có đông người dự."
    assert decide(asked, text, words=True, score=4.0).shown
    decision = decide(asked, text, words=True, score=0.0)
    assert (decision.shown, decision.reason) == ([], Reason.NOT_IN_ARTICLES)
    assert "chance" in decision.why


def test_a_who_wants_a_name(decide):
    assert "Lê Văn Tám" in sentence(decide("Ai là trưởng phòng nội vụ?", NAMES, words=True))


def test_a_when_wants_a_time(decide):
    text = "Lễ khánh thành chợ rất vui. Chợ khánh thành ngày 16/7/2021."
    assert "16/7/2021" in sentence(decide("Khi nào khánh thành chợ?", text, words=True))


def test_a_why_wants_a_cause(decide):
    text = "Hộ nghèo của huyện giảm. Hộ nghèo của huyện giảm nhờ trồng nấm."
    assert "nấm" in sentence(decide("Vì sao hộ nghèo của huyện giảm?", text, words=True))


def test_a_sentence_that_covers_too_little_is_withheld(decide):
    decision = decide("Ai phát minh bóng đèn cho huyện?", NAMES, words=True)
    assert (decision.shown, decision.reason) == ([], Reason.NOT_IN_ARTICLES)


def test_a_false_premise_is_not_confirmed(decide):
    text = "Huyện sửa 11 nhà nhờ quỹ vì người nghèo."
    assert decide("Vì sao huyện sửa 11 nhà?", text, words=True).shown
    decision = decide("Vì sao huyện sửa 20 nhà?", text, words=True)
    assert (decision.shown, decision.reason) == ([], Reason.NOT_IN_ARTICLES)
    assert any("20" in one for one in decision.missing)


def test_a_year_or_place_that_no_sentence_is_of(decide):
    decision = decide("Năm 2020 ai là trưởng phòng nội vụ?", NAMES, words=True)
    assert (decision.reason, decision.missing) == (Reason.TIME_NOT_COVERED, ("2020",))
    decision = decide("Ai là trưởng phòng nội vụ Hải Hà?", NAMES, words=True, places=["Hải Hà"])
    assert (decision.reason, decision.missing) == (Reason.PLACE_NOT_FOUND, ("Hải Hà",))


# -- articles as offices write them ---------------------------------------------------------------------------------------


def test_what_is_planned_gives_way_to_what_came_true(decide):
    text = "Năm 2023, tỷ lệ hộ nghèo còn 4,5%. Năm 2024, huyện phấn đấu tỷ lệ hộ nghèo còn 3,1%."
    assert values(decide("Tỷ lệ hộ nghèo là bao nhiêu?", text)) == [4.5]
    assert values(decide("Năm 2024 phấn đấu tỷ lệ hộ nghèo còn bao nhiêu?", text))[0] == 3.1


def test_the_earlier_end_of_a_change_is_not_of_the_year_asked_for(decide):
    text = "Số hộ nghèo giảm từ 2.060 hộ xuống còn 1.683 hộ."
    assert values(decide("Cuối năm 2023 còn bao nhiêu hộ nghèo?", text))[0] == 1683


def test_those_who_are_asked_for_must_stand_somewhere(decide):
    text = "Xã đang quản lý 289 người có công hưởng trợ cấp hằng tháng."
    other = "Xã có nhiều người khuyết tật."
    assert decide("Bao nhiêu người khuyết tật hưởng trợ cấp hằng tháng?", text).reason is Reason.NOT_IN_ARTICLES
    assert values(decide("Bao nhiêu người có công hưởng trợ cấp hằng tháng?", text, other)) == [289]


def test_a_part_that_the_question_names_goes_before_the_whole(decide):
    text = "Dịp Tết, quà trị giá 71,3 tỷ đồng, trong đó ngân sách tỉnh 29,4 tỷ đồng, nguồn xã hội hóa 15,1 tỷ đồng."
    assert values(decide("Ngân sách tỉnh chi bao nhiêu tiền?", text))[0] == 29.4e9


def test_what_was_said_once_holds_for_a_row(decide):
    text = "Xã Tân Bình còn 18,9% hộ nghèo; xã Dực Yên 24,6%; xã Đại Bình vẫn còn 61,8%."
    decision = decide("Xã Đại Bình còn bao nhiêu phần trăm hộ nghèo?", text, places=("Đại Bình",))
    assert values(decision) == [61.8]


def test_the_months_that_an_article_reports_on_are_those_of_its_figures(decide):
    text = "8 tháng đầu năm 2023, huyện mở 42 lớp. Huyện xây 13 nhà."
    assert values(decide("8 tháng đầu năm 2023 huyện xây bao nhiêu nhà?", text)) == [13]
    assert decide("9 tháng đầu năm 2023 huyện xây bao nhiêu nhà?", text).reason is Reason.TIME_NOT_COVERED


def test_seed_corn_is_not_answered_with_rice(decide):
    text = "Huyện nhận 1.350 tấn gạo và 410 tấn lúa giống."
    assert values(decide("Huyện nhận bao nhiêu tấn gạo?", text))[0] == 1350
    assert decide("Huyện nhận bao nhiêu tấn ngô?", text).shown == []
