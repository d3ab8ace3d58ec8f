"""Tables in saved text: which lines are one, and what each number of a row is."""

from __future__ import annotations

import textwrap

import pytest

from index.loading import load
from index.tables import find_tables, read_rows

SLASHES = "TT / Đơn vị / Số hộ nghèo / Tỷ lệ (%)\n1 / Diên Lãm / 412 / 62,1\n2 / Châu Hoàn / 388 / 58,4"
BARS = "| Xã | Có điện (%) |\n|---|---|\n| Nội Thôn | 74,3 |\n| Cải Viên | 78,6 |"
TABS = "Xã\tKế hoạch\tThực hiện\nAn Bình\t1.200\t1.068\nHòa Lễ\t340\t-"
DASHES = "Xã - Số hộ nghèo - Tỷ lệ\nSà Phìn - 1.642 - 51,3%\nLũng Cú - 1.377 - 46,8%"
LEGEND = "Kết quả (số hộ được duyệt - số nhà đã hoàn thành):\nSính Phình: 146 - 131\nHuổi Só: 102 - 88"
BULLETS = "Tiến độ (kế hoạch/đã hoàn thành):\n- Nậm Mười: 62 căn/57 căn;\n- Sùng Đô: 44 căn/44 căn."
IN_TURN = "Theo địa bàn (thực hiện/chỉ tiêu, người):\nHuyện Long Hồ\n241/190\nHuyện Trà Ôn\n209/190"
SPACED = "Số hộ nghèo (đơn vị: hộ; đầu năm - cuối năm):\nCư Pui 1.214 - 1.087\nHòa Phong 631 - 560"
NAMED = "Phân theo địa bàn:\n- Buôn Knia 1: 42 hộ nghèo\n- 16 thôn còn lại: 212 hộ nghèo"
CELLS = "Tỉnh\nKế hoạch\nThực hiện\nĐiện Biên\n8.200\n8.371\nCao Bằng\n6.500\n5.940"
NUMBERED = "TT\nĐơn vị\nKế hoạch (căn)\nHoàn thành (căn)\n1\nCư Pui\n142\n131\n2\nHòa Lễ\n118\n112"
YEARS = "Chỉ tiêu | 2022 | 2023\nHộ nghèo | 612 | 540\nHộ cận nghèo | 300 | 270"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (SLASHES, [("Diên Lãm", {"Số hộ nghèo": "412", "Tỷ lệ (%)": "62,1"}), ("Châu Hoàn", {"Số hộ nghèo": "388", "Tỷ lệ (%)": "58,4"})]),
        (BARS, [("Nội Thôn", {"Có điện (%)": "74,3"}), ("Cải Viên", {"Có điện (%)": "78,6"})]),
        (TABS, [("An Bình", {"Kế hoạch": "1.200", "Thực hiện": "1.068"}), ("Hòa Lễ", {"Kế hoạch": "340"})]),
        (DASHES, [("Sà Phìn", {"Số hộ nghèo": "1.642", "Tỷ lệ": "51,3%"}), ("Lũng Cú", {"Số hộ nghèo": "1.377", "Tỷ lệ": "46,8%"})]),
        (LEGEND, [("Sính Phình", {"số hộ được duyệt": "146", "số nhà đã hoàn thành": "131"}), ("Huổi Só", {"số hộ được duyệt": "102", "số nhà đã hoàn thành": "88"})]),
        (BULLETS, [("Nậm Mười", {"kế hoạch": "62 căn", "đã hoàn thành": "57 căn"}), ("Sùng Đô", {"kế hoạch": "44 căn", "đã hoàn thành": "44 căn"})]),
        (IN_TURN, [("Huyện Long Hồ", {"thực hiện": "241", "chỉ tiêu": "190"}), ("Huyện Trà Ôn", {"thực hiện": "209", "chỉ tiêu": "190"})]),
        (SPACED, [("Cư Pui", {"đầu năm": "1.214", "cuối năm": "1.087"}), ("Hòa Phong", {"đầu năm": "631", "cuối năm": "560"})]),
        (NAMED, [("Buôn Knia 1", {"": "42 hộ nghèo"}), ("16 thôn còn lại", {"": "212 hộ nghèo"})]),
        (CELLS, [("Điện Biên", {"Kế hoạch": "8.200", "Thực hiện": "8.371"}), ("Cao Bằng", {"Kế hoạch": "6.500", "Thực hiện": "5.940"})]),
        (NUMBERED, [("Cư Pui", {"Kế hoạch (căn)": "142", "Hoàn thành (căn)": "131"}), ("Hòa Lễ", {"Kế hoạch (căn)": "118", "Hoàn thành (căn)": "112"})]),
        (YEARS, [("Hộ nghèo", {"2022": "612", "2023": "540"}), ("Hộ cận nghèo", {"2022": "300", "2023": "270"})]),
    ],
)  # fmt: skip
def test_each_number_has_its_row_and_its_column(text, rows):
    assert find_tables(text.split("\n")) == [range(len(text.split("\n")))]
    above = "Một câu đứng trước.\n"
    found = read_rows(above + text, len(above), len(above + text))  # wherever it stands in a longer text
    named = [
        (r.name.of(above + text), {c.label.of(above + text): c.number.of(above + text) for c in r.cells}) for r in found
    ]
    assert named == rows


