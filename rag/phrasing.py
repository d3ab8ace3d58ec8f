"""The words of an answer, in Vietnamese and English. Everything else a person sees stands in ``ui/strings.py``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from rag.answer import Citation, Reason, Shown
from rag.asked_places import AskedPlace
from rag.figures import Bound, OfKind

__all__ = ["Lang", "abstention", "answer_text", "number_vi", "source_line"]


class Lang(StrEnum):
    VI = "vi"
    EN = "en"


_TEXT = {
    Lang.VI: {
        "claim": "Câu hỏi nêu {claimed}. Bài viết nêu:",
        "years": "Các bài viết nêu số liệu khác nhau, xếp từ mới đến cũ:",
        "no_figure_for": "Không thấy số liệu này cho: {missing}.",
        "computed": "{text} (tính từ các số trên)",
        "source": "[{n}] {title} – {publisher}, {date} – {source}, dòng {line}",
        "no_publisher": "nơi đăng không ghi trên trang",
        "no_date": "không rõ ngày",
        "line": "dòng",
        Reason.PLACE_NOT_FOUND: "Không trả lời: không có bài viết nào về {missing}.",
        Reason.TIME_NOT_COVERED: "Không trả lời: các bài viết không có số liệu này cho {missing}.",
        Reason.NOT_IN_ARTICLES: "Không trả lời: các bài viết không nêu điều được hỏi.",
        "not_in_missing": "Không trả lời: các bài viết không nêu điều được hỏi (không thấy: {missing}).",
        Reason.OFF_TOPIC: "Không trả lời: câu hỏi nằm ngoài nội dung các bài viết trong bộ sưu tập.",
        "merged": "Từ tháng 7/2025, {old} thuộc {new}; các bài viết nói về {old} theo địa giới cũ. Hãy hỏi rõ: {old}.",
        "inside": "Bộ sưu tập có bài về {inside} (thuộc {name}), nhưng số liệu đó không phải của cả {name}.",
        "nearest": "Đoạn gần nhất (không phải câu trả lời):",
        "help": "Tôi trả lời câu hỏi về các bài viết trong bộ sưu tập bằng đúng lời của bài: con số, câu trích, nguồn và ngày."
        " Hãy hỏi chẳng hạn: “{place} hỗ trợ bao nhiêu nhà?”, “Tỷ lệ hộ nghèo {place} là bao nhiêu?”."
        " Bộ sưu tập có {articles} bài, về {places}.",
        "help_no_place": "Tôi trả lời câu hỏi về các bài viết trong bộ sưu tập bằng đúng lời của bài: con số, câu trích, nguồn và ngày."
        " Bộ sưu tập có {articles} bài.",
        "words": "Câu hỏi không có chữ nào đọc được: hãy hỏi bằng tiếng Việt (có dấu hoặc không dấu) hoặc tiếng Anh.",
    },
    Lang.EN: {
        "claim": "The question says {claimed}. The articles say:",
        "years": "The articles give different figures, newest first:",
        "no_figure_for": "No such figure for: {missing}.",
        "computed": "{text} (computed from the figures above)",
        "source": "[{n}] {title} – {publisher}, {date} – {source}, line {line}",
        "no_publisher": "publisher not named on the page",
        "no_date": "no date",
        "line": "line",
        Reason.PLACE_NOT_FOUND: "No answer: no article is about {missing}.",
        Reason.TIME_NOT_COVERED: "No answer: the articles do not give this figure for {missing}.",
        Reason.NOT_IN_ARTICLES: "No answer: the articles do not say what is asked.",
        "not_in_missing": "No answer: the articles do not say what is asked (not found: {missing}).",
        Reason.OFF_TOPIC: "No answer: the question lies outside what the articles of this collection tell.",
        "merged": "Since July 2025 {old} is part of {new}; the articles speak of {old} in its former borders. Ask for {old}.",
        "inside": "The collection has articles on {inside} (in {name}), but their figures do not hold for all of {name}.",
        "nearest": "Nearest passage (not an answer):",
        "help": "I answer questions about the articles of this collection in their own words: the figure, the quote, the source, the date."
        " Ask, for instance: “{place} hỗ trợ bao nhiêu nhà?”, “How many poor households are there in {place}?”."
        " The collection has {articles} articles, on {places}.",
        "help_no_place": "I answer questions about the articles of this collection in their own words: the figure, the quote, the source, the date."
        " The collection has {articles} articles.",
        "words": "There is no readable word in the question: ask in Vietnamese (with or without diacritics) or English.",
    },
}


def say(lang: Lang, key: str | Reason, **values: object) -> str:
    """One phrase of the table, filled in."""
    return _TEXT[lang][key].format(**values)


def number_vi(value: float) -> str:
    """1911 → "1.911", 0.16 → "0,16"."""
    text = f"{value:,.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.translate(str.maketrans(",.", ".,"))


def source_line(citation: Citation, lang: Lang) -> str:
    """One line that says where a quote comes from: title, publisher, date, file and line."""
    article = citation.quote.article
    published = article.published
    date = (
        (published.strftime("%d/%m/%Y") if lang is Lang.VI else published.isoformat())
        if published
        else say(lang, "no_date")
    )
    return say(
        lang,
        "source",
        n=citation.n,
        title=article.title,
        publisher=article.publisher or say(lang, "no_publisher"),
        date=date,
        source=article.source,
        line=citation.quote.line,
    )


def figure_line(shown: Shown, article_text: str, lang: Lang) -> str:
    """One figure with its bound, place and time: "gần 15 tỷ đồng (Đầm Hà, 11/2023) [1]"."""
    q = shown.quantity
    if shown.computed_from is not None:
        return say(lang, "computed", text=shown.text)
    text = article_text[q.bound_start : q.end] if q.bound_start < q.start else shown.text
    where = ", ".join(part for part in (shown.place, shown.time) if part)
    return f"{text}{f' ({where})' if where else ''} [{shown.citation}]"


def answer_text(
    figures: Sequence[Shown],
    citations: Sequence[Citation],
    *,
    lang: Lang,
    claimed: str | None,
    conflict: bool,
    missing: Sequence[str] = (),
) -> str:
    """What a person reads: figures first, then the quotes, then the sources."""
    by_number = {c.n: c for c in citations}
    lines: list[str] = []
    if claimed:
        lines.append(say(lang, "claim", claimed=claimed))
    elif conflict:
        lines.append(say(lang, "years"))
    lines += [f"• {figure_line(f, by_number[f.citation].quote.article.text, lang)}" for f in figures]
    if missing:
        lines.append(say(lang, "no_figure_for", missing=", ".join(missing)))
    lines += [f"“{c.quote.text}” [{c.n}]" for c in citations]
    lines += [source_line(c, lang) for c in citations]
    return "\n".join(lines)


_SIDE = re.compile(r"(trước|sau) ([0-9]{4})")
_NUMBERED = re.compile(r"(?:\d{1,2}/)?\d{4}")
_SIDES = {"trước": "before", "sau": "after"}


def _time(asked: str, lang: Lang) -> str:
    """A time asked for ("2023", "5/2023", "trước 2016") as it goes into a sentence."""
    if side := _SIDE.fullmatch(asked):
        return f"thời gian {side[1]} năm {side[2]}" if lang is Lang.VI else f"the time {_SIDES[side[1]]} {side[2]}"
    if lang is Lang.EN or not _NUMBERED.match(asked):
        return asked
    return f"tháng {asked}" if "/" in asked else f"năm {asked}"


def abstention(
    reason: Reason,
    missing: Sequence[str],
    nearest: Sequence[Citation],
    *,
    lang: Lang,
    places: Sequence[AskedPlace] = (),
) -> str:
    """Why there is no answer, what would help, and the nearest passage marked as none."""
    if reason is Reason.NOT_IN_ARTICLES and missing:
        lines = [say(lang, "not_in_missing", missing=", ".join(missing))]
    else:
        named = [_time(one, lang) for one in missing] if reason is Reason.TIME_NOT_COVERED else missing
        lines = [say(lang, reason, missing=", ".join(named))]
    for place in places if reason is Reason.PLACE_NOT_FOUND else ():
        if place.merged:
            lines.append(say(lang, "merged", old=", ".join(place.merged), new=place.name))
        elif place.inside:
            lines.append(say(lang, "inside", inside=", ".join(place.inside[:3]), name=place.name))
    if nearest:
        lines.append(say(lang, "nearest"))
        lines.append(f"“{nearest[0].quote.text}”")
        lines.append(source_line(nearest[0], lang))
    return "\n".join(lines)


def of_words(shown: Shown, lang: Lang) -> str | None:
    """What the second number of a pair is, in words; None for a plain figure."""
    q = shown.quantity
    if q.of is None:
        return None
    if q.of_kind is OfKind.PLAN:
        return f"kế hoạch {number_vi(q.of)}" if lang is Lang.VI else f"planned {q.of:,}"
    return f"trên tổng số {number_vi(q.of)}" if lang is Lang.VI else f"of {q.of:,}"


def bound_words(bound: Bound | None, lang: Lang) -> str:
    """The hedge in the reader's language."""
    table = {
        Bound.MORE_THAN: ("hơn", "more than"),
        Bound.ALMOST: ("gần", "almost"),
        Bound.ABOUT: ("khoảng", "about"),
        Bound.AT_LEAST: ("ít nhất", "at least"),
        Bound.AT_MOST: ("nhiều nhất", "at most"),
    }
    return "" if bound is None else table[bound][0 if lang is Lang.VI else 1]
