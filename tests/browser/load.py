"""Many people at once: ``python tests/browser/load.py [--people 50] [--seconds 60]`` (part of ``make proof``).

Starts the real page over the seeds on a free port of this machine and lets each person ask a question every four
seconds. Every answer is compared with the one that was given to the same question while nobody else asked. Prints one JSON line;
exit status 1 when there was an error, a wrong answer, a 95th percentile above 2 s, or memory that grew by over 10%.
"""

import argparse
import asyncio
import json
import os
import random
import runpy
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PERIOD_S = 4.0
QUESTIONS = [
    "Đầm Hà hỗ trợ bao nhiêu nhà?",
    "Tổng kinh phí hỗ trợ nhà ở của Đầm Hà là bao nhiêu?",
    "Tỷ lệ hộ nghèo của Đầm Hà năm 2022 là bao nhiêu?",
    "Hà Nội có bao nhiêu hộ nghèo?",
    "Bình Thuận có bao nhiêu thẻ BHYT?",
    "Bắc Kạn làm gì để giảm nghèo?",
    "Tỷ lệ hộ nghèo là bao nhiêu?",
    "dam ha co bao nhieu lop so cap nghe",
]


def _essence(answer):
    """What an answer says, without how long it took."""
    return json.dumps({**answer, "timings_ms": None, "question": None, "understood_as": None}, sort_keys=True)


async def _ask(client, question):
    started = time.perf_counter()
    response = await client.post("/gradio_api/call/ask", json={"data": [question]})
    response.raise_for_status()
    events = (await client.get(f"/gradio_api/call/ask/{response.json()['event_id']}")).text
    kind, data = events.strip().rsplit("event: ", 1)[1].split("\ndata: ", 1)
    if kind != "complete":
        raise RuntimeError(f"{question}: {kind} {data[:200]}")
    return json.loads(data)[0], time.perf_counter() - started


def _questions_of(number):
    """Two questions that nobody else asks in these very characters."""
    chosen = random.Random(number).sample(QUESTIONS, 2)
    return [question.rstrip("?") + "?" * (1 + number) for question in chosen]


async def _person(client, number, until, expected, took, wrong):
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, PERIOD_S))
    while time.monotonic() < until:
        at = time.monotonic()
        own = chance.choice(_questions_of(number))
        answer, seconds = await _ask(client, own)
        took.append(seconds)
        if answer["question"] != own or _essence(answer) != expected[own]:
            wrong.append((number, own, answer["question"]))
        await asyncio.sleep(max(0.0, PERIOD_S - (time.monotonic() - at)))


async def _crowd(url, people, seconds):
    took, wrong = [], []
    limits = httpx.Limits(max_connections=people * 2)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits, trust_env=False) as client:
        asked = [question for number in range(people) for question in _questions_of(number)]
        expected = {question: _essence((await _ask(client, question))[0]) for question in asked}
        until = time.monotonic() + seconds
        tasks = [_person(client, number, until, expected, took, wrong) for number in range(people)]
        results = await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(took), wrong, [repr(one) for one in results if isinstance(one, BaseException)]


def _memory_mb(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def _processor_s(pid):
    """Seconds of processor time that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=60)
    given = arguments.parse_args()
    sys.path.insert(0, str(ROOT))
    from index.build import add
    from index.embedding import open_embedder

    serving = runpy.run_path(str(Path(__file__).with_name("serving.py")))["serving"]
    with tempfile.TemporaryDirectory() as folder:
        seeds = [path for path in (ROOT / "seeds").glob("*.md") if path.name != "README.md"]
        add(seeds, Path(folder) / "collection", open_embedder())
        with serving(Path(folder) / "collection", Path(folder) / "chat") as app:
            asyncio.run(_crowd(app.url, given.people, min(10.0, given.seconds)))  # until caches and pools are full
            before, spent = _memory_mb(app.process.pid), _processor_s(app.process.pid)
            took, wrong, errors = asyncio.run(_crowd(app.url, given.people, given.seconds))
            after, spent = _memory_mb(app.process.pid), _processor_s(app.process.pid) - spent
    p50, p95, most = (took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.95, 1.0))
    ok = not errors and not wrong and p95 <= 2.0 and after <= before * 1.1
    figures = {"people": given.people, "seconds": given.seconds, "questions": len(took), "errors": len(errors),
               "wrong": len(wrong), "p50_ms": round(p50 * 1000), "p95_ms": round(p95 * 1000), "max_ms": round(most * 1000),
               "server_cpu_ms_a_question": round(1000 * spent / max(1, len(took))), "load_average": os.getloadavg()[0], "memory_mb": [round(before), round(after)], "ok": ok}  # fmt: skip
    sys.stdout.write(json.dumps(figures) + "\n")
    for problem in [*errors[:3], *map(str, wrong[:3])]:
        sys.stderr.write(problem + "\n")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
