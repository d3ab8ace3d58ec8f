"""Where and when: the places and years a question names, and the place and time for which a figure holds.

A figure holds for the place that its sentence or, failing that, its paragraph names inside the article's own place;
else for the article's. Its time is the year nearest to it in the sentence; else the last one that its paragraph named
before; else that of the section's heading; else the one that the article reports on.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.article import Article
from index.collection import Collection
from index.place import Level, Place, PlaceMention, covers, lookup, merged_from
from index.reported import reported_year
from index.text import fold, words
from index.words import Field
from rag.figures import Level as EndOf
from rag.figures import Quantity
from rag.parsed import ParsedPassage, Sentence, TimeExpression
from rag.question import Question

__all__ = ["AskedPlace", "HeldTime", "asked_places", "held_place", "held_time", "subjects"]


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A place of the question and what of it the collection has."""

    name: str
    readings: tuple[Place, ...]  # places of that name; empty if the gazetteer does not know it
    keys: frozenset[str]  # those of them that the collection has paragraphs of
    merged: tuple[str, ...] = ()  # former provinces, now inside the one asked for, that the collection has
    inside: tuple[str, ...] = ()  # districts or communes of it that articles are about

    def is_place(self, held: Place) -> bool:
        return any(held.key == p.key for p in self.readings)

    def holds(self, inner: Place) -> bool:
        return any(covers(p, inner) for p in self.readings)


@dataclass(frozen=True, slots=True)
class HeldTime:
    """The time for which a figure holds."""

    first: int
    last: int
    month: int | None
    source: str  # "sentence" | "article"
    weak: bool = False

    def __str__(self) -> str:
        if self.last != self.first:
            return f"{self.first}-{self.last}"
        return f"{self.first}-{self.month:02d}" if self.month else str(self.first)


def subjects(article: Article) -> tuple[Place, ...]:
    """What the article is about: its places without those that only say where another one lies."""
    return _subjects(article.places)


@lru_cache(maxsize=1024)
def _subjects(places: tuple[str, ...]) -> tuple[Place, ...]:
    named = [(name, lookup(name)) for name in places]
    chosen: list[Place] = []
    for i, (_, readings) in enumerate(named):
        above = [p for j, (_, others) in enumerate(named) if j != i for p in others]
        inside = [p for p in readings if any(covers(a, p) and a.key != p.key for a in above)]
        best = (inside or list(readings))[:1]
        chosen += best
    return tuple(p for p in chosen if not any(covers(p, q) and p.key != q.key for q in chosen))


def asked_places(question: Question, collection: Collection) -> tuple[AskedPlace, ...]:
    """The places of the question; one that only says where another lies ("huyện Đầm Hà, tỉnh Quảng Ninh") is left out."""
    held = collection.place_keys()
    known = [m for m in question.places if not _said_otherwise(m, question, held, collection)]
    asked = [_asked(mention, question, held) for mention in known]
    return tuple(
        one
        for i, one in enumerate(asked)
        if not any(i != j and _contains(one, other) for j, other in enumerate(asked))
        and one.name not in {other.name for other in asked[:i]}
    )


def _said_otherwise(mention: PlaceMention, question: Question, held: Mapping[str, str], collection: Collection) -> bool:
    """Whether what looks like a place is none: a name that the gazetteer lacks and the articles hold, or, in a question
    without diacritics, words that the articles hold side by side while they tell of no such place ("bao lam")."""
    if not mention.places:
        return _stands(mention.text, collection)
    if not question.folded or mention.unit_start is not None or any(place.key in held for place in mention.places):
        return False
    found = [fold(word.text) for word in words(mention.text)]
    return all(collection.document_frequency("_".join(pair), Field.FOLDED) for pair in itertools.pairwise(found)) and (
        len(found) > 1
    )


def _stands(name: str, collection: Collection) -> bool:
    """Whether the words of a name that the gazetteer lacks ("thành phố Jacksonville") stand in the articles."""
    return all(collection.document_frequency(fold(w.text), Field.FOLDED) for w in words(name))


def _contains(outer: AskedPlace, inner: AskedPlace) -> bool:
    return any(covers(a, b) and a.key != b.key for a in outer.readings for b in inner.readings)


_LIST_OF_LEVELS = re.compile(r"\b(?:xa|phuong|thi tran|thon|ban|huyen|thi xa)\s*(?:,|va)\s*$")


def _asked(mention: PlaceMention, question: Question, held: Mapping[str, str]) -> AskedPlace:
    readings = mention.places
    if mention.unit_start is not None and _LIST_OF_LEVELS.search(fold(question.reading[: mention.unit_start])):
        readings = lookup(mention.text) or readings  # "100% xã, thị trấn Đầm Hà": of Đầm Hà, not of the town
    if mention.unit_start is None and readings:  # "Ea Súp" may be the district or the commune: whichever articles have
        same = [p for p in lookup(mention.text) if p.key in held and p.province == readings[0].province]
        readings = tuple(dict.fromkeys([*readings, *same]))
    keys = frozenset(p.key for p in readings if p.key in held)
    best = next((p for p in readings if p.key in keys), readings[0] if readings else None)
    if best is None:
        return AskedPlace(question.reading[mention.start : mention.end], (), frozenset())
    merged: tuple[str, ...] = ()
    if best.level is Level.PROVINCE:
        merged = tuple(p.name for p in merged_from(best.name) if p.key in held and p.key != best.key)
    inside = tuple(sorted(name for key, name in held.items() if key.startswith(best.key + "/")))
    return AskedPlace(best.name, readings, keys, merged, inside)


