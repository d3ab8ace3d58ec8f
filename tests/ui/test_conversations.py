"""What two tabs of one browser make of each other's conversations."""

from ui.conversations import CONVERSATIONS, current, merged


def conversation(id, at, *questions):
    return {"id": id, "at": at, "editing": False, "turns": [{"answer": {"question": one}} for one in questions]}


def state(*conversations, current=0):
    return {"version": 1, "lang": "vi", "current": current, "conversations": list(conversations)}


def ids(state):
    return [one["id"] for one in state["conversations"]]


def test_each_keeps_what_it_shows_and_learns_what_only_the_other_has():
    mine = state(conversation("a", 1, "một"), conversation("b", 2, "hai"), current=1)
    theirs = state(conversation("c", 3, "ba"), conversation("empty", 9))
    both = merged(mine, theirs)
    assert ids(both) == ["c", "a", "b"]
    assert current(both) == current(mine)
    assert merged(both, theirs) == both
    assert ids(merged(theirs, both)) == ["a", "b", "c", "empty"]
    assert current(merged(theirs, both))["id"] == "c"


def test_of_one_conversation_what_changed_last_stays():
    older, newer = conversation("a", 1, "một"), conversation("a", 2, "một", "hai")
    for mine, theirs in ((older, newer), (newer, older)):
        assert merged(state(mine), state(theirs)) == state(newer)


def test_the_oldest_make_room_but_never_the_one_on_the_screen():
    mine = state(*(conversation(f"m{i}", i, "?") for i in range(CONVERSATIONS)), current=CONVERSATIONS - 1)
    theirs = state(*(conversation(f"t{i}", i, "?") for i in range(3)))
    both = merged(mine, theirs)
    assert len(both["conversations"]) == CONVERSATIONS
    assert ids(both)[:3] == ["t0", "t1", "t2"]
    assert current(both) == current(mine)
