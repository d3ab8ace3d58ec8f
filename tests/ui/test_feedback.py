"""Feedback: kept whole, listed, and exported as rows that the evaluation accepts."""

import json
import threading

import pytest

from eval import dataset
from index.errors import BadInput, TrichdanError
from ui.feedback import Entry, FeedbackStore, Verdict, question_row


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "below" / "feedback.sqlite3")


@pytest.fixture(scope="module")
def ask(seeds_collection, bundled):
    from ui.service import Service

    return Service(seeds_collection, bundled).ask


def test_an_entry_comes_back_whole(store, ask):
    answer = ask("Đầm Hà hỗ trợ bao nhiêu nhà?")
    assert store.entries() == []
    number = store.add(Verdict.WRONG_FIGURE, answer, ["Câu trước?"], "  24 hộ ")
    (entry,) = store.entries()
    assert (entry.id, entry.verdict, entry.right_figure, entry.history) == (
        number,
        "wrong_figure",
        "24 hộ",
        ("Câu trước?",),
    )
    assert entry.answer == answer
    assert json.loads(json.dumps(entry.to_json()))["answer"] == answer


def test_many_at_once(store):
    threads = [threading.Thread(target=store.add, args=(Verdict.UP, {"n": i})) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.answer["n"] for entry in store.entries()) == list(range(20))


def test_what_is_too_long_and_what_cannot_be_written(store, tmp_path):
    with pytest.raises(BadInput, match="too long"):
        store.add(Verdict.DOWN, {}, right_figure="1" * 201)
    with pytest.raises(BadInput, match="too long"):
        store.add(Verdict.DOWN, {"answer": "x" * 300_000})
    assert not store.path.exists() or store.entries() == []
    (tmp_path / "no database").write_text("text " * 100)
    with pytest.raises(TrichdanError, match="--feedback"):
        FeedbackStore(tmp_path / "no database").add(Verdict.UP, {})


def test_exported_rows_are_a_question_set(store, ask, seeds_collection, tmp_path):
    answered, withheld = ask("Đầm Hà hỗ trợ bao nhiêu nhà?"), ask("Hà Nội có bao nhiêu hộ nghèo?")
    money = ask("Tổng kinh phí là bao nhiêu?", ["Đầm Hà hỗ trợ bao nhiêu nhà?"])
    text = ask("Bắc Kạn làm gì để giảm nghèo?")
    store.add(Verdict.UP, answered)
    store.add(Verdict.UP, withheld)
    store.add(Verdict.WRONG_FIGURE, money, ["Đầm Hà hỗ trợ bao nhiêu nhà?"], "1,5 tỉ đồng")
    store.add(Verdict.UP, text)
    store.add(Verdict.DOWN, answered)
    store.add(Verdict.WRONG_FIGURE, answered)
    store.add(Verdict.WRONG_FIGURE, answered, right_figure="không rõ")
    rows = [question_row(entry) for entry in store.entries()]
    assert rows[4:] == [None, None, None]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[:4]), encoding="utf-8")
    articles = {
        head.source.removesuffix(".md"): seeds_collection.article(head.id).text for head in seeds_collection.articles()
    }
    read = dataset.read(path, articles)
    assert [number.value for number in read[0].expect.numbers] == [13, 11]
    assert read[0].expect.articles == ("dam-ha-2023",)
    assert read[1].expect.abstain == ("place_not_found",)
    assert [(n.value, n.unit) for n in read[2].expect.numbers] == [(1_500_000_000, "đồng")]
    assert read[2].history == ("Đầm Hà hỗ trợ bao nhiêu nhà?",)
    assert {row.split for row in read} == {"dev"}


def test_an_entry_without_any_source_is_not_exported():
    answer = {
        "question": "x",
        "status": "abstained",
        "reason": "off_topic",
        "quantities": [],
        "citations": [],
        "nearest": [],
    }
    assert question_row(Entry(1, "", Verdict.WRONG_FIGURE, "13 hộ", (), answer)) is None


def test_the_command_lists_and_exports(cli, store, ask):
    listed = cli("feedback", "--feedback", str(store.path))
    assert listed.status == 0
    assert "Chưa có góp ý" in listed.out
    store.add(Verdict.UP, ask("Đầm Hà hỗ trợ bao nhiêu nhà?"))
    store.add(Verdict.DOWN, ask("Đầm Hà hỗ trợ bao nhiêu nhà?"))
    listed = cli("feedback", "--feedback", str(store.path))
    assert "chưa đúng" in listed.out
    assert "13 hộ" in listed.out
    exported = cli("feedback", "--export", "--feedback", str(store.path), "--lang", "en")
    assert [json.loads(line)["id"] for line in exported.out.splitlines()] == ["feedback-1"]
    assert "1 entries cannot be exported" in exported.err
    assert len(json.loads(cli("feedback", "--json", "--feedback", str(store.path)).out)) == 2
