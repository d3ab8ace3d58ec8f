"""An answer or a conversation to be pasted into a report: plain text, Markdown, and JSON that `trichdan verify` accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ui.render import address, date_text, figure_text, lead_of, time_text, withheld_lines
from ui.strings import Language
from ui.strings import on_page as say

__all__ = ["answer_markdown", "answer_text", "conversation_json", "conversation_markdown"]

_JSON = Mapping[str, Any]
_MARKS = re.compile(r"([\\`*_{}\[\]<>#+|~$!&])")
_LIST_BEGINNING = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)
_LINE_BEGINNING = re.compile(r"^(\s*)([-=])", re.MULTILINE)


def answer_text(answer: _JSON, lang: Language) -> str:
    """Question, figures, quotes and sources, as plain text."""
    return "\n".join(_lines(answer, lang, lambda text: text, strong=lambda text: text))


def answer_markdown(answer: _JSON, lang: Language, base: str = "") -> str:
    """The same as Markdown; ``base`` is the address of the page, for links that lead to the quotes."""
    lines = _lines(answer, lang, _escaped, strong=lambda text: f"**{text}**", base=base, quoted="> ")
    return "\n\n".join(line for line in lines if line)


def conversation_markdown(answers: Sequence[_JSON], lang: Language, base: str = "") -> str:
    parts = [f"# {say(lang, 'document')}"]
    for answer in answers:
        parts += [f"## {_escaped(_line(answer['question']))}", answer_markdown({**answer, "question": ""}, lang, base)]
    return "\n\n".join(parts) + "\n"


def conversation_json(answers: Sequence[_JSON]) -> str:
    """One answer, or a list of them, as `trichdan verify` reads them."""
    value: object = answers[0] if len(answers) == 1 else list(answers)
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _lines(answer: _JSON, lang: Language, escaped: Any, *, strong: Any, base: str = "", quoted: str = "") -> list[str]:
    lines = [strong(escaped(_line(answer["question"])))] if answer["question"] else []
    if answer["question"] and answer["understood_as"] != answer["question"]:
        lines.append(escaped(say(lang, "understood", reading=_line(answer["understood_as"]))))
    if answer["status"] == "abstained":
        return [*lines, *(escaped(line) for line in withheld_lines(answer))]
    lead = lead_of(answer) or (say(lang, "conflict") + ":" if answer["conflict"] else "")
    lines += [escaped(lead)] if lead else []
    figures = [_figure(figure, lang, escaped, strong) for figure in answer["quantities"]]
    lines += ["\n".join(f"- {figure}" for figure in figures)] if figures else []
    for citation in answer["citations"]:
        lines.append(f"{quoted}“{escaped(citation['quote'])}” {escaped('[' + str(citation['n']) + ']')}")
    for citation in answer["citations"]:
        publisher = citation["publisher"] or say(lang, "no_publisher")
        where = f"{citation['source']}, {say(lang, 'line', line=citation['line'])}"
        text = f"[{citation['n']}] {_line(citation['title'])}. {publisher}, {date_text(citation['published'], lang)}. {where}"
        link = f" <{base}{address(citation['article'], citation['start'], citation['end'])}>" if base else ""
        lines.append(escaped(text) + link)
    return lines


def _figure(figure: _JSON, lang: Language, escaped: Any, strong: Any) -> str:
    large, detail = figure_text(figure, lang)
    if figure["computed_from"] is not None:
        return f"{strong(escaped(large))} ({say(lang, 'computed').lower()})"
    hedge = f"{say(lang, 'bound.' + figure['bound'])} " if figure["bound"] else ""
    about = ", ".join(part for part in (detail, figure["place"], time_text(figure, lang)) if part)
    return f"{strong(hedge + escaped(large))}{escaped(f' ({about})' if about else '')} {escaped('[' + str(figure['citation']) + ']')}"


def _line(text: str) -> str:
    return " ".join(str(text).split())


def _escaped(text: str) -> str:
    """The text with everything that Markdown would read as a mark made literal; shown, it is the same characters."""
    text = _MARKS.sub(r"\\\1", text)
    return _LINE_BEGINNING.sub(r"\1\\\2", _LIST_BEGINNING.sub(r"\1\\\2", text))
