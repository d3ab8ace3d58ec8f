"""Whether an answer proves what it shows: quotes are slices, numbers stand in quotes, citations hold the gold.

All shares are counts of checks passed over checks made. An answer is grounded only if every check passes: one number
from nowhere is one too many.

- quotes:    each quote (also of the nearest passages) equals ``text[start:end]`` of the stored article, in the version
  cited
- numbers:   each quantity's text equals its slice and lies in the quote of its citation; a computed one has grounded
  parts that add up; each number in the answer's text has the value of a number in a quote, in the question, in the
  place and time shown with a quantity, of a sum, or, on the line that names a source, of what is known of the source
- precision: citations that hold a gold span / citations
- recall:    expected articles from which a citation holds a gold span / expected articles

Source: Rashkin et al., *Measuring Attribution in Natural Language Generation Models*, Computational Linguistics 49(4),
2023 (attributable to identified sources); Gao et al., *Enabling Large Language Models to Generate Text with Citations*,
EMNLP 2023 (citation precision and recall).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from eval.metrics.figures import read_figures, same_value
from index.article import Article

__all__ = ["Grounding", "citation_precision", "citation_recall", "score_grounding", "values_agree"]

Answer = Mapping[str, Any]  # the JSON answer
Stored = Callable[[str], Article | None]  # article id -> what the collection holds


@dataclass(frozen=True, slots=True)
class Grounding:
    """Checks passed and made, and what failed, one sentence each."""

    quotes_passed: int
    quotes: int
    numbers_passed: int
    numbers: int
    failures: tuple[str, ...] = ()

    @property
    def grounded(self) -> bool:
        return not self.failures


def score_grounding(answer: Answer, stored: Stored) -> Grounding:
    """Checks one answer against the stored articles."""
    cited = _cited(answer)
    false_quotes = [fault for citation in cited if (fault := _quote_fault(citation, stored))]
    quantities = answer["quantities"]
    false_quantities = [fault for q in quantities if (fault := _quantity_fault(q, answer, stored))]
    shown, loose = _numbers_of_text(answer)
    return Grounding(
        quotes_passed=len(cited) - len(false_quotes),
        quotes=len(cited),
        numbers_passed=len(quantities) - len(false_quantities) + shown - len(loose),
        numbers=len(quantities) + shown,
        failures=(*false_quotes, *false_quantities, *loose),
    )


def citation_precision(holds_gold: Sequence[bool]) -> float | None:
    """Share of the citations that hold a gold span; None without citations."""
    return sum(holds_gold) / len(holds_gold) if holds_gold else None


def citation_recall(expected: Collection[str], found: Collection[str]) -> float:
    """Share of the expected articles from which a citation holds a gold span."""
    if not expected:
        raise ValueError("no expected article is given; recall needs at least one")
    return len(set(expected) & set(found)) / len(set(expected))


def _quote_fault(citation: Mapping[str, Any], stored: Stored) -> str | None:
    article = stored(citation["article"])
    name = f"quote {citation.get('n', '')} of {citation['article']!r}"
    if article is None:
        return f"{name}: the collection holds no such article"
    if citation.get("version") not in (None, article.version):
        return f"{name}: version {citation['version']} is not the stored one"
    if article.text[citation["start"] : citation["end"]] != citation["quote"] or not citation["quote"]:
        return f"{name}: differs from the article at {citation['start']}..{citation['end']}"
    return None


def _quantity_fault(quantity: Mapping[str, Any], answer: Answer, stored: Stored) -> str | None:
    name = f"quantity {quantity['text']!r}"
    if quantity.get("computed_from"):
        return _computed_fault(name, quantity, answer, stored)
    citation = next((c for c in answer["citations"] if c["n"] == quantity["citation"]), None)
    if citation is None:
        return f"{name}: has no citation"
    article = stored(citation["article"])
    if article is None or article.text[quantity["start"] : quantity["end"]] != quantity["text"]:
        return f"{name}: differs from the article at {quantity['start']}..{quantity['end']}"
    if not citation["start"] <= quantity["start"] <= quantity["end"] <= citation["end"]:
        return f"{name}: stands outside quote {citation['n']}"
    return None


def _computed_fault(name: str, quantity: Mapping[str, Any], answer: Answer, stored: Stored) -> str | None:
    """``computed_from`` holds the positions of the parts among the quantities."""
    every = answer["quantities"]
    if any(part >= len(every) for part in quantity["computed_from"]):
        return f"{name}: is computed from a quantity that is not there"
    parts = [every[part] for part in quantity["computed_from"]]
    if any(part.get("computed_from") or _quantity_fault(part, answer, stored) for part in parts):
        return f"{name}: is computed from a number that stands in no quote"
    if not same_value(quantity["value"], sum(part["value"] for part in parts)):
        return f"{name}: is not the sum of its parts"
    return None


def _numbers_of_text(answer: Answer) -> tuple[int, list[str]]:
    """How many numbers the answer's text shows, and a sentence on each that nothing accounts for.

    The line that names a source may also show what is known of it: its number, line, date, publisher, address.
    """
    known = _known_values(answer)
    shown, loose = 0, []
    for line in (answer.get("answer") or "").split("\n"):
        sources = [c for c in _cited(answer) if _names(line, c)]
        values = known + [figure.value for c in sources for figure in read_figures(_metadata(c))]
        for figure in read_figures(line):
            shown += 1
            if not any(same_value(figure.value, value) for value in values):
                loose.append(f"number {line[figure.start : figure.end]!r} of the answer stands in no quote")
    return shown, loose


def _cited(answer: Answer) -> list[Mapping[str, Any]]:
    return [*answer["citations"], *answer.get("nearest", ())]


def _names(line: str, citation: Mapping[str, Any]) -> bool:
    return any(citation.get(key) and citation[key] in line for key in ("title", "source"))


def _metadata(citation: Mapping[str, Any]) -> str:
    keys = ("n", "title", "publisher", "published", "url", "source", "line")
    return "; ".join(str(citation[key]) for key in keys if citation.get(key) is not None)


def _known_values(answer: Answer) -> list[float]:
    """The numbers that any line may show."""
    asked = [answer.get("question") or "", answer.get("understood_as") or ""]
    texts = asked + re.findall(r"\d+(?:[.,]\d+)*", " ".join(asked))  # "5 tỷ" may be repeated as the words "5", "tỷ"
    for citation in _cited(answer):
        texts += [citation["quote"], f"[{citation.get('n', '')}]"]
    values: list[float] = []
    for quantity in answer["quantities"]:
        texts += [quantity.get("place") or "", quantity.get("time") or ""]
        if quantity.get("computed_from"):
            values.append(quantity["value"])
        else:  # what the judge reads in its text, not the value claimed for it
            values += [figure.value for figure in read_figures(quantity["text"], words=True)]
    return values + [figure.value for text in texts for figure in read_figures(text)]


def values_agree(answer: Answer) -> tuple[int, int]:
    """Of how many quantities the judge's own reader finds the same value in their text; passed, made.

    Not part of groundedness: where two readers differ, either may be wrong. Texts in which the judge reads no number,
    and computed quantities, are left out.
    """
    passed = made = 0
    for quantity in answer["quantities"]:
        read = [figure.value for figure in read_figures(quantity["text"], words=True)]
        if not read or quantity.get("computed_from"):
            continue
        ratios = [a / b for a, b in pairwise(read) if b]  # "2/3" may be one number
        made += 1
        passed += any(same_value(quantity["value"], value) for value in (*read, *ratios))
    return passed, made
