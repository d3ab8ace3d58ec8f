"""``trichdan bench``: how fast, how large and, with ``--proof``, how right, on this machine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from ui.opening import collection_folder, open_to_ask
from ui.options import FILE, Command, collection_option, json_option, lang_option, model_option
from ui.strings import Language
from ui.terminal import Terminal

if TYPE_CHECKING:
    from eval.bench.large import Large
    from eval.made import Progress
    from eval.run import Run
    from index.embedding import Embedder

__all__ = ["bench"]

_QUESTION = "Đầm Hà hỗ trợ bao nhiêu nhà?"


@click.command("bench", cls=Command)
@click.option("--squad", metavar="FILE", type=FILE)
@click.option("--proof", is_flag=True)
@click.option("--paragraphs", metavar="N", type=click.IntRange(min=1), default=100_000, show_default=True)
@click.option("--questions", metavar="N", type=click.IntRange(min=1), default=600, show_default=True)
@click.option("--runs", metavar="N", type=click.IntRange(min=1), default=7, show_default=True)
@json_option
@collection_option
@model_option
@lang_option
def bench(
    squad: Path | None,
    proof: bool,
    paragraphs: int,
    questions: int,
    runs: int,
    as_json: bool,
    collection: Path | None,
    model: str | None,
    lang: str,
) -> None:
    from eval.runfile import environment

    terminal = Terminal(Language(lang))
    opened, embedder = open_to_ask(collection, model, terminal)
    found: dict[str, Any] = {"cold_start": _cold_start(collection, model, runs, terminal)}
    own = _own_questions(collection, model, terminal)
    found["warm"] = {stage: asdict(timing) for stage, timing in own.timings.items()}
    sets = {own.name: own}
    if squad is not None:
        found["embedding"] = _embedding(squad.expanduser(), proof, terminal)
    if proof:
        if squad is not None:
            sets[squad.stem] = _squad(squad.expanduser(), embedder, terminal)
        with terminal.progress() as bars:
            from eval.bench.large import large

            result = large(embedder, paragraphs=paragraphs, questions=questions, progress=cast("Progress", bars))
        sets[result.run.name] = result.run
        found["large"] = _large_json(result)
        found["sets"] = {
            name: {measure: asdict(estimate) for measure, estimate in run.totals.items()} for name, run in sets.items()
        }
    found["environment"] = environment({"paragraphs": opened.info.paragraphs, "model": opened.info.model})
    if as_json:
        terminal.json(found)
    else:
        _show(found, sets, lang, terminal)


def _cold_start(collection: Path | None, model: str | None, runs: int, terminal: Terminal) -> dict[str, Any]:
    from eval.bench.starting import cold_start

    installed = shutil.which("trichdan", path=str(Path(sys.executable).parent))
    command = [installed] if installed else [sys.executable, "-m", "ui.cli"]
    command += ["ask", _QUESTION, "--collection", str(collection_folder(collection, terminal))]
    command += ["--model", model] if model is not None else []
    terminal.note(terminal.say("bench.starting"))
    return asdict(cold_start(command, runs=runs))


def _own_questions(collection: Path | None, model: str | None, terminal: Terminal) -> Run:
    """The dev half of the questions that come along, whatever the collection: here only its time counts, unless the
    collection is the default one."""
    from eval.asking import asks, default_set, shelf_of
    from eval.command import load_sets
    from eval.run import run
    from rag.assistant import Assistant

    opened, embedder = open_to_ask(collection, model, terminal)
    rows = load_sets([default_set()], split="dev")
    embedder.expect_questions(len(rows))
    with terminal.progress() as bars:
        tell = cast("Progress", bars)
        return run(
            asks(Assistant(opened, embedder), opened),
            rows,
            shelf_of(opened),
            name="articles · dev",
            progress=lambda done, total: tell("questions", done, total),
        )


def _embedding(squad: Path, proof: bool, terminal: Terminal) -> dict[str, Any]:
    from eval.bench.embedding import measure

    terminal.note(terminal.say("bench.embedding"))
    return measure(squad, reference_texts=2_000 if proof else 300)


def _squad(path: Path, embedder: Embedder, terminal: Terminal) -> Run:
    from eval.asking import asks, shelf_of
    from eval.made import squad_collection
    from eval.run import run
    from eval.squad import read_squad
    from rag.assistant import Assistant

    squad = read_squad(path)
    with terminal.progress() as bars:
        tell = cast("Progress", bars)
        opened = squad_collection(path, squad, embedder, progress=tell)
        return run(
            asks(Assistant(opened, embedder), opened),
            squad.rows,
            shelf_of(opened),
            name=path.stem,
            progress=lambda done, total: tell("questions", done, total),
        )


def _large_json(result: Large) -> dict[str, Any]:
    return {
        "questions": len(result.run.records),
        "wrong_place_or_year": result.strays,
        "opened_s": result.opened_s,
        "timings": {stage: asdict(timing) for stage, timing in result.run.timings.items()},
        "collection": result.collection,
        "memory_mb": result.run.metadata["memory_mb"],
    }


def _show(found: Mapping[str, Any], sets: Mapping[str, Run], lang: str, terminal: Terminal) -> None:
    from eval.report import renderables
    from eval.report_tables import Table, conditions_table, timings_table, variants_table

    def listed(title: str, values: Mapping[str, Any]) -> Table:
        rows = [(key, _written(value, lang)) for key, value in values.items() if not isinstance(value, Mapping)]
        return Table(terminal.say(f"bench.{title}"), ("", ""), tuple(rows), texts=True)

    runs = list(sets.values())
    tables = [listed("cold_start", found["cold_start"]), timings_table(runs[0], lang)]
    if "embedding" in found:
        tables.append(listed("embedding_table", found["embedding"]))
    if "large" in found:
        large = {**found["large"], "wrong_place_or_year": len(found["large"]["wrong_place_or_year"])}
        tables += [
            listed("large", {**large, **large["collection"]}),
            timings_table(runs[-1], lang),
            variants_table(sets, lang),
        ]
    tables.append(conditions_table(found["environment"], lang))
    for table in renderables(tables):
        terminal.out.print(table)
        terminal.line()


def _written(value: object, lang: str) -> str:
    from eval.report_labels import number

    if isinstance(value, int) and not isinstance(value, bool):
        return number(value, lang, 0)
    return number(value, lang, 4 if abs(value) < 10 else 1) if isinstance(value, float) else str(value)
