"""Adding, changing, moving and removing files; what is embedded, and what an interruption leaves."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import adding
from index.build import Outcome, Stage, add, check, rebuild, remove
from index.collection import Collection
from index.errors import CollectionError, UnknownArticle

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def info(path):
    with Collection.open(path) as collection:
        return collection.info


def texts(path):
    """Everything a collection holds, by article id."""
    with Collection.open(path) as collection:
        return {head.id: collection.article(head.id).text for head in collection.articles()}


def outcomes(report):
    return {result.path.name: str(result.outcome) for result in report.results}


def test_files_become_articles_with_readable_ids(collection):
    with Collection.open(collection) as opened:
        heads = {head.id: head for head in opened.articles()}
        assert set(heads) == {"nha-o", "vay-von", "bao-hiem"}
        assert heads["bao-hiem"].source == "sub/bảo hiểm.md"
        assert heads["nha-o"].places == ("Đầm Hà", "Quảng Ninh")
        assert heads["nha-o"].paragraphs == 3
        assert opened.info.articles == 3
        assert opened.info.paragraphs == 6
    assert check(collection) == []


def test_each_paragraph_is_embedded_once_behind_its_context(files, tmp_path, embedder):
    add([files], tmp_path / "c", embedder)
    assert len(embedder.embedded) == 6
    assert "Hỗ trợ nhà ở · 30/11/2023 · Đầm Hà, Quảng Ninh: Huyện Đầm Hà hỗ trợ 13 hộ xây nhà mới." in embedder.embedded


def test_the_same_files_twice_change_nothing(files, collection, embedder):
    before = info(collection)
    report = add([files, files / "nhà ở.md"], collection, embedder)
    assert set(outcomes(report).values()) == {"unchanged"}
    assert len(report.results) == 3
    assert info(collection) == before
    assert embedder.embedded == []


def test_a_changed_file_replaces_its_version_and_keeps_its_id(files, collection, embedder, write):
    before, old = info(collection), texts(collection)
    path = files / "nhà ở.md"
    path.write_text(path.read_text(encoding="utf-8").replace("11 hộ", "12 hộ"), encoding="utf-8")
    report = add([files], collection, embedder)
    assert [result.article_id for result in report.updated] == ["nha-o"]
    assert texts(collection) == {**old, "nha-o": old["nha-o"].replace("11 hộ", "12 hộ")}
    assert [text.partition(": ")[2] for text in embedder.embedded] == ["Có 12 hộ được sửa nhà trong năm 2022."]
    assert info(collection).version != before.version
    assert info(collection).id == before.id
    assert check(collection) == []


def test_the_version_is_a_matter_of_contents_not_of_history(files, collection, embedder):
    before, path = info(collection), files / "nhà ở.md"
    original = path.read_bytes()
    path.write_bytes(original.replace("13 hộ".encode(), "14 hộ".encode()))
    add([files], collection, embedder)
    changed = info(collection).version
    path.write_bytes(original)
    add([files], collection, embedder)
    assert changed != before.version
    assert info(collection).version == before.version


def test_other_bytes_of_the_same_article_are_no_change(files, collection, embedder):
    before, path = info(collection), files / "nhà ở.md"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert outcomes(add([path], collection, embedder)) == {"nhà ở.md": "unchanged"}
    assert info(collection) == before
    assert embedder.embedded == []


def test_an_edited_header_embeds_every_paragraph_anew(files, collection, embedder):
    path = files / "nhà ở.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Hỗ trợ nhà ở", "Xóa nhà tạm"), encoding="utf-8")
    add([path], collection, embedder)
    assert len(embedder.embedded) == 3


def test_a_moved_file_keeps_its_id_and_is_not_embedded(files, collection, embedder):
    (files / "nhà ở.md").rename(files / "sub" / "khác.md")
    report = add([files], collection, embedder)
    assert [(result.path.name, result.article_id) for result in report.moved] == [("khác.md", "nha-o")]
    assert report.missing == ()
    assert embedder.embedded == []
    with Collection.open(collection) as opened:
        assert opened.article("nha-o").source == "sub/khác.md"
    assert check(collection) == []


def test_a_copy_is_named_and_not_added(files, collection, embedder):
    before = info(collection)
    shutil.copy(files / "nhà ở.md", files / "zz.md")
    report = add([files], collection, embedder)
    assert [(result.path.name, result.article_id) for result in report.duplicates] == [("zz.md", "nha-o")]
    assert "nhà ở.md" in report.duplicates[0].message
    assert info(collection) == before


def test_copies_added_in_one_go_are_stored_once(tmp_path, embedder, write):
    write(tmp_path / "in" / "a.md", "Có 5 hộ nghèo.")
    shutil.copy(tmp_path / "in" / "a.md", tmp_path / "in" / "b.md")
    report = add([tmp_path / "in"], tmp_path / "c", embedder)
    assert outcomes(report) == {"a.md": "added", "b.md": "duplicate"}


def test_a_renamed_file_whose_old_name_has_new_contents_is_not_lost(tmp_path, embedder, write):
    first = write(tmp_path / "in" / "b.md", "Có 5 hộ nghèo.")
    add([tmp_path / "in"], tmp_path / "c", embedder)
    first.rename(tmp_path / "in" / "a.md")
    write(first, "Có 7 hộ cận nghèo.")
    add([tmp_path / "in"], tmp_path / "c", embedder)
    stored = sorted(text.splitlines()[-1] for text in texts(tmp_path / "c").values())
    assert stored == ["Có 5 hộ nghèo.", "Có 7 hộ cận nghèo."]


def test_equal_names_get_numbered_ids(tmp_path, embedder, write):
    for place in ("x", "y", "z"):
        write(tmp_path / "in" / place / "Tin tức.md", f"Tin về nơi {place} có 3 hộ.")
    write(tmp_path / "in" / "???.md", "Tên tệp này không có chữ nào.")
    report = add([tmp_path / "in"], tmp_path / "c", embedder)
    assert sorted(result.article_id for result in report.added) == ["article", "tin-tuc", "tin-tuc-2", "tin-tuc-3"]


def test_a_bad_file_among_good_ones_is_named(files, tmp_path, embedder):
    (files / "hỏng.md").write_bytes(b"\x00\x01\x02" * 500)
    (files / "rỗng.md").write_bytes(b"")
    report = add([files, tmp_path / "không có.md"], tmp_path / "c", embedder)
    failed = {result.path.name: result.message for result in report.failed}
    assert set(failed) == {"hỏng.md", "rỗng.md", "không có.md"}
    assert all(name in message and "\n" not in message for name, message in failed.items())
    assert len(report.added) == 3
    assert info(tmp_path / "c").articles == 3


def test_a_file_that_became_unreadable_keeps_its_stored_article(files, collection, embedder):
    before = info(collection)
    (files / "nhà ở.md").write_bytes(b"")
    assert [result.path.name for result in add([files], collection, embedder).failed] == ["nhà ở.md"]
    assert info(collection) == before


def test_missing_files_are_reported_and_kept(files, collection, embedder):
    (files / "nhà ở.md").unlink()
    assert add([files], collection, embedder).missing == ("nha-o",)
    assert info(collection).articles == 3


def test_remove(files, collection, embedder):
    remove("nha-o", collection)
    assert set(texts(collection)) == {"vay-von", "bao-hiem"}
    with Collection.open(collection, embedder) as opened:
        assert opened.words(["13"], 5) == []
        assert "quang-ninh" not in opened.place_keys()
        assert {opened.passage(pid).article_id for pid, _ in opened.dense(embedder.embed_question("13 hộ"), 9)} == {
            "vay-von",
            "bao-hiem",
        }
    assert check(collection) == []
    with pytest.raises(UnknownArticle, match="nha-o"):
        remove("nha-o", collection)


def test_a_removed_article_comes_back_under_its_id(files, collection, embedder):
    before = info(collection)
    remove("nha-o", collection)
    add([files], collection, embedder)
    assert info(collection).version == before.version


def test_rebuild_embeds_nothing_and_changes_no_result(collection, embedder):
    question = embedder.embed_question("bao nhiêu hộ được sửa nhà")
    with Collection.open(collection) as opened:
        before = (opened.info.version, opened.dense(question, 6), opened.words(["hộ", "nhà"], 6), opened.place_keys())
    rebuild(collection)
    with Collection.open(collection) as opened:
        after = (opened.info.version, opened.dense(question, 6), opened.words(["hộ", "nhà"], 6), opened.place_keys())
    assert after == before
    assert embedder.embedded == []
    assert check(collection) == []


def test_a_long_paragraph_is_embedded_as_windows_that_cover_it(tmp_path, embedder, write):
    sentences = [f"Thôn số {n} có {n} hộ nghèo cần được hỗ trợ." for n in range(100)]
    write(tmp_path / "in" / "a.md", " ".join(sentences))
    add([tmp_path / "in"], tmp_path / "c", embedder)
    assert len(embedder.embedded) > 2
    assert all(any(sentence in text for text in embedder.embedded) for sentence in sentences)
    with Collection.open(tmp_path / "c", embedder) as opened:
        assert opened.size == 1
        assert len(opened.dense(embedder.embed_question("thôn số 99"), 5)) == 1
    assert check(tmp_path / "c") == []


def test_progress_counts_files_and_windows(files, tmp_path, embedder):
    seen = []
    add([files], tmp_path / "c", embedder, progress=lambda *step: seen.append(step))
    assert seen[0] == (Stage.READ, 0, 3)
    assert (Stage.READ, 3, 3) in seen
    assert seen[-1] == (Stage.EMBED, 6, 6)


def test_files_are_told_as_they_are_stored(files, tmp_path, embedder):
    told = []
    report = add([files], tmp_path / "c", embedder, on_file=told.append)
    assert tuple(told) == report.results


def test_nothing_is_left_behind_when_nothing_could_be_added(tmp_path, embedder):
    report = add([tmp_path / "none.md"], tmp_path / "c", embedder)
    assert [result.outcome for result in report.results] == [Outcome.FAILED]
    assert not (tmp_path / "c").exists()


def test_a_folder_of_other_things_is_not_taken_for_a_collection(files, tmp_path, embedder):
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "thư.txt").write_text("thư riêng")
    with pytest.raises(CollectionError, match=r"thư\.txt"):
        add([files], tmp_path / "c", embedder)
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["thư.txt"]


def test_an_interrupted_run_keeps_finished_batches_and_every_vector(tmp_path, embedder, write, monkeypatch):
    monkeypatch.setattr(adding, "_BATCH_ARTICLES", 2)
    monkeypatch.setattr(adding, "_EMBED_AT_ONCE", 1)
    for n in range(6):
        write(tmp_path / "in" / f"{n}.md", f"Bài {n} nói về {n * 17} hộ.", title=f"Bài {n}")
    path, inner = tmp_path / "c", embedder.embed_passages

    def interrupt(texts, **options):
        if len(embedder.embedded) == 3:
            raise KeyboardInterrupt
        return inner(texts, **options)

    monkeypatch.setattr(embedder, "embed_passages", interrupt)
    with pytest.raises(KeyboardInterrupt):
        add([tmp_path / "in"], path, embedder)
    monkeypatch.setattr(embedder, "embed_passages", inner)
    assert info(path).articles == 2  # the first batch; of the second one text was embedded
    assert not [f for f in check(path) if f.part == "catalogue"]
    add([tmp_path / "in"], path, embedder)
    assert info(path).articles == 6
    assert len(embedder.embedded) == 6  # none twice
    assert check(path) == []


WRITER = """
import runpy, sys
from pathlib import Path
from index import adding
from index.build import add
adding._BATCH_ARTICLES, adding._EMBED_AT_ONCE = 3, 2
embedder = runpy.run_path(sys.argv[1])["HashEmbedder"](pause_s=0.002)
print("ready", flush=True)
for turn in range(50):
    for path in sorted(Path(sys.argv[2]).glob("*.md"))[turn % 5 :: 5]:
        path.write_text(path.read_text(encoding="utf-8") + f"\\nLần {turn} thêm {turn} hộ.\\n", encoding="utf-8")
    add([Path(sys.argv[2])], sys.argv[3], embedder)
