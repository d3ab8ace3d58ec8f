"""Figures that tell of no result: planned ones, the plan that a result is measured by, what others are compared with."""

from __future__ import annotations

import re

from rag.clauses import Frame
from rag.figures import Quantity

__all__ = ["is_compared_with", "is_planned", "is_strived_for", "is_the_plan"]

_PLANNED = re.compile(
    r"\b(?:mục tiêu|chỉ tiêu|phấn đấu|đề ra|đặt ra|dự kiến|được giao|tỉnh giao|huyện giao)\b", re.IGNORECASE
)


def is_planned(frame: Frame, quantity: Quantity) -> bool:
    """Whether the sentence tells of what is to be reached: "phấn đấu giảm tỷ lệ hộ nghèo 0,42%"."""
    return _PLANNED.search(frame.passage.article.text, frame.sentence.start, quantity.start) is not None


_AS_PLANNED = re.compile(
    r"\b(?:kế hoạch|chỉ tiêu|kh)(?: (?:năm|cả năm|giao|đề ra|được giao|tỉnh giao|huyện giao|là))*\s?[(:]?\s?(?:là )?$",
    re.IGNORECASE,
)


def is_the_plan(frame: Frame, quantity: Quantity) -> bool:
    """Whether the figure is the plan that another one is measured by: "đạt 68,3% kế hoạch năm (1.500 người)"."""
    start = max(frame.sentence.start, quantity.bound_start - 50)
    return _AS_PLANNED.search(frame.passage.article.text, start, quantity.bound_start) is not None


_STRIVES = re.compile(r"\b(?:phấn đấu|đặt mục tiêu|đặt chỉ tiêu|yêu cầu: )\b", re.IGNORECASE)


def is_strived_for(frame: Frame, quantity: Quantity) -> bool:
    """Whether the sentence, which may be a long one, began to tell of goals before it came to the figure."""
    return _STRIVES.search(frame.passage.article.text, frame.sentence.start, quantity.start) is not None


_COMPARED_WITH = re.compile(r"\bso với [^.;()]{0,80}\([^()]{0,60}$", re.IGNORECASE)


def is_compared_with(frame: Frame, quantity: Quantity) -> bool:
    """Whether it is what others are compared with: "so với số liệu đầu năm (1.018 hộ nghèo)"."""
    start = max(frame.sentence.start, quantity.bound_start - 160)
    return _COMPARED_WITH.search(frame.passage.article.text, start, quantity.bound_start) is not None
