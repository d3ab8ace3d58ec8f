"""Names of places in running text and in typed questions.

A name in the gazetteer proves nothing by itself: "trung bình" is a commune and means "average", "la gi" is a town and
means "what is". So every name must earn two points out of these signals, and a commune moreover needs an
administrative word before it, or to be one of the collection's own places:

- an administrative word that fits ("huyện", "TX.", "xa"): two points, so it is enough
- capitals on every syllable, where capitals say anything at all: one
- with them, the very diacritics of a province or district: one
- being a province or district of two syllables that is no everyday word: one
- being a place of the collection: one
- standing where places stand (at either end, after "ở", before "năm 2023", in a list of places): one

What follows "ông" or a family name is a person. The longest match wins.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.gazetteer import (
    Entry,
    Level,
    Place,
    covers,
    data,
    entries,
    fitting,
    lookup,
    merged_from,
    merged_into,
    rank,
    spelling_key,
    telling_name,
)
from index.place_cues import BETWEEN, LONGEST, Cues, Standing, UnitBefore

__all__ = [
    "Level",
    "Place",
    "PlaceMention",
    "covers",
    "find_places",
    "lookup",
    "merged_from",
    "merged_into",
    "of_article",
    "telling_name",
]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text."""

    start: int  # of the name itself, in code points of the text given
    end: int
    text: str  # the name as written
    unit_start: int | None  # of the administrative word before it, if there is one
    level_word: Level | None  # what the administrative word says; "thành phố" follows the best candidate
    places: tuple[Place, ...]  # candidates, best first; empty: marked as a place, but not in the gazetteer


def find_places(text: str, *, known: Collection[str] = (), within: Collection[str] = frozenset()) -> list[PlaceMention]:
    """The places that an NFC text names, in reading order, not overlapping.

    ``known`` holds names of the collection's own places, in any case, with or without diacritics; ``within`` the keys of
    places whose communes (or districts) may stand by their mere name, as in an article about a district. Candidates of one
    mention are narrowed by its administrative word and by the places named around it. An administrative word before
    capitalised words that the gazetteer does not have is a mention without candidates.
    """
    return _Search(text, _keys(frozenset(known)), within).mentions()


@lru_cache(maxsize=1024)
def of_article(names: tuple[str, ...]) -> tuple[Place, ...]:
    """The places that an article says it is about; written together, each narrows what the others can mean."""
    mentions = find_places(", ".join(names), known=names)
    return tuple(dict.fromkeys(place for mention in mentions for place in mention.places))


@lru_cache(maxsize=64)
def _keys(names: frozenset[str]) -> frozenset[str]:
    return frozenset(spelling_key(name) for name in names) | {
        spelling_key(place.name) for name in names for place in lookup(name)[:1]
    }


_NEARBY = 6  # mentions on either side that can tell which one of several places is meant


class _Hit(NamedTuple):
    """A name that has been accepted, still with every candidate."""

    first: int
    last: int  # one past
    unit: UnitBefore | None
    pool: tuple[Entry, ...]  # everything spelt so
    shown: tuple[Entry, ...]  # of the level that the words ask for

    def places(self) -> list[Place]:
        return [entry.place for entry in self.shown]


