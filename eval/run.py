"""Running a question set: each question asked, scored, and summed up with counts and intervals.

An assistant that raises on a question, or gives an answer that cannot be scored, has that question wrong; the error is
kept and the run goes on.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.dataset import Row, expect_json
from eval.metrics.abstention import ReasonScore, baselines, by_reason, score_abstention
from eval.metrics.bootstrap import interval_of, interval_of_mean, interval_of_ratio
from eval.metrics.risk_coverage import Point, aurc, curve, optimal_aurc
from eval.score import Scores, Shelf, is_withheld, score

__all__ = ["Assistant", "Estimate", "Record", "Run", "Timing", "run", "summarize"]

logger = logging.getLogger(__name__)

Assistant = Callable[[str, Sequence[str]], Mapping[str, Any]]  # question, earlier questions -> JSON answer
Progress = Callable[[int, int], None]  # done, all

_CONTEXT_CHARACTERS = 240  # of the article, kept on either side of a quote for reports


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over ``count`` questions with its 95% interval; None where it is undefined."""

    value: float | None
    count: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one stage over the warm questions, and of the first question (``cold``)."""

    p50: float
    p95: float
    count: int
    cold: float | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One question of a run. ``contexts[i]`` is the article text before and after the i-th citation (else nearest)."""

    id: str
    question: str
    group: str
    tags: tuple[str, ...]
    expect: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    scores: Scores
    ms: float
    history: tuple[str, ...] = ()
    error: str | None = None
    contexts: tuple[tuple[str, str], ...] = ()

    @property
    def right(self) -> bool:
        return self.scores["accuracy"] == 1

    @property
    def must_withhold(self) -> bool:
        return "abstain" in self.expect

    @property
    def shown(self) -> bool:
        return self.answer is not None and not is_withheld(self.answer)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The accepted reasons to withhold; empty where an answer is expected."""
        reasons = self.expect.get("abstain", ())
        return (reasons,) if isinstance(reasons, str) else tuple(reasons)


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: what reports, comparisons and thresholds read."""

    name: str
    records: tuple[Record, ...]
    totals: Mapping[str, Estimate]
    by_tag: Mapping[str, Mapping[str, Estimate]]
    timings: Mapping[str, Timing]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[str, ReasonScore]:
        """Scores of the questions to withhold, by reason."""
        rows = [record for record in self.records if record.must_withhold]
        given = [r.answer["reason"] if r.answer is not None and is_withheld(r.answer) else None for r in rows]
        return by_reason([record.reasons for record in rows], given)

    @property
    def baselines(self) -> dict[str, Any]:
        """What the assistants that always and never withhold would score."""
        return baselines([record.must_withhold for record in self.records])

    @property
    def curve(self) -> list[Point]:
        """The risk-coverage curve of the answers shown, over all questions."""
        return curve(*_confidences(self.records), total=len(self.records))

    @property
    def optimal_aurc(self) -> float | None:
        """The area that a perfect order of the same answers would have."""
        return optimal_aurc(_confidences(self.records)[1])


