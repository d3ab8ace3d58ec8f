"""Vietnamese text: one normal form, letters without diacritics, words, sentences.

All functions keep offsets: ``fold`` gives one code point for each, so an offset into the folded text is an offset
into the text itself.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from index.article import Span

__all__ = ["Word", "fold", "has_diacritics", "normalize", "pairs", "sentences", "words"]


class Word(NamedTuple):
    """A word as it is searched: lower case, in one spelling, with where it stands."""

    text: str
    start: int
    end: int


# Zero-width and direction marks carry no meaning in an article and would break exact search.
_INVISIBLE = dict.fromkeys(
    map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+")


def normalize(text: str) -> str:
    """NFC, without invisible characters; every kind of line end becomes ``\\n``. Other characters stay as they are."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))  # first out, or they keep letter and tone apart
    return re.sub(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", text)


class _Folding(dict[int, str]):
    """What each character becomes, found when first met: ``str.translate`` takes half the time of a loop."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()
        self[code] = folded = base if len(base) == 1 else char
        return folded


_FOLDING = _Folding({ord("đ"): "d", ord("Đ"): "d"})  # no Unicode decomposition leads from đ to d


def fold(text: str) -> str:
    """Lower case without diacritics, code point for code point: ``len(fold(t)) == len(t)``. Expects NFC."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def has_diacritics(text: str) -> bool:
    """Whether the text was typed with Vietnamese letters (ă, ê, đ, tone marks)."""
    return fold(text) != text.lower()


# Two spellings of one syllable are both in daily use: the tone on either vowel of an open oa, oe, uy
# (hoà = hòa, Qũy = Quỹ), and y or i after a lone consonant (tỷ = tỉ, kỹ = kĩ).
_OPEN_TONES = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)
_QU_TONES = dict(zip("úùủũụ", "ýỳỷỹỵ", strict=True))
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


@lru_cache(maxsize=65536)
def _spelling(word: str) -> str:
    word = word.lower()
    if len(word) == 2 and word[0] in "hklmst" and word[1] in "yýỳỷỹỵ":
        return word[0] + word[1].translate(_Y_TO_I)
    if len(word) == 3 and word[0] == "q" and word[1] in _QU_TONES and word[2] == "y":
        return "qu" + _QU_TONES[word[1]]
    if word[-2:] in _OPEN_TONES and not word.startswith("qu"):
        return word[:-2] + _OPEN_TONES[word[-2:]]
    return word


def words(text: str) -> list[Word]:
    """The words of the text as they are searched.

    Lower case and in one spelling (hoà becomes hòa, tỷ becomes tỉ), so ``Word.text`` may differ from the slice it
    stands for. 1.911, 0,16 and 3,34% stay whole; a number glued to letters is cut off.
    """
    return [Word(_spelling(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def pairs(tokens: list[str]) -> list[str]:
    """Neighbouring words joined by ``_``: most Vietnamese words are written as two."""
    return [f"{a}_{b}" for a, b in itertools.pairwise(tokens)]


# Where a full stop ends no sentence. Written folded, without the stop.
_ABBREVIATIONS = frozenset(
    "tp tx tt tr p q h x st ts ths pgs gs bs ks cn dr mr mrs ms no vs vd v.v dt d/c dc ths.bs gs.ts pgs.ts".split()
)
_END = re.compile(
    r"""(?:\.{2,}|[.!?…]+)          # the mark itself
        ["'”’»)\]]*                 # closing quotes belong to the sentence
        (?=\s+["'“‘«(\[–-]*\s*(?:\d|[^\W\d_])|\s*$|(?<=[^\W\d_]\.)[^\W\d_])  # a new beginning, the end, or glue
    """,
    re.VERBOSE,
)


_NEAR = 80  # code points looked at on either side of a full stop


def _is_end(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + _NEAR].lstrip(" \t\n\u00a0\"'“‘«([–-")
    if not after:
        return True
    glued = not text[match.end()].isspace()
    first = after[0]
    if not (first.isupper() or (first.isdigit() and not glued)):
        return False
    lead = text[max(0, match.start() - _NEAR) : match.start()]
    before = re.search(r"[^\s(\"“‘]*$", lead)
    word = before.group() if before else ""
    if match.group().startswith(".") and not match.group().startswith(".."):
        if fold(word).strip(".") in _ABBREVIATIONS and not (len(word) > 2 and word.islower()):
            return False
        if len(word) == 1 and word.isupper():  # an initial: "Lê V. Tám"
            return False
        if glued and (len(word) < 2 or not word[-1].islower()):  # "PGS.TS", "U.S"
            return False
        if word.isdigit() and len(word) <= 2 and match.start() < _NEAR and lead.strip() == word:
            return False  # a list label: "1. Nhà ở"
    return True


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of ``text[start:end]`` as spans into ``text``, without surrounding white space.

    A blank line ends a sentence; a single line end is white space, because wrapped paragraphs keep theirs, and a
    semicolon never ends one. A full stop glued to the next capital ("trung tâm.Trên địa bàn") does, one after an
    abbreviation or between digits does not.
    """
    found: list[Span] = []
    base = start
    for piece in re.split(r"(\n[ \t]*\n)", text[start : len(text) if end is None else end]):
        cut = 0
        for match in _END.finditer(piece):
            if _is_end(piece, match):
                found.append(Span(base + cut, base + match.end()))
                cut = match.end()
        found.append(Span(base + cut, base + len(piece)))
        base += len(piece)
    trimmed = []
    for span in found:
        piece = span.of(text)
        left = len(piece) - len(piece.lstrip())
        if piece.strip():
            trimmed.append(Span(span.start + left, span.start + len(piece.rstrip())))
    return trimmed
