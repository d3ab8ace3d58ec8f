"""Keeping the word index and the vector index in step with the catalogue. Nothing here embeds anything."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.catalog import Catalog, context_headers
from index.errors import CollectionError, CollectionLocked
from index.lock import writing
from index.vectors import VectorIndex
from index.words import Entry, WordIndex

__all__ = ["catch_up", "entries", "load_vectors", "repair_words", "update_words", "words_in_memory"]

_log = logging.getLogger(__name__)


def entries(catalog: Catalog, pids: Sequence[int]) -> Iterator[Entry]:
    """What the word index holds of the paragraphs, in their order."""
    for i in range(0, len(pids), 500):
        part = pids[i : i + 500]
        where, places, years = catalog.locate(part), catalog.labels("places", part), catalog.labels("years", part)
        article = None
        for pid in part:
            article_id, ordinal, start, end = where[pid]
            if article is None or article.id != article_id:
                article = catalog.article(article_id)
                assert article is not None  # locate() found its row in the same catalogue
                headers = context_headers(article)
            yield Entry(
                pid,
                article.text[start:end],
                headers[ordinal],
                tuple(dict.fromkeys(key for key, _ in places.get(pid, []))),
                tuple(dict.fromkeys(year for year, _ in years.get(pid, []))),
            )


def update_words(
    folder: Path, catalog: Catalog, words: WordIndex, added: Sequence[int], removed: Sequence[int]
) -> WordIndex:
    """Bring a word index that matched the catalogue before a known change up to it. The caller holds the lock."""
    state = catalog.state()
    updated = words.update(folder, entries(catalog, added), removed, state)
    return updated or WordIndex.build(entries(catalog, catalog.pids().tolist()), state, folder)


def catch_up(folder: Path, catalog: Catalog) -> WordIndex:
    """The word index on disk, brought up to the catalogue whatever state it is in. The caller holds the lock."""
    import numpy as np

    words = WordIndex.open(folder)
    if words is not None and words.state == catalog.state():
        return words
    wanted = catalog.pids()
    if words is None or words.state.partition(":")[0] != catalog.meta()["id"]:
        return WordIndex.build(entries(catalog, wanted.tolist()), catalog.state(), folder)
    held = words.pids()
    return update_words(
        folder, catalog, words, np.setdiff1d(wanted, held).tolist(), np.setdiff1d(held, wanted).tolist()
    )


def repair_words(folder: Path) -> bool | None:
    """Catch up the word index on behalf of a reader. False: somebody else is writing; None: the folder is read-only."""
    try:
        with writing(folder, wait_s=0), Catalog.write(folder) as catalog:
            catch_up(folder, catalog)
    except CollectionLocked:
        return False
    except (CollectionError, OSError) as error:
        _log.warning("the word index of %s does not match and cannot be written: %s", folder, error)
        return None
    return True


def words_in_memory(catalog: Catalog) -> WordIndex:
    """A word index of the snapshot that is never written: for a read-only folder, or beside a busy writer."""
    return WordIndex.build(entries(catalog, catalog.pids().tolist()), catalog.state())


def load_vectors(folder: Path, catalog: Catalog) -> VectorIndex:
    """The vectors of the snapshot; written back when the file did not match and nobody else is writing."""
    vectors = VectorIndex.load(folder, catalog)
    if not vectors.stored and not catalog.immutable:
        with contextlib.suppress(CollectionError, OSError), writing(folder, wait_s=0):
            vectors.save(folder)
    return vectors
