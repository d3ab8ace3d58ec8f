"""A small collection, and answers to it in the form of the JSON contract: written by hand, by no assistant."""

from __future__ import annotations

import datetime

import pytest

from eval.score import Shelf
from index.article import Article, Paragraph

TEXT = "Năm 2023, huyện Đầm Hà hỗ trợ 13 hộ xây nhà và 11 hộ sửa nhà.\nTổng kinh phí là 1,48 tỉ đồng."
OTHER = "Tỉnh Bắc Kạn giải quyết việc làm cho 7.000/6.400 người."


def make_article(id, source, text, **more):
    return Article(
        id=id,
        source=source,
        text=text,
        title=f"Bài {id}",
        paragraphs=(Paragraph(0, 0, len(text)),),
        lines=tuple(range(1, text.count("\n") + 2)),
        published=datetime.date(2023, 11, 30),
        **more,
    )


@pytest.fixture
def articles():
    return (
        make_article("A", "seeds/dam-ha.md", TEXT, sha256="aa"),
        make_article("B", "originals/001.txt", OTHER, sha256="bb"),
    )


@pytest.fixture
def shelf(articles):
    seed = make_article("S", "seeds/bac-kan.md", "Lời kể lại.", original_sha256="bb")
    return Shelf.of(articles, [seed])


@pytest.fixture
def cite(articles):
    """A citation of the first place where ``quote`` stands."""
    by_id = {article.id: article for article in articles}

    def make(quote, /, article="A", n=1, **more):
        stored = by_id[article]
        start = stored.text.index(quote)
        return {
            "n": n,
            "article": article,
            "version": stored.version,
            "title": stored.title,
            "publisher": None,
            "published": "2023-11-30",
            "url": None,
            "source": stored.source,
            "line": stored.line_of(start),
            "start": start,
            "end": start + len(quote),
            "quote": quote,
        } | more

    return make


@pytest.fixture
def quantity(articles):
    """A quantity at the first place where ``text`` stands."""
    by_id = {article.id: article for article in articles}

    def make(value, text, unit, /, article="A", citation=1, **more):
        start = by_id[article].text.index(text)
        return {
            "value": value,
            "range_end": None,
            "of": None,
            "of_kind": None,
            "unit": unit,
            "kind": "count",
            "bound": None,
            "text": text,
            "start": start,
            "end": start + len(text),
            "citation": citation,
            "place": "Đầm Hà",
            "time": "2023",
            "time_from": "sentence",
            "computed_from": None,
        } | more

    return make


@pytest.fixture
def answer(cite, quantity):
    """An answer to "Đầm Hà hỗ trợ bao nhiêu nhà?", right in every part, with changes."""

    def make(**changes):
        quote = TEXT.split("\n")[0]
        return {
            "schema_version": 1,
            "id": "x",
            "question": "Đầm Hà hỗ trợ bao nhiêu nhà?",
            "understood_as": "Đầm Hà hỗ trợ bao nhiêu nhà?",
            "status": "answered",
            "answer": "13 hộ; 11 hộ [1]",
            "quantities": [quantity(13, "13 hộ", "hộ"), quantity(11, "11 hộ", "hộ")],
            "conflict": False,
            "citations": [cite(quote)],
            "reason": None,
            "missing": [],
            "nearest": [],
            "confidence": 0.9,
            "timings_ms": {"search": 2.0, "read": 3.0},
            "collection": {"id": "c", "version": "v"},
        } | changes

    return make


@pytest.fixture
def abstention(answer):
    """A withheld answer."""

    def make(reason="place_not_found", **changes):
        withheld = {"status": "abstained", "answer": "", "quantities": [], "citations": [], "reason": reason}
        return answer(**withheld, confidence=0.0, **changes)

    return make
