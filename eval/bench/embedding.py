"""The bundled model against sentence-transformers' default: the same weights, the same texts, one run."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.squad import read_squad
from index.bundled import BundledEmbedder, unpack_sentence_transformer
from index.embedding import SentenceTransformerEmbedder, Vectors
from index.text import sentences
from index.windows import windows

__all__ = ["distinct_texts", "measure"]

_ROUNDS = 5  # the two engines take turns, so that whatever else the machine does disturbs both alike
_WHEEL_STEP = 5  # every fifth window also by the wheel's engine, which is slow


def measure(
    squad: Path, *, texts: int = 2000, reference_texts: int = 300, questions: int = 200, seed: int = 0
) -> dict[str, float]:
    """Rates, latencies and agreement of the bundled model, over the paragraphs and questions of a file like XQuAD.

    ``texts`` distinct texts are embedded by the bundled model, and ``reference_texts`` of them, drawn at random, by both
    it and sentence-transformers (float32, as its documentation calls it), in turns: ``times_faster`` is the ratio of
    the two rates. Cosines compare with sentence-transformers over every window of every paragraph, and over
    ``questions`` questions. Times are wall-clock: the ratio travels to other machines, the rest does not. Takes about
    two minutes on two idle cores. Raises BadInput when the file is not in SQuAD format.
    """
    data = read_squad(squad)
    paragraphs = [passage.text for passage in data.passages]
    draw = random.Random(seed)
    sample = distinct_texts(paragraphs, texts, draw)
    compared = draw.sample(sample, min(reference_texts, len(sample)))
    asked = [row.question for row in draw.sample(data.rows, min(questions, len(data.rows)))]

    cold_s = _seconds(_ask_in_new_process)
    bundled = BundledEmbedder()
    bundled.embed_question("")
    question_s = [_seconds(bundled.embed_question, question) for question in asked]
    by_wheel = np.stack([bundled.embed_question(question) for question in asked])
    windowed = [span.of(text) for text in paragraphs for span in windows(text, "", bundled)]
    few = np.concatenate([bundled.embed_passages([text]) for text in windowed[::_WHEEL_STEP]])  # singly: not in bulk
    first_s = _seconds(bundled.embed_passages, paragraphs[:16])
    rate = len(sample) / _seconds(bundled.embed_passages, sample)
    many = bundled.embed_passages(windowed)

    with tempfile.TemporaryDirectory() as folder:
        unpack_sentence_transformer(Path(folder))
        reference = SentenceTransformerEmbedder(folder)
    expected = reference.embed_passages(windowed)
    expected_questions = np.stack([reference.embed_question(question) for question in asked])
    bundled_s = reference_s = 0.0
    for i in range(_ROUNDS):
        part = compared[i::_ROUNDS]
        bundled_s += _seconds(bundled.embed_passages, part)
        reference_s += _seconds(reference.model.encode_document, part, show_progress_bar=False)
    return {
        "cores": os.cpu_count() or 1,
        "texts": len(sample),
        "mean_tokens": statistics.mean(map(bundled.count_tokens, sample)),
        "texts_per_s": rate,
        "first_16_s": first_s,
        "compared_texts": len(compared),
        "compared_texts_per_s": len(compared) / bundled_s,
        "sentence_transformers_texts_per_s": len(compared) / reference_s,
        "times_faster": reference_s / bundled_s,
        "windows": len(windowed),
        "cosine_min_many": _least(many, expected),
        "cosine_min_few": _least(few, expected[::_WHEEL_STEP]),
        "cosine_min_questions": _least(by_wheel, expected_questions),
        "question_median_s": statistics.median(question_s),
        "question_cold_s": cold_s,
    }


def distinct_texts(paragraphs: Sequence[str], count: int, draw: random.Random) -> list[str]:
    """The paragraphs, then runs of their sentences drawn at random, no text twice; fewer than ``count`` where the
    paragraphs hold no more."""
    whole = dict.fromkeys(paragraphs)
    runs: dict[str, None] = {}
    for text in whole:
        spans = sentences(text)
        runs.update((text[a.start : b.end], None) for i, a in enumerate(spans) for b in spans[i:])
    others = [run for run in runs if run not in whole]
    return [*whole, *draw.sample(others, max(0, min(count - len(whole), len(others))))][:count]


def _ask_in_new_process() -> None:
    code = "from index.embedding import open_embedder; open_embedder().embed_question('Bao nhiêu hộ được hỗ trợ?')"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def _least(found: Vectors, expected: Vectors) -> float:
    return float((found * expected).sum(axis=1).min())


def _seconds(call: Callable[..., Any], *args: Any, **options: Any) -> float:
    start = time.perf_counter()
    call(*args, **options)
    return time.perf_counter() - start
