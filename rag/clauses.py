"""Which words of a sentence belong to which of its figures.

Press sentences put ten figures in one line. A word counts for a figure in full only where no border (comma, semicolon,
another figure) stands between them; the head of a sentence, the sentence before and the title speak for every figure
that follows, more faintly. A figure that only says more about another ("7.000 người, đạt 109,4% kế hoạch") takes part
in the words of that other.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index.text import fold
from rag.figures import Kind, Quantity
from rag.lexicon import Token, lexicon
from rag.parsed import ParsedPassage
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
    head: float = 0.45  # least for a word that stands before the first figure of its sentence
    per_word: float = 0.005  # of distance, up to 30 words: settles what would otherwise be ties
    parent: float = 0.92  # of what the word is to the figure that this one says more about
    previous_sentence: float = 0.3
    next_sentence: float = 0.2
    elsewhere: float = 0.12  # in the paragraph
    carried: float = 0.6  # in the sentence before one that goes on from it ("Tổng kinh phí …")
    carried_on: float = 0.3  # in those before that
    title: float = 0.3
    told: float = 0.5  # in what the next paragraph says this one was about
    led_on: float = 0.2  # of a word that only names what was told before
    beside: float = 0.2  # in the paragraph before, or the opening of the next


_CHANGE = frozenset({"giảm", "tăng", "giam", "tang"})
# Openings of a sentence whose figures are those of what was said before.
_GOES_ON = re.compile(
    r"(?:với )?(?:tổng (?:số )?(?:kinh phí|vốn|tiền|trị giá|giá trị|nguồn)|kinh phí|số tiền|tổng cộng|trong đó|trong số (?:đó|này))\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"\s*[(,]\s*(?:giảm|tăng)\s*(?:được |thêm )?", re.IGNORECASE)
# "3 lớp tập huấn … với 334 người": those who came to what was counted before them.
_WITH_THOSE = re.compile(r"[^,;]*\b(?:với|cho)(?: sự tham gia của)?(?: hơn| gần| trên| khoảng)? ?")
# "hỗ trợ 80 nhà … với tổng kinh phí 4,5 tỷ đồng": the sum of what was counted before it.
_WITH_SUM = re.compile(
    r"[^;]*(?:\bvới (?:tổng )?|[,;] (?:với )?tổng )(?:số )?(?:kinh phí|tiền|vốn|trị giá|giá trị|mức)\b[^,;]{0,30}",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\b(?:trong đó|bao gồm|gồm)\b", re.IGNORECASE)


def matches(term: Term, token: Token) -> bool:
    """Whether a word of a text is the term or a synonym."""
    if term.form == token.form or term.concepts & token.concepts:
        return True
    return term.loose and term.form == fold(token.form)


class Frame:
    """One sentence seen from the terms of a question."""

    def __init__(
        self, terms: Sequence[Term], passage: ParsedPassage, number: int, *, folded: bool, reach: Reach
    ) -> None:
        self.passage = passage
        self.sentence = passage.sentences[number]
        self.terms = terms
        self.reach = reach
        self._lex = lexicon(folded)
        self.places = [self.sentence.words.find(t.form, t.concepts, loose=t.loose) for t in terms]
        self.around = [_around(term, passage, number, reach) for term in terms]
        self.at = {id(q): self._token(q.number_start) for q in self.sentence.quantities}
        self._figures = sorted(self.at.values())
        self._scope = [(p.start, p.end) for p in self.sentence.places] + [(t.start, t.end) for t in self.sentence.times]
        self._opening = {at: self._opens(at) for at in self._figures}
        self._parents = dict(self._find_parents())

    def _token(self, offset: int) -> int:
        return max(0, bisect_right(self.sentence.tokens, offset, key=lambda t: t.start) - 1)

    def _opens(self, at: int) -> bool:
        """Whether the figure opens its clause, so that its words follow it ("11 hộ được hỗ trợ …")."""
        segments, tokens, stop = self.sentence.segments, self.sentence.tokens, self._lex.stop
        return not any(segments[i] == segments[at] and tokens[i].form not in stop for i in range(max(0, at - 6), at))

    def _find_parents(self) -> list[tuple[int, int]]:
        """Shares and sums that directly follow another figure, with nothing between that names a thing of its own."""
        found = []
        ordered = sorted(self.sentence.quantities, key=lambda q: q.number_start)
        for before, quantity in itertools.pairwise(ordered):
            if self.at[id(quantity)] <= self.at[id(before)]:
                continue  # glued together, they stand in one token
            text = self.passage.article.text[before.end : quantity.number_start]
            if quantity.change and not before.change and _CHANGED.fullmatch(text):
                found.append((self.at[id(quantity)], self.at[id(before)]))  # "12.203 hộ, chiếm 3,62% (giảm 2.152 hộ"
                continue
            if quantity.kind is before.kind is Kind.COUNT and _WITH_THOSE.fullmatch(text):
                found.append((self.at[id(quantity)], self.at[id(before)]))  # "3 lớp tập huấn … với 334 người tham dự"
                continue
            if quantity.kind not in (Kind.SHARE, Kind.MONEY) or before.kind not in (Kind.COUNT, Kind.MONEY):
                continue
            if before.kind is quantity.kind is Kind.MONEY:
                continue
            between = self.sentence.tokens_between(before.end, quantity.number_start)
            own = [self.sentence.tokens[i].form for i in between]
            if quantity.kind is Kind.MONEY and before.kind is Kind.COUNT and _WITH_SUM.fullmatch(text):
                found.append((self.at[id(quantity)], self.at[id(before)]))
                continue
            if len(own) <= 8 and all(
                form in self._lex.stop or form in self._lex.linking or form in _CHANGE for form in own[-5:]
            ):
                found.append((self.at[id(quantity)], self.at[id(before)]))
        return found

    def neighbours(self, at: int) -> tuple[int, int]:
        """The tokens between the figure before and the figure after the one at token ``at``."""
        k = bisect_right(self._figures, at) - 1
        low = self._figures[k - 1] + 1 if k > 0 else 0
        high = self._figures[k + 1] if k + 1 < len(self._figures) else len(self.sentence.tokens)
        return low, high

    def weight(self, i: int, at: int) -> float:
        """How much the word at token ``i`` says about the figure at token ``at``, in [0, 1]."""
        own = self._own_weight(i, at)
        parent = self._parents.get(at)
        if parent is not None:
            own = max(own, self.reach.parent * self.weight(i, parent))
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
            max([around, *(self.weight(i, at) for i in places)])
            for around, places in zip(self.around, self.places, strict=True)
        ]

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

    def clause(self, at: int) -> list[int]:
        """The indices of the tokens of ``territory``."""
        low, high = self.neighbours(at)
        segments = self.sentence.segments
        return [i for i in range(low, high) if segments[i] == segments[at]]

    def is_part(self, quantity: Quantity) -> bool:
        """Whether the figure is one of the parts of another ("…, trong đó: …", "gồm …")."""
        text = self.passage.article.text
        before = [q for q in self.sentence.quantities if q.number_start < quantity.number_start]
        return bool(before) and bool(_PARTS.search(text, before[0].end, quantity.number_start))

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
    if passage.told.holds(*what, loose=term.loose):
        best = max(best, reach.told)
    if best < reach.beside and passage.beside.holds(*what, loose=term.loose):
        best = reach.beside
    goes_on = bool(_GOES_ON.match(passage.article.text, passage.sentences[number].start))
    before = (reach.carried, reach.carried_on) if goes_on else (reach.previous_sentence, reach.elsewhere)
    after = (reach.next_sentence, reach.elsewhere)
    for other, sentence in enumerate(passage.sentences):
        value = before[other < number - 1] if other < number else after[other > number + 1]
        if other != number and value > best and sentence.tells_of(*what, loose=term.loose):
            best = value
    return best
