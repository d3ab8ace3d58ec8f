"""The places that a question names, and what of them the collection has."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.collection import Collection
from index.place import Level, Place, PlaceMention, covers, lookup, merged_from
from index.text import fold, words
from index.words import Field
from rag.question import Question

__all__ = ["AskedPlace", "asked_places"]


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
