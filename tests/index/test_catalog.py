"""What goes into the catalogue comes out of it, all at once or not at all, and a snapshot stays as it is."""

import datetime
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, LeftOut, Paragraph
from index.catalog import FILE, ArticleHead, Catalog, Scope, context_headers
from index.errors import CollectionDamaged
from index.writing import KnownFile, Labels, Record, Window, drop, finish, keep_vectors, known_files, put, touch

ARTICLE = Article(
    id="nha-o",
    source="sub/nhà ở.txt",
    text="Huyện có 13 hộ 🏠.\nSửa 11 hộ.",
    title="Nhà ở",
    paragraphs=(Paragraph(0, 0, 18), Paragraph(1, 19, 29)),
    lines=(4, 9),
    publisher="Báo thử",
    published=datetime.date(2023, 11, 30),
    places=("Đầm Hà", "Quảng Ninh"),
    url="https://example.org/a?b=1&c='2'",
    sha256="ab" * 32,
    original_sha256="cd" * 32,
    left_out=(LeftOut(1, "Trang chủ", "furniture"),),
)
LABELS = Labels(frozenset({("qn", Scope.ARTICLE), ("qn", Scope.PARAGRAPH)}), frozenset({(2023, Scope.ARTICLE)}))


def record(article=ARTICLE, path=None):
    windows = tuple((Window(p.start, p.end, b"d"),) for p in article.paragraphs)
    file = KnownFile(article.id, path or f"/{article.id}", article.sha256, "0", article.version, article.source)
    return Record(article, file, windows, (LABELS,) * len(article.paragraphs), {"qn": "Quảng Ninh"})


def store(catalog, one):
    with catalog.transaction() as connection:
        keep_vectors(connection, [(b"d", b"\0" * 8)])
        result = put(connection, one)
        finish(connection)
    return result


@pytest.fixture
def catalog(tmp_path):
    with Catalog.create(tmp_path, identity="one", model="m", dim=2) as catalog:
        yield catalog


def test_an_article_comes_back_as_it_went_in(catalog):
    store(catalog, record())
    found = catalog.article("nha-o")
    assert found == ARTICLE
    assert found.left_out == ARTICLE.left_out  # not part of an article's equality
    assert found.version == ARTICLE.version
    head = ArticleHead(
        "nha-o",
        "Nhà ở",
        "Báo thử",
        ARTICLE.published,
        ARTICLE.places,
        ARTICLE.source,
        ARTICLE.url,
        ARTICLE.version,
        2,
        2,
    )
    assert catalog.heads() == [head]
    assert catalog.article("other") is None


def test_an_article_without_facts_comes_back_too(catalog):
    bare = Article(id="b", source="b", text="x", title="b", paragraphs=(Paragraph(0, 0, 1),), lines=(1,))
    store(catalog, record(bare))
    assert catalog.article("b") == bare


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_is_stored_code_point_for_code_point(catalog, text):
    lines = tuple(range(1, text.count("\n") + 2))
    store(catalog, record(Article(id="x", source=text, text=text, title=text, paragraphs=(), lines=lines)))
    assert catalog.article("x").text == text
    assert catalog.article("x").title == text


def test_paragraphs_know_their_article_and_labels(catalog):
    pids, gone = store(catalog, record())
    assert gone == []
    assert catalog.pids().tolist() == catalog.pids_of_article("nha-o").tolist() == pids
    assert catalog.locate([*pids, 77]) == {pids[0]: ("nha-o", 0, 0, 18), pids[1]: ("nha-o", 1, 19, 29)}
    assert catalog.labels("places", pids[:1]) == {pids[0]: [("qn", Scope.ARTICLE), ("qn", Scope.PARAGRAPH)]}
    assert catalog.labels("years", pids[:1]) == {pids[0]: [(2023, Scope.ARTICLE)]}
    assert catalog.place_names() == {"qn": "Quảng Ninh"}
    assert catalog.years(Scope.PARAGRAPH) == ()
    assert catalog.years() == (2023,)
    assert catalog.pids_of_places(["qn", "zz"]).tolist() == catalog.pids_of_years([2023, 1999]).tolist() == pids
    assert catalog.pids_of_places([]).tolist() == []