"""


def _stamp(path):
    return [(f.name, f.stat().st_mtime_ns) for f in sorted(path.glob("catalog.sqlite*"))]


def test_a_writer_killed_at_any_moment_leaves_a_sound_collection(tmp_path, embedder, write):
    source, path = tmp_path / "in", tmp_path / "c"
    for n in range(20):
        write(source / f"{n:02}.md", *(f"Bài {n} đoạn {m} có {n * m} hộ." for m in range(3)), title=f"Bài {n}")
    chance = random.Random(20240826)
    revisions = set()
    for turn in range(30):  # on a slow machine the first kills may all fall before the first batch is stored
        if turn >= 6 and len(revisions) > 1:
            break
        command = [sys.executable, "-c", WRITER, str(HERE / "hashing.py"), str(source), str(path)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        process.stdout.readline()
        before, deadline = _stamp(path), time.monotonic() + 60
        while _stamp(path) == before and time.monotonic() < deadline:
            time.sleep(0.005)  # until it has written something, however slow the machine is
        time.sleep(chance.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if not (path / "catalog.sqlite").exists():
            continue
        with Collection.open(path, embedder) as opened:
            revisions.add(opened.info.version)
            pids = [pid for pid, _ in opened.dense(embedder.embed_question("hộ"), 1000)]
            assert len(pids) == opened.size
            assert all(passage.text for passage in opened.passages(pids))
            assert len(opened.words(["hộ"], 1000)) == opened.size
        assert check(path) == []
    assert len(revisions) > 1  # the kills did interrupt work
    add([source], path, embedder)
    assert info(path).articles == 20
    assert check(path) == []