@pytest.mark.parametrize(
    "text",
    [
        "Huyện có 13 hộ nghèo.\nXã có 5 hộ.\nThôn có 2 hộ.",
        "Trang chủ / Xã hội / An sinh\nTin mới / Tin nóng / Tin đọc nhiều",
        "Số hộ nghèo / Tỷ lệ\nDiên Lãm / 412",  # one row alone
        "Ba\nBốn\nNăm\nSáu",
        "1.214\n1.087\n631\n560",
        "Phân theo địa bàn:\n- Buôn Knia 1: 42 hộ nghèo\n- Còn lại chưa rõ.",
        "Họp ngày 5/3 (dự kiến/đã họp):\nMời các hộ đến dự đông đủ.",
    ],
)
def test_other_lines_are_no_table(text):
    assert find_tables(text.split("\n")) == []
    assert read_rows(text, 0, len(text)) == []


def test_what_stands_above_is_the_caption():
    text = f"Bảng tổng hợp (người)\n{CELLS}"
    assert {row.caption.of(text) for row in read_rows(text, 0, len(text))} == {"Bảng tổng hợp (người)"}
    assert {row.head.of(text) for row in read_rows(text, 0, len(text))} == {"Tỉnh\nKế hoạch\nThực hiện"}
    legend = read_rows(LEGEND, 0, len(LEGEND))[0]
    assert legend.caption == legend.head  # it says what the columns are and what all of it is about


PAGE = """
Trang chủ / Xã hội / An sinh xã hội
Quỳ Châu: Một năm nhìn lại công tác giảm nghèo
20/12/2022 - 05:47

Sau một năm thực hiện đồng bộ nhiều giải pháp, huyện Quỳ Châu giảm được nhiều hộ nghèo ở mọi xã trong vùng.
Sau đây là số hộ nghèo và tỷ lệ hộ nghèo cuối năm 2022 ở một số xã của huyện Quỳ Châu, tỉnh Nghệ An:
{table}
Cái khó nhất là bà con thiếu đất sản xuất, lao động trẻ đi làm ăn xa nhiều, nên huyện phải tìm thêm nghề mới cho họ.

Tin liên quan
"""


@pytest.mark.parametrize("table", [SLASHES, DASHES, CELLS, NUMBERED], ids=["slashes", "dashes", "cells", "numbered"])
def test_a_page_keeps_its_tables_in_the_paragraph_that_introduces_them(table, tmp_path):
    (tmp_path / "bai.txt").write_text(textwrap.dedent(PAGE).format(table=table), encoding="utf-8")
    article = load(tmp_path / "bai.txt", source="bai.txt", article_id="bai")
    holding = [p for p in article.paragraphs if table.split("\n")[-1] in article.text[p.start : p.end]]
    assert len(holding) == 1
    paragraph = article.text[holding[0].start : holding[0].end]
    assert paragraph.startswith("Sau đây là")
    assert paragraph.endswith(table)


def test_a_caption_without_a_colon_stays_with_its_table(tmp_path):
    body = (
        "Huyện tổ chức nhiều lớp nghề cho lao động nông thôn và hỗ trợ học viên tiền ăn, tiền đi lại trong cả khóa học."
    )
    text = f"Dạy nghề ở bốn tỉnh miền núi\n20/12/2019 05:47\n{body}\nKết quả đào tạo nghề cho lao động nông thôn năm 2019 (người)\n{CELLS}\n{body} Hết."
    (tmp_path / "bai.txt").write_text(text, encoding="utf-8")
    article = load(tmp_path / "bai.txt", source="bai.txt", article_id="bai")
    tables = [article.text[p.start : p.end] for p in article.paragraphs if "8.371" in article.text[p.start : p.end]]
    assert tables == [f"Kết quả đào tạo nghề cho lao động nông thôn năm 2019 (người)\n{CELLS}"]


def test_a_table_of_markdown_is_one_paragraph(tmp_path):
    (tmp_path / "bai.md").write_text(f"# Điện ở Hà Quảng\n\nTình hình tại một số xã:\n\n{BARS}\n", encoding="utf-8")
    article = load(tmp_path / "bai.md", source="bai.md", article_id="bai")
    assert len(article.paragraphs) == 1
    assert article.text[article.paragraphs[0].start :].startswith("Tình hình tại một số xã:\n| Xã |")
