"""Passages to scored candidates: which figure is the one that the question asks for (`rag.sentences`: which sentence)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.article import Span
from index.text import fold
from rag.asked import Asked
from rag.clauses import Frame, Reach, matches
from rag.dimensions import dimension_of
from rag.figures import Bound, Kind, Level, OfKind, Quantity
from rag.held_time import held_time
from rag.lexicon import Token, lexicon, tokens
from rag.narrowing import NOT, contrasts, groups, members, mended, named_ones
from rag.nouns import Fit, is_total, noun_fit
from rag.parsed import ParsedPassage, Sentence
from rag.plans import is_compared_with, is_planned, is_strived_for, is_the_plan
from rag.question import Question
from rag.related import CHANGE, is_part, is_whole
from rag.stages import Stage, clashes

__all__ = ["WEIGHTS", "Candidate", "Fit", "Weights", "pairs_of", "read_quantities"]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts. Set by hand on the development halves (docs/READING.md), never on a test half."""

    words: float = 4.0
    pairs: float = 2.0
    context: float = 1.5
    coverage: float = 1.0
    noun_strong: float = 1.2
    noun_beside: float = -0.8  # named in its clause, where another figure of the sentence counts it
    noun_weak: float = 0.6
    noun_missing: float = -0.8
    kind_fits: float = 1.2
    kind_clash: float = -3.0
    contrast: float = -1.2
    narrowed: float = 0.8
    strangers: float = -1.0
    total: float = 0.9
    whole_total: float = 1.4  # where nothing more is asked than how many of them there are
    modifier: float = -1.2
    group: float = -0.5  # "người khuyết tật" are asked for, who stand nowhere
    base: float = -1.5
    not_plan: float = -3.0
    not_each: float = -1.5
    which: float = 1.2
    source: float = 3.5  # a sentence on funding, where the question is where money came from
    against_plan: float = 1.5
    in_question: float = -4.0
    change: float = -1.0
    no_change: float = -2.5
    part: float = -0.15
    part_named: float = 0.35  # a part that the question names: "trong đó ngân sách tỉnh 29,4 tỷ"
    part_strange: float = 0.2  # so much may stand by it that the question does not name
    whole: float = -0.8  # "trong số 176 tay đua …, chỉ có 97 người": the first
    other_row: float = -2.0  # a row of a table, or an item of a list, whose name the question does not hold
    part_of_total: float = -2.5  # where the total is asked for
    in_words: float = -0.3
    other_number: float = -1.0
    score: float = 1.0
    other_unit: float = -2.0
    weak: float = -3.0
    negation: float = -2.0
    denied_alike: float = 1.2  # "còn 449 em chưa có thẻ", where those without are asked for
    passage: float = 0.6
    bound: float = 1.0  # "ít nhất bốn" where the least is asked for
    other_end: float = -0.4  # of a change: of "từ 8,01% … xuống 3,34%" the first, unless it is asked for
    compared_with: float = -1.0
    stage_fits: float = 0.8
    stage_clash: float = -0.8
    planned: float = -0.5  # where no plan is asked for
    the_plan: float = -1.5  # which another figure is measured by
    name_missing: float = -2.0  # times the weight of the names that neither sentence, paragraph nor title hold
    time_fits: float = 0.8
    time_clash: float = -0.8
    before_time: float = -2.0
    reach: Reach = field(default_factory=Reach)


WEIGHTS = Weights()


@dataclass(slots=True)
class Candidate:
    """A figure, or a whole sentence, that may answer; with what spoke for and against it."""

    passage: ParsedPassage
    sentence: Sentence
    quantity: Quantity | None
    signals: dict[str, float]
    coverage: float  # share of the question's content found with it, by weight, in [0, 1]
    attached: float  # the same, counting how closely each word belongs to the figure
    marks: tuple[tuple[Span, int, float], ...] = ()  # of a sentence: words found, number of the term, its weight
    by_term: tuple[float, ...] = ()  # of a figure: how much each term of the question belongs to it
    variant: frozenset[str] = frozenset()  # which of the modifiers named side by side it is about
    missing: tuple[str, ...] = ()  # content words of the question that sentence, paragraph and title lack

    @property
    def score(self) -> float:
        return sum(self.signals.values())


