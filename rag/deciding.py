"""From judged candidates to a decision: which figures to show, or why none is shown (`rag.sentences`: which sentence).

Gates come first, the score after. A gate that the winner fails withholds the answer; the runner-up is never promoted
in its place, because what then stands first is, more often than not, an answer to another question. Place and year are
the exception: they are part of the question, so candidates of another place or year are no candidates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.place import Place
from index.reported import reported_year
from rag.answer import Reason
from rag.asked_places import AskedPlace
from rag.chance import chance
from rag.held_place import held_place, named_places, subjects
from rag.held_time import HeldTime, held_time
from rag.periods import parts_told
from rag.quantity import same_value
from rag.question import Question
from rag.reading import WEIGHTS, Candidate
from rag.related import How
from rag.stages import Stage

__all__ = [
    "GATES",
    "Decision",
    "Gates",
    "Judged",
    "add_parts",
    "decide_quantities",
    "judge",
    "place_fits",
    "time_fits",
]


@dataclass(frozen=True, slots=True)
class Gates:
    """Thresholds; chosen on the development halves (docs/READING.md)."""

    least_chance: float = 0.45  # that the winner is right
    least_searched: float = 0.28  # likewise where a whole collection was searched
    least_unheard: float = 0.85  # likewise, though a name of the question stands nowhere, or no year by the figure
    least_text: float = 0.2  # that the sentence is right, where a whole collection was searched
    coverage_text: float = 0.5  # of the question's content, for an answer in words
    missing_reason: float = 0.55  # weight of a word that no reason may lack: what it explains may be untrue
    near_tie: float = 0.9  # score below the winner's at which another figure of the same article is shown too
    other_source: float = 1.6  # likewise for a figure of another article
    term_matters: float = 0.12  # weight from which a word of the question may tell two figures apart
    term_gap: float = 0.35  # that much more of a word on the winner's side tells them apart
    context_gap: float = 0.4  # likewise of the words of the question before
    series_gap: float = 0.2  # share of the question's weight that a figure of another year may lack beside the winner
    strange_here: float = 0.15  # that much more of words foreign to the question may stand by it, in the same article
    strange_there: float = 0.35  # likewise in another article
    year_margin: float = 2.5  # a figure of the asked year must come this close to the best of any year
    category_margin: float = 1.0  # likewise one of the category asked for
    alike_attached: float = 0.5  # and it must have so much of what the best has of the question
    most_shown: int = 6


GATES = Gates()


@dataclass(slots=True)
class Judged:
    """A candidate with the place and time it holds for, and what became of it."""

    candidate: Candidate
    place: Place | None
    time: HeldTime | None
    dropped: str | None = None  # why it is not shown; None while it is in


@dataclass(slots=True)
class Decision:
    """What to show, or why not."""

    shown: list[Judged] = field(default_factory=list)
    reason: Reason | None = None
    missing: tuple[str, ...] = ()
    conflict: bool = False
    judged: list[Judged] = field(default_factory=list)  # all that were looked at, best first, for --explain and nearest
    why: str = ""
    chance: float = 0.0  # that the first figure shown, or the sentence, is the one asked for
    nowhere: bool = False  # nothing that was read holds for the place asked for


def judge(candidates: Sequence[Candidate], limit: int) -> list[Judged]:
    judged = []
    for candidate in candidates[:limit]:
        about = subjects(candidate.passage.article)
        judged.append(
            Judged(
                candidate,
                held_place(candidate.passage, candidate.sentence, candidate.quantity, about),
                held_time(candidate.passage, candidate.sentence, candidate.quantity),
            )
        )
    return judged


def place_fits(judged: Judged, asked: Sequence[AskedPlace]) -> bool:
    """Whether a figure is of a place asked for; what is told in words may be of a part of it, or of several places."""
    if not asked or (judged.place is not None and any(a.is_place(judged.place) for a in asked)):
        return True
    if judged.candidate.quantity is not None:
        return False
    passage, sentence = judged.candidate.passage, judged.candidate.sentence
    told = [p for p in (judged.place, *named_places(passage, sentence, subjects(passage.article))) if p]
    return any(a.holds(place) for a in asked for place in told)


def time_fits(judged: Judged, question: Question) -> bool:
    if question.time.parts_of_year and not question.time.parts_of_year & _part_told(judged):
        return False
    if not question.time:
        return True
    time = judged.time
    if time is None:
        return False
    published = judged.candidate.passage.article.published
    if time.source == "article" and published and (published.year, published.month) in question.time.months:
        return True  # "tại hội nghị tháng 1/2019": when it was told, though it is of the year before
    if question.time.months and time.month and not any((time.first, time.month) == m for m in question.time.months):
        return False
    return question.time.covers(time.first, time.last)


def _part_told(judged: Judged) -> frozenset[str]:
    """The quarters or halves of a year that a figure's sentence names, or one before it; else those of the title, or of
    the article's first lines."""
    passage = judged.candidate.passage
    article = passage.article
    for sentence in reversed(passage.sentences[: passage.sentences.index(judged.candidate.sentence) + 1]):
        if named := parts_told(article.text[sentence.start : sentence.end]):
            return named
    return parts_told(article.title) or parts_told(article.text[: article.paragraphs[0].end])


