"""The content words of a question, and how much each tells."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.text import fold
from rag.asked import Draft
from rag.figures import Style
from rag.lexicon import Lexicon, Token, lexicon
from rag.units import units

__all__ = ["Term", "Vocabulary", "head_of", "noun_phrase", "terms_of"]


class Vocabulary(Protocol):
    """What the analysis needs to know of a collection."""

    @property
    def size(self) -> int: ...  # paragraphs

    def document_frequency(self, form: str, *, folded: bool) -> int: ...


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question and how much it tells: idf in the collection, 0 < weight <= 1."""

    form: str
    concepts: frozenset[int]
    weight: float
    known: bool  # whether the collection holds the word (or a synonym) at all
    loose: bool = False  # typed without its diacritics in a question that has them: compare folded
    name: bool = False  # capitalised inside the question
    position: int = 0  # among the words of the question: neighbours make pairs


_LONGEST_NOUN = 6


def noun_phrase(found: Sequence[Token], begin: int, end: int, draft: Draft, lex: Lexicon) -> tuple[Token, ...]:
    """Up to six words from ``begin`` on, as far as no function word, place or number interrupts them."""
    phrase: list[Token] = []
    forms = [token.form for token in found]
    compounds = units(Style.PLAIN if lex.folded else Style.VIETNAMESE).compounds
    for k, token in enumerate(found):
        if not begin <= token.start < end:
            continue
        compound = f"{token.form} {forms[k + 1]}" in compounds if k + 1 < len(forms) else False  # "chỉ tiêu"
        if not phrase and token.form in lex.stop and token.form not in lex.counters and not compound:
            continue
        if (phrase and token.form in lex.stop) or draft.is_taken(token.start, token.end) or token.form[0].isdigit():
            break
        if phrase and re.search(r"[,;:?.!]", draft.text[phrase[-1].end : token.start]):
            break
        phrase.append(token)
        if len(phrase) == _LONGEST_NOUN:
            break
    return tuple(phrase)


_LEVELS = frozenset({"xã", "xa", "huyện", "huyen", "tỉnh", "tinh"})


def head_of(noun: tuple[Token, ...], lex: Lexicon) -> tuple[Token, ...]:
    """What is counted: the first noun that is no mere classifier ("căn nhà" counts nhà, "suất quà" counts quà)."""
    forms = tuple(token.form for token in noun)
    level = next((i for i, form in enumerate(forms[:-1]) if form in ("cấp", "cap") and forms[i + 1] in _LEVELS), None)
    if level:
        return noun[level + 1 : level + 2]  # "đơn vị hành chính cấp xã"
    for length in (2, 1):
        if forms[:length] in lex.person_nouns or forms[:length] in lex.anyone:
            return noun[:length]
    if " ".join(forms[:2]) in units(Style.PLAIN if lex.folded else Style.VIETNAMESE).compounds:
        return noun[:2]  # one word of two syllables: "tiêu chí" is not "chỉ tiêu"
    i = 0
    while i + 1 < len(noun):
        length = next((n for n in (2, 1) if i + n < len(noun) and forms[i : i + n] in lex.empty_nouns), 0)
        if not length:
            break
        i += length
    return noun[i : i + 1]


_HOW_MANY = frozenset({"bao", "nhiêu", "mấy"})
_UNKNOWN = 0.7  # the most that a word counts which no article holds: it may be what matters, or mere wording
_WEAK = 0.35  # of its idf is what a word counts that says little
_AMBIGUOUS = 0.5
_NAME = 0.8  # a name says which paragraph is meant more than which of its figures
_FOREIGN = 0.3  # a word of an English question that the lexicon lacks


