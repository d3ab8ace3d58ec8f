"""Parts of the assistant taken away are really away, and the right article handed over is all that is read."""

from __future__ import annotations

import numpy as np
import pytest

from eval.ablation import ABLATIONS, _Headerless, ablations, given_article
from eval.asking import Texts, asks, shelf_of
from eval.dataset import Expect, Row
from eval.metrics.numbers import Number
from index.build import add
from index.collection import Collection
from rag.assistant import Assistant, Settings

ARTICLES = {
    "an-binh-2020": ("Xã An Bình năm 2020", "Trong năm, địa phương xây 12 căn nhà cho hộ nghèo."),
    "hoa-loc-2020": ("Xã Hòa Lộc năm 2020", "Trong năm, địa phương xây 27 căn nhà cho hộ nghèo."),
}
QUESTION = "Xã An Bình xây bao nhiêu căn nhà cho hộ nghèo?"


@pytest.fixture(scope="module")
def collection(bundled, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ablation")
    (folder / "articles").mkdir()
    for stem, (title, text) in ARTICLES.items():
        head = f"---\ntitle: {title}\npublished: 2020-12-31\nplaces: [{title[:-9]}]\n---\n\n{text}\n"
        (folder / "articles" / f"{stem}.md").write_text(head, encoding="utf-8")
    add([folder / "articles"], folder / "collection", bundled)
    return Collection.open(folder / "collection", bundled)


def test_vectors_without_the_header_are_those_of_the_paragraphs_alone(collection, bundled):
    without = _Headerless.open(collection.path, bundled)
    without.embedder = bundled
    question = bundled.embed_question(QUESTION)
    found = without.dense(question, 2)
    texts = [without.passage(pid).text for pid, _ in found]
    assert [score for _, score in found] == pytest.approx(bundled.embed_passages(texts) @ question, abs=1e-3)
    assert without.dense_scores(question, [pid for pid, _ in found]) == pytest.approx([score for _, score in found])
    # The paragraphs differ in a number only; what tells them apart is the title.
    with_header = dict(collection.dense(question, 2))
    assert np.ptp([score for _, score in found]) < np.ptp(list(with_header.values()))
    assert without.dense(question, 2, within=[found[1][0]]) == [found[1]]


def test_each_ablation_takes_its_part_away(collection, bundled, monkeypatch):
    import rag.assistant

    seen, search = [], rag.assistant.search

    def watched(*args, **options):
        seen.append((options["dense_weight"], options["header_weight"], options["places"]))
        return search(*args, **options)

    monkeypatch.setattr(rag.assistant, "search", watched)
    for ask in (asks(Assistant(collection, bundled), collection), *ablations(collection.path, bundled).values()):
        ask(QUESTION, ())
    whole, dense_only, words_only, no_header, no_scope = seen
    assert list(ABLATIONS) == ["dense-only", "words-only", "no-header", "no-scope"]
    assert whole == (None, Settings().header_weight, whole[2])
    assert whole[1] > 0
    assert whole[2]  # the places that the question names
    assert (dense_only[0], words_only[0], no_header[1], no_scope[2]) == (1, 0, 0, None)


def test_the_right_article_is_all_that_is_read(collection, bundled):
    # The question does not say which of the two: only what is handed over can decide.
    question = "Địa phương xây bao nhiêu căn nhà cho hộ nghèo?"
    for stem, value in (("an-binh-2020", 12), ("hoa-loc-2020", 27)):
        row = Row("q", question, "dev", Expect((Number(value),), (stem,), ()))
        answer = given_article(collection.path, bundled, [row], shelf_of(collection))(question, ())
        assert [quantity["value"] for quantity in answer["quantities"]] == [value]


def test_texts_are_found_by_stem(collection):
    texts = Texts(collection)
    assert sorted(texts) == sorted(ARTICLES)
    assert len(texts) == 2
    assert "12 căn nhà" in texts["an-binh-2020"]
    assert "dam-ha-2023" not in texts
