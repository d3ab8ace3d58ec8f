"""Files to articles: encodings, line numbers, plain text, Markdown, and every way in which a file can be bad."""

from __future__ import annotations

import datetime
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.errors import NoArticle, UnreadableFile
from index.loading import LIMIT_BYTES, article_files, load
from index.loading.blocks import read_lines

ROOT = Path(__file__).resolve().parents[2]
LEAD = "Năm 2023, huyện Đầm Hà huy động được nguồn lực để giúp 13 hộ nghèo dựng nhà mới, 11 hộ sửa lại nhà cũ."
SECOND = "Cùng năm, 1.911 người thuộc diện bảo trợ xã hội trên địa bàn huyện được điều chỉnh mức trợ cấp hằng tháng."
NOTES = "Xã A có 5 hộ nghèo. Xã B có 7 hộ nghèo."


def read(content: bytes | str, name: str = "bai.txt") -> Article:
    data = content.encode() if isinstance(content, str) else content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return load(path, source=name, article_id="a1")


def paragraphs(article: Article) -> list[str]:
    return [article.text[p.start : p.end] for p in article.paragraphs]


def windows_1258(text: str) -> bytes:
    """As Windows wrote Vietnamese: base letters composed, tone marks as characters of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        out += unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out += "".join(c for c in parts if c in tones)
    return out.encode("cp1258")


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_two_short_sentences_are_an_article() -> None:
    article = read(NOTES, "ghi-chep.txt")
    assert paragraphs(article) == [NOTES]
    assert (article.title, article.id, article.source) == ("ghi-chep", "a1", "ghi-chep.txt")
    assert article.sha256 == hashlib.sha256(NOTES.encode()).hexdigest()
    assert article.left_out == ()


@pytest.mark.parametrize(
    "notes",
    [
        "Xã A: 5 hộ nghèo\nXã B: 7 hộ nghèo\nXã C: 9 hộ nghèo",
        "1. Xã A 5 hộ\n2. Xã B 7 hộ",
        "- Nhà ở: 13 hộ\n- Sửa nhà: 11 hộ\n+ Kinh phí: 1,48 tỉ đồng",
        "Tổng cộng: 24\nHôm nay: 12 hộ\nEmail: a@b.vn",
        "Biên bản họp thôn\nNgày 5/3/2024 họp tại nhà văn hóa.\nCó 40 hộ dự.\nNguyễn Văn An",
        "Ngày 1/3/2024\nXã A nhận 5 suất quà\nNgày 5/3/2024\nXã B nhận 7 suất quà",
        "Xã A có 5 hộ nghèo\nXã B có 7 hộ nghèo.\nXã C có 9 hộ nghèo.",  # the first line is a title, with a figure
    ],
)
def test_of_somebodys_notes_nothing_is_lost(notes: str) -> None:
    article = read(notes)
    assert article.text.split("\n") == notes.split("\n")
    kept = "\n".join(paragraphs(article))
    assert all(line in kept for line in notes.split("\n") if any(map(str.isdigit, line)))


def test_title_and_date_of_notes() -> None:
    article = read(f"Giúp hộ nghèo ở Đầm Hà\nĐầm Hà, ngày 5 tháng 3 năm 2024\n{LEAD}\n{NOTES}\n")
    assert article.title == "Giúp hộ nghèo ở Đầm Hà"
    assert article.published == datetime.date(2024, 3, 5)
    assert article.text.startswith("Giúp hộ nghèo ở Đầm Hà\n")
    assert paragraphs(article) == [LEAD, NOTES]
    assert article.places == ("Đầm Hà", "Quảng Ninh")


def test_a_diary_has_no_date_of_its_own() -> None:
    article = read("Ngày 1/3/2024\nXã A nhận 5 suất quà.\nNgày 5/3/2025\nXã B nhận 7 suất quà.")
    assert article.published is None


def test_a_paragraph_of_100_000_characters_stays_one() -> None:
    long = " ".join(f"Thôn {i} có {i + 3} hộ nghèo." for i in range(4000))
    assert len(long) > 100_000
    assert paragraphs(read(long)) == [long]


def test_a_lead_that_stands_twice_is_stored_once() -> None:
    article = read(f"{LEAD}\n\n{LEAD}\n\n{SECOND}")
    assert paragraphs(article) == [LEAD, SECOND]
    assert [(out.line, out.reason) for out in article.left_out] == [(3, "repeat")]


def test_wrapped_text_becomes_paragraphs_again() -> None:
    text = (
        "Năm 2023, huyện Đầm Hà huy động được nguồn lực để giúp 13 hộ nghèo dựng nhà\n"
        "mới, 11 hộ sửa lại nhà cũ, phần lớn nhờ các nhà hảo tâm và ngành Lao động\n"
        "– Thương binh và Xã hội cùng góp công sức với người dân trong từng xã, thị\n"
        "trấn.\n"
        "\n"
        "Cùng năm, 1.911 người thuộc diện bảo trợ xã hội trên địa bàn huyện được điều\n"
        "chỉnh mức trợ cấp hằng tháng.\n"
    )
    article = read(text)
    first, second = paragraphs(article)
    assert first.count("\n") == 3
    assert first.endswith("trấn.")
    assert second.startswith("Cùng năm")
    assert article.lines == (1, 2, 3, 4, 6, 7)


# --- line numbers and the stored text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end: str) -> None:
    article = read(end.join(["", "", LEAD, "", SECOND, ""]))
    assert article.lines == (3, 5)
    assert article.line_of(article.text.index("1.911")) == 5


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_other_separators_part_lines_but_do_not_shift_the_numbers(separator: str) -> None:
    article = read(f"{LEAD}{separator}{NOTES}\r\n{SECOND}")
    assert paragraphs(article) == [LEAD, NOTES, SECOND]
    assert article.lines == (1, 1, 2)


def test_mixed_line_ends() -> None:
    assert read(f"{LEAD}\r\n\r{NOTES}\n\r\n{SECOND}").lines == (1, 3, 5)


@pytest.mark.parametrize(
    "mutated",
    [
        unicodedata.normalize("NFD", LEAD),
        unicodedata.normalize("NFD", LEAD[:40]) + LEAD[40:],
        "\ufeff" + LEAD,
        LEAD.replace(" ", " \u200b"),
        "\u202b" + LEAD.replace("Đầm", "\u200eĐầm\u200f") + "\u202c",
        unicodedata.normalize("NFD", LEAD).replace("\u0301", "\u200d\u0301"),  # a joiner between letter and tone
        "  \t" + LEAD + " \u00a0",
        LEAD.replace("13", "\x1b1\x073"),
    ],
)
def test_one_stored_form_however_it_was_typed(mutated: str) -> None:
    assert paragraphs(read(mutated)) == [LEAD]


def test_no_break_spaces_inside_stay() -> None:
    line = NOTES.replace("5 hộ", "5\u00a0hộ")
    assert paragraphs(read(line)) == [line]


def check_invariants(article: Article, content: str) -> None:
    text = article.text
    assert text == unicodedata.normalize("NFC", text)
    stored = text.split("\n")
    assert len(stored) == len(article.lines)
    by_number: dict[int, list[str]] = {}
    for line in read_lines(content):
        by_number.setdefault(line.number, []).append(line.text)
    for number, line in zip(article.lines, stored, strict=True):
        assert any(line in original for original in by_number[number])
    end = -1
    for i, paragraph in enumerate(article.paragraphs):
        assert paragraph.ordinal == i
        assert paragraph.start > end
        assert text[paragraph.start : paragraph.end].strip()
        end = paragraph.end
    assert end <= len(text)
    # Nothing disappears: what is not stored is in left_out.
    accounted = set(article.lines) | {out.line for out in article.left_out}
    assert {number for number, pieces in by_number.items() if any(pieces)} <= accounted


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                LEAD,
                SECOND,
                NOTES,
                "",
                "  ",
                "|",
                "Tin khác",
                "TAG:",
                "Thu Hương",
                "Thứ 5, 30/11/2023 | 12:02:36",
                "***",
                "Trang chủ / Xã hội",
                "- một",
                "Ảnh: An",
                "5/3/2024",
                "Gồm:",
                "Huyện Đầm Hà: chăm lo hộ nghèo dịp cuối năm",
            ]
        )
        | st.text(max_size=30),
        max_size=14,
    ),
    st.sampled_from(["\n", "\r\n", "\r", " "]),
    st.sampled_from(["bai.txt", "bai.md"]),
)
@example(["a\u0323\u200b\u0302"], "\n", "bai.txt")
@example(["---", "a", "---", "b c"], "\n", "bai.md")
def test_any_text_is_refused_or_fully_accounted_for(pieces: list[str], end: str, name: str) -> None:
    content = end.join(pieces)
    try:
        data = content.encode()
    except UnicodeEncodeError:
        return
    try:
        article = read(data, name)
    except (UnreadableFile, NoArticle):
        return
    check_invariants(article, content.removeprefix("\ufeff"))


# --- encodings ------------------------------------------------------------------------------------------------------------

PAGE = f"Huyện Đầm Hà chăm lo người nghèo\n{LEAD}\n{SECOND}\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258"])
@pytest.mark.parametrize("text", [PAGE, NOTES + "\n"])
def test_encodings_are_recognised(encoding: str, text: str) -> None:
    data = windows_1258(text) if encoding == "cp1258" else text.encode(encoding)
    assert read(data).text == text.strip()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\ufeff \u200b\n".encode(), "no article text"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + bytes(30) + b"word/document.xml", "Word"),
        (b"PK\x03\x04" + bytes(30) + b"a.txt", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Word"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"<!DOCTYPE html><html><p>a</p>", "HTML"),
        (bytes(range(256)) * 8, "binary"),
        (b"abc\x00def" * 10, "binary"),
        (("a\x01\x02\x03b" * 20).encode(), "binary"),
        (LEAD.encode() + b"\xff\xfe" + SECOND.encode(), "damaged UTF-8 (line 1"),
        (LEAD.encode()[:-20] + b"\xe1\xbb", "damaged UTF-8"),
        (b"\xff\xfe" + LEAD.encode("utf-16-le") + b"a", "damaged UTF-16"),
        ("Ngày hội việc làm tại Hà Nội, giúp người nghèo".encode("latin-1", "replace"), "encoding"),
        ("这是一个中文文本，关于社会政策和贫困家庭的住房支持。".encode("gb18030") * 5, "encoding"),
        ("Tỷ lệ hộ nghèo".encode("utf-7") + bytes(range(0x80, 0xFF)), "encoding"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam, hé nghÌo ®­îc hç trî nhµ ë".encode(), "TCVN3"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam, hé nghÌo ®­îc hç trî nhµ ë".encode("latin-1"), "TCVN3"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, hoä ngheøo ñöôïc hoã trôï".encode(), "VNI"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, says: str) -> None:
    with pytest.raises((UnreadableFile, NoArticle)) as caught:
        read(data)
    assert says in str(caught.value)
    assert "bai.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_of_50_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "lon.txt"
    with path.open("wb") as file:
        file.truncate(LIMIT_BYTES)
    with pytest.raises(UnreadableFile, match="50 MB"):
        load(path, source="lon.txt", article_id="a1")


@pytest.mark.parametrize("separator", ["\n", " "])
def test_time_grows_with_the_size_only(separator: str) -> None:
    """A quadratic rule would take minutes for 4 MB."""
    content = separator.join(f"{LEAD} {i} {SECOND}" for i in range(12_000))
    assert len(content.encode()) > 3_000_000
    start = time.perf_counter()
    assert read(content).paragraphs
    assert time.perf_counter() - start < 15


@pytest.mark.parametrize("name", ["bai.txt", "bai.md"])
@pytest.mark.parametrize("content", ["# a" + " " * 300_000 + "b", "- " * 150_000 + "b c", "." + '"' * 300_000 + "b c"])
def test_hostile_lines_take_no_time(content: str, name: str) -> None:
    start = time.perf_counter()
    assert read(content, name).paragraphs
    assert time.perf_counter() - start < 5


# --- Markdown -------------------------------------------------------------------------------------------------------------

FRONT = """---
title: Đầm Hà chăm lo hộ nghèo
publisher: Báo Quảng Ninh
published: 2023-11-30
places: [Đầm Hà, Quảng Ninh]
url: https://example.org/bai-1
original_sha256: "{digest}"
---
"""
DIGEST = "ab" * 32


def test_front_matter() -> None:
    article = read(
        FRONT.format(digest=DIGEST) + f"\n# Đầm Hà chăm lo hộ nghèo\n\n{LEAD}\n\n## Trợ cấp\n\n{SECOND}\n", "b.md"
    )
    assert article.title == "Đầm Hà chăm lo hộ nghèo"
    assert article.publisher == "Báo Quảng Ninh"
    assert article.published == datetime.date(2023, 11, 30)
    assert article.places == ("Đầm Hà", "Quảng Ninh")
    assert article.url == "https://example.org/bai-1"
    assert article.original_sha256 == DIGEST
    assert paragraphs(article) == [LEAD, SECOND]
    assert article.text.split("\n") == ["Đầm Hà chăm lo hộ nghèo", LEAD, "## Trợ cấp", SECOND]
    assert article.lines == (2, 12, 14, 16)
    assert [(out.line, out.reason) for out in article.left_out] == [(10, "repeat")]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_front_matter_with_other_line_ends(end: str) -> None:
    content = FRONT.format(digest=DIGEST) + LEAD
    article = read("\ufeff" + unicodedata.normalize("NFD", content).replace("\n", end), "b.markdown")
    assert article.title == "Đầm Hà chăm lo hộ nghèo"
    assert article.line_of(article.paragraphs[0].start) == 9


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("30/11/2023", datetime.date(2023, 11, 30)),
        ("'2023-11-30'", datetime.date(2023, 11, 30)),
        ("2023-11-30 12:02:36", datetime.date(2023, 11, 30)),
        ("ngày 30 tháng 11 năm 2023", datetime.date(2023, 11, 30)),
        ("", None),
    ],
)
def test_published_in_front_matter(published: str, expected: datetime.date | None) -> None:
    assert read(f"---\ntitle: A\npublished: {published}\n---\n{NOTES}", "b.md").published == expected


def test_missing_keys_are_looked_for_in_the_body() -> None:
    article = read(f"---\npublisher: Báo A\n---\n# Huyện Đầm Hà giúp hộ nghèo\n\n30/11/2023\n\n{LEAD}\n", "b.md")
    assert article.title == "Huyện Đầm Hà giúp hộ nghèo"
    assert article.published == datetime.date(2023, 11, 30)
    assert article.places == ("Đầm Hà", "Quảng Ninh")
    assert article.text.split("\n")[0] == article.title
    assert article.lines[0] == 4


def test_blocks_of_markdown() -> None:
    body = (
        f"Một đoạn gồm\nhai dòng, <b>5 hộ</b>.\n\n- mục một: 7 hộ\n  nối tiếp\n- mục hai\n1. mục ba\n\n| Xã | Hộ |\n|---|--:|\n"
        f"| A | 5 |\n\n```\nmã 1\n\n# không phải đề mục\n```\n\nĐề mục\n======\n\n***\n\n> {NOTES}\n"
    )
    article = read(body, "b.md")
    assert paragraphs(article) == [
        "Một đoạn gồm\nhai dòng, <b>5 hộ</b>.",
        "- mục một: 7 hộ\nnối tiếp",
        "- mục hai",
        "1. mục ba",
        "| Xã | Hộ |",
        "| A | 5 |",
        "mã 1",
        "# không phải đề mục",
        f"> {NOTES}",
    ]
    assert article.title == "Đề mục"
    assert article.left_out == ()


def test_short_lines_of_markdown_are_no_furniture() -> None:
    body = "# Ghi chép\n\nTin khác\n\nXã A: 5 hộ\n\nTAG: nghèo\n"
    assert paragraphs(read(body, "b.md")) == ["Tin khác", "Xã A: 5 hộ", "TAG: nghèo"]


def test_front_matter_alone_is_no_article() -> None:
    with pytest.raises(NoArticle, match=r"b\.md"):
        read("---\ntitle: A\n---\n", "b.md")


def test_a_thematic_break_is_no_front_matter() -> None:
    assert paragraphs(read(f"---\n{NOTES}\n---\n", "b.md")) == [NOTES]


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("title: [1, 2", "no YAML"),
        ("title: 'a\nb: c", "no YAML"),
        ("title: 5", '"title"'),
        ("publisher: [a]", '"publisher"'),
        ("url: {a: b}", '"url"'),
        ("published: 2023", '"published"'),
        ("published: hôm qua", '"published"'),
        ("published: 2023-02-31", "front matter"),
        ("published: 31/02/2023", '"published"'),
        ("places: 5", '"places"'),
        ("places: [Đầm Hà, 5]", '"places"'),
        ("original_sha256: abc", '"original_sha256"'),
        ("original_sha256: 12", '"original_sha256"'),
        ("title: !!python/object/apply:os.system [ls]", "front matter"),
        ("title: " + "[" * 5000, "front matter"),
    ],
)
def test_bad_front_matter_is_named(front: str, says: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(f"---\n{front}\n---\n{NOTES}", "b.md")
    assert says in str(caught.value)
    assert "b.md" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_front_matter_without_an_end() -> None:
    with pytest.raises(UnreadableFile, match="without an end"):
        read(f"---\ntitle: A\n{NOTES}\n", "b.md")


# --- files and folders ----------------------------------------------------------------------------------------------------


def test_article_files_of_a_folder(tmp_path: Path) -> None:
    names = ["b.txt", "a.md", "con/c.markdown", "con/D.TXT", "e.text", "README.md", "readme.txt", ".an.txt", "x.pdf"]
    for name in [*names, ".git/g.txt", "con/README.vi.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(NOTES)
    (tmp_path / "thu-muc.txt").mkdir()
    (tmp_path / "hong.txt").symlink_to(tmp_path / "mat.txt")
    found = article_files(tmp_path)
    assert [source for _, source in found] == ["a.md", "b.txt", "con/D.TXT", "con/c.markdown", "e.text", "hong.txt"]
    assert all(path == tmp_path / source for path, source in found)
    with pytest.raises(UnreadableFile, match=r"hong\.txt.*missing"):
        load(tmp_path / "hong.txt", source="hong.txt", article_id="a1")


def test_article_files_of_a_single_file(tmp_path: Path) -> None:
    for name in ("README.md", "a.txt", "ghi-chep"):
        (tmp_path / name).write_text(NOTES)
        assert article_files(tmp_path / name) == [(tmp_path / name, name)]


def test_article_files_refuses(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        article_files(tmp_path / "mat")
    with pytest.raises(NoArticle, match="no articles"):
        article_files(tmp_path)
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(UnreadableFile, match=r"\.docx"):
        article_files(tmp_path / "a.docx")
    (tmp_path / "l.txt").symlink_to(tmp_path / "mat")
    with pytest.raises(UnreadableFile, match="missing"):
        article_files(tmp_path / "l.txt")


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.txt").mkdir()
    with pytest.raises(UnreadableFile, match="folder"):
        load(tmp_path / "d.txt", source="d.txt", article_id="a1")
    os.mkfifo(tmp_path / "p.txt")
    with pytest.raises(UnreadableFile, match="ordinary"):
        load(tmp_path / "p.txt", source="p.txt", article_id="a1")
    with pytest.raises(UnreadableFile, match="does not exist"):
        load(tmp_path / "m.txt", source="m.txt", article_id="a1")


# Permissions do not stop root: a first read as who we are imports what there is to import, the second is nobody's.
AS_NOBODY = """
import os, sys
from pathlib import Path
from index.errors import UnreadableFile
from index.loading import load
load(Path(sys.argv[1]), source="open.txt", article_id="a1")
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
try:
    load(Path(sys.argv[2]), source="k.txt", article_id="a1")
