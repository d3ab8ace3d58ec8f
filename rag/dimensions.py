"""What a measure measures: a length, an area, a weight … "Khu rừng rộng bao nhiêu?" is not answered by "18 inch"."""

from __future__ import annotations

import re
from enum import StrEnum

from rag.figures import Style
from rag.patterns import compile_for, view

__all__ = ["Dimension", "asked_dimensions", "dimension_of"]


class Dimension(StrEnum):
    """The dimension of a measure."""

    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    WEIGHT = "weight"
    TEMPERATURE = "temperature"
    SPEED = "speed"
    DATA = "data"
    POWER = "power"


_UNITS = {
    Dimension.LENGTH: ("km", "cm", "nm", "mm", "m", "dặm", "feet", "inch", "yard", "hải lý", "năm ánh sáng"),
    Dimension.AREA: ("km2", "m2", "ha", "sào", "mẫu", "acre", "dặm vuông"),
    Dimension.VOLUME: ("m3", "lít", "ml", "gallon"),
    Dimension.WEIGHT: ("kg", "mg", "g", "tấn", "tạ", "yến", "lạng", "pound", "ounce"),
    Dimension.TEMPERATURE: ("°C", "°F", "độ"),
    Dimension.SPEED: ("km/h", "knot"),
    Dimension.DATA: ("byte", "KB", "MB", "GB", "TB"),
    Dimension.POWER: ("kW", "MW", "W", "mã lực"),
}
_BY_UNIT = {unit: dimension for dimension, units in _UNITS.items() for unit in units}
_EACH_HOUR = re.compile(r" ?(?:/|một|mỗi) ?(?:giờ|h\b|giây|s\b|phút)", re.IGNORECASE)

_LENGTH_OR_AREA = (Dimension.LENGTH, Dimension.AREA)
# The words nearest before "bao nhiêu" decide.
_ASKED: tuple[tuple[tuple[Dimension, ...], str], ...] = (
    ((Dimension.SPEED,), "tốc độ|vận tốc"),
    ((Dimension.TEMPERATURE,), "nhiệt độ"),
    ((Dimension.AREA,), "diện tích"),
    ((Dimension.WEIGHT,), "nặng|trọng lượng|khối lượng|cân nặng"),
    ((Dimension.VOLUME,), "thể tích|dung tích|lưu lượng"),
    ((Dimension.DATA,), "dung lượng"),
    ((Dimension.POWER,), "công suất"),
    (
        (Dimension.LENGTH,),
        "chiều (?:dài|rộng|cao|sâu)|bề rộng|dài|cao|sâu|xa|dày|khoảng cách|quãng đường|độ cao|độ sâu|bán kính|đường kính|cự ly|mực nước",
    ),
    (_LENGTH_OR_AREA, "rộng"),
)


def asked_dimensions(text: str, style: Style, end: int) -> frozenset[Dimension]:
    """The dimensions that the words of a question before ``end`` leave for an answer; empty where they name none."""
    low = view(text, style)[:end]
    named = [
        (match.start(), dimensions)
        for dimensions, words in _ASKED
        for match in compile_for(style, rf"\b(?:{words})\b").finditer(low)
    ]
    return frozenset(max(named, key=lambda one: one[0])[1]) if named else frozenset()


def dimension_of(unit: str, behind: str) -> Dimension | None:
    """The dimension of a unit by its one name; ``behind``: the text that follows the figure ("dặm *một giờ*")."""
    if "/" in unit:
        return _BY_UNIT.get(unit)
    dimension = _BY_UNIT.get(unit)
    return Dimension.SPEED if dimension is Dimension.LENGTH and _EACH_HOUR.match(behind) else dimension
