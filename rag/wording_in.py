"""From what was typed to plain Vietnamese: typing habits, slips of the finger, numbers in words."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Protocol

from index.place import PlaceMention, find_places, lookup
from index.text import fold, has_diacritics, words
from rag.lexicon import lexicon, mapping
from rag.quantity import scan

__all__ = ["correct_typing", "looks_vietnamese"]


class Frequencies(Protocol):
    """How often words stand in the collection."""

    def document_frequency(self, form: str, *, folded: bool) -> int: ...


_SYLLABLE = re.compile(
    # The spelling of a Vietnamese syllable, written folded: initial, vowels, final. Before e, i, y the sounds g, ng, c
    # are written gh, ngh, k, and only there.
    r"(?:(?:gh|ngh|k)(?=[eiy])|(?:g|ng|c)(?=[aou])|b|ch|d|gi|h|kh|l|m|n|nh|ph|qu|r|s|t|th|tr|v|x)?"
    r"[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?"
)
_HOW_MANY = re.compile(r"\bbao\s*nhi\w{0,3}\b|\bnhiêu\b|\bnhiu\b", re.IGNORECASE)
_HECTARES = re.compile(r"\bh[ée]c[- ]?ta\b", re.IGNORECASE)
_KILOS = re.compile(r"\b(?:ký|kí|ki)(?= (?:gạo|gao|thóc|thoc|lúa|lua|thịt|thit|phân)\b)", re.IGNORECASE)
_POOR_HOUSE = re.compile(r"\bnhà(?= (?:(?:cận|(?:mới |vừa )?thoát|(?:mới |vừa )?hết) )?nghèo\b)", re.IGNORECASE)
_POOR_HOUSE_BARE = re.compile(r"\bnha(?= (?:(?:can|(?:moi |vua )?thoat|(?:moi |vua )?het) )?ngheo\b)", re.IGNORECASE)

# "mỗi năm lời bao nhiêu": what articles call lãi. Without diacritics it may be any of four words.
_GAIN = re.compile(r"\blời(?= (?:được |ra |khoảng )*(?:bao nhiêu|mấy|nhiêu)\b)", re.IGNORECASE)
# "số gia đình nghèo bớt đi mấy nhà"
_FAMILIES = re.compile(r"\b(?:gia đình|hộ)\b", re.IGNORECASE)
_HOUSES_OF_THEM = re.compile(r"(?<=\bmấy )nhà(?= ?\??$)", re.IGNORECASE)
# "xong bao nhieu can": nothing but a house is counted so; elsewhere "can" may be cần, cân, cạn.
_HOUSES_BARE = re.compile(r"\b(bao nhieu|may) can(?=$| ?[?.,]| (?:roi|vay|the|nam|o|cho|duoc|da|xong|hoan)\b)")


def looks_vietnamese(word: str) -> bool:
    """Whether the letters of a word, its diacritics apart, could be a Vietnamese syllable."""
    return bool(_SYLLABLE.fullmatch(fold(word)))


def correct_typing(text: str, frequencies: Frequencies, known_places: Collection[str] = ()) -> str:
    """Writes out typing habits ("bn", "đc") and mends slips of the finger.

    A word is mended when it is no syllable that Vietnamese could spell, no article holds it, and one word of the
    collection at edit distance 1 is clearly the most frequent. A name is mended when it is one slip away from a place
    of the collection and no place itself ("Vĩnh Tườg", but never "Ninh Thuận" to "Bình Thuận"). Numbers are never
    touched.
    """
    table = mapping("typing")
    text = _mend_places(text, known_places)
    text = _mend_marks(text, known_places, frequencies)
    typed = text.split()
    # Names may be pasted into a question that is typed bare: capitals past the first word, or two in a row.
    plain = [w for i, w in enumerate(typed) if not (w[:1].isupper() and (i or (typed[1:2] and typed[1][:1].isupper())))]
    folded_text = not any(map(has_diacritics, plain or typed))
    text = _HOW_MANY.sub("bao nhieu" if folded_text else "bao nhiêu", text)
    text = _HOUSES_BARE.sub(r"\1 can nha", _GAIN.sub("lãi", text))
    if _FAMILIES.search(text):
        text = _HOUSES_OF_THEM.sub("hộ", text)
    text = _in_digits(_HECTARES.sub("ha", _KILOS.sub("kg", _POOR_HOUSE_BARE.sub("ho", _POOR_HOUSE.sub("hộ", text)))))
    lex = lexicon(folded_text)
    out: list[str] = []
    last = 0
    named: list[PlaceMention] | None = None  # looked for when a word is to be mended, which is seldom
    for word in words(text):
        slip = text[word.start : word.end]
        mended = table.get(slip.lower())
        if mended is None and slip.islower() and len(slip) >= 3:
            form = fold(word.text) if folded_text else word.text
            if form not in lex.stop and form not in lex.abbreviations and (form,) not in lex.concepts:
                mended = _mend(form, folded_text, frequencies)
        if mended is not None and mended != slip.lower():
            if named is None:
                named = [m for m in find_places(text, known=known_places) if m.places]
            if any(word.start < m.end and m.start < word.end for m in named):
                continue  # the "kan" of "bac kan" is no slip
            out += [text[last : word.start], fold(mended) if folded_text else mended]
            last = word.end + text.startswith(". ", word.end)  # "TP. Ngã Bảy"
    out.append(text[last:])
    return "".join(out)


_LEAST_IN_DIGITS = 20  # below, number words are used in passing


def _in_digits(text: str) -> str:
    """Number words as the articles write numbers: "chín chục tuổi" becomes "90 tuổi"."""
    for quantity in reversed(scan(text)):
        value = quantity.value
        if quantity.is_word and quantity.is_quantity and isinstance(value, int) and value >= _LEAST_IN_DIGITS:
            written = f"{value:,}".replace(",", ".")
            text = text[: quantity.number_start] + written + text[quantity.number_end :]
    return text


_LETTERS = "abcdefghiklmnopqrstuvxyăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"


def _slips(form: str, letters: str) -> set[str]:
    """All strings at one slip: a letter left out, doubled in, changed, or two swapped (Damerau 1964)."""
    found = {form[:i] + form[i + 1 :] for i in range(len(form))}
    found |= {form[:i] + form[i + 1] + form[i] + form[i + 2 :] for i in range(len(form) - 1)}
    found |= {form[:i] + c + form[i + 1 :] for i in range(len(form)) for c in letters}
    return found | {form[:i] + c + form[i:] for i in range(len(form) + 1) for c in letters}


def _mend(form: str, folded_text: bool, frequencies: Frequencies) -> str | None:
    if looks_vietnamese(form) or frequencies.document_frequency(form, folded=folded_text):
        return None
    letters = _LETTERS[:22] if folded_text else _LETTERS
    found = ((frequencies.document_frequency(s, folded=folded_text), s) for s in _slips(form, letters) if len(s) > 1)
    ranked = sorted((one for one in found if one[0]), reverse=True)
    if ranked and (len(ranked) < 2 or ranked[0][0] > ranked[1][0]):
        return ranked[0][1]
    return None


def _one_slip(a: str, b: str) -> bool:
    """Whether two different strings are one slip apart: a letter more, less or other, or two swapped."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])


