"""``trichdan bench``, with the long measurements made small."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from eval.bench.starting import cold_start


def test_a_cold_start_is_a_process_of_its_own_with_its_own_memory():
    small = cold_start([sys.executable, "-c", "pass"], runs=3)
    large = cold_start([sys.executable, "-c", "import time; x = bytearray(80_000_000); time.sleep(0.3)"], runs=1)
    assert small.runs == 3
    assert 0 < small.fastest_s <= small.median_s <= small.slowest_s
    assert large.median_s > 0.3
    assert large.memory_mb - small.memory_mb > 60


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(subprocess.CalledProcessError) as raised:
        cold_start([sys.executable, "-c", "import sys; sys.exit('no such thing')"], runs=1)
    assert b"no such thing" in raised.value.stderr


def test_everything_is_measured(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shown = cli("bench", "--runs", "1", "--proof", "--paragraphs", "30", "--questions", "20", "--json", "--lang", "en")
    assert shown.status == 0
    found = json.loads(shown.out)
    assert 0.05 < found["cold_start"]["median_s"] < 30
    assert found["warm"].keys() >= {"whole", "question", "embed", "search", "read", "compose", "total"}
    assert found["warm"]["whole"]["p50"] <= found["warm"]["whole"]["p95"]
    assert found["large"]["collection"]["paragraphs"] == 30
    assert found["large"]["wrong_place_or_year"] == []
    assert found["sets"].keys() == {"articles · dev", "synthetic 30"}
    assert found["environment"]["cores"] >= 1
    assert "numpy" in found["environment"]["libraries"]
    assert "embedding" not in found  # it needs --squad
