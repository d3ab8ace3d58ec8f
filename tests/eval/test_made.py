"""Collections made for the evaluation: made once, finished after an interruption, made anew when their origin changes."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import eval.made
import index.build
from eval.made import squad_collection, synthetic_collection
from eval.squad import Passage, SquadSet
from eval.synthetic import make_plan
from index.errors import CollectionError

PLAN = make_plan(12)


@pytest.fixture
def embedder():
    return runpy.run_path(str(Path(__file__).parents[1] / "index" / "hashing.py"))["HashEmbedder"]()


@pytest.fixture
def made(embedder, tmp_path):
    return lambda **more: synthetic_collection(PLAN, embedder, folder=tmp_path, **more)


@pytest.fixture
def added(monkeypatch):
    """The calls of ``index.build.add``, which still does its work."""
    calls, add = [], index.build.add
    monkeypatch.setattr(index.build, "add", lambda *args, **more: calls.append(args) or add(*args, **more))
    return calls


def test_it_holds_the_whole_plan_and_says_how_far_it_is(made):
    told = []
    assert made(progress=lambda stage, done, total: told.append((stage, done, total))).info.paragraphs == 12
    assert told[0][0] == "write"
    assert ("write", 12, 12) in told
    assert {stage for stage, _, _ in told} >= {"write", "embed"}


def test_it_is_made_once(made, added):
    first = made().info
    assert made().info == first
    assert len(added) == 1


def test_an_interrupted_one_is_finished(made, added, monkeypatch):
    whole = index.build.add

    def interrupted(*args, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(index.build, "add", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made()
    monkeypatch.setattr(index.build, "add", whole)
    assert made().info.paragraphs == 12


def test_it_is_made_anew_when_the_code_that_makes_it_changes(made, added, monkeypatch):
    first = made().info
    monkeypatch.setattr(eval.made, "_fingerprint", lambda files: "another")
    second = made().info
    assert len(added) == 2
    assert second.id != first.id
    assert second.paragraphs == 12


def test_paragraphs_of_a_squad_file_are_articles_of_their_own(embedder, tmp_path):
    path = tmp_path / "squad.json"
    path.write_text("{}", encoding="utf-8")
    squad = SquadSet((Passage("p00001", "Một", "Xã A có 12 hộ nghèo."), Passage("p00002", "Hai", "Xã B có 13 hộ.")), ())
    collection = squad_collection(path, squad, embedder, folder=tmp_path / "made")
    assert [(head.source, head.title) for head in collection.articles()] == [("p00001.md", "Một"), ("p00002.md", "Hai")]


def test_a_cache_that_cannot_be_written_is_one_clear_line(embedder, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CollectionError, match=r"cannot be written .*set XDG_CACHE_HOME"):
        synthetic_collection(PLAN, embedder, folder=tmp_path / "file")
