"""What an article says about itself, and the five real pages read as a whole."""

from __future__ import annotations

import datetime
import re
import textwrap
import unicodedata
from pathlib import Path

import pytest

from index.article import Article
from index.datelines import dateline, parse_date, printed_stamps
from index.errors import NoArticle
from index.furniture import is_breadcrumb, is_tail_marker
from index.loading import load
from index.loading.metadata import (
    headline,
    is_masthead,
    own_places,
    publisher,
    title_of_notes,
    title_of_paper,
    url,
)

ARTICLES = Path(__file__).resolve().parents[2].parent / "shared" / "articles"
D = datetime.date

LEAD = "Năm 2023, huyện Đầm Hà huy động được nguồn lực để giúp 13 hộ nghèo dựng nhà mới, 11 hộ sửa lại nhà cũ."
BODY = "Cùng năm, 1.911 người thuộc diện bảo trợ xã hội trên địa bàn huyện được điều chỉnh mức trợ cấp hằng tháng."
TITLE = "Đầm Hà giúp hộ nghèo làm nhà"
STAMP = "Thứ 5, 30/11/2023 | 12:02:36 [GMT +7] A A"


# --- dates ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "date", "clock"),
    [
        ("Thứ hai - 27/11/2017 19:47", D(2017, 11, 27), True),
        (STAMP, D(2023, 11, 30), True),
        ("09:42 PM 01/12/2024", D(2024, 12, 1), True),
        ("04:05 | 15/05/2017", D(2017, 5, 15), True),
        ("Thứ Sáu, 22/11/2024 14:49 (GMT +7)", D(2024, 11, 22), True),
        ("ngày 5 tháng 3 năm 2024", D(2024, 3, 5), False),
        ("Hà Nội, ngày 05 tháng 03 năm 2024", D(2024, 3, 5), False),
        ("2023-11-30", D(2023, 11, 30), False),
        ("2023-11-30T12:02:36+07:00", D(2023, 11, 30), True),
        ("Cập nhật lúc 7h05 ngày 1.2.2020", D(2020, 2, 1), True),
        ("Báo Quảng Ninh - 30/11/2023", D(2023, 11, 30), False),
        ("Chủ nhật, 03-12-2023", D(2023, 12, 3), False),
    ],
)
def test_date_lines(line: str, date: datetime.date, clock: bool) -> None:
    found = dateline(line)
    assert found is not None
    assert (found.date, found.clock) == (date, clock)


@pytest.mark.parametrize(
    "line",
    [
        "31/02/2024 10:00",
        "30/13/2023",
        "01/01/2999",
        "Tháng 11/2023",
        "16/7/21",
        "1.200/700 người",
        "21/2021/NQ-HĐND",
        "",
        "Ngày 5/3/2024 họp xã.",
        "Ngày 5/3/2024 huyện trao 13 suất quà cho các hộ nghèo",
        "0912.345.678",
        LEAD,
    ],
)
def test_no_date_lines(line: str) -> None:
    assert dateline(line) is None


def test_tomorrow_is_a_date_and_the_day_after_is_none() -> None:
    today = datetime.date.today()
    for days, known in ((0, True), (1, True), (3, False)):
        date = today + datetime.timedelta(days=days)
        assert parse_date(f"{date:%d/%m/%Y}") == (date if known else None)


def test_the_first_real_date_counts() -> None:
    assert parse_date("từ 31/02/2023 hoặc 1/3/2023 đến 5/3/2023") == D(2023, 3, 1)


def test_stamps_in_running_text() -> None:
    text = f"Mục Thứ Sáu, 22/11/2024 14:49 (GMT +7) {TITLE} {STAMP} Ngày 16/7/2021 huyện họp."
    assert [text[a:b].strip() for a, b in printed_stamps(text)] == ["Thứ Sáu, 22/11/2024 14:49 (GMT +7)", STAMP]


