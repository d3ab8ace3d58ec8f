"""What a question asks: the kind of answer, the thing counted, places, years, content words.

Rules run on the folded text (lower case, no diacritics), so that a question typed without diacritics is read by the
same rules; folding keeps offsets. Nothing here looks at articles except through document frequencies.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from index.place import PlaceMention, find_places
from index.text import fold, has_diacritics, normalize, words
from rag.figures import Kind, Quantity, Style
from rag.lexicon import Lexicon, Token, lexicon, tokens
from rag.patterns import compile_for, view
from rag.quantity import quantities
from rag.wording_in import correct_typing, is_english, to_vietnamese

__all__ = ["Asked", "Question", "Term", "Vocabulary", "analyse"]


class Asked(StrEnum):
    """The kind of answer that a question wants."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    MEASURE = "measure"
    DURATION = "duration"  # so many years, days; an age
    NUMBER = "number"  # "bao nhiêu" without a word that tells which kind
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    TEXT = "text"
    ANY = "any"  # key words only: a number if one fits well, else a sentence


NUMERIC = frozenset({Asked.COUNT, Asked.MONEY, Asked.SHARE, Asked.MEASURE, Asked.DURATION, Asked.NUMBER})


class Vocabulary(Protocol):
    """What the analysis needs to know of a collection."""

    @property
    def size(self) -> int: ...  # paragraphs

    def document_frequency(self, form: str, *, folded: bool) -> int: ...


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question and how much it tells: idf in the collection, 0 < weight <= 1."""

    form: str
    concepts: frozenset[int]
    weight: float
    known: bool  # whether the collection holds the word (or a synonym) at all
    loose: bool = False  # typed without its diacritics in a question that has them: compare folded
    position: int = 0  # among the words of the question: neighbours make pairs


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
    years: tuple[int, ...]
    months: tuple[tuple[int, int], ...]  # (year, month), where a month is asked
    terms: tuple[Term, ...]
    context: tuple[Term, ...] = ()  # content words of the question before: they help to choose, they decide nothing
    background: str = ""  # the question before, as it was read; searched along with this one
    claimed: tuple[Quantity, ...] = ()  # figures that the question itself states
    is_claim: bool = False
    negated: bool = False
    wants_total: bool = False
    wants_reason: bool = False
    also: tuple[Question, ...] = ()  # further things asked in the same breath, each as a question of its own
    wants_plan: bool = False

    @property
    def numeric(self) -> bool:
        return self.asked in NUMERIC

    @property
    def understood(self) -> str:
        """The question as it was understood, for people: a follow-up with what it goes on from."""
        return f"{self.reading} (tiếp câu: {self.background})" if self.background else self.reading


@dataclass(slots=True)
class _Draft:
    """The text being read, with the parts of it that are already understood taken out of the content words."""

    text: str
    style: Style
    taken: list[tuple[int, int]] = field(default_factory=list)

    def find(self, pattern: str) -> list[re.Match[str]]:
        """Where a pattern, written in Vietnamese, stands; without diacritics where the question has none."""
        return list(compile_for(self.style, pattern).finditer(view(self.text, self.style)))

    def search(self, pattern: str) -> bool:
        return bool(self.find(pattern))

    def is_taken(self, start: int, end: int) -> bool:
        return any(start < e and end > s for s, e in self.taken)


_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,]*\d)(?!\s*%)")
_PERIOD = re.compile(r"(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d")
_MONTH = re.compile(r"\bthang\s+(\d{1,2})\s*(?:/|nam\s+|-\s*)((?:19|20)\d\d)")
_LEVEL_WORDS = re.compile(r"\b(?:tinh|huyen|xa|thi tran|thi xa|thanh pho|quan|phuong|tp\.?|tx\.?|tt\.?)\s*$")

# Written in Vietnamese; `rag.patterns` also makes the form for text without diacritics.
_HOW_MANY = r"\bbao nhiêu\b|\bbao lâu\b|\bbao xa\b|\bmấy\b(?= \w)"
# The subject of a question whose "bao nhiêu" stands alone at the end tells the kind, first match first.
_SUBJECT = [
    (Asked.SHARE, r"\b(?:tỷ lệ|tỉ lệ|phần trăm|tỷ trọng|tỉ trọng|tỷ suất|tỉ suất)\b|%"),
    (
        Asked.MONEY,
        r"\b(?:kinh phí|số tiền|tiền|nguồn vốn|vốn|thu nhập|ngân sách|doanh thu|trị giá|giá trị|tiền lương|mức lương|học phí"
        r"|chi phí|mức trợ cấp|mức hỗ trợ|mức chuẩn|mức vay|dư nợ|gdp|grdp|tổng thu|tổng chi)\b|\bquỹ .{0,40}(?:vận động|huy động)",
    ),
    (
        Asked.MEASURE,
        r"\b(?:diện tích|tốc độ|trọng lượng|khối lượng|chiều (?:dài|rộng|cao|sâu)|sản lượng|nhiệt độ|độ cao|công suất)\b",
    ),
    (Asked.COUNT, r"\b(?:số lượng|tổng số|số)(?= \w)"),
]
_NO_COUNT = (
    r"\b(?:điểm|tỷ|tỉ|một|trong|hệ|con|chỉ|bão|nghị quyết|quyết định|văn bản) số\b|\bsố (?:tiền|liệu|điểm|cuối)\b"
)
_SCORE = r"\b(?:điểm|tỷ|tỉ) số\b"
_TEXTUAL = [
    (
        Asked.DATE,
        r"\b(?:khi nào|bao giờ|ngày nào|ngày mấy|năm nào|tháng nào|lúc nào|hồi nào|thời điểm nào|thời gian nào)\b",
    ),
    (Asked.NAME, r"\bai\b|\bngười nào\b|\b(?:ông|bà|đồng chí) nào\b"),
    (
        Asked.PLACE,
        r"\bở đâu\b|\bnơi nào\b|\b(?:xã|huyện|tỉnh|địa phương|thôn|phường|thị trấn|vùng|quốc gia|nước|thành phố) nào\b|\bđâu ?\?|\btừ đâu\b|\bđâu ra\b",
    ),
    (Asked.TEXT, r"\bvì sao\b|\btại sao\b|\bthế nào\b|\bra sao\b|\bgì\b|\bnào\b|\blý do\b|\bsao\b"),
]
_CLAUSE = r"[,;] ?|\bvà |\bhết (?=bao|mấy)|\bchiếm (?=bao|mấy)|\bđạt (?=bao|mấy)|\bcòn (?=bao|mấy)"
_AND_MONEY = r"(?:[,;] ?|\bvà )(?:với )?(?:tổng )?(?:kinh phí|số tiền)(?: \w+){0,4} ?\??$"
_DIFFERENCE = r"\b(?:hơn|kém|tăng|giảm|chênh|chênh lệch|lệch) "
_WHICH_FIGURE = r"\b(?:con số|số liệu|tỷ lệ|tỉ lệ|mức) (?:nào|gì|ra sao|thế nào)\b"
_CLAIM = (
    r"\bđúng hay\b|\bhay sai\b|\bcó đúng\b|\bđúng không\b|\bphải không\b|\bcó phải\b|\bthật không\b|\bđúng là\b|\bchính xác không\b|\bđúng chứ\b"
    r"|\bà ?\?|\bphải ko\b|\bđúng ko\b|\bkhông nhỉ\b|\bphải chăng\b|\bnghe nói\b"
)
_NEGATION = r"\b(?:chưa|chẳng)\b|\bkhông (?:có|được|đạt|đủ|còn|tham gia|thể)\b"
_NEGATION_IDIOM = r"\bhay chưa\b|\bchưa ?\?|\bcó không\b"
_REASON = r"\b(?:vì sao|tại sao|lý do|lí do|nguyên nhân|vì đâu|do đâu)\b"
_TOTAL = r"\btổng cộng\b|\bcả thảy\b|\btất cả\b|\bgộp lại\b|\bcộng lại\b"
_PLAN = r"\b(?:kế hoạch|chỉ tiêu) (?:được )?(?:giao|đề ra|đặt ra|là)\b|\btheo kế hoạch\b|\bmục tiêu\b"


def _looks_folded(text: str, places: Sequence[PlaceMention]) -> bool:
    """Whether the question was typed without diacritics: under a sixth of its words bear one.

    Names are left out: a name is often pasted from somewhere into a question typed without diacritics.
    In ordinary Vietnamese two words of three bear a mark.
    """
    spans = [(m.start, m.end) for m in places]
    plain = [w for w in words(text) if w.text.isalpha() and not any(w.start < e and w.end > s for s, e in spans)]
    marked = sum(has_diacritics(text[w.start : w.end]) for w in plain)
    return marked * 6 < len(plain) or (not plain and not has_diacritics(text))


def _kind_asked(draft: _Draft) -> tuple[Asked, int | None, int | None]:
    """The kind of answer, and where the noun that is counted begins and ends (None if unknown)."""
    how_many = _how_many(draft)
    if how_many:
        return _kind_after(draft, how_many[0])
    if draft.search(_WHICH_FIGURE):
        return _by_subject(draft, len(draft.text))
    for kind, pattern in _TEXTUAL:
        if draft.search(pattern):
            return kind, None, None
    found = _by_subject(draft, len(draft.text))
    return found if found[0] is not Asked.NUMBER else (Asked.ANY, None, None)


def _how_many(draft: _Draft) -> list[re.Match[str]]:
    return [m for m in draft.find(_HOW_MANY) if not draft.is_taken(m.start(), m.end())]


def _kind_after(draft: _Draft, how_many: re.Match[str]) -> tuple[Asked, int | None, int | None]:
    """The kind that one "bao nhiêu" asks for.

    What follows it is read by the same reader as the units of the articles: a figure put in its place shows kind and
    unit, whatever the unit is.
    """
    asked = fold(how_many.group())
    if asked.endswith("lau") or re.match(r" *th(?:ời|oi) gian\b", draft.text[how_many.end() :].lower()):
        return Asked.DURATION, None, None
    if asked.endswith("xa"):
        return Asked.MEASURE, None, None
    if any(m.end() <= how_many.start() for m in draft.find(_SCORE)):
        return Asked.NUMBER, None, None
    probe = draft.text[: how_many.start()] + "77" + draft.text[how_many.end() :]
    shift = how_many.end() - how_many.start() - 2
    for quantity in quantities(probe):
        if quantity.number_start == how_many.start() and quantity.unit:
            kind = _ASKED[quantity.kind]
            if draft.is_taken(quantity.number_end + shift + 1, quantity.end + shift):
                break
            if fold(quantity.unit).split()[:1] in (["tien"], ["kinh"], ["von"]):
                return Asked.MONEY, None, None
            if kind in (Asked.COUNT, Asked.MEASURE) and quantity.noun:
                return kind, quantity.noun.start + shift, quantity.noun.end + shift
            return kind, None, None
    if any(m.end() == how_many.start() for m in draft.find(_DIFFERENCE)):
        return Asked.NUMBER, None, None
    return _by_subject(draft, how_many.start())


_ASKED = {
    Kind.COUNT: Asked.COUNT,
    Kind.MONEY: Asked.MONEY,
    Kind.SHARE: Asked.SHARE,
    Kind.MEASURE: Asked.MEASURE,
    Kind.TIME: Asked.DURATION,
    Kind.SCORE: Asked.NUMBER,
}


def _by_subject(draft: _Draft, end: int) -> tuple[Asked, int | None, int | None]:
    no_count = [m.span() for m in draft.find(_NO_COUNT)]
    for kind, pattern in _SUBJECT:
        for match in draft.find(pattern):
            if match.start() >= end:
                continue
            if kind is not Asked.COUNT:
                return kind, None, None
            if not any(s <= match.start() < e for s, e in no_count):
                return kind, match.end(), end
    return Asked.NUMBER, None, None


def _noun_phrase(found: Sequence[Token], begin: int, end: int, draft: _Draft, lex: Lexicon) -> tuple[Token, ...]:
    """Up to five words from ``begin`` on, as far as no function word, place or number interrupts them."""
    phrase: list[Token] = []
    for token in found:
        if not begin <= token.start < end:
            continue
        if not phrase and token.form in lex.stop and token.form not in lex.counters:
            continue
        if (phrase and token.form in lex.stop) or draft.is_taken(token.start, token.end) or token.form[0].isdigit():
            break
        if phrase and re.search(r"[,;:?.!]", draft.text[phrase[-1].end : token.start]):
            break
        phrase.append(token)
        if len(phrase) == 5:
            break
    return tuple(phrase)


def _head(noun: tuple[Token, ...], lex: Lexicon) -> tuple[Token, ...]:
    """What is counted: the first noun that is no mere classifier ("căn nhà" counts nhà, "suất quà" counts quà)."""
    forms = tuple(token.form for token in noun)
    for length in (2, 1):
        if forms[:length] in lex.person_nouns or forms[:length] in lex.anyone:
            return noun[:length]
    i = 0
    while i + 1 < len(noun):
        length = next((n for n in (2, 1) if i + n < len(noun) and forms[i : i + n] in lex.empty_nouns), 0)
        if not length:
            break
        i += length
    return noun[i : i + 1]


_UNKNOWN = 0.7  # the most that a word counts which no article holds: it may be what matters, or mere wording
_WEAK = 0.35  # of its idf is what a word counts that says little
_AMBIGUOUS = 0.5
_FOREIGN = 0.3  # a word of an English question that the lexicon lacks


def _terms(
    found: Sequence[Token], draft: _Draft, lex: Lexicon, vocabulary: Vocabulary, *, english: bool
) -> tuple[Term, ...]:
    forms = [token.form for token in found]
    skip = [False] * len(found)
    factor = [1.0] * len(found)
    i = 0
    while i < len(found):
        length = lex.longest_at(forms, i, lex.stop_phrases)
        for j in range(i, i + length):
            skip[j] = True
        i += length or 1
    for i in range(len(found)):
        for j in range(i, i + lex.longest_at(forms, i, lex.weak)):
            factor[j] = _WEAK
    terms = []
    for position, token in enumerate(found):
        glued = token.form[0].isdigit() and position > 0 and found[position - 1].end == token.start  # the 2 of km2
        if glued or skip[position] or token.form in lex.kind_words or draft.is_taken(token.start, token.end):
            continue
        if token.form in lex.stop:
            if token.form not in lex.ambiguous:
                continue
            factor[position] = min(factor[position], _AMBIGUOUS)
        form, loose = token.form, False
        frequency = vocabulary.document_frequency(form, folded=lex.folded)
        if not frequency and not token.concepts and not lex.folded:
            # A word whose diacritics were left out or mistyped: "la bao nhieu", "y tê".
            plain = fold(form)
            if plain in lexicon(True).stop and plain not in lexicon(True).ambiguous:
                continue
            frequency = vocabulary.document_frequency(plain, folded=True)
            if frequency:
                form, loose = plain, True
                if plain != token.form:  # a slip of the tone, or a word that only looks like one of the collection
                    factor[position] = min(factor[position], _WEAK)
        known = frequency > 0 or bool(token.concepts)
        if token.form in lex.linking:
            factor[position] = min(factor[position], _WEAK)
        if english and not known:
            factor[position] = _FOREIGN
        weight = _idf(frequency, vocabulary.size)
        weight = factor[position] * (weight if known else min(weight, _UNKNOWN))
        terms.append(Term(form, token.concepts, weight, known, loose, position))
    return tuple(terms)


def _idf(frequency: int, size: int) -> float:
    """BM25's idf (Robertson & Zaragoza 2009, eq. 3.3) divided by that of a word never seen: in (0, 1]."""
    top = math.log(1 + (size + 0.5) / 0.5)
    return max(0.05, math.log(1 + (size - frequency + 0.5) / (frequency + 0.5)) / top) if size else 1.0


