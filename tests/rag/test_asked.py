"""Which kind of answer a question wants."""

import pytest

from index.text import fold
from rag.asked import KIND_ASKED, NUMERIC, Asked, Draft, how_many, kind_asked
from rag.figures import QUANTITIES, Style
from rag.quantity import quantities

COUNT, MONEY, SHARE, MEASURE = Asked.COUNT, Asked.MONEY, Asked.SHARE, Asked.MEASURE

QUESTIONS = [
    ("Huyện có bao nhiêu hộ nghèo?", COUNT, "hộ nghèo"),
    ("Xã mở mấy lớp tập huấn?", COUNT, "lớp tập huấn"),
    ("Tỉnh giải quyết bao nhiêu đơn thư?", COUNT, "đơn thư"),
    ("Số hộ cận nghèo của huyện là bao nhiêu?", COUNT, "hộ cận nghèo"),
    ("Tổng số trường đạt chuẩn là bao nhiêu?", COUNT, "trường"),
    ("Hỗ trợ hết bao nhiêu tiền?", MONEY, ""),
    ("Tổng kinh phí là bao nhiêu?", MONEY, ""),
    ("Quỹ vận động được bao nhiêu tỷ đồng?", MONEY, ""),
    ("Dạy nghề tốn bao nhiêu triệu?", MONEY, ""),
    ("Thu nhập bình quân đầu người đạt bao nhiêu?", MONEY, ""),
    ("Số tiền cho vay là bao nhiêu?", MONEY, ""),
    ("Hội nhận ủy thác bao nhiêu dư nợ?", MONEY, ""),
    ("Thu nhập bình quân bao nhiêu một người?", MONEY, ""),
    ("Xã xong được mấy căn nhà?", COUNT, "căn nhà"),
    ("Tỷ lệ hộ nghèo còn bao nhiêu?", SHARE, ""),
    ("Bao nhiêu phần trăm dân số dùng nước sạch?", SHARE, ""),
    ("Đạt bao nhiêu % kế hoạch?", SHARE, ""),
    ("Diện tích rừng là bao nhiêu?", MEASURE, ""),
    ("Cấp bao nhiêu kg gạo?", MEASURE, ""),
    ("Lớp học kéo dài bao lâu?", Asked.DURATION, ""),
    ("Nhà cách trường bao xa?", MEASURE, ""),
    ("Tỷ số trận đấu là bao nhiêu?", Asked.SCORE, ""),
    ("Khi nào hội nghị diễn ra?", Asked.DATE, ""),
    ("Năm nào huyện về đích?", Asked.DATE, ""),
    ("Ai là trưởng phòng?", Asked.NAME, ""),
    ("Xã nào có nhiều hộ nghèo?", Asked.PLACE, ""),
    ("Lớp học mở ở đâu?", Asked.PLACE, ""),
    ("Vì sao hộ nghèo giảm?", Asked.TEXT, ""),
    ("Huyện đã làm gì cho trẻ em?", Asked.TEXT, ""),
    ("Nghị quyết số mấy quy định mức trợ cấp?", Asked.TEXT, ""),
    ("Con số nào nói về hộ nghèo?", Asked.NUMBER, ""),
    ("Tiền xây chợ lấy từ đâu?", Asked.TEXT, ""),
    ("Vốn vay lấy từ nguồn nào?", Asked.TEXT, ""),
    ("Xã đứng thứ mấy toàn huyện?", Asked.RANK, ""),
    ("Đội xếp hạng mấy?", Asked.RANK, ""),
    ("Sửa mỗi căn nhà tốn bao nhiêu?", Asked.MONEY, ""),
    ("Con đường dài bao nhiêu?", Asked.MEASURE, ""),
    ("Trưởng thôn tên gì?", Asked.NAME, ""),
    ("Số người đào tạo trình độ cao đẳng là bao nhiêu?", COUNT, "người đào tạo trình độ cao đẳng"),
    ("Đỉnh núi có độ cao bao nhiêu?", MEASURE, ""),
    ("Xã có dân số là bao nhiêu?", COUNT, "dân"),
    ("Số đối tượng được điều chỉnh mức trợ cấp?", COUNT, "đối tượng"),
    ("Lớp học kéo dài bao nhiêu tháng?", Asked.DURATION, "tháng"),
    ("Dân tộc Tày chiếm khoảng bao nhiêu dân số?", SHARE, ""),
    ("Bao nhiêu phần dân số dùng nước sạch?", SHARE, ""),
    ("Hộ nghèo chiếm bao nhiêu trong tổng số dân số xã?", SHARE, ""),
    ("Thuế thu nhập doanh nghiệp là bao nhiêu?", Asked.NUMBER, ""),
    ("Thu nhập bình quân là bao nhiêu?", MONEY, ""),
    ("Mấy trong số những công trình đã xong?", COUNT, "công trình"),
    ("Xã tặng bao nhiêu phần quà?", COUNT, "phần"),
    ("Giá một vé xe buýt là bao nhiêu?", MONEY, ""),
    ("Năm nay thu nhanh hơn năm ngoái bao nhiêu?", Asked.NUMBER, ""),
    ("người có công", Asked.ANY, ""),
    ("tỷ lệ hộ nghèo", SHARE, ""),
]


