"""HTML of answers and articles, from plain values to escaped text; `ui.render_page` makes pages of it, nothing else makes HTML.

Pure functions: the same value gives the same HTML. Every text that comes from a person or an article goes through
`text_html`; nothing is ever loaded from outside. Answers and articles are taken in their published JSON forms, so that
what a browser kept can be shown again after a restart.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote as url_quote

from index.article import Span
from rag.phrasing import Lang, number_vi
from rag.phrasing import say as say_answer
from ui.strings import Language
from ui.strings import on_page as say

__all__ = [
    "address",
    "answer_html",
    "article_body",
    "article_facts",
    "date_text",
    "figure_spans",
    "figure_text",
    "lead_of",
    "marked",
    "original_link",
    "sources_html",
    "text_html",
    "time_text",
    "withheld_lines",
]

# Characters that show nothing themselves but turn or hide what stands beside them: shown by their numbers.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udfff]"
)
_JSON = Mapping[str, Any]


def text_html(text: object) -> str:
    """Any text as the characters it is."""
    return _UNSEEN.sub(lambda m: f"⟨U+{ord(m.group()):04X}⟩", html.escape(str(text), quote=True))


def marked(text: str, spans: Iterable[Span], offset: int = 0, tag: str = "mark") -> str:
    """``text`` with the ranges marked. The ranges count from ``offset``; what lies outside the text is left out."""
    parts, at = [], 0
    for span in sorted(spans):
        start, end = max(at, span.start - offset), min(len(text), span.end - offset)
        if start < end:
            parts += [text_html(text[at:start]), f"<{tag}>{text_html(text[start:end])}</{tag}>"]
            at = end
    return "".join([*parts, text_html(text[at:])])


def address(article: str, start: int | None = None, end: int | None = None) -> str:
    """Where an article is shown alone; stable as long as the article's id."""
    return f"/article/{url_quote(article, safe='')}" + (f"#{start}-{end}" if start is not None else "")


# Words about figures -----------------------------------------------------------------------------------------------


def date_text(published: str | None, lang: Language) -> str:
    """ "2023-11-30" as the reader writes it."""
    if not published:
        return say(lang, "no_date")
    year, month, day = published.split("-") if published.count("-") == 2 else (published, "", "")
    return f"{day}/{month}/{year}" if lang is Language.VI and day else published


def time_text(figure: _JSON, lang: Language) -> str:
    """When a figure held, and whether only the article's date says so."""
    time = figure["time"]
    if not time:
        return ""
    year, _, month = time.partition("-")
    text = f"{int(month)}/{year}" if len(month) == 2 and month.isdigit() else time
    return say(lang, "time.article", time=text) if figure["time_from"] == "article" else text


def figure_text(figure: _JSON, lang: Language) -> tuple[str, str]:
    """(what stands large, what explains it): the words of the article; its pair or unit where they do not say it."""
    details = []
    if figure["of"] is not None:
        kind = "plan" if figure["of_kind"] == "plan" else "total"
        details.append(say(lang, f"of.{kind}", value=_number(figure["value"], lang), of=_number(figure["of"], lang)))
    unit = figure["unit"] or ""
    if unit and figure["computed_from"] is None and unit.split("/")[0].split()[0].lower() not in figure["text"].lower():
        details.append(unit)
    return " ".join(figure["text"].split()), " · ".join(details)


def _number(value: float, lang: Language) -> str:
    return number_vi(value) if lang is Language.VI else f"{value:,}"


def lead_of(answer: _JSON) -> str | None:
    """The line before the figures when a claim was checked: the answer's own words, in the language it was given in."""
    first = str(answer["answer"]).partition("\n")[0]
    plain = {say_answer(lang, "years") for lang in Lang}
    return None if first.startswith(("• ", "“")) or first in plain or not answer["quantities"] else first


def withheld_lines(answer: _JSON) -> list[str]:
    """Why nothing is answered, in the answer's own words, without the nearest passage that stands below them."""
    lines: list[str] = []
    for line in str(answer["answer"]).split("\n"):
        if line in {say_answer(lang, "nearest") for lang in Lang}:
            break
        lines.append(line)
    return lines


# An answer ---------------------------------------------------------------------------------------------------------