# --- title and date -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "title", "published"),
    [
        ([TITLE, STAMP, LEAD], 0, D(2023, 11, 30)),
        (["Xã hội", "Trang chủ / Xã hội", TITLE, STAMP, LEAD], 2, D(2023, 11, 30)),
        (["Tất cả chuyên mục", "Thứ Sáu, 22/11/2024 14:49", TITLE, STAMP, LEAD], 2, D(2023, 11, 30)),
        (["Thứ Sáu, 22/11/2024 14:49", TITLE, LEAD], 1, None),  # when the page was saved
        (["22/11/2024", TITLE, LEAD], 1, D(2024, 11, 22)),
        ([TITLE + ".", STAMP, LEAD], 0, D(2023, 11, 30)),
        ([TITLE, LEAD, STAMP, BODY], 0, D(2023, 11, 30)),  # the lead above the date
        (["Xã hội", "Xóa nhà tạm", STAMP, LEAD], 1, D(2023, 11, 30)),
        (["CONGTHONGTIN", STAMP, LEAD], None, D(2023, 11, 30)),
        (["Xã hội", TITLE, LEAD, BODY], 1, None),
        ([TITLE, LEAD, BODY, "Thu Hương", "30/11/2023"], 0, D(2023, 11, 30)),
        ([TITLE, "31/02/2023 10:00", LEAD], 0, None),
        ([TITLE, "12:00 01/01/2999", "|", LEAD], 0, None),
        ([LEAD, BODY], None, None),
        ([STAMP], None, D(2023, 11, 30)),
        ([], None, None),
    ],
)
def test_headlines(lines: list[str], title: int | None, published: datetime.date | None) -> None:
    head = headline(lines)
    assert (head.title, head.published) == (title, published)


def test_a_lead_above_the_date_is_text() -> None:
    assert headline([TITLE, LEAD, STAMP, BODY]).start == 1


def test_titles_of_notes() -> None:
    assert title_of_notes(["Họp thôn", "Có 40 hộ dự."]) == 0
    assert title_of_notes(["Có 40 hộ dự.", "Có 4 ý kiến."]) is None
    assert title_of_notes(["Xã A 5 hộ", "Xã B 7 hộ"]) is None  # no line is a sentence: all are notes
    assert title_of_notes(["Họp thôn"]) is None


# --- publisher, address, places -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "first", "expected"),
    [
        (["Nguồn tin: http://backan.gov.vn"], LEAD, "backan.gov.vn"),
        (["Nguồn: Báo Quảng Ninh"], LEAD, "Báo Quảng Ninh"),
        (["(Theo TTXVN)"], LEAD, "TTXVN"),
        ([], "(LĐXH)-Năm 2024, tỉnh có nhiều đổi mới.", "LĐXH"),
        ([], "(Chinhphu.vn) - Năm 2024, tỉnh có nhiều đổi mới.", "Chinhphu.vn"),
        (["Nguồn: Báo A"], "(TTXVN) Năm 2024, tỉnh có nhiều đổi mới.", "TTXVN"),
        ([], "(UBND) - Năm 2024, tỉnh có nhiều đổi mới.", None),
        ([], "(Trong ảnh) Năm 2024, tỉnh có nhiều đổi mới.", None),
        (["Nguồn: ngân sách 5 tỷ đồng"], LEAD, None),
        ([LEAD], None, None),
    ],
)
def test_publishers(lines: list[str], first: str | None, expected: str | None) -> None:
    assert publisher(lines, first) == expected


def test_addresses() -> None:
    assert url(["Nguồn: http://backan.gov.vn", "Link gốc: https://baoquangninh.vn/bai-1.html"]) == (
        "https://baoquangninh.vn/bai-1.html"
    )
    assert url(["Nguồn tin: http://backan.gov.vn", "xem https://a.vn/b hôm nay"]) is None


@pytest.mark.parametrize(
    ("title", "paragraphs", "expected"),
    [
        ("Huyện Đầm Hà chăm lo hộ nghèo", ["Hà Nội và Hải Phòng cùng giúp."], ("Đầm Hà", "Quảng Ninh")),
        ("Chăm lo hộ nghèo", ["Huyện Vĩnh Tường có 5 hộ.", "Tỉnh Bắc Kạn có 7 hộ."], ("Vĩnh Tường", "Vĩnh Phúc")),
        ("Chăm lo hộ nghèo", ["Có 5 hộ.", "Tỉnh Bắc Kạn có 7 hộ."], ("Bắc Kạn",)),
        ("Tỉnh Bắc Kạn và tỉnh Bình Thuận", ["Tỉnh Bình Thuận. Tỉnh Bình Thuận."], ("Bình Thuận", "Bắc Kạn")),
        ("Chăm lo hộ nghèo", ["Thu nhập trung bình tăng."], ()),
        ("", [], ()),
    ],
)
def test_own_places(title: str, paragraphs: list[str], expected: tuple[str, ...]) -> None:
    assert own_places(title, paragraphs) == expected


# --- the five real pages --------------------------------------------------------------------------------------------------

