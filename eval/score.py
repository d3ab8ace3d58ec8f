"""One answer against its row: every measure that applies, as a number; None means that it does not apply.

``answer`` is the JSON answer as a mapping. Beside the keys of the contract it may hold ``retrieved``: the passages
found, best first, each ``{"article", "start", "end", "text"}`` and ``"read": false`` if it was left unread; without it
there are no retrieval measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from eval.dataset import Expect, Row
from eval.metrics.figures import read_figures, same_value
from eval.metrics.grounding import citation_precision, citation_recall, score_grounding, values_agree
from eval.metrics.matching import any_stands_in
from eval.metrics.numbers import Number, score_numbers
from eval.metrics.ranking import ndcg_at, recall_at, reciprocal_rank_at
from eval.metrics.squad_text import exact_match, f1, vietnamese_tokens
from index.article import Article

__all__ = ["Scores", "Shelf", "is_withheld", "score"]

Scores = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles that answers are judged against.

    ``article`` gives the stored article of an id. ``originals`` gives, for the sha256 of an original's file, the stem
    of the seed that retells it: a question set that names seeds then holds for the originals too.
    """

    article: Callable[[str], Article | None]
    originals: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, articles: Iterable[Article], seeds: Iterable[Article] = ()) -> Shelf:
        """A shelf of articles in memory; ``seeds`` name the originals that they retell."""
        retold = {s.original_sha256: PurePosixPath(s.source).stem for s in seeds if s.original_sha256}
        return cls({article.id: article for article in articles}.get, retold)

    def stem(self, cited: Mapping[str, Any]) -> str:
        """The stem by which a question set names the article of a citation or passage."""
        article = self.article(cited["article"])
        if article is not None and article.sha256 in self.originals:
            return self.originals[article.sha256]
        source = article.source if article is not None else str(cited.get("source", ""))
        return PurePosixPath(source).stem


def is_withheld(answer: Mapping[str, Any] | None) -> bool:
    """Whether the assistant abstained; an assistant that raised did not."""
    return answer is not None and answer["status"] == "abstained"


def score(row: Row, answer: Mapping[str, Any] | None, shelf: Shelf) -> Scores:
    """All measures of one row. ``answer`` is None where the assistant raised: everything asked of it is then wrong."""
    withheld = is_withheld(answer)
    scores: Scores = {"withheld_rightly": float(answer is not None and withheld == row.expect.withheld)}
    if row.expect.withheld:
        right = withheld
        if withheld and answer is not None:
            scores["reason_accuracy"] = float(answer["reason"] in row.expect.abstain)
    else:
        scores |= _answer_scores(row, answer)
        right = scores["number_accuracy" if row.expect.numbers else "span_accuracy"] == 1
        if answer is not None:
            scores |= _retrieval_scores(row.expect, answer, shelf)
            if not withheld:
                scores |= _citation_scores(row.expect, answer, shelf)
    scores["accuracy"] = float(right)
    scores["wrong_shown"] = float(answer is not None and not withheld and not right)
    if answer is not None:
        scores |= _grounding_scores(answer, shelf)
    return scores


def _answer_scores(row: Row, answer: Mapping[str, Any] | None) -> Scores:
    expect = row.expect
    scores: Scores = {}
    if expect.numbers:
        numbers = score_numbers(_shown_numbers(answer), expect.numbers)
        # A claim is checked by what is set beside it, wherever that stands.
        scores["number_accuracy"] = float(numbers.all if "claim" in row.tags else numbers.value)
        scores["number_unit"] = None if numbers.unit is None else float(numbers.unit)
        scores["number_both"] = None if numbers.both is None else float(numbers.both)
        scores["number_all"] = float(numbers.all)
        scores["extra_numbers"] = float(numbers.extra)
    else:
        quotes = [] if answer is None else [citation["quote"] for citation in answer["citations"]]
        scores["span_accuracy"] = float(any(any_stands_in(expect.spans, quote) for quote in quotes))
    if expect.spans:
        said = _said(answer)
        scores["exact_match"] = exact_match(said, expect.spans)
        scores["f1"] = f1(said, expect.spans)
        scores["exact_match_vi"] = exact_match(said, expect.spans, vietnamese_tokens)
        scores["f1_vi"] = f1(said, expect.spans, vietnamese_tokens)
    return scores


