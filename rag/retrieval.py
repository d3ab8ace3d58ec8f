"""Dense and word search together: which paragraphs to read for a question.

Both channels propose candidates; every candidate gets both scores, each standardised over the candidates, and their
weighted sum decides. On XQuAD-vi this beats reciprocal rank fusion (see DESIGN in docs/), because how *much* better one
paragraph matches carries information that ranks throw away.
"""

from __future__ import annotations

import math
from collections.abc import Collection as AnyOf
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.catalog import Scope
from index.collection import Collection
from index.words import Field, terms
from rag.lexicon import tokens
from rag.question import Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FEWEST", "Retrieved", "search", "worth_reading"]

CANDIDATES = 50  # from each channel
# Without diacritics the dense model finds one paragraph in five, words and pairs nine in ten.
DENSE_WEIGHT = 0.5
DENSE_WEIGHT_FOLDED = 0.2
BACKGROUND_WEIGHT = 0.5  # words of the question that a follow-up goes on from
HEADER_WEIGHT = 0.3  # title, date and place of the article beside the paragraph's own words
TIME_WEIGHT = 2.0
NEWEST_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A candidate paragraph with both scores."""

    pid: int
    score: float  # fused: weighted sum of standard scores
    dense: float  # cosine
    words: float  # BM25, 0 if the word search did not propose it


FEWEST = 50  # paragraphs from which on standard scores tell whether one stands out


# Of 970 answers to the development questions none came from further below the best paragraph than 3.0.
READ_WITHIN = 3.5


def worth_reading(retrieved: Sequence[Retrieved]) -> list[Retrieved]:
    """The paragraphs that may hold the answer: those whose score comes near the best."""
    return [one for one in retrieved if one.score >= retrieved[0].score - READ_WITHIN]


def _standard(values: Sequence[float]) -> list[float]:
    """Standard scores; all 0 when there is nothing to tell apart."""
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
    return [(v - mean) / deviation if deviation > 1e-9 else 0.0 for v in values]


def _query_terms(question: Question, field: Field) -> dict[str, float]:
    """Words and pairs of the question, each once; abbreviations also written out."""
    found = dict.fromkeys(terms(question.reading, field), 1.0)
    for token in tokens(question.reading, folded=question.folded):
        found.setdefault(token.form, 1.0)
    for term in terms(question.background, field):
        found.setdefault(term, BACKGROUND_WEIGHT)
    return found


def _time_bonus(
    question: Question, years: Mapping[int, Sequence[tuple[int, Scope]]], pids: Sequence[int], *, of_place: bool
) -> list[float]:
    """What each paragraph gains by its time: by naming, or being of, a year asked for; where none is asked about a
    place, by how new its article is among those found (yearly reports say the same of each year)."""
    if question.time:
        return [TIME_WEIGHT * any(question.time.covers(year, year) for year, _ in years.get(pid, ())) for pid in pids]
    dated = [max((year for year, scope in years.get(pid, ()) if scope is Scope.ARTICLE), default=None) for pid in pids]
    ages = {year: age for age, year in enumerate(sorted({y for y in dated if y is not None}, reverse=True))}
    if not of_place or len(ages) < 2:
        return [0.0] * len(pids)
    return [0.0 if year is None else NEWEST_WEIGHT * 0.5 ** ages[year] for year in dated]


def search(
    question: Question,
    vector: NDArray[np.float32],
    collection: Collection,
    *,
    k: int,
    places: AnyOf[str] | None = None,
    header_weight: float = HEADER_WEIGHT,
    dense_weight: float | None = None,
) -> list[Retrieved]:
    """The ``k`` best paragraphs, best first. ``places``: keys; only paragraphs of one of these places are searched."""
    field = Field.FOLDED if question.folded else Field.EXACT
    weight = dense_weight if dense_weight is not None else DENSE_WEIGHT_FOLDED if question.folded else DENSE_WEIGHT
    within = None if places is None else collection.pids_of_place(places)
    by_words = dict(
        collection.words(
            _query_terms(question, field), CANDIDATES, field=field, header_weight=header_weight, within_places=places
        )
    )
    pids = list(by_words)
    if weight > 0:
        pids += [pid for pid, _ in collection.dense(vector, CANDIDATES, within) if pid not in by_words]
    if not pids:
        return []
    dense = [float(s) for s in collection.dense_scores(vector, pids)]
    words = [by_words.get(pid, 0.0) for pid in pids]
    fused = [weight * d + (1 - weight) * w for d, w in zip(_standard(dense), _standard(words), strict=True)]
    for i, bonus in enumerate(_time_bonus(question, collection.years_of(pids), pids, of_place=places is not None)):
        fused[i] += bonus
    ranked = sorted(range(len(pids)), key=lambda i: (-fused[i], pids[i]))[:k]
    return [Retrieved(pids[i], fused[i], dense[i], words[i]) for i in ranked]
