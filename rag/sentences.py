"""Answers in words: which sentence answers a question that no number answers (a name, a date, a reason), or why none."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from index.article import Span
from index.text import fold
from rag.answer import Reason
from rag.asked import Asked
from rag.asked_places import AskedPlace
from rag.chance import text_chance
from rag.clauses import Frame
from rag.deciding import GATES, Decision, Gates, judge, place_fits, time_fits
from rag.figures import Kind
from rag.parsed import ParsedPassage, Sentence
from rag.quantity import same_value
from rag.question import Question
from rag.reading import WEIGHTS, Candidate, Weights, pairs_of

__all__ = ["decide_sentences", "read_sentences"]

_NAME = re.compile(r"(?<=\s)[A-ZĐÀ-Ỹ][^\W\d_]*(?:\s[A-ZĐÀ-Ỹ][^\W\d_]*){1,4}")
_NAME_WEIGHT = 0.8  # what a name is worth in the quote that answers "ai"
_CAUSE = re.compile(r"\b(?:vì|do|nhờ|bởi|nguyên nhân|lý do|xuất phát từ|dẫn đến)\b", re.IGNORECASE)
_FUNDED = re.compile(
    r"\b(?:tu (?:cac )?nguon|nguon (?:xa hoi hoa|ngan sach|von|tai tro|luc)|xa hoi hoa|tai tro|ung ho|dong gop|van dong|"
    r"(?:tu|vao|do) (?:ngan sach|quy))\b"
)


def _which(question: Question) -> list[int]:
    """The numbers of the terms that the question asks for one of: "nguồn nào", "quỹ nào"."""
    asked = re.findall(r"(\w+) (?:nào|nao|gì|gi)\b", question.reading.lower())
    return [k for k, term in enumerate(question.terms) if term.form in asked or fold(term.form) in asked]


# "Ai đứng đầu ngành nội vụ": articles name the post.
_LEADS = re.compile(r"\b(?:dung dau|lanh dao|phu trach|lam chu|chu tri|quan ly)\b")
_POST = re.compile(
    r"\b(?:giám đốc|chủ tịch|bí thư|trưởng (?:ban|phòng|thôn|bản|ấp|đoàn)|chủ nhiệm|chủ trì|viện trưởng|cục trưởng|tổ trưởng)\b",
    re.IGNORECASE,
)


def _leading(question: Question) -> set[int]:
    """The numbers of the terms that ask who leads; a post in the sentence stands for them."""
    if question.asked is not Asked.NAME:
        return set()
    said = {word for found in _LEADS.findall(fold(question.reading)) for word in found.split()}
    return {k for k, term in enumerate(question.terms) if fold(term.form) in said}


def _names(text: str, sentence: Sentence) -> list[Span]:
    """Runs of two to five capitalised words past the first word of a sentence: persons, mostly."""
    return [Span(*m.span()) for m in _NAME.finditer(text, sentence.start, sentence.end)]


def read_sentences(
    question: Question, passages: Sequence[tuple[ParsedPassage, float]], w: Weights = WEIGHTS
) -> list[Candidate]:
    """Every sentence of the passages, judged as an answer in words; best first."""
    total = sum(t.weight for t in question.terms) or 1.0
    pairs = pairs_of(question)
    pair_total = sum(weight for *_, weight in pairs) or 1.0
    which = _which(question)
    led = _leading(question)
    found = []
    for passage, passage_score in passages:
        for number, sentence in enumerate(passage.sentences):
            frame = Frame(question.terms, passage, number, (), folded=question.folded, reach=w.reach)
            if led and _POST.search(passage.article.text, sentence.start, sentence.end):
                frame.around = [1.0 if k in led else around for k, around in enumerate(frame.around)]
            attached = (
                sum(
                    t.weight * (1.0 if places else around)
                    for t, places, around in zip(question.terms, frame.places, frame.around, strict=True)
                )
                / total
            )
            paired = sum(weight * frame.attached_pair(a, b, None) for a, b, weight in pairs) / pair_total
            signals = {"words": w.words * attached, "pairs": w.pairs * paired, "passage": w.passage * passage_score}
            if question.wants_source and _FUNDED.search(fold(passage.article.text[sentence.start : sentence.end])):
                signals["source"] = w.source
            if which and any(frame.places[k] for k in which):
                signals["which"] = w.which
            marks = tuple(
                (Span(sentence.tokens[i].start, sentence.tokens[i].end), k, question.terms[k].weight)
                for k, places in enumerate(frame.places)
                for i in places
            )
            if question.asked is Asked.NAME:
                names = _names(passage.article.text, sentence)
                marks += tuple((span, -1 - k, _NAME_WEIGHT) for k, span in enumerate(names))
            found.append(
                Candidate(passage, sentence, None, signals, frame.coverage(), attached, marks, missing=frame.missing())
            )
    return sorted(found, key=lambda c: -c.score)


def decide_sentences(
    question: Question,
    candidates: Sequence[Candidate],
    asked: Sequence[AskedPlace],
    searched: bool = False,
    gates: Gates = GATES,
) -> Decision:
    """Which sentence answers a question that no number answers.

    ``searched``: whether a whole collection was searched, not one place of it.
    """
    judged = judge(candidates, 30)
    decision = Decision(judged=judged)
    for one in judged:
        if not place_fits(one, asked):
            one.dropped = "place"
        elif not time_fits(one, question):
            one.dropped = "time"
        elif not _has_asked_kind(question, one.candidate):
            one.dropped = f"no {question.asked.value} in it"
    kept = [one for one in judged if one.dropped is None]
    if not kept:
        late = question.time and any(one.dropped == "time" for one in judged)
        decision.nowhere = bool(asked) and all(one.dropped == "place" for one in judged)
        decision.reason = Reason.NOT_IN_ARTICLES
        if decision.nowhere:
            decision.reason, decision.missing = Reason.PLACE_NOT_FOUND, tuple(a.name for a in asked)
        elif late:
            decision.reason, decision.missing = Reason.TIME_NOT_COVERED, question.time.names
        decision.why = "no sentence of the place, time and kind"
        return decision
    winner = kept[0]
    lead = winner.candidate.score - kept[1].candidate.score if len(kept) > 1 else math.inf
    estimated = text_chance(winner.candidate, searched, lead)
    if winner.candidate.coverage < gates.coverage_text:
        winner.dropped = f"coverage {winner.candidate.coverage:.2f} is under {gates.coverage_text}"
    elif searched and estimated < gates.least_text:
        winner.dropped = f"chance {estimated:.2f} is under {gates.least_text}"
    if winner.dropped:
        decision.reason, decision.missing, decision.why = (
            Reason.NOT_IN_ARTICLES,
            winner.candidate.missing,
            winner.dropped,
        )
        return decision
    weights = {term.form: term.weight for term in question.terms}
    lacking = tuple(f for f in winner.candidate.missing if weights.get(f, 0.0) >= gates.missing_reason)
    if question.wants_reason and lacking:
        decision.reason, decision.missing = Reason.NOT_IN_ARTICLES, lacking
        decision.why = winner.dropped = "the question presumes what no passage says"
        return decision
    false = [
        q
        for q in question.claimed
        if not any(same_value(q.value, c.value) for c in winner.candidate.sentence.quantities)
    ]
    if false and not question.is_claim:
        text = question.reading
        decision.reason, decision.why = (
            Reason.NOT_IN_ARTICLES,
            "the question presumes a figure that the sentence does not hold",
        )
        decision.missing = tuple(text[q.start : q.end] for q in false)
        return decision
    decision.shown, decision.chance = [winner], estimated
    decision.why = "the sentence covers the question"
    return decision


def _has_asked_kind(question: Question, candidate: Candidate) -> bool:
    sentence = candidate.sentence
    text = candidate.passage.article.text[sentence.start : sentence.end]
    if question.asked is Asked.DATE:
        return bool(sentence.times) or any(q.kind in (Kind.DATE, Kind.YEAR) for q in sentence.quantities)
    if question.asked is Asked.NAME:
        return bool(_names(candidate.passage.article.text, sentence))
    if question.wants_reason:
        return bool(_CAUSE.search(text))
    return True
