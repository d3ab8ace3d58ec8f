"""Whether a figure counts the noun that is asked for: "bao nhiêu *hộ*" beside "13 hộ", "54 căn nhà", "1.000 lượt hộ"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from index.text import fold
from rag.asked import Asked
from rag.clauses import Frame, matches
from rag.figures import Kind, Level, Quantity, Style
from rag.lexicon import Lexicon, Token, tokens
from rag.quantity import quantities
from rag.question import Question
from rag.related import How
from rag.units import units

__all__ = ["Fit", "is_total", "noun_fit"]

_FOR = frozenset({"cho", "của", "thuộc", "cua", "thuoc"})  # what follows gets, or has, what is counted
_HOUSEHOLD = frozenset({"hộ", "ho", "gia"})  # hộ, gia đình


_CLASSIFIER = frozenset({("chiếc",), ("chiec",), ("cái",), ("cai",)})  # alone they count what was named before
_HOUSE = frozenset({("nhà",), ("nha",)})
_OF_HOUSES = frozenset({("căn",), ("can",), ("ngôi",), ("ngoi",)})
_NAMED_WITHIN = 4  # words of its noun phrase that a figure counts: "3 hội nghị tư vấn lao động" are no workers
_OF_STUFF = 3  # words behind a measure that may say of what it is


@lru_cache(maxsize=256)
def _unit_of(phrase: str) -> str:
    """The unit that a phrase begins with, by the one name that all figures of it bear."""
    read = quantities(f"77 {phrase}")
    return read[0].unit if read and read[0].kind is Kind.MEASURE else ""


def _phrases(words: str) -> frozenset[tuple[str, ...]]:
    return frozenset(form for word in words.split(",") for form in (tuple(word.split()), tuple(fold(word).split())))


# Words for whatever is counted, and what they may stand for: "được mấy nơi" asks for communes, "mấy buổi" for conferences.
_WHATEVER = (
    (_phrases("nơi,chỗ,địa phương,địa bàn"), _phrases("xã,phường,thị trấn,huyện,thôn,bản,ấp,xóm,khu,tỉnh,thành phố")),
    (_phrases("buổi,cuộc,sự kiện"), _phrases("hội nghị,hội thảo,hội chợ,hội thi,phiên,buổi,cuộc,lễ,sự kiện")),
)


def _asked_classifier(name: Sequence[Token], question: Question, lex: Lexicon) -> bool:
    """Whether the figure bears the classifier of the noun asked for, without that noun: "538 suất", "146 con trưởng
    thành", asked "bao nhiêu suất quà", "bao nhiêu con sếu trưởng thành"."""
    if not name or len(question.noun) < 2 or (name[0].form,) not in lex.empty_nouns:
        return False
    rest = all(any(matches(term, token) for term in question.terms) for token in name[1:])
    return name[0].form == question.noun[0].form and rest


def _alike(word: Token, found: Sequence[Token]) -> bool:
    return any(word.form == token.form or word.concepts & token.concepts for token in found)


def _begins(unit: Sequence[Token], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(token.form for token in unit[:length]) in phrases for length in (1, 2))


def _named_before(quantity: Quantity, anyone: bool, frame: Frame, lex: Lexicon) -> list[Token]:
    """The unit of an earlier figure that this one's is short for: "420 bức tranh, … 137 bức", "16 vị vua, trong đó bốn
    người"; empty if there is none. ``anyone``: the unit is just anybody."""
    if not quantity.unit:
        return []
    for figure, on, how in frame.sentence.related:
        if figure is quantity and how is How.PART and anyone:
            return tokens(on.unit, folded=lex.folded)
    for other in reversed(frame.figures):
        earlier = other.number_start < quantity.number_start and other.kind is Kind.COUNT
        if earlier and other.unit.startswith(f"{quantity.unit} "):
            return tokens(other.unit, folded=lex.folded)
    return []


class Fit:
    """Whether the thing asked for is what a figure counts."""

    STRONG = "strong"
    WEAK = "weak"  # named in its clause
    MISSING = "missing"


