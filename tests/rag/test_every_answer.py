"""Thousands of answers, many at once, and while the collection changes: nothing but slices, ever."""

import itertools
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from eval.dataset import Row, read
from eval.perturb import Perturbation, perturb
from index.build import add
from index.collection import Collection
from index.text import words
from rag.answer import Status
from rag.assistant import Assistant, Settings
from rag.grounding import QUOTE_WORDS
from rag.quantity import number_value, same_value

QUESTIONS = Path(__file__).resolve().parents[2] / "eval" / "questions" / "articles.jsonl"
LEAST = 2_000


@pytest.fixture(scope="module")
def rows() -> tuple[Row, ...]:
    """The questions that may be looked at."""
    return tuple(row for row in read(QUESTIONS) if row.split == "dev")


@pytest.fixture(scope="module")
def written(rows):
    return [(row.question, row.history) for row in rows]


@pytest.fixture(scope="module")
def typed(rows, written):
    """The conversations as hurried people type them: no two alike, and with those as written ``LEAST`` in all."""
    made = {}
    ways = [(Perturbation.LOWER_CASE, 0), (Perturbation.NO_DIACRITICS, 0)]
    for how, seed in itertools.chain(ways, ((Perturbation.TYPOS, seed) for seed in itertools.count())):
        made.update(dict.fromkeys((row.question, row.history) for row in perturb(rows, how, seed=seed)))
        found = list(made.keys() - set(written))
        if len(found) + len(written) >= LEAST:
            return sorted(found)


class NoModel:
    """Embeds nothing: paragraphs are found by their words alone. Grounding must hold for whatever is found."""

    def __init__(self, name, dim):
        self.name = name
        self._vector = np.full(dim, dim**-0.5, np.float32)

    def embed_question(self, text):
        return self._vector


def faults(answer):
    """Everything in an answer that is not the articles' own."""
    for citation in (*answer.citations, *answer.nearest):
        quote = citation.quote
        stored = quote.article.text
        if quote.text != stored[quote.start : quote.end] or not quote.text.strip():
            yield f"quote [{citation.n}] is not its slice"
        if len(words(quote.text)) > QUOTE_WORDS:
            yield f"quote [{citation.n}] has {len(words(quote.text))} words"
        if stored.splitlines()[stored.count("\n", 0, quote.start)].find(quote.text) < 0:
            yield f"quote [{citation.n}] runs over its paragraph"
        if citation in answer.citations and f"“{quote.text}”" not in answer.text:
            yield f"quote [{citation.n}] is not shown"
    quotes = {c.n: c.quote for c in answer.citations}
    for shown in answer.quantities:
        if shown.computed_from is not None:
            parts = [answer.quantities[i] for i in shown.computed_from]
            if not same_value(sum(p.quantity.value for p in parts), shown.quantity.value):
                yield f"{shown.text!r} is no sum of its parts"
            continue
        quote, q = quotes[shown.citation], shown.quantity
        if not quote.start <= q.bound_start <= q.start < q.end <= quote.end:
            yield f"{shown.text!r} stands outside its quote"
        if quote.article.text[q.start : q.end] != shown.text or shown.text not in quote.text:
            yield f"{shown.text!r} is not what stands there"
        if not same_value(number_value(shown.text), q.value):
            yield f"{shown.text!r} does not say {q.value}"
        if shown.text not in answer.text:
            yield f"{shown.text!r} is not shown"
    if {s.citation for s in answer.quantities} - set(quotes):
        yield "a figure cites what is not there"
    if answer.quantities and {s.citation for s in answer.quantities} != set(quotes):
        yield "a citation is not used"


NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def from_nowhere(answer, articles):
    """The numbers that a person reads which stand in no quote, no source line and no question, and are no sum."""
    allowed = [answer.question, answer.understood_as, *answer.missing]
    for citation in (*answer.citations, *answer.nearest):
        article = citation.quote.article
        allowed += [citation.quote.text, article.title, article.publisher, article.source]
        allowed += [article.published.strftime("%d/%m/%Y"), str(citation.n), str(citation.quote.line)]
    for shown in answer.quantities:
        allowed += [shown.time or "", shown.text if shown.computed_from is not None else ""]
    told_anyway = {"7", "2025", str(articles)}  # of the merger, and how many articles there are
    return set(NUMBER.findall(answer.text)) - set(NUMBER.findall(" ".join(allowed))) - told_anyway


