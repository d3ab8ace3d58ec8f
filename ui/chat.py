"""The chat page, wired: which control calls what, and what its answer changes. It knows nothing of retrieval or HTML.

Gradio reads the annotations of handlers when they are registered, so this module does without postponed ones.
"""

import itertools
import logging
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import BadInput, TrichdanError, UnknownArticle
from ui import conversations, render_page, takeaway
from ui.chat_collection import CollectionTab
from ui.conversations import State
from ui.feedback import FeedbackStore, Verdict
from ui.service import Service
from ui.strings import Language
from ui.strings import on_page as say

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["build", "head", "theme"]

_log = logging.getLogger(__name__)

_ASSETS = Path(__file__).parent / "assets"
_STORED_AS = "trichdan"  # name in the browser's local storage
# Gradio wants a key for what it stores. It travels with the page and protects nothing; fixed, so that a restart of
# the server does not lose the conversations.
_STORED_WITH = "trichdan-storage"
_SOON_S = (
    0.4  # the page shows the question by itself; an answer that comes later than this is announced as searched for
)
# Gradio holds 60 kB for each browser and for each call of a program; nothing of ours depends on them.
_SESSIONS_HELD = 200
_ASKED_AT_ONCE = 8  # answers take milliseconds of a processor; a crowd waits its turn


def theme() -> "gr.themes.Base":
    """Calm colours. Weights 400 and 700 only: the others of this font lack Vietnamese letters."""
    import gradio as gr

    font = gr.themes.LocalFont("Source Sans Pro", weights=(400, 700))
    mono = ["ui-monospace", "monospace"]
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=[font, "system-ui", "sans-serif"], font_mono=mono
    )


def head() -> str:
    """What stands in the page's head: the script that all our parts share."""
    return '<link rel="stylesheet" href="/page/page.css"><script src="/page/page.js" defer></script>'


