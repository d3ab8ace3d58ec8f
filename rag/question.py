"""What a question asks: the kind of answer, the thing counted, places, years, content words.

Nothing here looks at articles except through document frequencies.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.place import PlaceMention, find_places
from index.text import fold, has_diacritics, normalize, words
from rag.asked import (
    AGAINST_PLAN,
    AND_MONEY,
    CLAIM,
    CLAUSE,
    EACH,
    EACH_FOLDED,
    EACH_NAMED,
    EARLIER,
    KIND_ASKED,
    LISTED,
    MONEY_SOURCE,
    NEGATION,
    NEGATION_IDIOM,
    NUMERIC,
    PLAN,
    REASON,
    TOTAL,
    Asked,
    Draft,
    bound_asked,
    by_subject,
    how_many,
    kind_after,
    kind_asked,
)
from rag.asked_time import AskedTime, asked_time
from rag.dimensions import Dimension, asked_dimensions
from rag.english import in_title, is_english, to_vietnamese
from rag.figures import Bound, Quantity, Style
from rag.lexicon import Lexicon, Token, lexicon, tokens
from rag.quantity import scan
from rag.stages import Stage, last_stages, named_stages
from rag.terms import Term, Vocabulary, head_of, noun_phrase, terms_of
from rag.wording_in import correct_typing

__all__ = ["Question", "analyse"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read."""

    text: str  # as typed
    reading: str  # as understood: typing corrected, English turned into Vietnamese, made whole
    folded: bool  # typed without diacritics: compare folded words
    english: bool
    asked: Asked
    noun: tuple[Token, ...]  # the noun phrase after "bao nhiêu" or "số"; empty if none
    head: tuple[Token, ...]  # its head: what is counted
    places: tuple[PlaceMention, ...]
    time: AskedTime
    terms: tuple[Term, ...]
    context: tuple[Term, ...] = ()  # content words of the question before: they help to choose, they decide nothing
    background: str = ""  # the question before, as it was read; searched along with this one
    claimed: tuple[Quantity, ...] = ()  # figures that the question itself states
    is_claim: bool = False
    negated: bool = False
    bound: Bound | None = None  # "ít nhất bao nhiêu": a least or a most is asked for
    dimensions: frozenset[Dimension] = frozenset()  # of a measure: "rộng bao nhiêu" asks for a length or an area
    stages: frozenset[Stage] = frozenset()  # planned or real, at first or now
    wants_total: bool = False
    wants_reason: bool = False
    wants_earlier: bool = False  # where a change began
    wants_against_plan: bool = False  # both numbers of it
    wants_source: bool = False  # where money came from
    wants_each: bool = False  # what one of many gets
    wants_plan: bool = False  # the second number of "1.200/700 người"
    unheard: tuple[str, ...] = ()  # names of the question that no article holds
    labels: frozenset[int] = frozenset()  # words that number a thing ("Nghị quyết 21", "Apollo 11"): no amounts
    also: tuple[Question, ...] = ()  # further things asked in the same breath, each as a question of its own

    @property
    def asks_nothing(self) -> bool:
        """Whether it asks for a part of what was told before without a word that says which: "Trong số đó mấy người?"."""
        counted = {token.form for token in self.head}
        return all(t.form in counted for t in self.terms) and bool(_PART_OF_THOSE.match(fold(self.reading)))

    @property
    def numeric(self) -> bool:
        return self.asked in NUMERIC

    @property
    def understood(self) -> str:
        """The question as it was understood, for people: a follow-up with what it goes on from."""
        return f"{self.reading} (tiếp câu: {self.background})" if self.background else self.reading


_LEVEL_WORDS = re.compile(r"\b(?:tinh|huyen|xa|thi tran|thi xa|thanh pho|quan|phuong|tp\.?|tx\.?|tt\.?)\s*$")


