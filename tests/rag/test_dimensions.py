"""What a measure measures."""

import pytest

from rag.dimensions import Dimension, asked_dimensions, dimension_of
from rag.figures import Style

FOREST = "Cây rừng mọc thêm tới 18 inch mỗi năm. Khu rừng bao phủ 94 dặm vuông. Gỗ nặng 40 tấn."


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("Khu rừng rộng", {Dimension.LENGTH, Dimension.AREA}),
        ("Diện tích của khu rừng cao", {Dimension.LENGTH}),  # the nearest word decides
        ("Tàu nặng", {Dimension.WEIGHT}),
        ("Tàu chạy với tốc độ", {Dimension.SPEED}),
        ("Có", set()),
    ],
)
def test_the_dimension_that_is_asked_for(text, dimensions):
    assert asked_dimensions(f"{text} bao nhiêu?", Style.VIETNAMESE, len(text)) == dimensions


def test_dimensions_are_read_without_diacritics_too():
    assert asked_dimensions("con tau nang bao nhieu", Style.PLAIN, 12) == {Dimension.WEIGHT}


@pytest.mark.parametrize(
    ("unit", "behind", "dimension"),
    [
        ("dặm", " nữa", Dimension.LENGTH),
        ("dặm", " một giờ", Dimension.SPEED),
        ("hải lý", "/giờ", Dimension.SPEED),
        ("km/h", "", Dimension.SPEED),
        ("tấn/ha", "", None),
        ("kWh", "", None),
    ],
)
def test_the_dimension_of_a_unit(unit, behind, dimension):
    assert dimension_of(unit, behind) is dimension


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Khu rừng bao phủ rộng bao nhiêu?", 94),
        ("Gỗ trong rừng nặng bao nhiêu?", 40),
        ("Cây rừng mọc cao bao nhiêu?", 18),
    ],
)
def test_a_measure_of_the_dimension_asked_for_leads(best, question, value):
    assert best(question, FOREST) == value
