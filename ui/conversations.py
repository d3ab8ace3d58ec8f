"""What a browser keeps: conversations, as plain values that survive a reload. What comes back from a browser is judged.

::

    state         {"version": 1, "lang": "vi", "current": 0, "conversations": [conversation, …]}   newest first
    conversation  {"id": "…", "at": milliseconds since 1970 of its last change, "editing": false, "turns": [turn, …]}
    turn          {"answer": Answer.to_json(), "consulted": [{"article", "title"}, …], "verdict": null | "up" | …}
"""

from __future__ import annotations

import json
import time
import uuid
from functools import lru_cache
from typing import Any, TypeAlias

from ui.strings import Language

__all__ = [
    "State",
    "Turn",
    "asked_before",
    "clean",
    "current",
    "editing",
    "language",
    "merged",
    "new_state",
    "started",
    "switched",
    "title",
    "with_language",
    "with_turn",
    "with_verdict",
]

State: TypeAlias = dict[str, Any]
Turn: TypeAlias = dict[str, Any]

VERSION = 1
# A turn is about 4 kB, and the state travels with every event.
CONVERSATIONS = 10
TURNS = 30
VERDICTS = ("up", "down", "wrong_figure")


def new_state(lang: Language = Language.VI) -> State:
    return {"version": VERSION, "lang": lang.value, "current": 0, "conversations": [_empty()]}


def _empty() -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "at": 0, "editing": False, "turns": []}


def clean(value: object) -> State:
    """The state if it is one; whatever in it is not what this program writes is dropped."""
    if not isinstance(value, dict) or value.get("version") != VERSION:
        return new_state()
    lang = Language.EN if value.get("lang") == Language.EN else Language.VI
    kept = []
    conversations = value.get("conversations")
    for one in (conversations if isinstance(conversations, list) else [])[:CONVERSATIONS]:
        turns = one.get("turns") if isinstance(one, dict) else None
        if isinstance(turns, list):
            good = [turn for turn in map(_turn, turns[:TURNS]) if turn is not None]
            at = one.get("at") if type(one.get("at")) is int else 0  # a bool is no time
            kept.append({"id": str(one.get("id"))[:64], "at": at, "editing": bool(one.get("editing")), "turns": good})
    at = value.get("current")
    at = at if isinstance(at, int) and 0 <= at < len(kept) else 0
    return {"version": VERSION, "lang": lang.value, "current": at, "conversations": kept or [_empty()]}


def _turn(value: object) -> Turn | None:
    if not isinstance(value, dict) or not _is_answer(value.get("answer")):
        return None
    consulted = value.get("consulted")
    sources = [
        {"article": one["article"], "title": one["title"]}
        for one in (consulted if isinstance(consulted, list) else [])
        if isinstance(one, dict) and isinstance(one.get("article"), str) and isinstance(one.get("title"), str)
    ]
    verdict = value.get("verdict")
    return {
        "answer": value["answer"],
        "consulted": sources,
        "verdict": verdict if verdict in VERDICTS else None,
    }


def _is_answer(value: object) -> bool:
    try:
        return _is_answer_text(json.dumps(value))
    except (TypeError, ValueError, RecursionError):
        return False


@lru_cache(maxsize=2048)  # the same answers come back with every event
def _is_answer_text(text: str) -> bool:
    return bool(_validator().is_valid(json.loads(text)))


@lru_cache(maxsize=1)
def _validator() -> Any:
    import jsonschema

    from rag.answer import schema

    return jsonschema.Draft202012Validator(schema())


def language(state: State) -> Language:
    return Language(state["lang"])


def with_language(state: State, lang: Language) -> State:
    return {**state, "lang": lang.value}


def current(state: State) -> dict[str, Any]:
    """The conversation on the screen."""
    found: dict[str, Any] = state["conversations"][state["current"]]
    return found


def title(conversation: dict[str, Any]) -> str | None:
    """The first question, shortened; None where nothing was asked."""
    if not conversation["turns"]:
        return None
    question = " ".join(conversation["turns"][0]["answer"]["question"].split())
    return question if len(question) <= 60 else question[:59] + "…"


def asked_before(state: State, *, replace_last: bool = False) -> list[str]:
    """The questions of the conversation so far, oldest first; ``replace_last``: without the one to be asked anew."""
    turns = current(state)["turns"]
    return [turn["answer"]["question"] for turn in (turns[:-1] if replace_last else turns)]


def with_turn(state: State, turn: Turn, *, replace_last: bool = False) -> State:
    """The state after one more answer; the oldest turns make room."""
    turns = current(state)["turns"]
    turns = [*(turns[:-1] if replace_last else turns), turn][-TURNS:]
    return _changed(state, {"turns": turns, "editing": False})


def with_verdict(state: State, index: int, verdict: str) -> State:
    turns = list(current(state)["turns"])
    turns[index] = {**turns[index], "verdict": verdict}
    return _changed(state, {"turns": turns})


def editing(state: State, on: bool) -> State:
    """Whether the last question is being rewritten."""
    return state if current(state)["editing"] == on else _changed(state, {"editing": on})


def started(state: State) -> State:
    """A new conversation; an empty one is used again, the oldest makes room."""
    kept = [one for one in state["conversations"] if one["turns"]]
    return {**state, "current": 0, "conversations": [_empty(), *kept][:CONVERSATIONS]}


def switched(state: State, conversation_id: str) -> State:
    """Another conversation; the same when there is none of that id."""
    for i, one in enumerate(state["conversations"]):
        if one["id"] == conversation_id:
            return {**state, "current": i}
    return state


def merged(state: State, other: State) -> State:
    """The state of a tab after it has heard of another tab's: of each conversation what changed last, and those that
    only the other has. What is on the screen stays, and the oldest make room."""
    theirs = {one["id"]: one for one in other["conversations"] if one["turns"]}
    mine = [max(one, theirs.pop(one["id"], one), key=lambda it: it["at"]) for one in state["conversations"]]
    here = mine[state["current"]]
    others = [one for one in [*theirs.values(), *mine] if one is not here][: CONVERSATIONS - 1]
    at = min(state["current"] + len(theirs), len(others))
    return {**state, "current": at, "conversations": [*others[:at], here, *others[at:]]}


def _changed(state: State, change: dict[str, Any]) -> State:
    conversations = list(state["conversations"])
    conversations[state["current"]] = {**current(state), **change, "at": time.time_ns() // 1_000_000}
    return {**state, "conversations": conversations}