def _undated(judged: Judged, question: Question) -> bool:
    """Whether the article bears no date, so that only its own words can tell: none does, or the passage names the
    year asked for."""
    if judged.candidate.passage.article.published is not None:
        return False
    named = {year for s in judged.candidate.passage.sentences for t in s.times for year in range(t.first, t.last + 1)}
    return not named or any(question.time.covers(year, year) for year in named)


def decide_quantities(
    question: Question,
    candidates: Sequence[Candidate],
    asked: Sequence[AskedPlace],
    searched: bool = False,
    gates: Gates = GATES,
) -> Decision:
    """Which figures answer the question.

    ``candidates``: best first; ``searched``: whether a whole collection was searched, not one place of it.
    """
    judged = judge(candidates, 60)
    decision = Decision(judged=judged)
    for one in judged:
        if not place_fits(one, asked):
            one.dropped = "place"
    here = [one for one in judged if one.dropped is None]
    if not here:
        decision.reason, decision.why, decision.nowhere = Reason.PLACE_NOT_FOUND, "no figure for the place", True
        decision.missing = tuple(a.name for a in asked)
        return decision
    if question.asks_nothing:
        decision.reason, decision.why = Reason.NOT_IN_ARTICLES, "nothing tells which part is asked for"
        return decision
    for signal in ("contrast", "noun", "negation"):
        here = _giving_way(here, signal, gates)
    if not question.time and not question.wants_plan and Stage.PLANNED not in question.stages:
        here = _without_goals(here, gates)
    best = here[0]
    fitting = [time_fits(one, question) for one in here]
    told = next((one for one, fits in zip(here, fitting, strict=True) if fits), None)
    untold = told is None or told.candidate.score < best.candidate.score - gates.year_margin
    for one, fits in zip(here, fitting, strict=True):
        if not fits and not (untold and searched and _undated(one, question) and _likely(one, judged, gates)):
            one.dropped = "time"
    then = [one for one in here if one.dropped is None]
    veto = _speaks_against(question, best, judged, gates, searched)
    if not then or then[0].candidate.score < best.candidate.score - gates.year_margin:
        if veto:
            decision.reason, decision.why = Reason.NOT_IN_ARTICLES, veto
            decision.missing = question.unheard or best.candidate.missing
        else:
            decision.reason, decision.why = Reason.TIME_NOT_COVERED, "the figure is given for other years only"
            decision.missing = question.time.names
        return decision
    winner = then[0]
    veto = _speaks_against(question, winner, judged, gates, searched)
    if veto:
        if best is not winner and not _veto(best.candidate, gates, searched, _margin(best, judged)):
            decision.reason, decision.missing = Reason.TIME_NOT_COVERED, question.time.names
        else:
            decision.reason, decision.missing = Reason.NOT_IN_ARTICLES, question.unheard or winner.candidate.missing
        decision.why = veto
        winner.dropped = veto
        return decision
    winner = _dated_twin(winner, then, question, gates)
    decision.shown = _companions(question, winner, then, gates)
    decision.conflict = _conflicting(decision.shown)
    leader = decision.shown[0]
    decision.chance = chance(leader.candidate, searched, max(0.0, _margin(leader, judged)))
    decision.why = "the winner passed every gate"
    return decision


