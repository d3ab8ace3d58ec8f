"""The place for which a figure holds.

The last one that its sentence names before it or, failing that, its paragraph, if it lies inside the article's own
place or beside it; else the article's. "Toàn tỉnh" and "huyện …" are places, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.article import Article
from index.place import Level, Place, PlaceMention, covers, lookup
from index.text import fold
from rag.figures import Quantity
from rag.parsed import ParsedPassage, Sentence

__all__ = ["held_place", "named_places", "subjects"]


def subjects(article: Article) -> tuple[Place, ...]:
    """What the article is about: its places without those that only say where another one lies."""
    return _subjects(article.places)


@lru_cache(maxsize=1024)
def _subjects(places: tuple[str, ...]) -> tuple[Place, ...]:
    named = [(name, lookup(name)) for name in places]
    chosen: list[Place] = []
    for i, (_, readings) in enumerate(named):
        above = [p for j, (_, others) in enumerate(named) if j != i for p in others]
        # Of places of one name the one that most of the others hold: "Tam Thanh, Tam Kỳ, Quảng Nam".
        around = {p.key: sum(covers(a, p) and a.key != p.key for a in above) for p in readings}
        chosen += sorted(readings, key=lambda p: -around[p.key])[:1]
    return tuple(p for p in chosen if not any(covers(p, q) and p.key != q.key for q in chosen))


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
    for current in passage.back_from(sentence):
        high = at if current is sentence else current.end
        named = [
            (mention.start, place)
            for mention in _innermost([m for m in current.places if m.start < high], text)
            if (place := _narrower(mention, about))
            and (current is sentence or not _only_where(mention, place, about, text))
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
    return about[0] if about and not _compares(about) else None


def _compares(about: Sequence[Place]) -> bool:
    """Whether an article is about several provinces: what it tells without a place is of none of them alone."""
    return sum(own.level is Level.PROVINCE for own in about) > 1


def named_places(passage: ParsedPassage, sentence: Sentence, about: Sequence[Place]) -> list[Place]:
    """All the places that a sentence names: it tells of each of them."""
    inner = _innermost(sentence.places, passage.article.text)
    return [place for mention in inner if (place := _narrower(mention, about))]


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


def _narrower(mention: PlaceMention, about: Sequence[Place]) -> Place | None:
    """The place a mention means, when it is the article's own, lies inside it, or beside it in one district or province.

    An article that compares provinces is about every place that it names.
    """
    inside = next((p for p in mention.places if any(_lies_in(own, p) for own in about)), None)
    beside = (p for p in mention.places if _compares(about) or any(_beside(own, p) for own in about))
    return inside or next(beside, None)


def _lies_in(own: Place, place: Place) -> bool:
    """Whether a place lies in another one, in the structure of before July 2025 or in today's provinces."""
    return covers(own, place) or (own.level is Level.PROVINCE and place.province_now == own.name)


_WHERE = re.compile(r"\b(?:tại|ở|đi|đến|từ|sang|về|ra|vào) \Z", re.IGNORECASE)


def _only_where(mention: PlaceMention, place: Place, about: Sequence[Place], text: str) -> bool:
    """Whether a place beside the article's own only says where something was: "điều dưỡng tập trung tại Sầm Sơn"."""
    if any(_lies_in(own, place) for own in about):
        return False
    return _WHERE.search(text, max(0, mention.start - 8), mention.start) is not None


def _beside(own: Place, other: Place) -> bool:
    return "/" in own.key and own.level is other.level and own.key.rpartition("/")[0] == other.key.rpartition("/")[0]
