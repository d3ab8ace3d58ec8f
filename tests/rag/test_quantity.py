"""Numbers in text: what each is, its value, unit, bound and span."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import fold
from rag.quantity import Bound, Change, Kind, Level, OfKind, Quantity, number_value, quantities, same_value, scan

XQUAD = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "xquad.vi.json"

COUNT, MONEY, SHARE, MEASURE, TIME = Kind.COUNT, Kind.MONEY, Kind.SHARE, Kind.MEASURE, Kind.TIME


def the_one(text: str) -> Quantity:
    """The only quantity of the text."""
    found = quantities(text)
    assert len(found) == 1, [(text[q.start : q.end], q.kind) for q in found]
    return found[0]


def said(text: str) -> list[tuple[str, Kind]]:
    return [(text[q.start : q.end], q.kind) for q in scan(text)]


# -- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        # dots group thousands, a comma starts decimals
        ("xã có 1.911 hộ", "1.911 hộ", 1911),
        ("chi 1.200.000 đồng", "1.200.000 đồng", 1_200_000),
        ("còn 0,16% số hộ", "0,16%", 0.16),
        ("đạt 95,08%", "95,08%", 95.08),
        ("chi 1.234.567,89 đồng", "1.234.567,89 đồng", 1234567.89),
        ("dân số 5.105.768. Trong đó", "5.105.768", 5_105_768),
        # the other way round
        ("lượt xem 3,957,911", "3,957,911", 3_957_911),
        ("hôm nay 99,804", "99,804", 99_804),
        ("có 99,804 người", "99,804 người", 99_804),
        ("trị giá 1,234,567.89 đồng", "1,234,567.89 đồng", 1234567.89),
        ("đạt 10.5%", "10.5%", 10.5),
        ("đạt 95.083%", "95.083%", 95.083),
        # three digits behind a comma: decimals where a scale word or a divisible unit says so
        ("chi 8,992 tỷ đồng", "8,992 tỷ đồng", 8_992_000_000),
        ("trồng 12,345 ha", "12,345 ha", 12.345),
        ("khổ 1,435 mm", "1,435 mm", 1435),
        ("mất 0,123 triệu đồng", "0,123 triệu đồng", 123_000),
        # bare and padded
        ("có 6481 em", "6481 em", 6481),
        ("mở 02 lớp", "02 lớp", 2),
        ("có 0 hộ", "0 hộ", 0),
        ("cần 15 000 cây", "15 000 cây", 15_000),
        ("tăng 6½ lần", "6½ lần", 6.5),
        # scale words
        ("gần 1,48 tỉ đồng", "1,48 tỉ đồng", 1_480_000_000),
        ("thu 15 tỷ", "15 tỷ", 15_000_000_000),
        ("có 58 nghìn hộ", "58 nghìn hộ", 58_000),
        ("cấp 12 ngàn thẻ", "12 ngàn thẻ", 12_000),
        ("có 3,5 vạn người", "3,5 vạn người", 35_000),
        ("vay 1.5 triệu đồng", "1.5 triệu đồng", 1_500_000),
        ("chi 1.234 tỷ đồng", "1.234 tỷ đồng", 1_234_000_000_000),
        ("chi 10 nghìn tỷ đồng", "10 nghìn tỷ đồng", 10**13),
        ("nhận 5 triệu 300 nghìn đồng", "5 triệu 300 nghìn đồng", 5_300_000),
        ("thưởng 2 triệu rưỡi", "2 triệu rưỡi", 2_500_000),
        ("nhận 500k", "500k", 500_000),
        ("nhận 20tr", "20tr", 20_000_000),
        ("cháy 1,1 × 10^11 tấn", "1,1 × 10^11 tấn", 110_000_000_000),
        # words
        ("xây ba trăm hai mươi căn nhà", "ba trăm hai mươi căn nhà", 320),
        ("mở mười lăm lớp", "mười lăm lớp", 15),
        ("có hai mươi mốt người", "hai mươi mốt người", 21),
        ("tặng một nghìn hai trăm suất quà", "một nghìn hai trăm suất quà", 1200),
        ("có một trăm linh năm hộ", "một trăm linh năm hộ", 105),
        ("chi mười nghìn năm trăm tỷ đồng", "mười nghìn năm trăm tỷ đồng", 10_500_000_000_000),
        ("góp năm trăm nghìn đồng", "năm trăm nghìn đồng", 500_000),
        ("sau nửa năm", "nửa năm", 0.5),
        ("góp nửa triệu đồng", "nửa triệu đồng", 500_000),
        ("chín người", "chín người", 9),
        # odd spaces, glue
        ("có\u00a013\u00a0\u00a0hộ", "13\u00a0\u00a0hộ", 13),
        ("đạt 240 %", "240 %", 240),
        ("truy cập440", "440", 440),
        ("phổ cập THCS;96 xã", "96 xã", 96),
        ("cao 90cm", "90cm", 90),
        ("thu 15tỷ đồng", "15tỷ đồng", 15_000_000_000),
        ("lạnh -5 độ C", "5 độ C", -5),
    ],
)
def test_value_and_span(text: str, written: str, value: float) -> None:
    quantity = the_one(text)
    assert text[quantity.start : quantity.end] == written
    assert same_value(quantity.value, value)
    assert isinstance(quantity.value, int) == (value == int(value))


@pytest.mark.parametrize(
    ("text", "value"), [("1,48 tỉ", 1_480_000_000), ("ba trăm", 300), ("năm", 5), ("27-30%", 27), ("2/3", 2 / 3)]
)
def test_number_value_reads_one_number(text: str, value: float) -> None:
    assert same_value(number_value(text), value)


def test_number_value_without_a_number_is_none() -> None:
    assert number_value("không có con nào") is None
    assert not same_value(None, None)


# -- kinds and units -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "unit", "noun"),
    [
        ("13 hộ được hỗ trợ", COUNT, "hộ", "hộ"),
        ("335 hộ nghèo đặc biệt khó khăn", COUNT, "hộ", "hộ nghèo đặc biệt khó khăn"),
        ("12 hộ mới thoát nghèo vay vốn", COUNT, "hộ", "hộ mới thoát nghèo"),
        ("285 đối tượng người có công, thân nhân", COUNT, "đối tượng", "đối tượng người có công"),
        ("138 căn nhà ở cho hộ nghèo", COUNT, "căn nhà", "căn nhà ở"),
        ("9.300 thẻ BHYT cho người già", COUNT, "thẻ BHYT", "thẻ BHYT"),
        ("1.000 lượt hộ nghèo", COUNT, "lượt hộ", "lượt hộ nghèo"),
        ("3 lớp tập huấn với nông dân", COUNT, "lớp tập huấn", "lớp tập huấn"),
        ("30 suất học bổng tại trường", COUNT, "suất học bổng", "suất học bổng"),
        ("12 con bò giống", COUNT, "con bò", "con bò giống"),
        ("54 trường hợp", COUNT, "trường hợp", "trường hợp"),
        ("5 triệu người", COUNT, "người", "người"),
        ("30 ngày công", COUNT, "ngày công", "ngày công"),
        ("200 người/km2", COUNT, "người/km2", "người/km2"),
        ("15 bác sĩ/10.000 dân", COUNT, "bác sĩ/10.000 dân", "bác sĩ/10.000 dân"),
        ("3 thôn/bản", COUNT, "thôn", "thôn"),
        ("5 đồng chí", COUNT, "đồng chí", "đồng chí"),
        ("74,1 triệu đồng/người/năm", MONEY, "đồng/người/năm", "đồng/người/năm"),
        ("80 triệu/căn", MONEY, "đồng/căn", None),
        ("500.000đ", MONEY, "đồng", "đ"),
        ("1,2 triệu VNĐ", MONEY, "đồng", "VNĐ"),
        ("2 triệu đô la", MONEY, "USD", "đô la"),
        ("tổng vốn 15 tỷ", MONEY, "đồng", None),
        ("trị giá 500 nghìn", MONEY, "đồng", None),
        ("100% xã, phường", SHARE, "%", "xã"),
        ("95,5% số hộ nông thôn được dùng điện", SHARE, "%", "số hộ nông thôn"),
        ("tăng 0,5 điểm phần trăm", SHARE, "điểm %", None),
        ("mười phần trăm", SHARE, "%", None),
        ("lãi 6,6%/năm", SHARE, "%/năm", "%/năm"),
        ("một nửa số hộ", SHARE, "", "số hộ"),
        ("hai phần ba dân số", SHARE, "", "dân số"),
        ("259.310 kg gạo", MEASURE, "kg", "kg gạo"),
        ("1.234 km²", MEASURE, "km2", "km²"),
        ("15 héc ta rừng", MEASURE, "ha", "héc ta rừng"),
        ("20 mét", MEASURE, "m", "mét"),
        ("5,2 tấn/ha", MEASURE, "tấn/ha", "tấn/ha"),
        ("90 tuổi", TIME, "tuổi", "tuổi"),
        ("ở tuổi 24", TIME, "tuổi", None),
        ("5 năm qua", TIME, "năm", "năm"),
        ("năm năm qua", TIME, "năm", "năm"),
        ("6 tháng cuối năm", TIME, "tháng", "tháng cuối"),
        ("chờ 60 giây", TIME, "giây", "giây"),
        # named before the number
        ("Số hộ nghèo của huyện là 12.203", COUNT, "hộ", "hộ nghèo"),
        ("tổng số lao động đạt 1.500", COUNT, "lao động", "lao động"),
        ("dân số trên 1,2 triệu", COUNT, "", None),
    ],
)
def test_kind_unit_and_noun(text: str, kind: Kind, unit: str, noun: str | None) -> None:
    quantity = quantities(text)[0]
    assert (quantity.kind, quantity.unit) == (kind, unit)
    assert (quantity.noun.of(text) if quantity.noun else None) == noun


def test_rate_names_what_it_counts_by() -> None:
    assert the_one("4 triệu đồng/người").per == "người"
    assert the_one("4 triệu đồng").per is None


@pytest.mark.parametrize(
    ("text", "bound", "from_"),
    [
        ("hơn 9.300 thẻ", Bound.MORE_THAN, "hơn"),
        ("trên 1.000 hộ", Bound.MORE_THAN, "trên"),
        ("vượt mốc 1 triệu người", Bound.MORE_THAN, "vượt mốc"),
        ("gần 15 tỷ đồng", Bound.ALMOST, "gần"),
        ("khoảng 20 xã", Bound.ABOUT, "khoảng"),
        ("xấp xỉ 4 tỷ đồng", Bound.ABOUT, "xấp xỉ"),
        ("khoảng hơn 50 hộ", Bound.ABOUT, "khoảng hơn"),
        ("ít nhất 5 hộ", Bound.AT_LEAST, "ít nhất"),
        ("không dưới 5 hộ", Bound.AT_LEAST, "không dưới"),
        ("50 hộ trở lên", Bound.AT_LEAST, "50"),
        ("tối đa 500.000 đồng", Bound.AT_MOST, "tối đa"),
        ("tối đa có 50 hộ", Bound.AT_MOST, "tối đa"),
        ("không quá 10 ngày", Bound.AT_MOST, "không quá"),
        ("dưới 100 người", Bound.AT_MOST, "dưới"),
        ("nhiều hơn 300 người", Bound.MORE_THAN, "nhiều hơn"),
        ("13 hộ", None, "13"),
        ("trên 3 địa bàn", None, "3"),  # a place
        ("dưới 2 hình thức", None, "2"),  # a manner
        ("cao hơn 3% so với năm trước", None, "3"),  # a difference
        ("vượt 5% kế hoạch", None, "5"),
    ],
)
def test_bound(text: str, bound: Bound | None, from_: str) -> None:
    quantity = the_one(text)
    assert quantity.bound is bound
    assert text[quantity.bound_start :].startswith(from_)


@pytest.mark.parametrize(
    ("text", "value", "of", "of_kind", "unit"),
    [
        ("cho 7.000/6.400 người, đạt 109,4% kế hoạch", 7000, 6400, OfKind.PLAN, "người"),
        ("91/80 người", 91, 80, OfKind.PLAN, "người"),
        ("45/50 hộ, đạt 90% kế hoạch", 45, 50, OfKind.PLAN, "hộ"),
        ("22,7 tỷ đồng/9,5 tỷ đồng", 22.7e9, 9.5e9, OfKind.PLAN, "đồng"),
        ("1.250/1.000 tỷ đồng", 1.25e12, 1e12, OfKind.PLAN, "đồng"),
        ("12,3/15,6 tỷ đồng", 12.3e9, 15.6e9, OfKind.PLAN, "đồng"),
        ("112/122 xã, đạt 91,8%", 112, 122, OfKind.TOTAL, "xã"),
        ("4/5 xã", 4, 5, OfKind.TOTAL, "xã"),
        ("9/9 tiêu chí", 9, 9, OfKind.TOTAL, "tiêu chí"),
        ("5 trên 10 người", 5, 10, OfKind.TOTAL, "người"),
    ],
)
def test_pairs(text: str, value: float, of: float, of_kind: OfKind, unit: str) -> None:
    quantity = quantities(text)[0]
    assert same_value(quantity.value, value)
    assert same_value(quantity.of, of)
    assert (quantity.of_kind, quantity.unit) == (of_kind, unit)
    assert text[quantity.start :].startswith(text[quantity.start : quantity.end])
    assert "/" in text[quantity.start : quantity.end] or "trên" in text


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("5-7 hộ", 5, 7, "hộ"),
        ("từ 5 đến 7 hộ", 5, 7, "hộ"),
        ("từ 2 – 3 triệu", 2_000_000, 3_000_000, "đồng"),
        ("1,5-2 triệu đồng/tháng", 1_500_000, 2_000_000, "đồng/tháng"),
        ("từ 15% đến 20%", 15, 20, "%"),
        ("2.500 - 3.000 hộ", 2500, 3000, "hộ"),
        ("từ 6 đến 11 tuổi", 6, 11, "tuổi"),
        ("30 đến 50 nghìn người", 30_000, 50_000, "người"),
        ("giảm từ 2 đến 3 hộ", 2, 3, "hộ"),  # what falls does not rise
        ("tăng từ 15 đến 20% mỗi năm", 15, 20, "%"),
    ],
)
def test_ranges(text: str, low: float, high: float, unit: str) -> None:
    quantity = the_one(text)
    assert (quantity.value, quantity.range_end, quantity.unit) == (low, high, unit)


def test_a_doubtful_range_is_no_figure() -> None:
    first, second = quantities("từ 500 đến 1 triệu đồng")
    assert first.weak
    assert first.unit == ""
    assert second.value == 1_000_000


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("13 và 11 hộ", [13, 11], "hộ"),
        ("ở tuổi 70, 75, 80 và trên 100 tuổi", [70, 75, 80, 100], "tuổi"),
        ("2, 3 và 5 triệu đồng", [2_000_000, 3_000_000, 5_000_000], "đồng"),
        ("tăng từ 500 lên 700 hộ", [500, 700], "hộ"),
        ("tăng diện tích từ 41.500 đến 58.700 ha", [41_500, 58_700], "ha"),
        ("80 người (trong đó nam: 30; nữ: 50)", [80, 30, 50], "người"),
    ],
)
def test_units_shared(text: str, values: list[float], unit: str) -> None:
    found = quantities(text)
    assert [q.value for q in found] == values
    assert {q.unit for q in found} == {unit}


def test_a_comma_between_clauses_shares_nothing() -> None:
    assert [q.unit for q in quantities("thu 12, 30 hộ được vay")] == ["", "hộ"]


def test_bracket_between_number_and_unit() -> None:
    text = "có 68.511 (43,3%) hộ dân"
    first, second = quantities(text)
    assert (first.value, first.unit, text[first.start : first.end]) == (68_511, "hộ", "68.511")
    assert (second.value, second.unit, second.in_parentheses) == (43.3, "%", True)


def test_an_unclosed_bracket_ends_with_its_clause() -> None:
    found = quantities("còn 60 hộ (giảm 20 hộ so với đầu năm; cận nghèo 90 hộ (giảm 5 hộ so với đầu năm.")
    assert [q.in_parentheses for q in found] == [False, True, False, True]
    assert [q.change for q in found] == [None, Change.DECREASE, None, Change.DECREASE]


@pytest.mark.parametrize(
    ("text", "change", "level"),
    [
        ("giảm 2.038 hộ", Change.DECREASE, None),
        ("tăng thêm 15 xã", Change.INCREASE, None),
        ("giảm hơn 3%", Change.DECREASE, None),
        ("giảm tỷ lệ hộ nghèo toàn huyện 0,4%", Change.DECREASE, None),
        ("vượt 5% kế hoạch", Change.INCREASE, None),
        ("giảm xuống còn 4%", None, Level.TO),
        ("giảm còn 5%", None, None),
        ("tỷ lệ giảm nghèo đạt 3%", None, None),
        ("miễn, giảm học phí cho 30 em", None, None),
    ],
)
def test_changes_are_no_levels(text: str, change: Change | None, level: Level | None) -> None:
    quantity = the_one(text)
    assert (quantity.change, quantity.level) == (change, level)


def test_both_ends_of_a_change() -> None:
    first, second = quantities("đã giảm tỷ lệ này từ 8% năm 2011 xuống còn 3,3% năm 2016")
    assert (first.level, second.level) == (Level.FROM, Level.TO)
    assert [first.change, second.change] == [None, None]


def test_what_rises_from_one_number_to_another_is_no_range() -> None:
    first, second = quantities("diện tích rừng bị mất đã tăng từ 41.500 đến 58.700 km vuông")
    assert (first.value, first.range_end, first.level) == (41_500, None, Level.FROM)
    assert (second.value, second.unit, second.level) == (58_700, "km2", Level.TO)


# -- numbers that are no quantities ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            Kind.YEAR,
            ["năm [2023]", "giai đoạn [2021-2025]", "từ [2016] đến nay", "từ[2016]", "([1685])", "[2022 – 2025]"],
        ),
        (Kind.YEAR, ["năm học [2023-2024]", "những năm [90]", "đến [2030], tỉnh", "từ [2016 đến 2020]", "Tết [2017];"]),
        (
            Kind.DATE,
            ["ngày [16/7/2021]", "[31/12/2023]", "trước [15/1]", "tháng [11/2023]", "quý [III/2024]", "quý [3]"],
        ),
        (
            Kind.DATE,
            ["[5 tháng 7 năm 2023]", "tháng [5, 6 và 7]", "ngày [27-7]", "dịp [2/9]", "tháng [Mười]", "mùng [5]"],
        ),
        (Kind.CLOCK, ["[19:47]", "[7h30]", "lúc [8 giờ 30]", "[12 giờ] trưa", "([GMT+7])"]),
        (Kind.DOCUMENT, ["số [21/2021/NQ-HĐND]", "[59/QĐ-UBND]", "Chỉ thị số [40-CT/TW]", "Thông tư [07]"]),
        (Kind.DOCUMENT, ["Nghị quyết [30a/2008/NQ-CP]", "Luật số [13/2008/QH12]", "Kế hoạch số [15]"]),
        (Kind.PHONE, ["gọi [0203.3835.678]", "[1800 1567]", "[(0209) 3870 123]", "[0912345678]", "tổng đài [111]"]),
        (Kind.ORDINAL, ["thứ [hai]", "lần thứ [3]", "đứng thứ [5]", "hạng [nhất]"]),
        (
            Kind.LABEL,
            ["bão số [3]", "Điều [5]", "Bảng [1]", "đợt [5]", "[Covid-19]", "[K300]", "lớp [5]", "mục [1.2.3]"],
        ),
        (Kind.LABEL, ["Chương trình [135]", "Quốc lộ [18]", "khóa [XIII]", "khu phố [4]", "bão cấp [12]", "[24/7]"]),
        (
            Kind.LABEL,
            ["[1.] Nhà ở", "chi; [2)] thu", "lớp [12] chuyên toán", "thôn [3] xã Hòa", "số [7] phố Huế", "thế hệ [8x]"],
        ),
        (Kind.YEAR, ["chết năm [869], thọ"]),
        (Kind.LABEL, ["Abulcasis ([936-1013])"]),
        (Kind.LABEL, ["tài khoản [12345678901234]", "công nghiệp [4.0]", "chuẩn [X.25]"]),
    ],
)
def test_numbers_that_count_nothing(kind: Kind, texts: list[str]) -> None:
    for marked in texts:
        text = re.sub(r"[\[\]]", "", marked)
        assert said(text) == [(marked[marked.index("[") + 1 : marked.index("]")], kind)]
        assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("trong số 390 hộ", 390),
        ("số 12 hộ được giúp", 12),
        ("mỗi tháng 5 triệu đồng", 5_000_000),
        ("cấp 25 máy tính", 25),
        ("lớp 30 học viên", 30),
        ("tổ 5 người", 5),
        ("có 2000 hộ", 2000),
        ("kế hoạch 500 hộ", 500),
        ("gồm 1950", 1950),
        ("tỷ lệ 5%", 5),
        ("cả năm 300 hộ", 300),
        ("trong năm 335 hộ", 335),
    ],
)
def test_amounts_that_look_like_labels(text: str, value: float) -> None:
    assert the_one(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "trong năm, huyện",
        "hằng năm",
        "năm học mới",
        "kế hoạch năm của tỉnh",
        "một số hộ",
        "xã Ba Vì",
        "ông Lê Văn Tám",
        "bà Ba",
    ],
)
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert scan(text) == []


def test_years_and_dates_carry_their_year() -> None:
    assert [(q.value, q.range_end) for q in scan("ngày 16/7/2021, năm 2023, giai đoạn 2021-2025")] == [
        (2021, None),
        (2023, None),
        (2021, 2025),
    ]
    assert [q.value for q in scan("năm 1563, 1593 và 1603")] == [1563, 1593, 1603]


def test_vague_numbers_are_scanned_but_never_quantities() -> None:
    text = "hàng tỷ đồng, vài hộ, hàng ngàn suất quà"
    assert [(text[q.start : q.end], q.vague) for q in scan(text)] == [
        ("hàng tỷ đồng", True),
        ("vài hộ", True),
        ("hàng ngàn suất quà", True),
    ]
    assert quantities(text) == []


def test_an_article_is_a_weak_number() -> None:
    assert the_one("một chương trình").weak
    assert the_one("năm ngôi nhà").weak
    assert not the_one("hai mươi mốt chương trình").weak


@pytest.mark.parametrize(("text", "of"), [("thắng 3-1", 1), ("tỷ số 20-18", 18), ("tỷ lệ 20:1", 1)])
def test_scores(text: str, of: int) -> None:
    assert (the_one(text).kind, the_one(text).of) == (Kind.SCORE, of)


# -- other ways of writing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "kind", "unit", "bound"),
    [
        ("gan 15 ty dong", 15_000_000_000, MONEY, "đồng", Bound.ALMOST),
        ("58 nghin ho", 58_000, COUNT, "ho", None),
        ("hon 300 nguoi", 300, COUNT, "nguoi", Bound.MORE_THAN),
        ("ba tram trieu dong", 300_000_000, MONEY, "đồng", None),
        ("giam 5 phan tram", 5, SHARE, "%", None),
        ("nearly 1.48 billion dong", 1_480_000_000, MONEY, "đồng", Bound.ALMOST),
        ("there are 1,911 people", 1911, COUNT, "people", None),
        ("more than twenty-one houses of stone", 21, COUNT, "houses", Bound.MORE_THAN),
        ("decreased by 0.625%", 0.625, SHARE, "%", None),
        ("how is $5 million spent", 5_000_000, MONEY, "USD", None),
    ],
)
def test_without_diacritics_and_in_english(text: str, value: float, kind: Kind, unit: str, bound: Bound | None) -> None:
    quantity = the_one(text)
    assert (quantity.value, quantity.kind, quantity.unit, quantity.bound) == (value, kind, unit, bound)


# -- properties ------------------------------------------------------------------------------------------------------

DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()


def in_words(n: int) -> str:
    """0 < n < 1000, spelled as schools teach it."""
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds else []
    if tens > 1:
        words += [DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif hundreds and ones:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(DIGITS[ones])
    return " ".join(words)


@given(st.integers(0, 10**12))
def test_any_integer_comes_back(n: int) -> None:
    text = f"đã chi {n:,} đồng".replace(",", ".")
    assert the_one(text).value == n


@given(st.integers(0, 9999), st.integers(0, 99), st.sampled_from(["%", " tỷ đồng", " triệu đồng", " ha"]))
def test_any_decimal_comes_back(whole: int, cents: int, unit: str) -> None:
    grouped = f"{whole:,}".replace(",", ".")
    scale = {" tỷ đồng": 10**9, " triệu đồng": 10**6}.get(unit, 1)
    value = the_one(f"đạt {grouped},{cents:02d}{unit}").value
    assert same_value(value, (whole * 100 + cents) * scale / 100)


@given(st.integers(1, 999), st.sampled_from([("", 1), (" nghìn", 1000), (" triệu", 10**6), (" tỷ", 10**9)]))
def test_any_number_in_words_comes_back(n: int, scale: tuple[str, int]) -> None:
    quantity = the_one(f"đã có {in_words(n)}{scale[0]} ngôi nhà")
    assert quantity.value == n * scale[1]
    assert quantity.unit == "ngôi nhà"


PIECES = st.sampled_from(
    "13 1.911 0,16% 7.000/6.400 2021-2025 16/7/2021 năm tháng ngày ba trăm triệu tỷ nửa rưỡi hộ nghèo ( ) ; , . : / - "
    "từ đến hơn gần giảm xuống còn số Điều thứ một hàng vài phần người đồng % $ 5 GMT Covid-19 0203.3835.678 và × 10 ½".split()
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=14).map("".join),
)


@given(TEXTS, st.integers(0, 20), st.integers(0, 80))
def test_spans_are_sound_in_any_text(text: str, start: int, end: int) -> None:
    for found in (scan(text), scan(fold(text)), scan(text, start, end)):
        for quantity in found:
            assert 0 <= quantity.bound_start <= quantity.start <= quantity.number_start
            assert quantity.number_start < quantity.number_end <= quantity.end <= len(text)
            assert quantity.noun is None or quantity.noun.end <= len(text)
            written = text[quantity.number_start : quantity.number_end]
            assert quantity.is_word or any(c.isdigit() for c in written) or not quantity.is_quantity
        assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(start <= q.start and q.end <= end for q in scan(text, start, end))


def test_long_texts_take_linear_time() -> None:
    """Patterns that look back from every number over the whole text would need minutes here."""
    for text in (
        "1 " * 4000,
        "ngày 5 và " * 1000,
        "(" * 5000 + "5 hộ",
        "5" + " " * 5000 + "hộ",
        "giảm số hộ " * 500 + "5%",
    ):
        assert isinstance(scan(text), list)


# -- a benchmark that others wrote -----------------------------------------------------------------------------------


@pytest.mark.skipif(not XQUAD.exists(), reason="the XQuAD-vi benchmark is not beside this checkout")
def test_finds_the_numbers_that_people_asked_for() -> None:
    """Of XQuAD-vi's "bao nhiêu / mấy" questions whose answer holds a number, that number is found in the paragraph."""
    spoken = re.compile(rf"\d|\b(?:{'|'.join(DIGITS[1:])}|mười|trăm|nghìn|triệu|tỷ|nửa)\b")
    asked = found = 0
    for article in json.loads(XQUAD.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                if not re.search(r"bao nhiêu|\bmấy\b", question["question"].lower()):
                    continue
                gold = question["answers"][0]
                start, end = gold["answer_start"], gold["answer_start"] + len(gold["text"])
                if not spoken.search(gold["text"]):
                    continue
                asked += 1
                near = [q for q in scan(paragraph["context"]) if q.start < end and start < q.end]
                found += any(same_value(q.value, number_value(gold["text"])) for q in near)
    assert asked > 120
    assert found / asked >= 0.98


def test_a_footnote_is_no_number_of_anything() -> None:
    assert [q.value for q in quantities("có 12 hộ[3], thế kỷ này[21]")] == [12]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("đổi tên trong năm năm", 5, "năm"),
        ("tích 0,62 ± 0,37 tấn", 0.62, "tấn"),
        ("dài 12 ki-lô-mét", 12, "km"),
        ("phát 300 ký gạo", 300, "kg"),
        ("hai thế lực", 2, "thế lực"),
        ("Ba trong số những công trình đã xong", 3, "công trình"),
        ("cho vay 83 triệu franc", 83_000_000, "franc"),
    ],
)
def test_more_ways_of_writing(text: str, value: float, unit: str) -> None:
    quantity = the_one(text)
    assert (quantity.value, quantity.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Chở 11,3 triệu hành khách, tăng 6,5% so với 10,6 triệu của năm trước.", 10_600_000, "hành khách"),
        ("Tạo việc cho 9.300 lao động, tăng so với khoảng 8.100 năm 2022.", 8100, "lao động"),
        ("Có 300 hộ; kinh phí tăng so với 15 tỷ năm ngoái.", 15_000_000_000, "đồng"),  # of something else
    ],
)
def test_what_a_figure_is_set_beside_counts_the_same(text: str, value: float, unit: str) -> None:
    assert (value, unit) in [(q.value, q.unit) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Dân số 1,7 triệu người. Con số đó sẽ đạt 2,6 triệu vào năm 2040.", 2_600_000, "người"),
        ("Cho mượn 3,8 triệu cuốn sách, trong đó 1,1 triệu là sách nói.", 1_100_000, "cuốn sách"),
        ("Xưa ga đón 19.000 hành khách; hiện nay con số này là 230.000.", 230_000, "hành khách"),
    ],
)
def test_a_thing_not_named_again_is_counted_on(text: str, value: float, unit: str) -> None:
    assert (value, unit) in {(q.value, q.unit) for q in quantities(text)}


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("mất bảy trong số hai mươi thuộc địa", (7, 20, "thuộc địa")),
        ("ba trong tổng số 12 xã đạt chuẩn", (3, 12, "xã")),
        ("một trong số 12 xã đạt chuẩn", (1, None, "")),
        ("hai trong 12 xã đạt chuẩn", (2, None, "")),
    ],
)
def test_pairs_in_words_say_that_one_is_part_of_the_other(text: str, pair: tuple[int, int | None, str]) -> None:
    read = quantities(text)[0]
    assert (read.value, read.of, read.unit) == pair


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("nặng 740 pound hiện được trưng bày", Kind.MEASURE, "pound"),
        ("vay 1,5 triệu pound", Kind.MONEY, "pound"),
        ("được trả 25 xu một giờ", Kind.MONEY, "xu"),
        ("có 2 xu hướng chính", Kind.COUNT, "xu hướng"),
        ("đi xa 23 hải lý nữa", Kind.MEASURE, "hải lý"),
        ("cách đây 4 năm ánh sáng", Kind.MEASURE, "năm ánh sáng"),
        ("chạy 80 km/h trên đường", Kind.MEASURE, "km/h"),
        ("tặng quà 35 TB, bệnh binh", Kind.COUNT, "TB"),
    ],
)
def test_units_of_the_world(text: str, kind: Kind, unit: str) -> None:
    read = quantities(text)[0]
    assert (read.kind, read.unit) == (kind, unit)


def test_a_year_that_a_figure_is_set_beside_stays_a_year() -> None:
    assert [q.value for q in quantities("Có 300 hộ, giảm so với 2022.")] == [300]


def test_each_year_of_many_is_no_five() -> None:
    assert quantities("hằng năm năm nào cũng vậy") == []


def test_numbers_of_points_are_labels_wherever_the_reading_begins():
    text = "Mở 3 lớp.\n1.3. Đào tạo nghề cho 462 học viên"
    assert [q.value for q in quantities(text, text.index("1.3"))] == [462]
