"""The pieces of the chat page, made of what `ui.render` makes of answers and articles: thread, panel, lists, pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from index.article import Span
from ui import conversations, render
from ui.conversations import State
from ui.render import text_html
from ui.strings import Language
from ui.strings import on_page as say
from ui.takeaway import answer_markdown, answer_text

if TYPE_CHECKING:
    from index.catalog import ArticleHead
    from ui.service import Overview

__all__ = [
    "Overview",
    "article_list",
    "article_page",
    "header",
    "missing_page",
    "notice",
    "panel",
    "programs_page",
    "report",
    "thread",
]

_JSON = Mapping[str, Any]


def header(lang: Language) -> str:
    return (
        f'<a class="td-skip" href="#question">{say(lang, "skip")}</a>'
        f'<div class="td-brand"><h1>{say(lang, "title")}</h1><p>{say(lang, "tagline")}</p></div>'
    )


def notice(text: str) -> str:
    """A line that says what went wrong or what was done."""
    return f'<p class="td-notice" role="alert">{text_html(text)}</p>' if text else ""


# The conversation --------------------------------------------------------------------------------------------------


def thread(
    state: State,
    about: Overview,
    *,
    pending: str | None = None,
    problem: str = "",
    announce: bool = False,
    serial: int = 0,
) -> str:
    """The conversation on the screen. ``pending``: the question that is being answered; ``announce``: the last answer
    is new, and a screen reader is to say so; ``serial``: another number than the last time it was drawn, by which the
    page's script sees that it is."""
    lang = conversations.language(state)
    conversation = conversations.current(state)
    turns = conversation["turns"]
    if pending is not None and conversation["editing"]:
        turns = turns[:-1]
    parts = [
        _turn(turn, i, lang, about, last=i == len(turns) - 1 and pending is None, editing=conversation["editing"])
        for i, turn in enumerate(turns)
    ]
    said = ""
    if pending is not None:
        parts.append(_pending(pending, lang, about))
        said = say(lang, "announce.searching")
    elif announce and turns:
        said = _announcement(turns[-1]["answer"], lang)
    if not parts:
        parts.append(_welcome(lang, about))
    parts.append(notice(problem))
    return (
        f'<section class="td-thread" aria-label="{say(lang, "thread")}" lang="{lang.value}"'
        f' data-serial="{serial}" data-announce="{text_html(said)}" data-copied="{say(lang, "copied")}"'
        f' data-conversation="{text_html(conversation["id"])}" data-pending="{text_html(_pending("", lang, about))}">'
        f"{''.join(parts)}</section>"
    )


def _announcement(answer: _JSON, lang: Language) -> str:
    if answer["status"] == "abstained":
        return render.withheld_lines(answer)[0]
    if answer["quantities"]:
        figures = [render.figure_text(figure, lang)[0] for figure in answer["quantities"]]
        return say(lang, "announce.answer", what="; ".join(figures))
    return say(lang, "announce.quote", count=len(answer["citations"]))


def _asked(question: str, lang: Language) -> str:
    return f'<h2 class="td-asked"><span class="td-unseen">{say(lang, "you")}: </span>{text_html(question)}</h2>'


def _pending(question: str, lang: Language, about: Overview) -> str:
    searching = say(lang, "searching", articles=about.articles)
    return (
        f'<article class="td-turn td-pending">{_asked(question, lang)}<p class="td-searching">{searching} '
        f"{_button('stop', say(lang, 'stop'))}</p></article>"
    )


def _welcome(lang: Language, about: Overview) -> str:
    if not about.articles:
        return f'<div class="td-welcome"><p>{say(lang, "empty.collection")}</p></div>'
    if about.places and about.years:
        places = ", ".join(about.places[:8]) + (", …" if len(about.places) > 8 else "")
        what = say(lang, "empty.places", places=places, first=about.years[0], last=about.years[-1])
    else:
        what = say(lang, "empty.no_places", articles=about.articles, paragraphs=about.paragraphs)
    examples = "".join(f"<li>{_button('ask', one, question=one)}</li>" for one in about.examples)
    listed = f"<h3>{say(lang, 'empty.examples')}</h3><ul>{examples}</ul>" if examples else ""
    return (
        f'<div class="td-welcome"><h2>{say(lang, "empty.title", articles=about.articles)}</h2>'
        f"<p>{text_html(what)}</p><p>{say(lang, 'empty.what')}</p>{listed}</div>"
    )


