"""The default collection: made from the packaged seeds on first use, and again when they or the model change."""

import json
import multiprocessing
import os
import runpy
import time
from pathlib import Path

import pytest

from index import default
from index.build import add, remove
from index.catalog import Catalog
from index.collection import Collection
from index.errors import CollectionError

SEEDS = {"bac-kan-2017", "bac-kan-2024", "binh-thuan-2024", "dam-ha-2023", "vinh-tuong-2017"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "trichdan"


def ids(path):
    with Collection.open(path) as collection:
        return {head.id for head in collection.articles()}


def test_it_is_made_once(embedder, home):
    assert default.current() is None
    path = default.build(embedder)
    assert path == default.default_folder() == home / "collection"
    assert ids(path) == SEEDS
    assert default.current() == default.current(embedder.name) == path
    embedder.embedded.clear()
    default.build(embedder)
    assert embedder.embedded == []


def test_finding_it_is_cheap(embedder):
    default.build(embedder)
    default.current(embedder.name)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        default.current(embedder.name)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.002


@pytest.fixture
def seeds_changed(monkeypatch):
    """As if the next version of the program brought other seeds."""

    def change(**changes):
        seeds = default._packaged_seeds()
        for name, data in changes.items():
            if data is None:
                del seeds[f"{name}.md"]
            else:
                seeds[f"{name}.md"] = data.encode()
        monkeypatch.setattr(default, "_packaged_seeds", lambda: seeds)

    return change


def test_changed_seeds_are_taken_over_and_the_users_articles_stay(embedder, write, tmp_path, seeds_changed):
    path = default.build(embedder)
    add([write(tmp_path / "mine.md", "Xã của tôi có 77 hộ.")], path, embedder)
    text = "---\ntitle: Mới\npublished: 2025-01-01\n---\nHuyện Đầm Hà hỗ trợ 99 hộ.\n"
    seeds_changed(**{"dam-ha-2023": text, "vinh-tuong-2017": None, "ca-mau-2025": text.replace("Đầm Hà", "Cà Mau")})
    assert default.current() is None
    default.build(embedder)
    assert ids(path) == SEEDS - {"vinh-tuong-2017"} | {"ca-mau-2025", "mine"}
    with Collection.open(path) as collection:
        assert "99 hộ" in collection.article("dam-ha-2023").text
    assert default.current(embedder.name) == path


def test_another_model_embeds_everything_again_and_loses_nothing(HashEmbedder, write, tmp_path):
    first, second = HashEmbedder("first"), HashEmbedder("second", dim=32)
    path = default.build(first)
    mine = write(tmp_path / "mine.md", "Xã của tôi có 77 hộ.")
    add([mine], path, first)
    with Collection.open(path) as collection:
        before = {head.id: head.version for head in collection.articles()}
    mine.unlink()  # only the collection still has it
    assert default.current("second") is None
    default.build(second)
    with Collection.open(path, second) as collection:
        assert {head.id: head.version for head in collection.articles()} == before
        assert collection.info.model == "second"
        (embedded,) = [text for text in second.embedded if "77 hộ" in text]
        (found, score) = collection.dense(second.embed_question(embedded), 1)[0]
        assert collection.passage(found).article_id == "mine"
        assert score > 0.999
    assert default.current("second") == path
    assert not (path.parent / "collection.new").exists()


def test_a_removed_seed_stays_removed_and_an_emptied_collection_can_change_its_model(HashEmbedder):
    first, second = HashEmbedder("first"), HashEmbedder("second")
    path = default.build(first)
    remove("dam-ha-2023", path)
    assert default.build(first) == path
    assert ids(path) == SEEDS - {"dam-ha-2023"}
    for one in ids(path):
        remove(one, path)
    default.build(second)
    assert ids(path) == SEEDS


class _Stopped(Exception):
    pass


@pytest.mark.parametrize("at", [1, 5, 20])
def test_an_interrupted_change_of_model_leaves_the_old_collection(HashEmbedder, at):
    first, second = HashEmbedder("first"), HashEmbedder("second")
    path = default.build(first)

    def stop(stage, done, total):
        if len(second.embedded) >= at:
            raise _Stopped

    with pytest.raises(_Stopped):
        default.build(second, progress=stop)
    assert default.current("first") == path
    with Collection.open(path, first) as collection:
        assert len(collection.articles()) == 5
    default.build(second)
    with Collection.open(path, second) as collection:
        assert len(collection.articles()) == 5


def test_a_swap_cut_off_halfway_is_finished(embedder, home):
    path = default.build(embedder)
    os.replace(path, home / "collection.new")
    (home / "collection.new" / "complete").touch()
    assert default.current() is None
    default.build(embedder)
    assert ids(path) == SEEDS
    assert sorted(p.name for p in path.iterdir() if p.name == "complete") == []


def _build_in_a_process(queue):
    slow = runpy.run_path(str(Path(__file__).with_name("hashing.py")))["HashEmbedder"](pause_s=0.05)
    try:
        path = default.build(slow, on_wait=lambda: queue.put("waits"))
        with Collection.open(path) as collection:
            queue.put(len(collection.articles()))
    except Exception as error:  # noqa: BLE001 - shown in the test's own process
        queue.put(repr(error))


def test_two_first_uses_at_once_do_not_clash():
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    processes = [context.Process(target=_build_in_a_process, args=(queue,)) for _ in range(2)]
    for process in processes:
        process.start()
    said = [queue.get(timeout=60)]
    while len([word for word in said if word != "waits"]) < 2:
        said.append(queue.get(timeout=60))
    for process in processes:
        process.join(60)
    assert [word for word in said if word != "waits"] == [5, 5]
    assert said.count("waits") == 1


@pytest.mark.parametrize("marker", ["", "[]", "{", '{"seeds": 7}', "\x00"])
def test_a_damaged_marker_costs_a_rebuild_only(embedder, home, marker):
    path = default.build(embedder)
    (home / "default.json").write_text(marker, encoding="utf-8")
    assert default.current() is None
    assert ids(default.build(embedder)) == SEEDS
    assert json.loads((home / "default.json").read_text(encoding="utf-8"))["model"] == embedder.name
    assert default.current() == path


def test_a_data_folder_that_cannot_be_written_is_named(embedder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    with pytest.raises(CollectionError, match="--collection"):
        default.build(embedder)


def test_the_users_own_copy_of_a_seed_is_no_second_article(embedder, tmp_path):
    """Two installations with the same seeds share one data folder: the paths they come from do not matter."""
    path = default.build(embedder)
    (default.default_folder().parent / "default.json").unlink()
    default.build(embedder)
    assert ids(path) == SEEDS
    assert Catalog.exists(path)