# file, how the title begins and ends, date, publisher, places, paragraphs, line of the first, its first words and the
# last words of the last
PAGES = [
    ("000", "Bắc Kạn tích cực", "an sinh xã hội", D(2017, 11, 27), "backan.gov.vn", ("Bắc Kạn",), 8, 6,
     "Những năm qua, cùng với", "trên địa bàn tỉnh./."),
    ("001", "Huyện Đầm Hà: Đảm bảo", "đời sống nhân dân", D(2023, 11, 30), None, ("Đầm Hà", "Quảng Ninh"), 10, 5,
     "Sau thời gian dài", "được đảm bảo..."),
    ("002", "Ngành Lao động – Thương binh", "năm 2024", D(2024, 12, 1), "LĐXH", ("Bắc Kạn",), 8, 4,
     "(LĐXH)-Năm 2024,", "ổn định xã hội./."),
    ("003", "Tăng cường vai trò", "an sinh xã hội", D(2017, 5, 15), None, ("Vĩnh Tường", "Vĩnh Phúc"), 6, 6,
     "Những năm qua, Đảng bộ", "hợp vệ sinh."),
    ("004", "Kinh nghiệm từ công tác", "ở Bình Thuận", D(2024, 8, 26), "LĐXH", ("Bình Thuận",), 8, 5,
     "(LĐXH) - Thực hiện", "bền vững./."),
]  # fmt: skip
# What stands around the articles and looks like a fact.
FOREIGN = (
    "2.200",
    "60 giây",
    "151,678,387",
    "99,804",
    "3,957,911",
    "hơn 2.000 người",
    "22/11/2024",
    "cao 90cm",
    "15/1",
)


def original(prefix: str) -> str:
    if not ARTICLES.is_dir():
        pytest.skip("the original articles are not beside this checkout")
    (path,) = ARTICLES.glob(f"{prefix}_*.txt")
    return path.read_text(encoding="utf-8")


def read(folder: Path, content: str | bytes, name: str = "trang.txt") -> Article:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path, source=name, article_id="a1")


def texts(article: Article) -> list[str]:
    return [" ".join(article.text[p.start : p.end].split()) for p in article.paragraphs]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0])
def test_a_real_page(
    page: tuple[str, str, str, D, str | None, tuple[str, ...], int, int, str, str], tmp_path: Path
) -> None:
    prefix, title_starts, title_ends, published, by, places, count, line, first, last = page
    content = original(prefix)
    article = read(tmp_path, content)
    assert article.title.startswith(title_starts)
    assert article.title.endswith(title_ends)
    assert article.text.startswith(article.title + "\n")
    assert (article.published, article.publisher, article.places) == (published, by, places)
    assert len(article.paragraphs) == count
    assert article.line_of(article.paragraphs[0].start) == line
    assert texts(article)[0].startswith(first)
    assert texts(article)[-1].endswith(last)
    assert len(set(texts(article))) == count
    assert not any(foreign in text for foreign in FOREIGN for text in texts(article))
    numbered = dict(enumerate(content.split("\n"), start=1))
    for number, stored in zip(article.lines, article.text.split("\n"), strict=True):
        assert stored == numbered[number].strip()
    left = {out.line for out in article.left_out}
    assert left | set(article.lines) == {number for number, text in numbered.items() if text.strip()}


def without(content: str, unwanted: object) -> str:
    return "\n".join(line for line in content.split("\n") if not unwanted(line))  # type: ignore[operator]