def terms_of(
    found: Sequence[Token], draft: Draft, lex: Lexicon, vocabulary: Vocabulary, *, english: bool
) -> tuple[Term, ...]:
    forms = [token.form for token in found]
    skip = [False] * len(found)
    factor = [1.0] * len(found)
    i = 0
    while i < len(found):
        length = lex.longest_at(forms, i, lex.stop_phrases)
        for j in range(i, i + length):
            skip[j] = True
        i += length or 1
    for i in range(len(found)):
        for j in range(i, i + lex.longest_at(forms, i, lex.weak)):
            factor[j] = _WEAK
    phrases = _phrases(found, lex)
    for i, length in phrases:
        if length > 1:
            factor[i : i + length] = [1.0] * length  # "tìm được việc" says what "tìm" alone does not
    # Of a phrase that is all function words ("có việc") the last one speaks.
    speaking = {i + n - 1 for i, n in phrases if n > 1 and all(form in lex.stop for form in forms[i : i + n])}
    # Capitals tell names unless it is all in Capitals.
    cased = not lex.folded and any(draft.text[t.start].islower() for t in found if t.form not in _HOW_MANY)
    terms = []
    for position, token in enumerate(found):
        if token.form == "1":
            continue  # "bao nhiêu tiền 1 căn": of each
        glued = token.form[0].isdigit() and position > 0 and found[position - 1].end == token.start  # the 2 of km2
        if glued or skip[position] or token.form in lex.kind_words or draft.is_taken(token.start, token.end):
            continue
        if token.form in lex.stop and position not in speaking:
            if token.form not in lex.ambiguous:
                continue
            factor[position] = min(factor[position], _AMBIGUOUS)
        form, loose = token.form, False
        frequency = vocabulary.document_frequency(form, folded=lex.folded)
        if not frequency and not token.concepts and not lex.folded:
            # A word whose diacritics were left out or mistyped: "la bao nhieu", "y tê".
            plain = fold(form)
            if plain in lexicon(True).stop and plain not in lexicon(True).ambiguous:
                continue
            frequency = vocabulary.document_frequency(plain, folded=True)
            if frequency and (plain == form or _beside(found, position, vocabulary)):
                form, loose = plain, True
            else:
                frequency = 0
        known = frequency > 0 or bool(token.concepts)
        if token.form in lex.linking:
            factor[position] = min(factor[position], _WEAK)
        if english and not known:
            factor[position] = _FOREIGN
        name = position > 0 and cased and draft.text[token.start].isupper()
        if name:
            factor[position] *= _NAME
        weight = _idf(frequency, vocabulary.size)
        weight = factor[position] * (weight if frequency else min(weight, _UNKNOWN))
        terms.append(Term(form, token.concepts, weight, known, loose, name, position))
    return _as_one_word(terms, found)


def _as_one_word(terms: Sequence[Term], found: Sequence[Token]) -> tuple[Term, ...]:
    """The terms, those of one abbreviation written out ("NHCSXH") together no heavier than a word is."""
    total: dict[int, float] = {}
    for term in terms:
        start = found[term.position].start
        total[start] = total.get(start, 0.0) + term.weight
    return tuple(replace(term, weight=term.weight / max(1.0, total[found[term.position].start])) for term in terms)


def _phrases(found: Sequence[Token], lex: Lexicon) -> list[tuple[int, int]]:
    """Where the phrases that have synonyms stand: first word and number of words."""
    forms = [token.form for token in found]
    phrases: list[tuple[int, int]] = []
    for i in range(len(found)):
        length = lex.longest_at(forms, i, lex.concepts)
        if length and not any(a <= i < a + n for a, n in phrases):
            phrases.append((i, length))
    return phrases


def _beside(found: Sequence[Token], position: int, vocabulary: Vocabulary) -> bool:
    """Whether a word, its diacritics apart, stands beside one of its neighbours somewhere in the collection: "y tê"
    is a slip for "y tế", while "từ chối" only looks like words that are there."""
    pairs = (found[i : i + 2] for i in (position - 1, position) if 0 <= i < len(found) - 1)
    return any(vocabulary.document_frequency("_".join(fold(t.form) for t in pair), folded=True) for pair in pairs)


def _idf(frequency: int, size: int) -> float:
    """BM25's idf (Robertson & Zaragoza 2009, eq. 3.3) divided by that of a word never seen: in (0, 1]."""
    top = math.log(1 + (size + 0.5) / 0.5)
    return max(0.05, math.log(1 + (size - frequency + 0.5) / (frequency + 0.5)) / top) if size else 1.0
