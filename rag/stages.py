"""What was planned and what came of it; how it was at first and how it is now.

Two figures of one thing often stand side by side: "dự định mở 24 chi nhánh, nhưng chỉ có 15 chi nhánh được hoàn thành".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from rag.figures import Style
from rag.patterns import compile_for, view

__all__ = ["Stage", "clashes", "last_stages", "named_stages"]


class Stage(StrEnum):
    """At which stage a figure holds. ``PLANNED`` and ``REAL`` exclude each other, and so do the other three."""

    PLANNED = "planned"
    REAL = "real"
    FIRST = "first"
    PEAK = "peak"
    NOW = "now"


_WORDS = {
    Stage.PLANNED: "dự kiến|dự định|dự tính|dự báo|dự đoán|dự liệu|dự trù|kỳ vọng|hy vọng|hứa|hứa hẹn|cam kết|phấn đấu|đề ra|đặt ra"
    "|theo kế hoạch|theo thiết kế|bản thiết kế|thiết kế ban đầu|dự toán",
    Stage.REAL: "thực tế|thực sự|rốt cuộc|cuối cùng|kết cục|xong|thực chi|thực hiện được|chỉ đạt",
    Stage.FIRST: "ban đầu|lúc đầu|thoạt đầu|khởi đầu|thuở đầu|buổi đầu|thời gian đầu|khi mới|lúc mới|thuở mới|khi thành lập|lúc thành lập"
    "|đầu tiên|năm đầu|vốn (?:là|có|mất|chỉ)|trước đó|trước đây|trước kia|ngày trước|kỷ lục cũ|mức cũ",
    Stage.PEAK: "đỉnh cao|đỉnh điểm|cao điểm|hưng thịnh|cực thịnh|hoàng kim|lúc cao nhất|lúc đông nhất|thời kỳ cao nhất",
    Stage.NOW: r"hiện nay|(?<!thực\x20)(?<!xuất\x20)(?<!phát\x20)(?<!thể\x20)(?<!biểu\x20)hiện(?! (?:tượng|đại|vật|thực|trường))"
    r"|(?<!hôm\x20)(?<!năm\x20)(?<!ngày\x20)(?<!đến\x20)(?<!tới\x20)(?<!xưa\x20)nay(?= (?:đã|có|còn|chỉ|là|đạt|tăng|lên)\b)"
    r"|(?<=[.;,:“\"]\x20)nay|^nay|(?<!bây\x20)(?<!mấy\x20)(?<!\d\x20)giờ(?= (?:đã|có|còn|nuôi|được|thì|mỗi|thu)\b)|hiện tại|hiện giờ|ngày nay|bây giờ|giờ đây|đến nay|tới nay|gần đây nhất|mới nhất|lúc này",
}
_REALITY = frozenset({Stage.PLANNED, Stage.REAL})
_PHASES = frozenset({Stage.FIRST, Stage.PEAK, Stage.NOW})


@lru_cache(maxsize=6)
def _pattern(style: Style, reality: bool) -> re.Pattern[str]:
    groups = (f"(?P<{stage.value}>{words})" for stage, words in _WORDS.items() if (stage in _REALITY) is reality)
    return compile_for(style, rf"\b(?:{'|'.join(groups)})\b")


def named_stages(text: str, style: Style) -> tuple[tuple[int, Stage], ...]:
    """The stages that a text names, each with the offset at which its words end."""
    low = view(text, style)
    matches = (match for reality in (True, False) for match in _pattern(style, reality).finditer(low))
    return tuple((match.end(), Stage(match.lastgroup)) for match in matches if match.lastgroup)


def last_stages(named: Sequence[tuple[int, Stage]], start: int, end: int) -> frozenset[Stage]:
    """The last ones named between two offsets: at most one of plan and result, and one of the other three."""
    inside = [stage for at, stage in named if start <= at <= end]
    last = ([stage for stage in inside if stage in kinds][-1:] for kinds in (_REALITY, _PHASES))
    return frozenset(stage for stages in last for stage in stages)


def clashes(a: frozenset[Stage], b: frozenset[Stage]) -> int:
    """In how many ways, plan or result and begin or end, two sets of stages exclude each other."""
    return sum(bool(a & kinds) and bool(b & kinds) and not a & b & kinds for kinds in (_REALITY, _PHASES))
