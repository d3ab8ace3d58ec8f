"""Collections made for the evaluation: synthetic reports, and the paragraphs of a SQuAD file.

They stand in the user's cache folder and are used again until something that they are made from changes. One that was
interrupted is finished the next time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from eval.squad import SquadSet, write_passages
from eval.synthetic import Plan, write_reports
from index.errors import CollectionError

if TYPE_CHECKING:
    from index.collection import Collection
    from index.embedding import Embedder

__all__ = ["Progress", "squad_collection", "synthetic_collection"]

_MARKER, _LOCK = "made-from.json", "lock"
_ARTICLES, _COLLECTION = "articles", "collection"
_ROOT = Path(__file__).resolve().parents[1]


class Progress(Protocol):
    def __call__(self, stage: str, done: int, total: int) -> None: ...


def synthetic_collection(
    plan: Plan, embedder: Embedder, *, folder: Path | None = None, progress: Progress | None = None
) -> Collection:
    """The reports of a plan, in a collection. ``progress`` hears of stages "write", and of those of adding."""

    def write(articles: Path) -> None:
        for written in write_reports(plan, articles):
            if progress is not None:
                progress("write", written, plan.paragraphs)

    name = f"synthetic-{plan.paragraphs}-{plan.seed}"
    return _made(name, (_ROOT / "eval").glob("synthetic*.py"), write, embedder, folder, progress)


def squad_collection(
    path: Path, squad: SquadSet, embedder: Embedder, *, folder: Path | None = None, progress: Progress | None = None
) -> Collection:
    """The paragraphs of a file in SQuAD format, each an article of its own. ``squad``: what was read from ``path``."""
    made_from = [path, _ROOT / "eval" / "squad.py"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    write = lambda articles: write_passages(squad, articles)  # noqa: E731
    return _made(f"squad-{digest}", iter(made_from), write, embedder, folder, progress)


def _made(
    name: str,
    made_from: Iterator[Path],
    write: Callable[[Path], None],
    embedder: Embedder,
    folder: Path | None,
    progress: Progress | None,
) -> Collection:
    from index.build import add
    from index.collection import Collection

    home = (folder or _cache()) / f"{name}-{hashlib.sha256(embedder.name.encode()).hexdigest()[:8]}"
    wanted = {"model": embedder.name, "code": _fingerprint([*made_from, *(_ROOT / "index").rglob("*.py")])}
    with _locked(home):
        marker = _read_marker(home / _MARKER)
        if marker != {**wanted, "complete": True}:
            if marker != {**wanted, "complete": False}:
                shutil.rmtree(home / _ARTICLES, ignore_errors=True)
                shutil.rmtree(home / _COLLECTION, ignore_errors=True)
                _write_marker(home / _MARKER, {**wanted, "complete": False})
            write(home / _ARTICLES)
            report = add([home / _ARTICLES], home / _COLLECTION, embedder, progress=progress)
            if report.failed:
                raise CollectionError(f"{report.failed[0].message}; remove {home} and try again")
            _write_marker(home / _MARKER, {**wanted, "complete": True})
        return Collection.open(home / _COLLECTION, embedder)


def _cache() -> Path:
    import platformdirs

    return platformdirs.user_cache_path("trichdan", appauthor=False) / "evaluation"


def _fingerprint(files: list[Path]) -> str:
    """Of everything that decides what the collection holds besides the model: another one is made when it changes."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    from filelock import FileLock

    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / _LOCK):
            yield
    except OSError as error:
        raise CollectionError(
            f"{home} cannot be written ({error.strerror or error}): free some space, or set XDG_CACHE_HOME"
        ) from error


def _read_marker(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write_marker(path: Path, marker: object) -> None:
    path.write_text(json.dumps(marker), encoding="utf-8")