def build(service: Service, feedback: FeedbackStore, password: str | None, lang: Language) -> "gr.Blocks":
    """The page. ``password``: what adding and removing articles asks for; None: neither is offered."""
    import gradio as gr

    plain: dict[str, Any] = {"apply_default_css": False}
    workers = futures.ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="ask")
    serials = itertools.count(1)
    bridge = (_ASSETS / "bridge.js").read_text(encoding="utf-8")
    with gr.Blocks(title=say(lang, "title"), analytics_enabled=False, fill_width=True) as page:
        state = gr.BrowserState(conversations.new_state(lang), storage_key=_STORED_AS, secret=_STORED_WITH)
        with gr.Row(elem_id="td-header"):
            top = gr.HTML(render_page.header(lang), elem_id="td-top", **plain)
            switch_language = gr.Button(say(lang, "switch_language"), size="sm", elem_id="td-language", scale=0)
            switch_theme = gr.Button(say(lang, "switch_theme"), size="sm", elem_id="td-theme", scale=0)
        with gr.Tabs(elem_id="td-tabs"):
            with gr.Tab(say(lang, "tab.chat"), id="chat") as chat_tab, gr.Row(elem_id="td-columns"):
                with gr.Column(scale=3, elem_id="td-left"):
                    with gr.Row(elem_id="td-tools"):
                        chosen = gr.Dropdown([], label=say(lang, "conversations"), elem_id="td-conversations", scale=1)
                        new = gr.Button(say(lang, "new"), size="sm", elem_id="td-new", scale=0)
                        markdown = gr.Button(say(lang, "download_markdown"), size="sm", elem_id="td-markdown", scale=0)
                        json_ = gr.Button(say(lang, "download_json"), size="sm", elem_id="td-json", scale=0)
                    thread = gr.HTML("", elem_id="td-thread", js_on_load=bridge, **plain)
                    with gr.Row(elem_id="td-composer"):
                        box = gr.Textbox(
                            label=say(lang, "question"), placeholder=say(lang, "placeholder"), lines=1, max_lines=6,
                            max_length=2000, elem_id="question", autofocus=True, scale=1,
                        )  # fmt: skip
                        send = gr.Button(say(lang, "send"), variant="primary", elem_id="td-send", scale=0, min_width=80)
                    stop = gr.Button("", elem_id="td-stop", visible="hidden")
                with gr.Column(scale=2, elem_id="td-right"):
                    source = gr.HTML("", elem_id="td-source", js_on_load=bridge, **plain)
            with gr.Tab(say(lang, "tab.collection"), id="collection") as collection_tab:
                collection = CollectionTab(service, password, lang)
        saved = gr.JSON(visible="hidden")  # a file on its way to the browser
        told = gr.JSON(visible="hidden")  # what the page's script has to say
        hear = gr.Button("", elem_id="td-hear", visible="hidden")
        labels = [top, switch_language, switch_theme, chat_tab, collection_tab, box, send, new, markdown, json_, chosen]

        def relabelled(state: State) -> list[Any]:
            """The labels in the language of the state, in the order of ``labels``."""
            lang = conversations.language(state)
            buttons = ("switch_language", "switch_theme", "tab.chat", "tab.collection")
            tools = ("send", "new", "download_markdown", "download_json")
            return [
                render_page.header(lang),
                *(gr.update(value=say(lang, key)) for key in buttons[:2]),
                *(gr.update(label=say(lang, key)) for key in buttons[2:]),
                gr.update(label=say(lang, "question"), placeholder=say(lang, "placeholder")),
                *(gr.update(value=say(lang, key)) for key in tools),
                _choices(state),
            ]

        def shown(state: State, **how: Any) -> str:
            return render_page.thread(state, service.overview(), serial=next(serials), **how)

        def empty_panel(state: State) -> str:
            return render_page.panel(None, "citations", 0, None, 0, conversations.language(state), next(serials))

        def cited(state: State, turn: int, part: str, n: int) -> str:
            """The panel with a citation of the conversation; as it was when there is no such citation."""
            turns = conversations.current(state)["turns"]
            answer = turns[turn]["answer"] if 0 <= turn < len(turns) else None
            citation = next((c for c in answer[part] if c["n"] == n), None) if answer and part in _PARTS else None
            if answer is None or citation is None:
                return empty_panel(state)
            try:
                article = service.article(citation["article"])
            except UnknownArticle:
                article = None
            return render_page.panel(answer, part, n, article, turn, conversations.language(state), next(serials))

        def answering(state: State, question: str, *, again: bool) -> Iterator[list[Any]]:
            """First, if it takes long, the question with what is being done, then the answer. Values for ``changed``."""
            if not question.strip():
                yield [shown(state), *[gr.skip()] * (len(changed) - 1)]
                return
            again = again or conversations.current(state)["editing"]
            lang = conversations.language(state)
            history = conversations.asked_before(state, replace_last=again)
            coming = workers.submit(service.turn, question, history, lang)
            emptied: Any = ""
            if not futures.wait([coming], timeout=_SOON_S).done:
                pending = shown(conversations.editing(state, again), pending=question)
                yield [pending, "", gr.skip(), gr.skip(), gr.skip()]
                emptied = gr.skip()  # by now the next question may stand there
            try:
                turn = coming.result()
            except TrichdanError as error:
                problem = say(lang, "failed", message=error)
                yield [shown(state, problem=problem), question, gr.skip(), gr.skip(), gr.skip()]
                return
            state = conversations.with_turn(state, turn, replace_last=again)
            turns = conversations.current(state)["turns"]
            panel = cited(state, len(turns) - 1, "citations", 1)
            yield [shown(state, announce=True), emptied, panel, state, _choices(state)]

        changed = [thread, box, source, state, chosen]

        def on_send(question: str, state: Any) -> Iterator[list[Any]]:
            yield from answering(conversations.clean(state), question, again=False)

        def on_act(event: gr.EventData, question: str, state: Any) -> Iterator[list[Any]]:
            """Whatever was clicked inside the conversation or the panel."""
            asked = event._data if isinstance(event._data, dict) else {}
            act, state = asked.get("act"), conversations.clean(state)
            turns = conversations.current(state)["turns"]
            skipped = gr.skip()
            if act == "ask":
                yield from answering(state, str(asked.get("question", "")), again=False)
            elif act == "retry" and turns:
                yield from answering(state, turns[-1]["answer"]["question"], again=True)
            elif act == "edit" and turns:
                state = conversations.editing(state, True)
                yield [shown(state), turns[-1]["answer"]["question"], skipped, state, skipped]
            elif act == "cancel_edit":
                state = conversations.editing(state, False)
                yield [shown(state), "", skipped, state, skipped]
            elif act == "cite":
                panel = cited(state, _int(asked.get("turn")), str(asked.get("part")), _int(asked.get("n")))
                yield [skipped, skipped, panel, skipped, skipped]
            elif act == "feedback":
                state, problem = _noted(feedback, state, asked)
                yield [shown(state, problem=problem), skipped, skipped, state, skipped]
            else:
                yield [skipped] * len(changed)

        def on_stop(state: Any) -> str:
            state = conversations.clean(state)
            return shown(state, problem=say(conversations.language(state), "stopped"))

        def on_new(state: Any) -> list[Any]:
            state = conversations.started(conversations.clean(state))
            return [shown(state), "", empty_panel(state), state, _choices(state)]

        def on_choose(conversation_id: Any, state: Any) -> list[Any]:
            state = conversations.switched(conversations.clean(state), str(conversation_id))
            return [shown(state), "", empty_panel(state), state, gr.skip()]

        def on_language(state: Any) -> list[Any]:
            state = conversations.clean(state)
            other = Language.VI if conversations.language(state) is Language.EN else Language.EN
            return on_load(conversations.with_language(state, other))

        def on_load(state: Any) -> list[Any]:
            state = conversations.editing(conversations.clean(state), False)
            return [
                shown(state), "", empty_panel(state), state, *relabelled(state),
                *collection.relabelled(conversations.language(state)),
            ]  # fmt: skip

        def on_open(state: Any, shown_last: Any) -> list[Any]:
            """The conversation that this tab showed before a reload, in a new tab the newest; an empty one is its own."""
            state = conversations.clean(state)
            if shown_last:
                state = conversations.switched(state, str(shown_last))
            here = conversations.current(state)
            if not here["turns"] or (shown_last and here["id"] != shown_last):
                state = conversations.started(state)
            return on_load(state)

        def on_hear(state: Any, other: Any) -> list[Any]:
            """Another tab of the same browser has changed its conversations: without this, each would store its own
            in place of the other's."""
            mine = conversations.clean(state)
            state = conversations.merged(mine, conversations.clean(other))
            if state == mine:
                return [gr.skip()] * 3
            same = conversations.current(state) == conversations.current(mine)
            return [gr.skip() if same else shown(state), state, _choices(state)]

        def on_download(state: Any, request: gr.Request, kind: str) -> dict[str, str]:
            state = conversations.clean(state)
            answers = [turn["answer"] for turn in conversations.current(state)["turns"]]
            if not answers:
                return {}
            if kind == "json":
                return {
                    "name": "trich-dan.json",
                    "type": "application/json",
                    "text": takeaway.conversation_json(answers),
                }
            base = str(request.headers.get("origin", "")) if request else ""
            text = takeaway.conversation_markdown(answers, conversations.language(state), base)
            return {"name": "trich-dan.md", "type": "text/markdown", "text": text}

        def on_markdown(state: Any, request: gr.Request) -> dict[str, str]:
            return on_download(state, request, "markdown")

        def on_json(state: Any, request: gr.Request) -> dict[str, str]:
            return on_download(state, request, "json")

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        crowd: dict[str, Any] = {
            **quiet,
            "concurrency_limit": _ASKED_AT_ONCE,
            "concurrency_id": "asking",
            "trigger_mode": "always_last",
        }
        running = [
            gr.on([box.submit, send.click], on_send, [box, state], changed, **crowd),
            thread.click(on_act, [box, state], changed, **crowd),
        ]
        source.click(on_act, [box, state], changed, **crowd)
        for one in running:  # a fault of the program, which Gradio tells in a corner of the page
            one.failure(None, js="() => trichdan.failed()")
        stop.click(on_stop, [state], [thread], cancels=running, queue=False, **quiet)
        new.click(on_new, [state], changed, queue=False, **quiet)
        # As it was sent: after a restart Gradio would no longer know the choices that it was given before.
        chosen.input(on_choose, [chosen, state], changed, queue=False, preprocess=False, **quiet)
        everything = [*changed[:4], *labels, *collection.labels]
        switch_language.click(on_language, [state], everything, queue=False, **quiet)
        switch_theme.click(None, js="() => trichdan.switchTheme()")
        page.load(
            on_open, [state, told], everything, js="(state) => [state, trichdan.shownLast()]", queue=False, **quiet
        )
        state.change(None, [state], js="(state) => trichdan.tell(state)")
        hear.click(
            on_hear,
            [state, told],
            [thread, state, chosen],
            js="(state) => [state, trichdan.told()]",
            queue=False,
            **quiet,
        )
        for button, make in ((markdown, on_markdown), (json_, on_json)):
            button.click(make, [state], [saved], queue=False, **quiet).then(
                None, [saved], js="(file) => trichdan.download(file)"
            )
        collection.wire(state, quiet)
        _programs(service)
    page.state_session_capacity = _SESSIONS_HELD
    return page  # type: ignore[no-any-return]


