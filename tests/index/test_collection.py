"""The reading face: a snapshot that many threads ask while others write, and that repairs what does not match."""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import collection as module
from index.build import add, check, remove
from index.catalog import SCHEMA_VERSION, Scope
from index.collection import Collection
from index.errors import UnknownArticle
from index.lock import writing
from index.words import Field

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def everything(opened, embedder):
    """Every result that a reader can get, in a form to compare."""
    question = embedder.embed_question("bao nhiêu hộ nghèo được sửa nhà")
    return (
        opened.articles(),
        opened.dense(question, 100),
        opened.words(["hộ", "nhà", "hộ_nghèo"], 100, header_weight=0.5),
        opened.words(["ho", "nha"], 100, field=Field.FOLDED),
        dict(opened.place_keys()),
        opened.years(),
    )


@pytest.fixture
def opened(collection, embedder):
    with Collection.open(collection, embedder) as opened:
        yield opened


def test_info(opened, collection):
    info = opened.info
    assert (info.model, info.path, info.articles, info.paragraphs) == ("hash-64", collection, 3, 6)
    assert info.schema == SCHEMA_VERSION
    assert len(info.id) == 32
    assert len(info.version) == 16
    assert opened.size == 6


def test_passages_are_slices_of_their_article(opened):
    pids = [int(pid) for head in opened.articles() for pid in opened.pids_of_article(head.id)]
    assert len(pids) == 6
    for passage in opened.passages(pids[::-1]):
        article = opened.article(passage.article_id)
        assert passage.text == article.text[passage.start : passage.end]
        assert article.paragraphs[passage.ordinal].start == passage.start
    assert [passage.pid for passage in opened.passages(pids[::-1])] == pids[::-1]
    assert opened.passages([]) == []
    with pytest.raises(KeyError):
        opened.passage(999)


def test_an_article_is_found_by_a_beginning_of_its_id(opened):
    assert opened.article("nha").id == "nha-o"
    assert opened.article("nha-o") is opened.article("nha-o")


@pytest.mark.parametrize(
    ("asked", "message"), [("nha-oo", "did you mean nha-o"), ("zzz", "trichdan list"), ("", "list")]
)
def test_an_unknown_article_suggests(opened, asked, message):
    with pytest.raises(UnknownArticle, match=message):
        opened.article(asked)


def test_an_ambiguous_beginning_names_the_candidates(files, collection, embedder, write):
    add([write(files / "nhà nước.md", "Nhà nước hỗ trợ 5 xã.")], collection, embedder)
    with Collection.open(collection) as opened, pytest.raises(UnknownArticle, match="nha-nuoc, nha-o"):
        opened.article("nha")


def test_dense_and_words_find_the_right_paragraph(opened, embedder):
    def text(hits):
        return opened.passage(hits[0][0]).text

    assert text(opened.dense(embedder.embed_question("hộ nghèo vay vốn ngân hàng"), 3)).startswith(
        "Ngân hàng cho 1.911"
    )
    assert text(opened.words(["thẻ", "bảo_hiểm"], 3)).startswith("Đã cấp 6481")
    assert text(opened.words(["ti", "le", "0,16%"], 3, field=Field.FOLDED)).startswith("Tỉ lệ nợ")


def test_dense_scores_are_those_of_dense(opened, embedder):
    question = embedder.embed_question("hộ nghèo")
    hits = opened.dense(question, 6)
    pids = [pid for pid, _ in hits]
    np.testing.assert_allclose(opened.dense_scores(question, pids), [score for _, score in hits], atol=1e-6)
    assert [pid for pid, _ in opened.dense(question, 2, within=pids[3:])] == pids[3:5]


def test_a_repeated_term_counts_repeatedly(opened):
    twice = opened.words(["hộ", "hộ", "nhà"], 9)
    assert twice == opened.words({"hộ": 2.0, "nhà": 1.0}, 9)
    assert twice != opened.words(["hộ", "nhà"], 9)


def test_document_frequency(opened):
    assert opened.document_frequency("hộ") == 3
    assert opened.document_frequency("ho", Field.FOLDED) == 3


def test_places_and_years_with_where_they_come_from(opened):
    names = opened.place_keys()
    assert {"quang-ninh", "quang-ninh/dam-ha", "binh-thuan", "vinh-phuc/vinh-tuong"} <= set(names)
    assert names["quang-ninh/dam-ha"] == "Đầm Hà"
    assert dict(opened.place_keys(Scope.PARAGRAPH)) == {"quang-ninh/dam-ha": "Đầm Hà"}
    assert opened.years() == (2017, 2022, 2023, 2024)
    assert opened.years(Scope.PARAGRAPH) == (2022,)
    pids = opened.pids_of_article("nha-o")
    assert opened.pids_of_place("quang-ninh").tolist() == sorted(pids.tolist())
    assert opened.pids_of_place("quang-ninh/dam-ha", Scope.PARAGRAPH).tolist() == [pids[0]]
    assert opened.pids_of_years([2022]).tolist() == [pids[1]]
    assert ("quang-ninh/dam-ha", Scope.PARAGRAPH) in opened.places_of(pids.tolist())[pids[0]]
    assert opened.years_of([int(pids[1])]) == {pids[1]: [(2022, Scope.PARAGRAPH), (2023, Scope.ARTICLE)]}
    found = {pid for pid, _ in opened.words(["hộ"], 9, within_places=["binh-thuan"])}
    assert found == {opened.pids_of_article("vay-von")[0]}


# Versions --------------------------------------------------------------------------------------------------------