def _mend_places(text: str, known: Collection[str]) -> str:
    found = words(text)
    plain = [fold(w.text) for w in found]
    places = [m for m in find_places(text, known=known) if m.places]  # "huyện Ia Pa năm 2024" names no Hà Nam
    for name in known:
        target = _folded_name(name)
        size = target.count(" ") + 1
        if len(target) < 6:
            continue
        for i in range(len(found) - size + 1):
            typed = " ".join(plain[i : i + size])
            if typed == target or not _one_slip(typed, target):
                continue
            start, end = found[i].start, found[i + size - 1].end
            if any(start < m.end and m.start < end for m in places):
                continue
            if lookup(text[start:end]) or all(map(looks_vietnamese, plain[i : i + size])):
                continue
            return _mend_places(text[:start] + name + text[end:], known)
    return text


def _mend_marks(text: str, known: Collection[str], frequencies: Frequencies) -> str:
    """Names of the collection whose diacritics were typed in part or wrongly ("bắc kan", "bình thuân").

    A syllable that no article holds as typed must be among them: "ba vị lãnh đạo" names no Ba Vì.
    """
    if not has_diacritics(text):
        return text
    found = words(text)
    plain = [fold(w.text) for w in found]
    for name in known:
        target = _folded_name(name).split()
        size = len(target)
        for i in range(len(found) - size + 1) if size > 1 else ():
            start, end = found[i].start, found[i + size - 1].end
            if plain[i : i + size] != target or text[start:end] != text[start:end].lower():
                continue  # who types capitals means what is typed
            if text[start:end] == name.lower():
                continue
            typed = [w.text for w in found[i : i + size]]
            if any(map(has_diacritics, typed)) and not all(
                frequencies.document_frequency(t, folded=False) for t in typed
            ):
                text = text[:start] + name + text[end:]
                return _mend_marks(text, known, frequencies)
    return text


@lru_cache(maxsize=65536)
def _folded_name(name: str) -> str:
    return " ".join(fold(w.text) for w in words(name))
