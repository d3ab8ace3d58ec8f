"""Long paragraphs become windows: everything is covered, everything fits, and it does not take for ever."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.bundled import BundledEmbedder
from index.windows import passage, windows


class Syllables:
    """Counts two tokens for each word, as a real tokenizer nearly does, and remembers how much it had to read."""

    name, dim, max_tokens = "syllables", 1, 100

    def __init__(self) -> None:
        self.read = 0

    def count_tokens(self, text: str) -> int:
        self.read += len(text)
        return 2 * len(text.split())

    def embed_question(self, text: str) -> Any:
        raise AssertionError("windows embed nothing")

    def embed_passages(self, texts: Sequence[str], *, progress: Any = None) -> Any:
        raise AssertionError("windows embed nothing")


SENTENCE = "Huyện hỗ trợ {} hộ nghèo xây nhà mới trong năm."
LONG = " ".join(SENTENCE.format(i) for i in range(60))


def cut(text: str, header: str = "", **options: int) -> list[str]:
    return [span.of(text) for span in windows(text, header, Syllables(), **options)]


@pytest.mark.parametrize("text", ["", "   ", "Một câu ngắn.", SENTENCE])
def test_a_short_paragraph_stays_whole(text: str) -> None:
    assert cut(text, limit_tokens=50, overlap_tokens=10) == [text]


def test_windows_begin_and_end_between_sentences() -> None:
    found = cut(LONG, limit_tokens=90, overlap_tokens=30)
    assert len(found) > 10
    assert all(text.startswith("Huyện") and text.endswith("năm.") for text in found)


def test_windows_overlap_by_whole_sentences_where_they_fit() -> None:
    spans = windows(LONG, "", Syllables(), limit_tokens=90, overlap_tokens=30)
    for left, right in itertools.pairwise(spans):
        shared = LONG[right.start : left.end]
        assert shared.startswith("Huyện"), "one sentence of 22 tokens fits into 30"
        assert shared.endswith("năm.")


def test_one_endless_sentence_is_cut_between_words() -> None:
    text = " ".join(f"từ{i}" for i in range(300))
    spans = windows(text, "", Syllables(), limit_tokens=90, overlap_tokens=20)
    assert len(spans) > 5
    for left, right in itertools.pairwise(spans):
        assert len(text[right.start : left.end].split()) == 10
    assert all(word in text.split() for span in spans for word in span.of(text).split())


@pytest.mark.parametrize("run", ["x", "nhàở", "😀", "\ufdfa"])
def test_a_run_without_spaces_is_cut_too(run: str) -> None:
    embedder = BundledEmbedder()
    text = run * 2_000
    spans = windows(text, "", embedder)
    assert len(spans) > 1
    assert {i for span in spans for i in range(span.start, span.end)} == set(range(len(text)))
    assert all(embedder.count_tokens(span.of(text)) <= 450 for span in spans)


@given(
    text=st.text(st.sampled_from("aÂ.;!? \n\u00a0đ9("), max_size=900),
    header=st.text(st.sampled_from("tđ "), max_size=400),
    limit=st.integers(2, 120),
    data=st.data(),
)
def test_every_word_is_covered_and_every_window_fits(text: str, header: str, limit: int, data: st.DataObject) -> None:
    embedder = Syllables()
    overlap = data.draw(st.integers(0, limit - 1))
    spans = windows(text, header, embedder, limit_tokens=limit, overlap_tokens=overlap)
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert all(i in covered for i, char in enumerate(text) if not char.isspace())
    assert all(a.start < b.start and a.end < b.end for a, b in itertools.pairwise(spans))
    for span in spans:
        assert embedder.count_tokens(passage(header, span.of(text), embedder)) <= embedder.max_tokens
        assert embedder.count_tokens(span.of(text)) <= limit or " " not in span.of(text)


def test_a_long_header_is_clipped_at_a_word() -> None:
    embedder = Syllables()
    text = passage("đề mục " * 100, "Nội dung.", embedder)
    header, _, rest = text.partition(": ")
    assert rest == "Nội dung."
    assert set(header.split()) == {"đề", "mục"}
    assert embedder.count_tokens(header) == embedder.max_tokens // 8
    assert passage("  Tiêu  đề ", "Nội dung.", embedder) == "Tiêu đề: Nội dung."
    assert passage("", "Nội dung.", embedder) == "Nội dung."


def test_the_work_grows_with_the_length_not_its_square() -> None:
    read = []
    for times in (1, 10):
        embedder = Syllables()
        windows(LONG * times, "", embedder)
        read.append(embedder.read / len(LONG * times))
    assert read[1] < 1.5 * read[0]
    assert read[1] < 6


@pytest.mark.parametrize("overlap", [-1, 450, 500])
def test_an_impossible_overlap_is_refused(overlap: int) -> None:
    with pytest.raises(ValueError, match="overlap_tokens"):
        windows(LONG, "", Syllables(), overlap_tokens=overlap)


def test_the_bundled_model_never_gets_more_than_512_tokens() -> None:
    embedder = BundledEmbedder()
    text = " ".join(
        f"Trong năm {i}, huyện Đầm Hà hỗ trợ {i * 7 % 97} hộ nghèo; kinh phí {i}.000 đồng." for i in range(400)
    )
    header = "Chính sách hỗ trợ nhà ở cho hộ nghèo và hộ cận nghèo " * 9
    spans = windows(text, header, embedder)
    assert len(spans) > 20
    for span in spans:
        assert embedder.count_tokens(span.of(text)) <= 450
        assert embedder.count_tokens(passage(header, span.of(text), embedder)) + 4 <= 512
    # Such a paragraph with a header of ordinary length is embedded in as few windows as the overlap allows.
    assert len(spans) < 1.5 * embedder.count_tokens(text) / 386