def run(
    assistant: Assistant,
    rows: Sequence[Row],
    shelf: Shelf,
    *,
    name: str = "",
    metadata: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Run:
    """Asks every row, in order, each as if asked alone, and scores the answers against ``shelf``."""
    records: list[Record] = []
    for row in rows:
        records.append(_ask(assistant, row, shelf))
        if progress is not None:
            progress(len(records), len(rows))
    return summarize(name, records, metadata or {})


def summarize(name: str, records: Iterable[Record], metadata: Mapping[str, Any]) -> Run:
    """The figures of all records together and of each tag."""
    records = tuple(records)
    tags = sorted({tag for record in records for tag in record.tags})
    return Run(
        name=name,
        records=records,
        totals=_estimates(records),
        by_tag={tag: _estimates([r for r in records if tag in r.tags], brief=True) for tag in tags},
        timings=_timings(records),
        metadata=metadata,
    )


def _ask(assistant: Assistant, row: Row, shelf: Shelf) -> Record:
    answer: Mapping[str, Any] | None = None
    error = None
    contexts: tuple[tuple[str, str], ...] = ()
    started = time.perf_counter()
    try:
        answer = assistant(row.question, row.history)
        ms = (time.perf_counter() - started) * 1000
        scores = score(row, answer, shelf)
        contexts = _contexts(answer, shelf)
        answer = {key: value for key, value in answer.items() if key != "retrieved"}
    except Exception as raised:  # noqa: BLE001  whatever it is, this question is wrong and the others still count
        ms = (time.perf_counter() - started) * 1000
        error, answer = f"{type(raised).__name__}: {raised}", None
        logger.warning("question %s: %s", row.id, error)
        scores = score(row, None, shelf)
    return Record(
        id=row.id,
        question=row.question,
        group=row.group,
        tags=row.tags,
        expect=expect_json(row.expect),
        answer=answer,
        scores=scores,
        ms=ms,
        history=row.history,
        error=error,
        contexts=contexts,
    )


def _contexts(answer: Mapping[str, Any], shelf: Shelf) -> tuple[tuple[str, str], ...]:
    contexts = []
    for citation in answer["citations"] or answer.get("nearest", ()):
        article = shelf.article(citation["article"])
        text = article.text if article is not None else ""
        start, end = citation["start"], citation["end"]
        contexts.append((text[max(0, start - _CONTEXT_CHARACTERS) : start], text[end : end + _CONTEXT_CHARACTERS]))
    return tuple(contexts)


_BRIEF = ("accuracy", "wrong_shown", "number_accuracy", "span_accuracy", "groundedness", "right_article")


def _estimates(records: Sequence[Record], *, brief: bool = False) -> dict[str, Estimate]:
    names = {name for record in records for name in record.scores}
    estimates = {
        name: _mean(records, name) for name in sorted(names) if not brief or name in _BRIEF or name == "gold_read"
    }
    return estimates if brief else estimates | _abstention(records) | {"aurc": _aurc(records)}


def _mean(records: Sequence[Record], name: str) -> Estimate:
    scored = [(value, r.group) for r in records if (value := r.scores.get(name)) is not None]
    if not scored:
        return Estimate(None, 0)
    values, groups = zip(*scored, strict=True)
    return Estimate(sum(values) / len(values), len(values), *interval_of_mean(values, groups))


def _abstention(records: Sequence[Record]) -> dict[str, Estimate]:
    must = [record.must_withhold for record in records]
    if not any(must):  # precision and F1 would be 0 whatever the assistant does
        return {name: Estimate(None, 0) for name in ("abstention_precision", "abstention_recall", "abstention_f1")}
    did = [is_withheld(record.answer) for record in records]
    scores = score_abstention(must, did)
    both = [float(m and d) for m, d in zip(must, did, strict=True)]
    parts = {
        "abstention_precision": (scores.precision, both, [float(d) for d in did]),
        "abstention_recall": (scores.recall, both, [float(m) for m in must]),
        "abstention_f1": (scores.f1, [2 * b for b in both], [float(m) + d for m, d in zip(must, did, strict=True)]),
    }
    estimates = {}
    for name, (value, above, below) in parts.items():
        interval = interval_of_ratio(above, below, [r.group for r in records])
        count = len(records) if name == "abstention_f1" else int(sum(below))
        estimates[name] = Estimate(value, count, *(interval or (None, None)))
    return estimates


def _confidences(records: Iterable[Record]) -> tuple[list[float], list[bool]]:
    shown = [(float(r.answer["confidence"]), r.right) for r in records if r.answer is not None and r.shown]
    return [confidence for confidence, _ in shown], [right for _, right in shown]


def _aurc(records: Sequence[Record]) -> Estimate:
    shown = [record for record in records if record.shown]
    if not shown:
        return Estimate(None, 0)
    interval = interval_of(
        lambda pairs: aurc([c for c, _ in pairs], [right for _, right in pairs]),
        list(zip(*_confidences(shown), strict=True)),
        [record.group for record in shown],
        samples=500,
    )
    return Estimate(aurc(*_confidences(shown)), len(shown), *(interval or (None, None)))


def _timings(records: Sequence[Record]) -> dict[str, Timing]:
    """``whole`` is the whole call, measured here; the other stages are what the answers report."""
    stages: dict[str, list[float]] = {}
    cold: dict[str, float] = {}
    for i, record in enumerate(records):
        reported = record.answer.get("timings_ms", {}) if record.answer is not None else {}
        for stage, ms in {"whole": record.ms, **reported}.items():
            if i == 0:
                cold[stage] = ms
            else:
                stages.setdefault(stage, []).append(ms)
    return {
        stage: Timing(_percentile(times, 0.5), _percentile(times, 0.95), len(times), cold.get(stage))
        for stage, times in stages.items()
    }


def _percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]