class _Search:
    """The search of one text."""

    def __init__(self, text: str, known: frozenset[str], within: Collection[str]) -> None:
        self.cues, self.known, self.within = Cues(text), known, within
        self.hits: list[_Hit] = []

    def _graded(self, first: int, last: int, key: str) -> tuple[int, list[Entry]]:
        """The best-spelt candidates: 3 spelt exactly, 2 without diacritics, 1 in a way unknown to us, 0 otherwise.

        Former communes whose diacritics we do not know may be what is meant, and stay as the last candidates.
        """
        spelt = "".join(self.cues.marked[first:last])

        def grade(entry: Entry) -> int:
            if self.cues.bare:
                return 2
            if entry.marks == spelt:
                return 3
            return 2 if spelt == key else int(entry.bare)

        words = self.cues.folded[first:last]
        found = [entry for entry in entries(key) if _same_syllables(words, entry.syllables)]
        best = max(map(grade, found), default=0)
        return best, sorted(
            (e for e in found if e.bare or grade(e) == best), key=lambda e: (rank(e.place.level), e.bare)
        )

    def _judge(self, first: int, last: int, key: str, unit: UnitBefore | None) -> _Hit | None:
        """The words as a place, if the signals around them make them one."""
        cues = self.cues
        if cues.words[first].isdigit() or any(cues.masked[first:last]) or cues.address(last - 1):
            return None
        grade, pool = self._graded(first, last, key)
        if not pool:
            return None
        is_known = key in self.known or any(spelling_key(entry.place.name) in self.known for entry in pool)
        capitals = cues.capitals(first, last)
        unit = unit or cues.self_named(first, last) or cues.english(last)
        fit = fitting(pool, unit.name, unit.levels) if unit else []
        if grade == 0 and not (is_known and (fit or capitals)):
            return None  # other diacritics than the name has, and nothing to say that they are a slip
        if cues.part_of_longer(first, last) and not (is_known and fit):
            return None
        if not fit and capitals and grade and (inside := self._lying_within(first, last, pool)):
            return _Hit(first, last, None, tuple(inside), tuple(inside))
        level = fit[0].place.level if fit else pool[0].place.level
        if level is Level.COMMUNE and not is_known:
            single = cues.bare and last - first == 1 and not capitals  # "xa tu" may be anything
            if not fit or single:
                return None
        if fit and not (capitals or is_known) and fit[0].place.level is Level.COMMUNE and cues.cased:
            return None  # "xã biên giới", where names have their capitals
        if fit:
            return _Hit(first, last, unit, tuple(pool), tuple(fit))
        if any(cues.person[first:last]) or self._points(first, last, key, pool[0], grade, is_known) < 2:
            return None
        shown = tuple(entry for entry in pool if entry.place.level is level)
        return _Hit(first, last, unit if capitals else None, tuple(pool), shown)

    def _lying_within(self, first: int, last: int, pool: list[Entry]) -> list[Entry]:
        """Those of the candidates that lie right inside what the text is about, where nothing says it is no place."""
        spelt = "".join(self.cues.marked[first:last])
        named = [entry for entry in pool if entry.bare or entry.marks == spelt]
        inside = [entry for entry in named if entry.place.key.rpartition("/")[0] in self.within]
        previous = self.hits[-1].last if self.hits else -1
        if last - first < 2 or any(self.cues.person[first:last]):
            return []
        if any(entry.place.key in self.within for entry in pool):
            return []  # "Bắc Kạn" is the province that the text is about, not its town
        return [] if self.cues.strange_neighbours(first, last, previous) else inside

    def _points(self, first: int, last: int, key: str, entry: Entry, grade: int, is_known: bool) -> int:
        cues, level, previous = self.cues, entry.place.level, self.hits[-1].last if self.hits else -1
        capitals, alone = cues.capitals(first, last), last - first == 1
        everyday = key in data().everyday_bare if cues.bare or grade < 3 else entry.marks in data().everyday
        # Every sentence begins with a capital, and one syllable without diacritics may be any word: "Chủ tịch".
        initials = alone and len(key) > 2 and cues.words[first].isupper()  # HCM
        says = capitals and (initials or not (alone and (cues.initial[first] or (grade < 3 and len(key) < 5))))
        points = int(is_known) + int(says)
        if level is not Level.COMMUNE:
            points += grade == 3 and entry.marks != key and (capitals or (level is Level.PROVINCE and not everyday))
            long = len(key) > (4 if alone else 3)
            points += long and not (everyday and not capitals and level is Level.DISTRICT)
        standing = cues.standing(first, last, previous)
        at_edge = standing is Standing.EDGE and (not everyday or capitals or cues.acts(first, last))
        points += standing is Standing.PHRASE or at_edge
        if capitals and not is_known:
            points -= cues.strange_neighbours(first, last, previous) * (1 if level is Level.PROVINCE else 2)
        return points

    def mentions(self) -> list[PlaceMention]:
        self._scan()
        self._join_inner()
        return [self._mention(number) for number in range(len(self.hits))]

    def _scan(self) -> None:
        i = 0
        while i < self.cues.size:
            unit = self.cues.unit(i)
            hit = None
            for last in range(self.cues.reach(i), i, -1):
                key = self.cues.key(i, last)
                hit = self._judge(i, last, key, unit) if key else None
                if hit:
                    break
            if hit is None and unit is not None:
                last = self.cues.unknown_name(i, unit)
                hit = _Hit(i, last, unit, (), ()) if last else None
            if hit:
                self.hits.append(hit)
            i = hit.last if hit else i + 1

    def _join_inner(self) -> None:
        """A place without an administrative word counts when what it lies in follows: "Quảng Tân, Đầm Hà"."""
        cues, previous, joined = self.cues, 0, []
        for hit in self.hits:
            begin = min(hit.first, hit.unit.first) if hit.unit else hit.first
            if begin > previous and BETWEEN.fullmatch(cues.gaps[begin]):
                for first in range(max(previous, begin - LONGEST), begin):
                    inner = self._inner(first, begin, hit) if cues.reach(first) >= begin else None
                    if inner:
                        joined.append(inner)
                        break
            joined.append(hit)
            previous = hit.last
        self.hits = joined

    def _inner(self, first: int, last: int, outer: _Hit) -> _Hit | None:
        key = self.cues.key(first, last)
        if not key or (key in data().everyday_bare and key not in self.known) or any(self.cues.person[first:last]):
            return None
        grade, pool = self._graded(first, last, key)
        inner = _inside_any(pool, [entry.place for entry in outer.shown])
        if not inner or not grade or not (self.cues.bare or self.cues.capitals(first, last)):
            return None
        return _Hit(first, last, None, tuple(pool), inner)

    def _mention(self, number: int) -> PlaceMention:
        hit = self.hits[number]
        shown = self._narrowed(number)
        places = tuple(dict.fromkeys(entry.place for entry in sorted(shown, key=self._likely)))
        level_word = None
        if hit.unit:
            levels = hit.unit.levels
            level_word = places[0].level if places and places[0].level in levels else max(levels, key=rank)
        start, end = self.cues.starts[hit.first], self.cues.ends[hit.last - 1]
        before = hit.unit is not None and hit.unit.first <= hit.first
        return PlaceMention(
            start=start,
            end=end,
            text=self.cues.text[start:end],
            unit_start=self.cues.starts[hit.unit.first] if hit.unit and before else None,
            level_word=level_word,
            places=places,
        )

    def _likely(self, entry: Entry) -> tuple[int, bool, int, str]:
        place = entry.place
        around = [name for name in (place.district, place.province) if name and name != place.name]
        return (
            rank(place.level),
            entry.bare,
            -sum(spelling_key(name) in self.known for name in around),
            place.key,
        )

    def _narrowed(self, number: int) -> tuple[Entry, ...]:
        """The candidates that agree with the places named nearby, the next one first; all when nothing narrows them."""
        hit = self.hits[number]
        after, before = self.hits[number + 1 : number + 1 + _NEARBY], self.hits[max(0, number - _NEARBY) : number]
        if after and self._adjoins(hit, after[0]):
            outer = after[0].places()
            if hit.unit is None:  # "Vĩnh Phúc, Ba Đình" is the ward, "Vĩnh Phúc, Hà Giang" are two provinces
                # Without diacritics, "quang binh ha giang" is the district Quang Bình; with them Quảng Bình is none.
                levels = (Level.DISTRICT, Level.PROVINCE) if self.cues.bare else (Level.DISTRICT,)
                inner = _inside_any(hit.pool, [place for place in outer if place.level in levels])
                if inner and not any(covers(mine, place) for mine in hit.places() for place in outer):
                    return inner
            elif outer and after[0].unit and not _inside_any(hit.shown, outer):
                communes = all(place.level is Level.COMMUNE for place in hit.places())
                if communes and all(place.level is not Level.COMMUNE for place in outer):
                    return ()  # "xã Tuân Chính, huyện Đầm Hà": there is no such commune
        for other in after + before[::-1]:
            inner = _inside_any(hit.shown, other.places())
            if inner:
                return inner
        for other in after + before[::-1]:  # "huyện Châu Thành có xã Tân Hương": the district that has one
            outer_ones = _around_any(hit.shown, other.places())
            if outer_ones:
                return outer_ones
        return hit.shown

    def _adjoins(self, hit: _Hit, other: _Hit) -> bool:
        """Whether nothing but a comma and an administrative word stand between them."""
        begin = min(other.first, other.unit.first) if other.unit else other.first
        return begin == hit.last and BETWEEN.fullmatch(self.cues.gaps[begin]) is not None


