"""What ``trichdan eval`` does, without the command line: sets in; runs, comparisons and an exit status out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.compare import Comparison, Missed, compare, missed_thresholds
from eval.dataset import BadQuestionSet, Fault, Row, read
from eval.perturb import Perturbation, perturb
from eval.report import report_tables, write_report
from eval.report_tables import Table
from eval.run import Assistant, Run, run
from eval.runfile import environment, load
from eval.score import Shelf
from index.errors import BadInput

__all__ = ["Outcome", "load_sets", "run_sets", "side_by_side"]

Progress = Callable[[str, int, int], None]  # name of the run, questions done, questions in all


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the evaluation gives back."""

    run: Run
    variants: Mapping[str, Run]  # the same questions, perturbed or asked of other assistants
    drops: Mapping[str, Comparison]  # each variant against the run
    against: Comparison | None
    missed: tuple[Missed, ...]
    tables: list[Table]

    @property
    def exit_status(self) -> int:
        """0 when all thresholds hold, else 1."""
        return 1 if self.missed else 0


def load_sets(
    paths: Iterable[Path], *, split: str | None = None, articles: Mapping[str, str] | None = None
) -> tuple[Row, ...]:
    """The rows of several sets, of one split if it is given. ``articles``: text by stem, to check the sets against.

    Raises BadQuestionSet naming every fault of the first bad set, an id that stands in two sets among them; BadInput when
    no row is left.
    """
    rows: list[Row] = []
    home: dict[str, Path] = {}
    for path in paths:
        found = read(path, articles)
        clashes = [row.id for row in found if row.id in home]
        if clashes:
            raise BadQuestionSet(path, [Fault(0, "", f"id {id!r} is in {home[id]} already") for id in clashes])
        home |= {row.id: path for row in found}
        rows += found
    chosen = tuple(row for row in rows if split is None or row.split == split)
    if not chosen:
        raise BadInput(f"no question of split {split!r} in the sets given; choose dev or test, or other sets")
    return chosen


def run_sets(
    assistant: Assistant,
    rows: Sequence[Row],
    shelf: Shelf,
    *,
    name: str = "",
    collection: Mapping[str, Any] | None = None,
    perturbations: Iterable[Perturbation] = (),
    others: Mapping[str, Assistant] | None = None,
    against: Path | None = None,
    thresholds: Mapping[str, float] | None = None,
    report: Path | None = None,
    lang: str = "en",
    seed: int = 0,
    progress: Progress | None = None,
) -> Outcome:
    """Runs the questions, once more for each perturbation and for each of the ``others``, compares, judges and writes
    the report.

    ``collection`` is what the metadata should say of it (id, version, paragraphs). An earlier run is read before
    anything is asked, so that a wrong path costs no time.
    """
    earlier = load(against) if against is not None else None

    def go(title: str, asked: Sequence[Row]) -> Run:
        told = None if progress is None else lambda done, total: progress(title, done, total)
        done = run(assistant, asked, shelf, name=title, progress=told)
        # Read at the end: the memory is the most that was used.
        return replace(done, metadata={"questions": len(asked), "seed": seed, **environment(collection)})

    main = go(name, rows)
    variants = {str(how): go(str(how), perturb(rows, how, seed=seed)) for how in perturbations}
    variants |= side_by_side(others or {}, rows, shelf, progress=progress)
    drops = {how: compare(main, variant) for how, variant in variants.items()}
    comparison = compare(earlier, main) if earlier is not None else None
    tables = report_tables(main, comparison=comparison, drops=drops, variants=variants, lang=lang)
    if report is not None:
        write_report(report, main, tables, lang)
    return Outcome(main, variants, drops, comparison, missed_thresholds(main, thresholds or {}), tables)


def side_by_side(
    assistants: Mapping[str, Assistant], rows: Sequence[Row], shelf: Shelf, *, progress: Progress | None = None
) -> dict[str, Run]:
    """The same questions for several assistants (``--ablate``); ``variants_table`` shows the runs."""
    runs = {}
    for name, assistant in assistants.items():
        told = None if progress is None else (lambda done, total, name=name: progress(name, done, total))
        runs[name] = run(assistant, rows, shelf, name=name, progress=told)
    return runs
