"""Whether a gold span stands in a text: the one comparison on which spans, citations and retrieval are judged.

Compared in NFC, without case, every run of white space (no-break spaces too) as one space. A span must stand on its
own: ``13 hộ`` stands neither in ``113 hộ`` nor in ``1.13 hộ``, and ``3,3`` not in ``3,34%``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["any_stands_in", "clean", "stands_in"]


def clean(text: str) -> str:
    """NFC, case-folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=4096)
def _pattern(span: str) -> re.Pattern[str] | None:
    wanted = clean(span)
    if not wanted:
        return None
    left = r"(?<!\w)(?<!\d[.,])" if wanted[0].isalnum() else ""
    right = r"(?!\w)(?![.,]\d)" if wanted[-1].isalnum() else ""
    return re.compile(left + re.escape(wanted) + right)


def stands_in(span: str, text: str) -> bool:
    """Whether the span stands in the text, on its own. An empty span stands nowhere."""
    pattern = _pattern(span)
    return pattern is not None and pattern.search(clean(text)) is not None


def any_stands_in(spans: Iterable[str], text: str) -> bool:
    """Whether at least one of the spans stands in the text."""
    return any(stands_in(span, text) for span in spans)
