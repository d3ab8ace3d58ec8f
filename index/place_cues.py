"""What stands around a name in Vietnamese text: capitals, administrative words, persons, the phrases of places.

``index.place`` weighs these signals; here they are only seen.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from index.gazetteer import PARTS, UNITS, Level, data, entries, syllable
from index.text import has_diacritics

__all__ = ["BETWEEN", "LONGEST", "Cues", "Standing", "UnitBefore"]

LONGEST = 6  # words in a name: "Bà Rịa - Vũng Tàu", "Cư Dliê M'nông"
_SPACE = re.compile(r"[ \t\u00a0]{1,3}")
_INSIDE = re.compile(r"[ \t\u00a0]{1,3}|[ \t\u00a0]?[-–—][ \t\u00a0]?|['’]")
_LIST = re.compile(r"[ \t\u00a0]*[,;/&–-][ \t\u00a0]*")
BETWEEN = re.compile(r"[ \t\u00a0]*[,(–-]?[ \t\u00a0]*")
_STOP = re.compile(r"[.!?…:;\n]")
_YEAR = re.compile(r"(?:19|20)\d\d")

# Administrative words that are half of another word: "xã hội", "tỉnh ủy", "phương pháp".
_COMPOUNDS = {
    "xa": "hoi xoi lac lo ho vien ly tac xa thai rach",
    "tinh": "uy doan hinh trang cam chat toan than yeu bao den tao doi nguyen mang tu tong ra gia bien nghia thuong",
    "huyen": "uy doan doi thoai bi dieu ao",
    "quan": "uy doan trong ly tam he doi diem su nhan chung tri an ham trac sat",
    "phuong": "phap tien an huong cham dien dong tay doi ngu thuc",
    "thanhpho": "uy doan lon nho",
    "thixa": "uy doan",
}
_IS_COMPOUND = frozenset((unit, word) for unit, rest in _COMPOUNDS.items() for word in rest.split())
_ABBREVIATED = frozenset("tp tx tt h q x p".split())
_NOT_A_NAME = frozenset("uy doan doi hoi ban truong pho so cong toi moi nay do khac".split())

# A place stands after these words ("ở Đầm Hà"), or before "năm 2023", "thì sao", "là bao nhiêu".
_BEFORE = frozenset(
    "ở tại của cho về đến tới từ giữa với thuộc bàn còn vậy thế thì là sao khỏi in of for at from did does about".split()
)
_BEFORE_BARE = frozenset(
    "o tai cua cho ve den toi tu giua voi thuoc ban con vay the thi la sao in of for at from did does about".split()
)
_AND = frozenset("và hay hoặc với va hoac voi and or".split())
# What a place does in this kind of text. The first few are enough even for a name that is an everyday word.
_HAS = frozenset("có năm đã được chi cấp hiện co nam da duoc cap hien".split())
_VERBS = _HAS | frozenset(
    """giảm tăng hỗ xây xóa xoá đạt còn chưa trao tặng sửa thu giải trợ đào tạo mở
    giam tang ho xay xoa dat con chua trao tang sua thu giai tro dao""".split()
)
_ENGLISH = {
    "province": frozenset({Level.PROVINCE}),
    "district": frozenset({Level.DISTRICT}),
    "city": frozenset({Level.PROVINCE, Level.DISTRICT}),
    "town": frozenset({Level.DISTRICT, Level.COMMUNE}),
    "commune": frozenset({Level.COMMUNE}),
    "ward": frozenset({Level.COMMUNE}),
}

# "chí" is the end of "đồng chí", "sĩ" of "bác sĩ" and "liệt sĩ".
_HONORIFICS = frozenset(
    "ông bà anh chị cô chú bác cậu em cháu cụ thầy mẹ chí sĩ mr mrs ms dr ong ba chi co chu bac chau cu".split()
)
# Before "em", "chị", "cháu": many of them, of a place ("trẻ em Vĩnh Tường").
_MANY = frozenset("tre cac chi anh nhung cua".split())
_MIDDLE_NAMES = frozenset("văn thị van thi".split())
_SURNAMES = frozenset(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đào trịnh đoàn trương lương tạ tô
    quách chu mạc triệu nông hứa thân nguyen tran pham hoang huynh phan dang bui ngo duong trinh truong""".split()
)
# Heads of organisations, capitalised before a place that is no part of a longer name.
_ORGANISATIONS = frozenset("báo đài sở ban hội đoàn trường cầu chợ bệnh viện nước sông than điện nam".split())
# Syllables that make another place of a name: Tân Phú, Tân Phú Đông; Thái Bình, Thái Bình Dương.
_EXTENSIONS = frozenset("đông tây nam bắc thượng hạ trung nội ngoại mới dương a b".split())
_OTHER_NAMES = frozenset({"thaibinhduong", "haiduonghoc"})