except UnreadableFile as error:
    print(error)
"""


def test_an_unreadable_file_is_named() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for name, mode in (("open.txt", 0o644), ("k.txt", 0)):
            Path(folder, name).write_text(NOTES)
            Path(folder, name).chmod(mode)
        command = [sys.executable, "-B", "-c", AS_NOBODY, f"{folder}/open.txt", f"{folder}/k.txt"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "k.txt" in done.stdout
    assert "cannot be read" in done.stdout


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/b\xff.txt"
    try:
        Path(os.fsdecode(raw)).write_text(NOTES)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    ((path, source),) = article_files(tmp_path)
    assert source.encode("utf-8")
    assert load(path, source=source, article_id="a1").title.encode("utf-8")


# --- lists and sections -----------------------------------------------------------------------------------------------

LISTED = """Ngân sách tỉnh tặng 9.036 suất quà, trong đó:

- Người có công: 2.350 suất;

- Hộ nghèo: 1.274 suất, mức 500.000 đồng/suất.

Huyện thăm 135 gia đình."""


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_the_items_of_a_list_stand_in_the_paragraph_that_introduces_them(name):
    article = read(LISTED, name)
    assert [p.count("\n") for p in paragraphs(article)] == [2, 0]
    assert paragraphs(article)[0].endswith("500.000 đồng/suất.")
    at = article.text.index("1.274")
    assert article.line_of(at) == 5


def test_items_that_nothing_introduces_stand_alone():
    assert len(paragraphs(read("Xã có 5 hộ.\n- Thôn A có 3 hộ.\n- Thôn B có 2 hộ.\n"))) == 3


@pytest.mark.parametrize("stamp", ["", "30/11/2023 12:02\n"])
def test_headings_of_sections_are_kept_as_no_paragraphs(stamp):
    text = f"Xã Tam Lãnh làm nước sạch\n{stamp}I. KẾT QUẢ\n1. Cấp nước\n{LEAD}\n2. Kinh phí\n{SECOND}\n"
    article = read(text)
    assert paragraphs(article) == [LEAD, SECOND]
    assert [line for line in article.text.split("\n") if line[:2] in ("I.", "1.", "2.")] == [
        "I. KẾT QUẢ",
        "1. Cấp nước",
        "2. Kinh phí",
    ]