def test_every_quote_of_thousands_of_answers_is_its_slice_and_every_figure_stands_in_it(
    assistant, seeds_collection, bundled, written, typed
):
    assert len(written) + len(typed) >= LEAST
    nearby = NoModel(bundled.name, len(bundled.embed_question("một")))
    by_words = Assistant(seeds_collection, nearby, Settings(dense_weight=0.0))
    answered = figures = 0
    wrong = []
    for who, conversations in ((assistant, written), (by_words, typed)):
        for question, history in conversations:
            answer = who.ask(question, history)
            wrong += [(question, fault) for fault in faults(answer)]
            wrong += [(question, f"{number} comes from nowhere") for number in from_nowhere(answer, articles=5)]
            answered += answer.status is Status.ANSWERED
            figures += len(answer.quantities)
    assert not wrong
    assert LEAST / 4 < answered < len(written) + len(typed)
    assert figures > answered / 2


def told(answer):
    """All that an answer says, but for how long it took."""
    return json.dumps({**answer.to_json(), "timings_ms": {}}, ensure_ascii=False, sort_keys=True)


def test_eight_threads_at_once_get_what_each_gets_alone(assistant, seeds_collection, bundled, rows):
    conversations = [(row.question, row.history) for row in rows[::2]]
    alone = [told(assistant.ask(*one)) for one in conversations]
    shared = Assistant(seeds_collection, bundled)
    start = threading.Barrier(8)

    def work(thread):
        mine = conversations[thread::8]
        start.wait()
        return [told(shared.ask(*one)) for one in mine]

    with ThreadPoolExecutor(8) as pool:
        for thread, found in enumerate(pool.map(work, range(8))):
            assert found == alone[thread::8]


# -- while the collection changes ------------------------------------------------------------------------------------

ROUNDS = 12
FIRST, SECOND = "Huyện cấp {} thẻ cho hộ nghèo.", "Năm 2017 huyện cấp {} thẻ cho hộ nghèo."


@pytest.fixture
def publish(tmp_path, write):
    """``publish(n)``: two articles that both speak of edition ``n``, as files."""

    def make(n):
        return [
            write(tmp_path / "in" / "a.md", FIRST.format(1000 + n), f"Ấn bản {n}.", SECOND.format(2000 + n)),
            write(tmp_path / "in" / "b.md", FIRST.format(3000 + n), published="2020-01-01"),
        ]

    return make


def editions(answer):
    """Which edition each figure is of."""
    return {shown.quantity.value % 1000 for shown in answer.quantities}


def test_an_answer_never_mixes_two_states_of_the_collection(collect, publish, tmp_path, HashEmbedder):
    assistant = collect(*publish(0))
    versions = {Collection.open(tmp_path / "collection").info.version: 0}
    done = threading.Event()

    def write_editions():
        try:
            for n in range(1, ROUNDS):
                add(publish(n), tmp_path / "collection", HashEmbedder())
                versions[Collection.open(tmp_path / "collection").info.version] = n
        finally:
            done.set()

    def ask_on():
        found = []
        while not (last := done.is_set()) or len(found) < 2:
            found.append(assistant.ask("Huyện cấp bao nhiêu thẻ cho hộ nghèo?"))
            if last:
                return found
        return found

    with ThreadPoolExecutor(5) as pool:
        writer = pool.submit(write_editions)
        answers = [answer for asking in [pool.submit(ask_on) for _ in range(4)] for answer in asking.result()]
        writer.result()
    assert len(versions) == ROUNDS
    for answer in answers:
        assert len(answer.quantities) == 3, answer.text
        assert editions(answer) == {versions[answer.collection["version"]]}
        assert not list(faults(answer))
    assert len({answer.collection["version"] for answer in answers}) > 1
    assert editions(assistant.ask("Huyện cấp bao nhiêu thẻ cho hộ nghèo?")) == {ROUNDS - 1}


def test_the_next_question_sees_what_was_added_and_removed(collect, publish, tmp_path, HashEmbedder):
    from index.build import remove

    assistant = collect(*publish(0))
    question = "Huyện cấp bao nhiêu thẻ cho hộ nghèo?"
    before = assistant.ask(question)
    add(publish(7), tmp_path / "collection", HashEmbedder())
    after = assistant.ask(question)
    assert (editions(before), editions(after)) == ({0}, {7})
    assert before.collection["id"] == after.collection["id"]
    assert before.collection["version"] != after.collection["version"]
    assert not list(faults(before))  # what was answered still stands on what was stored then
    remove("b", tmp_path / "collection")
    assert {s.quantity.value for s in assistant.ask(question).quantities} == {1007, 2007}
