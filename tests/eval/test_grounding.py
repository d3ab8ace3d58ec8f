"""The proof that CI runs: is the assistant as right and as grounded as we say?

The dev half over the seeds and over the originals, XQuAD-vi, and 2,000 paragraphs of synthetic reports; all but XQuAD
once more without diacritics, the seeds also with typos and in lower case. The same figures with their intervals:

    trichdan eval --perturb no-diacritics --perturb typos --perturb lower-case     [--collection ORIGINALS]
    trichdan eval --squad ../shared/benchmarks/xquad.vi.json --ablate
    trichdan eval --synthetic 2000 --perturb no-diacritics

Raise a threshold when the assistant has become better; lower one only with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from eval.ablation import given_article
from eval.asking import Texts, asks, default_set, shelf_of
from eval.command import load_sets
from eval.compare import missed_thresholds
from eval.made import squad_collection, synthetic_collection
from eval.perturb import Perturbation, perturb
from eval.run import Run, run
from eval.squad import read_squad
from eval.synthetic import make_plan
from eval.synthetic_judge import strays
from eval.synthetic_questions import make_questions

XQUAD = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "xquad.vi.json"

GROUNDED = {"quotes_exact": 1, "numbers_grounded": 1, "groundedness": 1}

# set -> run -> measure -> (measured on 2026-11-22, threshold); of shares where less is better the threshold is a ceiling.
FIGURES: dict[str, dict[str, dict[str, tuple[float, float]]]] = {
    "seeds": {
        "as written": {
            "number_accuracy": (0.973, 0.94),
            "right_article": (1.000, 0.97),
            "abstention_f1": (0.977, 0.94),
            "wrong_shown": (0.027, 0.05),
            "gold_read": (1.000, 0.98),
        },
        "no-diacritics": {
            "number_accuracy": (0.945, 0.90),
            "wrong_shown": (0.048, 0.07),
        },
        "typos": {
            "number_accuracy": (0.773, 0.73),
            "wrong_shown": (0.048, 0.08),
        },
        "lower-case": {
            "number_accuracy": (0.973, 0.94),
            "wrong_shown": (0.027, 0.05),
        },
    },
    "originals": {
        "as written": {
            "number_accuracy": (0.964, 0.93),
            "right_article": (1.000, 0.97),
            "abstention_f1": (0.977, 0.94),
            "wrong_shown": (0.021, 0.05),
            "gold_read": (1.000, 0.98),
        },
        "no-diacritics": {
            "number_accuracy": (0.945, 0.90),
            "wrong_shown": (0.048, 0.08),
        },
    },
    "synthetic": {
        "as written": {
            "number_accuracy": (0.965, 0.95),
            "right_article": (0.975, 0.96),
            "abstention_f1": (0.995, 0.97),
            "wrong_shown": (0.020, 0.03),
            "gold_read": (0.995, 0.98),
        },
        "no-diacritics": {
            "number_accuracy": (0.940, 0.91),
        },
    },
    "xquad": {
        "as written": {
            "recall@1": (0.958, 0.945),
            "gold_read": (0.998, 0.985),
            "number_accuracy": (0.782, 0.74),
            "span_accuracy": (0.644, 0.60),
        },
        "given the paragraph": {
            "number_accuracy": (0.737, 0.69),
        },
    },
}
# Each run shows many quotes; fewer would mean that the test checks less than it says.
QUOTES = {"seeds": 1_000, "originals": 550, "synthetic": 800, "xquad": 1_300}


@dataclass(frozen=True)
class Measured:
    name: str
    runs: dict[str, Run]
    shelf: object
    strays: list[str]  # of synthetic reports; others do not know the place and year of every figure


@pytest.fixture(scope="module", params=["seeds", "originals", "synthetic", "xquad"])
def measured(request, bundled, tmp_path_factory):
    return globals()[f"_{request.param}"](request, bundled, tmp_path_factory.mktemp(request.param))


def _seeds(request, embedder, folder):
    return _dev_half("seeds", request.getfixturevalue("seeds_collection"), embedder, Perturbation)


def _originals(request, embedder, folder):
    return _dev_half(
        "originals", request.getfixturevalue("originals_collection"), embedder, [Perturbation.NO_DIACRITICS]
    )


def _dev_half(name, collection, embedder, changes):
    rows = load_sets([default_set()], split="dev", articles=Texts(collection))
    return _with_perturbations(name, rows, collection, embedder, changes)


def _synthetic(request, embedder, folder):
    plan = make_plan(2_000)
    collection = synthetic_collection(plan, embedder, folder=folder)
    found = _with_perturbations("synthetic", make_questions(plan), collection, embedder, [Perturbation.NO_DIACRITICS])
    return replace(found, strays=strays(found.runs["as written"].records, found.shelf))


def _with_perturbations(name, rows, collection, embedder, changes):
    from rag.assistant import Assistant

    ask, shelf = asks(Assistant(collection, embedder), collection), shelf_of(collection)
    runs = {"as written": run(ask, rows, shelf)}
    runs |= {str(how): run(ask, perturb(rows, how), shelf) for how in changes}
    return Measured(name, runs, shelf, [])


def _xquad(request, embedder, folder):
    from rag.assistant import Assistant

    if not XQUAD.is_file():
        pytest.skip("XQuAD-vi is not here (../shared/benchmarks/xquad.vi.json)")
    squad = read_squad(XQUAD)
    collection = squad_collection(XQUAD, squad, embedder, folder=folder)
    shelf = shelf_of(collection)
    numbers = [row for row in squad.rows if row.expect.numbers]
    runs = {
        "as written": run(asks(Assistant(collection, embedder), collection), squad.rows, shelf),
        "given the paragraph": run(given_article(collection.path, embedder, numbers, shelf), numbers, shelf),
    }
    return Measured("xquad", runs, shelf, [])


def test_figures_hold(measured):
    missed = [
        f"{title}: {one}"
        for title, figures in FIGURES[measured.name].items()
        for one in missed_thresholds(
            measured.runs[title], {measure: threshold for measure, (_, threshold) in figures.items()}
        )
    ]
    assert not missed, "\n".join([*missed, "", "now measured:", *_found(measured)])
    assert not measured.strays, f"answered with a figure of another place or year: {measured.strays}"


def _found(measured):
    """The table above with today's figures, to be copied into it."""
    for title, figures in FIGURES[measured.name].items():
        totals = measured.runs[title].totals
        yield f"{title}: " + ", ".join(
            f'"{measure}": ({totals[measure].value:.3f}, {threshold})' for measure, (_, threshold) in figures.items()
        )


def test_nothing_raised(measured):
    errors = [
        f"{record.id}: {record.error}" for one in measured.runs.values() for record in one.records if record.error
    ]
    assert not errors, "\n".join(errors[:10])


def test_every_quote_is_its_slice_and_every_number_stands_in_one(measured):
    quotes = 0
    for title, one in measured.runs.items():
        for record in one.records:
            for citation in (*record.answer["citations"], *record.answer["nearest"]):
                article = measured.shelf.article(citation["article"])
                cut = article.text[citation["start"] : citation["end"]]
                assert citation["quote"] == cut != "", f"{title}, {record.id}: {citation}"
                assert citation["version"] == article.version
                quotes += 1
        assert not missed_thresholds(one, GROUNDED), title
    assert quotes >= QUOTES[measured.name]
