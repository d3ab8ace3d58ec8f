"""The tab of the chat page that lists the articles, and adds and removes some where that is allowed.

Gradio reads the annotations of handlers when they are registered, so this module does without postponed ones.
"""

import hmac
import time
from typing import Any

from index.errors import TrichdanError
from ui import conversations, render_page
from ui.service import Service
from ui.strings import Language
from ui.strings import on_page as say

__all__ = ["CollectionTab"]


class CollectionTab:
    """Controls, and what they do. ``password``: what changing the collection asks for; None: nothing is changed."""

    def __init__(self, service: Service, password: str | None, lang: Language) -> None:
        import gradio as gr

        self._service = service
        self._password = password
        with gr.Row(elem_id="td-filters"):
            self.words = gr.Textbox(label=say(lang, "filter.words"), elem_id="td-filter-words")
            self.place = gr.Dropdown([], label=say(lang, "filter.place"), elem_id="td-filter-place")
            self.year = gr.Dropdown([], label=say(lang, "filter.year"), elem_id="td-filter-year")
        self.list = gr.HTML("", elem_id="td-list", apply_default_css=False)
        self.labels: list[Any] = [self.words, self.place, self.year, self.list]
        if password is not None:
            with gr.Accordion(say(lang, "upload"), open=True, elem_id="td-upload") as self.section:
                self.secret = gr.Textbox(label=say(lang, "upload.password"), type="password", elem_id="td-password")
                self.files = gr.File(
                    label=say(lang, "upload.files"),
                    file_count="multiple",
                    file_types=[".txt", ".md"],
                    elem_id="td-files",
                )
                self.add = gr.Button(say(lang, "upload.add"), variant="primary", elem_id="td-add")
                self.report = gr.HTML("", elem_id="td-report", min_height=60, apply_default_css=False)
                self.which = gr.Dropdown([], label=say(lang, "upload.which"), elem_id="td-which")
                self.remove = gr.Button(say(lang, "upload.remove"), elem_id="td-remove")
            self.labels += [self.section, self.secret, self.files, self.add, self.which, self.remove]

    def relabelled(self, lang: Language) -> list[Any]:
        """The labels and what the collection holds now, in the order of ``labels``."""
        import gradio as gr

        heads = self._service.heads()
        any_ = (say(lang, "filter.any"), "")
        places = sorted({place for head in heads for place in head.places})
        years = sorted({str(head.published.year) for head in heads if head.published}, reverse=True)
        updates = [
            gr.update(label=say(lang, "filter.words"), value=""),
            gr.update(label=say(lang, "filter.place"), choices=[any_, *((p, p) for p in places)], value=""),
            gr.update(label=say(lang, "filter.year"), choices=[any_, *((y, y) for y in years)], value=""),
            render_page.article_list(heads, len(heads), lang),
        ]
        if self._password is not None:
            updates += [
                gr.update(label=say(lang, "upload")),
                gr.update(label=say(lang, "upload.password")),
                gr.update(label=say(lang, "upload.files")),
                gr.update(value=say(lang, "upload.add")),
                gr.update(label=say(lang, "upload.which"), choices=[(h.title, h.id) for h in heads], value=None),
                gr.update(value=say(lang, "upload.remove")),
            ]
        return updates

    def wire(self, state: Any, quiet: dict[str, Any]) -> None:
        import gradio as gr

        def on_filter(words: str, place: str, year: str, state: Any) -> str:
            heads = self._service.heads()
            found = [head for head in heads if _matches(head, words or "", place or "", year or "")]
            return render_page.article_list(found, len(heads), conversations.language(conversations.clean(state)))

        def on_add(
            files: list[str] | None,
            secret: str,
            state: Any,
            progress: gr.Progress = gr.Progress(),  # noqa: B008
        ) -> list[Any]:
            lang = conversations.language(conversations.clean(state))
            problem = self._refusal(secret, lang) or ("" if files else say(lang, "upload.no_file"))
            if problem:
                return [render_page.notice(problem), gr.skip(), *[gr.skip()] * len(self.labels)]
            try:
                done = self._service.add(
                    files or [], lambda stage, at, of: progress((at, of), desc=say(lang, f"stage.{stage}"))
                )
                rows = [
                    (
                        r.path.name,
                        r.outcome.value,
                        r.message,
                        self._service.article(r.article_id) if r.article_id else None,
                    )
                    for r in done.results
                ]
            except TrichdanError as error:
                return [render_page.notice(str(error)), gr.skip(), *[gr.skip()] * len(self.labels)]
            return [render_page.report(rows, lang), None, *self.relabelled(lang)]

        def on_remove(article_id: str | None, secret: str, state: Any) -> list[Any]:
            lang = conversations.language(conversations.clean(state))
            problem = self._refusal(secret, lang) or ("" if article_id else say(lang, "upload.no_article"))
            try:
                if not problem:
                    self._service.remove(str(article_id))
            except TrichdanError as error:
                problem = str(error)
            if problem:
                return [render_page.notice(problem), *[gr.skip()] * len(self.labels)]
            return [render_page.notice(say(lang, "upload.removed", id=article_id)), *self.relabelled(lang)]

        inputs = [self.words, self.place, self.year, state]
        typed = [self.words.change, self.place.input, self.year.input]
        gr.on(typed, on_filter, inputs, self.list, queue=False, trigger_mode="always_last", preprocess=False, **quiet)
        if self._password is not None:
            shown = {**quiet, "show_progress": "full"}
            outputs = [self.report, self.files, *self.labels]
            one: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "writing"}
            self.add.click(
                on_add, [self.files, self.secret, state], outputs, show_progress_on=self.report, **shown, **one
            )
            self.remove.click(
                on_remove,
                [self.which, self.secret, state],
                [self.report, *self.labels],
                preprocess=False,
                **quiet,
                **one,
            )

    def _refusal(self, secret: str | None, lang: Language) -> str:
        if hmac.compare_digest((secret or "").encode(), (self._password or "").encode()):
            return ""
        time.sleep(1)  # a guess costs a second, and only one is looked at a time
        return say(lang, "upload.wrong_password")


def _matches(head: Any, words: str, place: str, year: str) -> bool:
    from index.text import fold, normalize

    text = fold(normalize(" ".join([head.title, head.publisher or "", head.source, *head.places])))
    return (
        all(word in text for word in fold(normalize(words)).split())
        and (not place or place in head.places)
        and (not year or (head.published is not None and str(head.published.year) == year))
    )