_KINDS = {
    Asked.COUNT: {Kind.COUNT},
    Asked.MONEY: {Kind.MONEY},
    Asked.SHARE: {Kind.SHARE, Kind.SCORE},
    Asked.MEASURE: {Kind.MEASURE},
    Asked.DURATION: {Kind.TIME},
    Asked.RANK: {Kind.ORDINAL},
    # "tỷ số giới tính khi sinh" is given as a share or a count as often.
    Asked.SCORE: {Kind.SCORE, Kind.SHARE, Kind.COUNT},
}
_LIMITS = (Bound.AT_LEAST, Bound.AT_MOST, Bound.MORE_THAN)
_WHOLLY = 0.95  # of the question belongs to the figure
_MODIFIER_NEAR = 0.4
_NEGATION_NEAR = 0.5
_NUMBER_NEAR = 0.45  # a number of the question ("95 tuổi") must belong at least so much to the figure
_NEGATIONS = frozenset({("chưa",), ("chua",), ("chẳng",)}) | frozenset(
    (no, verb)
    for no, verbs in (("không", "có được đạt đủ còn"), ("khong", "co duoc dat du con"))
    for verb in verbs.split()
)


_DENIALS = NOT | {"chưa", "chua"}


def _negated(territory: Sequence[Token]) -> bool:
    forms = [token.form for token in territory]
    return any((form,) in _NEGATIONS for form in forms) or any(pair in _NEGATIONS for pair in itertools.pairwise(forms))


_OF_EACH = re.compile(r"\b(?:mỗi|từng|bình quân|trung bình|hằng|hàng)\b", re.IGNORECASE)


def _is_of_each(frame: Frame, quantity: Quantity) -> bool:
    """Whether a figure is what one of many has: "74,1 triệu đồng/người", "mỗi hộ 50 triệu đồng"."""
    sentence = frame.sentence
    said = _OF_EACH.search(frame.passage.article.text, sentence.start, sentence.end)
    return "/" in quantity.unit or said is not None


def _in_unit(quantity: Quantity, asked: Sequence[Token]) -> bool:
    """Whether a length of time is given in the unit asked for: days where days are asked."""
    return fold(quantity.unit).split()[:1] == [fold(asked[0].form)]


def pairs_of(question: Question) -> list[tuple[int, int, float]]:
    """Terms that are neighbours in the question, with the weight of the pair."""
    terms = question.terms
    return [
        (a, b, (terms[a].weight + terms[b].weight) / 2)
        for a, b in itertools.pairwise(range(len(terms)))
        if terms[b].position - terms[a].position == 1
    ]


_OF_PLAN = re.compile(r"\s*(?:so với )?(?:kế hoạch|chỉ tiêu|mục tiêu)\b", re.IGNORECASE)
_SHARE_OF_PLAN = re.compile(r"\b(?:ke hoach|chi tieu|muc tieu|dat (?:bao nhieu|may)|vuot)\b")


# Set phrases with "tăng" or "giảm" that ask for no change; "giảm nghèo" does where its rate is asked for.
_SET_PHRASES = {"tăng cường", "tăng thu", "tăng gia", "miễn giảm", "giảm nhẹ", "giảm thiểu", "giảm nghèo"}
_SET_PHRASES |= {fold(phrase) for phrase in _SET_PHRASES}
_RATE = frozenset({"lệ", "độ", "mức", "le", "do", "muc"})


_CHANGE_ASKED = CHANGE | {"bớt", "bot", "lùi", "sụt"}


def _wants_change(asked: Sequence[Token]) -> bool:
    """Whether a difference is asked for: "giảm bao nhiêu hộ"."""
    forms = ["", *(token.form for token in asked), ""]
    return any(
        form in _CHANGE_ASKED
        and (before in _RATE or (f"{before} {form}" not in _SET_PHRASES and f"{form} {after}" not in _SET_PHRASES))
        for before, form, after in zip(forms, forms[1:], forms[2:], strict=False)
    )


