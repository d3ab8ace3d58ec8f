"""A passage taken apart once: sentences, words, figures, times, places. All offsets point into ``Article.text``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from index.article import Article, Span
from index.place import PlaceMention
from index.text import fold
from rag.figures import Quantity
from rag.lexicon import Token
from rag.related import Related
from rag.stages import Stage

__all__ = ["ParsedPassage", "Sentence", "TimeExpression", "Words"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time that a sentence names: one year, or a span of years."""

    start: int
    end: int
    first: int  # year
    last: int  # year; differs from ``first`` for "giai đoạn 2021-2025"
    month: int | None = None
    weak: bool = False  # a span of years, or the date of a document: says little about when a figure held
    reach: tuple[int, int] | None = None  # it speaks for the figures in there alone: "giảm so với năm 2018 (30%)"


class Words:
    """The words of a text, to be looked up by what they are."""

    def __init__(self, found: Iterable[Token]) -> None:
        self.tokens = tuple(found)
        self._forms = _positions((token.form,) for token in self.tokens)
        self._concepts = _positions(token.concepts for token in self.tokens)

    @cached_property
    def _bare(self) -> dict[str, list[int]]:
        """The tokens of each form without diacritics: few questions need it."""
        return _positions((fold(token.form),) for token in self.tokens)

    def find(self, form: str, concepts: AbstractSet[int], *, loose: bool = False) -> list[int]:
        """The tokens that are the word or a synonym of it; ``loose``: also those that only differ in diacritics."""
        found = set(self._forms.get(form, ()))
        for concept in concepts:
            found.update(self._concepts.get(concept, ()))
        if loose:
            found.update(self._bare.get(form, ()))
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
    related: tuple[Related, ...] = ()  # which of its figures lean on which, and how
    ranks: tuple[Quantity, ...] = ()  # "thứ hai", "hạng 14": no quantities, but what "thứ mấy" asks for
    stages: tuple[tuple[int, Stage], ...] = ()  # plans and results, beginnings and ends that it names, and where
    head: Span | None = None  # of a row of a table: the line that says what its columns are
    about: tuple[Token, ...] = ()  # what the row tells of
    columns: Mapping[int, tuple[Token, ...]] = field(
        default_factory=dict
    )  # what the head says of the number that begins there
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
    heading: Words  # the headings above: they speak for their section
    heading_year: int | None  # "III. NHIỆM VỤ NĂM 2020"
    beside: Words  # the paragraph before and the opening of the next: the topic runs on
    told: Words  # what the next paragraph says this one was about: "Bên cạnh xóa nhà tạm, huyện còn …"

    def back_from(self, sentence: Sentence) -> Iterator[Sentence]:
        """The sentence, the one before it, and so on."""
        return reversed(self.sentences[: self.sentences.index(sentence) + 1])


_Key = TypeVar("_Key")


def _positions(keys: Iterable[Iterable[_Key]]) -> dict[_Key, list[int]]:
    found: dict[_Key, list[int]] = {}
    for i, several in enumerate(keys):
        for key in several:
            found.setdefault(key, []).append(i)
    return found
