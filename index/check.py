"""Whether everything in a collection is as it should be. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from index.article import Article
from index.catalog import Catalog
from index.derived import entries
from index.vectors import FILE as VECTORS
from index.vectors import VectorIndex
from index.words import FOLDER as WORDS
from index.words import WordIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Finding", "Part", "check"]

_LENGTH_TOLERANCE = 1e-3  # of a vector that should have length 1


class Part(StrEnum):
    """What a finding is about. The last two are made again by `rebuild`."""

    CATALOGUE = "catalogue"
    VECTORS = "vectors"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    part: Part
    message: str


def check(collection: str | Path) -> list[Finding]:
    """All findings; none when the collection is sound. Raises CollectionMissing, CollectionDamaged."""
    folder = Path(collection)
    with Catalog.read(folder) as catalog:
        found = [*_catalogue(catalog), *_embeddings(catalog)]
        if not found:  # nothing that is derived from a faulty catalogue can be judged
            found = [*_vector_file(folder, catalog), *_word_folder(folder, catalog)]
        return found


def _catalogue(catalog: Catalog) -> Iterator[Finding]:
    for (message,) in catalog.rows("PRAGMA integrity_check(20)"):
        if message != "ok":
            yield Finding(Part.CATALOGUE, f"SQLite reports: {message}")
    for table, row, *_ in catalog.rows("PRAGMA foreign_key_check"):
        yield Finding(Part.CATALOGUE, f"row {row} of {table} belongs to nothing")
    for head in catalog.heads():
        article = catalog.article(head.id)
        if article is None:
            yield Finding(Part.CATALOGUE, f"{head.id}: cannot be read")
            continue
        if article.version != head.version:
            yield Finding(Part.CATALOGUE, f"{head.id}: text or facts differ from what was stored under {head.version}")
        if len(article.paragraphs) != head.paragraphs:
            yield Finding(
                Part.CATALOGUE, f"{head.id}: {len(article.paragraphs)} of {head.paragraphs} paragraphs are there"
            )
        if len(article.lines) != article.text.count("\n") + 1:
            yield Finding(Part.CATALOGUE, f"{head.id}: its lines and the lines of its text are not equally many")
        yield from _paragraphs(article)
    outside = """SELECT a.id, p.ordinal FROM windows w JOIN paragraphs p USING (pid) JOIN articles a ON a.key = p.article
                 WHERE w.start < p.start OR w."end" > p."end" OR w.start >= w."end" """
    bare = """SELECT a.id, p.ordinal FROM paragraphs p JOIN articles a ON a.key = p.article
              WHERE p.pid NOT IN (SELECT pid FROM windows)"""
    for sql, what in ((outside, "a window lies outside it"), (bare, "it has no vector")):
        for article_id, ordinal in catalog.rows(sql):
            yield Finding(Part.CATALOGUE, f"{article_id}, paragraph {ordinal}: {what}")


def _paragraphs(article: Article) -> Iterator[Finding]:
    end = 0
    for ordinal, paragraph in enumerate(article.paragraphs):
        if paragraph.ordinal != ordinal:
            yield Finding(Part.CATALOGUE, f"{article.id}: paragraph {ordinal} is missing")
            return
        if not end <= paragraph.start < paragraph.end <= len(article.text):
            yield Finding(
                Part.CATALOGUE,
                f"{article.id}, paragraph {ordinal}: {paragraph.start}..{paragraph.end} is no slice of its text "
                f"({len(article.text)} characters) after {end}",
            )
        end = paragraph.end


def _embeddings(catalog: Catalog) -> Iterator[Finding]:
    import numpy as np

    size = 4 * int(catalog.meta()["dim"])
    for (vector,) in catalog.rows("SELECT id FROM vectors WHERE length(vector) <> ?", [size]):
        yield Finding(Part.CATALOGUE, f"stored vector {vector} does not have {size} bytes")
        return  # the others cannot be read as an array either
    for _, vectors in _blocks(catalog):
        lengths = np.linalg.norm(vectors, axis=1)
        bad = int((~(np.abs(lengths - 1) <= _LENGTH_TOLERANCE)).sum())  # counts what is not a number, too
        if bad:
            yield Finding(Part.CATALOGUE, f"{bad} stored vectors do not have length 1")


def _vector_file(folder: Path, catalog: Catalog) -> Iterator[Finding]:
    import numpy as np

    index = VectorIndex.load(folder, catalog)
    if not index.stored:
        yield Finding(Part.VECTORS, f"{VECTORS} does not match the catalogue; the next reader repairs it")
        return
    done, held = 0, index.vectors
    for pids, vectors in _blocks(catalog):
        part = slice(done, done + len(pids))
        done += len(pids)
        if not (np.array_equal(index.pids[part], pids) and np.array_equal(held[part], vectors)):
            yield Finding(Part.VECTORS, f"{VECTORS} holds other vectors than the catalogue; run `trichdan rebuild`")
            return
    if done != len(index):
        yield Finding(
            Part.VECTORS, f"{VECTORS} holds {len(index)} vectors, the catalogue {done}; run `trichdan rebuild`"
        )


def _word_folder(folder: Path, catalog: Catalog) -> Iterator[Finding]:
    import numpy as np

    words = WordIndex.open(folder)
    if words is None or words.state != catalog.state():
        yield Finding(Part.WORDS, f"{WORDS} does not match the catalogue; the next reader repairs it")
        return
    wanted = catalog.pids()
    if not np.array_equal(words.pids(), wanted):
        yield Finding(Part.WORDS, f"{WORDS} holds other paragraphs than the catalogue; run `trichdan rebuild`")
        return
    missing = sum(not words.holds(entry) for entry in entries(catalog, wanted.tolist()))
    if missing:
        yield Finding(Part.WORDS, f"{WORDS} lacks words of {missing} paragraphs; run `trichdan rebuild`")


def _blocks(catalog: Catalog) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """All stored vectors, some thousand paragraphs at a time."""
    pids = catalog.pids()
    for i in range(0, len(pids), 5000):
        part = pids[i : i + 5000]
        yield catalog.embeddings(int(part[0]), int(part[-1]))