def _giving_way(here: Sequence[Judged], signal: str, gates: Gates) -> list[Judged]:
    """Without the figures of a neighbouring category, or of another noun, if one as near is of what is asked for.

    Those that would have come first are marked with the signal that speaks against them.
    """
    alike = [one for one in here if one.candidate.signals.get(signal, 0.0) >= 0]
    best = here[0].candidate
    if not alike or alike[0].candidate.score < best.score - gates.category_margin:
        return list(here)
    if alike[0].candidate.attached < gates.alike_attached * best.attached:
        return list(here)  # near by score alone: it has little of the question
    for one in here:
        if one is alike[0]:
            break
        one.dropped = signal
    return alike


def _without_goals(here: Sequence[Judged], gates: Gates) -> list[Judged]:
    """Without the figures of a year that the article does not report on yet, if one as near is of what came true."""
    told = [one for one in here if not _is_goal(one)]
    if not told or told[0].candidate.score < here[0].candidate.score - gates.year_margin:
        return list(here)
    for one in here:
        if _is_goal(one):
            one.dropped = "goal"
    return told


def _is_goal(judged: Judged) -> bool:
    """Whether a figure is planned, or of a year still to come when the article was written."""
    passage = judged.candidate.passage
    written, year = passage.article.published, reported_year(passage.article)
    if year is None or judged.time is None:
        return False
    headed = judged.time.source == "article" and judged.time.first > year  # "III. NHIỆM VỤ NĂM 2020"
    return headed or judged.time.first > (written.year if written else year) or "planned" in judged.candidate.signals


def _likely(judged: Judged, rest: Sequence[Judged], gates: Gates) -> bool:
    """Whether a figure found in a whole collection is so likely the one that a name, or a year beside it, may lack."""
    return chance(judged.candidate, True, _margin(judged, rest)) >= gates.least_unheard


def _margin(judged: Judged, rest: Sequence[Judged]) -> float:
    """By how much a figure is better than the best one of another value that is still in."""
    own = judged.candidate.quantity
    for one in rest:
        other = one.candidate.quantity
        if one.dropped is None and one is not judged and own and other and not same_value(own.value, other.value):
            return judged.candidate.score - one.candidate.score
    return math.inf


def _speaks_against(question: Question, judged: Judged, rest: Sequence[Judged], gates: Gates, searched: bool) -> str:
    """Why a figure must not be shown; empty if it may."""
    if question.unheard and not (searched and _likely(judged, rest, gates)):
        return f"name: no article holds {', '.join(question.unheard)}"
    return _veto(judged.candidate, gates, searched, _margin(judged, rest))


def _veto(candidate: Candidate, gates: Gates, searched: bool = False, margin: float = 0.0) -> str:
    """What in the figure itself keeps it from being shown; empty if nothing does.

    In a paragraph that a whole collection was searched for, what is counted may have another name: the chance decides.
    """
    clash = _clash(candidate, noun=not searched)
    if clash:
        return clash
    estimated, least = chance(candidate, searched, margin), gates.least_searched if searched else gates.least_chance
    return f"chance {estimated:.2f} is under {least}" if estimated < least else ""


