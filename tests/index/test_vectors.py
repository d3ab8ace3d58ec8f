"""The vector index against a plain matrix product, and what it makes of a file that does not match."""

import numpy as np
import pytest

from index.catalog import Catalog
from index.vectors import FILE, VectorIndex

DIM = 16


def unit(rows, seed=0):
    drawn = np.random.default_rng(seed).standard_normal((rows, DIM)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def fill(catalog, counts, seed=0):
    """One article with ``counts[i]`` windows in its i-th paragraph; returns the pids."""
    drawn, pids, used = unit(sum(counts), seed), [], 0
    with catalog.transaction() as connection:
        key = connection.execute("SELECT coalesce(max(key), 0) + 1 FROM articles").fetchone()[0]
        connection.execute(
            "INSERT INTO articles (key, id, path, sha256, program, version, source, title, places, paragraph_count, "
            "line_count, text, lines, left_out) VALUES (?, ?, ?, '', '', '', '', '', '[]', 0, 0, '', '[]', '[]')",
            [key, f"a{key}", f"/a{key}"],
        )
        for count in counts:
            row = (key, len(pids), 0, 100)
            sql = 'INSERT INTO paragraphs (article, ordinal, start, "end") VALUES (?, ?, ?, ?)'
            pids.append(connection.execute(sql, row).lastrowid)
            for start in range(count):
                digest = f"{key}-{used}".encode()
                blob = drawn[used].tobytes()
                vector = connection.execute(
                    "INSERT INTO vectors (digest, vector) VALUES (?, ?)", [digest, blob]
                ).lastrowid
                connection.execute("INSERT INTO windows VALUES (?, ?, ?, ?)", [pids[-1], start, 100, vector])
                used += 1
        connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")
    return pids


def drop(catalog, pids):
    with catalog.transaction() as connection:
        for pid in pids:
            connection.execute("DELETE FROM windows WHERE pid = ?", [pid])
            connection.execute("DELETE FROM paragraphs WHERE pid = ?", [pid])
        connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")


@pytest.fixture
def catalog(tmp_path):
    with Catalog.create(tmp_path, identity="one", model="m", dim=DIM) as catalog:
        yield catalog


def by_hand(counts, pids, drawn, question):
    owners = np.repeat(pids, counts)
    scores = drawn @ question
    return {pid: float(scores[owners == pid].max()) for pid in pids}


def expected(scores, k):
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]


def same(found, wanted):
    assert [pid for pid, _ in found] == [pid for pid, _ in wanted]
    np.testing.assert_allclose([score for _, score in found], [score for _, score in wanted], atol=1e-6)


@pytest.mark.parametrize("k", [1, 7, 1000])
def test_search_is_the_exact_product_best_window_first(tmp_path, catalog, k):
    counts = list(np.random.default_rng(1).integers(1, 4, 200))
    pids = fill(catalog, counts)
    index, question = VectorIndex.load(tmp_path, catalog), unit(1, seed=9)[0]
    assert len(index) == sum(counts)
    same(index.search(question, k), expected(by_hand(counts, pids, unit(sum(counts)), question), k))


def test_many_windows_of_one_paragraph_do_not_crowd_out_the_others(tmp_path, catalog):
    counts = [100, 1, 1, 1]
    pids = fill(catalog, counts)
    index, question = VectorIndex.load(tmp_path, catalog), unit(100)[:100].mean(axis=0)
    question /= np.linalg.norm(question)
    same(index.search(question, 4), expected(by_hand(counts, pids, unit(103), question), 4))


def test_search_within_some_paragraphs(tmp_path, catalog):
    counts = [1, 3] * 50
    pids = fill(catalog, counts)
    index, question = VectorIndex.load(tmp_path, catalog), unit(1, seed=9)[0]
    some = pids[10:30]
    scores = by_hand(counts, pids, unit(200), question)
    wanted = expected({pid: scores[pid] for pid in some}, 5)
    same(index.search(question, 5, within=[*some, 999_999, -1, 0]), wanted)
    same(index.search(question, 50, within=some), expected({pid: scores[pid] for pid in some}, 50))
    same(index.search(question, 5, within=np.array(pids)), expected(scores, 5))
    same(index.search(question, 5, within=np.array(some[::-1])), wanted)
    assert index.search(question, 5, within=[]) == []
    assert index.search(question, 0) == []