def _looks_folded(text: str, places: Sequence[PlaceMention], typed: str) -> bool:
    """Whether the question was typed without diacritics: under a quarter of its words bear one.

    Names are left out: a name is often pasted from somewhere into a question typed without diacritics. So are words
    that were not ``typed`` so: an abbreviation written out. In ordinary Vietnamese two words of three bear a mark.
    """
    spans = [(m.start, m.end) for m in places]
    as_typed = {word.text for word in words(typed)}
    plain = [
        w
        for w in words(text)
        if w.text.isalpha() and w.text in as_typed and not any(w.start < e and w.end > s for s, e in spans)
    ]
    marked = sum(has_diacritics(text[w.start : w.end]) for w in plain)
    return marked * 4 < len(plain) or (not plain and not has_diacritics(text))


# Of whom or after what something is asked ("Trong số lao động được tư vấn, bao nhiêu người …"), or an introduction.
_LEAD_IN = re.compile(
    r"(?:trong (?:(?:tong )?so|cac)|sau khi)\b[^,:;?]*, *(?=.*\b(?:bao nhieu|may)\b)|[^,:;?]*: *(?=.*\b(?:bao nhieu|may)\b)"
    r"|trong (?:tong )?so\b[^,:;?]* (?:thi |co |duoc )+(?=(?:bao nhieu|may)\b)"
)


_PART_OF_THOSE = re.compile(r"(?:the )?(?:trong|thuoc) (?:tong )?(?:so|nhom) (?:do|nay|ay|tren)\b")
_OPENING = re.compile(r"(?:^|[.?!:;…])[\s\"'“”(«-]*\Z")


def _unheard(reading: str, terms: Sequence[Term], found: Sequence[Token]) -> tuple[str, ...]:
    """Names that the question gives and no article holds: capitalised words inside a sentence, ABBREVIATIONS left out."""
    tokens = [found[t.position] for t in terms if not t.known]
    inside = [t for t in tokens if not _OPENING.search(reading, 0, t.start)]
    names = (reading[t.start : t.end] for t in inside)
    return tuple(dict.fromkeys(name for name in names if len(name) > 2 and name.istitle()))


def _labels(numbers: Sequence[Quantity], found: Sequence[Token]) -> frozenset[int]:
    spans = [(q.start, q.end) for q in numbers if not q.is_quantity or (q.weak and not q.is_word)]
    return frozenset(i for i, token in enumerate(found) if any(s <= token.start < e for s, e in spans))


def _denies(draft: Draft) -> bool:
    """Whether it asks for what is not: "chưa có nhà". The "chua" of a place typed without diacritics, Tủa Chùa, says no such thing."""
    return any(not draft.is_taken(*m.span()) for m in draft.find(NEGATION)) and not draft.search(NEGATION_IDIOM)


def _dimensions(draft: Draft, asked: Asked, noun: tuple[Token, ...]) -> frozenset[Dimension]:
    if asked is not Asked.MEASURE or noun:  # "bao nhiêu mét" names the unit itself
        return frozenset()
    return asked_dimensions(draft.text, draft.style, next((m.start() for m in how_many(draft)), len(draft.text)))


_PLAN_WORDS = frozenset("ke hoach chi tieu muc giao dat de phai".split())