def _turn(turn: _JSON, i: int, lang: Language, about: Overview, *, last: bool, editing: bool) -> str:
    answer = turn["answer"]
    body = render.answer_html(answer, lang, (about.articles, about.paragraphs))
    editing = editing and last
    note = ""
    if editing:
        note = f'<p class="td-editing">{say(lang, "editing")} {_button("cancel_edit", say(lang, "cancel_edit"))}</p>'
    consulted = render.sources_html(turn["consulted"], lang) if answer["status"] == "answered" else ""
    return (
        f'<article class="td-turn{" td-dimmed" if editing else ""}" data-turn="{i}">{_asked(answer["question"], lang)}'
        f'{note}<div class="td-answer">{body}{consulted}</div>{_actions(turn, lang, last=last)}</article>'
    )


def _actions(turn: _JSON, lang: Language, *, last: bool) -> str:
    answer = turn["answer"]
    taking = [
        _button("copy", say(lang, "copy_text"), copy=answer_text(answer, lang)),
        _button("copy", say(lang, "copy_markdown"), copy=answer_markdown(answer, lang)),
    ]
    # At the end: when the next turn takes them away, nothing else moves.
    again = [_button("retry", say(lang, "retry")), _button("edit", say(lang, "edit"))]
    asking = f'<span class="td-again">{"".join(again)}</span>' if last else ""
    verdict = turn["verdict"]
    telling = [
        _button("feedback", say(lang, "up"), _thumb(""), verdict="up", pressed=verdict == "up"),
        _button("feedback", say(lang, "down"), _thumb(" td-down"), verdict="down", pressed=verdict == "down"),
    ]
    thanks = f'<span class="td-thanks">{say(lang, "thanks", verdict=say(lang, verdict))}</span>' if verdict else ""
    wrong = (
        f'<details class="td-wrong"><summary>{say(lang, "wrong_figure")}</summary><form data-act="wrong">'
        f'<label>{say(lang, "right_figure")} <input name="right" maxlength="200" autocomplete="off"></label> '
        f'<button type="submit">{say(lang, "send_feedback")}</button></form></details>'
    )
    return (
        f'<div class="td-actions"><span>{"".join(taking)}</span>'
        f'<span role="group" aria-label="{say(lang, "feedback")}">{"".join(telling)}</span>{wrong}{thanks}{asking}</div>'
    )


def _thumb(turned: str) -> str:
    """A thumb drawn here: not every machine has a font with one."""
    path = "M2 9h3v9H2zM7 9l3-7c1.6 0 2.5 1 2.3 2.6L12 7.5h4.4c1.1 0 1.8.9 1.5 2l-1.7 6.9c-.2.9-1 1.6-2 1.6H7z"
    return f'<svg class="td-thumb{turned}" viewBox="0 0 20 20" aria-hidden="true"><path d="{path}"/></svg>'


def _button(act: str, label: str, icon: str = "", *, pressed: bool | None = None, **data: str) -> str:
    extra = "".join(f' data-{name}="{text_attribute(value)}"' for name, value in data.items())
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    return f'<button type="button" data-act="{act}"{extra}{state}>{icon}{text_html(label)}</button>'


def text_attribute(text: str) -> str:
    """A text for an attribute that a script reads back: line ends must survive."""
    return text_html(text).replace("\n", "&#10;")


# The source --------------------------------------------------------------------------------------------------------


