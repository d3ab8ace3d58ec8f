"""Quotes, and the checks that every answer passes before anyone sees it.

A ``Quote`` holds an article and two offsets. Its text is computed from them each time, so a quote that says something
else than the article cannot be made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article, Span
from index.errors import TrichdanError
from index.text import words

__all__ = ["QUOTE_WORDS", "GroundingError", "Quote", "best_window", "quote_span"]

QUOTE_WORDS = 60  # a quote is the sentence that carries the answer, not a page


class GroundingError(TrichdanError):
    """An answer failed its own check: a defect of the program, never shown as an answer."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of a stored article."""

    article: Article
    start: int
    end: int

    @classmethod
    def cut(cls, article: Article, start: int, end: int) -> Quote:
        """The slice ``article.text[start:end]``; GroundingError if it is empty or outside the text."""
        if not 0 <= start < end <= len(article.text):
            raise GroundingError(
                f"cannot quote {start}..{end} of {article.id}: the text has {len(article.text)} characters; rebuild the collection"
            )
        return cls(article, start, end)

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def line(self) -> int:
        """Line of the original file, from 1."""
        return self.article.line_of(self.start)

    def holds(self, span: Span) -> bool:
        return self.start <= span.start and span.end <= self.end


_BORDERS = [re.compile(p) for p in (r";\s*", r"[,:(]\s*|\s[–-]\s", r"\s+")]  # strong to weak


def _length(text: str, start: int, end: int) -> int:
    return len(words(text[start:end]))


def quote_span(text: str, sentence: Span, targets: Sequence[Span], limit: int = QUOTE_WORDS) -> Span:
    """The part of a sentence to quote: all of it if it has at most ``limit`` words, else the clauses around ``targets``.

    Cut at semicolons where possible, else at commas, else between words; the targets always stay whole and the words
    before them are preferred to those after, because they name what the figures are about.
    """
    if _length(text, sentence.start, sentence.end) <= limit:
        return sentence
    low, high = min(t.start for t in targets), max(t.end for t in targets)
    for border in _BORDERS:
        starts = [sentence.start, *(m.end() for m in border.finditer(text, sentence.start, low))]
        ends = [*(m.start() for m in border.finditer(text, high, sentence.end) if m.start() > low), sentence.end]
        start, end = starts[-1], ends[0]
        if _length(text, start, end) > limit:
            continue
        for candidate in reversed(starts):
            if _length(text, candidate, end) > limit:
                break
            start = candidate
        for candidate in ends:
            if _length(text, start, candidate) > limit:
                break
            end = candidate
        return _trim(text, start, end)
    return _trim(text, low, high)


def best_window(text: str, sentence: Span, marks: Sequence[tuple[Span, int, float]], limit: int = QUOTE_WORDS) -> Span:
    """The run of clauses of a sentence, at most ``limit`` words, that holds most of what is looked for.

    ``marks``: the words found, each with the number of the term it matches and its weight; a term counts once. The
    shorter run wins a tie.
    """
    if _length(text, sentence.start, sentence.end) <= limit:
        return sentence
    borders = [m.end() for m in re.finditer(r"[;,:]\s+", text[sentence.start : sentence.end])]
    cuts = [sentence.start, *(sentence.start + b for b in borders), sentence.end]
    best, best_value = Span(sentence.start, sentence.start), -math.inf
    for i, start in enumerate(cuts[:-1]):
        for end in cuts[i + 1 :]:
            if _length(text, start, end) > limit:
                break
            inside = {term: weight for span, term, weight in marks if start <= span.start and span.end <= end}
            value = sum(inside.values()) - 0.001 * (end - start)
            if inside and value > best_value:
                best, best_value = Span(start, end), value
    if best.end > best.start:
        return _trim(text, best.start, best.end)
    first = marks[0][0] if marks else Span(sentence.start, sentence.start)
    return quote_span(text, sentence, [first], limit)


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + len(piece.rstrip(" \t\u00a0,;:–-(")))
