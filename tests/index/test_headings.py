"""Section headings speak for what stands below them."""

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Paragraph
from index.furniture import section_headings
from index.headings import headings, headings_above


def article(*lines):
    """Lines that end with a full stop are paragraphs."""
    paragraphs, at = [], 0
    for line in lines:
        if line.endswith("."):
            paragraphs.append(Paragraph(len(paragraphs), at, at + len(line)))
        at += len(line) + 1
    text = "\n".join(lines)
    return Article(
        id="a", source="a", text=text, title="Báo cáo", paragraphs=tuple(paragraphs), lines=(1,) * len(lines)
    )


def test_a_heading_ends_with_the_next_one_of_its_level_or_a_higher_one():
    made = article(
        "Báo cáo", "Mở đầu.", "I. KẾT QUẢ", "1. Nhà ở", "Xây.", "Sửa.", "2. Việc làm", "Mở lớp.", "II. NHIỆM VỤ", "Làm."
    )
    assert list(headings(made)) == [
        (),
        ("I. KẾT QUẢ", "1. Nhà ở"),
        ("I. KẾT QUẢ", "1. Nhà ở"),
        ("I. KẾT QUẢ", "2. Việc làm"),
        ("II. NHIỆM VỤ",),
    ]


def test_marks_of_markdown_are_no_part_of_a_heading():
    assert list(headings(article("# A", "## B", "Một.", "# C", "Hai."))) == [("A", "B"), ("C",)]


LINES = st.sampled_from(["I. A", "II. B", "1. C", "2. D", "1.1. E", "a) F", "G h", "KHOẢN", "Một.", "Hai ba."])


@given(st.lists(LINES, max_size=30))
def test_looking_up_from_a_paragraph_finds_what_reading_down_finds(lines):
    made = article(*lines)
    assert [headings_above(made, p.ordinal) for p in made.paragraphs] == list(headings(made))


def test_a_short_numbered_line_heads_a_section_unless_the_next_one_is_another_item():
    assert section_headings(["I. KẾT QUẢ", "1. Nhà ở", "Xã xây nhà.", "2. Việc làm", "Xã mở lớp."]) == {0, 1, 3}
    assert section_headings(["1. Nhà ở", "2. Việc làm", "3. Y tế"]) == set()
    assert section_headings(["1. Xây 13 nhà", "Xã xây nhà."]) == set()  # it states a fact
    assert section_headings(["1. Xây nhà cho hộ nghèo;", "Xã xây nhà."]) == set()
