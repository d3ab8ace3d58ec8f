"""SQuAD files as question sets."""

from __future__ import annotations

import json
from pathlib import Path

import frontmatter
import pytest

from eval.dataset import Expect
from eval.metrics.matching import any_stands_in
from eval.metrics.numbers import Number
from eval.squad import Passage, read_squad, write_passages
from index.errors import BadInput

XQUAD = Path(__file__).resolve().parents[2].parent / "shared" / "benchmarks" / "xquad.vi.json"


def squad(*articles):
    return {"version": "1.1", "data": [{"title": f"T{i}", "paragraphs": a} for i, a in enumerate(articles)]}


def paragraph(text, *questions):
    return {"context": text, "qas": list(questions)}


def asked(id, question, *answers, **more):
    return {"id": id, "question": question, "answers": [{"text": a, "answer_start": 0} for a in answers], **more}


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "squad.json"
    content = squad(
        [
            paragraph("Có ba trăm hộ ở đây.", asked("a", "Có bao nhiêu hộ? ", "ba trăm hộ", "300 hộ")),
            paragraph("Tesla chết năm 1943.", asked("b", "Tesla chết năm nào?", "năm 1943")),
        ],
        [paragraph("Không có gì.", asked("c", "Ai đã đến?", is_impossible=True))],
    )
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_paragraphs_become_articles_and_questions_rows(small):
    read = read_squad(small)
    assert read.passages[1] == Passage("p00002", "T0", "Tesla chết năm 1943.")
    count, year, nothing = read.rows
    assert count.question == "Có bao nhiêu hộ?"
    assert count.expect == Expect((Number(300),), ("p00001",), ("ba trăm hộ", "300 hộ"))
    assert year.expect == Expect((), ("p00002",), ("năm 1943",))
    assert nothing.expect == Expect(abstain=("not_in_articles",))
    assert [row.split for row in read.rows] == ["dev", "dev", "test"]
    assert [row.tags for row in read.rows] == [("number",), ("text",), ("withhold",)]


def test_paragraphs_are_written_as_markdown_articles(small, tmp_path):
    write_passages(read_squad(small), tmp_path / "articles")
    post = frontmatter.load(str(tmp_path / "articles" / "p00002.md"))
    assert post["title"] == "T0"
    assert post.content == "Tesla chết năm 1943."
    assert len(list((tmp_path / "articles").iterdir())) == 3


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "no JSON"),
        ("[]", "expected data"),
        ('{"data": []}', "holds no question"),
        ('{"data": [{"paragraphs": [{"context": "x"}]}]}', "paragraph 1: KeyError\\('qas'\\)"),
        (json.dumps(squad([paragraph("x", asked("a", "?", "x"), asked("a", "?", "x"))])), "'a' stands twice"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path, content, problem):
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match=problem):
        read_squad(path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_squad(tmp_path / "missing.json")


@pytest.mark.skipif(not XQUAD.exists(), reason="the shared benchmarks are not beside this checkout")
def test_xquad_vi_is_read_whole():
    read = read_squad(XQUAD)
    assert (len(read.passages), len(read.rows)) == (240, 1190)
    texts = {passage.stem: passage.text for passage in read.passages}
    found = sum(any_stands_in(row.expect.spans, texts[row.expect.articles[0]]) for row in read.rows)
    assert found >= 1180  # a few gold spans of XQuAD-vi cut a word
    assert 125 <= sum(bool(row.expect.numbers) for row in read.rows) <= 138
    assert {row.split for row in read.rows} == {"dev", "test"}