MUTATIONS = {
    "no blank lines": lambda text: without(text, lambda line: not line.strip()),
    "no tail markers": lambda text: without(text, is_tail_marker),
    "all lines apart": lambda text: text.replace("\n", "\n\n\n"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "UTF-16": lambda text: text.encode("utf-16"),
    "indented": lambda text: "\n".join("  " + line for line in text.split("\n")),
    "zero-width spaces": lambda text: re.sub(r"(\w) ", "\\1\u200b ", text),
    "called Markdown": lambda text: text,
}


@pytest.mark.parametrize("prefix", [page[0] for page in PAGES])
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_real_page_saved_otherwise(prefix: str, mutation: str, tmp_path: Path) -> None:
    content = original(prefix)
    name = "trang.md" if mutation == "called Markdown" else "trang.txt"
    expected, found = read(tmp_path, content), read(tmp_path, MUTATIONS[mutation](content), name)
    assert texts(found) == texts(expected)
    assert (found.title, found.published, found.places) == (expected.title, expected.published, expected.places)


@pytest.mark.parametrize("prefix", [page[0] for page in PAGES])
def test_a_real_page_without_its_date_or_title(prefix: str, tmp_path: Path) -> None:
    content = original(prefix)
    expected = read(tmp_path, content)
    undated = read(tmp_path, without(content, dateline))
    assert (texts(undated), undated.title, undated.published) == (texts(expected), expected.title, None)
    untitled = read(tmp_path, without(content, lambda line: line.strip() == expected.title))
    assert (texts(untitled), untitled.title, untitled.published) == (texts(expected), "trang", expected.published)


@pytest.mark.parametrize("prefix", [page[0] for page in PAGES])
def test_a_real_page_wrapped(prefix: str, tmp_path: Path) -> None:
    """Where no blank line parts them, some paragraphs run together, and a caption into the one above it."""
    content = original(prefix)
    expected = read(tmp_path, content)
    lines = [textwrap.wrap(line, 90, break_on_hyphens=False) for line in content.split("\n")]
    found = read(tmp_path, "\n".join("\n".join(line) for line in lines))
    joined = " ".join(texts(found))
    assert all(text in joined for text in texts(expected))
    assert not any(foreign in joined for foreign in FOREIGN)
    assert (" ".join(found.title.split()), found.published) == (expected.title, expected.published)


@pytest.mark.parametrize("prefix", [page[0] for page in PAGES])
def test_a_real_page_on_one_line(prefix: str, tmp_path: Path) -> None:
    content = original(prefix)
    expected = read(tmp_path, content)
    found = read(tmp_path, " ".join(content.split("\n")))
    assert found.published == expected.published
    assert len(found.paragraphs) >= len(expected.paragraphs) // 2
    joined = " ".join(texts(found))
    assert not any(foreign in joined for foreign in FOREIGN)
    sentences = [text[-60:] for text in texts(expected) if text.endswith((".", "…"))]
    assert all(sentence in joined for sentence in sentences)


@pytest.mark.parametrize("prefix", [page[0] for page in PAGES])
def test_the_furniture_of_a_real_page_is_no_article(prefix: str, tmp_path: Path) -> None:
    content = original(prefix)
    body = set(texts(read(tmp_path, content)))
    with pytest.raises(NoArticle):
        read(tmp_path, without(content, lambda line: " ".join(line.split()) in body))


# --- who publishes, and where ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Báo Hà Giang",
        "Cổng thông tin điện tử huyện Trà Cú, tỉnh Trà Vinh",
        "Đài Truyền thanh - Truyền hình huyện Krông Pa",
        "Hội Liên hiệp Phụ nữ tỉnh Bến Tre",
        "Sở Lao động - Thương binh và Xã hội tỉnh Đồng Tháp",
        "Thông tấn xã Việt Nam",
    ],
)
def test_a_line_that_only_names_who_publishes_is_the_publisher_and_no_title(line, tmp_path):
    assert is_masthead(line)
    for stamp in (STAMP, "Ngày 30 tháng 11 năm 2023"):
        (tmp_path / "a.txt").write_text("\n".join([TITLE, line, stamp, "", LEAD, BODY]), encoding="utf-8")
        article = load(tmp_path / "a.txt", source="a.txt", article_id="a")
        assert (article.title, article.publisher, article.published) == (TITLE, line, D(2023, 11, 30))
        assert line not in article.text


@pytest.mark.parametrize(
    "line", ["Báo Hà Giang tặng quà hộ nghèo", "Hội Phụ nữ giúp hội viên thoát nghèo", "Xã hội", LEAD]
)
def test_a_headline_that_begins_with_a_name_is_none(line):
    assert not is_masthead(line)


def test_a_district_that_shares_its_name_with_a_town_is_told_apart():
    assert own_places("Huyện Hồng Ngự giảm nghèo", ["Tỉnh Đồng Tháp có 13 hộ."])[0] == "huyện Hồng Ngự"
    assert own_places("Thành phố Hồng Ngự giảm nghèo", ["Tỉnh Đồng Tháp có 13 hộ."])[0] == "thành phố Hồng Ngự"
    assert own_places("Huyện Đầm Hà giảm nghèo", [LEAD])[0] == "Đầm Hà"


def test_provinces_that_are_compared_are_all_what_the_article_is_about():
    text = "Tây Ninh có 5 nghìn người, Bình Phước có 6 nghìn người. Bình Phước chi 3 tỷ, Tây Ninh chi 2 tỷ. "
    text += "Tây Ninh đạt 91%, Bình Phước đạt 92%. Năm ngoái đoàn ra Hà Nội học tập."
    assert set(own_places("Lưới an sinh nơi dày, nơi mỏng", [text])) == {"Tây Ninh", "Bình Phước"}