def analyse(
    text: str, vocabulary: Vocabulary, *, known_places: Collection[str] = (), context: Sequence[Term] = ()
) -> Question:
    """Reads a question. ``known_places``: names that the collection holds (they count as a signal where a name is
    typed without diacritics); ``context``: terms of the conversation so far."""
    typed = normalize(text).strip()
    english = is_english(typed)
    reading = to_vietnamese(typed) if english else correct_typing(typed, vocabulary, known_places)
    places = tuple(find_places(reading, known=known_places))
    folded = _looks_folded(reading, places)
    draft = _Draft(reading, Style.PLAIN if folded else Style.VIETNAMESE)
    plain = fold(reading)
    for mention in places:
        if not mention.places:
            continue  # a place that the gazetteer does not know: its words must be found like any others
        level = _LEVEL_WORDS.search(plain[: mention.start])
        draft.taken.append((level.start() if level else mention.start, mention.end))
    periods = [m.span() for m in _PERIOD.finditer(reading)]  # "giai đoạn 2021-2025" names a programme, not a year
    years = [
        (int(m.group()), m.span())
        for m in _YEAR.finditer(reading)
        if not any(start <= m.start() < end for start, end in periods)
    ]
    months = [m for m in _MONTH.finditer(plain) if 1 <= int(m[1]) <= 12]
    draft.taken += [span for _, span in years] + [m.span() for m in months]
    asked, begin, end = _kind_asked(draft)
    lex = lexicon(folded)
    found = tokens(reading, folded=folded)
    noun = _noun_phrase(found, begin, end or len(reading), draft, lex) if begin is not None else ()
    stated = tuple(
        q
        for q in quantities(reading)
        if not draft.is_taken(q.start, q.end) and not q.is_word and not q.vague and not _describes(q, plain)
    )
    claim = bool(stated) and (draft.search(_CLAIM) or asked is Asked.ANY)
    if claim:
        asked = _ASKED[stated[0].kind]
        if stated[0].noun and asked in (Asked.COUNT, Asked.MEASURE):
            noun = _noun_phrase(found, stated[0].noun.start, stated[0].noun.end, draft, lex)
        draft.taken += [(q.number_start, q.number_end) for q in stated]
    whole = Question(
        text=text,
        reading=reading,
        folded=folded,
        english=english,
        asked=asked,
        noun=noun,
        head=_head(noun, lex),
        places=places,
        years=tuple(dict.fromkeys(year for year, _ in years)),
        months=tuple((int(m[2]), int(m[1])) for m in months),
        terms=_terms(found, draft, lex, vocabulary, english=english),
        claimed=stated if claim or asked in (Asked.TEXT, Asked.ANY) else (),
        is_claim=claim,
        negated=draft.search(_NEGATION) and not draft.search(_NEGATION_IDIOM),
        wants_total=draft.search(_TOTAL),
        wants_reason=draft.search(_REASON),
        wants_plan=draft.search(_PLAN),
    )
    return _divided(whole, draft, found, lex) if asked in NUMERIC and not claim else whole


