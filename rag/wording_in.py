"""From what was typed to plain Vietnamese: typing habits, slips of the finger, English."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from index.text import fold, has_diacritics, words
from rag.lexicon import lexicon, mapping, stop_words_of

__all__ = ["correct_typing", "is_english", "to_vietnamese"]


class Frequencies(Protocol):
    """How often words stand in the collection."""

    def document_frequency(self, form: str, *, folded: bool) -> int: ...


_ENGLISH_SIGNS = frozenset(
    "how what which who when where why many much percentage households people houses poor the of in did does were was is are".split()
)
_ENGLISH_STRONG = frozenset(
    "how what which who when where why many much the percentage percent households people".split()
)


def is_english(text: str) -> bool:
    """Whether the question is in English: at least two of its function words, one of them a question word or "the"."""
    found = [m.group().lower() for m in re.finditer(r"[A-Za-z]+", text)]
    signs = [w for w in found if w in _ENGLISH_SIGNS]
    return len(signs) >= 2 and any(w in _ENGLISH_STRONG for w in signs)


@lru_cache(maxsize=1)
def _english_phrases() -> re.Pattern[str]:
    phrases = sorted(mapping("english"), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)


def to_vietnamese(text: str) -> str:
    """An English question, phrase by phrase in Vietnamese: enough to search and to read with, not a translation.

    Names, numbers and words that the lexicon lacks stay as they are.
    """
    table = mapping("english")
    pieces: list[str] = []
    last = 0
    for match in _english_phrases().finditer(text):
        pieces += [_without_stop(text[last : match.start()]), table[match.group().lower()]]
        last = match.end()
    pieces.append(_without_stop(text[last:]))
    return re.sub(r"\s+", " ", " ".join(pieces)).strip()


def _without_stop(text: str) -> str:
    stop = stop_words_of("english_stop")
    return re.sub(r"[A-Za-z]+", lambda m: "" if m.group() in stop or m.group().lower() in stop else m.group(), text)


_CLUSTER = re.compile(
    # The spelling of a Vietnamese syllable: initial, vowels, final (written folded).
    r"(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?"
)


def correct_typing(text: str, frequencies: Frequencies) -> str:
    """Writes out typing habits ("bn", "đc") and mends a word that is no word of the collection.

    A word is mended when no article holds it, it is no syllable that Vietnamese could spell or differs from a known
    word by one slip, and one neighbour at edit distance 1 is clearly the most frequent. Names in capitals and numbers
    are never touched.
    """
    table = mapping("typing")
    folded_text = not has_diacritics(text)
    lex = lexicon(folded_text)
    out: list[str] = []
    last = 0
    for word in words(text):
        typed = text[word.start : word.end]
        mended = table.get(typed.lower())
        if mended is None and typed.islower() and len(typed) >= 3:
            form = fold(word.text) if folded_text else word.text
            if form not in lex.stop and form not in lex.abbreviations and (form,) not in lex.concepts:
                mended = _mend(form, folded_text, frequencies)
        if mended is not None and mended != typed.lower():
            out += [text[last : word.start], fold(mended) if folded_text else mended]
            last = word.end
    out.append(text[last:])
    return "".join(out)


def _mend(form: str, folded_text: bool, frequencies: Frequencies) -> str | None:
    if frequencies.document_frequency(form, folded=folded_text) > 0 or _CLUSTER.fullmatch(fold(form)):
        return None
    letters = "abcdefghiklmnopqrstuvxy"
    neighbours = {form[:i] + form[i + 1 :] for i in range(len(form))}
    neighbours |= {form[:i] + form[i + 1] + form[i] + form[i + 2 :] for i in range(len(form) - 1)}
    neighbours |= {form[:i] + c + form[i + 1 :] for i in range(len(form)) for c in letters}
    neighbours |= {form[:i] + c + form[i:] for i in range(len(form) + 1) for c in letters}
    counted = sorted(
        ((frequencies.document_frequency(n, folded=folded_text), n) for n in neighbours if len(n) > 1), reverse=True
    )
    if counted and counted[0][0] > 0 and (len(counted) < 2 or counted[0][0] > counted[1][0]):
        return counted[0][1]
    return None