def analyse(
    text: str, vocabulary: Vocabulary, *, known_places: Collection[str] = (), context: Sequence[Term] = ()
) -> Question:
    """Reads a question. ``known_places``: names that the collection holds (they count as a signal where a name is
    typed without diacritics); ``context``: terms of the conversation so far."""
    typed = normalize(text).strip()
    english = is_english(typed)
    reading = to_vietnamese(_spelt(typed, known_places)) if english else correct_typing(typed, vocabulary, known_places)
    places = tuple(find_places(reading, known=known_places))
    folded = _looks_folded(reading, places, reading if english else typed)
    draft = Draft(reading, Style.PLAIN if folded else Style.VIETNAMESE)
    plain = fold(reading)
    for mention in places:
        if not mention.places:
            continue  # a place that the gazetteer does not know: its words must be found like any others
        level = _LEVEL_WORDS.search(plain[: mention.start])
        draft.taken.append((level.start() if level else mention.start, mention.end))
    numbers = scan(reading)
    time = asked_time(reading, numbers)
    draft.taken += time.phrases
    asked, begin, end = kind_asked(draft)
    if asked is Asked.PLACE:  # of the answer, not of what is told of it
        draft.taken += [match.span() for match in draft.find(r"\b(?:nơi|chỗ|đâu)(?= nào\b)")]
    bound = None
    if asked in NUMERIC and (matches := how_many(draft)):
        bound, bound_start = bound_asked(draft, matches[0])
        if bound in (Bound.AT_LEAST, Bound.AT_MOST):  # articles have other words for the same bound
            draft.taken.append((bound_start, matches[0].start()))
    if english and asked is Asked.NUMBER:  # its subject stands behind "how much"
        asked, begin, end = by_subject(draft, len(reading))
    lex = lexicon(folded)
    found = tokens(reading, folded=folded)
    noun = noun_phrase(found, begin, end or len(reading), draft, lex) if begin is not None else ()
    stated = tuple(
        q
        for q in numbers
        if q.is_quantity and not q.is_word and not draft.is_taken(q.start, q.end) and not _describes(q, plain)
    )
    claim = bool(stated) and (draft.search(CLAIM) or asked is Asked.ANY)
    if claim:
        asked = KIND_ASKED[stated[0].kind]
        if stated[0].noun and asked in (Asked.COUNT, Asked.MEASURE):
            noun = noun_phrase(found, stated[0].noun.start, stated[0].noun.end, draft, lex)
        draft.taken += [(q.number_start, q.number_end) for q in stated]
    terms = terms_of(found, draft, lex, vocabulary, english=english)
    lead = _LEAD_IN.match(plain)
    if lead and lead.group().rstrip().endswith(":") and any(m.start < lead.end() for m in places):
        lead = None  # "Trợ cấp ở Vĩnh Tường: bao nhiêu người?" names the thing itself
    if lead:
        terms = tuple(t for t in terms if found[t.position].start >= lead.end()) or terms
    wants_plan = draft.search(PLAN)
    if wants_plan:  # a text says so with the second number of "7.000/6.400 người", or with other words
        terms = tuple(t for t in terms if fold(t.form) not in _PLAN_WORDS) or terms
    whole = Question(
        text=text,
        reading=reading,
        folded=folded,
        english=english,
        asked=asked,
        noun=noun,
        head=()
        if english and noun and not vocabulary.document_frequency(noun[0].form, folded=folded)
        else head_of(noun, lex),
        places=places,
        time=time,
        terms=terms,
        claimed=stated if claim or asked not in NUMERIC else (),
        is_claim=claim,
        negated=_denies(draft),
        bound=bound,
        dimensions=_dimensions(draft, asked, noun),
        stages=last_stages(named_stages(reading, draft.style), 0, len(reading)),
        wants_total=draft.search(TOTAL),
        wants_reason=draft.search(REASON),
        wants_earlier=draft.search(EARLIER),
        wants_against_plan=draft.search(AGAINST_PLAN),
        wants_source=draft.search(MONEY_SOURCE),
        wants_each=draft.search(EACH_FOLDED if folded else EACH) and not draft.search(EACH_NAMED),
        wants_plan=wants_plan,
        labels=_labels(numbers, found),
        unheard=tuple(name for name in _unheard(reading, terms, found) if not (english and in_title(name, typed))),
    )
    return _divided(whole, draft, found, lex) if asked in NUMERIC and not claim else whole