def _dated_twin(winner: Judged, rest: Sequence[Judged], question: Question, gates: Gates) -> Judged:
    """The same figure of the same article in a sentence that says its year, where the winner's only has the article's."""
    if question.time or winner.time is None or winner.time.source != "article":
        return winner
    floor = winner.candidate.score - gates.year_margin
    return next(
        (
            one
            for one in rest
            if one.time is not None
            and one.time.source == "sentence"
            and one.candidate.score >= floor
            and _same_figure(one.candidate, winner.candidate)
            and not _clash(one.candidate)
        ),
        winner,
    )


def _clash(candidate: Candidate, *, noun: bool = True) -> str:
    """What in the figure itself speaks against the question; empty if nothing does.

    ``noun``: whether it must count what is asked by that name.
    """
    signals = candidate.signals
    if signals.get("kind", 0.0) < 0:
        return "kind: the figure is of another kind than what is asked"
    if noun and signals.get("noun", 0.0) < 0:
        return "noun: the figure does not count what is asked"
    if noun and "group" in signals:
        return "group: nothing tells of those who are asked for"
    if signals.get("contrast", 0.0) < 0:
        return "contrast: the figure belongs to a neighbouring category"
    if "modifier" in signals:
        return "modifier: what narrows the noun asked for does not belong to the figure"
    if "base" in signals:
        return "base: the share is one of something else"
    if "plan" in signals:
        return "plan: a planned figure is asked for, this is none"
    if "each" in signals:
        return "each: asked is what one of many has, this is of all"
    if "negation" in signals:
        return "negation: one of question and text says not"
    if "other number" in signals:
        return "number: a number of the question does not belong to the figure"
    return ""


def _companions(question: Question, winner: Judged, rest: Sequence[Judged], gates: Gates) -> list[Judged]:
    """The winner, the figures of its sentence that the question covers as well, and those of other sources."""
    shown = [winner]
    for one in rest:
        if len(shown) < gates.most_shown and one is not winner and _belongs(question, winner, one, shown, gates):
            shown.append(one)
    if not question.time:
        # The newest figure leads; within one time the better one.
        order = {id(one): i for i, one in enumerate(shown)}
        shown.sort(key=lambda one: (-(one.time.last if one.time else 0), order[id(one)]))
    return shown


def _belongs(question: Question, winner: Judged, one: Judged, shown: Sequence[Judged], gates: Gates) -> bool:
    top, other = winner.candidate, one.candidate
    if other.quantity is None or top.quantity is None or _veto(other, gates):
        return False
    if top.quantity.kind is not other.quantity.kind or any(s.candidate.quantity is other.quantity for s in shown):
        return False
    if other.signals.get("part", 0.0) < top.signals.get("part", 0.0):
        return False  # a part of the whole that is shown
    if bool(other.quantity.change) != bool(top.quantity.change):
        return False  # a change beside a level
    if any(figure is other.quantity and how is How.COMPARED for figure, _, how in other.sentence.related):
        return False  # what the figure shown is compared with
    if _another_year(winner, one):
        lack = sum(
            t.weight * max(0.0, a - b) for t, a, b in zip(question.terms, top.by_term, other.by_term, strict=True)
        )
        if lack <= gates.series_gap * sum(t.weight for t in question.terms):
            how_said = top.signals.get("total", 0.0) - other.signals.get("total", 0.0)
            return other.score >= top.score - how_said - gates.other_source
    if "total" in top.signals and "total" not in other.signals:
        return False  # "tổng số hộ nghèo là …" answers; hộ nghèo who did something are a part of it
    if any(_same_figure(other, s.candidate) for s in shown):
        return False  # the same figure once more in one article
    if other.variant and all(other.variant != s.candidate.variant for s in shown):
        if other.sentence is top.sentence:
            return True  # the other one of two that the question names side by side
        if other.passage.article is top.passage.article and top.variant:
            return other.score >= top.score - gates.other_source
    if top.signals.get("context", 0.0) - other.signals.get("context", 0.0) > gates.context_gap:
        return False  # it is not what the conversation is about
    weights = [t.weight for t in question.terms]
    less = [a - b for w, a, b in zip(weights, top.by_term, other.by_term, strict=True) if w >= gates.term_matters]
    if max(less, default=0.0) > gates.term_gap:
        return False  # a word that makes the difference belongs to the winner alone
    if other.sentence is top.sentence:
        return other.score >= top.score - gates.near_tie and top.quantity.unit == other.quantity.unit
    if any(s.candidate.sentence is other.sentence or _source(s) == _source(one) for s in shown[1:]):
        return False
    strange = (other.signals["strangers"] - top.signals["strangers"]) / WEIGHTS.strangers
    same_article = other.passage.article is top.passage.article
    if strange > (gates.strange_here if same_article else gates.strange_there):
        return False  # it tells of something that the question does not speak of
    return other.score >= top.score - (gates.near_tie if same_article else gates.other_source)


