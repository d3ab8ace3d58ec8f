"""The articles of a collection, made anew for another embedding model. Reads no file of the user's."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection as AnyOf
from pathlib import Path
from typing import TYPE_CHECKING

from index.article import Article
from index.catalog import Catalog, context_headers
from index.derived import catch_up
from index.labels import label
from index.lock import writing
from index.report import Progress, Stage
from index.vectors import VectorIndex
from index.windows import passage, windows
from index.writing import KnownFile, Record, Window, finish, keep_vectors, put

if TYPE_CHECKING:
    from index.embedding import Embedder

__all__ = ["copy_with_model"]


def copy_with_model(
    source: Path, target: Path, embedder: Embedder, *, without: AnyOf[str] = (), progress: Progress | None = None
) -> int:
    """Write the articles of ``source``, all but the ids in ``without``, into a new collection at ``target``.

    They keep ids, versions and what is known of their files. ``target`` must be an empty folder. Returns how many
    articles were copied; with none, no collection is made. Raises CollectionMissing, CollectionDamaged.
    """
    with Catalog.read(source) as old:
        ids = [one for one in old.ids() if one not in without]
        if not ids:
            return 0
        rows = old.rows("SELECT id, path, sha256, program, version, source FROM articles")
        files = {row[0]: KnownFile(*row) for row in rows}
        with writing(target), _create(target, embedder) as new:
            for done, article_id in enumerate(ids):
                if progress is not None:
                    progress(Stage.EMBED, done, len(ids))
                article = old.article(article_id)
                assert article is not None  # its id was just listed in the same snapshot
                _put(new, article, files[article_id], embedder)
            if progress is not None:
                progress(Stage.EMBED, len(ids), len(ids))
            catch_up(target, new)
            VectorIndex.load(target, new).save(target)
    return len(ids)


def _create(folder: Path, embedder: Embedder) -> Catalog:
    return Catalog.create(folder, identity=uuid.uuid4().hex, model=embedder.name, dim=embedder.dim)


def _put(catalog: Catalog, article: Article, file: KnownFile, embedder: Embedder) -> None:
    import numpy as np

    texts: dict[bytes, str] = {}
    found: list[tuple[Window, ...]] = []
    for paragraph, header in zip(article.paragraphs, context_headers(article), strict=True):
        text = article.text[paragraph.start : paragraph.end]
        own = []
        for span in windows(text, header, embedder):
            embedded = passage(header, span.of(text), embedder)
            digest = hashlib.blake2b(f"{embedder.name}\0{embedded}".encode(), digest_size=16).digest()
            texts[digest] = embedded
            own.append(Window(paragraph.start + span.start, paragraph.start + span.end, digest))
        found.append(tuple(own))
    vectors = np.ascontiguousarray(embedder.embed_passages(list(texts.values())), np.float32)
    labels, names = label(article)
    with catalog.transaction() as connection:
        keep_vectors(connection, zip(texts, (row.tobytes() for row in vectors), strict=True))
        put(connection, Record(article, file, tuple(found), labels, names))
        finish(connection)