class _Judge:
    """Judges the figures of a sentence for one question."""

    def __init__(self, question: Question, asked: Sequence[Token], w: Weights) -> None:
        self.lex = lexicon(question.folded)
        self.question, self.asked, self.w = question, mended(asked, question, self.lex), w
        self.total = sum(t.weight for t in question.terms) or 1.0
        # A follow-up ("Chiếm bao nhiêu phần trăm?") goes on about the category of the question before.
        before = tokens(question.background, folded=question.folded)
        self.wanted = [
            (group, held)
            for group in self.lex.contrasts
            if (held := members(self.asked, group) or members(before, group))
        ]
        # Modifiers that exclude each other, where the question sets one right behind the noun it asks for.
        narrowing = {word for _, members in self.wanted for member in members for word in member.split()}
        self.modifiers = {
            token.form
            for token in (asked if question.asked is Asked.SHARE else question.noun[1:3])
            if token.form in narrowing or token.form in {fold(word) for word in narrowing}
        }
        self.groups, self.named_ones = groups(question), named_ones(question)
        self.pairs = pairs_of(question)
        self.pair_total = sum(weight for *_, weight in self.pairs) or 1.0
        self.context_total = sum(t.weight for t in question.context) or 1.0
        forms = [token.form for token in self.asked]
        self.numbers = {t.position for t in question.terms if t.form[0].isdigit()} - question.labels
        self.denied = {pair for pair in itertools.pairwise(forms) if pair[0] in NOT}
        # "không có việc làm" is "thất nghiệp": denied in one word.
        self.denied_concepts = {c for t in self.asked if t.form in _DENIALS for c in t.concepts}
        self.named = set(forms) - self.lex.stop
        self.silent = self.lex.stop | self.lex.linking | self.lex.kind_words
        self.wants_change = _wants_change(asked)
        self.wants_plan_share = bool(_SHARE_OF_PLAN.search(fold(question.reading)))
        self.said = set() if question.is_claim else _numbers(asked) | {q.value for q in question.claimed}

    def names_unit(self, candidate: Candidate) -> bool:
        """Whether the question names the figure's unit too: "bao nhiêu tiêu chí, chỉ tiêu"."""
        unit = [t.form for t in tokens(candidate.quantity.unit if candidate.quantity else "", folded=self.lex.folded)]
        forms = [t.form for t in self.asked]
        return any(forms[i : i + len(unit)] == unit for i in range(len(forms)))

    def _modified(self, frame: Frame, at: int) -> bool:
        """Whether the words that narrow the noun asked for ("hộ *nghèo*") belong to the figure as well."""
        narrowing = [k for k, t in enumerate(self.question.terms) if t.form in self.modifiers]
        # What a sentence goes on from need not be said again: "Tỷ lệ này giảm còn 9,61% năm 2017".
        carried = [frame.around[k] if frame.around[k] >= frame.reach.carried else 0.0 for k in narrowing]
        return all(
            max([said, *(frame.weight(i, at) for i in frame.places[k])]) >= _MODIFIER_NEAR
            for k, said in zip(narrowing, carried, strict=True)
        )

    def _in_row(self, frame: Frame, at: int, quantity: Quantity) -> bool:
        """Whether they were said once for a row of figures: "18,9% hộ nghèo; trong khi xã Chế Tạo vẫn còn 61,8%"."""
        row = (frame.at[id(q)] for q in frame.figures if (q.kind, q.unit) == (quantity.kind, quantity.unit))
        said = any(other < at and self._modified(frame, other) for other in row)
        return said and not any(members(frame.territory(at), group) for group, _ in self.wanted)

    def _negated_alike(self, frame: Frame, at: int) -> bool:
        """Whether what the question denies is denied, in the same words or in one, of what the figure is about."""
        said = frame.sentence.tokens
        alike = [i for i, pair in enumerate(itertools.pairwise(t.form for t in said)) if pair in self.denied]
        alike += [i for i, token in enumerate(said) if token.concepts & self.denied_concepts]
        return any(frame.weight(i, at) >= _NEGATION_NEAR for i in alike)

    def _other_base(self, frame: Frame, at: int, quantity: Quantity) -> bool:
        """Whether a share is one of something that the question does not speak of: "hộ nghèo đến 100% *các xã*".

        The words behind it in its clause say of what; "96% hộ dân có giếng" is asked for by "giếng", too.
        """
        text = frame.passage.article.text
        if _OF_PLAN.match(text, quantity.end):
            return not self.wants_plan_share
        segments, (_, high) = frame.sentence.segments, frame.neighbours(at)
        behind = [frame.sentence.tokens[i] for i in range(at + 1, high) if segments[i] == segments[at]]
        if any(
            not t.form[0].isdigit() and t.form not in self.silent and (t.form,) not in self.lex.weak for t in behind
        ):
            return not any(
                t.form in self.named or any(matches(term, t) for term in self.question.terms) for t in behind
            )
        own = {i for places in frame.places for i in places}
        clause = [i for i in frame.clause(at) if i not in own]
        return len(clause) == len(frame.clause(at)) and sum(map(frame.tells, clause)) >= 2

    def _measures_else(self, frame: Frame, quantity: Quantity) -> bool:
        """Whether a measure is of another dimension than the one asked for."""
        text = frame.passage.article.text
        dimension = dimension_of(quantity.unit, text[quantity.end : quantity.end + 12])
        return dimension is not None and dimension not in self.question.dimensions

    def _stage(self, told: frozenset[Stage]) -> float:
        """What speaks for or against a figure that holds at the stages ``told``."""
        asked, w = self.question.stages, self.w
        return w.stage_fits * len(asked & told) + w.stage_clash * clashes(asked, told)

    def figure(self, frame: Frame, context: Frame | None, quantity: Quantity, passage_score: float) -> Candidate:
        question, w, lex = self.question, self.w, self.lex
        at = frame.at[id(quantity)]
        weights = frame.attached(at)
        attached = sum(t.weight * a for t, a in zip(question.terms, weights, strict=True)) / self.total
        pairs = sum(weight * frame.attached_pair(a, b, at) for a, b, weight in self.pairs) / self.pair_total
        signals = {"words": w.words * attached, "pairs": w.pairs * pairs, "passage": w.passage * passage_score}
        coverage = frame.coverage()
        signals["coverage"] = w.coverage * coverage
        if context is not None:
            near = context.attached(at)
            share = sum(t.weight * a for t, a in zip(question.context, near, strict=True)) / self.context_total
            signals["context"] = w.context * share
        noun = noun_fit(question, frame, at, quantity, lex)
        if noun:
            signals["noun"] = {Fit.STRONG: w.noun_strong, Fit.WEAK: w.noun_weak, Fit.MISSING: w.noun_missing}[noun]
        if noun and is_total(question, frame, at, quantity):
            signals["total"] = w.whole_total if attached >= _WHOLLY else w.total
        if self.modifiers and not self._modified(frame, at):
            signals["row" if self._in_row(frame, at, quantity) else "modifier"] = w.modifier
        unnamed = any(not weights[a] or not weights[b] for a, b in self.named_ones)
        if unnamed or any(not weights[a] and not weights[b] for a, b in self.groups):
            signals["group"] = w.group
        if question.wants_plan and quantity.of_kind is not OfKind.PLAN and not is_planned(frame, quantity):
            signals["plan"] = w.not_plan
        if question.wants_against_plan and quantity.of_kind is OfKind.PLAN:
            signals["against plan"] = w.against_plan
        if question.wants_each and not _is_of_each(frame, quantity):
            signals["each"] = w.not_each
        fits = _KINDS.get(question.asked)
        if fits:
            # "hai phần ba dân số" tells how many of the people asked for.
            part = quantity.kind is Kind.SHARE and quantity.is_word and noun == Fit.WEAK
            rate = quantity.kind is Kind.MONEY and "/" in quantity.unit  # "400.000 đồng/suất" counts no suất
            counted = noun == Fit.STRONG and not rate
            signals["kind"] = w.kind_fits if quantity.kind in fits or counted or part else w.kind_clash
        if question.asked is Asked.DURATION and question.noun and not _in_unit(quantity, question.noun):
            signals["unit"] = w.other_unit
        if question.dimensions and quantity.kind is Kind.MEASURE and self._measures_else(frame, quantity):
            signals["unit"] = w.other_unit
        if (
            quantity.kind is Kind.SHARE
            and question.asked is Asked.SHARE
            and question.terms
            and not quantity.change
            and self._other_base(frame, at, quantity)
        ):
            signals["base"] = w.base
        territory = frame.territory(at)
        clashes, fitting, variant = contrasts(frame, at, self.wanted)
        if clashes:
            signals["contrast"] = w.contrast * clashes
        elif fitting:
            signals["narrowed"] = w.narrowed * fitting
        signals["strangers"] = w.strangers * frame.strangers(at)
        if question.time:
            time = held_time(frame.passage, frame.sentence, quantity)
            if time is not None and time.source == "sentence":
                signals["time"] = w.time_fits if question.time.covers(time.first, time.last) else w.time_clash
            elif quantity.level is Level.FROM and not question.wants_earlier:
                signals["time"] = w.before_time  # "giảm từ 2.060 hộ …": of the time before
        told = frame.stages(at)
        if stage := self._stage(told):
            signals["stage"] = stage
        if (
            (Stage.PLANNED in told or is_strived_for(frame, quantity))
            and Stage.PLANNED not in question.stages
            and not question.wants_plan
        ):
            signals["planned"] = w.the_plan if frame.sentence.head else w.planned
        if quantity.value in self.said:
            signals["in question"] = w.in_question
        if question.bound in _LIMITS and quantity.bound is question.bound:
            signals["bound"] = w.bound
        if quantity.level is (Level.TO if question.wants_earlier else Level.FROM) and not question.time:
            signals["other end"] = w.other_end
        elif not question.wants_earlier and not question.time.before and is_compared_with(frame, quantity):
            signals["other end"] = w.compared_with
        if is_part(frame.passage.article.text, frame.figures, quantity):
            by_name = frame.named_in_clause(at) and frame.strangers(at) <= w.part_strange
            signals["part"] = w.part_of_total if question.wants_total else w.part_named if by_name else w.part
        elif len(frame.figures) > 1 and is_whole(frame.passage.article.text, quantity):
            signals["whole"] = w.whole
        if frame.tells_of_other(quantity):
            signals["part"] = w.other_row
        if not question.wants_plan and Stage.PLANNED not in question.stages and is_the_plan(frame, quantity):
            signals["planned"] = w.the_plan
        numbers = [a for t, a in zip(question.terms, weights, strict=True) if t.position in self.numbers]
        if numbers and min(numbers) < _NUMBER_NEAR:
            signals["other number"] = w.other_number
        if bool(quantity.change) != self.wants_change:
            signals["change"] = w.change if quantity.change else w.no_change
        if missing := frame.names_missing():
            signals["name"] = w.name_missing * missing
        negated = _negated(territory) or (question.negated and self._negated_alike(frame, at))
        if question.negated != negated and (question.negated or not lex.folded):
            signals["negation"] = w.negation
        elif question.negated:
            signals["denied alike"] = w.denied_alike
        if question.asked is Asked.SCORE and quantity.kind is Kind.SCORE:
            signals["score"] = w.score
        if quantity.is_word and quantity.kind is not Kind.SHARE:  # "một nửa" is said with care, "hai" in passing
            signals["in words"] = w.in_words
        # Of what is asked for there are "năm vệ tinh": no year then.
        if (quantity.weak and noun != Fit.STRONG) or (quantity.is_word and quantity.value == 1):
            signals["weak"] = w.weak
        return Candidate(
            frame.passage,
            frame.sentence,
            quantity,
            signals,
            coverage,
            attached,
            by_term=tuple(weights),
            variant=variant,
            missing=frame.missing(),
        )


