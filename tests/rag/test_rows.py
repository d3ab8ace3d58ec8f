"""Figures in the rows of tables and lists: what they count, where they hold, when they answer."""

import pytest

INTRO = "Sau đây là số hộ nghèo cuối năm 2022 ở một số xã của huyện Đầm Hà:"
TABLE = f"{INTRO}\nXã / Số hộ nghèo / Tỷ lệ (%)\nQuảng An / 412 / 62,1\nQuảng Lâm / 388 / 58,4"
TARGETS = "Kết quả đào tạo nghề cho lao động nông thôn năm 2019 (người)\nTỉnh\nKế hoạch\nThực hiện\nĐiện Biên\n8.200\n8.371\nCao Bằng\n6.500\n5.940"
BOTH = {"places": ("Điện Biên", "Cao Bằng"), "year": 2020}


def row_of(passage, value):
    return next((s, q) for s in passage.sentences for q in s.quantities if q.value == value)


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        (TABLE, 412, "hộ", "count"),
        (TABLE, 62.1, "%", "share"),
        (TARGETS, 8371, "người", "count"),  # the caption says of what
        ("Tiến độ (kế hoạch/đã xong):\n- Nậm Mười: 62 căn/57 căn;\n- Sùng Đô: 44 căn/43 căn.", 57, "căn", "count"),
        ("Tỉnh | Đăng ký (căn) | Xây mới\nLai Châu | 3.500 | 2.900\nHòa Bình | 2.250 | 1.520", 2900, "căn", "count"),
        ("Số người (thực hiện/chỉ tiêu, người):\nHuyện Long Hồ\n241/190\nHuyện Trà Ôn\n209/191", 191, "người", "count"),
    ],
)
def test_a_number_takes_its_unit_from_column_row_or_caption(parsed, text, value, unit, kind):
    passage = parsed(text)
    sentence, quantity = row_of(passage, value)
    assert (quantity.unit, quantity.kind.value, quantity.weak) == (unit, kind, False)
    assert passage.article.text[quantity.start : quantity.end].startswith(
        f"{value:,}".replace(",", ".").replace("62.1", "62")
    )
    assert sentence.head is not None


def test_a_unit_that_scales_leaves_the_number_out(parsed):
    passage = parsed("Xã | Kinh phí (triệu đồng)\nQuảng An | 412\nQuảng Lâm | 388")
    assert not any(sentence.quantities for sentence in passage.sentences)  # 412 is shown nowhere as 412 million


def test_the_question_picks_the_row_and_the_column(best):
    assert best("Xã Quảng Lâm có bao nhiêu hộ nghèo?", TABLE) in (388, 412)  # the place is judged later
    assert best("Tỷ lệ hộ nghèo là bao nhiêu phần trăm?", TABLE) in (62.1, 58.4)
    assert best("Năm 2019 đào tạo nghề được cho bao nhiêu lao động nông thôn?", TARGETS, **BOTH) in (
        8371,
        5940,
    )  # no plan


def test_another_rows_number_is_no_answer(figures):
    groups = "Chi trả trợ cấp cho các nhóm:\n- Người khuyết tật nặng: 1.762 người\n- Trẻ em mồ côi: 167 người"
    found = figures("Có bao nhiêu người khuyết tật được trợ cấp?", groups)
    assert found[0].quantity.value == 1762
    assert next(c for c in found if c.quantity.value == 167).signals["part"] == -2.0


def test_a_collection_answers_from_a_table_and_quotes_its_head(collect, write, tmp_path):
    path = write(tmp_path / "bai.md", *TABLE.split("\n")[:1], places=("Đầm Hà", "Quảng Ninh"))
    path.write_text(
        path.read_text(encoding="utf-8").rstrip()
        + "\n\n"
        + TABLE.split("\n", 1)[1]
        .replace("\n", "\n\n")
        .replace(" / ", " | ")
        .replace("Xã |", "| Xã |")
        .replace("Quảng A", "| Quảng A")
        .replace("Quảng L", "| Quảng L")
        + "\n",
        encoding="utf-8",
    )
    answer = collect(path).ask("Xã Quảng Lâm có bao nhiêu hộ nghèo năm 2022?").to_json()
    assert [(q["value"], q["unit"], q["place"], q["time"]) for q in answer["quantities"]] == [
        (388, "hộ", "Quảng Lâm", "2022")
    ]
    quote = answer["citations"][0]["quote"]
    assert quote.startswith("| Xã | Số hộ nghèo | Tỷ lệ (%)")
    assert quote.endswith("| Quảng Lâm | 388 | 58,4")