def noun_fit(question: Question, frame: Frame, at: int, quantity: Quantity, lex: Lexicon) -> str | None:
    """How the noun asked for stands to the figure; None when the question names none, or a unit of time."""
    if not question.head or question.asked is Asked.DURATION:
        return None
    head, sentence = question.head, frame.sentence
    forms = tuple(token.form for token in head)

    whole = frozenset.intersection(*(h.concepts for h in head))  # "gia đình" is "hộ" as a whole, not word by word

    def counts(found: Sequence[Token]) -> bool:
        return any(whole & t.concepts for t in found) or any(
            all(h.form == t.form or h.concepts & t.concepts for h, t in zip(head, found[i:], strict=False))
            for i in range(len(found) - len(head) + 1)
        )

    end = max(quantity.end, quantity.noun.end if quantity.noun else 0)
    unit = _unit([sentence.tokens[i] for i in sentence.tokens_between(quantity.number_end, end)])
    name = tokens(quantity.unit, folded=lex.folded)
    unit = unit or list(name)  # shared with a figure further up
    classifier = tuple(t.form for t in name) in _CLASSIFIER
    if quantity.kind is Kind.COUNT and _asked_classifier(name, question, lex):
        return Fit.STRONG
    if quantity.kind is Kind.MEASURE:
        behind = sentence.tokens_between(end, sentence.end)[:_OF_STUFF]
        if _unit_of(" ".join(forms)) == quantity.unit:  # "bao nhiêu kilômét" of "117 km"
            of_what = question.noun[len(head) : len(head) + 1]  # "bao nhiêu ha *lúa*"
            if not of_what or _alike(of_what[0], [sentence.tokens[i] for i in behind]):
                return Fit.STRONG
            return Fit.WEAK if _alike(of_what[0], sentence.tokens) else Fit.MISSING
        unit += [sentence.tokens[i] for i in behind if sentence.segments[i] == sentence.segments[at]]  # "15 tấn *gạo*"
    if quantity.kind is Kind.COUNT:
        if _counts_turns(unit, question):
            return Fit.MISSING
        anyone = classifier or (forms not in lex.anyone and tuple(t.form for t in name) in lex.anyone)
        unit = (_named_before(quantity, anyone, frame, lex) or unit)[:_NAMED_WITHIN]
    if quantity.kind is Kind.SHARE:
        # "một nửa số hộ nghèo" tells how many of them; "100% hộ nghèo được …" does not tell how many there are.
        if quantity.is_word and quantity.noun and counts(unit[:3]) and question.asked is Asked.COUNT:
            return Fit.STRONG
    else:
        if counts(unit) or any(forms in words and _begins(unit, things) for words, things in _WHATEVER):
            return Fit.STRONG
        person = forms in lex.anyone or forms in lex.person_nouns
        thing = " ".join(t.form for t in unit[:2]) in units(Style.PLAIN if lex.folded else Style.VIETNAMESE).compounds
        lengths = (2,) if thing else (1, 2)  # "2 chi tieu" is no number of "chị"
        if person and any(tuple(t.form for t in unit[i : i + n]) in lex.person_nouns for i in (0, 1) for n in lengths):
            # "người" counts anybody; "lao động" counts people only where workers are spoken of.
            return Fit.STRONG if forms in lex.anyone or counts(sentence.tokens) else Fit.WEAK
    if forms in _HOUSE and tuple(t.form for t in name) in _OF_HOUSES:
        return Fit.STRONG  # "xã Lâm Bình 141 căn"
    if classifier:
        return Fit.WEAK  # "400 chiếc" of what was told of before
    if quantity.kind is Kind.COUNT and _counts_else(name, question, lex):
        return Fit.MISSING
    low, high = frame.neighbours(at)
    groups = sentence.groups
    near = [
        sentence.tokens[i]
        for i in range(low, high)
        if groups[i] == groups[at] and not (i and sentence.tokens[i - 1].form in _FOR)  # "80 nhà ở cho hộ nghèo"
    ]
    if forms not in lex.anyone and counts(near):
        return Fit.WEAK
    if not quantity.unit and forms in lex.person_nouns:
        return Fit.WEAK  # "(trong đó cao đẳng: 19; trung cấp: 285)": the unit stands further up
    return Fit.MISSING


_SCALES = frozenset("nghìn ngàn vạn triệu tỷ tỉ nghin ngan van trieu ty ti".split())


def _unit(behind: Sequence[Token]) -> list[Token]:
    """The words of the unit, without the rest of the number: "30 *đến 50 nghìn* dân"."""
    first = max((i + 1 for i, t in enumerate(behind) if t.form[0].isdigit()), default=0)
    while first < len(behind) and behind[first].form in _SCALES:
        first += 1
    return list(behind[first:])


def _counts_else(unit: Sequence[Token], question: Question, lex: Lexicon) -> bool:
    """Whether the unit is a thing that the question does not speak of: "54 căn nhà" is no number of households.

    Persons and households stand for what they get: "13 hộ được hỗ trợ xây nhà" is a number of houses.
    """
    named = [
        t for t in unit if t.form not in lex.stop and t.form not in lex.counters and (t.form,) not in lex.empty_nouns
    ]
    forms = tuple(t.form for t in unit)
    if not named or any(forms[:n] in lex.person_nouns or forms[:n] in lex.anyone for n in (1, 2)):
        return False
    if forms[0] in _HOUSEHOLD:
        return False
    return not any(matches(term, token) for term in question.terms for token in named)


def _counts_turns(unit: Sequence[Token], question: Question) -> bool:
    """Whether the unit counts turns ("1.000 lượt hộ nghèo được vay") where asked is only how many there are."""
    noun = {token.form for token in question.noun}
    return bool(unit) and unit[0].form in ("lượt", "luot") and all(term.form in noun for term in question.terms)


# "số hộ nghèo phát sinh mới", "số hộ nghèo được vay": some of them.
_SOME_OF_THEM = frozenset(
    "phát mới được có chưa không thiếu tham vay đăng phat moi duoc co chua khong thieu dang".split()
)


def is_total(question: Question, frame: Frame, at: int, quantity: Quantity) -> bool:
    """Whether the figure is introduced as the number of what is asked for: "(tổng) số hộ nghèo của tỉnh là 6.621"."""
    tokens, (low, _) = frame.sentence.tokens, frame.neighbours(at)
    if quantity.level is Level.TO:
        low = 0  # "số hộ nghèo giảm từ 900 hộ xuống còn 350 hộ" introduces both
    forms = tuple(token.form for token in question.head)
    noun = {token.form for token in question.noun}
    for i in range(low, at - len(forms)):
        if tokens[i].form in ("số", "so") and tuple(t.form for t in tokens[i + 1 : i + 1 + len(forms)]) == forms:
            behind = (token.form for token in tokens[i + 1 : at] if token.form not in noun)
            if next(behind, "") not in _SOME_OF_THEM:
                return True
    return False