def _another_year(winner: Judged, one: Judged) -> bool:
    """Whether the two are of one place and count one thing, in articles of different years."""
    a, b = winner.candidate.quantity, one.candidate.quantity
    return bool(
        a
        and b
        and winner.candidate.passage.article is not one.candidate.passage.article
        and winner.place
        and one.place
        and winner.place.key == one.place.key
        and winner.time
        and one.time
        and winner.time.last != one.time.last
        and a.unit == b.unit
        and winner.candidate.signals.get("noun") == one.candidate.signals.get("noun")
    )


def _same_figure(a: Candidate, b: Candidate) -> bool:
    return bool(
        a.passage.article is b.passage.article
        and a.quantity
        and b.quantity
        and (a.quantity.value, a.quantity.unit) == (b.quantity.value, b.quantity.unit)
    )


def _source(judged: Judged) -> tuple[str, str | None, str | None]:
    place = judged.place.key if judged.place else None
    return judged.candidate.passage.article.id, place, str(judged.time) if judged.time else None


def _conflicting(shown: Sequence[Judged]) -> bool:
    """Whether figures of different sentences stand side by side: other years, places, sources, or two figures for one
    thing."""
    sentences = {(one.candidate.passage.article.id, one.candidate.sentence.start) for one in shown}
    values = {one.candidate.quantity.value for one in shown if one.candidate.quantity}
    return len(sentences) > 1 and len(values) > 1


def add_parts(
    decision: Decision,
    parts: Sequence[tuple[Question, Sequence[Candidate]]],
    asked: Sequence[AskedPlace],
    gates: Gates = GATES,
) -> None:
    """Adds the answers to further things asked in the same breath, from the sentence of the first or the next ones.

    ``parts``: each with its candidates, best first. A part that its sentence does not answer stays unanswered.
    """
    first = decision.shown[0]
    for question, candidates in parts:
        near = [c for c in candidates if c.passage is first.candidate.passage and _close(c, first.candidate)]
        if not question.terms:  # nothing but a kind is asked: the next figure of that kind in the sentence
            near = [c for c in near if c.sentence is first.candidate.sentence and _behind(c, first.candidate)]
            near.sort(key=lambda c: c.quantity.number_start if c.quantity else 0)
            near = [c for c in near if not _clash(c)][:1]
        for one in judge(near, 12):
            if place_fits(one, asked) and time_fits(one, question) and not _clash(one.candidate):
                if all(one.candidate.quantity is not s.candidate.quantity for s in decision.shown):
                    decision.shown.append(one)
                break


def _behind(candidate: Candidate, first: Candidate) -> bool:
    return bool(candidate.quantity and first.quantity and candidate.quantity.start > first.quantity.start)


def _close(candidate: Candidate, first: Candidate) -> bool:
    sentences = first.passage.sentences
    here, there = sentences.index(first.sentence), sentences.index(candidate.sentence)
    return 0 <= there - here <= 1
