"""Building a collection: adding files, removing articles, making the derived stores anew, checking everything."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from index.adding import Adder, collect
from index.catalog import FILE, Catalog, require
from index.check import Finding, check
from index.derived import catch_up, entries, update_words
from index.errors import CollectionError, UnknownArticle
from index.labels import label
from index.lock import HOLDER, LOCK, writing
from index.report import AddReport, FileResult, OnFile, Outcome, Progress, Stage
from index.vectors import FILE as VECTORS
from index.vectors import VectorIndex
from index.words import FOLDER as WORDS
from index.words import WordIndex
from index.writing import change_labels, cut_loose_vectors, drop, finish

if TYPE_CHECKING:
    from index.embedding import Embedder

__all__ = [
    "AddReport",
    "FileResult",
    "Finding",
    "OnFile",
    "Outcome",
    "Progress",
    "Stage",
    "add",
    "check",
    "rebuild",
    "remove",
]


def add(
    paths: Iterable[str | Path],
    collection: str | Path,
    embedder: Embedder,
    *,
    progress: Progress | None = None,
    on_file: OnFile | None = None,
) -> AddReport:
    """Add or update files and folders; creates the collection when there is none.

    A file that cannot be read is named in the report, and the others are added. Nothing changes for a file that is
    stored already. Raises CollectionLocked, CollectionDamaged, ModelMismatch, or CollectionError when the folder holds
    something else.
    """
    folder = Path(collection)
    given = [Path(path) for path in paths]
    results: list[FileResult] = []

    def tell(result: FileResult) -> None:
        results.append(result)
        if on_file is not None:
            on_file(result)

    files = collect(given, tell)
    missing: list[str] = []
    if files or Catalog.exists(folder):
        _claim(folder)
        with writing(folder):
            missing = Adder(folder, embedder, tell, progress).run(files, below=given)
    return AddReport(tuple(results), tuple(missing))


def remove(article_id: str, collection: str | Path) -> None:
    """Take an article out. Raises UnknownArticle, CollectionMissing, CollectionLocked."""
    folder = Path(collection)
    require(folder)
    with writing(folder), Catalog.write(folder) as catalog:
        if catalog.article(article_id) is None:
            raise UnknownArticle(f"no article has the id {article_id!r} in {folder}; `trichdan list` shows all")
        words = catch_up(folder, catalog)
        with catalog.transaction() as connection:
            gone = drop(connection, article_id)
            cut_loose_vectors(connection)
            finish(connection)
        update_words(folder, catalog, words, [], gone)
        VectorIndex.load(folder, catalog).save(folder)


def rebuild(collection: str | Path, *, progress: Progress | None = None) -> None:
    """Make everything anew that is derived from the articles and vectors stored: places, years, both indexes.

    Embeds nothing and reads no file of the user's. Raises CollectionMissing, CollectionLocked, CollectionDamaged.
    """
    folder = Path(collection)
    require(folder)
    with writing(folder), Catalog.write(folder) as catalog:
        # Gone first: were this interrupted after the labels changed, indexes of the old ones would look right.
        shutil.rmtree(folder / WORDS, ignore_errors=True)
        (folder / VECTORS).unlink(missing_ok=True)
        ids = catalog.ids()
        with catalog.transaction() as connection:
            for done, article_id in enumerate(ids):
                if progress is not None:
                    progress(Stage.INDEX, done, len(ids))
                article = catalog.article(article_id)
                assert article is not None  # its id was just listed under our lock
                labels, names = label(article)
                change_labels(connection, catalog.pids_of_article(article_id).tolist(), labels, names)
            cut_loose_vectors(connection)
            finish(connection)
        WordIndex.build(entries(catalog, catalog.pids().tolist()), catalog.state(), folder)
        VectorIndex.load(folder, catalog).save(folder)
        if progress is not None:
            progress(Stage.INDEX, len(ids), len(ids))


def _claim(folder: Path) -> None:
    """Make the folder of a new collection. One that holds something else is not ours to fill."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Our own files may be there before the catalogue is: another process has just begun, or was killed.
        ours = (LOCK, HOLDER, f"{FILE}.new")
        found = sorted(path.name for path in folder.iterdir() if not path.name.startswith(ours))
    except OSError as error:
        raise CollectionError(f"{folder} cannot be made a collection ({error.strerror}): choose another") from error
    if found and not Catalog.exists(folder):
        raise CollectionError(
            f"{folder} is no collection and not empty (it holds {found[0]}): choose an empty or a new folder"
        )
