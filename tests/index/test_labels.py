"""Which places and years a paragraph is filed under."""

import datetime

import pytest

from index.article import Article, Paragraph
from index.catalog import Scope
from index.labels import label


def labelled(text, places=(), published=None):
    article = Article(
        id="a",
        source="a",
        text=text,
        title="t",
        paragraphs=(Paragraph(0, 0, len(text)),),
        lines=(1,),
        places=places,
        published=published,
    )
    (labels,), names = label(article)
    return labels, names


def own(labels, scope=Scope.PARAGRAPH):
    return {key for key, found in labels.places if found is scope}, {y for y, found in labels.years if found is scope}


def test_the_articles_places_and_date_reach_every_paragraph():
    labels, names = labelled("Có 13 hộ.", ("Đầm Hà", "Quảng Ninh"), datetime.date(2023, 11, 30))
    assert own(labels, Scope.ARTICLE) == ({"quang-ninh/dam-ha", "quang-ninh"}, {2023})
    assert own(labels) == (set(), set())
    assert names == {"quang-ninh/dam-ha": "Đầm Hà", "quang-ninh": "Quảng Ninh"}


def test_what_the_paragraph_names_is_its_own():
    labels, _ = labelled("Năm 2016, tỉnh Bình Thuận có 13 hộ.", ("Đầm Hà", "Quảng Ninh"))
    assert own(labels) == ({"binh-thuan"}, {2016})


def test_a_commune_of_many_provinces_is_the_one_in_the_articles_place():
    text = "Xã Hưng Đạo có 13 hộ."

    def provinces(*places):
        return {key.split("/")[0] for key in own(labelled(text, places)[0])[0]}

    assert provinces("Hải Dương") == {"hai-duong"}
    assert provinces("Cao Bằng") == {"cao-bang"}
    assert {"hai-duong", "cao-bang"} < provinces()  # nothing says which
    assert {"hai-duong", "cao-bang"} < provinces("Bình Thuận")


def test_a_place_that_the_gazetteer_does_not_know_is_passed_over():
    labels, names = labelled("Có 13 hộ.", ("Bản Không Có Thật",))
    assert names == {}
    assert labels.places == frozenset()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("năm 2023", {2023}),
        ("Giai đoạn 2021-2025, tháng 11/2023", {2021, 2025, 2023}),
        ("Nghị quyết 21/2021/NQ-HĐND.", {2021}),
        ("2.021 người, 20,2023 tỉ, 2016,5 tấn, 2000%", set()),
        ("số 12016 và 20231, năm 1899, năm 2100", set()),
        ("Đến năm 2017. Năm 2018, có thêm.", {2017, 2018}),
    ],
)
def test_years(text, years):
    assert own(labelled(text)[0])[1] == years
