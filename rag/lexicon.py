"""What words mean the same: abbreviations, synonyms, English terms, words that carry no content.

The words stand in ``lexicon.json`` and ``synonyms.json``, English phrases in ``english.json``: general Vietnamese of
social policy reporting. Text and question are both read through them, so that "BHYT" meets "bảo hiểm y tế" and "xuất
khẩu lao động" meets "đi làm việc ở nước ngoài".
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from index.text import fold, words

__all__ = [
    "Contrast",
    "Lexicon",
    "Token",
    "lexicon",
    "longest_by_first",
    "mapping",
    "read_words",
    "stop_words_of",
    "tokens",
]


class Token(NamedTuple):
    """A word ready to be compared: its form, where it stands, and the concepts it is a part of."""

    form: str
    start: int
    end: int
    concepts: frozenset[int] = frozenset()


def _key(phrase: str, folded: bool) -> tuple[str, ...]:
    forms = [fold(word.text) if folded else word.text for word in words(phrase)]
    return tuple(_joined(forms, folded))


@lru_cache(maxsize=2)
def _one_word(folded: bool) -> frozenset[tuple[str, str]]:
    # "đồng bào" is one word; "dong bao" may as well begin "đóng bảo hiểm".
    phrases = _strings("one_word") + ([] if folded else _strings("one_word_with_marks"))
    found = (phrase.split() for phrase in phrases)
    return frozenset((fold(a), fold(b)) if folded else (a, b) for a, b in found)


def _joined(forms: Sequence[str], folded: bool) -> list[str]:
    """The forms, with both syllables of an inseparable word written as that word ("xã_hội"), so that the xã of "xã hội"
    is not taken for a commune. The word index holds such pairs too, so their frequency can be asked for."""
    known = _one_word(folded)
    found = list(forms)
    for i, pair in enumerate(itertools.pairwise(forms)):
        if pair in known:
            found[i] = found[i + 1] = "_".join(pair)
    return found


# First word -> the phrases that begin with it, longest first, each with the modifier that it is a way of saying
# ("dựng mới" -> "xây mới").
Contrast = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True)
class Lexicon:
    """The lexicon in one writing: with diacritics, or folded for text that was typed without them."""

    folded: bool
    abbreviations: dict[str, tuple[str, ...]]  # form -> the words it stands for
    concepts: dict[tuple[str, ...], frozenset[int]]  # phrase -> groups of synonyms it belongs to
    stop_phrases: frozenset[tuple[str, ...]]
    stop: frozenset[str]
    kind_words: frozenset[str]  # "tiền", "phần trăm": they say which kind of figure is asked, not about what
    weak: frozenset[tuple[str, ...]]  # words that say little: they may be missing
    linking: frozenset[str]  # words that tie a share or a sum to the figure before it: "đạt", "chiếm", "tổng kinh phí"
    ambiguous: frozenset[str]  # folded only: forms that a stop word shares with a word of content (thế, thẻ)
    counters: frozenset[str]  # words that carry no content, yet can be what is counted: "bao nhiêu lần"
    person_nouns: frozenset[tuple[str, ...]]
    anyone: frozenset[tuple[str, ...]]  # nouns for just anybody: standing nearby they prove nothing
    empty_nouns: frozenset[tuple[str, ...]]
    contrasts: tuple[Contrast, ...]  # groups of modifiers that exclude each other
    longest: dict[str, int]  # first word of a phrase of the two tables above -> words in the longest such phrase

    def longest_at(self, forms: Sequence[str], i: int, phrases: Container[tuple[str, ...]]) -> int:
        """Length in words of the longest of ``phrases`` (stop phrases or concepts) that begins at word ``i``, or 0."""
        for length in range(min(self.longest.get(forms[i], 0), len(forms) - i), 0, -1):
            if tuple(forms[i : i + length]) in phrases:
                return length
        return 0


def read_words(name: str) -> Any:
    """One of the word lists that come with the program, as it stands in its file."""
    return json.loads(resources.files("rag").joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _data() -> dict[str, object]:
    data: dict[str, object] = read_words("lexicon.json")
    return data


def _strings(name: str) -> list[str]:
    value = _data()[name]
    if not isinstance(value, list):
        raise TypeError(f"lexicon.json: {name} must be a list")
    return value


def mapping(name: str) -> dict[str, str]:
    """A table of the lexicon as written: ``abbreviations`` or ``typing``."""
    value = _data()[name]
    if not isinstance(value, dict):
        raise TypeError(f"lexicon.json: {name} must be an object")
    return value


def stop_words_of(name: str) -> frozenset[str]:
    """A plain list of words of the lexicon, as written."""
    return frozenset(_strings(name))


def longest_by_first(phrases: Iterable[Sequence[str]]) -> dict[str, int]:
    """For each first word of a phrase the words of the longest phrase it begins."""
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return longest


def _contrast(group: Sequence[str], folded: bool) -> Contrast:
    ways = {_key(way, folded): member.split("|")[0] for member in group for way in member.split("|")}
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, member in sorted(ways.items(), key=lambda item: -len(item[0])):
        found.setdefault(phrase[0], []).append((phrase, member))
    return found


@lru_cache(maxsize=2)
def lexicon(folded: bool) -> Lexicon:
    """The lexicon, made once for each writing."""
    concepts: dict[tuple[str, ...], set[int]] = {}
    # Written in the one spelling that ``words`` gives, so that splitting at blanks will do: there are thousands.
    groups: list[list[str]] = read_words("synonyms.json")
    contrasts = _data()["contrasts"]
    if not isinstance(contrasts, list):
        raise TypeError("lexicon.json: contrasts must be a list")
    for number, group in enumerate(groups):
        for phrase in group:
            forms = (fold(phrase) if folded else phrase).split()
            concepts.setdefault(tuple(_joined(forms, folded)), set()).add(number)
    stop_phrases = frozenset(_key(p, folded) for p in _strings("stop_phrases"))
    return Lexicon(
        folded=folded,
        abbreviations={_key(k, folded)[0]: _key(v, folded) for k, v in mapping("abbreviations").items()},
        concepts={k: frozenset(v) for k, v in concepts.items()},
        stop_phrases=stop_phrases,
        stop=frozenset(f for p in _strings("stop") for f in _key(p, folded)),
        kind_words=frozenset(f for p in _strings("kind_words") for f in _key(p, folded)),
        linking=frozenset(f for p in _strings("linking") for f in _key(p, folded)),
        weak=frozenset(_key(p, folded) for p in _strings("weak")),
        ambiguous=frozenset(_strings("folded_ambiguous")) if folded else frozenset(),
        counters=frozenset(f for p in _strings("counters") for f in _key(p, folded)),
        person_nouns=frozenset(_key(p, folded) for p in _strings("person_nouns")),
        anyone=frozenset(_key(p, folded) for p in _strings("anyone")),
        empty_nouns=frozenset(_key(p, folded) for p in _strings("empty_nouns")),
        contrasts=tuple(_contrast(group, folded) for group in contrasts),
        longest=longest_by_first([*concepts, *stop_phrases, *(_key(p, folded) for p in _strings("weak"))]),
    )


def tokens(text: str, *, folded: bool, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of ``text[start:end]``, abbreviations written out, each with its concepts; offsets into ``text``.

    An abbreviation's words all bear the span of the abbreviation.
    """
    lex = lexicon(folded)
    stop = len(text) if end is None else end
    plain: list[tuple[str, int, int]] = []
    for word in words(text[start:stop]):
        form = fold(word.text) if folded else word.text
        expansion = lex.abbreviations.get(form)
        at, to = word.start + start, word.end + start
        if expansion and (folded or text[at:to].isupper() or len(form) > 2):
            plain.extend((part, at, to) for part in expansion)
        else:
            plain.append((form, at, to))
    forms = _joined([form for form, _, _ in plain], folded)
    found: list[set[int]] = [set() for _ in plain]
    for i in range(len(forms)):
        length = lex.longest_at(forms, i, lex.concepts)
        for j in range(i, i + length):
            found[j] |= lex.concepts[tuple(forms[i : i + length])]
    return [
        Token(form, at, to, frozenset(groups)) for form, (_, at, to), groups in zip(forms, plain, found, strict=True)
    ]
