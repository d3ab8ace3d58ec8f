"""Collections that cannot be used as they are: each gets one line that says what was found and what to do."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.build import add, check, rebuild, remove
from index.catalog import FILE
from index.collection import Collection
from index.errors import CollectionDamaged, CollectionError, CollectionLocked, CollectionMissing, ModelMismatch
from index.lock import writing

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def raises_one_line(kind, pattern=""):
    """The error is of this kind and one line, and says what to do next."""
    return pytest.raises(kind, match=re.compile(rf"\A(?=.*{pattern})[^\n]+\Z"))


def sql(path, *statements):
    connection = sqlite3.connect(path / FILE)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


ACTIONS = {
    "open": lambda path, files, embedder: Collection.open(path, embedder).close(),
    "check": lambda path, files, embedder: check(path),
    "remove": lambda path, files, embedder: remove("nha-o", path),
    "rebuild": lambda path, files, embedder: rebuild(path),
}
WITH_ADD = {**ACTIONS, "add": lambda path, files, embedder: add([files], path, embedder)}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
@pytest.mark.parametrize("what", ["nothing", "an empty folder", "a folder of other things"])
def test_no_collection_there(tmp_path, files, embedder, action, what):
    path = tmp_path / "c"
    if what != "nothing":
        path.mkdir()
    if what == "a folder of other things":
        (path / "a.txt").write_text("a")
    with raises_one_line(CollectionMissing, "trichdan add"):
        action(path, files, embedder)
    assert path.exists() == (what != "nothing")


DAMAGE = {
    "not SQLite": (lambda path: (path / FILE).write_bytes(b"This is no database at all. " * 300), "cannot be read"),
    "cut short": (lambda path: (path / FILE).write_bytes((path / FILE).read_bytes()[:-4096]), ""),
    "cut to one page": (lambda path: (path / FILE).write_bytes((path / FILE).read_bytes()[:4096]), ""),
    "cut inside a page": (lambda path: (path / FILE).write_bytes((path / FILE).read_bytes()[:5000]), ""),
    "empty": (lambda path: (path / FILE).write_bytes(b""), "no trichdan catalogue"),
    "another database": (
        lambda path: ((path / FILE).unlink(), sql(path, "CREATE TABLE t (x)")),
        "no trichdan catalogue",
    ),
    "of a newer program": (lambda path: sql(path, "PRAGMA user_version = 99"), "schema version 99.*this program reads"),
    "without its tables": (lambda path: sql(path, "DROP TABLE paragraph_years", "DROP TABLE meta"), ""),
}


@pytest.mark.parametrize("action", WITH_ADD.values(), ids=WITH_ADD)
@pytest.mark.parametrize(("damage", "message"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_catalogue(collection, files, embedder, action, damage, message):
    damage(collection)
    before = (collection / FILE).read_bytes()
    with raises_one_line(CollectionDamaged, message):
        action(collection, files, embedder)
    assert (collection / FILE).read_bytes() == before  # nothing is lost by trying


def test_a_figure_changed_in_the_file_itself_is_found(collection):
    content = (collection / FILE).read_bytes()
    assert content.count(b"1.911") == 1
    (collection / FILE).write_bytes(content.replace(b"1.911", b"9.111"))
    assert [finding.message for finding in check(collection) if "vay-von: text" in finding.message]


@pytest.mark.parametrize("action", [ACTIONS["open"], WITH_ADD["add"]], ids=["open", "add"])
def test_the_collection_of_another_model(collection, files, HashEmbedder, action):
    other = HashEmbedder("another-model", dim=32)
    with raises_one_line(ModelMismatch, "hash-64.*another-model"):
        action(collection, files, other)
    assert other.embedded == []


def test_a_collection_is_read_without_a_model(collection):
    with Collection.open(collection) as opened:
        assert opened.words(["hộ"], 1)


def test_a_file_where_the_collection_should_be(tmp_path, files, embedder):
    (tmp_path / "c").write_text("x")
    with raises_one_line(CollectionError, "choose another"):
        add([files], tmp_path / "c", embedder)
    with raises_one_line(CollectionMissing):
        Collection.open(tmp_path / "c")


# Two writers -----------------------------------------------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from index.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(collection):
    """The collection's lock is held by another process; the process."""
    command = [sys.executable, "-c", HOLDER, str(collection)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process


@pytest.mark.parametrize("name", ["add", "remove", "rebuild"])
def test_the_second_writer_learns_who_holds_the_lock(collection, files, embedder, held, name):
    with raises_one_line(CollectionLocked, f"process {held.pid} on {re.escape(socket.gethostname())} since 20"):
        WITH_ADD[name](collection, files, embedder)


def test_reading_needs_no_lock(collection, embedder, held):
    with Collection.open(collection, embedder) as opened:
        assert opened.dense(embedder.embed_question("hộ"), 1)
    assert check(collection) == []


def test_the_lock_of_a_killed_process_is_free(collection, files, embedder, held):
    held.kill()
    held.wait()
    assert len(add([files], collection, embedder).unchanged) == 3


def test_the_lock_is_free_after_an_error(collection, files, embedder):
    with pytest.raises(RuntimeError), writing(collection):
        raise RuntimeError
    remove("nha-o", collection)


def test_two_threads_of_one_process_exclude_each_other(collection):
    with (
        writing(collection),
        raises_one_line(CollectionLocked, f"process {os.getpid()}"),
        writing(collection, wait_s=0),
    ):
        pass


# What check finds ------------------------------------------------------------------------------------------------

FAULTS = {
    "a changed text": ("UPDATE articles SET text = text || 'x' WHERE id = 'nha-o'", "nha-o: text or facts differ"),
    "a changed date": (
        "UPDATE articles SET published = '1999-01-01' WHERE id = 'nha-o'",
        "nha-o: text or facts differ",
    ),
    "a paragraph past the end": ('UPDATE paragraphs SET "end" = 99999 WHERE pid = 1', "no slice of its text"),
    "a lost paragraph": ("DELETE FROM paragraphs WHERE ordinal = 1", "belongs to nothing"),
    "a lost window": ("DELETE FROM windows WHERE pid = 2", "it has no vector"),
    "a vector of another length": ("UPDATE vectors SET vector = zeroblob(12) WHERE id = 1", "does not have 256 bytes"),
    "a vector of zeros": (
        "UPDATE vectors SET vector = zeroblob(256) WHERE id = 1",
        "1 stored vectors do not have length 1",
    ),
}


@pytest.mark.parametrize(("statement", "message"), FAULTS.values(), ids=FAULTS)
def test_check_finds(collection, statement, message):
    sql(collection, statement)
    assert any(message in finding.message for finding in check(collection)), check(collection)


def test_check_finds_a_number_that_is_none(collection):
    blob = np.full(64, np.nan, np.float32).tobytes()
    sql(collection, f"UPDATE vectors SET vector = x'{blob.hex()}' WHERE id = 1")
    assert any("do not have length 1" in finding.message for finding in check(collection))


def test_check_finds_indexes_of_another_state(collection):
    sql(collection, "UPDATE meta SET value = value + 1 WHERE name = 'revision'")
    assert [finding.part for finding in check(collection)] == ["vectors", "words"]
    assert [finding.part for finding in check(collection)] == ["vectors", "words"]  # it changes nothing
    Collection.open(collection).close()
    assert [finding.part for finding in check(collection)] == ["vectors"]
    rebuild(collection)
    assert check(collection) == []


ADDER = """
import runpy, sys
from index.build import add
from index.errors import CollectionLocked
embedder = runpy.run_path(sys.argv[1])["HashEmbedder"](pause_s=0.4)
print("ready", flush=True)
sys.stdin.readline()
try:
    add([sys.argv[2]], sys.argv[3], embedder)
    print("added")
except CollectionLocked as error:
    print("locked", error)
"""


def test_two_processes_create_a_collection_at_once(files, tmp_path):
    command = [sys.executable, "-c", ADDER, str(HERE / "hashing.py"), str(files), str(tmp_path / "c")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as one, subprocess.Popen(command, cwd=ROOT, **pipes) as two:
        assert one.stdout.readline() == two.stdout.readline() == "ready\n"
        for process in (one, two):
            process.stdin.write("go\n")
            process.stdin.flush()
        said = {process.pid: process.communicate(timeout=30)[0] for process in (one, two)}
    winner = next(pid for pid, text in said.items() if text == "added\n")
    (loser,) = (text for pid, text in said.items() if pid != winner)
    assert loser.startswith("locked ")
    assert f"process {winner} on" in loser
    assert check(tmp_path / "c") == []
