"""The SQLite file under the catalogue: its schema, how it is opened and recognised, and what its errors mean.

Why write-ahead logging: a reader opens one read transaction and keeps it, so it sees one state of the collection for as
long as it lives while another process writes; a killed writer leaves a file that opens as it was after the last
finished transaction. On a read-only medium the file is opened as immutable, which needs no log beside it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.errors import CollectionDamaged, CollectionError, CollectionLocked, CollectionMissing

__all__ = [
    "FILE",
    "SCHEMA_VERSION",
    "connect",
    "create",
    "explained",
    "identity",
    "open_snapshot",
    "open_to_write",
    "recognise",
    "require",
]

FILE = "catalog.sqlite"
SCHEMA_VERSION = 1  # stored as PRAGMA user_version; a newer one is refused
_APPLICATION_ID = 0x74726364  # "trcd": tells our file from any other SQLite file
_BUSY_TIMEOUT_S = 10.0

# The wide columns stand last: SQLite then lists articles without reading their text.
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, program TEXT NOT NULL,
    version TEXT NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT, published TEXT,
    places TEXT NOT NULL, url TEXT, original_sha256 TEXT, paragraph_count INTEGER NOT NULL, line_count INTEGER NOT NULL,
    text TEXT NOT NULL, lines TEXT NOT NULL, left_out TEXT NOT NULL
);
CREATE INDEX articles_sha256 ON articles (sha256);
CREATE TABLE paragraphs (
    pid INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (key), ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL
);
CREATE INDEX paragraphs_article ON paragraphs (article, ordinal);
CREATE TABLE vectors (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, vector BLOB NOT NULL);
CREATE TABLE windows (
    pid INTEGER NOT NULL REFERENCES paragraphs (pid), start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    vector INTEGER NOT NULL REFERENCES vectors (id), PRIMARY KEY (pid, start)
) WITHOUT ROWID;
CREATE INDEX windows_vector ON windows (vector);
CREATE TABLE places (key TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE paragraph_places (
    key TEXT NOT NULL REFERENCES places (key), scope TEXT NOT NULL, pid INTEGER NOT NULL REFERENCES paragraphs (pid),
    PRIMARY KEY (key, scope, pid)
) WITHOUT ROWID;
CREATE INDEX paragraph_places_pid ON paragraph_places (pid);
CREATE TABLE paragraph_years (
    year INTEGER NOT NULL, scope TEXT NOT NULL, pid INTEGER NOT NULL REFERENCES paragraphs (pid),
    PRIMARY KEY (year, scope, pid)
) WITHOUT ROWID;
CREATE INDEX paragraph_years_pid ON paragraph_years (pid);
"""


def create(folder: Path, meta: Mapping[str, str]) -> None:
    """Create an empty catalogue file. It appears whole or not at all."""
    draft = folder / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    with explained(folder):
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            connection.executescript("BEGIN;" + _SCHEMA + "COMMIT;")
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.execute("PRAGMA journal_mode = WAL")  # stored in the file
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        finally:
            connection.close()
    os.replace(draft, folder / FILE)


def open_to_write(folder: Path) -> sqlite3.Connection:
    """The caller holds the collection's lock."""
    require(folder)
    with explained(folder):
        connection = connect(folder, "mode=rw")
        try:
            connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may lose the last batch, never damage
            connection.execute("PRAGMA foreign_keys = ON")
            recognise(folder, connection)
        except BaseException:
            connection.close()
            raise
    return connection


def open_snapshot(folder: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection inside a read transaction, and whether the file was opened as immutable."""
    require(folder)
    with explained(folder):
        try:
            return _begin(folder, "mode=rw"), False
        except sqlite3.OperationalError:
            # A read-only folder holds no room for the log's index. Without a log there is nothing to read but the
            # file itself; with one, the last transactions are in it and may not be passed over.
            log = folder / f"{FILE}-wal"
            if os.access(folder, os.W_OK) or (log.exists() and log.stat().st_size):
                raise
            return _begin(folder, "mode=ro&immutable=1"), True


def identity(path: Path) -> tuple[int, int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def require(folder: Path) -> None:
    """Raises CollectionMissing when there is no catalogue in the folder."""
    if not (folder / FILE).is_file():
        raise CollectionMissing(f"no collection at {folder}: create one with `trichdan add PATH --collection {folder}`")


def connect(folder: Path, mode: str) -> sqlite3.Connection:
    uri = f"{(folder / FILE).absolute().as_uri()}?{mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY_TIMEOUT_S, check_same_thread=False)


def _begin(folder: Path, mode: str) -> sqlite3.Connection:
    connection = connect(folder, mode)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        recognise(folder, connection)  # its first SELECT fixes what this transaction sees
    except BaseException:
        connection.close()
        raise
    return connection


def recognise(folder: Path, connection: sqlite3.Connection) -> None:
    """Refuse what is no catalogue of ours, of a newer program, or cut short."""
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
        raise CollectionDamaged(
            f"{folder / FILE} is an SQLite file, but no trichdan catalogue; choose another --collection"
        )
    if schema != SCHEMA_VERSION:
        raise CollectionDamaged(
            f"{folder} has schema version {schema}, this program reads {SCHEMA_VERSION}: "
            "use the trichdan that made it, or add its articles to a new collection"
        )
    connection.execute("SELECT count(*) FROM meta").fetchone()
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    log = folder / f"{FILE}-wal"
    if (folder / FILE).stat().st_size < pages * size and not (log.exists() and log.stat().st_size):
        raise CollectionDamaged(
            f"{folder / FILE} is cut short: restore it from a copy, or add its articles to a new one"
        )


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn SQLite's exceptions into ours, each with what to do next."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a defect of this program
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise CollectionLocked(f"{folder} is being written by another process: try again in a moment") from error
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise CollectionError(
                f"{folder} cannot be used ({error}): check its permissions and the free space"
            ) from error
        raise CollectionDamaged(
            f"the catalogue of {folder} cannot be read ({error}): restore a copy, or add its articles to a new one"
        ) from error
