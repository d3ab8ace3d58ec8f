"""What is left out of a saved web page, and what must not be."""

from __future__ import annotations

import pytest

from index.furniture import (
    Role,
    ends_like_sentence,
    is_boilerplate,
    is_list_item,
    long_paragraph,
    looks_like_page,
    repeats,
    sort_out,
)

LEAD = "Năm 2023, huyện Đầm Hà huy động được nguồn lực để giúp 13 hộ nghèo dựng nhà mới, 11 hộ sửa lại nhà cũ."
BODY = "Cùng năm, 1.911 người thuộc diện bảo trợ xã hội trên địa bàn huyện được điều chỉnh mức trợ cấp hằng tháng."
LONG = " ".join(["Huyện cũng mở bảy lớp dạy nghề cho lao động nông thôn,"] * 4) + " thu hút gần 200 người theo học."
RELATED = "Yên Bái phấn đấu xóa trên 2.200 nhà tạm, nhà dột nát trong năm 2025"
B, H, F, R, A, C = Role.BODY, Role.HEADING, Role.FURNITURE, Role.REPEAT, Role.AFTER_END, Role.CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "Một câu.",
        "Hết./.",
        "Thật à?",
        "và nhiều nơi khác...",
        "hàng ngàn suất quà…",
        "“Hết.”",
        "(đợt 6.)",
        "xong.\u00a0",
    ],
)
def test_ends_like_a_sentence(line: str) -> None:
    assert ends_like_sentence(line)


@pytest.mark.parametrize("line", ["Tin khác", "gồm:", "Thời gian chờ: 60 giây", "xã hội;", "năm 2025", ""])
def test_ends_unlike_a_sentence(line: str) -> None:
    assert not ends_like_sentence(line)


@pytest.mark.parametrize(
    "line",
    [
        "• Đang truy cập440",
        "• Tổng lượt truy cập151,678,387",
        "Lượt xem: 1.204",
        "Trang chủ / Xã hội / An sinh xã hội",
        "Trang chủ",
        "Tất cả chuyên mục",
        "|",
        "•",
        "Đường dây nóng",
        "Email: toasoan@example.org",
        "Bạn đã không sử dụng Site, Bấm vào đây để duy trì trạng thái đăng nhập. Thời gian chờ: 60 giây",
        "Thời gian chờ: 60 giây",
        "© 2024 Cổng thông tin điện tử",
    ],
)
def test_boilerplate(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        LEAD,
        BODY,
        LONG,
        RELATED,
        "Dấu ấn năm 2023",
        "Thống kê cho thấy 5 hộ đã thoát nghèo.",
        "Liên hệ giữa hai xã rất tốt.",
    ],
)
def test_no_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


def test_list_items() -> None:
    assert all(map(is_list_item, ["- một", "+ hai", "1. ba", "2) bốn", "a) năm", "• sáu", "*bảy"]))
    assert not any(map(is_list_item, ["1.911 người", "Năm 2023", "2023 là năm", "an sinh"]))


def test_long_paragraphs() -> None:
    assert long_paragraph(LEAD)
    assert long_paragraph(LEAD.rstrip(".") + " so với kế hoạch")  # 20 words, digits, a comma
    assert long_paragraph(LONG.rstrip("."))  # no headline has 40 words
    assert not long_paragraph(RELATED)
    assert not long_paragraph("Xã A có 5 hộ nghèo.")


@pytest.mark.parametrize(
    "lines",
    [
        [LEAD, "Tin khác", RELATED],
        [LEAD, "TAG: nghèo"],
        [LEAD, BODY, "Ý kiến ()"],
        ["Trang chủ / Xã hội / An sinh", LEAD],
        ["09:42 PM 01/12/2024", LEAD],
        [LEAD, "• Đang truy cập440"],
        ["Xã hội", LEAD, BODY, "Thu Hương", "."],
        [LONG, LONG + " A", LONG + " B", *(f"{RELATED} {i}" for i in range(4))],
    ],
)
def test_signs_of_a_page(lines: list[str]) -> None:
    assert looks_like_page(lines)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [LEAD, BODY],
        ["Ghi chép", "30/11/2023", LEAD, "Nguyễn Văn An"],
        ["Xã A: 5 hộ", "Xã B: 7 hộ", "Tổng cộng: 12", "Hôm nay: 12"],
        ["Ý kiến", "Xã A cần hỗ trợ 5 nhà."],
        [LEAD, "***", BODY],
        [LONG, LONG + " A", LONG + " B", *(f"- {RELATED} {i}" for i in range(4))],
    ],
)
def test_no_signs_of_a_page(lines: list[str]) -> None:
    assert not looks_like_page(lines)


