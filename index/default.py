"""The default collection: the articles that come with the program, in the user's data folder, and what the user adds.

::

    <data folder>/
    ├── collection/     the collection
    ├── seeds/          copies of the packaged articles: the paths under which the collection knows them
    ├── default.json    which seeds and which model the collection was made from
    └── default.lock    held while it is being made

Seeds are copied first because one data folder may serve several installations, each with seeds at another path.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import CollectionError

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.report import Progress

__all__ = ["build", "current", "default_folder"]

_APPLICATION = "trichdan"
_COLLECTION, _SEEDS, _MARKER, _LOCK = "collection", "seeds", "default.json", "default.lock"


def default_folder() -> Path:
    """Where the default collection is or will be."""
    return _home() / _COLLECTION


def current(model: str | None = None) -> Path | None:
    """The default collection if it is there and of today's seeds (and of this model, if one is named), else None.

    Costs under 2 ms: five small files are read and hashed.
    """
    from index.catalog import FILE

    home = _home()
    marker = _read_marker(home)
    if marker.get("seeds") != _fingerprint(_packaged_seeds()) or (model is not None and marker.get("model") != model):
        return None
    return home / _COLLECTION if (home / _COLLECTION / FILE).is_file() else None


def build(embedder: Embedder, *, progress: Progress | None = None, on_wait: Callable[[], None] | None = None) -> Path:
    """Make the default collection, or bring it up to today's seeds and this model; the user's own articles stay.

    While another process does so, ``on_wait`` is called once and its end is waited for. Raises CollectionError when the
    data folder cannot be written.
    """
    from filelock import FileLock, Timeout

    home = _home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / _LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait is not None:
                on_wait()
            lock.acquire()
        try:
            found = current(embedder.name)
            if found is not None:  # made by the process that was waited for
                return found
            return _build(home, embedder, progress)
        finally:
            lock.release()
    except OSError as error:
        raise CollectionError(
            f"{home} cannot be written ({error.strerror or error}), and the default collection belongs there: "
            "check its permissions, or name another place with --collection"
        ) from error


def _build(home: Path, embedder: Embedder, progress: Progress | None) -> Path:
    from index.build import add, remove

    collection, marker = home / _COLLECTION, _read_marker(home)
    seeds = _packaged_seeds()
    folder = _write_seeds(home / _SEEDS, seeds)
    _finish_swap(home)
    _change_model(home, embedder, progress)
    report = add([folder], collection, embedder, progress=progress)
    if report.failed:
        raise CollectionError(f"{report.failed[0].message}; install the program again")
    for article_id in report.missing:  # seeds of an earlier version that are no longer among them
        remove(article_id, collection)
    marker = {"seeds": _fingerprint(seeds), "model": embedder.name}
    draft = home / f"{_MARKER}.new"
    draft.write_text(json.dumps(marker), encoding="utf-8")
    os.replace(draft, home / _MARKER)
    return collection


def _change_model(home: Path, embedder: Embedder, progress: Progress | None) -> None:
    """Embed the articles anew if the collection was made by another model, and put the result in its place."""
    from index.catalog import Catalog
    from index.reembed import copy_with_model

    collection, draft = home / _COLLECTION, home / f"{_COLLECTION}.new"
    if not Catalog.exists(collection):
        return
    with Catalog.read(collection) as catalog:
        if catalog.meta()["model"] == embedder.name:
            return
    shutil.rmtree(draft, ignore_errors=True)  # of a run that was interrupted
    draft.mkdir()
    if copy_with_model(collection, draft, embedder, progress=progress):
        (draft / "complete").touch()
        _finish_swap(home)
    else:  # everything had been removed from it
        shutil.rmtree(collection)
        draft.rmdir()


def _finish_swap(home: Path) -> None:
    """Put a complete new collection in the place of the old one; can be interrupted anywhere and done again."""
    collection, draft = home / _COLLECTION, home / f"{_COLLECTION}.new"
    if (draft / "complete").exists():
        shutil.rmtree(collection, ignore_errors=True)
        os.replace(draft, collection)
    (collection / "complete").unlink(missing_ok=True)


def _write_seeds(folder: Path, seeds: dict[str, bytes]) -> Path:
    """The seeds as files: only they, and only those written that differ."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in seeds:
            path.unlink()
    for name, data in seeds.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    return folder


def _packaged_seeds() -> dict[str, bytes]:
    """Name and bytes of every packaged article."""
    found = {
        entry.name: entry.read_bytes()
        for entry in resources.files("seeds").iterdir()
        if entry.name.endswith(".md") and not entry.name.lower().startswith("readme")
    }
    if not found:
        raise CollectionError("the articles that come with the program are missing: install it again")
    return dict(sorted(found.items()))


def _fingerprint(seeds: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in seeds.items():
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:16]


def _read_marker(home: Path) -> dict[str, str]:
    try:
        marker = json.loads((home / _MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marker if isinstance(marker, dict) else {}


def _home() -> Path:
    import platformdirs

    return platformdirs.user_data_path(_APPLICATION, appauthor=False)
