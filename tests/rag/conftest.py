"""What the tests of rag/ share: the assistant over the seeds, small articles, small collections, a vocabulary."""

import datetime
import itertools
import runpy
from collections import Counter
from pathlib import Path

import pytest

from index.article import Article, Paragraph
from index.build import add
from index.collection import Collection
from index.text import fold, words
from rag.assistant import Assistant
from rag.lexicon import tokens
from rag.parsing import parse
from rag.question import analyse
from rag.reading import read_quantities

HASHING = Path(__file__).resolve().parents[1] / "index" / "hashing.py"


@pytest.fixture(scope="session")
def assistant(seeds_collection, bundled):
    return Assistant(seeds_collection, bundled)


@pytest.fixture(scope="session")
def make_article():
    """``make_article("paragraph", ..., title=..., year=..., places=...)``: an article as it is stored."""

    def make(*paragraphs, title="Một bài viết", year=2023, places=("Đầm Hà", "Quảng Ninh"), id="bai"):
        parts, at = [], 0
        for ordinal, paragraph in enumerate(paragraphs):
            parts.append(Paragraph(ordinal, at, at + len(paragraph)))
            at += len(paragraph) + 1
        return Article(
            id=id,
            source=f"{id}.md",
            text="\n".join(paragraphs),
            title=title,
            paragraphs=tuple(parts),
            lines=tuple(range(8, 8 + len(paragraphs))),  # as if front matter stood above
            publisher="Báo thử",
            published=datetime.date(year, 11, 30) if year else None,
            places=tuple(places),
            sha256=id,
        )

    return make


@pytest.fixture(scope="session")
def parsed(make_article):
    """``parsed("paragraph", ..., folded=False, at=0)``: one paragraph of a small article, taken apart."""

    def make(*paragraphs, folded=False, at=0, known=frozenset(), **article):
        return parse(make_article(*paragraphs, **article), at, folded=folded, known=known)

    return make


class Paper:
    """The vocabulary of some paragraphs: words and pairs, with and without diacritics."""

    def __init__(self, *paragraphs):
        self.size = len(paragraphs)
        self._counts = {False: Counter(), True: Counter()}
        for paragraph in paragraphs:
            exact = [w.text for w in words(paragraph)]
            for folded, forms in ((False, exact), (True, [fold(form) for form in exact])):
                pairs = [f"{a}_{b}" for a, b in itertools.pairwise(forms)]
                self._counts[folded].update({*forms, *pairs})

    def document_frequency(self, form, *, folded):
        return self._counts[folded][form]


@pytest.fixture(scope="session")
def vocabulary():
    return Paper


@pytest.fixture(scope="session")
def read():
    """``read("question", "paragraph", ...)``: the question as it is read over articles of those paragraphs."""

    def make(text, *paragraphs, known=()):
        return analyse(text, Paper(*paragraphs), known_places=known)

    return make


@pytest.fixture(scope="session")
def HashEmbedder():
    return runpy.run_path(str(HASHING))["HashEmbedder"]


@pytest.fixture
def write():
    """``write(path, "paragraph", ..., places=..., published=...)``: an article file."""

    def make(path, *paragraphs, title="Một bài viết", published="2023-11-30", places=("Đầm Hà", "Quảng Ninh")):
        dated = f"published: {published}\n" if published else ""
        front = f"---\ntitle: {title}\npublisher: Báo thử\n{dated}places: [{', '.join(places)}]\n---\n\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(front + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def collect(tmp_path, HashEmbedder):
    """``collect(path, ...)``: an assistant over a new collection of the files, without the model."""

    def make(*paths):
        embedder = HashEmbedder()
        report = add(paths, tmp_path / "collection", embedder)
        assert not report.failed
        return Assistant(Collection.open(tmp_path / "collection", embedder), embedder)

    return make


@pytest.fixture(scope="session")
def figures(parsed, read):
    """``figures("question", "paragraph", ...)``: the figures of the paragraphs, judged; best first."""

    def make(text, *paragraphs, **article):
        question = read(text, *paragraphs)
        passages = [(parsed(*paragraphs, at=i, folded=question.folded, **article), 1.0) for i in range(len(paragraphs))]
        return read_quantities(question, tokens(question.reading, folded=question.folded), passages)

    return make


@pytest.fixture(scope="session")
def best(figures):
    return lambda text, *paragraphs, **article: figures(text, *paragraphs, **article)[0].quantity.value
