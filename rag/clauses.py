"""Which words of a sentence belong to which of its figures.

Press sentences put ten figures in one line. A word counts for a figure in full only where no border (comma, semicolon,
another figure) stands between them; the head of a sentence, the sentence before and the title speak for every figure
that follows, more faintly. A figure that only says more about another ("7.000 người, đạt 109,4% kế hoạch") takes part
in the words of that other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index.text import fold
from rag.figures import Quantity
from rag.lexicon import Token, lexicon
from rag.parsed import ParsedPassage
from rag.related import How
from rag.stages import Stage, last_stages
from rag.terms import Term

__all__ = ["Frame", "Reach", "matches"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far words reach. Set by hand on the development halves (docs/READING.md)."""

    same_clause_gap: float = 0.86  # for each other figure between word and figure, in one clause
    before: float = 0.7  # word in an earlier clause
    before_opening: float = 0.5  # the same, where the figure opens its clause: its words follow it
    after: float = 0.45  # word in a later clause
    after_opening: float = 0.8  # the same, where the figure opens its clause ("96 xã, phường, thị trấn đạt …")
    per_clause: float = 0.85
    per_figure: float = 0.8
    per_group: float = 0.5  # for each ";" between
    head: float = 0.6  # least for a word that stands before the first figure of its sentence
    per_word: float = 0.005  # of distance, up to 30 words: settles what would otherwise be ties
    # Of what a word says about the figure that this one leans on (`rag.related`).
    same: float = 0.99
    more: float = 0.92
    compared: float = 0.92
    part: float = 0.8
    beside: float = 0.85
    own_word: float = 0.3  # weight of the words of its own that a part, or one beside it, must have to take part
    own_share: float = 0.8  # for a part, also relative to those of the whole
    synonym: float = 0.95  # of a word that is not the question's own
    previous_sentence: float = 0.3
    next_sentence: float = 0.2
    elsewhere: float = 0.12  # in the paragraph
    opening: float = 0.2  # in the first sentence of the paragraph: it names what the rest is about
    carried: float = 0.6  # in the sentence before one that goes on from it ("Tổng kinh phí …")
    carried_on: float = 0.3  # in those before that
    title: float = 0.3
    heading: float = 0.4  # of the section
    told: float = 0.5  # in what the next paragraph says this one was about
    led_on: float = 0.2  # of a word that only names what was told before
    around: float = 0.2  # in the paragraph before, or the opening of the next


# Openings of a sentence whose figures are those of what was said before.
_GOES_ON = re.compile(
    r"(?:[^,;:.0-9]{0,40} )?(?:con số|(?:tỷ|tỉ) lệ) (?:này|đó|ấy)\b|(?:với )?(?:tổng (?:số )?(?:kinh phí|vốn|tiền|trị giá|giá trị|nguồn)|kinh phí|số tiền|tổng cộng|trong đó|trong số (?:đó|này))\b",
    re.IGNORECASE,
)


_THE_REST = frozenset({"lại", "khác", "lai", "khac"})  # "16 thôn còn lại: 212 hộ nghèo"
_STAGE_BEHIND = 4  # words: the unit, and "hiện nay"


def matches(term: Term, token: Token) -> bool:
    """Whether a word of a text is the term or a synonym."""
    if term.form == token.form or term.concepts & token.concepts:
        return True
    return term.loose and term.form == fold(token.form)


