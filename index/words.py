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

_STATE_PID = 0  # paragraph ids start at 1; document 0 says which state of the catalogue the index is of
_HEAP_BYTES = 64_000_000
# Scores of deleted paragraphs still count in tantivy's statistics until segments merge. When they are more than one in
# five, everything is written anew, so that scores hardly depend on a collection's history.
_REWRITE_SHARE = 0.2


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
    tokens = [word.text for word in words(text)]
    if field is Field.FOLDED:
        tokens = [fold(token) for token in tokens]
    return tokens + pairs(tokens)


class WordIndex:
    """A fixed view of the index: what is committed later does not change it. Any number of threads may search it."""

    def __init__(self, store: Any, *, stored: bool) -> None:
        self.stored = stored  # whether it is the folder on disk
        self._schema = store.schema
        self._searcher = store.searcher()
        note = _note(self._schema, self._searcher)
        self.state: str = note["state"]
        self.deleted: int = note["deleted"]

    # Opening ---------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The index on disk, or None when there is none that can be read."""
        path = folder / FOLDER
        if not (path / "meta.json").is_file():
            return None
        try:
            return cls(_opened(path), stored=True)
        except (ValueError, OSError, KeyError, TypeError, IndexError) as error:
            first = error
        # tantivy writes a lock file beside the index even to read it: on a read-only medium, read a copy.
        copy = tempfile.TemporaryDirectory(prefix="trichdan-words-")
        try:
            shutil.copytree(path, copy.name, dirs_exist_ok=True)
            found = cls(_opened(Path(copy.name)), stored=True)
        except (ValueError, OSError, KeyError, TypeError, IndexError):
            copy.cleanup()
            _log.warning("%s is damaged and is made again from the catalogue (%s)", path, first)
            return None
        weakref.finalize(found, copy.cleanup)
        return found

    @classmethod
    def build(cls, entries: Iterable[Entry], state: str, folder: Path | None = None) -> Self:
        """Index everything anew: into the folder, replacing what is there, or in memory.

        With a folder, the caller holds the collection's lock.
        """
        import tantivy

        if folder is None:
            store = tantivy.Index(_schema())
            _write(store, entries, [], state, deleted=0)
            return cls(store, stored=False)
        draft, old = folder / f"{FOLDER}.new", folder / f"{FOLDER}.old"
        for leftover in (draft, old):
            shutil.rmtree(leftover, ignore_errors=True)
        draft.mkdir()
        _write(tantivy.Index(_schema(), path=str(draft)), entries, [], state, deleted=0)
        if (folder / FOLDER).exists():
            os.rename(folder / FOLDER, old)
        os.rename(draft, folder / FOLDER)
        shutil.rmtree(old, ignore_errors=True)
        return cls(_opened(folder / FOLDER), stored=True)

    def update(self, folder: Path, added: Iterable[Entry], removed: Sequence[int], state: str) -> Self | None:
        """Write the change into the folder, in one step, and open the result. None: too much is deleted, build anew.

        The caller holds the collection's lock.
        """
        deleted = self.deleted + len(removed)
        if removed and deleted > _REWRITE_SHARE * len(self):
            return None
        store = _opened(folder / FOLDER)
        _write(store, added, removed, state, deleted=deleted)
        return type(self)(store, stored=True)

    # Searching -------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Paragraphs held."""
        return int(self._searcher.num_docs) - 1

    def pids(self) -> NDArray[np.int64]:
        """Ascending."""
        import numpy as np
        import tantivy

        hits = self._searcher.search(tantivy.Query.all_query(), len(self) + 1, count=False).hits
        found = np.array(self._searcher.fast_field_values("pid", [address for _, address in hits]), np.int64)
        found.sort()
        return found[1:]  # without the note: its id is the smallest

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
    builder.add_bytes_field("note", stored=True)
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


def _note(schema: Any, searcher: Any) -> dict[str, Any]:
    import tantivy

    hits = searcher.search(tantivy.Query.term_query(schema, "pid", _STATE_PID), 1).hits
    note = json.loads(bytes(searcher.doc(hits[0][1]).get_first("note")))
    if note["splitter"] != _splitter():
        raise ValueError("its words were split by another version of this program")
    return dict(note)


@functools.cache
def _splitter() -> str:
    """Changes whenever the code that makes terms does: an index of other terms finds nothing, and says nothing."""
    sources = (Path(index.text.__file__), Path(__file__))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _write(store: Any, added: Iterable[Entry], removed: Iterable[int], state: str, *, deleted: int) -> None:
    """One commit: either all of it is there afterwards, the note of the new state included, or none."""
    import tantivy

    # One thread: the same entries always give the same segments and so the same scores.
    writer = store.writer(heap_size=_HEAP_BYTES, num_threads=1)
    try:
        for pid in removed:
            writer.delete_documents_by_term("pid", int(pid))
        for entry in added:
            writer.add_document(_document(entry))
        writer.delete_documents_by_term("pid", _STATE_PID)
        note = tantivy.Document()
        note.add_unsigned("pid", _STATE_PID)
        note.add_bytes("note", json.dumps({"state": state, "deleted": deleted, "splitter": _splitter()}).encode())
        writer.add_document(note)
        writer.commit()
        writer.wait_merging_threads()
    finally:
        del (
            writer
        )  # a writer holds tantivy's lock for as long as it lives, which an exception's traceback would prolong
    store.reload()


def _document(entry: Entry) -> Any:
    import tantivy

    document = tantivy.Document()
    document.add_unsigned("pid", entry.pid)
    for field in Field:
        document.add_text(str(field), " ".join(terms(entry.text, field)))
        document.add_text(f"header_{field}", " ".join(terms(entry.header, field)))
    for place in entry.places:
        document.add_text("places", place)
    for year in entry.years:
        document.add_unsigned("years", year)
    return document