def _same_syllables(words: list[str], syllables: tuple[str, ...]) -> bool:
    """Whether words are the syllables, or a few of them run together (Damha), never others: "số nhà" is no Sơn Hà."""
    if len(words) == len(syllables):
        return words == list(syllables)
    if len(syllables) == 1:
        return len(syllables[0]) > 5  # Plei Ku
    ends = set(itertools.accumulate(map(len, syllables)))
    return sum(map(len, words)) > 4 and all(end in ends for end in itertools.accumulate(map(len, words)))


def _above(place: Place) -> Iterator[str]:
    """The keys of what it lies in, and the province of today as ``=name``."""
    yield from itertools.accumulate(place.key.split("/")[:-1], "{}/{}".format)
    yield f"={place.province_now}"


def _inside_any(found: Iterable[Entry], outer: list[Place]) -> tuple[Entry, ...]:
    """The entries that lie inside one of the places, in the structure of before July 2025 or in today's provinces."""
    keys = {place.key for place in outer}
    now = {f"={place.name}" for place in outer if place.level is Level.PROVINCE}
    return tuple(
        entry
        for entry in found
        if entry.place.key not in keys and any(key in keys | now for key in _above(entry.place))
    )


def _around_any(found: Iterable[Entry], inner: list[Place]) -> tuple[Entry, ...]:
    """The entries that one of the places lies inside; nothing lies in a commune."""
    found = [entry for entry in found if entry.place.level is not Level.COMMUNE]
    if not found:
        return ()
    keys = {key for place in inner for key in _above(place)}
    return tuple(entry for entry in found if entry.place.key in keys)
