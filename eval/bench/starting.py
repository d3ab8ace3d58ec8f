"""How long a command takes from nothing: a new process each time, as a person at a terminal has it."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
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


# In between stands a small process: what the system says of a child's memory begins with what its parent had.
_MEASURE = """
import json, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
took = time.perf_counter() - started
try:
    from resource import RUSAGE_CHILDREN, getrusage
    peak_mb = getrusage(RUSAGE_CHILDREN).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
except ImportError:  # Windows
    peak_mb = None
print(json.dumps([took, peak_mb]))
sys.exit(done.returncode)
"""


def _run(command: Sequence[str]) -> tuple[float, float | None]:
    """Seconds, and the peak of the process's memory in MB."""
    done = subprocess.run([sys.executable, "-I", "-c", _MEASURE, *command], capture_output=True, check=True)
    took, peak_mb = json.loads(done.stdout)
    return took, peak_mb