def _divided(whole: Question, draft: Draft, found: Sequence[Token], lex: Lexicon) -> Question:
    """A question that asks for several things ("bao nhiêu hộ nghèo, chiếm mấy phần trăm?"), one by one.

    Each part keeps its own clause as terms, the rest as context. The first part leads.
    """
    asks: list[tuple[int, Asked, int | None, int | None]] = []  # where its clause begins, kind, noun
    for match in how_many(draft):
        begin = max((m.start() for m in draft.find(CLAUSE) if m.end() <= match.start()), default=0)
        kind, noun_begin, noun_end = kind_after(draft, match)
        if kind is Asked.NUMBER and any(begin <= m.start() < match.start() for m in draft.find(r"\bkế hoạch\b")):
            kind = Asked.SHARE  # "so với kế hoạch đạt bao nhiêu"
        asks.append((begin, kind, noun_begin, noun_end))
    if not asks:
        starts = [0, *(m.end() for m in draft.find(LISTED))]
        listed = [(low, *by_subject(draft, high, low)) for low, high in itertools.pairwise([*starts, len(draft.text)])]
        asks = listed if len(listed) > 1 and all(kind is not Asked.NUMBER for _, kind, *_ in listed) else []
    subject = by_subject(draft, asks[0][0]) if asks and asks[0][0] > 0 else (Asked.NUMBER, None, None)
    if subject[0] is Asked.COUNT and asks[0][1] in (Asked.SHARE, Asked.MONEY) and _apart(draft.text, asks[0][0]):
        asks.insert(0, (0, *subject))  # "Số người tham gia …, đạt bao nhiêu %", but not "… đạt bao nhiêu %"
    asks += [(m.start(), Asked.MONEY, None, None) for m in draft.find(AND_MONEY) if asks and m.start() > asks[-1][0]]
    asks = [one for i, one in enumerate(asks) if i == 0 or one[0] > asks[i - 1][0]]
    if len(asks) < 2:
        return whole
    borders = [0, *(begin for begin, *_ in asks[1:]), len(draft.text)]
    ranges = list(itertools.pairwise(borders))
    nouns = [
        noun_phrase(found, begin, end or high, draft, lex) if begin is not None else ()
        for (_, _, begin, end), (_, high) in zip(asks, ranges, strict=True)
    ]
    counted = {token.start for noun in nouns for token in head_of(noun, lex)}
    parts = []
    for (_, kind, *_), noun, (low, high) in zip(asks, nouns, ranges, strict=True):
        own = tuple(t for t in whole.terms if low <= found[t.position].start < high)
        # What another part counts would draw its figure here.
        rest = tuple(t for t in whole.terms if t not in own and found[t.position].start not in counted)
        plan = any(low <= m.end() <= high for m in draft.find(PLAN))
        part = replace(whole, asked=kind, noun=noun, head=head_of(noun, lex), terms=own, context=rest)
        parts.append(replace(part, wants_plan=plan))
    kept = [p for p in parts[1:] if p.asked is not Asked.NUMBER or len(p.terms) > 1]
    first = parts[0] if parts[0].terms else replace(parts[0], terms=whole.terms, context=())
    return replace(first, also=tuple(kept))


def _apart(text: str, at: int) -> bool:
    """Whether a comma or "và" parts what begins at ``at`` from what stands before it."""
    return text[:at].rstrip()[-1:] in ",;" or text[at:].lower().startswith((",", ";", "và ", "va "))


def _spelt(text: str, known: Collection[str]) -> str:
    """An English question with its places in Vietnamese spelling, so that they are known for what they are."""
    for mention in reversed(find_places(text, known=known)):
        if mention.places:
            text = text[: mention.start] + mention.places[0].name + text[mention.end :]
    return text


def _describes(quantity: Quantity, plain: str) -> bool:
    """Whether a number of the question says which thing is meant ("cụ tròn 100 tuổi", "dưới 3 tháng"), not how many."""
    return bool(re.match(r"\s*(?:tuoi|thang|ngay|nam|tieng|gio)\b", plain[quantity.number_end :]))