def test_a_title_may_name_a_commune_without_the_word():
    text = "Từ thị trấn chạy xe mất 3 giờ mới vào Na Ngoi, xã biên giới của huyện Kỳ Sơn (Nghệ An)."
    assert own_places("Khói bếp ấm trên những mái nhà Na Ngoi", [text])[:2] == ("Na Ngoi", "Kỳ Sơn")


# --- heads as offices and portals print them -------------------------------------------------------------------------------

PAPER = [
    "UBND TỈNH VĨNH LONG",
    "Số: 486/BC-SLĐTBXH",
    "Vĩnh Long, ngày 28 tháng 12 năm 2018",
    "BÁO CÁO",
    "Kết quả công tác đào tạo nghề, giải quyết việc làm năm 2018",
    "Trong năm 2018, toàn tỉnh giải quyết việc làm mới cho 27.340 lao động, đạt 109,36% kế hoạch đã đề ra từ đầu năm.",
]


def test_the_title_of_an_offices_paper_stands_below_its_kind():
    assert title_of_paper(PAPER) == 4
    head = headline(PAPER)
    assert (head.title, head.published) == (4, D(2018, 12, 28))
    assert title_of_paper(["Thông báo", "Văn bản", *PAPER[5:]]) == 1
    assert headline(["Thông báo", "Văn bản", "Tin mới", TITLE, STAMP, LEAD]).title == 3  # a menu is no paper


def test_an_office_writes_about_its_own_place():
    assert own_places(PAPER[4], PAPER[5:], PAPER[0]) == ("Vĩnh Long",)
    assert own_places(PAPER[4], PAPER[5:], "BÁO VĨNH LONG") == ()  # a paper writes about any
    assert own_places(
        "Xã Tam Thanh: Kết quả 6 tháng đầu năm", ["Xã đạt 17 tiêu chí."], "Cổng thông tin điện tử thành phố Tam Kỳ"
    ) == (
        "xã Tam Thanh",
        "Tam Kỳ",
        "Quảng Nam",
    )


@pytest.mark.parametrize(
    ("lines", "title", "date"),
    [
        (["Xã hội / Gia đình - Trẻ em", "06:15, 01/06/2021", TITLE, LEAD], 2, D(2021, 6, 1)),  # the section tells that it is its date
        (["Chính trị | Kinh tế | Xã hội | Pháp luật", "Xã hội / Gia đình", "06:15, 01/06/2021", TITLE, LEAD], 3, D(2021, 6, 1)),
        (["Tin hoạt động các huyện, thị", "Ngày 06 tháng 12 năm 2017", TITLE.upper(), LEAD], 2, D(2017, 12, 6)),
        ([TITLE, "(Phóng sự phát thanh, ngày 26/7/2019 - kỷ niệm 72 năm)", LEAD], 0, D(2019, 7, 26)),
        (["Chuyên mục “Giảm nghèo” - phát sóng ngày 20/12/2022", TITLE, LEAD], 1, D(2022, 12, 20)),
        ([TITLE, "Số liệu tính đến ngày 31/12/2022", LEAD], 1, None),  # when it was counted, not when it was told
        ([TITLE, "Đăng lúc: 10/10/2023 08:47 - Lượt xem: 1.206 - Cỡ chữ: A- A A+", LEAD], 0, D(2023, 10, 10)),
    ],
)  # fmt: skip
def test_title_and_date_of_other_heads(lines, title, date):
    head = headline(lines)
    assert head.published == date
    assert lines[head.title] == lines[title] if date else head.title is not None


def test_a_row_of_a_table_is_no_breadcrumb():
    assert is_breadcrumb("Xã hội / Trẻ em")
    assert is_breadcrumb("Chính trị | Kinh tế | Xã hội")
    assert not is_breadcrumb("1 / Diên Lãm / 412 / 62,1")
    assert not is_breadcrumb("Hộ nghèo / hộ cận nghèo")


def test_the_masthead_ends_where_the_section_begins():
    line = "Cổng thông tin điện tử thành phố Tam Kỳ » Tin xã, phường » Tam Thanh"
    assert publisher([line, TITLE, LEAD], LEAD) == "Cổng thông tin điện tử thành phố Tam Kỳ"
