"""Exact match and F1 of a short text against gold spans, by the published SQuAD rules and by rules for Vietnamese.

``EM = 1`` if the normalised texts are equal. ``F1 = 2PR / (P + R)`` over the bags of tokens, ``P`` and ``R`` the
shares of the predicted and of the gold tokens that they have in common. Of several gold spans the best counts. Source:
Rajpurkar et al., *SQuAD: 100,000+ Questions for Machine Comprehension of Text*, EMNLP 2016, and its evaluation script
v1.1.

The published rules are written for English: they delete ``an`` (Nghệ An becomes nghệ) and every punctuation mark (1,5
triệu becomes 15 triệu). They are kept for comparison with published figures. The Vietnamese rules keep all words, read
numbers (``1.200 tỷ`` is ``1,2 nghìn tỷ``; ``08`` is ``8``), and treat spellings of one word alike: NFC and NFD, hoà
and hòa, tỉ and tỷ.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from eval.metrics.figures import read_figures
from eval.metrics.matching import clean

__all__ = ["exact_match", "f1", "squad_tokens", "vietnamese_tokens"]

Tokens = Callable[[str], list[str]]

_PUNCTUATION = str.maketrans("", "", string.punctuation)

# The tone of oa, oe, uy may stand on either vowel: both spellings are in print.
_TONES = [
    (f"{first}{second}{tone}", f"{first}{tone}{second}")
    for first, second in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
]
_TONE_PLACES = {unicodedata.normalize("NFC", new): unicodedata.normalize("NFC", old) for new, old in _TONES}
_TONE_PLACE = re.compile("|".join(_TONE_PLACES))


def squad_tokens(text: str) -> list[str]:
    """The published normalisation: lower case, no ASCII punctuation, no English articles, split at white space."""
    return re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split()


def vietnamese_tokens(text: str) -> list[str]:
    """Words in one spelling and numbers as their values; punctuation other than ``%`` separates."""
    text = _TONE_PLACE.sub(lambda match: _TONE_PLACES[match.group()], clean(text))
    tokens: list[str] = []
    at = 0
    for figure in read_figures(text):
        tokens += _words(text[at : figure.start])
        tokens.append(f"{figure.value:.12g}")
        if text[figure.start : figure.end].endswith("%"):
            tokens.append("%")
        at = figure.end
    return tokens + _words(text[at:])


def _words(text: str) -> list[str]:
    return ["tỷ" if word == "tỉ" else word for word in re.findall(r"[^\W_]+|%", text)]


def exact_match(predicted: str, golds: Iterable[str], tokens: Tokens = squad_tokens) -> float:
    """1.0 if the predicted text equals a gold span after normalisation, else 0.0."""
    said = tokens(predicted)
    return float(any(said == tokens(gold) for gold in golds))


def f1(predicted: str, golds: Iterable[str], tokens: Tokens = squad_tokens) -> float:
    """The best token F1 against a gold span; 0.0 without golds."""
    said = tokens(predicted)
    return max((_f1(said, tokens(gold)) for gold in golds), default=0.0)


def _f1(said: list[str], gold: list[str]) -> float:
    common = (Counter(said) & Counter(gold)).total()
    if not common:
        return 0.0
    precision, recall = common / len(said), common / len(gold)
    return 2 * precision * recall / (precision + recall)