def answer_html(answer: _JSON, lang: Language, sizes: tuple[int, int]) -> str:
    """An answer or an abstention. ``sizes``: articles and paragraphs of the collection."""
    parts = [_reading(answer, lang)]
    if answer["status"] == "abstained":
        parts.append(_abstention(answer, lang, sizes))
    else:
        parts += [_figures(answer, lang), _quotes(answer, lang)]
    return "".join(parts)


def _reading(answer: _JSON, lang: Language) -> str:
    if _plain(answer["understood_as"]) == _plain(answer["question"]):
        return ""
    return f'<p class="td-reading">{text_html(say(lang, "understood", reading=answer["understood_as"]))}</p>'


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _figures(answer: _JSON, lang: Language) -> str:
    figures: Sequence[_JSON] = answer["quantities"]
    if not figures:
        return ""
    lead = lead_of(answer)
    head = f'<p class="td-lead">{text_html(lead)}</p>' if lead else ""
    if answer["conflict"]:
        return head + _table(answer, lang)
    return (
        f'{head}<ul class="td-figures" aria-label="{say(lang, "figures")}">'
        + "".join(
            f'<li class="td-figure{" td-computed" if f["computed_from"] is not None else ""}">{_figure(answer, f, lang)}</li>'
            for f in figures
        )
        + "</ul>"
    )


def _figure(answer: _JSON, figure: _JSON, lang: Language) -> str:
    if figure["computed_from"] is not None:
        return f'{_value(figure, lang)}<span class="td-about">{say(lang, "computed")}</span>'
    about = " · ".join(part for part in (figure["place"] or "", time_text(figure, lang)) if part)
    cite = _cite(answer, figure["citation"], lang)
    return f'{_value(figure, lang)}<span class="td-about">{text_html(about)} {cite}</span>'


def _value(figure: _JSON, lang: Language) -> str:
    large, detail = figure_text(figure, lang)
    bound = figure["bound"] if figure["computed_from"] is None else None
    hedge = f'<span class="td-bound">{say(lang, f"bound.{bound}")}</span> ' if bound else ""
    more = f' <span class="td-detail">{text_html(detail)}</span>' if detail else ""
    return f'<span class="td-value">{hedge}<strong>{text_html(large)}</strong>{more}</span>'


def _table(answer: _JSON, lang: Language) -> str:
    """Several years, or sources that disagree: one row a figure."""
    columns = "".join(f'<th scope="col">{say(lang, f"column.{c}")}</th>' for c in ("figure", "place", "time", "source"))
    rows = ""
    for figure in answer["quantities"]:
        source = (
            say(lang, "computed") if figure["computed_from"] is not None else _cite(answer, figure["citation"], lang)
        )
        rows += (
            f"<tr><td>{_value(figure, lang)}</td><td>{text_html(figure['place'] or '–')}</td>"
            f"<td>{text_html(time_text(figure, lang) or '–')}</td><td>{source}</td></tr>"
        )
    caption = f"<caption>{say(lang, 'conflict')}</caption>"
    return f'<div class="td-scroll" tabindex="0" role="group" aria-label="{say(lang, "conflict")}"><table class="td-table">{caption}<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cite(answer: _JSON, n: int, lang: Language) -> str:
    citation = next((c for c in answer["citations"] if c["n"] == n), None)
    return _cite_link(citation, lang) if citation else ""


def _cite_link(citation: _JSON, lang: Language, part: str = "citations") -> str:
    """A link that works alone; the page's script opens it in the panel instead."""
    label = text_html(say(lang, "cite", n=citation["n"], title=citation["title"]))
    href = text_html(address(citation["article"], citation["start"], citation["end"]))
    return (
        f'<a class="td-cite" href="{href}" target="_blank" rel="noopener" data-act="cite" data-part="{part}"'
        f' data-n="{int(citation["n"])}" aria-label="{label}">[{int(citation["n"])}]</a>'
    )


def figure_spans(answer: _JSON, n: int) -> list[Span]:
    """Where the figures of a citation stand in the article."""
    return [
        Span(f["start"], f["end"])
        for f in answer["quantities"]
        if f["citation"] == n and f["computed_from"] is None and 0 <= (f["start"] or 0) <= (f["end"] or 0)
    ]


def _quotes(answer: _JSON, lang: Language) -> str:
    items = "".join(_quote(answer, citation, lang) for citation in answer["citations"])
    kind = "" if answer["quantities"] else " td-words"
    return f'<ol class="td-quotes{kind}" aria-label="{say(lang, "quotes")}">{items}</ol>'