class Standing(Enum):
    """Whether a name stands where places stand."""

    NOWHERE = 0
    EDGE = 1  # first or last of a sentence, or before a verb
    PHRASE = 2  # "ở …", "… năm 2023", "… thì sao", in a list of places


class UnitBefore(NamedTuple):
    """An administrative word at a name; an English one stands behind it."""

    first: int  # its first word
    name: str
    levels: frozenset[Level]


class Cues:
    """One text, taken apart into words, which all methods name by their number."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = not has_diacritics(text)
        found = list(PARTS.finditer(text))
        self.words = [match.group() for match in found]
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]
        pairs = [syllable(word) for word in self.words]
        self.folded = [pair[0] for pair in pairs]
        self.marked = [pair[1] for pair in pairs]
        self.lower = [word.lower() for word in self.words]
        self.size = len(self.words)
        bounds = [0, *self.ends]
        self.gaps = [text[bounds[i] : self.starts[i]] for i in range(self.size)]  # before each word
        self.capital = [word[0].isupper() for word in self.words]
        self.initial = [i == 0 or self._new_sentence(i) for i in range(self.size)]
        self.telling = self._telling()
        self.cased = any(self.capital[i] and self.telling[i] and not self.initial[i] for i in range(self.size))
        self.person = self._persons()
        self.masked = self._other_names()

    # What the words look like

    def _new_sentence(self, i: int) -> bool:
        gap = self.gaps[i]
        if not _STOP.search(gap):
            return False
        return not (gap.strip() == "." and (self.folded[i - 1] in _ABBREVIATED or self.folded[i - 1] == "t"))

    def _telling(self) -> list[bool]:
        """Whether capitals say anything: not in a headline in capitals, nor Where Every Word Has One."""
        result: list[bool] = []
        while len(result) < self.size:
            first = len(result)
            last = next((i for i in range(first + 1, self.size) if self.initial[i]), self.size)
            letters = [i for i in range(first, last) if self.words[i].isalpha()]
            share = sum(self.capital[i] for i in letters) / max(1, len(letters))
            shouted = len(letters) > 1 and all(self.words[i].isupper() for i in letters)
            result += [not shouted and not (share > 0.8 and len(letters) > 6)] * (last - first)
        return result

    def capitals(self, first: int, last: int) -> bool:
        return self.telling[first] and all(self.capital[i] or self.words[i].isdigit() for i in range(first, last))

    def _title(self, i: int) -> bool:
        """A capitalised word that continues the one before it; abbreviations are none."""
        if not 0 <= i < self.size or not self.capital[i] or not self.telling[i]:
            return False
        return not (len(self.words[i]) > 1 and self.words[i].isupper())

    def _joined(self, i: int) -> bool:
        """Whether only a space stands before word i."""
        return 0 < i < self.size and _SPACE.fullmatch(self.gaps[i]) is not None

    def run(self, first: int) -> int:
        """One past the last of the capitalised words that begin at ``first``."""
        last = first
        while self._title(last) and last - first < 5 and (last == first or self._joined(last)):
            last += 1
        return last

    def unknown_name(self, first: int, unit: UnitBefore) -> int:
        """One past the capitalised words after an administrative word that may be a name; 0 when there are none."""
        if not self.telling[first]:
            return 0
        last = min(self.run(first), first + 4)
        initials = first - unit.first == 1 and len(self.words[unit.first]) == 1  # "Fielding H. Garrison"
        # Without diacritics one word is too little: "Co quan Nang luong" is an energy office, no district.
        enough = last - first > self.bare and self.ends[last - 1] - self.starts[first] > 2
        return last if enough and not initials and self.folded[first] not in _NOT_A_NAME else 0

    def _persons(self) -> list[bool]:
        """Which words are persons' names."""
        person = [False] * self.size
        for i in range(self.size - 1):
            span = self._person(i)
            if span and not person[i]:
                person[span[0] : span[1]] = [True] * (min(span[1], self.size) - span[0])
        return person

    def _person(self, i: int) -> tuple[int, int] | None:
        """The name that word i addresses ("ông …") or begins (a family name)."""
        addressed = self.lower[i] in _HONORIFICS and not (i and self.folded[i - 1] in _MANY)
        if addressed and self._joined(i + 1) and not self._big(i):  # "Bà Rịa" is a place
            if self._title(i + 1):
                return i + 1, self.run(i + 1)
            middle = i + 2 < self.size and self.lower[i + 2] in _MIDDLE_NAMES
            if self.lower[i + 1] in _SURNAMES and (middle or not self.bare):  # "ông lê văn tám", "chi nguyen thi hoa"
                return i + 1, i + (5 if middle else 4)
        if self.lower[i] in _SURNAMES and self._title(i):
            last = self.run(i)
            if last - i > 1 and not self._big(i) and not self.unit(i):
                return i, last
        return None

    def _other_names(self) -> list[bool]:
        masked = [False] * self.size
        for first in range(self.size - 2):
            if "".join(self.folded[first : first + 3]) in _OTHER_NAMES:
                masked[first : first + 3] = [True] * 3
        return masked

    def _big(self, first: int) -> int:
        """One past a province's or district's name that begins here, spelt exactly; 0 when none does."""
        for last in range(self.reach(first), first + 1, -1):
            key = self.key(first, last)
            spelt = "".join(self.marked[first:last])
            if key and any(
                e.place.level is not Level.COMMUNE and (self.bare or e.marks == spelt) for e in entries(key)
            ):
                return last
        return 0

    def address(self, i: int) -> bool:
        """Whether word i is part of an address: ``backan.gov.vn``."""
        return re.match(r"[.@]\w\w", self.text[self.ends[i] :][:3]) is not None and self.lower[i] == self.words[i]

    def reach(self, first: int) -> int:
        """One past the last word that a name beginning at ``first`` may have."""
        last, limit = first + 1, min(self.size, first + LONGEST)
        while last < limit and (
            self.gaps[last] == " "
            or _INSIDE.fullmatch(self.gaps[last])
            or (self.gaps[last] in ("", ".") and self.words[last].isdigit())  # Q1, P.12
        ):
            last += 1
        return last

    def key(self, first: int, last: int) -> str:
        """The words as a key of the gazetteer; empty when they are no name there."""
        key = "".join(self.folded[first:last])
        return key if key.encode() in data().rows else ""

    # Signals

    def unit(self, i: int) -> UnitBefore | None:
        """The administrative word before word i."""
        for length in (2, 1):
            first = i - length
            if first < 0:
                continue
            word = "".join(self.folded[first:i])
            if word not in UNITS:
                continue
            name, levels, marks = UNITS[word]
            gap = self.gaps[i]
            dotted = gap.strip(" \u00a0") == "."
            if word in _ABBREVIATED:
                fits = dotted or (self._joined(i) and len(word) == 2 and length == 1)
            else:
                spelt = "".join(self.marked[first:i])
                fits = self._joined(i) and (spelt == marks or (self.bare and spelt == word))
                fits = fits and (length == 1 or self._joined(first + 1))
            if fits and ((word, self.folded[i]) not in _IS_COMPOUND or self._compound_is_name(i)):
                return None if self._one_of_several(first, levels) else UnitBefore(first, name, levels)
        return None

    def _one_of_several(self, first: int, levels: frozenset[Level]) -> bool:
        """Whether the administrative word ends a list of its level, which is of all such places: "các xã, phường, thị
        trấn Bắc Kạn"."""
        gap = self.gaps[first].strip(" \u00a0")
        before = (UNITS.get("".join(self.folded[first - n : first])) for n in (1, 2) if first >= n)
        return gap in ("", ",") and any(unit and unit[1] & levels for unit in before)

    def _compound_is_name(self, i: int) -> bool:
        """ "xã Hội An" is a name where "xã hội an toàn" is none."""
        return self._title(i) and self._title(i + 1) and self._joined(i + 1) and not self.bare

    def self_named(self, first: int, last: int) -> UnitBefore | None:
        """The administrative word that is part of the name: "Quận 1", "P.12"."""
        if last - first > 1 and self.folded[first] in UNITS and self.words[last - 1].isdigit():
            return UnitBefore(first, *UNITS[self.folded[first]][:2])
        return None

    def english(self, last: int) -> UnitBefore | None:
        if last < self.size and self._joined(last) and self.lower[last] in _ENGLISH:
            return UnitBefore(last, self.lower[last], _ENGLISH[self.lower[last]])
        return None

    def standing(self, first: int, last: int, previous: int) -> Standing:
        """How a name between these words stands; ``previous`` is one past the last place before it, or -1."""
        before = first - 1
        if first and not self.initial[first]:
            if self._joined(first):
                word = self.lower[before]
                if word in (_BEFORE_BARE if self.bare else _BEFORE) or _YEAR.fullmatch(word):
                    return Standing.PHRASE
            if previous == first and (self._joined(first) or _LIST.fullmatch(self.gaps[first])):
                return Standing.PHRASE
            if previous == before and self.lower[before] in _AND:
                return Standing.PHRASE
        ahead = self.folded[last : last + 3]
        if last < self.size and not self.initial[last]:
            if _YEAR.fullmatch(ahead[0]):
                return Standing.PHRASE
            if ahead[0] == "nam" and len(ahead) > 1 and (_YEAR.fullmatch(ahead[1]) or ahead[1] in ("nay", "ngoai")):
                return Standing.PHRASE
            if ahead[:2] == ["thi", "sao"] or ("bao" in ahead[:2] and "nhieu" in ahead):
                return Standing.PHRASE
        if first == 0 or self.initial[first] or last == self.size or self.initial[last]:
            return Standing.EDGE
        return Standing.EDGE if self.lower[last] in _VERBS and self._joined(last) else Standing.NOWHERE

    def acts(self, first: int, last: int) -> bool:
        """Whether it begins the sentence and a verb follows: "Hòa Bình có …"."""
        return self.initial[first] and last < self.size and self.lower[last] in _HAS

    def part_of_longer(self, first: int, last: int) -> bool:
        """Whether the word after it makes another name of it: Thái Bình | Dương."""
        nearby = self._joined(last) and self._title(last) and self.lower[last] in _EXTENSIONS
        return nearby and not self._big(last)

    def strange_neighbours(self, first: int, last: int, previous: int) -> int:
        """Capitalised words beside it that are neither a person, a place nor an organisation."""
        count = 0
        if self._joined(last) and self._title(last) and not self.person[last]:
            count += not self._big(last) and self.folded[last] not in UNITS
        before = first - 1
        if self._joined(first) and self._title(before) and not self.initial[before]:
            count += previous != first and self.lower[before] not in _ORGANISATIONS and self.folded[before] not in UNITS
        return count