_PARTS = ("citations", "nearest")


def _choices(state: State) -> Any:
    import gradio as gr

    lang = conversations.language(state)
    choices = [(conversations.title(one) or say(lang, "untitled"), one["id"]) for one in state["conversations"]]
    return gr.update(choices=choices, value=conversations.current(state)["id"], label=say(lang, "conversations"))


def _int(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return -1


def _noted(feedback: FeedbackStore, state: State, asked: dict[str, Any]) -> tuple[State, str]:
    """The state after an opinion was kept, and what went wrong instead."""
    turns, turn, verdict = conversations.current(state)["turns"], _int(asked.get("turn")), str(asked.get("verdict"))
    if not 0 <= turn < len(turns) or verdict not in set(Verdict):
        return state, ""
    history = [one["answer"]["question"] for one in turns[:turn]]
    right = asked.get("right")
    try:
        feedback.add(Verdict(verdict), turns[turn]["answer"], history, str(right) if right else None)
    except TrichdanError as error:
        return state, str(error)
    return conversations.with_verdict(state, turn, verdict), ""


# For programs ------------------------------------------------------------------------------------------------------


def _programs(service: Service) -> None:
    """The named endpoints: each has exactly the inputs it needs, and gives what the command line prints as JSON."""
    import gradio as gr

    def refused(error: TrichdanError) -> Exception:
        return gr.Error(str(error), print_exception=False)

    def ask(question: str) -> dict[str, Any]:
        """Answer a question with verbatim quotes and their figures, or say what the articles do not tell.

        Args:
            question: in Vietnamese (with or without diacritics) or English
        """
        return ask_in_conversation(question, [])

    def ask_in_conversation(question: str, history: list[str]) -> dict[str, Any]:
        """Answer a question that may refer to earlier ones, for example "Còn Bắc Kạn thì sao?".

        Args:
            question: in Vietnamese (with or without diacritics) or English
            history: the earlier questions of the conversation, oldest first
        """
        if not isinstance(history, list):
            raise refused(BadInput(f"history must be a list of questions, got {type(history).__name__}"))
        try:
            return service.ask(question, history)
        except TrichdanError as error:
            raise refused(error) from None

    def search(words: str) -> list[dict[str, Any]]:
        """The passages nearest to some words, best first: an excerpt of the collection, not an answer.

        Args:
            words: words or a question
        """
        try:
            return service.search(words)
        except TrichdanError as error:
            raise refused(error) from None

    def article(id: str) -> dict[str, Any]:
        """A whole article with its title, date, places and text.

        Args:
            id: the article's id, as citations and search results give it
        """
        try:
            return service.article(id)
        except TrichdanError as error:
            raise refused(error) from None

    from gradio.events import api

    for fn in (ask, ask_in_conversation, search, article):
        api(fn, api_name=fn.__name__, concurrency_limit=_ASKED_AT_ONCE, concurrency_id="asking")
