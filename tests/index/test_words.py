"""The word index against BM25 computed by hand, and what it makes of a folder that does not match."""

import math
import shutil
from collections import Counter

import numpy as np
import pytest

from index import words
from index.words import FOLDER, Entry, Field, WordIndex, terms

ENTRIES = [
    Entry(3, "Huyện hỗ trợ 13 hộ xây nhà mới.", "Nhà ở · 30/11/2023 · Đầm Hà", ("qn/dam-ha", "qn"), (2023,)),
    Entry(5, "Có 11 hộ sửa nhà, 1.911 hộ vay vốn.", "Nhà ở · 30/11/2023 · Đầm Hà", ("qn/dam-ha", "qn"), (2023, 2022)),
    Entry(8, "Tỉ lệ hộ nghèo giảm 0,16% so với năm 2016.", "Giảm nghèo · Bình Thuận", ("binh-thuan",), (2016,)),
    Entry(9, "Hộ nghèo, hộ cận nghèo: hộ nào cũng có thẻ.", "Bảo hiểm · Vĩnh Tường", ("vinh-phuc",), ()),
]


def bm25(entries, query, field=Field.EXACT):
    """Robertson and Zaragoza 2009, with the idf and the constants (k1 1.2, b 0.75) of Lucene."""
    documents = {entry.pid: Counter(terms(entry.text, field)) for entry in entries}
    mean = sum(document.total() for document in documents.values()) / len(documents)
    scores = {}
    for pid, document in documents.items():
        for term in query:
            held = sum(term in other for other in documents.values())
            idf = math.log(1 + (len(documents) - held + 0.5) / (held + 0.5))
            count = document[term]
            if count:
                norm = count + 1.2 * (0.25 + 0.75 * document.total() / mean)
                scores[pid] = scores.get(pid, 0.0) + idf * count * 2.2 / norm
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def weights(*query):
    return dict.fromkeys(query, 1.0)


def same(found, wanted):
    assert [pid for pid, _ in found] == [pid for pid, _ in wanted]
    np.testing.assert_allclose([score for _, score in found], [score for _, score in wanted], rtol=1e-5)


@pytest.fixture(scope="module")
def index():
    return WordIndex.build(ENTRIES, "id:1")


def test_terms_are_words_and_their_pairs():
    assert terms("Hộ nghèo: 1.911", Field.EXACT) == ["hộ", "nghèo", "1.911", "hộ_nghèo", "nghèo_1.911"]
    assert terms("Đầm Hà", Field.FOLDED) == ["dam", "ha", "dam_ha"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (["hộ", "nghèo", "hộ_nghèo"], Field.EXACT),
        (["nhà"], Field.EXACT),
        (["ho", "ngheo", "ngheo_giam", "nha"], Field.FOLDED),
    ],
)
def test_scores_are_bm25(index, query, field):
    found = index.search(weights(*query), 10, field=field)
    same(found, bm25(ENTRIES, query, field))
    assert index.search(weights(*query), 1, field=field) == found[:1]


def test_numbers_stay_whole(index):
    def pids(term):
        return [pid for pid, _ in index.search({term: 1.0}, 9, field=Field.EXACT)]

    assert pids("1.911") == [5]
    assert pids("0,16%") == [8]
    assert pids("911") == pids("16") == pids("1") == []


def test_weights_multiply(index):
    once = dict(index.search({"nhà": 1.0, "vốn": 1.0}, 9, field=Field.EXACT))
    more = dict(index.search({"nhà": 1.0, "vốn": 3.0}, 9, field=Field.EXACT))
    only = dict(index.search({"vốn": 1.0}, 9, field=Field.EXACT))
    assert more[5] == pytest.approx(once[5] + 2 * only[5], rel=1e-5)
    assert more[3] == once[3]


def test_words_of_the_header_count_when_asked_for(index):
    assert index.search(weights("đầm_hà"), 9, field=Field.EXACT) == []
    full = dict(index.search(weights("đầm_hà"), 9, field=Field.EXACT, header_weight=1.0))
    half = dict(index.search(weights("đầm_hà"), 9, field=Field.EXACT, header_weight=0.5))
    assert full.keys() == {3, 5}
    assert half[3] == pytest.approx(full[3] / 2)
    assert dict(index.search(weights("dam_ha"), 9, field=Field.FOLDED, header_weight=1.0)).keys() == {3, 5}


def test_places_and_years_filter_without_scoring(index):
    everything = dict(index.search(weights("hộ"), 9, field=Field.EXACT))

    def within(**only):
        found = dict(index.search(weights("hộ"), 9, field=Field.EXACT, **only))
        assert all(found[pid] == pytest.approx(everything[pid]) for pid in found)
        return set(found)

    assert within() == {3, 5, 8, 9}
    assert within(places={"qn"}) == {3, 5}
    assert within(places={"binh-thuan", "vinh-phuc"}) == {8, 9}
    assert within(years={2022, 2016}) == {5, 8}
    assert within(places={"qn"}, years={2022}) == {5}
    assert within(places=set()) == within(places={"nowhere"}) == set()


@pytest.mark.parametrize(
    "term", ["", " ", "*", '"', "a:b", "exact:hộ", "[* TO *]", "AND", "hộ~", "^2", "\x00", "x" * 100_000]
)
def test_no_term_is_syntax(index, term):
    expected = index.search(weights("hộ"), 9, field=Field.EXACT)
    assert index.search({term: 1.0}, 9, field=Field.EXACT) == []
    assert index.search({term: 1.0, "hộ": 1.0}, 9, field=Field.EXACT) == expected


def test_nothing_asked_nothing_found(index):
    assert index.search({}, 9, field=Field.EXACT) == []
    assert index.search(weights("hộ"), 0, field=Field.EXACT) == []


