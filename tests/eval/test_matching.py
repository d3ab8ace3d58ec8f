"""Gold spans stand on their own."""

from __future__ import annotations

import unicodedata

import pytest

from eval.metrics.matching import any_stands_in, stands_in


@pytest.mark.parametrize(
    ("span", "text", "stands"),
    [
        ("13 hộ", "hỗ trợ 13 hộ xây nhà", True),
        ("13 hộ", "hỗ trợ 113 hộ", False),
        ("13 hộ", "1.13 hộ", False),
        ("13", "13,5 tỷ", False),
        ("13", "có 13, trong đó", True),
        ("13", "13.", True),
        ("3,34%", "tỷ lệ 3,34%.", True),
        ("13 hộ", "13\u00a0 hộ nghèo", True),
        ("đầm hà", "Huyện Đầm Hà", True),
        ("hộ", "hội", False),
        ("", "bất kỳ", False),
        ("(A+B)", "công thức (A+B) này", True),
    ],
)
def test_a_span_stands_on_its_own(span, text, stands):
    assert stands_in(span, text) is stands
    assert stands_in(unicodedata.normalize("NFD", span), text) is stands


def test_one_of_the_alternatives_is_enough():
    assert any_stands_in(["14 hộ", "13 hộ"], "13 hộ")
    assert not any_stands_in([], "13 hộ")