def _quote(answer: _JSON, citation: _JSON, lang: Language, part: str = "citations") -> str:
    if part == "citations" and answer["quantities"]:
        words = marked(citation["quote"], figure_spans(answer, citation["n"]), citation["start"])
    elif part == "citations":
        words = f"<mark>{text_html(citation['quote'])}</mark>"
    else:
        words = text_html(citation["quote"])
    return (
        f'<li class="td-quote">{_cite_link(citation, lang, part)} <div><blockquote lang="vi">“<q>{words}</q>”</blockquote>'
        f'<p class="td-source">{_source(citation, lang)}</p></div></li>'
    )


def _source(citation: _JSON, lang: Language) -> str:
    """Title; publisher and date; file and line."""
    where = f"{citation['source']}, {say(lang, 'line', line=citation['line'])}"
    publisher = citation["publisher"] or say(lang, "no_publisher")
    rest = f"{publisher} · {date_text(citation['published'], lang)} · {where}"
    return f"<cite>{text_html(citation['title'])}</cite><br>{text_html(rest)}"


def _abstention(answer: _JSON, lang: Language, sizes: tuple[int, int]) -> str:
    first, *more = withheld_lines(answer)
    parts = [
        f'<p class="td-why"><strong>{text_html(first)}</strong></p>',
        *(f"<p>{text_html(line)}</p>" for line in more),
    ]
    searched = say(lang, "searched", articles=sizes[0], paragraphs=sizes[1])
    parts.append(f'<p class="td-searched">{text_html(searched)}</p>')
    if answer["nearest"]:
        items = "".join(_quote(answer, citation, lang, "nearest") for citation in answer["nearest"])
        parts.append(
            f'<details class="td-nearest"><summary>{say(lang, "nearest")}</summary>'
            f'<ol class="td-quotes">{items}</ol></details>'
        )
    return f'<div class="td-abstained">{"".join(parts)}</div>'


def sources_html(consulted: Sequence[_JSON], lang: Language) -> str:
    """The articles that were looked at and not used, folded away."""
    if not consulted:
        return ""
    items = "".join(
        f'<li><a href="{text_html(address(one["article"]))}" target="_blank" rel="noopener">{text_html(one["title"])}</a></li>'
        for one in consulted
    )
    return (
        f'<details class="td-consulted"><summary>{say(lang, "consulted", count=len(consulted))}</summary>'
        f"<ul>{items}</ul></details>"
    )


# An article --------------------------------------------------------------------------------------------------------


def article_body(article: _JSON, quote: Span | None = None, figures: Sequence[Span] = ()) -> str:
    """The paragraphs, each with the offset it begins at; the quote is marked, and the figures in it."""
    parts = []
    for paragraph in article["paragraphs"]:
        start, end = paragraph["start"], paragraph["end"]
        text = article["text"][start:end]
        low, high = (max(start, quote.start), min(end, quote.end)) if quote else (end, start)
        if low < high:
            before, inside, after = article["text"][start:low], article["text"][low:high], article["text"][high:end]
            inner = marked(inside, figures, low, tag="b")
            words = f'{text_html(before)}<mark class="td-span" tabindex="-1">{inner}</mark>{text_html(after)}'
        else:
            words = text_html(text)
        parts.append(f'<p data-start="{int(start)}">{words}</p>')
    return f'<div class="td-text" lang="vi">{"".join(parts)}</div>'


def article_facts(article: _JSON, lang: Language) -> str:
    """Title, publisher, date, places and file."""
    facts = [
        ("publisher", article["publisher"] or say(lang, "no_publisher")),
        ("published", date_text(article["published"], lang)),
        ("places", ", ".join(article["places"])),
        ("file", article["source"]),
    ]
    rows = "".join(f"<div><dt>{say(lang, key)}</dt><dd>{text_html(value)}</dd></div>" for key, value in facts if value)
    return f'<dl class="td-facts">{rows}</dl>'


def original_link(article: _JSON, lang: Language) -> str:
    """A link to the page the article was taken from; only a web address becomes one."""
    url = article["url"] or ""
    if not re.match(r"https?://[^\s\"'<>]+$", url, re.IGNORECASE):
        return ""
    return f'<a href="{text_html(url)}" target="_blank" rel="noopener noreferrer">{say(lang, "source.original")}</a>'
