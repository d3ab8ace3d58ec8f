"""The real places that synthetic reports are about: provinces and districts of before July 2025 with one meaning each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from index.gazetteer import data, slug

__all__ = ["Unit", "units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A province or district. ``region`` is its province of after July 2025: what a name may mean today."""

    name: str
    level: str  # "tỉnh", "thành phố", "huyện", "quận", "thị xã"
    province: str | None  # of a district
    region: str

    @property
    def key(self) -> str:
        """Unique, fit for a file name: ``quang-ninh-dam-ha``."""
        return f"{slug(self.province)}-{slug(self.name)}" if self.province else slug(self.name)

    @property
    def full(self) -> str:
        """``huyện Đầm Hà``."""
        return f"{self.level} {self.name}"

    @property
    def scale(self) -> int:
        """How much larger than a district's its figures are."""
        return 1 if self.province else 10


@lru_cache(maxsize=1)
def units() -> tuple[Unit, ...]:
    """All provinces, and the districts whose name (without diacritics) nothing else of these two levels bears."""
    gazetteer = data()
    provinces = [
        Unit(place.name, level, None, place.province_now or place.name)
        for place, level in zip(gazetteer.provinces, gazetteer.province_units, strict=True)
    ]
    districts = []
    for line in gazetteer.districts:
        name, level, number, _ = line.decode().split("\t")
        above = provinces[int(number)]
        districts.append(Unit(name, level, above.name, above.region))
    bearers = Counter(slug(unit.name) for unit in (*provinces, *districts))
    alone = [unit for unit in districts if bearers[slug(unit.name)] == 1 and unit.name.replace(" ", "").isalpha()]
    return (*provinces, *alone)