def test_a_snapshot_outlives_what_it_shows(opened, collection, embedder):
    before = everything(opened, embedder)
    assert opened.latest() is opened
    remove("nha-o", collection)
    assert opened.changed()
    latest = opened.latest()
    assert latest is opened.latest()
    assert latest.info.articles == 2
    assert not latest.changed()
    assert everything(opened, embedder) == before
    assert opened.article("nha-o").text
    latest.close()


def test_vectors_read_late_are_still_those_of_the_snapshot(collection, files, embedder):
    with Collection.open(collection, embedder) as reference:
        before = everything(reference, embedder)
    with Collection.open(collection, embedder) as early:
        remove("nha-o", collection)  # early has read no vector yet, and the file has fewer now
        assert everything(early, embedder) == before
    with Collection.open(collection, embedder) as late:
        assert {hit[0] for hit in late.dense(embedder.embed_question("hộ"), 9)} < {hit[0] for hit in before[1]}


def test_readers_never_mix_versions_while_one_writes(tmp_path, embedder, write):
    """Each version says the same number in every paragraph: a mixed answer would show two."""
    source, path, stop = tmp_path / "in", tmp_path / "c", threading.Event()

    def publish(number):
        for name in "abc":
            write(source / f"{name}.md", *(f"Số {name} {i} là {number} hộ." for i in range(3)), title=f"Bản {name}")
        add([source], path, embedder)

    def read():
        asked, opened = 0, Collection.open(path, embedder)
        while not stop.is_set():
            opened = opened.latest()
            hits = opened.dense(embedder.embed_question("hộ"), 50) + opened.words(["hộ"], 50)
            texts = [passage.text for passage in opened.passages([pid for pid, _ in hits])]
            assert len(texts) == 18
            assert len({text.split(" là ")[1] for text in texts}) == 1, texts
            asked += 1
        return asked

    publish(0)
    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for number in range(1, 6):
                publish(number)
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)


def test_many_threads_ask_one_snapshot(opened, embedder):
    expected = everything(opened, embedder)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(lambda _: everything(opened, embedder), range(64)))


# Derived stores that do not match --------------------------------------------------------------------------------

HARM = {
    "no vectors": lambda path: (path / "vectors.faiss").unlink(),
    "no words": lambda path: shutil.rmtree(path / "words"),
    "neither": lambda path: ((path / "vectors.faiss").unlink(), shutil.rmtree(path / "words")),
    "broken vectors": lambda path: (path / "vectors.faiss").write_bytes(b"x" * 1000),
    "broken words": lambda path: [file.write_bytes(b"") for file in (path / "words").glob("*.term")],
    "words is a file": lambda path: (shutil.rmtree(path / "words"), (path / "words").write_bytes(b"")),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_harmed_index_is_repaired_by_the_next_reader_without_embedding(collection, embedder, harm):
    with Collection.open(collection, embedder) as opened:
        expected = everything(opened, embedder)
    harm(collection)
    with Collection.open(collection, embedder) as opened:
        assert everything(opened, embedder) == expected
    assert embedder.embedded == []
    assert check(collection) == []  # on disk, too


def test_beside_a_busy_writer_a_reader_makes_do_in_memory(collection, embedder, monkeypatch):
    monkeypatch.setattr(module, "_WAIT_FOR_WRITER_S", 0.1)
    with Collection.open(collection, embedder) as opened:
        expected = everything(opened, embedder)
    HARM["neither"](collection)
    with writing(collection), Collection.open(collection, embedder) as opened:
        assert everything(opened, embedder) == expected
        assert not (collection / "words").exists()


# The interpreter may lie where another user cannot read: a first round as root imports what there is to import.
READER = """
import os, runpy, sys
from index.collection import Collection
from index.lock import writing
from pathlib import Path
embedder = runpy.run_path(sys.argv[1])["HashEmbedder"]()
def read(path):
    with Collection.open(path, embedder) as opened:
        hits = opened.dense(embedder.embed_question("hộ nghèo vay vốn"), 3), opened.words(["hộ"], 3)
        return [[pid for pid, _ in found] for found in hits], opened.article("nha").id, opened.changed()
with writing(Path(sys.argv[2])):
    read(sys.argv[2])
os.setgroups([]), os.setgid(65534), os.setuid(65534)
print(*read(sys.argv[3]))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can read as another user")
@pytest.mark.parametrize("harm", [None, *HARM])
def test_a_folder_that_may_not_be_written_is_read(collection, embedder, harm):
    with Collection.open(collection, embedder) as opened:
        hits = opened.dense(embedder.embed_question("hộ nghèo vay vốn"), 3), opened.words(["hộ"], 3)
    expected = f"{[[pid for pid, _ in found] for found in hits]} nha-o False\n"
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        closed = Path(folder) / "c"
        shutil.copytree(collection, closed)
        if harm:
            HARM[harm](closed)
        for path in [Path(folder), *Path(folder).rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        command = [sys.executable, "-B", "-c", READER, str(HERE / "hashing.py"), str(collection), str(closed)]
        before = sorted(path.name for path in Path(folder).rglob("*"))
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (done.stdout, done.returncode) == (expected, 0), done.stderr
        assert sorted(path.name for path in Path(folder).rglob("*")) == before


def test_opening_says_nothing_when_all_is_well(collection, embedder, caplog):
    caplog.set_level(logging.DEBUG)
    with Collection.open(collection, embedder) as opened:
        everything(opened, embedder)
    assert [record.message for record in caplog.records if record.name.startswith("index.")] == []
