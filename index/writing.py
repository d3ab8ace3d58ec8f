"""The statements that change a catalogue. Each function works inside a transaction of the caller."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.article import Article
from index.catalog import Scope

__all__ = [
    "KnownFile",
    "Labels",
    "Record",
    "Window",
    "change_labels",
    "cut_loose_vectors",
    "drop",
    "finish",
    "keep_vectors",
    "known_digests",
    "known_files",
    "put",
    "touch",
]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a paragraph that is embedded as one; offsets into ``Article.text``."""

    start: int
    end: int
    digest: bytes  # of model and embedded text


@dataclass(frozen=True, slots=True)
class Labels:
    """What a paragraph is filed under: (place key, scope) and (year, scope)."""

    places: frozenset[tuple[str, Scope]]
    years: frozenset[tuple[int, Scope]]


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What is stored about the file that an article was read from."""

    id: str  # of the article
    path: str  # absolute
    sha256: str
    program: str  # version of the program that read the file
    version: str  # of the article
    source: str


@dataclass(frozen=True, slots=True)
class Record:
    """An article with everything that is stored about it; windows and labels stand paragraph for paragraph."""

    article: Article
    file: KnownFile
    windows: tuple[tuple[Window, ...], ...]
    labels: tuple[Labels, ...]
    place_names: Mapping[str, str]  # of the keys in the labels


def put(connection: sqlite3.Connection, record: Record) -> tuple[list[int], list[int]]:
    """Insert the article, or replace the one of the same id. Its vectors are already kept.

    Returns the ids of the new paragraphs and of those that are gone: an id never gets other content.
    """
    article = record.article
    gone = _clear(connection, article.id)
    columns = {
        "id": article.id,
        "path": record.file.path,
        "sha256": article.sha256,
        "program": record.file.program,
        "version": article.version,
        "source": article.source,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "places": json.dumps(article.places, ensure_ascii=False),
        "url": article.url,
        "original_sha256": article.original_sha256,
        "paragraph_count": len(article.paragraphs),
        "line_count": len(article.lines),
        "text": article.text,
        "lines": json.dumps(article.lines),
        "left_out": json.dumps([(x.line, x.text, x.reason) for x in article.left_out], ensure_ascii=False),
    }
    names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    connection.execute(
        f"INSERT INTO articles ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}", columns
    )
    key = connection.execute("SELECT key FROM articles WHERE id = ?", [article.id]).fetchone()[0]
    _put_places(connection, record.place_names)
    new = []
    for paragraph, windows, labels in zip(article.paragraphs, record.windows, record.labels, strict=True):
        row = (key, paragraph.ordinal, paragraph.start, paragraph.end)
        pid = connection.execute(
            'INSERT INTO paragraphs (article, ordinal, start, "end") VALUES (?, ?, ?, ?)', row
        ).lastrowid
        assert pid is not None  # for the type checker: an INSERT sets it
        new.append(pid)
        connection.executemany(
            "INSERT INTO windows VALUES (?, ?, ?, (SELECT id FROM vectors WHERE digest = ?))",
            [(pid, window.start, window.end, window.digest) for window in windows],
        )
        _put_labels(connection, pid, labels)
    return new, gone


def touch(connection: sqlite3.Connection, file: KnownFile) -> None:
    """Change what is stored about an article's file; the article itself is the same."""
    connection.execute(
        "UPDATE articles SET path = ?, sha256 = ?, program = ?, source = ? WHERE id = ?",
        [file.path, file.sha256, file.program, file.source, file.id],
    )


def drop(connection: sqlite3.Connection, article_id: str) -> list[int]:
    """Remove an article; returns the ids of its paragraphs."""
    gone = _clear(connection, article_id)
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])
    return gone


def keep_vectors(connection: sqlite3.Connection, vectors: Iterable[tuple[bytes, bytes]]) -> None:
    """Store (digest, float32 bytes)."""
    connection.executemany("INSERT OR IGNORE INTO vectors (digest, vector) VALUES (?, ?)", vectors)


def known_digests(connection: sqlite3.Connection, digests: Sequence[bytes]) -> set[bytes]:
    """Those of the digests under which a vector is kept."""
    found: set[bytes] = set()
    for i in range(0, len(digests), 500):
        part = digests[i : i + 500]
        sql = f"SELECT digest FROM vectors WHERE digest IN ({','.join('?' * len(part))})"
        found.update(row[0] for row in connection.execute(sql, part))
    return found


def cut_loose_vectors(connection: sqlite3.Connection) -> None:
    """Delete the vectors that no paragraph uses any more."""
    connection.execute("DELETE FROM vectors WHERE id NOT IN (SELECT vector FROM windows)")
    connection.execute("DELETE FROM places WHERE key NOT IN (SELECT key FROM paragraph_places)")


def change_labels(
    connection: sqlite3.Connection, pids: Sequence[int], labels: Sequence[Labels], place_names: Mapping[str, str]
) -> None:
    """Replace places and years of paragraphs."""
    _put_places(connection, place_names)
    for pid, own in zip(pids, labels, strict=True):
        for table in ("paragraph_places", "paragraph_years"):
            connection.execute(f"DELETE FROM {table} WHERE pid = ?", [pid])
        _put_labels(connection, pid, own)


def known_files(connection: sqlite3.Connection) -> list[KnownFile]:
    return [
        KnownFile(*row) for row in connection.execute("SELECT id, path, sha256, program, version, source FROM articles")
    ]


def finish(connection: sqlite3.Connection) -> None:
    """Count the revision up and compute the version anew: ends every transaction that changes contents."""
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'revision'")
    digest = hashlib.sha256(connection.execute("SELECT value FROM meta WHERE name = 'model'").fetchone()[0].encode())
    for row in connection.execute("SELECT id, version, source FROM articles ORDER BY id"):
        digest.update(json.dumps(row).encode())
    connection.execute("UPDATE meta SET value = ? WHERE name = 'version'", [digest.hexdigest()[:16]])


def _clear(connection: sqlite3.Connection, article_id: str) -> list[int]:
    of_article = "SELECT pid FROM paragraphs WHERE article = (SELECT key FROM articles WHERE id = ?)"
    gone = [row[0] for row in connection.execute(of_article, [article_id])]
    for table in ("windows", "paragraph_places", "paragraph_years"):
        connection.execute(f"DELETE FROM {table} WHERE pid IN ({of_article})", [article_id])
    connection.execute("DELETE FROM paragraphs WHERE article = (SELECT key FROM articles WHERE id = ?)", [article_id])
    return gone


def _put_places(connection: sqlite3.Connection, names: Mapping[str, str]) -> None:
    connection.executemany(
        "INSERT INTO places VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET name = excluded.name", names.items()
    )


def _put_labels(connection: sqlite3.Connection, pid: int, labels: Labels) -> None:
    places = [(key, str(scope), pid) for key, scope in sorted(labels.places)]
    connection.executemany("INSERT INTO paragraph_places VALUES (?, ?, ?)", places)
    years = [(year, str(scope), pid) for year, scope in sorted(labels.years)]
    connection.executemany("INSERT INTO paragraph_years VALUES (?, ?, ?)", years)