def panel(
    answer: _JSON | None, part: str, n: int, article: _JSON | None, turn: int, lang: Language, serial: int = 0
) -> str:
    """The whole article with the citation ``n`` of ``answer[part]`` marked. ``article`` is None when it is gone."""
    title = f'<h2 class="td-panel-name">{say(lang, "source")}</h2>'
    if answer is None:
        return _panel(f'{_panel_head(title)}<p class="td-hint">{say(lang, "source.empty")}</p>', lang, serial)
    citations = answer[part]
    at = next(i for i, citation in enumerate(citations) if citation["n"] == n)
    citation = citations[at]
    steps = _steps(citations, at, part, turn, lang) if len(citations) > 1 else ""
    if article is None:
        return _panel(f"{_panel_head(title + steps)}{notice(say(lang, 'source.missing'))}", lang, serial)
    quote, figures, warning = Span(citation["start"], citation["end"]), render.figure_spans(answer, n), ""
    if part != "citations":
        figures = []
    if article["version"] != citation["version"] and article["text"][quote.start : quote.end] != citation["quote"]:
        found = article["text"].find(citation["quote"])
        moved = found - quote.start
        figures = [Span(f.start + moved, f.end + moved) for f in figures] if found >= 0 else []
        warning = notice(say(lang, "source.changed" if found >= 0 else "source.gone"))
        quote = Span(found, found + len(citation["quote"])) if found >= 0 else Span(0, 0)
    alone = text_html(render.address(article["id"], quote.start, quote.end))
    links = f'<a href="{alone}" target="_blank" rel="noopener">{say(lang, "source.alone")}</a>'
    heading = f"<h3>{text_html(article['title'])}</h3>"
    return _panel(
        f"{_panel_head(title + steps + heading)}{warning}{render.article_facts(article, lang)}"
        f'<p class="td-links">{links} {render.original_link(article, lang)}</p>'
        f"{render.article_body(article, quote, figures)}",
        lang,
        serial,
    )


def _panel_head(inner: str) -> str:
    """What stays in sight while the article is scrolled."""
    return f'<div class="td-panel-head">{inner}</div>'


def _panel(inner: str, lang: Language, serial: int) -> str:
    return (
        f'<section class="td-panel" aria-label="{say(lang, "source")}" tabindex="0" lang="{lang.value}"'
        f' data-serial="{serial}">{inner}</section>'
    )


def _steps(citations: Sequence[_JSON], at: int, part: str, turn: int, lang: Language) -> str:
    def step(to: int, key: str, sign: str) -> str:
        if not 0 <= to < len(citations):
            return f'<button type="button" disabled aria-label="{say(lang, key)}">{sign}</button>'
        data = f'data-part="{part}" data-n="{int(citations[to]["n"])}" data-turn="{turn}"'
        return f'<button type="button" data-act="cite" {data} aria-label="{say(lang, key)}">{sign}</button>'

    where = say(lang, "position", n=at + 1, of=len(citations))
    return f'<p class="td-steps">{step(at - 1, "previous", "‹")} <span>{where}</span> {step(at + 1, "next", "›")}</p>'


# The collection ----------------------------------------------------------------------------------------------------


def article_list(heads: Sequence[ArticleHead], total: int, lang: Language) -> str:
    count = f'<p class="td-count" role="status">{say(lang, "list.count", shown=len(heads), articles=total)}</p>'
    if not heads:
        return f"{count}<p>{say(lang, 'list.none')}</p>"
    rows = ""
    for head in heads:
        published = head.published.isoformat() if head.published else None
        about = [
            render.date_text(published, lang),
            ", ".join(head.places),
            head.publisher or say(lang, "no_publisher"),
            say(lang, "list.paragraphs", count=head.paragraphs),
            head.source,
        ]
        rows += (
            f'<li><a href="{text_html(render.address(head.id))}" target="_blank" rel="noopener">{text_html(head.title)}</a>'
            f"<p>{text_html(' · '.join(part for part in about if part))}</p></li>"
        )
    programs = f'<p class="td-links"><a href="/programs?lang={lang.value}" target="_blank" rel="noopener">{say(lang, "programs")}</a></p>'
    return f'{count}<ul class="td-list" aria-label="{say(lang, "list")}">{rows}</ul>{programs}'


