"""Follow-up questions made whole from the questions before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.text import fold, has_diacritics, normalize, words
from rag.asked import Asked
from rag.asked_time import AskedTime, with_marks
from rag.lexicon import lexicon
from rag.periods import named_parts
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

    Two ways, tried in turn: another place ("Còn Bắc Kạn thì sao?") or another time ("Thế còn năm 2017?") goes into
    the question before; a new thing asked ("Tổng kinh phí là bao nhiêu?") takes place, time and topic from it.
    """
    question = analyse(text)
    if not history:
        return question
    before = complete(normalize(history[-1]).strip(), history[:-1], analyse) if normalize(history[-1]).strip() else None
    if before is None:
        return question
    folded = fold(text)
    follows = bool(_OPENING.search(folded) or _REFERS.search(folded)) or not question.places
    dated = text if question.time else _dated(text, before.time)
    follow_up = question if dated == text else analyse(dated)
    if (follow_up.places or _time_spans(follow_up)) and _is_bare(follow_up):
        return analyse(_moved(before, follow_up))
    return _continued(before, follow_up, analyse) if follows else question


def _is_bare(question: Question) -> bool:
    """Whether nothing is asked beyond a place or a time."""
    programmes = {fold(w.text) for start, end in question.time.programmes for w in words(question.reading[start:end])}
    return all(term.form in _FILLERS or fold(term.form) in programmes for term in question.terms)


_BESIDE = re.compile(
    r"(?<!so voi )\bnam (?:(?P<last>(?:lien )?truoc)|(?:lien )?sau|tiep theo|ke tiep)(?: do)?\b(?! nam)"
    r"|\b(?P<side>truoc|sau) do(?=\W*(?:thi sao\W*)?$)"
)
_MONTH = re.compile(r"\bthang \d{1,2}\b")


def _dated(text: str, before: AskedTime) -> str:
    """A follow-up with the year that it leaves to the question before: "năm trước đó", "trước đó", "quý II", "tháng 6"."""
    year = before.before or before.after or next(iter(before.years), None)
    if year is None or len(before.years) > 1:
        return text
    folded = fold(text)
    if beside := _BESIDE.search(folded):
        if beside["side"]:
            named = f"{'trước' if beside['side'] == 'truoc' else 'sau'} năm {year}"
        else:
            named = f"năm {year - 1 if beside['last'] else year + 1}"
        return text[: beside.start()] + named + text[beside.end() :]
    month = _MONTH.search(folded)
    ends = [end for _, (_, end) in named_parts(folded)] + ([month.end()] if month else [])
    if not ends:
        return text
    return f"{text[: ends[0]]}{'' if folded[: ends[0]].endswith(' nam') else ' năm'} {year}{text[ends[0] :]}"


def _moved(before: Question, question: Question) -> str:
    """The earlier question about another place or year."""
    text = before.reading
    cuts: list[tuple[int, int, str]] = []
    if question.places and before.places:
        cuts.append((_place_start(before), before.places[0].end, _place_named(question)))
    time = _time_words(question, _time_spans(question), text)
    if time and (spans := _time_spans(before)):
        start, end = spans[0]
        cuts.append((start, end, time[0].upper() + time[1:] if text[start].isupper() else time))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    if question.places and not before.places:
        text = f"{_stem(text)} {_typed('ở', text)} {_place_named(question)}?"
    if time and not _time_spans(before):
        text = f"{_stem(text)} {time}?"
    return text


def _place_start(question: Question) -> int:
    """Where the first place of a question begins, its "xã" or "huyện" included."""
    mention = question.places[0]
    return mention.start if mention.unit_start is None else mention.unit_start


def _place_named(question: Question) -> str:
    """The first place as it is named there: of "xã Ninh Thạnh Lợi A" and "Ninh Thạnh Lợi" the one that is meant."""
    return question.reading[_place_start(question) : question.places[0].end]


def _time_spans(question: Question) -> Sequence[tuple[int, int]]:
    """Where a question names its time, or else the programme it is about ("giai đoạn 2021-2025")."""
    return question.time.phrases or question.time.programmes


def _time_words(question: Question, spans: Sequence[tuple[int, int]], text: str) -> str:
    """The first of the spans of a question as it goes into another question's ``text``; empty without one."""
    if not spans:
        return ""
    start, end = spans[0]
    phrase = question.reading[start:end]
    phrase = phrase[0].lower() + phrase[1:]
    if phrase.isdigit():
        phrase = f"năm {phrase}"
    return with_marks(phrase) if has_diacritics(text) else fold(phrase)


def _continued(before: Question, question: Question, analyse: Callable[[str], Question]) -> Question:
    """A new question about the place, the year and the topic of the earlier one."""
    added: list[str] = []
    if not question.places and before.places:
        added.append(f"{_typed('ở', question.text)} {_place_named(before)}")
    if not question.time.phrases and (time := _time_words(before, before.time.phrases, question.text)):
        added.append(time)
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
