"""The same questions as hurried people type them: without diacritics, with slips, in lower case.

Made from any rows; ids stay, so that a run on the changed questions pairs with the run on the original ones. Digits are
never touched, nor the first letter of a word (the capital of a place name survives, unless lower case is what is asked
for), and the same seed gives the same questions whatever else is in the set.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum

from eval.dataset import Row

__all__ = ["Perturbation", "add_typos", "lower_case", "perturb", "without_diacritics"]


class Perturbation(StrEnum):
    """How the questions are changed."""

    NO_DIACRITICS = "no-diacritics"
    TYPOS = "typos"
    LOWER_CASE = "lower-case"


def perturb(rows: Iterable[Row], how: Perturbation, *, seed: int = 0) -> tuple[Row, ...]:
    """The rows with their questions and histories changed, and the kind of change among their tags."""
    changed = []
    for row in rows:
        rng = random.Random(f"{seed}:{row.id}")
        change = _CHANGES[how]
        history = tuple(change(question, rng) for question in row.history)
        changed.append(
            replace(row, question=change(row.question, rng), history=history, tags=(*row.tags, f"made:{how}"))
        )
    return tuple(changed)


def without_diacritics(text: str) -> str:
    """``Đầm Hà hỗ trợ`` becomes ``Dam Ha ho tro``; case and everything else stay."""
    return "".join(_bare(char) for char in unicodedata.normalize("NFC", text))


def lower_case(text: str) -> str:
    """Everything in lower case."""
    return text.lower()


def add_typos(text: str, rng: random.Random) -> str:
    """One or two slips, in different words. A text without a word that can take one stays as it is."""
    text = unicodedata.normalize("NFC", text)
    places = [match for match in re.finditer(r"[^\W\d_]+", text) if _can_slip(match.group())]
    chosen = rng.sample(places, min(len(places), rng.choice((1, 2))))
    for match in sorted(chosen, key=lambda match: -match.start()):
        text = text[: match.start()] + _slip(match.group(), rng) + text[match.end() :]
    return text


_CHANGES: dict[Perturbation, Callable[[str, random.Random], str]] = {
    Perturbation.NO_DIACRITICS: lambda text, rng: without_diacritics(text),
    Perturbation.TYPOS: add_typos,
    Perturbation.LOWER_CASE: lambda text, rng: lower_case(text),
}


def _bare(char: str) -> str:
    return {"đ": "d", "Đ": "D"}.get(char) or unicodedata.normalize("NFD", char)[0]


def _can_slip(word: str) -> bool:
    """Words of two letters offer no slip that leaves them recognisable; BHYT and other capitals are typed with care."""
    return len(word) >= 3 and word.isalpha() and not word.isupper()  # km² has a digit


def _slip(word: str, rng: random.Random) -> str:
    slips = [_telex_left_raw, _other_tone, _tone_dropped, _adjacent_key, _swapped, _letter_dropped, _letter_doubled]
    rng.shuffle(slips)
    for slip in slips:
        changed = slip(word, rng)
        if changed != word:
            return changed
    return word


# --- Slips of the input method: Telex types ộ as o o j, ư as u w, đ as d d, the tone at the end of the syllable. ---

_TELEX_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX_MARKS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}


def _telex_left_raw(word: str, rng: random.Random) -> str:
    """The keys as typed, with the input method off: ``hộ`` is ``hooj``. The first letter stays."""
    keys, tone = word[0], ""
    for char in word[1:]:
        base, found = _split_tone(char)
        keys += _TELEX_MARKS.get(base, base)
        tone = tone or _TELEX_TONES.get(found, "")
    return keys + tone


def _other_tone(word: str, rng: random.Random) -> str:
    """Hỏi for ngã and ngã for hỏi, which many speakers do not tell apart."""
    return _with_tone(word, {"\u0309": "\u0303", "\u0303": "\u0309"})


def _tone_dropped(word: str, rng: random.Random) -> str:
    """The tone key not hit: ``nghèo`` is ``ngheo``."""
    return _with_tone(word, dict.fromkeys(_TELEX_TONES, ""))


def _with_tone(word: str, tones: dict[str, str]) -> str:
    changed = word[0]
    for char in word[1:]:
        base, tone = _split_tone(char)
        changed += unicodedata.normalize("NFC", base + tones.get(tone, tone))
    return changed


def _split_tone(char: str) -> tuple[str, str]:
    """``ộ`` as ``ô`` and its tone mark; the mark is empty where there is none."""
    parts = unicodedata.normalize("NFD", char)
    tone = next((part for part in parts if part in _TELEX_TONES), "")
    return unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts), tone


# --- Slips of the fingers. ---

_NEIGHBOURS = {
    key: row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for i, key in enumerate(row)
}


def _adjacent_key(word: str, rng: random.Random) -> str:
    """A plain letter replaced by its neighbour on the keyboard: ``nhiêu`` is ``nhiêi``."""
    places = [i for i in range(1, len(word)) if word[i] in _NEIGHBOURS]
    if not places:
        return word
    i = rng.choice(places)
    return word[:i] + rng.choice(_NEIGHBOURS[word[i]]) + word[i + 1 :]


def _swapped(word: str, rng: random.Random) -> str:
    """Two neighbours in the wrong order, behind the first letter: ``bao`` is ``boa``."""
    i = rng.randrange(1, len(word) - 1)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _letter_dropped(word: str, rng: random.Random) -> str:
    """A letter not hit: ``trường`` is ``trườn``."""
    if len(word) < 4:
        return word
    i = rng.randrange(1, len(word))
    return word[:i] + word[i + 1 :]


def _letter_doubled(word: str, rng: random.Random) -> str:
    """A plain letter hit twice: ``bao`` is ``baao``."""
    places = [i for i in range(1, len(word)) if word[i] in _NEIGHBOURS]
    if not places:
        return word
    i = rng.choice(places)
    return word[:i] + word[i] + word[i:]