def report(results: Iterable[tuple[str, str, str, _JSON | None]], lang: Language) -> str:
    """What became of added files: (name, outcome, message, article as stored) each."""
    items = ""
    for name, outcome, message, article in results:
        label = say(lang, "outcome.failed" if outcome == "failed" else outcome)
        inner = f"<p><strong>{label}</strong>: {text_html(name)}</p>"
        inner += f'<p class="td-notice">{text_html(message)}</p>' if message else ""
        if article is not None:
            inner += f"<h3>{text_html(article['title'])}</h3>{render.article_facts(article, lang)}"
            left = "".join(
                f"<li>{say(lang, 'line', line=one['line'])} ({say(lang, 'reason.' + one['reason'])}): {text_html(one['text'])}</li>"
                for one in article["left_out"]
            )
            if left:
                count = say(lang, "upload.left_out", count=len(article["left_out"]))
                inner += f"<details><summary>{count}</summary><ul>{left}</ul></details>"
        items += f"<li>{inner}</li>"
    return f'<ul class="td-report" role="status">{items}</ul>'


# Pages of their own ------------------------------------------------------------------------------------------------

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/page/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/page.css">
<script src="/page/article.js" defer></script>
</head>
<body class="td-alone">
<main>{main}</main>
</body>
</html>
"""


def article_page(article: _JSON, lang: Language) -> str:
    """An article alone; ``article.js`` marks the range that the address names after "#"."""
    main = (
        f'<p class="td-links"><a href="/">{say(lang, "source.back")}</a> {render.original_link(article, lang)}</p>'
        f"<h1>{text_html(article['title'])}</h1>{render.article_facts(article, lang)}{render.article_body(article)}"
    )
    return _PAGE.format(lang=lang.value, title=f"{text_html(article['title'])} – {say(lang, 'title')}", main=main)


_ENDPOINTS = {
    "ask": '["Đầm Hà hỗ trợ bao nhiêu nhà?"]',
    "ask_in_conversation": '["Tổng kinh phí là bao nhiêu?", ["Đầm Hà hỗ trợ bao nhiêu nhà?"]]',
    "search": '["hộ nghèo Bắc Kạn"]',
    "article": '["dam-ha-2023"]',
}
_ADDRESSES = {"mcp": "/gradio_api/mcp/", "healthz": "/healthz", "address": "/article/<id>#<start>-<end>"}


def programs_page(base: str, lang: Language) -> str:
    """How programs use the page that stands at the address ``base``."""
    parts = [f"<h1>{say(lang, 'programs')}</h1><p>{say(lang, 'programs.json')}</p>"]
    for name, inputs in _ENDPOINTS.items():
        post = f"curl -s {base}/gradio_api/call/{name} -H 'Content-Type: application/json' -d '{{\"data\": {inputs}}}'"
        read = f"curl -sN {base}/gradio_api/call/{name}/$EVENT_ID"
        parts.append(
            f"<h2>{name}</h2><p>{say(lang, f'programs.{name}')}</p><pre>{text_html(post)}\n{text_html(read)}</pre>"
        )
    for key, path in _ADDRESSES.items():
        parts.append(f"<p><code>{text_html(base + path)}</code><br>{say(lang, f'programs.{key}')}</p>")
    back = f'<p class="td-links"><a href="/">{say(lang, "source.back")}</a></p>'
    return _PAGE.format(lang=lang.value, title=say(lang, "programs"), main="".join([back, *parts]))


def missing_page(article_id: str, lang: Language) -> str:
    main = (
        f"<h1>{text_html(say(lang, 'not_found', id=article_id))}</h1>"
        f'<p class="td-links"><a href="/">{say(lang, "source.back")}</a></p>'
    )
    return _PAGE.format(lang=lang.value, title=say(lang, "title"), main=main)