class Frame:
    """One sentence seen from the terms of a question."""

    def __init__(
        self,
        terms: Sequence[Term],
        passage: ParsedPassage,
        number: int,
        figures: Sequence[Quantity],
        *,
        folded: bool,
        reach: Reach,
    ) -> None:
        self.passage = passage
        self.sentence = passage.sentences[number]
        self.terms = terms
        self.figures = figures
        self.reach = reach
        self._lex = lexicon(folded)
        self.places = [self.sentence.words.find(t.form, t.concepts, loose=t.loose) for t in terms]
        self.around = [_around(term, passage, number, reach) for term in terms]
        self.at = {id(q): self._token(q.number_start) for q in figures}
        self._figures = sorted(self.at.values())
        self._scope = [(p.start, p.end) for p in self.sentence.places] + [(t.start, t.end) for t in self.sentence.times]
        self._opening = {at: self._opens(at) for at in self._figures}
        self._leans = self._leaning()

    def _token(self, offset: int) -> int:
        return max(0, bisect_right(self.sentence.tokens, offset, key=lambda t: t.start) - 1)

    def _opens(self, at: int) -> bool:
        """Whether the figure opens its clause, so that its words follow it ("11 hộ được hỗ trợ …")."""
        segments, tokens, stop = self.sentence.segments, self.sentence.tokens, self._lex.stop
        return not any(segments[i] == segments[at] and tokens[i].form not in stop for i in range(max(0, at - 6), at))

    def _leaning(self) -> dict[int, tuple[int, float]]:
        """For the figures that lean on another one: on which, and how much of its words they take part in."""
        share = {
            How.SAME: self.reach.same,
            How.MORE: self.reach.more,
            How.COMPARED: self.reach.compared,
            How.PART: self.reach.part,
            How.BESIDE: self.reach.beside,
        }
        found = {}
        for figure, on, how in self.sentence.related:
            if id(figure) not in self.at:
                continue  # it is ranks that are looked at
            at, other = self.at[id(figure)], self.at[id(on)]
            if how is How.SAME:
                self._opening[at] = False  # what follows the brackets is about both
            if other < at and (how in (How.SAME, How.MORE, How.COMPARED) or self._stands_apart(at, other, how)):
                found[at] = (other, share[how])
        return found

    def _stands_apart(self, at: int, other: int, how: How) -> bool:
        """Whether a figure has words of the question to itself: "IgG chiếm 75% kháng thể …; *IgA* chiếm 15%"."""
        own = theirs = 0.0
        clause, others = set(self.clause(at)), set(self.clause(other))
        for term, places in zip(self.terms, self.places, strict=True):
            here, there = not clause.isdisjoint(places), not others.isdisjoint(places)
            own += term.weight * (here and not there)
            theirs += term.weight * (there and not here)
        return own >= self.reach.own_word and (how is not How.PART or own >= self.reach.own_share * theirs)

    def neighbours(self, at: int) -> tuple[int, int]:
        """The tokens between the figure before and the figure after the one at token ``at``."""
        k = bisect_right(self._figures, at) - 1
        low = self._figures[k - 1] + 1 if k > 0 else 0
        high = self._figures[k + 1] if k + 1 < len(self._figures) else len(self.sentence.tokens)
        return low, high

    def weight(self, i: int, at: int) -> float:
        """How much the word at token ``i`` says about the figure at token ``at``, in [0, 1]."""
        own = self._own_weight(i, at)
        if at in self._leans:
            on, share = self._leans[at]
            own = max(own, share * self.weight(i, on))
        return own

    def _own_weight(self, i: int, at: int) -> float:
        reach, sentence = self.reach, self.sentence
        between = abs(bisect_right(self._figures, i) - bisect_right(self._figures, at))
        if i < at:
            between = max(0, between - 1)
        segment, other = sentence.segments[at], sentence.segments[i]
        if segment == other:
            value = reach.same_clause_gap**between
        else:
            opening = self._opening[at]
            if i > at:
                base = reach.after_opening if opening and not between else reach.after
            else:
                base = reach.before_opening if opening else reach.before
            groups = abs(sentence.groups[i] - sentence.groups[at])
            value = base * reach.per_clause ** (abs(other - segment) - 1) * reach.per_figure**between
            value *= reach.per_group**groups
        if i < self._figures[0]:
            value = max(value, reach.head)
        if i < sentence.leads_on <= at:
            value *= reach.led_on
        return value * (1 - reach.per_word * min(30, abs(i - at)))

    def attached(self, at: int) -> list[float]:
        """For each term, how much it says about the figure at token ``at``."""
        return [
            max([around, *(self._says(term, i, at) for i in places)])
            for term, around, places in zip(self.terms, self.around, self.places, strict=True)
        ]

    def _says(self, term: Term, i: int, at: int) -> float:
        """``weight``, a little less for a synonym of the term."""
        return self.weight(i, at) * (1.0 if self.sentence.tokens[i].form == term.form else self.reach.synonym)

    def attached_pair(self, a: int, b: int, at: int | None) -> float:
        """The same for two neighbouring terms that are neighbours here too; 1 without a figure, if they are."""
        seconds = set(self.places[b])
        together = [i for i in self.places[a] if i + 1 in seconds]
        if not together:
            return 0.0
        return 1.0 if at is None else max(self.weight(i, at) for i in together)

    def territory(self, at: int) -> list[Token]:
        """The words that belong to the figure alone: its clause, as far as the neighbouring figures."""
        return [self.sentence.tokens[i] for i in self.clause(at)]

    def stages(self, at: int) -> frozenset[Stage]:
        """At which stage the figure holds, by the last words for one before it or close behind ("130 người hiện nay")."""
        sentence = self.sentence
        first = sentence.tokens[bisect_left(sentence.groups, sentence.groups[at])].start
        last = max(
            i for i in range(at, at + _STAGE_BEHIND + 1) if sentence.segments[i : i + 1] == (sentence.segments[at],)
        )
        return last_stages(sentence.stages, first, sentence.tokens[last].end)

    def clause(self, at: int) -> list[int]:
        """The indices of the tokens of ``territory``."""
        low, high = self.neighbours(at)
        segments = self.sentence.segments
        return [i for i in range(low, high) if segments[i] == segments[at]]

    def contrasting(self, at: int, members: Callable[[Sequence[Token]], AbstractSet[object]]) -> AbstractSet[object]:
        """The modifiers of a group that belong to the figure: those of its territory, else the nearest ones before."""
        tokens, groups = self.sentence.tokens, self.sentence.groups
        territory = self.clause(at)
        found = members([tokens[i] for i in territory])
        if found:
            return found | self._listed_before(territory[0], at, members)
        low = at
        while not found and low > 0 and groups[low - 1] == groups[at]:
            low = max(0, low - 4)
            found = members([tokens[i] for i in range(low, at) if groups[i] == groups[at]])
        if not found:
            return found
        # Two more: the window may begin in the middle of "cận nghèo".
        first = max(0, low - 2)
        found = members([tokens[i] for i in range(first, at) if groups[i] == groups[at]])
        while first > 0 and self.sentence.segments[first - 1] == self.sentence.segments[first]:
            first -= 1
        return found | self._listed_before(first, at, members)

    def _listed_before(
        self, start: int, at: int, members: Callable[[Sequence[Token]], AbstractSet[object]]
    ) -> AbstractSet[object]:
        """The modifiers that end the clauses right before: "hộ nghèo, hộ cận nghèo, hộ mới thoát nghèo: 244 người"."""
        tokens, segments = self.sentence.tokens, self.sentence.segments
        low, _ = self.neighbours(at)
        listed: set[object] = set()
        while start > low and (ending := members(tokens[max(low, start - 2) : start])):
            if not members(tokens[start - 1 : start]):
                break
            listed |= ending
            segment = segments[start - 1]
            while start > low and segments[start - 1] == segment:
                start -= 1
        return listed

    def tells(self, i: int) -> bool:
        """Whether the word at token ``i`` says what a figure is about: no number, place, time or function word."""
        token, lex = self.sentence.tokens[i], self._lex
        if token.form[0].isdigit() or token.form in lex.stop or (token.form,) in lex.weak:
            return False
        if token.form in lex.linking or token.form in lex.kind_words:
            return False
        return not any(s <= token.start < e for s, e in self._scope)

    def strangers(self, at: int) -> float:
        """The share of the territory's content words that the question does not hold: they tell of something else."""
        asked = {i for places in self.places for i in places}
        content = [i for i in self.clause(at) if self.tells(i)]
        own = sum(i in asked for i in content)
        strange = len(content) - own
        return strange / (own + strange + 1)

    def named_in_clause(self, at: int) -> bool:
        """Whether a telling word of the question stands in the clause of the figure."""
        asked = {i for places in self.places for i in places}
        return any(i in asked and self.tells(i) for i in self.clause(at))

    def tells_of_other(self, quantity: Quantity) -> bool:
        """Whether it stands in a row that names neither a place nor anything of the question, or in such a column."""
        sentence = self.sentence
        name = () if sentence.places else sentence.about
        if {token.form for token in name} & _THE_REST:
            return True
        return self._all_strange(name) or self._all_strange(sentence.columns.get(quantity.number_start, ()))

    def _all_strange(self, found: Sequence[Token]) -> bool:
        """Whether words tell of something, and all of it is foreign to the question."""
        lex = self._lex
        if tuple(token.form for token in found) in lex.weak:
            return False
        silent = lex.stop | lex.linking | lex.kind_words
        telling = [t for t in found if not t.form[0].isdigit() and t.form not in silent and (t.form,) not in lex.weak]
        return bool(telling) and not any(matches(term, token) for term in self.terms for token in telling)

    def coverage(self) -> float:
        """The share of the question's content, by weight, that sentence, neighbours or title hold at all."""
        total = sum(term.weight for term in self.terms)
        if not total:
            return 1.0
        got = (
            term.weight * (1.0 if places else min(1.0, around * 2))
            for term, places, around in zip(self.terms, self.places, self.around, strict=True)
        )
        return sum(got) / total

    def names_missing(self) -> float:
        """Share of the question's weight that is names which neither sentence, paragraph nor title hold."""
        missing = (
            term.weight
            for term, places, around in zip(self.terms, self.places, self.around, strict=True)
            if term.name and not places and around == 0.0
        )
        return sum(missing) / (sum(term.weight for term in self.terms) or 1.0)

    def missing(self) -> tuple[str, ...]:
        """The words of the question that neither sentence, paragraph nor title hold."""
        return tuple(
            term.form
            for term, places, around in zip(self.terms, self.places, self.around, strict=True)
            if not places and around == 0.0
        )