def _shown_numbers(answer: Mapping[str, Any] | None) -> list[Number]:
    """The quantities of an answer; the second end of a range is a number of its own."""
    shown: list[Number] = []
    for quantity in answer["quantities"] if answer is not None else ():
        ends = [quantity["value"], quantity.get("range_end")]
        shown += [Number(end, quantity.get("unit"), quantity.get("of")) for end in ends if end is not None]
    return shown


def _said(answer: Mapping[str, Any] | None) -> str:
    """The shortest text that an answer commits itself to: its first quantity, else its first quote."""
    if answer is None:
        return ""
    if answer["quantities"]:
        return str(answer["quantities"][0]["text"])
    return str(answer["citations"][0]["quote"]) if answer["citations"] else ""


def _holds_gold(expect: Expect, text: str) -> bool:
    """Whether a gold span stands in the text; where the row gives no spans, whether an expected number does."""
    if expect.spans:
        return any_stands_in(expect.spans, text)
    values = [figure.value for figure in read_figures(text)]
    return any(same_value(number.value, value) for number in expect.numbers for value in values)


def _citation_scores(expect: Expect, answer: Mapping[str, Any], shelf: Shelf) -> Scores:
    stems = [shelf.stem(citation) for citation in answer["citations"]]
    holds = [
        stem in expect.articles and _holds_gold(expect, citation["quote"])
        for stem, citation in zip(stems, answer["citations"], strict=True)
    ]
    leading = _leading(answer)
    return {
        "citation_precision": citation_precision(holds),
        "citation_recall": citation_recall(expect.articles, [s for s, held in zip(stems, holds, strict=True) if held]),
        "right_article": float(leading is not None and shelf.stem(leading) in expect.articles),
    }


def _leading(answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The citation of what is shown first."""
    citations: Sequence[Mapping[str, Any]] = answer["citations"]
    by_number = {citation["n"]: citation for citation in citations}
    cited = (by_number.get(quantity.get("citation")) for quantity in answer["quantities"])
    return next((citation for citation in cited if citation), citations[0] if citations else None)


def _retrieval_scores(expect: Expect, answer: Mapping[str, Any], shelf: Shelf) -> Scores:
    """Each expected article is one thing to find: the first of its passages that holds the gold counts as it."""
    if answer.get("retrieved") is None:
        return {}
    ranking: list[str] = []
    for position, passage in enumerate(answer["retrieved"]):
        stem = shelf.stem(passage)
        found = stem in expect.articles and stem not in ranking and _holds_gold(expect, passage["text"])
        ranking.append(stem if found else f"other passage {position}")
    wanted = expect.articles
    scores: Scores = {f"recall@{k}": recall_at(k, ranking, wanted) for k in (1, 5, 10)}
    scores["mrr@10"] = reciprocal_rank_at(10, ranking, wanted)
    scores["ndcg@10"] = ndcg_at(10, ranking, wanted)
    read = sum(passage.get("read", True) for passage in answer["retrieved"])
    scores["gold_read"] = recall_at(max(read, 1), ranking, wanted)
    return scores


def _grounding_scores(answer: Mapping[str, Any], shelf: Shelf) -> Scores:
    grounding = score_grounding(answer, shelf.article)
    agreed, values = values_agree(answer)
    checked = grounding.quotes + grounding.numbers
    return {
        "groundedness": float(grounding.grounded) if checked else None,
        "quotes_exact": grounding.quotes_passed / grounding.quotes if grounding.quotes else None,
        "numbers_grounded": grounding.numbers_passed / grounding.numbers if grounding.numbers else None,
        "values_read": agreed / values if values else None,
    }
