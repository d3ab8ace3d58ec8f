"""What narrows the noun that is asked for: modifiers that exclude each other, and the words for a group of persons."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from index.text import fold
from rag.asked import Asked
from rag.clauses import Frame
from rag.lexicon import Contrast, Lexicon, Token, lexicon, tokens
from rag.question import Question

__all__ = ["NOT", "Members", "contrasts", "groups", "members", "mended", "named_ones"]

Members = frozenset[str]
NOT = frozenset({"không", "khong", "chẳng"})  # a modifier behind one of these is denied


def contrasts(frame: Frame, at: int, wanted: Sequence[tuple[Contrast, Members]]) -> tuple[int, int, Members]:
    """How many groups of modifiers that exclude each other figure and question fill differently, how many alike; and
    which of several modifiers that the question names side by side ("hộ nghèo và hộ cận nghèo") is this figure's.

    ``wanted``: the groups of which the question holds a modifier, with those it holds.
    """
    clashes = fits = 0
    variant: Members = frozenset()
    for group, asked in wanted:
        stands = frame.contrasting(at, lambda found, group=group: members(found, group))  # type: ignore[misc]
        clashes += bool(stands and not asked & stands)
        fits += bool(asked & stands)
        if len(asked) > 1:
            variant |= asked & stands
    return clashes, fits, variant


# "chương trình giảm nghèo", "Quỹ Vì người nghèo": they name no category of households.
_NAMES_NONE = frozenset({("giảm", "nghèo"), ("giam", "nghèo")})


_BY_YEAR = frozenset("học nay trước qua ngoái tới sau đầu cuối hoc truoc ngoai toi dau cuoi".split())
_YEAR_BY = frozenset(
    "đầu cuối trong mỗi hằng hàng cả một hai ba bốn mười các nhiều dau trong moi hang ca mot bon muoi cac nhieu".split()
)


def _is_year(forms: Sequence[str], i: int) -> bool:
    """Whether the "nam" typed without diacritics is a year, no man: "nam 2022", "cuoi nam"."""
    ahead = forms[i + 1] if i + 1 < len(forms) else ""
    return ahead[:1].isdigit() or ahead in _BY_YEAR or (i > 0 and forms[i - 1] in _YEAR_BY)


def members(found: Sequence[Token], group: Contrast) -> Members:
    """The modifiers of a group that stand in a text; the longest reading counts ("cận nghèo" is not also "nghèo")."""
    forms = [token.form for token in found]
    held: set[str] = set()
    i = 0
    while i < len(forms):
        ways = group.get(forms[i], ())
        phrase, member = next(
            (way for way in ways if tuple(forms[i : i + len(way[0])]) == way[0]), (forms[i : i + 1], "")
        )
        names_none = i and (forms[i - 1] in NOT or (forms[i - 1], member) in _NAMES_NONE)
        if member and not names_none and not (phrase == ("nam",) and _is_year(forms, i)):
            held.add(member)
        i += len(phrase)
    return frozenset(held)


_FOR_OTHERS = frozenset({"cho", "của", "cua", "ở", "o", "tại", "tai"})  # what follows them is another thing
_GROUP_WORDS = 2
_GROUP_WEIGHT = 0.9  # of both together, from which on they tell one group from another


# Unions do the same things side by side; so do the countries that workers go to.
_UNION_OF = re.compile(r"\b(?:Hội|Đoàn)(?: LH| Liên hiệp)? (?=[A-ZĐ])|\b(?:sản lượng|năng suất) (?=\w)")
_NAMED_WITHIN = 10  # code points: two syllables
_COUNTRY = re.compile(
    r"\b(?:nhat ban|han quoc|dai loan|malaysia|trung quoc|ha lan|a rap|cong hoa sec|ba lan|rumani|hungary|thai lan|campuchia|singapore)\b"
)


def named_ones(question: Question) -> list[tuple[int, int]]:
    """Pairs of neighbouring terms that name a union, a country or what is grown: "Hội Nông dân", "đi Hàn Quốc", "sản lượng
    sầu riêng". Both must stand somewhere."""
    words = tokens(question.reading, folded=question.folded)
    named = [(m.end(), m.end() + _NAMED_WITHIN) for m in _UNION_OF.finditer(question.reading)]
    named += [m.span() for m in _COUNTRY.finditer(fold(question.reading))]
    pairs = [
        (a, b)
        for a, b in itertools.pairwise(range(len(question.terms)))
        if question.terms[b].position - question.terms[a].position == 1
    ]
    return [
        (a, b)
        for a, b in pairs
        if any(
            low <= words[question.terms[a].position].start and words[question.terms[b].position].end <= high
            for low, high in named
        )
    ]


def groups(question: Question) -> list[tuple[int, int]]:
    """Pairs of terms that say which of those asked for are meant: behind the noun ("người khuyết tật", "người đang cai
    nghiện") or, where money is asked, behind "cho" ("dư nợ cho vay học sinh, sinh viên"). One of both must stand somewhere."""
    words = tokens(question.reading, folded=question.folded)
    stop = lexicon(question.folded).stop
    if question.head:
        begin = next((i + 1 for i, word in enumerate(words) if word.start == question.head[-1].start), len(words))
    elif question.asked is Asked.MONEY:
        begin = next((i + 1 for i, word in enumerate(words) if word.form == "cho"), len(words))
    else:
        return []
    while begin < len(words) and words[begin].form in stop and words[begin].form not in _FOR_OTHERS:
        begin += 1
    near = range(begin, begin + (_GROUP_WORDS if question.head else 2 * _GROUP_WORDS))
    found = [k for k, t in enumerate(question.terms) if t.position in near]
    return [
        (a, b)
        for a, b in itertools.pairwise(found)
        if question.terms[b].position - question.terms[a].position == 1
        and question.terms[a].weight + question.terms[b].weight >= _GROUP_WEIGHT
    ]


def mended(asked: Sequence[Token], question: Question, lex: Lexicon) -> list[Token]:
    """The words of the question; one typed with wrong diacritics as the modifier it must be ("hộ cân nghèo")."""
    modifiers = {
        fold(word): word for group in lex.contrasts for ways in group.values() for phrase, _ in ways for word in phrase
    }
    loose = {term.form for term in question.terms if term.loose}
    return [t._replace(form=modifiers.get(fold(t.form), t.form)) if fold(t.form) in loose else t for t in asked]