def _around(term: Term, passage: ParsedPassage, number: int, reach: Reach) -> float:
    """What a term weighs for every figure of a sentence by standing in another sentence or the title."""
    what = (term.form, term.concepts)
    best = reach.title if passage.title.holds(*what, loose=term.loose) else 0.0
    if passage.heading.holds(*what, loose=term.loose):
        best = max(best, reach.heading)
    if passage.told.holds(*what, loose=term.loose):
        best = max(best, reach.told)
    row = passage.sentences[number].head is not None
    near = reach.carried_on if row else reach.around
    if best < near and passage.beside.holds(*what, loose=term.loose):
        best = near
    goes_on = row or bool(_GOES_ON.match(passage.article.text, passage.sentences[number].start))
    if row:  # all rows go on from what stands above the first
        number = next(i for i, sentence in enumerate(passage.sentences) if sentence.head is not None)
    before = (reach.carried, reach.carried_on) if goes_on else (reach.previous_sentence, reach.elsewhere)
    after = (reach.next_sentence, reach.elsewhere)
    for other, sentence in enumerate(passage.sentences):
        if other == 0 < number and reach.opening > best and sentence.tells_of(*what, loose=term.loose):
            best = reach.opening
        value = before[other < number - 1] if other < number else after[other > number + 1]
        if other != number and value > best and sentence.tells_of(*what, loose=term.loose):
            best = value
    return best
