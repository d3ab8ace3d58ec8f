"""Patterns over three ways of writing: Vietnamese, Vietnamese without diacritics, English.

A pattern is written once, in Vietnamese, lower case, and read against a *view* of the text: lower case (for
``Style.PLAIN`` and ``Style.ENGLISH`` also without diacritics), every blank a plain space, one code point for each of
the text, so that an offset holds in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from index.text import fold
from rag.figures import Style

__all__ = ["LazyPattern", "compile_for", "plain", "style_of", "view", "words_for"]

_VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưàáãèéìíòóõùúýĩũạ-ỹĂÂĐÊÔƠƯÀÁÃÈÉÌÍÒÓÕÙÚÝĨŨẠ-Ỹ]")
# English words that no Vietnamese syllable looks like once its marks are gone: not "that" (thất), "than", "day" (dạy).
_ENGLISH_WORD = re.compile(
    r"\b(?:of|how|many|much|is|are|was|were|and|people|person|households?|houses?|percent|thousand|million|billion|"
    r"did|does|what|which|with|from|nearly|almost|years?|months?|days|decreased?|increased?)\b",
    re.IGNORECASE,
)
_SPACES = "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def style_of(text: str) -> Style:
    """How the text was written, judged by its letters."""
    if _VIETNAMESE_LETTER.search(text):
        return Style.VIETNAMESE
    if _ENGLISH_WORD.search(text):
        return Style.ENGLISH
    return Style.PLAIN if re.search(r"[A-Za-z]", text) else Style.VIETNAMESE


def view(text: str, style: Style) -> str:
    """The text as the patterns read it; ``len(view(t, s)) == len(t)``. Expects NFC."""
    low = text.lower() if style is Style.VIETNAMESE else fold(text)
    if len(low) != len(text):  # a few foreign capitals grow when lowered
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for space in _SPACES:
        low = low.replace(space, " ")
    return low


def plain(source: str) -> str:
    """Without diacritics; unlike ``fold`` it leaves the ``\\W`` and ``\\S`` of a pattern alone."""
    return "".join(c if c.isascii() else fold(c) for c in source)


@lru_cache(maxsize=256)
def compile_for(style: Style, source: str) -> re.Pattern[str]:
    """A pattern for a view.

    In ``source`` a blank stands for one or more, ``" ?"`` for any number of them; in brackets it is written ``\\x20``.
    """
    if style is Style.PLAIN:
        source = plain(source)
    return re.compile(re.sub(" ([?*]?)", lambda blank: "[ ]*" if blank.group(1) else "[ ]+", source))


class LazyPattern:
    """A pattern of ``compile_for`` that is compiled when first used: a single question uses a third of them."""

    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]

    def __init__(self, style: Style, source: str) -> None:
        self._what = style, source

    def __getattr__(self, name: str) -> Any:  # asked only until the methods below are there
        compiled = compile_for(*self._what)
        for method in ("match", "search", "fullmatch", "finditer"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def words_for(style: Style, words: str) -> frozenset[str]:
    """A word list, split at white space; ``_`` is a blank within an entry."""
    return frozenset(w.replace("_", " ") for w in (plain(words) if style is Style.PLAIN else words).split())
