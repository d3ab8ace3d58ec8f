"""The judge's own reading of numbers, worked by hand."""

from __future__ import annotations

import unicodedata

import pytest

from eval.metrics.figures import read_figures, same_value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.911 người", [1911]),
        ("6481 người, 02 trường hợp", [6481, 2]),
        ("0,16%", [0.16]),
        ("95,08 % và 3,34%", [95.08, 3.34]),
        ("8,992 tỷ đồng", [8.992e9]),
        ("99,804 thẻ", [99804]),
        ("1,48 tỉ đồng", [1.48e9]),
        ("1.200 tỷ", [1.2e12]),
        ("1,2 nghìn tỷ", [1.2e12]),
        ("58 nghìn hộ", [58000]),
        ("2 triệu 500 nghìn đồng", [2.5e6]),
        ("2 triệu, 500 nghìn", [2e6, 5e5]),
        ("7.000/6.400 người", [7000, 6400]),
        ("1.234,5 tấn", [1234.5]),
        ("1,234.5 t", [1234.5]),
        ("ngày 30.11.2023", [30, 11, 2023]),
        ("0.345", [0.345]),
        ("10 tỷ lệ", [10]),
        ("30 đến 50 nghìn", [30000, 50000]),
        ("từ 9-18 tuổi", [9, 18]),
        ("năm 2023, 13 hộ", [2023, 13]),
        ("không có số", []),
    ],
)
def test_digits_are_read_the_vietnamese_way(text, values):
    assert [figure.value for figure in read_figures(text)] == values
    assert [figure.value for figure in read_figures(unicodedata.normalize("NFD", text))] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ba trăm", [300]),
        ("hai mươi mốt người", [21]),
        ("mười lăm", [15]),
        ("hai trăm linh năm", [205]),
        ("hai triệu ba trăm hai mươi mốt nghìn", [2_321_000]),
        ("bốn", [4]),
        ("năm người", [5]),
        ("năm 1943", [1943]),
        ("hai năm", [2]),
        ("20 năm", [20]),
        ("3 triệu", [3e6]),
        ("không ai", []),
        ("hàng tỷ", []),
        ("năm", [5]),
        ("vào năm", []),
        ("hơn một nửa dân số", [0.5]),
        ("hai phần ba", [2 / 3]),
        ("mười phần trăm", [10]),
        ("1 phần 4", [0.25]),
    ],
)
def test_number_words_count_in_short_spans(text, values):
    assert [figure.value for figure in read_figures(text, words=True)] == values


def test_a_figure_says_where_it_stands():
    text = "tổng số 1,2 nghìn tỷ đồng"
    (figure,) = read_figures(text)
    assert text[figure.start : figure.end] == "1,2 nghìn tỷ"


def test_values_are_compared_with_a_relative_tolerance():
    assert same_value(1.48 * 1e9, 1480000000)
    assert same_value(0, 0)
    assert not same_value(1e9, 1e9 + 2)
