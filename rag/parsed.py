"""A passage taken apart once: sentences, words, figures, times, places. All offsets point into ``Article.text``."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeVar

from index.article import Article, Span
from index.place import PlaceMention, find_places
from index.text import fold, sentences
from rag.figures import Quantity
from rag.lexicon import Token, tokens
from rag.quantity import quantities

__all__ = ["ParsedPassage", "Sentence", "TimeExpression", "Words", "parse"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time that a sentence names: one year, or a span of years."""

    start: int
    end: int
    first: int  # year
    last: int  # year; differs from ``first`` for "giai đoạn 2021-2025"
    month: int | None = None
    weak: bool = False  # a span of years, or the date of a document: says little about when a figure held


class Words:
    """The words of a text, to be looked up by what they are."""

    def __init__(self, found: Iterable[Token]) -> None:
        self.tokens = tuple(found)
        self._forms = _positions((token.form,) for token in self.tokens)
        self._bare = _positions((fold(form),) for form in self._forms)  # of the forms, in the order of ``_forms``
        self._in_order = list(self._forms.values())
        self._concepts = _positions(token.concepts for token in self.tokens)

    def find(self, form: str, concepts: AbstractSet[int], *, loose: bool = False) -> list[int]:
        """The tokens that are the word or a synonym of it; ``loose``: also those that only differ in diacritics."""
        found = set(self._forms.get(form, ()))
        for concept in concepts:
            found.update(self._concepts.get(concept, ()))
        if loose:
            for i in self._bare.get(form, ()):
                found.update(self._in_order[i])
        return sorted(found)

    def holds(self, form: str, concepts: AbstractSet[int], *, loose: bool = False) -> bool:
        """Whether ``find`` finds any."""
        return (
            form in self._forms
            or (loose and form in self._bare)
            or any(concept in self._concepts for concept in concepts)
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, with what stands in it."""

    start: int
    end: int
    words: Words
    segments: tuple[int, ...]  # for each token, the number of the clause it stands in
    groups: tuple[int, ...]  # likewise, of the ";" group
    quantities: tuple[Quantity, ...]
    times: tuple[TimeExpression, ...]
    places: tuple[PlaceMention, ...]
    leads_on: int = 0  # so many of its first words name what was told before: "Bên cạnh xóa nhà tạm, huyện còn …"

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.words.tokens

    def tells_of(self, form: str, concepts: AbstractSet[int], *, loose: bool = False) -> bool:
        """Whether the word or a synonym stands in it, other than to name what was told before."""
        if not self.leads_on:
            return self.words.holds(form, concepts, loose=loose)
        return any(i >= self.leads_on for i in self.words.find(form, concepts, loose=loose))

    def tokens_between(self, start: int, end: int) -> range:
        """Indices of the tokens that begin inside ``start..end``."""
        return range(
            bisect_left(self.tokens, start, key=lambda t: t.start), bisect_left(self.tokens, end, key=lambda t: t.start)
        )

    def segment_at(self, offset: int) -> tuple[int, int]:
        """Clause and ";" group of an offset."""
        i = max(0, bisect_right(self.tokens, offset, key=lambda t: t.start) - 1)
        return (self.segments[i], self.groups[i]) if self.tokens else (0, 0)


@dataclass(frozen=True, slots=True)
class ParsedPassage:
    """A paragraph of an article, taken apart."""

    article: Article
    ordinal: int
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    title: Words  # the article's title: it speaks for every paragraph
    beside: Words  # the paragraph before and the opening of the next: the topic runs on
    told: Words  # what the next paragraph says this one was about: "Bên cạnh xóa nhà tạm, huyện còn …"


# A comma inside a number is no border; the tokenizer keeps numbers whole, so borders are looked for between tokens.
_BORDER = re.compile(r"[,;:.!?…()\[\]]|\s[–-]\s")
_FIGURE = re.compile(r"(?:(?:hơn|gần|trên|khoảng|dưới)\s+)?\d")
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?:\s*[-–]\s*((?:19|20)\d\d))?(?![\d.,]*\d)(?!/)")
_BEFORE_YEAR = re.compile(
    r"(?:(?:tháng|thang)\s+(\d{1,2})\s*(?:/|-|năm|nam)?\s*|\d{1,2}[/.-](\d{1,2})[/.-])$", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"(?:nghị quyết|quyết định|nghị định|thông tư|chỉ thị|luật|kế hoạch|công văn|thông báo|đề án|chương trình)[^,;.]{0,60}$",
    re.IGNORECASE,
)
# An opening that names what was told so far, to go on with something else.
_LEADS_ON = re.compile(
    r"(?:bên cạnh|ngoài|cùng với|song song với|không chỉ|không những)\b(?! (?:đó|ra|này)\b)(?: việc)?"
    r"(?P<what>[^.:;]{5,120}?),[^,.:;]{0,40}\b(?:còn|cũng|đồng thời|tiếp tục)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"giai đoạn|thời kỳ|nhiệm kỳ|định hướng|đến năm\s*$", re.IGNORECASE)


def _times(text: str, start: int, end: int) -> tuple[TimeExpression, ...]:
    found = []
    piece = text[start:end]
    for match in _YEAR.finditer(piece):
        before = piece[: match.start()]
        if re.search(r"\d/$", before) and not re.search(r"(?:^|\D)\d{1,2}/(?:\d{1,2}/)?$", before):
            continue  # the year inside a document number: 21/2021/NQ-HĐND is caught by the look-ahead, 59/2021 here
        lead = _BEFORE_YEAR.search(before)
        month = int(lead[1] or lead[2]) if lead else None
        first, last = int(match[1]), int(match[2] or match[1])
        weak = last != first or bool(_DOCUMENT.search(before)) or bool(_PERIOD.search(before[-14:]))
        at = lead.start() if lead else match.start()
        found.append(
            TimeExpression(start + at, start + match.end(), first, last, month if month and month <= 12 else None, weak)
        )
    return tuple(found)


def _sentence(
    text: str, span: Span, *, folded: bool, scanned: tuple[Quantity, ...], places: tuple[PlaceMention, ...]
) -> Sentence:
    found = tuple(tokens(text, folded=folded, start=span.start, end=span.end))
    segments: list[int] = []
    groups: list[int] = []
    segment = group = last = 0
    opened: list[int] = []  # the clauses that brackets interrupt
    for i, token in enumerate(found):
        if i and token.start >= found[i - 1].end:
            between = text[found[i - 1].end : token.start]
            if between.strip() == ":" and token.form[0].isdigit():
                between = ""  # "trung cấp: 285": what stands before the colon names the figure
            for border in _BORDER.findall(between):
                if border == ")" and opened:
                    segment = opened.pop()  # "68.511 hộ (43,3%) có trẻ em": the clause goes on behind the aside
                    continue
                if border == "(":
                    opened.append(segment)
                segment = last = last + 1
                group += border == ";"
            if found[i - 1].form in ("và", "va") and _FIGURE.match(text, token.start):
                segment = last = last + 1  # "13 hộ được xây nhà mới và 11 hộ được sửa chữa"
        segments.append(segment)
        groups.append(group)
    opening = _LEADS_ON.match(text, span.start, span.end)
    return Sentence(
        start=span.start,
        end=span.end,
        words=Words(found),
        segments=tuple(segments),
        groups=tuple(groups),
        quantities=tuple(q for q in scanned if span.start <= q.start < span.end),
        times=_times(text, span.start, span.end),
        places=tuple(p for p in places if span.start <= p.start < span.end),
        leads_on=sum(token.start < opening.end("what") for token in found) if opening else 0,
    )


_Key = TypeVar("_Key")


def _positions(keys: Iterable[Iterable[_Key]]) -> dict[_Key, list[int]]:
    found: dict[_Key, list[int]] = {}
    for i, several in enumerate(keys):
        for key in several:
            found.setdefault(key, []).append(i)
    return found


def _shifted(mentions: list[PlaceMention], by: int) -> tuple[PlaceMention, ...]:
    return tuple(
        replace(m, start=m.start + by, end=m.end + by, unit_start=None if m.unit_start is None else m.unit_start + by)
        for m in mentions
    )


_BESIDE = 600  # code points of the paragraph before
_OPENING = 80  # and of the opening of the next


def parse(article: Article, ordinal: int, *, folded: bool, known: frozenset[str] = frozenset()) -> ParsedPassage:
    """Takes the paragraph apart.

    ``folded`` gives words without diacritics, for a question typed without them; ``known``: names of places that may
    stand without "xã" or "huyện" before them.
    """
    paragraph = article.paragraphs[ordinal]
    text = article.text
    scanned = tuple(quantities(text, paragraph.start, paragraph.end))
    places = _shifted(
        find_places(text[paragraph.start : paragraph.end], known=known or article.places), paragraph.start
    )
    return ParsedPassage(
        article=article,
        ordinal=ordinal,
        start=paragraph.start,
        end=paragraph.end,
        sentences=tuple(
            _sentence(text, span, folded=folded, scanned=scanned, places=places)
            for span in sentences(text, paragraph.start, paragraph.end)
        ),
        title=Words(tokens(article.title, folded=folded)),
        beside=_beside(article, ordinal, folded=folded),
        told=_told(article, ordinal, folded=folded),
    )


def _told(article: Article, ordinal: int, *, folded: bool) -> Words:
    after = article.paragraphs[ordinal + 1 : ordinal + 2]
    opening = _LEADS_ON.match(article.text, after[0].start, after[0].end) if after else None
    if opening is None:
        return Words(())
    return Words(tokens(article.text, folded=folded, start=opening.start("what"), end=opening.end("what")))


def _beside(article: Article, ordinal: int, *, folded: bool) -> Words:
    found: list[Token] = []
    if ordinal > 0:
        before = article.paragraphs[ordinal - 1]
        found += tokens(article.text, folded=folded, start=max(before.start, before.end - _BESIDE), end=before.end)
    if ordinal + 1 < len(article.paragraphs):
        after = article.paragraphs[ordinal + 1]
        found += tokens(article.text, folded=folded, start=after.start, end=min(after.end, after.start + _OPENING))
    return Words(found)
