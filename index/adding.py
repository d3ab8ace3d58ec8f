"""From files to stored articles.

Articles are stored in batches. Each batch is one transaction of the catalogue, so an interruption at any point leaves
a collection that holds exactly the batches that were finished; vectors are kept as soon as they are computed, so even
the work on an unfinished batch is not lost.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.article import Article
from index.catalog import Catalog, context_headers
from index.collection import require_model
from index.derived import catch_up, update_words
from index.errors import BadInput
from index.labels import label
from index.loading import article_files, load, read_bytes
from index.report import FileResult, Outcome, Progress, Stage
from index.text import fold
from index.vectors import VectorIndex
from index.windows import passage, windows
from index.words import WordIndex
from index.writing import (
    KnownFile,
    Record,
    Window,
    cut_loose_vectors,
    finish,
    keep_vectors,
    known_digests,
    known_files,
    put,
    touch,
)

if TYPE_CHECKING:
    from index.embedding import Embedder

__all__ = ["Adder", "File", "collect"]

_BATCH_WINDOWS = 512  # a transaction; about ten seconds of embedding
_BATCH_ARTICLES = 128
_EMBED_AT_ONCE = 128  # vectors are kept after so many: the most that an interruption costs
_SLUG_LENGTH = 60

Tell = Callable[[FileResult], None]


@dataclass(frozen=True, slots=True)
class File:
    """A file to add."""

    path: Path  # as the caller named it
    source: str  # its path below the argument that was added
    key: str  # absolute, links resolved


@dataclass(frozen=True, slots=True)
class _Pending:
    """An article that is read and not stored yet."""

    file: File
    article: Article
    outcome: Outcome
    windows: tuple[tuple[Window, ...], ...] | None  # None: stored already, only the facts about its file are new


def collect(paths: Sequence[Path], tell: Tell) -> list[File]:
    """The files below the paths, each once. A path that cannot be used is told and passed over."""
    found: dict[str, File] = {}
    for path in paths:
        try:
            for file, source in article_files(path):
                key = _storable(str(file.resolve()))
                found.setdefault(key, File(file, _storable(source), key))
        except BadInput as error:
            tell(FileResult(path, Outcome.FAILED, message=str(error)))
    return list(found.values())


class Adder:
    """One run of `add`, under the collection's lock."""

    def __init__(self, folder: Path, embedder: Embedder, tell: Tell, progress: Progress | None) -> None:
        self._folder = folder
        self._embedder = embedder
        self._tell = tell
        self._progress = progress
        self._catalog: Catalog | None = None
        self._words: WordIndex | None = None
        self._by_path: dict[str, KnownFile] = {}
        self._by_bytes: dict[str, KnownFile] = {}
        self._ids: set[str] = set()
        self._texts: dict[bytes, str] = {}  # of the pending windows, by digest
        self._pending: list[_Pending] = []
        self._changed = False

    def run(self, files: Sequence[File], *, below: Sequence[Path]) -> list[str]:
        """Add the files; returns the articles below the given folders whose files are gone."""
        try:
            if Catalog.exists(self._folder):
                self._catalog = Catalog.write(self._folder)
                require_model(self._catalog, self._embedder)
                self._words = catch_up(self._folder, self._catalog)
                with self._catalog.transaction() as connection:
                    for known in known_files(connection):
                        self._remember(known)
            for done, file in enumerate(files):
                self._report(Stage.READ, done, len(files))
                self._take(file)
                if len(self._pending) >= _BATCH_ARTICLES or len(self._texts) >= _BATCH_WINDOWS:
                    self._store()
            self._report(Stage.READ, len(files), len(files))
            self._store()
            self._settle()
            roots = [str(path.resolve()) for path in below if path.is_dir()]
            return sorted(
                known.id
                for known in self._by_path.values()
                if any(Path(known.path).is_relative_to(root) for root in roots) and not Path(known.path).exists()
            )
        finally:
            if self._catalog is not None:
                self._catalog.close()

    # Reading ---------------------------------------------------------------------------------------------------

    def _take(self, file: File) -> None:
        """Decide what is to be done with a file, and read it when that needs its text."""
        try:
            digest = hashlib.sha256(read_bytes(file.path, str(file.path))).hexdigest()
            known = self._by_path.get(file.key)
            if known is not None and (known.sha256, known.program) == (digest, _program()):
                self._tell(FileResult(file.path, Outcome.UNCHANGED, known.id))
                return
            outcome = Outcome.ADDED if known is None else Outcome.UPDATED
            twin = self._by_bytes.get(digest) if known is None else None
            if twin is not None and _still_holds(twin):
                message = f"the same bytes as {twin.path}, stored as {twin.id}"
                self._tell(FileResult(file.path, Outcome.DUPLICATE, twin.id, message))
                return
            if twin is not None and not Path(twin.path).exists():
                known, outcome = twin, Outcome.MOVED
            source = known.source if known is not None and outcome is Outcome.UPDATED else file.source
            article = load(file.path, source=source, article_id=known.id if known else self._new_id(file.path))
        except BadInput as error:
            self._tell(FileResult(file.path, Outcome.FAILED, message=str(error)))
            return
        except OSError as error:
            message = f"{file.path} cannot be read ({error.strerror}): check that it exists and its permissions"
            self._tell(FileResult(file.path, Outcome.FAILED, message=message))
            return
        article = replace(article, source=_storable(article.source))
        same = known is not None and self._is_stored(article)
        if same and outcome is Outcome.UPDATED:
            outcome = Outcome.UNCHANGED  # other bytes, or another version of this program, but the same article
        self._pending.append(_Pending(file, article, outcome, None if same else self._windows(article)))
        if known is not None:
            self._forget(known)
        self._remember(_known(file, article))

    def _is_stored(self, article: Article) -> bool:
        stored = self._catalog.article(article.id) if self._catalog is not None else None
        return stored is not None and (stored.version, stored.paragraphs) == (article.version, article.paragraphs)

    def _windows(self, article: Article) -> tuple[tuple[Window, ...], ...]:
        found = []
        for paragraph, header in zip(article.paragraphs, context_headers(article), strict=True):
            text = article.text[paragraph.start : paragraph.end]
            own = []
            for span in windows(text, header, self._embedder):
                embedded = passage(header, span.of(text), self._embedder)
                digest = hashlib.blake2b(f"{self._embedder.name}\0{embedded}".encode(), digest_size=16).digest()
                self._texts[digest] = embedded
                own.append(Window(paragraph.start + span.start, paragraph.start + span.end, digest))
            found.append(tuple(own))
        return tuple(found)

    def _new_id(self, path: Path) -> str:
        """A readable id from the file's name, which no other article has."""
        slug = "-".join(re.findall(r"[a-z0-9]+", fold(path.stem)))[:_SLUG_LENGTH].strip("-") or "article"
        number, found = 1, slug
        while found in self._ids:
            number += 1
            found = f"{slug}-{number}"
        return found

    def _remember(self, known: KnownFile) -> None:
        self._by_path[known.path] = known
        self._by_bytes[known.sha256] = known
        self._ids.add(known.id)

    def _forget(self, known: KnownFile) -> None:
        self._by_path.pop(known.path, None)
        if self._by_bytes.get(known.sha256) == known:
            del self._by_bytes[known.sha256]

    # Storing ---------------------------------------------------------------------------------------------------

    def _store(self) -> None:
        """Embed what is new in the batch and store it."""
        if not self._pending:
            return
        if self._catalog is None:
            identity = uuid.uuid4().hex
            self._catalog = Catalog.create(
                self._folder, identity=identity, model=self._embedder.name, dim=self._embedder.dim
            )
            self._words = catch_up(self._folder, self._catalog)
        self._embed(self._catalog)
        labels = [label(pending.article) if pending.windows is not None else None for pending in self._pending]
        added: list[int] = []
        removed: list[int] = []
        with self._catalog.transaction() as connection:
            for pending, labelled in zip(self._pending, labels, strict=True):
                file = _known(pending.file, pending.article)
                if pending.windows is None or labelled is None:
                    touch(connection, file)
                else:
                    new, gone = put(connection, Record(pending.article, file, pending.windows, *labelled))
                    added += new
                    removed += gone
            finish(connection)
        assert self._words is not None  # set together with the catalogue
        self._words = update_words(self._folder, self._catalog, self._words, added, removed)
        for pending in self._pending:
            self._tell(FileResult(pending.file.path, pending.outcome, pending.article.id))
        self._changed = True
        self._pending, self._texts = [], {}

    def _embed(self, catalog: Catalog) -> None:
        import numpy as np

        with catalog.transaction() as connection:
            kept = known_digests(connection, list(self._texts))
        missing = [digest for digest in self._texts if digest not in kept]
        # Texts of similar length together: an engine pads a batch to its longest text.
        missing.sort(key=lambda digest: len(self._texts[digest]))
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            self._report(Stage.EMBED, done, len(missing))

        for i in range(0, len(missing), _EMBED_AT_ONCE):
            part = missing[i : i + _EMBED_AT_ONCE]
            texts = [self._texts[digest] for digest in part]
            vectors = np.ascontiguousarray(self._embedder.embed_passages(texts, progress=advance), np.float32)
            with catalog.transaction() as connection:
                keep_vectors(connection, zip(part, (row.tobytes() for row in vectors), strict=True))

    def _settle(self) -> None:
        """At the end: drop vectors without a paragraph, and write the vector index once."""
        if self._catalog is None:
            return
        if self._changed:
            with self._catalog.transaction() as connection:
                cut_loose_vectors(connection)
        index = VectorIndex.load(self._folder, self._catalog)
        if not index.stored:
            index.save(self._folder)

    def _report(self, stage: Stage, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(stage, done, total)


def _known(file: File, article: Article) -> KnownFile:
    return KnownFile(article.id, file.key, article.sha256, _program(), article.version, article.source)


def _still_holds(known: KnownFile) -> bool:
    try:
        return hashlib.sha256(Path(known.path).read_bytes()).hexdigest() == known.sha256
    except OSError:
        return False


def _storable(path: str) -> str:
    """File names on Linux are bytes; one that is not UTF-8 is written with escapes, which SQLite and JSON can hold."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


@functools.cache
def _program() -> str:
    """The version of this program: another one may read a file otherwise."""
    return importlib.metadata.version("trichdan")
