"""The gazetteer: provinces, districts and communes of Viet Nam before and after July 2025, looked up by name.

The names lie in ``index/data/places.tsv``, written by ``index/data/make_places.py``: one line a spelling, keyed by its
letters without diacritics and spaces. Reading it takes 3 ms, because a record is taken apart only when it is asked for. Names in running text are found by ``index.place``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from index.text import fold, normalize

__all__ = ["Level", "Place", "covers", "lookup", "merged_from", "merged_into", "telling_name"]


class Level(StrEnum):
    """The three levels of before July 2025; the districts were given up then."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Place:
    """A place, named by its position in the structure of before July 2025.

    A commune made in July 2025 belongs to the old province that it was made from, and to the old district when it was
    made from one alone. A former commune (merged before 2025) whose spelling is known without diacritics only bears
    its name so.
    """

    key: str  # stable, unique: "quang-ninh/dam-ha"; whatever lies inside begins with it and a slash
    name: str  # "Đầm Hà"
    level: Level
    province: str  # name of the province before July 2025
    district: str | None  # name of the district before July 2025; a district names itself
    province_now: str | None  # name of the province since July 2025


class Entry(NamedTuple):
    """A spelling of a place, as the data file has it."""

    place: Place
    unit: str  # "tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu"
    marks: str  # how it is spelt, in the form of ``marks``
    syllables: tuple[str, ...]  # without diacritics
    bare: bool  # its diacritics are not known


class _Data(NamedTuple):
    rows: dict[bytes, bytes]  # key of a spelling -> its records, tab-separated; bytes, decoded when asked for
    provinces: list[Place]
    province_units: list[str]
    districts: list[bytes]  # name, unit, number of the province, last part of the key; tab-separated
    everyday: frozenset[str]  # marks of names that are everyday words as well: "hòa bình"
    everyday_bare: frozenset[str]  # keys of those that are so once the diacritics are gone: "la gi"


DATA_FILE = Path(__file__).with_name("data") / "places.tsv"
COMMUNE_UNITS = {"x": "xã", "p": "phường", "t": "thị trấn", "k": "đặc khu"}

# Administrative words as people write them: the unit that each names, and at which levels that unit stands.
_P, _D, _C = Level.PROVINCE, Level.DISTRICT, Level.COMMUNE


class UnitWord(NamedTuple):
    """An administrative word."""

    unit: str
    levels: frozenset[Level]
    marks: str


def _unit_words(spellings: str, unit: str, *levels: Level) -> dict[str, UnitWord]:
    return {spelling_key(word): UnitWord(unit, frozenset(levels), marks(word)) for word in spellings.split(",")}


_RANK = {_P: 0, _D: 1, _C: 2}
_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
# The highlands are spelt in several ways by everybody: Đăk Lăk, Đắk Lắk, Đak Đoa.
_SAME = {"đăk": "đak2", "đak": "đak2", "đắk": "đak2", "lăk": "lak2", "lắk": "lak2"}
_FINAL_Y = re.compile(r"(?:[^\W\d_aeiouyăâêôơư]+|qu)y")
PARTS = re.compile(r"\d+|[^\W\d_]+")


@lru_cache(maxsize=8192)
def syllable(word: str) -> tuple[str, str]:
    """``(letters without diacritics, letters and tone)`` of one word, the same for Hoà and Hòa, Lý and Lí."""
    lower = word.lower()
    if lower.isdigit():
        number = lower.lstrip("0") or "0"
        return number, number
    tone, letters = "", ""
    for char in unicodedata.normalize("NFD", lower):
        if char in _TONES:
            tone += _TONES[char]
        else:
            letters += char
    letters = unicodedata.normalize("NFC", letters)
    if _FINAL_Y.fullmatch(letters):
        letters = letters[:-1] + "i"
    return fold(letters), _SAME.get(lower, letters + tone)


def spelling_key(name: str) -> str:
    """The letters of a name without diacritics, case, spaces and hyphens: ``damha``."""
    return "".join(syllable(part)[0] for part in PARTS.findall(name))


def marks(name: str) -> str:
    """The spelling of a name with its diacritics, in a form that does not depend on where the tone is written."""
    return "".join(syllable(part)[1] for part in PARTS.findall(name))


# The single letters count only with a full stop: "H. Đầm Hà".
UNITS = {
    **_unit_words("tỉnh", "tỉnh", _P),
    **_unit_words("thành phố,tp", "thành phố", _P, _D),
    **_unit_words("huyện,huyện đảo,h", "huyện", _D),
    **_unit_words("quận,q", "quận", _D),
    **_unit_words("thị xã,tx", "thị xã", _D),
    **_unit_words("xã,xã đảo,x", "xã", _C),
    **_unit_words("phường,p", "phường", _C),
    **_unit_words("thị trấn,tt", "thị trấn", _C),
    **_unit_words("đặc khu", "đặc khu", _C, _D),
}


