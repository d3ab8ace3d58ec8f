"""The year that an article reports on."""

import datetime

import pytest

from index.article import Article
from index.reported import reported_year


def year_of(title, text, published):
    date = datetime.date(*published) if published else None
    return reported_year(Article(id="a", source="a", text=text, title=title, paragraphs=(), lines=(1,), published=date))


@pytest.mark.parametrize(
    ("title", "text", "published", "year"),
    [
        ("Nhiều chỉ tiêu năm 2019 vượt kế hoạch", "Có 13 hộ.", (2020, 1, 10), 2019),
        ("Sơ kết 6 tháng đầu năm 2022", "Có 13 hộ.", (2022, 7, 7), 2022),
        ("Một năm vượt khó", "Năm 2023, huyện xây 13 nhà. Trong năm có 9 lớp.", (2024, 1, 18), 2023),
        ("Một năm vượt khó", "Cả năm, huyện xây 13 nhà.", (2024, 1, 18), 2023),
        ("Huyện tặng quà Tết", "Dịp Tết 2024, huyện tặng 13 suất quà.", (2024, 1, 18), 2024),
        ("Huyện tặng quà Tết", "Huyện tặng 13 suất quà.", (2024, 1, 18), 2024),
        (
            "Huyện làm nhà",
            "Năm 2022, huyện xây 13 nhà.",
            (2023, 11, 30),
            2023,
        ),  # late in a year it is told of that year
        ("Phương hướng, nhiệm vụ năm 2024", "Có 13 hộ.", (2023, 12, 20), 2023),  # a goal
        ("Giảm nghèo giai đoạn 2021-2025", "Có 13 hộ.", (2023, 12, 20), 2023),  # a span
        ("Thực hiện Nghị quyết 21/2021/NQ-HĐND", "Có 13 hộ.", (2023, 12, 20), 2023),
        ("Giảm nghèo năm 2018", "Có 13 hộ.", None, 2018),
        ("Giảm nghèo", "Năm 2018 có 13 hộ.", None, None),
    ],
)
def test_the_year_an_article_reports_on(title, text, published, year):
    assert year_of(title, text, published) == year


def test_what_is_counted_up_to_a_day_is_of_that_year():
    assert (
        year_of(
            "Xóa nhà tạm",
            "Tính đến hết ngày 28/2/2025, 4.894 căn đã xong. Cuối năm 2024 còn 2,31%, cuối năm 2023 còn 3%.",
            (2025, 3, 15),
        )
        == 2025
    )
    assert (
        year_of(
            "Xóa nhà tạm", "Đến ngày 31/12/2024, 574 căn đã xong. Năm 2025 làm tiếp 265 căn, năm 2025.", (2025, 1, 10)
        )
        == 2024
    )
