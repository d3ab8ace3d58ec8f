"""Which collection and which model a command works with."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index import default
from index.errors import TrichdanError
from ui.terminal import Terminal

if TYPE_CHECKING:
    from index.collection import Collection
    from index.embedding import Embedder

__all__ = ["collection_folder", "open_to_ask", "open_to_read"]


def open_to_ask(path: Path | None, model: str | None, terminal: Terminal) -> tuple[Collection, Embedder]:
    """The collection and the model it was made with; the default collection is made if need be."""
    from index.collection import Collection
    from index.embedding import open_embedder

    embedder = open_embedder(model)
    if model is None:  # loads while Python reads the rest of the program; what fails here fails again where it is told
        threading.Thread(target=_prepare, args=(embedder,), daemon=True).start()
    return Collection.open(collection_folder(path, terminal, embedder), embedder), embedder


def _prepare(embedder: Embedder) -> None:
    with suppress(TrichdanError):
        embedder.count_tokens("a")


def open_to_read(path: Path | None, terminal: Terminal) -> Collection:
    """The collection, for what needs no model."""
    from index.collection import Collection

    return Collection.open(collection_folder(path, terminal))


def collection_folder(path: Path | None, terminal: Terminal, embedder: Embedder | None = None) -> Path:
    """The folder named, else that of the default collection, which is made or brought up to date first."""
    if path is not None:
        return path.expanduser()
    found = default.current(embedder.name if embedder else None)
    if found is not None:
        return found
    if embedder is None:
        from index.embedding import open_embedder

        embedder = open_embedder()
    terminal.note(terminal.say("default.building", path=default.default_folder()))
    with terminal.progress() as progress:
        return default.build(
            embedder, progress=progress, on_wait=lambda: terminal.note(terminal.say("default.waiting"))
        )
