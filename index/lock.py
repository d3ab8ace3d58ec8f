"""One writer a collection: a lock that tells who holds it, and that the system frees when its holder dies."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from index.errors import CollectionError, CollectionLocked

__all__ = ["HOLDER", "LOCK", "writing"]

LOCK = "lock"
HOLDER = "lock.json"  # beside it: locking empties the lock file on some systems
_WAIT_S = 1.0  # a reader that repairs a derived store holds the lock for less


@contextlib.contextmanager
def writing(folder: Path, *, wait_s: float = _WAIT_S) -> Iterator[None]:
    """Hold the collection's lock. Raises CollectionLocked with process, host and time of the holder."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=wait_s, poll_interval=0.02)
    except Timeout:
        raise CollectionLocked(f"{folder} is being written by {_holder(folder)}: wait until it is done") from None
    except OSError as error:
        raise CollectionError(f"{folder} cannot be written ({error.strerror}): check its permissions") from error
    try:
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        note = {"pid": os.getpid(), "host": socket.gethostname(), "since": now}
        (folder / HOLDER).write_text(json.dumps(note), encoding="utf-8")
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"process {note['pid']} on {note['host']} since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
