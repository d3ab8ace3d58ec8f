"""Follow-up questions made whole from the questions before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.text import fold, has_diacritics, normalize
from rag.asked import Asked
from rag.lexicon import lexicon
from rag.question import Question

__all__ = ["complete"]

_OPENING = re.compile(r"^\s*(?:the\s+)?con\b|^\s*the\s+con\b|^\s*vay\s+(?:con|o)\b|^\s*(?:and|what about|how about)\b")
_REFERS = re.compile(
    r"\b(?:o do|tai do|huyen nay|tinh nay|xa nay|dia phuong nay|noi nay|noi do|huyen do|tinh do|xa do|trong so do|so do|so nay|trong do|cung ky"
    r"|nam do|nam nay|nhung ho nay|nhung nguoi nay|ho nay|viec nay|viec do|there)\b"
)

_FILLERS = frozenset({"con", "the", "thi", "sao", "vay", "nam", "còn", "thế"})
_SO_WHAT = re.compile(r"\b(?:thi sao|the nao|ra sao)\b|^\s*(?:the\s+)?con\b|^\s*(?:and|what about|how about)\b")


def complete(text: str, history: Sequence[str], analyse: Callable[[str], Question]) -> Question:
    """The question as it stands if it is whole, else completed from the latest earlier questions.

    Three ways, tried in turn: another place ("Còn Bắc Kạn thì sao?") or another year ("Thế còn năm 2017?") goes into
    the question before; a new thing asked ("Tổng kinh phí là bao nhiêu?") takes place, year and topic from it.
    """
    question = analyse(text)
    if not history:
        return question
    before = complete(normalize(history[-1]).strip(), history[:-1], analyse) if normalize(history[-1]).strip() else None
    if before is None:
        return question
    folded = fold(text)
    opening = bool(_OPENING.search(folded))
    bare = all(term.form in _FILLERS for term in question.terms)  # nothing asked beyond a place or a year
    if bare and (question.places or question.has_time):
        return analyse(_moved(before, question))
    if opening or _REFERS.search(folded) or not question.places:
        return _continued(before, question, analyse)
    return question


def _moved(before: Question, question: Question) -> str:
    """The earlier question about another place or year."""
    text = before.reading
    cuts: list[tuple[int, int, str]] = []
    if question.places and before.places:
        new = question.reading[question.places[0].start : question.places[0].end]
        cuts.append((before.places[0].start, before.places[0].end, new))
    time = _time_of(question)
    if time and before.years:
        match = re.search(rf"(?:\b(?:năm|nam) )?{before.years[0]}", text, re.IGNORECASE)
        if match:
            new = _typed(time, text)
            cuts.append((match.start(), match.end(), new.capitalize() if match.group()[0].isupper() else new))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    if question.places and not before.places:
        text = (
            f"{_stem(text)} {_typed('ở', text)} {question.reading[question.places[0].start : question.places[0].end]}?"
        )
    if time and not before.years:
        text = f"{_stem(text)} {_typed(time, text)}?"
    return text


def _time_of(question: Question) -> str:
    """The time asked for as it goes into another question; empty without one."""
    if question.before is not None:
        return f"trước năm {question.before}"
    if question.after is not None:
        return f"sau năm {question.after}"
    return f"năm {question.years[0]}" if question.years else ""


def _continued(before: Question, question: Question, analyse: Callable[[str], Question]) -> Question:
    """A new question about the place, the year and the topic of the earlier one."""
    added: list[str] = []
    if not question.places and before.places:
        place = before.reading[before.places[0].start : before.places[0].end]
        added.append(f"{_typed('ở', question.text)} {place}")
    if not question.has_time and (time := _time_of(before)):
        added.append(_typed(time, question.text))
    whole = analyse(f"{_stem(question.text)} {' '.join(added)}?") if added else question
    if before.numeric and whole.asked in (Asked.TEXT, Asked.ANY) and _SO_WHAT.search(fold(question.text)):
        # "Hộ cận nghèo thì sao?": the same kind of figure of something else.
        whole = replace(whole, asked=before.asked)
    weak = lexicon(whole.folded).weak
    if all((term.form,) in weak for term in whole.terms):  # "Thế tốn hết bao nhiêu tiền?" says nothing of what
        whole = replace(whole, terms=())
    return replace(whole, context=before.terms, background=before.reading)


def _typed(word: str, text: str) -> str:
    """A word as it goes with a text: without diacritics where the text has none."""
    return word if has_diacritics(text) else fold(word)


def _stem(text: str) -> str:
    return re.sub(r"[\s?!.]+$", "", text)
