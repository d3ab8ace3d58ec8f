"""English questions, put phrase by phrase into Vietnamese."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from rag.lexicon import longest_by_first, read_words, stop_words_of
from rag.wording_in import looks_vietnamese

__all__ = ["in_title", "is_english", "to_vietnamese"]

_ENGLISH_SIGNS = frozenset(
    "how what which who when where why many much the of in and for did does were was is are has have".split()
)


def is_english(text: str) -> bool:
    """Whether the question is in English: at least two of its lower-case words are English function words or cannot be
    Vietnamese syllables, and they are a third of all."""
    found = [m.group() for m in re.finditer(r"[^\W\d_]+", text)]
    plain = [w for i, w in enumerate(found) if w.isascii() and (w.islower() or (i == 0 and w[1:].islower()))]
    signs = [w for w in plain if w.lower() in _ENGLISH_SIGNS or (len(w) > 3 and not looks_vietnamese(w))]
    return len(signs) >= 2 and 3 * len(signs) >= len(plain) and len(plain) * 2 >= len(found)


@lru_cache(maxsize=1)
def _english() -> tuple[dict[str, str], dict[str, int]]:
    """English phrases with their Vietnamese, and for each first word the words of the longest phrase it begins."""
    table: dict[str, str] = read_words("english.json")
    return table, longest_by_first(phrase.split() for phrase in table)


_WORD = re.compile(r"[^\W_]+")
_WITHIN_PHRASE = re.compile(r"[ '’&/-]{1,2}")
_WHAT_FIGURE = re.compile(
    r"\bwhat (?:is|was|were|are) (?:the )?(?=(?:total|number|amount|budget|cost|rate|share|percentage|average|poverty|income)\b)",
    re.IGNORECASE,
)
_MONEY_ASKED = re.compile(
    r"\bhow much (?=(?:did|does|do|was|were|is|has|have|had)\b.*\b(?:spen[dt]|costs?|pay|paid|invest(?:ed)?|raised?|donated?|"
    r"contributed?|lend|lent|lending|borrow(?:ed)?|owed?|allocated?|mobili[sz]ed?|disbursed?|worth)\b)",
    re.IGNORECASE,
)
# "What was Lai Châu's poverty rate": the figure stands behind the place.
_WHAT_FIGURE_OF = re.compile(
    r"\bwhat (?:is|was|were|are) (?=[A-ZĐ][^\W\d_]*(?: [A-ZĐ][^\W\d_]*){0,3} (?:[a-z]+ ){0,2}(?:number|amount|budget|cost|rate|share|percentage|income)\b)",
    re.IGNORECASE,
)
_PLACE_KIND = re.compile(r"\b([A-ZĐ][^\W\d_]*(?: [A-ZĐ][^\W\d_]*){0,3}) (province|district|commune|town)\b")


def to_vietnamese(text: str) -> str:
    """An English question, phrase by phrase in Vietnamese: enough to search and to read with, not a translation.

    Names, numbers and words that the lexicon lacks stay as they are.
    """
    table, longest = _english()
    text = _WHAT_FIGURE.sub("", re.sub(r"['’]s?\b(?!\w)|(?<=\w)['’](?=\s)", " ", text))
    text = _WHAT_FIGURE_OF.sub("", re.sub(r"\s+", " ", text))
    text = _MONEY_ASKED.sub("how much money ", text)
    text = _PLACE_KIND.sub(lambda m: f"{table[m[2].lower()]} {m[1]}", text)
    found = list(_WORD.finditer(text))
    pieces: list[str] = []
    last = i = 0
    while i < len(found):
        run = [found[i].group().lower()]
        for before, word in itertools.pairwise(found[i : i + longest.get(run[0], 0)]):
            if not _WITHIN_PHRASE.fullmatch(text, before.end(), word.start()):
                break
            run.append(word.group().lower())
        length = next((n for n in range(len(run), 0, -1) if " ".join(run[:n]) in table), 0)
        if length:
            pieces += [_without_stop(text[last : found[i].start()]), table[" ".join(run[:length])]]
            last = found[i + length - 1].end()
        i += length or 1
    pieces.append(_without_stop(text[last:]))
    return re.sub(r"\s+", " ", " ".join(pieces)).strip()


def in_title(word: str, text: str) -> bool:
    """Whether a word of an English question stands in a Title in Common Words ("Action Month"): no name."""
    table, _ = _english()
    found = [m.group() for m in _WORD.finditer(text)]
    beside = {
        found[k + side] for k, w in enumerate(found) if w == word for side in (-1, 1) if 0 <= k + side < len(found)
    }
    return any(w.istitle() and w.lower() in table for w in beside)


def _without_stop(text: str) -> str:
    stop = stop_words_of("english_stop")
    return re.sub(
        r"(?<![^\W\d_])[A-Za-z]+(?![^\W\d_])",
        lambda m: "" if m.group() in stop or m.group().lower() in stop else m.group(),
        text,
    )