def test_more_paragraphs_than_sqlite_takes_parameters(catalog):
    count = 2500
    text = "x" * count
    paragraphs = tuple(Paragraph(i, i, i + 1) for i in range(count))
    long = Article(id="long", source="s", text=text, title="t", paragraphs=paragraphs, lines=(1,))
    pids, _ = store(catalog, record(long))
    assert len(catalog.locate(pids)) == len(catalog.labels("places", pids)) == count


def test_replaced_paragraphs_get_new_ids_that_no_other_ever_had(catalog):
    first, _ = store(catalog, record())
    second, gone = store(catalog, record())
    with catalog.transaction() as connection:
        assert drop(connection, "nha-o") == second
    third, _ = store(catalog, record())
    assert gone == first
    assert len({*first, *second, *third}) == 6
    assert catalog.pids().tolist() == third


def test_facts_about_a_file_change_without_touching_paragraphs(catalog):
    pids, _ = store(catalog, record())
    version = catalog.meta()["version"]
    moved = KnownFile("nha-o", "/moved", "ef" * 32, "9", ARTICLE.version, "moved.txt")
    with catalog.transaction() as connection:
        touch(connection, moved)
        finish(connection)
        assert known_files(connection) == [moved]
    assert catalog.pids().tolist() == pids
    assert catalog.article("nha-o").source == "moved.txt"
    assert catalog.meta()["version"] != version  # citations name the source


@pytest.mark.parametrize("error", [KeyboardInterrupt(), sqlite3.IntegrityError("x"), ValueError()])
def test_a_transaction_that_fails_changes_nothing(catalog, error):
    store(catalog, record())
    before = (catalog.meta(), catalog.heads(), catalog.pids().tolist())

    def change():
        with catalog.transaction() as connection:
            drop(connection, "nha-o")
            finish(connection)
            raise error

    with pytest.raises((type(error), CollectionDamaged)):
        change()
    assert (catalog.meta(), catalog.heads(), catalog.pids().tolist()) == before


def test_a_snapshot_keeps_its_state_and_notices_a_newer_one(tmp_path, catalog):
    store(catalog, record())
    with Catalog.read(tmp_path) as snapshot:
        held = snapshot.state()
        assert not snapshot.changed()
        with catalog.transaction() as connection:
            drop(connection, "nha-o")
            finish(connection)
        assert snapshot.changed()
        assert snapshot.state() == held != catalog.state()
        assert snapshot.article("nha-o") == ARTICLE
        with Catalog.read(tmp_path) as newer:
            assert newer.article("nha-o") is None
            assert not newer.changed()


def test_a_snapshot_notices_that_the_file_was_replaced(tmp_path, catalog):
    store(catalog, record())
    catalog.close()
    with Catalog.read(tmp_path) as snapshot:
        (tmp_path / "other").mkdir()
        Catalog.create(tmp_path / "other", identity="two", model="m", dim=2).close()
        (tmp_path / "other" / FILE).replace(tmp_path / FILE)
        assert snapshot.changed()
        assert snapshot.article("nha-o") == ARTICLE
        (tmp_path / FILE).unlink()
        assert not snapshot.changed()  # there is nothing newer to go to


def test_a_snapshot_cannot_write(tmp_path, catalog):
    with (
        Catalog.read(tmp_path) as snapshot,
        pytest.raises(Exception, match="readonly"),
    ):
        snapshot.rows("DELETE FROM articles RETURNING id")


def test_a_draft_left_by_a_killed_process_is_replaced(tmp_path):
    (tmp_path / f"{FILE}.new").write_bytes(b"half")
    with Catalog.create(tmp_path, identity="one", model="m", dim=2) as catalog:
        assert catalog.counts() == (0, 0)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_context_headers_name_the_section_too():
    text = "Nhà ở\nII. NHIỆM VỤ\n1. Nhà ở\nXây 13 căn nhà.\n2. Việc làm\nMở 3 lớp."
    spans = [(text.index(p), text.index(p) + len(p)) for p in ("Xây 13 căn nhà.", "Mở 3 lớp.")]
    article = replace(ARTICLE, text=text, paragraphs=tuple(Paragraph(i, *span) for i, span in enumerate(spans)))
    shared = "Nhà ở · 30/11/2023 · Đầm Hà, Quảng Ninh · II. NHIỆM VỤ"
    assert context_headers(article) == [f"{shared} · 1. Nhà ở", f"{shared} · 2. Việc làm"]
    bare = replace(article, published=None, places=(), text="Xây nhà.", paragraphs=(Paragraph(0, 0, 8),))
    assert context_headers(bare) == ["Nhà ở"]