def test_scores_of_given_paragraphs(tmp_path, catalog):
    counts = [1, 3, 2] * 20
    pids = fill(catalog, counts)
    index, question = VectorIndex.load(tmp_path, catalog), unit(1, seed=9)[0]
    scores = by_hand(counts, pids, unit(120), question)
    asked = [pids[40], pids[3], 999_999, pids[3]]
    found = index.scores(question, asked)
    np.testing.assert_allclose(found[[0, 1, 3]], [scores[pids[40]], scores[pids[3]], scores[pids[3]]], atol=1e-6)
    assert np.isnan(found[2])
    assert index.scores(question, []).shape == (0,)


def test_an_empty_collection(tmp_path, catalog):
    index, question = VectorIndex.load(tmp_path, catalog), unit(1)[0]
    assert index.search(question, 5) == []
    assert index.search(question, 5, within=[1]) == []
    index.save(tmp_path)
    assert len(VectorIndex.load(tmp_path, catalog)) == 0


def test_a_stored_file_is_taken_as_it_is(tmp_path, catalog):
    fill(catalog, [1, 2, 3])
    VectorIndex.load(tmp_path, catalog).save(tmp_path)
    index = VectorIndex.load(tmp_path, catalog)
    assert index.stored
    np.testing.assert_array_equal(index.vectors, unit(6))


def test_an_older_file_is_caught_up(tmp_path, catalog):
    first = fill(catalog, [1, 2, 3])
    VectorIndex.load(tmp_path, catalog).save(tmp_path)
    second = fill(catalog, [2, 1], seed=1)
    drop(catalog, [first[1]])
    index = VectorIndex.load(tmp_path, catalog)
    assert not index.stored
    assert index.pids.tolist() == [first[0], *[first[2]] * 3, second[0], second[0], second[1]]
    np.testing.assert_array_equal(index.vectors, np.concatenate([unit(6)[[0, 3, 4, 5]], unit(3, seed=1)]))


def test_a_newer_file_is_brought_back_to_the_snapshot(tmp_path, catalog):
    first = fill(catalog, [1, 2])
    with Catalog.read(tmp_path) as snapshot:
        second = fill(catalog, [1], seed=1)
        drop(catalog, [first[0]])
        VectorIndex.load(tmp_path, catalog).save(tmp_path)
        index = VectorIndex.load(tmp_path, snapshot)
        assert index.pids.tolist() == [first[0], first[1], first[1]]
        np.testing.assert_array_equal(index.vectors, unit(3))
    assert second[0] in VectorIndex.load(tmp_path, catalog).pids


DAMAGE = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "short": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "cut in the middle": lambda path: path.write_bytes(path.read_bytes()[:-300]),
    "without its middle": lambda path: path.write_bytes(path.read_bytes()[:200] + path.read_bytes()[400:]),
    "noise": lambda path: path.write_bytes(np.random.default_rng(0).bytes(5000)),
    "noise before the trailer": lambda path: path.write_bytes(b"\xff" * 2000 + path.read_bytes()[-256:]),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_made_again_from_the_catalogue(tmp_path, catalog, damage):
    fill(catalog, [1, 2, 3])
    VectorIndex.load(tmp_path, catalog).save(tmp_path)
    damage(tmp_path / FILE)
    index = VectorIndex.load(tmp_path, catalog)
    assert not index.stored
    np.testing.assert_array_equal(index.vectors, unit(6))


def test_the_file_of_another_collection_is_not_taken(tmp_path, catalog):
    fill(catalog, [1, 2, 3])
    (tmp_path / "other").mkdir()
    with Catalog.create(tmp_path / "other", identity="two", model="m", dim=DIM) as other:
        fill(other, [1, 2, 3], seed=5)
        VectorIndex.load(tmp_path / "other", other).save(tmp_path)
    index = VectorIndex.load(tmp_path, catalog)
    np.testing.assert_array_equal(index.vectors, unit(6))
