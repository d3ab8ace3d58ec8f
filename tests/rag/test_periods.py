"""Parts of a year."""

import pytest

from rag.periods import parts_of_year, parts_told


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Trong quý I năm 2024", {"quý I"}),
        ("quy 2 va quy ba", {"quý II", "quý III"}),
        ("3 tháng đầu năm", {"quý I"}),
        ("6 tháng đầu năm 2023", {"6 tháng đầu năm"}),
        ("sáu tháng cuối năm", {"6 tháng cuối năm"}),
        ("nửa đầu năm, nửa năm cuối", {"6 tháng đầu năm", "6 tháng cuối năm"}),
        ("9 tháng đầu năm", {"9 tháng đầu năm"}),
        ("8 tháng đầu năm 2022", {"8 tháng đầu năm"}),
        ("9 thang 2022", {"9 tháng đầu năm"}),
        ("6 thang dau 2022", {"6 tháng đầu năm"}),
        ("tháng 9 năm 2022", set()),
        ("mỗi quý, quỹ vì người nghèo, năm 2024, 6 tháng", set()),
    ],
)
def test_quarters_and_halves(text, parts):
    assert parts_of_year(text) == parts


def test_what_is_told_until_a_month_is_told_of_the_months_up_to_it():
    assert parts_told("đến hết tháng 11/2023") == {"11 tháng đầu năm"}
    assert parts_told("đến hết tháng 3") == {"quý I"}
    assert parts_told("đến hết tháng 12, quý II") == {"quý II"}


def test_so_many_months_are_told_of_without_their_year():
    assert parts_told("Trong 9 tháng, đơn vị giải quyết 6.214 lượt hồ sơ") == {"9 tháng đầu năm"}
    assert parts_told("Nhiều chỉ tiêu 9 tháng tăng so với cùng kỳ") == {"9 tháng đầu năm"}
    assert parts_told("Trẻ được nuôi trong 6 tháng tuổi đầu") == frozenset()
