"""Answers over a large collection: synthetic reports, whose every figure, place and year is known."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from eval.asking import about, asks, shelf_of
from eval.made import Progress, synthetic_collection
from eval.run import Run, run
from eval.runfile import environment
from eval.synthetic import make_plan
from eval.synthetic_judge import strays
from eval.synthetic_questions import make_questions
from index.embedding import Embedder

__all__ = ["Large", "large"]


@dataclass(frozen=True, slots=True)
class Large:
    """``opened_s``: until the collection could be asked, the making of it included where it was not there yet."""

    run: Run
    strays: list[str]  # questions answered with a figure of another place or year
    opened_s: float
    collection: dict[str, Any]


def large(
    embedder: Embedder, *, paragraphs: int = 100_000, questions: int = 600, seed: int = 0, progress: Progress
) -> Large:
    """Asks ``questions`` over ``paragraphs`` paragraphs. The collection is made once and kept in the cache folder."""
    from rag.assistant import Assistant

    plan = make_plan(paragraphs, seed)
    started = time.perf_counter()
    collection = synthetic_collection(plan, embedder, progress=progress)
    opened_s = time.perf_counter() - started
    shelf = shelf_of(collection)
    done = run(
        asks(Assistant(collection, embedder), collection),
        make_questions(plan, questions),
        shelf,
        name=f"synthetic {paragraphs:,}",
        progress=lambda done, total: progress("questions", done, total),
    )
    told = about(collection)
    done = replace(done, metadata={"questions": questions, "seed": seed, **environment(told)})
    return Large(done, strays(done.records, shelf), opened_s, told)
