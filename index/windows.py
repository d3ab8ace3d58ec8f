"""Paragraphs too long for the model: overlapping windows, cut between sentences, so that nothing is truncated."""

from __future__ import annotations

import bisect
import re
import unicodedata

from index.article import Span
from index.embedding import Embedder
from index.text import sentences

__all__ = ["passage", "windows"]

# A longer run without a space is no word: it is cut into pieces of this many characters.
_WORD_CHARACTERS = 40
_WORD = re.compile(rf"\S{{1,{_WORD_CHARACTERS}}}")
_SEPARATOR = ": "
_SEPARATOR_TOKENS = 2


def passage(header: str, text: str, embedder: Embedder) -> str:
    """What is embedded for a window: its context, then its text. A long header is clipped at a word."""
    header = _clip(header, embedder)
    return f"{header}{_SEPARATOR}{text}" if header else text


def windows(
    text: str, header: str, embedder: Embedder, *, limit_tokens: int = 450, overlap_tokens: int = 64
) -> list[Span]:
    """The spans of a paragraph that are embedded, in order; together they cover every word of it.

    A paragraph of at most ``limit_tokens`` gives one span. Of a longer one each window has at most that many and begins
    up to ``overlap_tokens`` before the end of the one before it; windows begin and end between sentences where they can,
    else between words. ``passage(header, window, embedder)`` always fits into the model. Takes time in proportion to the
    length of the text. Raises ValueError unless 0 <= overlap_tokens < limit_tokens.
    """
    if not 0 <= overlap_tokens < limit_tokens:
        raise ValueError(f"overlap_tokens must lie in 0..{limit_tokens - 1}, got {overlap_tokens}")
    header = _clip(header, embedder)
    room = embedder.max_tokens - (embedder.count_tokens(header) + _SEPARATOR_TOKENS if header else 0)
    limit = max(1, min(limit_tokens, room))
    whole = Span(0, len(text))
    if _fits(text, limit, embedder):
        return [whole]
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    if not words:
        return [whole]
    cost = [0]  # cost[i]: tokens of the first i words; tokenizers never join two words, so costs add up
    for start, end in words:
        cost.append(cost[-1] + max(1, embedder.count_tokens(text[start:end])))
    starts = {span.start for span in sentences(text)}
    begins = [i for i, (start, _) in enumerate(words) if start in starts]  # words that begin a sentence

    found: list[Span] = []
    first = 0
    while True:
        last = max(first + 1, bisect.bisect_right(cost, cost[first] + limit) - 1)  # words first..last-1 fit
        if last < len(words):
            # Back to the end of a sentence, unless half of the window were lost.
            cut = _latest(begins, last)
            if cut is not None and cost[cut] - cost[first] >= limit / 2:
                last = cut
        while last > first + 1 and not _fits(text[words[first][0] : words[last - 1][1]], limit, embedder):
            last -= max(1, (last - first) // 16)  # pieces of one long run can cost more apart than counted
        found.append(Span(words[first][0], words[last - 1][1]))
        if last >= len(words):
            return found
        # The next window begins with the first sentence inside the overlap, else with its first word.
        earliest = max(first + 1, bisect.bisect_left(cost, cost[last] - min(overlap_tokens, limit // 2)))
        at = bisect.bisect_left(begins, earliest)
        first = begins[at] if at < len(begins) and begins[at] < last else earliest


def _latest(indices: list[int], bound: int) -> int | None:
    at = bisect.bisect_right(indices, bound)
    return indices[at - 1] if at else None


def _fits(text: str, limit: int, embedder: Embedder) -> bool:
    # No tokenizer makes more tokens than bytes of the normalised text: most paragraphs need no counting.
    return len(unicodedata.normalize("NFKC", text).encode("utf-8", "replace")) <= limit or (
        embedder.count_tokens(text) <= limit
    )


def _clip(header: str, embedder: Embedder) -> str:
    """At most an eighth of the model's tokens, cut after a word: the paragraph is what the vector is about."""
    limit = max(1, embedder.max_tokens // 8)
    header = " ".join(header.split())
    if _fits(header, limit, embedder):
        return header
    ends = [m.end() for m in _WORD.finditer(header[: 20 * limit])]
    fitting = bisect.bisect_left(ends, True, key=lambda end: not _fits(header[:end], limit, embedder))
    return header[: ends[fitting - 1]] if fitting else ""
