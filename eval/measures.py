"""The names of all measures: how each is shown, which direction is better, how a total is made of the rows.

Most measures give each question a number (or None where they do not apply) and their total is the mean. The others are
statistics of all questions together and named ``whole``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.errors import BadInput

__all__ = ["MEASURES", "Group", "Measure", "Unit", "parse_thresholds"]


class Group(StrEnum):
    """Where a measure stands in reports."""

    ANSWERS = "answers"
    GROUNDING = "grounding"
    WITHHOLDING = "withholding"
    RETRIEVAL = "retrieval"


class Unit(StrEnum):
    """How a figure is written."""

    SHARE = "share"  # 0 to 1, shown as per cent
    COUNT = "count"  # of things per question
    AREA = "area"  # 0 to 1, shown as it is


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as reports show it."""

    name: str
    group: Group
    en: str
    vi: str
    unit: Unit = Unit.SHARE
    higher_is_better: bool = True
    whole: bool = False  # not a mean over questions

    def label(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


_ALL = (
    Measure("accuracy", Group.ANSWERS, "right in all (answered or withheld)", "đúng toàn bộ (trả lời hoặc từ chối)"),
    Measure("wrong_shown", Group.ANSWERS, "wrong answer shown", "đưa ra câu trả lời sai", higher_is_better=False),
    Measure("number_accuracy", Group.ANSWERS, "number right (first)", "số đúng (số đầu tiên)"),
    Measure("number_unit", Group.ANSWERS, "unit right", "đơn vị đúng"),
    Measure("number_both", Group.ANSWERS, "number and unit right", "số và đơn vị đúng"),
    Measure("number_all", Group.ANSWERS, "all numbers shown", "đủ các số"),
    Measure(
        "extra_numbers", Group.ANSWERS, "further numbers shown", "số thừa đưa ra", Unit.COUNT, higher_is_better=False
    ),
    Measure("span_accuracy", Group.ANSWERS, "text in the quote", "đoạn trả lời có trong trích dẫn"),
    Measure("exact_match", Group.ANSWERS, "EM, SQuAD rules", "EM, quy tắc SQuAD"),
    Measure("f1", Group.ANSWERS, "F1, SQuAD rules", "F1, quy tắc SQuAD"),
    Measure("exact_match_vi", Group.ANSWERS, "EM, Vietnamese rules", "EM, quy tắc tiếng Việt"),
    Measure("f1_vi", Group.ANSWERS, "F1, Vietnamese rules", "F1, quy tắc tiếng Việt"),
    Measure("groundedness", Group.GROUNDING, "answer grounded", "câu trả lời có căn cứ"),
    Measure("quotes_exact", Group.GROUNDING, "quotes equal their slices", "trích dẫn nguyên văn"),
    Measure("numbers_grounded", Group.GROUNDING, "numbers found in quotes", "số có trong trích dẫn"),
    Measure("values_read", Group.GROUNDING, "values read alike by the judge", "giá trị số đọc khớp"),
    Measure("citation_precision", Group.GROUNDING, "citation precision", "độ chính xác của trích dẫn"),
    Measure("citation_recall", Group.GROUNDING, "citation recall", "độ phủ của trích dẫn"),
    Measure("right_article", Group.GROUNDING, "right article", "đúng bài viết"),
    Measure("withheld_rightly", Group.WITHHOLDING, "withheld just when it must be", "từ chối đúng lúc"),
    Measure("abstention_precision", Group.WITHHOLDING, "precision", "độ chính xác", whole=True),
    Measure("abstention_recall", Group.WITHHOLDING, "recall", "độ phủ", whole=True),
    Measure("abstention_f1", Group.WITHHOLDING, "F1", "F1", whole=True),
    Measure("reason_accuracy", Group.WITHHOLDING, "reason right (of those withheld rightly)", "lý do đúng"),
    Measure(
        "aurc",
        Group.WITHHOLDING,
        "area under risk-coverage",
        "diện tích rủi ro–độ phủ",
        Unit.AREA,
        higher_is_better=False,
        whole=True,
    ),
    Measure("recall@1", Group.RETRIEVAL, "recall@1", "recall@1"),
    Measure("recall@5", Group.RETRIEVAL, "recall@5", "recall@5"),
    Measure("recall@10", Group.RETRIEVAL, "recall@10", "recall@10"),
    Measure("mrr@10", Group.RETRIEVAL, "MRR@10", "MRR@10"),
    Measure("ndcg@10", Group.RETRIEVAL, "nDCG@10", "nDCG@10"),
    Measure("gold_read", Group.RETRIEVAL, "gold span among the passages read", "có đáp án trong các đoạn đã đọc"),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}


def parse_thresholds(text: str) -> dict[str, float]:
    """``number_accuracy=0.9,groundedness=1`` as a mapping. Raises BadInput naming what cannot be read."""
    thresholds: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in MEASURES:
            raise BadInput(f"threshold {part!r} names no measure; known are: {', '.join(MEASURES)}")
        try:
            thresholds[name] = float(value)
        except ValueError:
            shape = "measure=number, for example number_accuracy=0.9"
            raise BadInput(f"threshold {part!r} has no number; write {shape}") from None
    if not thresholds:
        raise BadInput("no threshold is given; write measure=number, for example number_accuracy=0.9,groundedness=1")
    return thresholds
