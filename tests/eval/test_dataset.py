"""Question sets: what is read, and that every fault is named with its line and field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.dataset import BadQuestionSet, Expect, Row, check, read, write
from eval.metrics.numbers import Number
from index.errors import BadInput

ARTICLES = {"dam-ha": "Huyện Đầm Hà giúp 13 hộ xây nhà.", "bac-kan": "Tỉnh giúp 80 hộ."}


def row(**changes):
    data = {
        "id": "q1",
        "question": "Đầm Hà giúp bao nhiêu hộ?",
        "split": "dev",
        "tags": ["number"],
        "expect": {"numbers": [{"value": 13, "unit": "hộ"}], "article": "dam-ha", "spans": ["13 hộ"]},
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not ...}


@pytest.fixture
def write_set(tmp_path):
    def write_lines(*rows) -> Path:
        path = tmp_path / "set.jsonl"
        lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return write_lines


def test_reads_an_answerable_row(write_set):
    (read_row,) = read(write_set(row(history=["Xin chào"], fact="nhà", note="từ đoạn 2")), ARTICLES)
    assert read_row == Row(
        id="q1",
        question="Đầm Hà giúp bao nhiêu hộ?",
        split="dev",
        expect=Expect((Number(13, "hộ"),), ("dam-ha",), ("13 hộ",)),
        tags=("number",),
        history=("Xin chào",),
        fact="nhà",
        note="từ đoạn 2",
    )
    assert read_row.group == "nhà"
    assert not read_row.expect.withheld


def test_reads_reasons_to_withhold(write_set):
    one, several = read(
        write_set(
            row(expect={"abstain": "off_topic"}),
            row(id="q2", expect={"abstain": ["place_not_found", "not_in_articles"]}),
        )
    )
    assert one.expect == Expect(abstain=("off_topic",))
    assert several.expect.abstain == ("place_not_found", "not_in_articles")
    assert one.expect.withheld
    assert one.group != several.group


def test_several_articles_and_plans(write_set):
    expect = {"numbers": [{"value": 91, "of": 80}], "articles": ["dam-ha", "bac-kan"]}
    (read_row,) = read(write_set(row(expect=expect)), ARTICLES)
    assert read_row.expect.numbers == (Number(91, None, 80),)
    assert read_row.expect.articles == ("dam-ha", "bac-kan")


def test_blank_lines_byte_order_mark_and_line_separators_inside_strings(tmp_path):
    path = tmp_path / "set.jsonl"
    text = json.dumps(row(question="một\u2028hai"), ensure_ascii=False)
    path.write_bytes(b"\xef\xbb\xbf\r\n" + text.encode() + b"\r\n\n")
    assert [r.question for r in read(path)] == ["một\u2028hai"]


@pytest.mark.parametrize(
    ("bad", "field", "problem"),
    [
        (row(id=...), "", "no 'id'"),
        (row(id=7), "id", "expected a text, found 7"),
        (row(question="  "), "question", "blank"),
        (row(split="train"), "split", "one of dev, test"),
        (row(tags="number"), "tags", "expected a list"),
        (row(tags=["a", 3]), "tags[1]", "expected a text"),
        (row(history=[""]), "history[0]", "blank"),
        (row(answer="13"), "", "unknown key 'answer'"),
        (row(expect=[]), "expect", "expected an object"),
        (row(expect={"numbers": [{"value": "13"}], "article": "dam-ha"}), "expect.numbers[0].value", "a number"),
        (row(expect={"numbers": [{"value": True}], "article": "dam-ha"}), "expect.numbers[0].value", "a number"),
        (row(expect={"numbers": [{"unit": "hộ"}], "article": "dam-ha"}), "expect.numbers[0]", "no 'value'"),
        (row(expect={"numbers": [{"value": 13}], "place": "x", "article": "dam-ha"}), "expect", "unknown key 'place'"),
        (row(expect={"numbers": [{"value": 13}]}), "expect", "no 'article'"),
        (row(expect={"article": "dam-ha"}), "expect", "neither 'numbers' nor 'spans'"),
        (row(expect={"abstain": "no idea"}), "expect.abstain", "one of place_not_found"),
        (row(expect={"abstain": ["off_topic", "no"]}), "expect.abstain[1]", "one of place_not_found"),
        (row(expect={"abstain": []}), "expect.abstain", "empty"),
        (row(expect={"abstain": "off_topic", "numbers": []}), "expect", "unknown key 'numbers'"),
        (row(expect={"spans": ["13 hộ"], "article": "vinh-tuong"}), "expect.article", "no article of the collection"),
        (row(expect={"spans": ["3 hộ", "14 hộ"], "article": "dam-ha"}), "expect.spans", "none of them stands"),
        (row(expect={"spans": ["13 hộ"], "articles": ["dam-ha", "bac-kan"]}), "expect.spans", "stands in 'bac-kan'"),
        ("{", "", "no JSON"),
        ("[1, 2]", "", "expected an object"),
        ('{"id": "a", "id": "b"}', "", "'id' stands twice"),
        ('{"value": NaN}', "", "NaN is no number"),
    ],
)
def test_each_fault_is_named_with_line_and_field(write_set, bad, field, problem):
    path = write_set(row(id="good"), bad)
    (fault,) = check(path, ARTICLES)
    assert (fault.line, fault.field) == (2, field)
    assert problem in fault.problem
    with pytest.raises(BadQuestionSet) as caught:
        read(path, ARTICLES)
    assert f"{path}: line 2" in str(caught.value)
    assert isinstance(caught.value, BadInput)


def test_duplicate_ids_and_facts_across_splits(write_set):
    path = write_set(
        row(fact="nhà"), row(question="Câu khác?", fact="nhà"), row(id="q3", fact="nhà", split="test"), row(id="q4")
    )
    first, second = check(path)
    assert (first.line, first.field) == (2, "id")
    assert "line 1" in first.problem
    assert (second.line, second.field) == (3, "split")
    assert "'nhà' is in dev on line 1" in second.problem


def test_all_faults_come_at_once_in_the_order_of_lines(write_set):
    path = write_set(row(split="x", tags=1), "oops", row(id=..., question=5))
    faults = check(path)
    assert [(fault.line, fault.field) for fault in faults] == [
        (1, "split"),
        (1, "tags"),
        (2, ""),
        (3, ""),
        (3, "question"),
    ]
    with pytest.raises(BadQuestionSet) as caught:
        read(path)
    assert caught.value.faults == faults
    assert len(str(caught.value).splitlines()) == len(faults)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "is empty"), (b"\n \n", "is empty"), (b"\xff\xfe{", "not UTF-8"), (None, "cannot be read")],
)
def test_files_without_rows(tmp_path, content, problem):
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    (fault,) = check(path)
    assert fault.line == 0
    assert problem in str(fault)
    with pytest.raises(BadQuestionSet, match=problem):
        read(path)


def test_what_is_written_is_read_back(tmp_path, write_set):
    rows = read(
        write_set(
            row(history=["Xin chào"], fact="nhà", note="ghi chú"),
            row(id="q2", expect={"abstain": "off_topic"}),
            row(id="q3", expect={"abstain": ["place_not_found", "off_topic"]}),
            row(id="q4", expect={"numbers": [{"value": 1.5, "of": 2}], "articles": ["dam-ha", "bac-kan"]}),
        )
    )
    path = tmp_path / "again.jsonl"
    write(path, rows)
    assert read(path) == rows