@lru_cache(maxsize=1)
def data() -> _Data:
    """The file, read once. Sections are set apart by empty lines; ``make_places.py`` describes them."""
    _, provinces, districts, everyday, index = DATA_FILE.read_bytes().split(b"\n\n")
    places, units = [], []
    for line in provinces.decode().split("\n"):
        name, unit, now = line.split("\t")
        places.append(Place(slug(name), name, _P, name, None, now))
        units.append(unit)
    words, bare = everyday.decode().split("\n")
    lines = index.rstrip(b"\n").split(b"\n")
    return _Data(
        rows=dict(zip(lines[::2], lines[1::2], strict=True)),
        provinces=places,
        province_units=units,
        districts=districts.split(b"\n"),
        everyday=frozenset(map(marks, words.split(","))),
        everyday_bare=frozenset(bare.split(",")),
    )


def slug(name: str) -> str:
    """A name as a part of a key: ``dam-ha``."""
    return "-".join(PARTS.findall(fold(name)))


def _district(number: int) -> tuple[Place, str]:
    name, unit, province, last = data().districts[number].decode().split("\t")
    above = data().provinces[int(province)]
    return Place(f"{above.key}/{last or slug(name)}", name, _D, above.name, name, above.province_now), unit


@lru_cache(maxsize=4096)
def entries(key: str) -> tuple[Entry, ...]:
    """All places that are spelt so, provinces first."""
    found = []
    for record in data().rows.get(key.encode(), b"").decode().split("\t"):
        if not record:
            continue
        head, _, spelling = record.removeprefix("~").partition("=")
        if head[0] == "P":
            place, unit = data().provinces[int(head[1:])], data().province_units[int(head[1:])]
        elif head[0] == "D":
            place, unit = _district(int(head[1:]))
        else:
            where, name, *last = head[1:].split(":")
            above = data().provinces[int(where[1:])] if where[0] == "P" else _district(int(where))[0]
            tail = last[0] if last else slug(name)
            place = Place(f"{above.key}/{tail}", name, _C, above.province, above.district, above.province_now)
            unit = COMMUNE_UNITS[head[0]]
        parts = [syllable(part) for part in PARTS.findall(spelling or place.name)]
        spelt, syllables = "".join(part[1] for part in parts), tuple(part[0] for part in parts)
        found.append(Entry(place, unit, spelt, syllables, record[0] == "~"))
    return tuple(sorted(found, key=lambda entry: (_RANK[entry.place.level], entry.place.key)))


def rank(level: Level) -> int:
    """0 for a province, 1 for a district, 2 for a commune."""
    return _RANK[level]


def fitting(found: Iterable[Entry], unit: str, levels: frozenset[Level]) -> list[Entry]:
    """The entries that an administrative word admits: those of just that unit, else those of its level."""
    fit = [entry for entry in found if entry.place.level in levels]
    return [entry for entry in fit if entry.unit == unit] or fit


def lookup(name: str) -> tuple[Place, ...]:
    """The places of that name, provinces first: "Đầm Hà", "dam ha", "tỉnh Bắc Kạn", "TP. Hồ Chí Minh".

    A name with diacritics means the places spelt just so when there are any. Empty when the gazetteer has none.
    """
    parts = PARTS.findall(normalize(name))
    for skip in (0, 1, 2):
        word = "".join(syllable(part)[0] for part in parts[:skip])
        rest = parts[skip:]
        if skip and (word not in UNITS or not rest):
            continue
        found: Iterable[Entry] = entries("".join(syllable(part)[0] for part in rest))
        spelt = "".join(syllable(part)[1] for part in rest)
        if spelt != "".join(syllable(part)[0] for part in rest):
            found = [entry for entry in found if entry.marks == spelt] or [entry for entry in found if entry.bare]
        if skip:
            found = fitting(found, UNITS[word].unit, UNITS[word].levels)
        if found:
            return tuple(dict.fromkeys(entry.place for entry in found))
    return ()


def telling_name(place: Place) -> str:
    """Its name; with its administrative word where the mere name would mean another place of its province."""
    near = [e for e in entries(spelling_key(place.name)) if e.place.province == place.province]
    if not near or (
        near[0].place.level is place.level and len({e.place.key for e in near if e.place.level is place.level}) == 1
    ):
        return place.name
    unit = next((e.unit for e in near if e.place.key == place.key), "")
    return f"{unit} {place.name}".strip()


def covers(asked: Place, held: Place) -> bool:
    """Whether ``held`` is the place asked for or lies inside it, in the structure of before July 2025."""
    return held.key == asked.key or held.key.startswith(asked.key + "/")


def merged_into(place: Place) -> str | None:
    """The province that the place's old province became part of in July 2025, when it gave up its own name."""
    return place.province_now if place.province_now != place.province else None


def merged_from(name: str) -> tuple[Place, ...]:
    """The old provinces that make up a province of today, the one that gave its name first; empty for other names."""
    heads = [p for p in lookup(name) if p.level is Level.PROVINCE and p.province_now == p.name]
    return tuple(
        place for head in heads for place in sorted(data().provinces, key=lambda p: (p.name != head.name, p.key))
        if place.province_now == head.name
    )  # fmt: skip