def test_a_page_from_head_to_foot() -> None:
    lines = ["Trang chủ / Xã hội", "Đầm Hà giúp hộ nghèo làm nhà", "Thứ 5, 30/11/2023 | 12:02:36"]
    page = {
        LEAD: B,
        "Dấu ấn năm 2023": H,
        BODY: B,
        "Lãnh đạo huyện Đầm Hà trao quà Tết cho các hộ nghèo ở xã Quảng An": C,
        "Xã Quảng An dựng nhà cho hộ ông Tám.  Ảnh Trường Khanh": C,
        "Kết quả gồm:": B,
        "- 13 nhà mới": B,
        "11 nhà sửa": B,
        "Xã xa nhất có một hộ.": B,
        "Lượt xem: 120": F,
        LONG: B,
        "Ấm lòng người nghèo.": B,
        "Thu Hương": A,
        "Tin khác": A,
        RELATED: A,
        "Tổng lượt truy cập151,678,387": A,
    }
    roles = sort_out([*lines, *page], lines[1], start=2)
    assert roles[:3] == [F, F, F]
    assert dict(zip(page, roles[3:], strict=True)) == page


def test_the_lead_and_the_title_repeated() -> None:
    roles = sort_out([LEAD, "  " + LEAD.upper(), "Đầm Hà giúp hộ nghèo", BODY, LEAD], "Đầm Hà giúp hộ nghèo")
    assert roles == [B, R, R, B, R]


def test_short_lines_repeat_freely() -> None:
    assert repeats(["Có 5 hộ.", "Có 5 hộ.", LEAD, LEAD]) == {3}


@pytest.mark.parametrize("marker", ["Tin khác", "Tin liên quan", "TAG:", "Tags: nghèo, nhà", "Từ khóa:", "Ý kiến bạn đọc",
                                    "Bình luận (0)", "Những tin mới hơn", "CÁC TIN KHÁC", "Liên kết Website"])  # fmt: skip
def test_nothing_after_a_tail_marker_is_body_even_if_it_looks_so(marker: str) -> None:
    assert sort_out([LEAD, BODY, marker, RELATED + ".", LONG]) == [B, B, A, A, A]


@pytest.mark.parametrize(
    "mark", ["Thu Hương", "Tác giả: Thu Cúc", "Nguồn tin: http://backan.gov.vn", "Nguyễn A - Trần Bình"]
)
def test_an_author_or_a_source_ends_the_article(mark: str) -> None:
    assert sort_out([LONG, LEAD, BODY, mark, RELATED + "."]) == [B, B, B, A, A]


def test_the_formal_end_mark_ends_the_article() -> None:
    assert sort_out([LONG, LEAD, BODY.rstrip(".") + "./.", RELATED + "."]) == [B, B, B, A]


@pytest.mark.parametrize("name", ["Bắc Kạn", "Tác giả: Thu Cúc"])
def test_a_name_with_long_paragraphs_below_is_no_end(name: str) -> None:
    roles = sort_out([LEAD, BODY, name, LONG, LONG + " A"])
    assert roles[3:] == [B, B]


def test_a_box_below_the_lead_does_not_end_the_article() -> None:
    assert sort_out([LEAD, "Tin liên quan", RELATED, LONG, BODY])[3:] == [B, B]


def test_a_page_of_short_sentences() -> None:
    assert sort_out(["Xã A có 5 hộ nghèo.", "Xã B có 7 hộ nghèo.", "Tin khác", RELATED]) == [B, B, A, A]


def test_furniture_alone_has_no_body() -> None:
    lines = ["Tất cả chuyên mục", "Trang chủ", "12:02 30/11/2023", "|", "Hoàng Giang", "Tin khác", RELATED]
    assert B not in sort_out(lines)
    assert sort_out([]) == []
