"""``trichdan eval``: question sets against a collection; tables, reports and an exit status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from index.errors import BadInput
from ui.opening import open_to_ask, open_to_read
from ui.options import FILE, Command, collection_option, json_option, lang_option, model_option
from ui.strings import Language
from ui.terminal import Terminal

if TYPE_CHECKING:
    from eval.command import Outcome
    from eval.dataset import BadQuestionSet, Row
    from eval.made import Progress
    from index.collection import Collection
    from index.embedding import Embedder

__all__ = ["evaluate"]

_BAD_SET = 2
_PERTURBATIONS = ("no-diacritics", "typos", "lower-case")


@click.command("eval", cls=Command)
@click.argument("sets", metavar="[SET...]", nargs=-1, type=FILE)
@click.option("--split", type=click.Choice(["dev", "test", "all"]))
@click.option("--check", metavar="FILE", multiple=True, type=FILE)
@click.option("--synthetic", metavar="N", type=click.IntRange(min=1))
@click.option("--questions", metavar="N", type=click.IntRange(min=1), default=300, show_default=True)
@click.option("--squad", metavar="FILE", type=FILE)
@click.option("--seed", metavar="N", type=int, default=0, show_default=True)
@click.option("--perturb", multiple=True, type=click.Choice(_PERTURBATIONS))
@click.option("--ablate", is_flag=True)
@click.option("--against", metavar="RUN.json", type=FILE)
@click.option("--report", metavar="DIR", type=FILE)
@click.option("--min", "minimum", metavar="NAME=VALUE,...")
@json_option
@collection_option
@model_option
@lang_option
def evaluate(
    sets: tuple[Path, ...],
    split: str | None,
    check: tuple[Path, ...],
    synthetic: int | None,
    questions: int,
    squad: Path | None,
    seed: int,
    perturb: tuple[str, ...],
    ablate: bool,
    against: Path | None,
    report: Path | None,
    minimum: str | None,
    as_json: bool,
    collection: Path | None,
    model: str | None,
    lang: str,
) -> int:
    """Returns 0, 1 when a threshold does not hold, 2 when a set is bad: nothing was asked then."""
    from eval.command import run_sets
    from eval.dataset import BadQuestionSet
    from eval.measures import parse_thresholds
    from eval.perturb import Perturbation
    from eval.runfile import load

    terminal = Terminal(Language(lang))
    if check:
        return _check(check, collection, terminal)
    thresholds = parse_thresholds(minimum) if minimum is not None else {}
    if against is not None:
        load(against)  # a wrong path shows before anything is made
    if report is not None:
        _make(report, terminal)
    try:
        task = _task(sets, split, synthetic, questions, squad, seed, collection, model, terminal)
    except BadQuestionSet as error:
        _show_faults(error, terminal)
        return _BAD_SET

    from eval.asking import about, asks, shelf_of
    from rag.assistant import Assistant
    from rag.phrasing import Lang

    shelf = shelf_of(task.collection)
    task.embedder.expect_questions(len(task.rows))
    with terminal.progress() as bars:
        outcome = run_sets(
            asks(Assistant(task.collection, task.embedder), task.collection, Lang(lang)),
            task.rows,
            shelf,
            name=task.name,
            collection=about(task.collection),
            perturbations=[Perturbation(how) for how in perturb],
            others=_others(task, shelf) if ablate else {},
            against=against,
            thresholds=thresholds,
            report=report,
            lang=lang,
            seed=seed,
            progress=_telling(cast("Progress", bars), task.name),
        )
    _show(outcome, thresholds, report, as_json, terminal)
    return outcome.exit_status


# What is asked, of which collection ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Task:
    name: str
    rows: Sequence[Row]
    collection: Collection
    embedder: Embedder


def _task(
    sets: tuple[Path, ...],
    split: str | None,
    synthetic: int | None,
    questions: int,
    squad: Path | None,
    seed: int,
    collection: Path | None,
    model: str | None,
    terminal: Terminal,
) -> _Task:
    """Raises BadQuestionSet and BadInput."""
    made = synthetic is not None or squad is not None
    named_on_the_line = click.get_current_context().get_parameter_source("collection")
    own_collection = named_on_the_line is click.core.ParameterSource.COMMANDLINE
    if (synthetic is not None and squad is not None) or (made and (sets or own_collection)):
        raise BadInput(terminal.say("eval.one_source"))
    if synthetic is not None:
        return _synthetic(synthetic, questions, seed, split, model, terminal)
    if squad is not None:
        return _squad(squad, split, model, terminal)
    from eval.asking import Texts, default_set
    from eval.command import load_sets

    paths = [path.expanduser() for path in sets] or [default_set()]
    wanted = split or "dev"
    load_sets(paths)  # what is wrong with the files themselves shows before any collection is made
    opened, embedder = open_to_ask(collection, model, terminal)
    rows = load_sets(paths, split=None if wanted == "all" else wanted, articles=Texts(opened))
    return _Task(f"{' + '.join(path.stem for path in paths)} · {wanted}", rows, opened, embedder)


def _synthetic(
    paragraphs: int, questions: int, seed: int, split: str | None, model: str | None, terminal: Terminal
) -> _Task:
    from eval.made import synthetic_collection
    from eval.synthetic import make_plan
    from eval.synthetic_questions import make_questions
    from index.embedding import open_embedder

    plan, embedder = make_plan(paragraphs, seed), open_embedder(model)
    rows = make_questions(plan, questions)
    with terminal.progress() as bars:
        opened = synthetic_collection(plan, embedder, progress=cast("Progress", bars))
    return _Task(f"synthetic {paragraphs:,} · seed {seed}", _of_split(rows, split), opened, embedder)


def _squad(path: Path, split: str | None, model: str | None, terminal: Terminal) -> _Task:
    from eval.made import squad_collection
    from eval.squad import read_squad
    from index.embedding import open_embedder

    path = path.expanduser()
    squad, embedder = read_squad(path), open_embedder(model)
    with terminal.progress() as bars:
        opened = squad_collection(path, squad, embedder, progress=cast("Progress", bars))
    return _Task(path.stem, _of_split(squad.rows, split), opened, embedder)


def _of_split(rows: Sequence[Row], split: str | None) -> Sequence[Row]:
    return [row for row in rows if split in (None, "all", row.split)]


def _others(task: _Task, shelf: Any) -> Mapping[str, Any]:
    from eval.ablation import ablations, given_article

    path = task.collection.path
    return {
        **ablations(path, task.embedder),
        "given-article": given_article(path, task.embedder, task.rows, shelf),
    }


# What is shown -------------------------------------------------------------------------------------------------------


def _telling(bars: Progress, main: str) -> Any:
    return lambda name, done, total: bars("questions" if name == main else name, done, total)


def _check(paths: Sequence[Path], collection: Path | None, terminal: Terminal) -> int:
    from eval.asking import Texts
    from eval.dataset import BadQuestionSet, read

    texts, status = Texts(open_to_read(collection, terminal)), 0
    for path in paths:
        try:
            rows = read(path.expanduser(), texts)
        except BadQuestionSet as error:
            _show_faults(error, terminal)
            status = _BAD_SET
        else:
            terminal.line(terminal.say("eval.sound", path=path, count=len(rows)), style="green")
    return status


def _show_faults(error: BadQuestionSet, terminal: Terminal) -> None:
    for fault in error.faults:
        terminal.error(f"{error.path}: {fault}")
    if len(error.faults) > 1:
        terminal.note(terminal.say("eval.faults", path=error.path, count=len(error.faults)), style="bold red")


def _make(folder: Path, terminal: Terminal) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(terminal.say("eval.report_folder", path=folder, why=error.strerror or error)) from error


def _show(
    outcome: Outcome, thresholds: Mapping[str, float], report: Path | None, as_json: bool, terminal: Terminal
) -> None:
    if as_json:
        run = outcome.run
        terminal.json(
            {
                "name": run.name,
                "totals": {name: asdict(estimate) for name, estimate in run.totals.items()},
                "variants": {
                    name: {measure: asdict(estimate) for measure, estimate in variant.totals.items()}
                    for name, variant in outcome.variants.items()
                },
                "timings": {stage: asdict(timing) for stage, timing in run.timings.items()},
                "metadata": dict(run.metadata),
                "missed": [asdict(missed) for missed in outcome.missed],
            }
        )
    else:
        from eval.report import renderables

        for table in renderables(outcome.tables):
            terminal.out.print(table)
            terminal.line()
    if report is not None:
        terminal.note(terminal.say("eval.written", path=report / "report.html"))
    for missed in outcome.missed:
        terminal.note(terminal.say("eval.missed", what=missed), style="bold red")
    if thresholds and not outcome.missed:
        terminal.note(terminal.say("eval.held"), style="green")