def test_document_frequency(index):
    assert index.document_frequency("hộ", Field.EXACT) == 4
    assert index.document_frequency("hộ_nghèo", Field.EXACT) == 2
    assert index.document_frequency("ngheo", Field.FOLDED) == 2
    assert index.document_frequency("đầm", Field.EXACT) == 0


def test_what_is_held(index):
    assert len(index) == 4
    assert index.pids().tolist() == [3, 5, 8, 9]
    assert all(index.holds(entry) for entry in ENTRIES)
    assert not index.holds(Entry(3, "Chuyện khác hẳn.", ""))


def test_equal_scores_come_in_the_order_of_ids():
    twins = [Entry(pid, "hộ nghèo", "") for pid in (4, 2, 9, 7)]
    index = WordIndex.build(twins, "id:1")
    assert [pid for pid, _ in index.search(weights("hộ"), 9, field=Field.EXACT)] == [2, 4, 7, 9]


def test_an_empty_index(tmp_path):
    WordIndex.build([], "id:0", tmp_path)
    index = WordIndex.open(tmp_path)
    assert len(index) == 0
    assert index.pids().tolist() == []
    assert index.search(weights("hộ"), 9, field=Field.EXACT) == []


# On disk ---------------------------------------------------------------------------------------------------------


def test_an_index_is_opened_as_it_was_built(tmp_path, index):
    WordIndex.build(ENTRIES, "id:1", tmp_path)
    opened = WordIndex.open(tmp_path)
    assert opened.state == "id:1"
    query = weights("hộ", "nghèo")
    assert opened.search(query, 9, field=Field.EXACT) == index.search(query, 9, field=Field.EXACT)


def test_an_update_gives_the_scores_of_a_fresh_index(tmp_path):
    stored = WordIndex.build(ENTRIES[:2], "id:1", tmp_path)
    updated = stored.update(tmp_path, ENTRIES[2:], [], "id:2")
    for found in (updated, WordIndex.open(tmp_path)):
        assert found.state == "id:2"
        same(found.search(weights("hộ", "nhà"), 9, field=Field.EXACT), bm25(ENTRIES, ["hộ", "nhà"]))
    assert len(stored) == 2  # a view does not change under its reader


def test_an_update_removes(tmp_path, monkeypatch):
    monkeypatch.setattr(words, "_SMALL", 0)
    monkeypatch.setattr(words, "_REWRITE_SHARE", 1.0)
    stored = WordIndex.build(ENTRIES, "id:1", tmp_path)
    updated = stored.update(tmp_path, [Entry(10, "hộ mới", "")], [5, 8], "id:2")
    assert updated.pids().tolist() == [3, 9, 10]
    assert {pid for pid, _ in updated.search(weights("hộ"), 9, field=Field.EXACT)} == {3, 9, 10}
    assert updated.deleted == WordIndex.open(tmp_path).deleted == 2


def test_when_much_is_removed_a_fresh_index_is_asked_for(tmp_path, monkeypatch):
    stored = WordIndex.build(ENTRIES, "id:1", tmp_path)
    assert stored.update(tmp_path, [], [5], "id:2") is None  # small: scores stay those of a fresh index
    monkeypatch.setattr(words, "_SMALL", 0)
    assert stored.update(tmp_path, [], [5], "id:2") is None  # more than a tenth
    assert WordIndex.open(tmp_path).state == "id:1"


def test_a_commit_without_its_note_does_not_pass_for_a_state(tmp_path, monkeypatch):
    stored = WordIndex.build(ENTRIES[:2], "id:1", tmp_path)
    with monkeypatch.context() as killed:
        killed.setattr(words, "_write_note", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            stored.update(tmp_path, ENTRIES[2:], [], "id:2")
    assert WordIndex.open(tmp_path) is None
    assert len(WordIndex.build(ENTRIES, "id:2", tmp_path)) == 4


def test_an_interrupted_update_leaves_the_index_usable(tmp_path):
    stored = WordIndex.build(ENTRIES[:2], "id:1", tmp_path)

    def interrupted():
        yield ENTRIES[2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        stored.update(tmp_path, interrupted(), [], "id:2")
    assert WordIndex.open(tmp_path).pids().tolist() == [3, 5]
    assert len(stored.update(tmp_path, ENTRIES[2:], [], "id:2")) == 4, caught  # tantivy's lock is free again


def test_terms_of_another_splitter_are_not_taken(tmp_path, monkeypatch):
    WordIndex.build(ENTRIES, "id:1", tmp_path)
    monkeypatch.setattr(words, "_splitter", lambda: "another")
    assert WordIndex.open(tmp_path) is None


def test_there_is_no_index_in_an_empty_folder(tmp_path):
    assert WordIndex.open(tmp_path) is None


@pytest.mark.parametrize("harm", ["missing", "empty", "short", "noise"])
def test_a_damaged_index_is_recognised_whichever_file_is_harmed(tmp_path, harm):
    (tmp_path / "sound").mkdir()
    WordIndex.build(ENTRIES, "id:1", tmp_path / "sound")
    harmed = 0
    for file in sorted((tmp_path / "sound" / FOLDER).iterdir()):
        if file.name.startswith("."):
            continue  # tantivy's locks and its list of files, which it writes anew
        copy = tmp_path / f"copy-{harmed}"
        shutil.copytree(tmp_path / "sound", copy)
        path, content = copy / FOLDER / file.name, file.read_bytes()
        if harm == "missing":
            path.unlink()
        else:
            path.write_bytes(
                {"empty": b"", "short": content[: len(content) // 2], "noise": b"\xa5" * len(content)}[harm]
            )
        assert WordIndex.open(copy) is None, file.name
        harmed += 1
    assert harmed >= 6
