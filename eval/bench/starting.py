"""How long a command takes from nothing: a new process each time, as a person at a terminal has it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ColdStart", "cold_start"]


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Wall-clock seconds of a command over several runs, and the most memory that one of them took."""

    runs: int
    median_s: float
    fastest_s: float
    slowest_s: float
    memory_mb: float | None  # None where the system does not tell


def cold_start(command: Sequence[str], *, runs: int = 7) -> ColdStart:
    """Runs the command once unmeasured (files come into the system's cache, what is made on first use is made), then
    ``runs`` times. Raises CalledProcessError when it fails."""
    seconds, memory = [], []
    for i in range(runs + 1):
        took, peak_mb = _run(command)
        if i:
            seconds.append(took)
            memory.append(peak_mb)
    peaks = [peak for peak in memory if peak is not None]
    return ColdStart(
        runs, statistics.median(seconds), min(seconds), max(seconds), round(max(peaks), 1) if peaks else None
    )


def _run(command: Sequence[str]) -> tuple[float, float | None]:
    """Seconds, and the peak of the process's memory in MB."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        errors = process.stderr.read() if process.stderr else b""  # until the process ends
        peak_mb = _wait(process)
    took = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), stderr=errors)
    return took, peak_mb


def _wait(process: subprocess.Popen[bytes]) -> float | None:
    if not hasattr(os, "wait4"):  # Windows
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
