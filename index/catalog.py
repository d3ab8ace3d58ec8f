"""The catalogue: one SQLite file that holds everything a collection knows. The one source of truth.

The vector index and the word index are derived from it and may be thrown away at any time; embeddings are kept here,
each under a digest of the model and the text it was computed from, so that nothing is ever embedded twice.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from index import database
from index.article import Article, LeftOut, Paragraph
from index.database import FILE, SCHEMA_VERSION, require
from index.errors import CollectionDamaged
from index.headings import headings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FILE", "SCHEMA_VERSION", "ArticleHead", "Catalog", "Passage", "Scope", "context_headers", "require"]

_HEAD = "id, title, publisher, published, places, source, url, version, paragraph_count, line_count"


class Scope(StrEnum):
    """Where a place or a year of a paragraph comes from."""

    ARTICLE = "article"  # the article's own places, the year of its date
    PARAGRAPH = "paragraph"  # named in the paragraph itself


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """An article without its text, as lists show it."""

    id: str
    title: str
    publisher: str | None
    published: datetime.date | None
    places: tuple[str, ...]
    source: str
    url: str | None
    version: str
    paragraphs: int  # how many
    lines: int  # lines of stored text


@dataclass(frozen=True, slots=True)
class Passage:
    """One stored paragraph with its text: always ``article.text[start:end]``."""

    pid: int
    article_id: str
    ordinal: int
    start: int
    end: int
    text: str


def context_headers(article: Article) -> list[str]:
    """For each paragraph "title · date · places · section", which stands before it when it is embedded, never in a quote."""
    date = article.published.strftime("%d/%m/%Y") if article.published else ""
    shared = (article.title, date, ", ".join(article.places))
    return [" · ".join(part for part in (*shared, *above) if part) for above in headings(article)]


class Catalog:
    """An open catalogue. Made by `Catalog.read` (a snapshot), `Catalog.write` or `Catalog.create`.

    Safe to share between threads: statements run one at a time.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, *, immutable: bool = False) -> None:
        self.folder = folder
        self.immutable = immutable
        self._connection = connection
        self._lock = threading.RLock()
        self._stat = database.identity(folder / FILE)
        self._watch: sqlite3.Connection | None = None

    # Opening ---------------------------------------------------------------------------------------------------

    @classmethod
    def exists(cls, folder: Path) -> bool:
        return (folder / FILE).is_file()

    @classmethod
    def create(cls, folder: Path, *, identity: str, model: str, dim: int) -> Self:
        """Create an empty catalogue and open it for writing. It appears whole or not at all."""
        meta = {"id": identity, "model": model, "dim": str(dim), "revision": "0", "version": ""}
        database.create(folder, meta)
        return cls.write(folder)

    @classmethod
    def write(cls, folder: Path) -> Self:
        """Open for writing. The caller holds the collection's lock."""
        return cls(folder, database.open_to_write(folder))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open a snapshot: everything read through it is of one revision, whatever others write meanwhile.

        Raises CollectionMissing, CollectionDamaged, or CollectionError when the folder cannot be read.
        """
        connection, immutable = database.open_snapshot(folder)
        return cls(folder, connection, immutable=immutable)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading ---------------------------------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of one SELECT."""
        with self._lock, database.explained(self.folder):
            return self._connection.execute(sql, parameters).fetchall()

    def meta(self) -> dict[str, str]:
        """id, model, dim, revision (grows with every change) and version (hash of the contents)."""
        return dict(self.rows("SELECT name, value FROM meta"))

    def state(self) -> str:
        """What a derived store must carry to match: the collection's id and revision."""
        meta = self.meta()
        return f"{meta['id']}:{meta['revision']}"

    def changed(self) -> bool:
        """Whether the catalogue on disk is newer than this snapshot. Costs microseconds."""
        now = database.identity(self.folder / FILE)
        if now is None:
            return False  # deleted under us: what we hold open can still be read
        if self.immutable or self._stat is None or now[:2] != self._stat[:2]:
            return now != self._stat
        with self._lock, database.explained(self.folder):
            if self._watch is None:
                self._watch = database.connect(self.folder, "mode=rw")
            newest = self._watch.execute("SELECT value FROM meta WHERE name = 'revision'").fetchone()[0]
            held = self._connection.execute("SELECT value FROM meta WHERE name = 'revision'").fetchone()[0]
        return bool(newest != held)

    def counts(self) -> tuple[int, int]:
        """Articles and paragraphs held."""
        articles, paragraphs = self.rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM paragraphs)")[0]
        return articles, paragraphs

    def heads(self) -> list[ArticleHead]:
        """All articles without their text, by id."""
        return [_head(row) for row in self.rows(f"SELECT {_HEAD} FROM articles ORDER BY id")]

    def ids(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT id FROM articles ORDER BY id")]

    def article(self, article_id: str) -> Article | None:
        rows = self.rows(
            f"SELECT {_HEAD}, text, lines, left_out, sha256, original_sha256, key FROM articles WHERE id = ?",
            [article_id],
        )
        if not rows:
            return None
        head = _head(rows[0])
        text, lines, left_out, sha256, original, key = rows[0][10:]
        paragraphs = self.rows('SELECT ordinal, start, "end" FROM paragraphs WHERE article = ? ORDER BY ordinal', [key])
        return Article(
            id=head.id,
            source=head.source,
            text=text,
            title=head.title,
            paragraphs=tuple(Paragraph(*row) for row in paragraphs),
            lines=tuple(json.loads(lines)),
            publisher=head.publisher,
            published=head.published,
            places=head.places,
            url=head.url,
            sha256=sha256,
            original_sha256=original,
            left_out=tuple(LeftOut(*row) for row in json.loads(left_out)),
        )

    def pids(self) -> NDArray[np.int64]:
        """All paragraph ids, ascending. Shape (paragraphs,)."""
        return self._integers("SELECT pid FROM paragraphs ORDER BY pid")

    def pids_of_article(self, article_id: str) -> NDArray[np.int64]:
        """In reading order."""
        return self._integers(
            "SELECT pid FROM paragraphs WHERE article = (SELECT key FROM articles WHERE id = ?) ORDER BY ordinal",
            [article_id],
        )

    def locate(self, pids: Sequence[int]) -> dict[int, tuple[str, int, int, int]]:
        """For each known pid: article id, ordinal, start, end."""
        found: dict[int, tuple[str, int, int, int]] = {}
        for part in _chunks(pids):
            sql = f"""SELECT p.pid, a.id, p.ordinal, p.start, p."end" FROM paragraphs p
                      JOIN articles a ON a.key = p.article WHERE p.pid IN ({_marks(part)})"""
            found.update((row[0], (row[1], row[2], row[3], row[4])) for row in self.rows(sql, part))
        return found

    def place_names(self, scope: Scope | None = None) -> dict[str, str]:
        """Key to name of the places that any paragraph has, in one scope or in both."""
        # By a look into the index for each known place, not by reading all paragraphs' labels.
        where, parameters = ("", []) if scope is None else ("AND l.scope = ?", [str(scope)])
        labelled = f"SELECT 1 FROM paragraph_places l WHERE l.key = places.key {where}"
        return dict(self.rows(f"SELECT key, name FROM places WHERE EXISTS ({labelled}) ORDER BY key", parameters))

    def pids_of_places(self, keys: Iterable[str], scope: Scope | None = None) -> NDArray[np.int64]:
        """Paragraphs that have one of the places, ascending."""
        wanted = sorted(set(keys))
        where, parameters = ("", []) if scope is None else ("AND scope = ?", [str(scope)])
        sql = f"SELECT DISTINCT pid FROM paragraph_places WHERE key IN ({_marks(wanted)}) {where} ORDER BY pid"
        return self._integers(sql, [*wanted, *parameters])

    def pids_of_years(self, years: Iterable[int]) -> NDArray[np.int64]:
        """Paragraphs that name one of the years or whose article is of one of them, ascending."""
        wanted = sorted(set(years))
        sql = f"SELECT DISTINCT pid FROM paragraph_years WHERE year IN ({_marks(wanted)}) ORDER BY pid"
        return self._integers(sql, wanted)

    def years(self, scope: Scope | None = None) -> tuple[int, ...]:
        """Ascending."""
        # Each step finds the next year in the index, not by reading all paragraphs' labels.
        where, parameters = ("", []) if scope is None else ("AND l.scope = ?", [str(scope)])
        sql = f"""WITH RECURSIVE found (year) AS (
                      SELECT min(year) FROM paragraph_years UNION ALL
                      SELECT (SELECT min(year) FROM paragraph_years WHERE year > found.year)
                      FROM found WHERE found.year IS NOT NULL)
                  SELECT year FROM found WHERE EXISTS
                      (SELECT 1 FROM paragraph_years l WHERE l.year = found.year {where}) ORDER BY year"""
        return tuple(row[0] for row in self.rows(sql, parameters))

    def labels(self, table: str, pids: Sequence[int]) -> dict[int, list[tuple[Any, Scope]]]:
        """For each pid its (place key, scope) or (year, scope); ``table`` is "places" or "years"."""
        column = {"places": "key", "years": "year"}[table]
        found: dict[int, list[tuple[Any, Scope]]] = {}
        for part in _chunks(pids):
            sql = f"SELECT pid, {column}, scope FROM paragraph_{table} WHERE pid IN ({_marks(part)}) ORDER BY 1, 2, 3"
            for pid, value, scope in self.rows(sql, part):
                found.setdefault(pid, []).append((value, Scope(scope)))
        return found

    def embeddings(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All vectors of the paragraphs ``first..last``: pids (n,), ascending, and vectors (n, dim)."""
        import numpy as np

        dim = int(self.meta()["dim"])
        between = "w.pid BETWEEN ? AND ?"
        with self._lock, database.explained(self.folder):
            count = self._connection.execute(
                f"SELECT count(*) FROM windows w WHERE {between}", [first, last]
            ).fetchone()[0]
            pids, vectors = np.empty(count, np.int64), np.empty((count, dim), np.float32)
            cursor = self._connection.execute(
                f"SELECT w.pid, v.vector FROM windows w JOIN vectors v ON v.id = w.vector WHERE {between} "
                "ORDER BY w.pid, w.start",
                [first, last],
            )
            done = 0
            while rows := cursor.fetchmany(4096):
                block = b"".join(row[1] for row in rows)
                if done + len(rows) > count or len(block) != len(rows) * dim * 4:
                    raise CollectionDamaged(
                        f"{self.folder}: a stored vector does not have {dim} numbers: restore a copy, or add its articles anew"
                    )
                pids[done : done + len(rows)] = [row[0] for row in rows]
                vectors[done : done + len(rows)] = np.frombuffer(block, np.float32).reshape(-1, dim)
                done += len(rows)
        return pids[:done], vectors[:done]

    def _integers(self, sql: str, parameters: Sequence[object] = ()) -> NDArray[np.int64]:
        import numpy as np

        with self._lock, database.explained(self.folder):
            return np.fromiter((row[0] for row in self._connection.execute(sql, parameters)), np.int64)

    # Writing ---------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing. Leaves revision and version as they are: see `index.build`."""
        with self._lock, database.explained(self.folder):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _head(row: Sequence[Any]) -> ArticleHead:
    published = datetime.date.fromisoformat(row[3]) if row[3] else None
    return ArticleHead(row[0], row[1], row[2], published, tuple(json.loads(row[4])), *row[5:10])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _chunks(pids: Sequence[int]) -> Iterator[list[int]]:
    """SQLite takes a limited number of parameters in one statement."""
    for i in range(0, len(pids), 500):
        yield [int(pid) for pid in pids[i : i + 500]]