def read_quantities(
    question: Question,
    asked: Sequence[Token],
    passages: Sequence[tuple[ParsedPassage, float]],
    w: Weights = WEIGHTS,
) -> list[Candidate]:
    """Every figure of the passages, judged; best first.

    ``asked``: the words of the question, without those of other things asked with it; ``passages``: with their retrieval scores.
    """
    judge = _Judge(question, asked, w)
    found: list[Candidate] = []
    for passage, passage_score in passages:
        for number, sentence in enumerate(passage.sentences):
            figures = sentence.ranks if question.asked is Asked.RANK else sentence.quantities
            if not figures:
                continue
            frame = Frame(question.terms, passage, number, figures, folded=question.folded, reach=w.reach)
            context = (
                Frame(question.context, passage, number, figures, folded=question.folded, reach=w.reach)
                if question.context
                else None
            )
            of_sentence = [judge.figure(frame, context, figure, passage_score) for figure in figures]
            if any(candidate.signals.get("noun") == w.noun_strong for candidate in of_sentence):
                for candidate in of_sentence:
                    if candidate.signals.get("noun") == w.noun_weak and not judge.names_unit(candidate):
                        candidate.signals["noun"] = w.noun_beside
            found += of_sentence
    return sorted(found, key=lambda c: -c.score)


def _numbers(asked: Sequence[Token]) -> set[float]:
    """The numbers that the question itself says: they are not what it asks for."""
    values = set()
    for token in asked:
        if token.form[0].isdigit():
            plain = token.form.rstrip("%")
            grouped = plain.replace(".", "") if plain.count(",") <= 1 else plain.replace(",", "")
            values.add(float(grouped.replace(",", ".")))
    return values