# The figures of a sentence are looked at one by one, and question after question meets the same sentences.
_folded = lru_cache(maxsize=4096)(fold)

# "toàn tỉnh" is the province even in an article about one of its districts, and so is "tỉnh còn …".
_WHOLE = re.compile(
    r"\b(?:toan|ca|khap) (?P<level>huyen|tinh|thanh pho|thi xa|quan|xa|phuong|thi tran)\b"
    r"|\bbinh quan (?:chung )?(?:cua )?(?:ca |toan )?(?P<mean>tinh)\b"
    r"|(?:^|[.,;] )(?P<subject>tinh) (?:(?:da|hien|chi|moi|cung) )*(?:co|con|dat|dung|xay|giam|giai quyet)\b"
    r"|(?:^|[.,;] )(?P<own>huyen|tinh|thanh pho|thi xa|quan|xa|phuong|thi tran) (?!(?:nay|do|kia|ay)\b)[a-z]"
)
_AT_LEVEL = {
    "tinh": {Level.PROVINCE},
    "thanh pho": {Level.PROVINCE, Level.DISTRICT},
    "huyen": {Level.DISTRICT},
    "thi xa": {Level.DISTRICT},
    "quan": {Level.DISTRICT},
    "xa": {Level.COMMUNE},
    "phuong": {Level.COMMUNE},
    "thi tran": {Level.COMMUNE},
}
_ADJOINS = re.compile(r"[\s,(–-]*")


def held_place(
    passage: ParsedPassage, sentence: Sentence, quantity: Quantity | None, about: Sequence[Place]
) -> Place | None:
    """The place for which a figure (or a whole sentence) holds; None when the article names no place at all."""
    text = passage.article.text
    at = quantity.number_start if quantity else sentence.end
    for current in _backwards(passage, sentence):
        high = at if current is sentence else current.end
        named = [
            (mention.start, place)
            for mention in _innermost([m for m in current.places if m.start < high], text)
            if (place := _narrower(mention, about))
        ]
        piece = text[current.start : high]
        named += [
            (current.start + match.start(), place)
            for match in _WHOLE.finditer(_folded(piece))
            if (place := _whole(match, piece, about))
        ]
        if current is not sentence and len({place.key for _, place in named}) > 1:
            break  # a list of places: none of them is what the next sentence is about
        if named:
            if current is sentence and quantity and (listed := _respectively(sentence, quantity, named, text)):
                return listed
            return max(named, key=lambda one: one[0])[1]
        if _SUMS_UP.match(text, current.start):
            break
    return about[0] if about else None


_SUMS_UP = re.compile(r"(?:nhờ (?:đó|vậy)|kết quả|tính chung|nhìn chung|tổng cộng|qua đó|theo đó)\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\blần lượt\b", re.IGNORECASE)


def _respectively(
    sentence: Sentence, quantity: Quantity, named: Sequence[tuple[int, Place]], text: str
) -> Place | None:
    """The place in the row of places that a figure in a row belongs to: "ở A, B và C lần lượt là 7, 6 và 4 giếng"."""
    said = list(_RESPECTIVELY.finditer(text, sentence.start, quantity.start))
    if not said:
        return None
    row = [q for q in sentence.quantities if q.start > said[-1].end()]
    places: list[tuple[int, Place]] = []
    for start, place in sorted(named, key=lambda one: -one[0]):
        if start < said[-1].start():
            if places and not _ROW.fullmatch(text, start, places[-1][0]):
                break
            places.append((start, place))
    number = next((i for i, q in enumerate(row) if q is quantity), len(row))
    return places[-1 - number][1] if len(places) > 1 and number < len(places) else None


_ROW = re.compile(r"[^,;.\d]+?(?:,|\s+và)\s+(?:(?:xã|huyện|phường|thị trấn|tỉnh|thị xã|thành phố)\s+)?")


def _innermost(mentions: Sequence[PlaceMention], text: str) -> list[PlaceMention]:
    """The mentions, without those that only say where the one right before them lies: "xã An Thủy, huyện Lệ Thủy"."""
    kept: list[PlaceMention] = []
    inner: PlaceMention | None = None
    for mention in mentions:
        begin = mention.start if mention.unit_start is None else mention.unit_start
        around = inner and any(covers(p, q) and p.key != q.key for p in mention.places for q in inner.places)
        if not (around and inner and _ADJOINS.fullmatch(text, inner.end, begin)):
            kept.append(mention)
        inner = mention
    return kept


