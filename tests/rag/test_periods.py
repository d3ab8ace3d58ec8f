"""Parts of a year."""

import pytest

from rag.periods import parts_of_year


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
        ("mỗi quý, quỹ vì người nghèo, năm 2024, 6 tháng", set()),
    ],
)
def test_quarters_and_halves(text, parts):
    assert parts_of_year(text) == parts