def wanted(text, style=Style.VIETNAMESE):
    kind, begin, end = kind_asked(Draft(text, style))
    return kind, "" if begin is None else text[begin:end].strip()


@pytest.mark.parametrize(("question", "kind", "noun"), QUESTIONS)
def test_the_kind_that_is_asked(question, kind, noun):
    found, counted = wanted(question)
    assert found is kind
    assert counted.startswith(noun)


@pytest.mark.parametrize(("question", "kind", "noun"), QUESTIONS)
def test_the_same_without_diacritics(question, kind, noun):
    found, counted = wanted(fold(question), Style.PLAIN)
    assert found is kind
    assert counted.startswith(fold(noun))


def test_what_is_taken_asks_for_nothing():
    text = "Điều mấy hộ quy định về hộ nghèo?"
    draft = Draft(text, Style.VIETNAMESE)
    assert len(how_many(draft)) == 1
    draft.taken.append((text.index("mấy"), text.index("mấy") + 3))
    assert how_many(draft) == []


def test_every_how_many_of_a_question_is_found():
    draft = Draft("Xây bao nhiêu nhà, sửa mấy nhà, hết bao lâu?", Style.VIETNAMESE)
    assert [m.group() for m in how_many(draft)] == ["bao nhiêu", "mấy", "bao lâu"]


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("hộ", COUNT), ("tỷ đồng", MONEY), ("phần trăm", SHARE), ("ha", MEASURE), ("tuổi", Asked.DURATION)],
)
def test_the_unit_asked_for_is_read_as_units_of_articles_are(unit, kind):
    assert wanted(f"Có bao nhiêu {unit}?")[0] is kind
    assert KIND_ASKED[quantities(f"Có 77 {unit}.")[0].kind] is kind


def test_every_kind_of_quantity_can_be_asked_for():
    assert set(KIND_ASKED) == QUANTITIES
    assert set(KIND_ASKED.values()) <= NUMERIC


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Cho mấy hộ thoát nghèo vay bao nhiêu tiền?", ["bao nhiêu"]),  # some households
        ("Được mấy xã và bao nhiêu phường?", ["mấy", "bao nhiêu"]),
        ("Mấy xã, bao nhiêu phường?", ["mấy", "bao nhiêu"]),
        ("Huyện còn bao nhiêu hộ nghèo hả mấy chú?", ["bao nhiêu"]),  # said to somebody
    ],
)
@pytest.mark.parametrize("style", [Style.VIETNAMESE, Style.PLAIN])
def test_not_every_some_asks(question, asked, style):
    folded = style is Style.PLAIN
    draft = Draft(fold(question) if folded else question, style)
    assert [m.group() for m in how_many(draft)] == ([fold(word) for word in asked] if folded else asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Con gái bà mỗi tháng gửi về cho gia đình bao nhiêu?", "money"),
        ("Cộng tác viên mỗi tháng lãnh được bao nhiêu?", "money"),
        ("luong di han quoc", "money"),
        ("luong huu o Dam Ha", "any"),
        ("so luong ho ngheo", "count"),
        ("Mỗi tháng có bao nhiêu lượt khách?", "count"),
        ("Lễ khánh thành vào ngày mấy?", "date"),
        ("Họp vào ngày bao nhiêu của tháng 9 năm 2015?", "date"),
        ("Ông nghỉ vào tháng mấy năm 2015?", "date"),
        ("Mỗi ngày bao nhiêu lượt người đến khám?", "count"),
    ],
)
def test_pay_and_dates(read, text, asked):
    assert read(text, "Một đoạn văn.").asked.value == asked