def _whole(match: re.Match[str], piece: str, about: Sequence[Place]) -> Place | None:
    """The article's own place, or what it lies in, whichever a mere "tỉnh", "toàn huyện" in the text means."""
    levels = _AT_LEVEL[next(filter(None, match.groups()))]
    if not about or sum(place.level in levels for place in about) > 1:
        return None
    own = about[0]
    if own.level in levels:
        return own if not match["own"] or piece[match.end() - 1].islower() else None
    if match["own"]:
        return None
    if Level.PROVINCE in levels:
        return next((p for p in lookup(own.province) if p.level is Level.PROVINCE), None)
    if own.level is Level.COMMUNE and own.district and Level.DISTRICT in levels:
        return next((p for p in lookup(own.district) if covers(p, own)), None)
    return None


def _backwards(passage: ParsedPassage, sentence: Sentence) -> list[Sentence]:
    number = passage.sentences.index(sentence)
    return list(reversed(passage.sentences[: number + 1]))


def _narrower(mention: PlaceMention, about: Sequence[Place]) -> Place | None:
    """The place a mention means, when it is the article's own, lies inside it, or beside it in one district or province."""
    inside = next((p for p in mention.places if any(covers(own, p) for own in about)), None)
    return inside or next((p for p in mention.places if any(_beside(own, p) for own in about)), None)


def _beside(own: Place, other: Place) -> bool:
    return "/" in own.key and own.level is other.level and own.key.rpartition("/")[0] == other.key.rpartition("/")[0]


_NOW = re.compile(r"dau nam(?: \d{4})? den nay|nam nay\b|hien nay\b|den nay\b|hien tai\b")
_OPENING = 60  # code points: a time that opens a sentence also holds for the sentences after it


def held_time(passage: ParsedPassage, sentence: Sentence, quantity: Quantity | None) -> HeldTime | None:
    """The time for which a figure (or a whole sentence) holds; None when neither text nor article says."""
    if year := _year_of_level(passage, sentence, quantity):
        return HeldTime(year, year, None, "sentence")
    near = _nearest(sentence, quantity)
    weak = near
    if near is None or near.weak:
        near = None
        for current in _backwards(passage, sentence):
            opening = [t for t in current.times if _speaks_on(t) and t.start - current.start <= _OPENING]
            if opening and current is not sentence and not _changes(current, opening[0]):
                near = opening[0]
                break
            if _NOW.search(_folded(passage.article.text[current.start : current.start + _OPENING])):
                break
    if near is not None:
        return HeldTime(near.first, near.last, near.month, "sentence")
    year = passage.heading_year or reported_year(passage.article)
    if year is not None:
        return HeldTime(year, year, None, "article")
    return HeldTime(weak.first, weak.last, weak.month, "sentence", weak=True) if weak else None


_UNTIL = re.compile(r"\s*(?:-|–|đến|tới)\s*(?:hết\s+)?(?:năm\s+)?", re.IGNORECASE)


def _year_of_level(passage: ParsedPassage, sentence: Sentence, quantity: Quantity | None) -> int | None:
    """The year of one end of a change that a whole period saw: "Từ 1991 đến 2000 … tăng từ 415.000 lên 587.000"."""
    if quantity is None or quantity.level is None:
        return None
    before = [t for t in sentence.times if t.end <= quantity.start]
    if len(before) < len(sentence.times):
        return None  # years stand beside the figures
    text = passage.article.text
    periods = [(t.first, t.last) for t in before if t.first < t.last]
    periods += [(a.first, b.last) for a, b in itertools.pairwise(before) if _UNTIL.fullmatch(text, a.end, b.start)]
    if not periods:
        return None
    return periods[0][quantity.level is EndOf.TO]


def _speaks_on(time: TimeExpression) -> bool:
    """Whether a time may hold for other figures than those right beside it."""
    return not time.weak and time.reach is None


def _changes(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether the sentence itself names other years: then none of them speaks for what follows."""
    return any(_speaks_on(t) and (t.first, t.last) != (time.first, time.last) for t in sentence.times)


def _nearest(sentence: Sentence, quantity: Quantity | None) -> TimeExpression | None:
    if quantity is None:
        return next((t for t in sentence.times if _speaks_on(t)), sentence.times[0]) if sentence.times else None
    times = [t for t in sentence.times if t.reach is None or t.reach[0] <= quantity.number_start < t.reach[1]]
    if not times:
        return None
    segment, group = sentence.segment_at(quantity.number_start)

    def distance(t: TimeExpression) -> tuple[int, int, int, int]:
        other_segment, other_group = sentence.segment_at(t.start)
        behind = t.start >= quantity.end
        gap = t.start - quantity.end - 1 if behind else quantity.number_start - t.end  # "13 hộ năm 2016" wins a tie
        # A year in another clause speaks for this figure only from before it: "Năm 2024, ... ; ..." but not "..., năm 2025".
        late = behind and other_segment != segment
        return (
            int(t.weak),
            int(late),
            abs(other_group - group) if behind else 0,
            int(other_segment != segment) * 1000 + gap,
        )

    if beside := next((t for t in times if t.reach and t.start > quantity.start), None):
        return beside  # "16,87% (cuối năm 2024)"
    best = min(times, key=distance)
    other_segment, _ = sentence.segment_at(best.start)
    if best.start >= quantity.end and other_segment != segment:
        return None
    return best
