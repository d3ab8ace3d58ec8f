"""The word index: BM25 with tantivy over words and pairs of neighbouring words. Derived from the catalogue.

Text goes in split by `index.text.words`, so that 1.911 and 0,16% stay whole, and is stored twice: as written, and
without diacritics for questions typed so. Queries are built from terms, never parsed, so no question is ever syntax.
"""

from __future__ import annotations

import functools
import hashlib
import json
import logging
import os
import shutil
import tempfile
import weakref
from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import index.text
from index.text import fold, pairs, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FOLDER", "Entry", "Field", "WordIndex", "terms"]

FOLDER = "words"
_log = logging.getLogger(__name__)
_UNREADABLE = (ValueError, OSError, KeyError, TypeError)  # what tantivy and json raise for damaged files

_NOTE = "state.json"  # beside tantivy's files: which state of the catalogue they are of
_META = "meta.json"  # tantivy's own, replaced in one step by every commit
_HEAP_BYTES = 64_000_000
# Deleted paragraphs still count in tantivy's statistics until segments merge. So that scores do not depend on a
# collection's history, a small index is written anew whenever something is removed, a large one when this share is.
_REWRITE_SHARE = 0.1
_SMALL = 2_000


class Field(StrEnum):
    """Which form of the words is searched."""

    EXACT = "exact"  # lower case, NFC
    FOLDED = "folded"  # without diacritics


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of one paragraph."""

    pid: int
    text: str
    header: str
    places: tuple[str, ...] = ()  # keys
    years: tuple[int, ...] = ()


def terms(text: str, field: Field) -> list[str]:
    """The words of the text in the form of the field, then their pairs joined by "_"."""
    return _both_forms(text)[field]


def _both_forms(text: str) -> dict[Field, list[str]]:
    exact = [word.text for word in words(text)]
    folded = [fold(token) for token in exact]
    return {Field.EXACT: exact + pairs(exact), Field.FOLDED: folded + pairs(folded)}


@functools.lru_cache(maxsize=4)  # the paragraphs of an article come one after the other
def _header_forms(header: str) -> dict[Field, str]:
    return {field: " ".join(found) for field, found in _both_forms(header).items()}


class WordIndex:
    """A fixed view of the index: what is committed later does not change it. Any number of threads may search it."""

    def __init__(self, store: Any, state: str, *, deleted: int = 0) -> None:
        self.state = state  # Catalog.state()
        self.deleted = deleted  # paragraphs removed since everything was written
        self._schema = store.schema
        self._searcher = store.searcher()

    # Opening ---------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The index on disk, or None when there is none that can be read."""
        path = folder / FOLDER
        if not (path / _NOTE).is_file():
            return None
        try:
            return cls._read(path)
        except _UNREADABLE as error:
            if os.access(path, os.W_OK):
                _log.info("%s is of no use as it is: %s", path, error)
                return None
        # tantivy writes a lock file beside the index even to read it: on a read-only medium, read a copy.
        copy = tempfile.TemporaryDirectory(prefix="trichdan-words-")
        try:
            shutil.copytree(path, copy.name, dirs_exist_ok=True)
            found = cls._read(Path(copy.name))
        except _UNREADABLE as error:
            copy.cleanup()
            _log.info("%s is of no use as it is: %s", path, error)
            return None
        weakref.finalize(found, copy.cleanup)
        return found

    @classmethod
    def _read(cls, path: Path) -> Self:
        # In this order, so that a commit between two of these lines shows as a difference.
        note = json.loads((path / _NOTE).read_bytes())
        found = cls(_opened(path), note["state"], deleted=note["deleted"])
        if note["opstamp"] != _opstamp(path):
            raise ValueError("its last change was not finished")
        if note["splitter"] != _splitter():
            raise ValueError("its words were split by another version of this program")
        for field in Field:  # opens every file: what is missing shows here, not at the first question
            found.search({"": 1.0}, 1, field=field, header_weight=1.0)
        return found

    @classmethod
    def build(cls, entries: Iterable[Entry], state: str, folder: Path | None = None) -> Self:
        """Index everything anew: into the folder, replacing what is there, or in memory.

        With a folder, the caller holds the collection's lock.
        """
        import tantivy

        if folder is None:
            store = tantivy.Index(_schema())
            _commit(store, entries, [])
            return cls(store, state)
        draft, old = folder / f"{FOLDER}.new", folder / f"{FOLDER}.old"
        for leftover in (draft, old):
            shutil.rmtree(leftover, ignore_errors=True)
        draft.mkdir()
        _commit(tantivy.Index(_schema(), path=str(draft)), entries, [])
        _write_note(draft, state, deleted=0)
        if (folder / FOLDER).exists():
            os.rename(folder / FOLDER, old)
        os.rename(draft, folder / FOLDER)
        shutil.rmtree(old, ignore_errors=True)
        return cls(_opened(folder / FOLDER), state)

    def update(self, folder: Path, added: Iterable[Entry], removed: Sequence[int], state: str) -> Self | None:
        """Write the change into the folder and open the result. None: too much is deleted, build everything anew.

        The caller holds the collection's lock, and this is the index in the folder. Until the last line the folder
        does not pass for one of any state, and a reader waits or makes do with an index in memory.
        """
        deleted = self.deleted + len(removed)
        if removed and (len(self) < _SMALL or deleted > _REWRITE_SHARE * len(self)):
            return None
        store = _opened(folder / FOLDER)
        _commit(store, added, removed)
        _write_note(folder / FOLDER, state, deleted=deleted)
        return type(self)(store, state, deleted=deleted)

    # Searching -------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Paragraphs held."""
        return int(self._searcher.num_docs)

    def pids(self) -> NDArray[np.int64]:
        """Ascending."""
        import numpy as np
        import tantivy

        hits = self._searcher.search(tantivy.Query.all_query(), max(1, len(self)), count=False).hits
        found = np.array(self._searcher.fast_field_values("pid", [address for _, address in hits]), np.int64)
        found.sort()
        return found

    def holds(self, entry: Entry) -> bool:
        """Whether the paragraph is found by its first and its last word."""
        from tantivy import Occur, Query

        found = terms(entry.text, Field.EXACT)
        if not found:
            return True
        ends = (found[0], found[len(found) // 2])
        parts = [Query.term_query(self._schema, str(Field.EXACT), term, index_option="freq") for term in ends]
        parts.append(Query.term_query(self._schema, "pid", entry.pid, index_option="basic"))
        return bool(self._searcher.search(Query.boolean_query([(Occur.Must, part) for part in parts]), 1).hits)

    def document_frequency(self, term: str, field: Field) -> int:
        """In how many paragraphs' own words the term stands; about a microsecond."""
        return int(self._searcher.doc_freq(str(field), term))

    def search(
        self,
        weights: Mapping[str, float],
        k: int,
        *,
        field: Field,
        header_weight: float = 0.0,
        places: AnyOf[str] | None = None,
        years: AnyOf[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Paragraphs that hold any of the terms, best BM25 first; equal scores by id.

        ``weights`` maps each term to its factor; with ``header_weight`` > 0 the words of title, date and places count
        too. ``places`` (keys) and ``years`` keep the paragraphs that have one of each; None keeps all.
        """
        from tantivy import Occur, Query

        if k <= 0 or not weights:
            return []
        parts = []
        for name, factor in ((str(field), 1.0), (f"header_{field}", header_weight)):
            if factor > 0:
                for term, weight in weights.items():
                    query = Query.term_query(self._schema, name, term, index_option="freq")
                    parts.append((Occur.Should, Query.boost_query(query, weight * factor)))
        query = Query.boolean_query(parts)
        for name, values in (("places", places), ("years", years)):
            if values is None:
                continue
            only = Query.const_score_query(Query.term_set_query(self._schema, name, sorted(values)), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        hits = self._searcher.search(query, k, count=False).hits
        pids = self._searcher.fast_field_values("pid", [address for _, address in hits])
        return sorted(zip(pids, (score for score, _ in hits), strict=True), key=lambda hit: (-hit[1], hit[0]))


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pid", indexed=True, fast=True)
    for field in Field:
        # No positions: pairs do the work of phrases.
        builder.add_text_field(str(field), tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"header_{field}", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("places", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("years", indexed=True)
    return builder.build()


def _opened(path: Path) -> Any:
    import tantivy

    try:
        store = tantivy.Index.open(str(path))
        store.config_reader("manual")
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how Rust's own failures arrive; no subclass of Exception
            raise ValueError(str(error)) from error
        raise
    return store


def _opstamp(path: Path) -> int:
    """Tantivy's number of the last commit."""
    return int(json.loads((path / _META).read_bytes())["opstamp"])


def _write_note(path: Path, state: str, *, deleted: int) -> None:
    note = {"state": state, "deleted": deleted, "opstamp": _opstamp(path), "splitter": _splitter()}
    draft = path / f"{_NOTE}.new"
    draft.write_text(json.dumps(note), encoding="utf-8")
    os.replace(draft, path / _NOTE)


@functools.cache
def _splitter() -> str:
    """Changes whenever the code that makes terms does: an index of other terms finds nothing, and says nothing."""
    sources = (Path(index.text.__file__), Path(__file__))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _commit(store: Any, added: Iterable[Entry], removed: Sequence[int]) -> None:
    """All of it or nothing."""
    import tantivy

    # One thread: the same entries always give the same segments and so the same scores.
    writer = store.writer(heap_size=_HEAP_BYTES, num_threads=1)
    try:
        if removed:  # by query: deleting by a term of an integer field silently deletes nothing (tantivy-py 0.27)
            gone = tantivy.Query.term_set_query(store.schema, "pid", [int(pid) for pid in removed])
            writer.delete_documents_by_query(gone)
        for entry in added:
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del writer  # it holds tantivy's lock for as long as it lives, which an exception's traceback would prolong
    store.reload()


def _document(entry: Entry) -> Any:
    import tantivy

    document = tantivy.Document()
    document.add_unsigned("pid", entry.pid)
    for field, found in _both_forms(entry.text).items():
        document.add_text(str(field), " ".join(found))
        document.add_text(f"header_{field}", _header_forms(entry.header)[field])
    for place in entry.places:
        document.add_text("places", place)
    for year in entry.years:
        document.add_unsigned("years", year)
    return document