def _divided(whole: Question, draft: _Draft, found: Sequence[Token], lex: Lexicon) -> Question:
    """A question that asks for several things ("bao nhiêu hộ nghèo, chiếm mấy phần trăm?"), one by one.

    Each part keeps its own clause as terms, the rest as context. The first part leads.
    """
    asks: list[tuple[int, Asked, int | None, int | None]] = []  # where its clause begins, kind, noun
    for match in _how_many(draft):
        begin = max((m.end() for m in draft.find(_CLAUSE) if m.end() <= match.start()), default=0)
        kind, noun_begin, noun_end = _kind_after(draft, match)
        if kind is Asked.NUMBER and any(begin <= m.start() < match.start() for m in draft.find(r"\bkế hoạch\b")):
            kind = Asked.SHARE  # "so với kế hoạch đạt bao nhiêu"
        asks.append((begin, kind, noun_begin, noun_end))
    subject = _by_subject(draft, asks[0][0]) if asks and asks[0][0] > 0 else (Asked.NUMBER, None, None)
    if subject[0] is Asked.COUNT and asks[0][1] in (Asked.SHARE, Asked.MONEY):
        asks.insert(0, (0, *subject))  # "Số người tham gia …, đạt bao nhiêu %"
    asks += [(m.start(), Asked.MONEY, None, None) for m in draft.find(_AND_MONEY) if asks and m.start() > asks[-1][0]]
    asks = [one for i, one in enumerate(asks) if i == 0 or one[0] > asks[i - 1][0]]
    if len(asks) < 2:
        return whole
    borders = [0, *(begin for begin, *_ in asks[1:]), len(draft.text)]
    parts = []
    for (_, kind, noun_begin, noun_end), (low, high) in zip(asks, itertools.pairwise(borders), strict=True):
        own = tuple(t for t in whole.terms if low <= found[t.position].start < high)
        noun = _noun_phrase(found, noun_begin, noun_end or high, draft, lex) if noun_begin is not None else ()
        rest = tuple(t for t in whole.terms if t not in own)
        parts.append(replace(whole, asked=kind, noun=noun, head=_head(noun, lex), terms=own, context=rest))
    kept = [p for p in parts[1:] if p.asked is not Asked.NUMBER or len(p.terms) > 1]
    first = parts[0] if parts[0].terms else replace(parts[0], terms=whole.terms, context=())
    return replace(first, also=tuple(kept))


def _describes(quantity: Quantity, plain: str) -> bool:
    """Whether a number of the question says which thing is meant ("cụ tròn 100 tuổi", "dưới 3 tháng"), not how many."""
    return bool(re.match(r"\s*(?:tuoi|thang|ngay|nam|tieng|gio)\b", plain[quantity.number_end :]))
