"""What a person sees between Enter and the answer: something at once, nothing that jumps, the answer soon."""

import statistics
import time

import pytest

HOUSES = "Đầm Hà hỗ trợ bao nhiêu nhà?"
PROVINCE = "Bắc Kạn có bao nhiêu hộ nghèo?"
SLOW = "chậm: Đầm Hà có bao nhiêu lớp?"  # see serving.py

# Written down in every frame from the first Enter on: time since then in ms, what the last turn is, where the box ends.
WATCH = """() => {
    window.frames_ = []; window.shifts = []; let entered = null;
    addEventListener('keydown', event => {
        if (event.key === 'Enter') { entered = performance.now(); frames_.length = shifts.length = 0; }
    }, true);
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
        .observe({type: 'layout-shift'});
    const look = () => {
        const turns = [...document.querySelectorAll('.td-turn')], last = turns.at(-1);
        if (entered !== null) frames_.push({
            ms: performance.now() - entered, turns: turns.length,
            pending: !!last?.classList.contains('td-pending'), searching: last?.querySelector('.td-searching')?.innerText,
            asked: last?.querySelector('.td-asked').innerText,
            box: document.querySelector('#td-composer').getBoundingClientRect().bottom,
            // Where the turns stand in the page, whatever of it is on the screen.
            tops: turns.map(turn => Math.round(turn.getBoundingClientRect().top + scrollY)),
        });
        requestAnimationFrame(look);
    };
    look();
}"""


def enter(page, question):
    """Ask with the keyboard and wait for the answer; what was seen in each frame, and the sum of all shifts."""
    before = page.locator(".td-turn:not(.td-pending)").count()
    page.fill("#question textarea", question)
    page.wait_for_timeout(100)  # the box has grown to the question
    page.press("#question textarea", "Enter")
    page.wait_for_function(f"document.querySelectorAll('.td-turn:not(.td-pending)').length === {before + 1}")
    page.wait_for_timeout(400)  # the panel, the emptied box and the scrolling come after the answer
    return page.evaluate("frames_"), sum(page.evaluate("shifts"))


@pytest.mark.parametrize("question", [HOUSES, SLOW])
def test_the_question_stands_there_at_once_and_the_answer_takes_its_place(app, open_page, question):
    page = open_page(app)
    page.evaluate(WATCH)
    for turns in (1, 2):
        frames, _ = enter(page, question)
        waiting = [frame for frame in frames if frame["pending"]]
        assert waiting[0]["ms"] < 100, waiting[0]
        assert question in waiting[0]["asked"]
        assert "Đang tìm trong 5 bài viết" in waiting[0]["searching"]
        # From then on there is one turn more, first waiting, then answered, and the question stays.
        since = [frame for frame in frames if frame["ms"] >= waiting[0]["ms"]]
        assert {frame["turns"] for frame in since} == {turns}
        assert all(question in frame["asked"] for frame in since)
        assert [frame["pending"] for frame in since] == [True] * len(waiting) + [False] * (len(since) - len(waiting))
    assert page.seen.problems == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (360, 740)])
def test_nothing_jumps_while_an_answer_comes(app, open_page, width, height):
    page = open_page(app, width=width, height=height)
    page.evaluate(WATCH)
    for question in (HOUSES, "Tổng kinh phí là bao nhiêu?", "Hà Nội có bao nhiêu hộ nghèo?", PROVINCE, SLOW, HOUSES):
        unfolded = page.locator(".td-turn:last-child details:not(.td-wrong) summary")
        if unfolded.count():  # what the reader has unfolded stays so
            unfolded.click()
        before = page.evaluate("frames_.at(-1)?.tops ?? []")
        frames, shift = enter(page, question)
        print(f"{width} px, {question}: layout shift {shift:.4f}")  # noqa: T201
        assert shift <= 0.1
        assert {round(frame["box"]) for frame in frames} == {height}
        assert [frame["tops"] for frame in frames if frame["tops"][: len(before)] != before] == []
    assert page.locator(".td-nearest[open], .td-consulted[open]").count() > 0


def test_a_fault_of_the_program_leaves_the_conversation_as_it_was(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    page.fill("#question textarea", "hỏng: Đầm Hà có bao nhiêu lớp?")
    page.press("#question textarea", "Enter")
    page.locator(".td-pending").wait_for()
    page.locator(".td-pending").wait_for(state="detached")
    assert page.locator(".td-turn").count() == 1
    assert ask(page, "Tổng kinh phí là bao nhiêu?").locator(".td-value").count() == 1


def test_a_question_asked_anew_takes_the_place_of_the_old_one_at_once(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    ask(page, SLOW)
    visible = "[...document.querySelectorAll('.td-turn')].filter(turn => turn.offsetHeight).map(turn => turn.className)"
    page.click("[data-act=retry]")
    page.wait_for_selector(".td-pending", timeout=1000)
    assert page.evaluate(visible) == ["td-turn", "td-turn td-pending"]
    page.click(".td-pending [data-act=stop]")
    page.wait_for_selector("text=Đã dừng.")
    assert page.evaluate(visible) == ["td-turn", "td-turn"]


def test_the_first_answer_comes_soon_and_a_warm_one_at_once(seeds_collection, serve, open_page, ask, tmp_path):
    """From the start of the program to the first answer 8 s; from Enter to a warm answer 300 ms, the median of seven."""
    for attempt in (1, 2, 3):  # other programs may run beside it
        started = time.monotonic()
        with serve(seeds_collection.path, tmp_path / str(attempt)) as cold:
            page = open_page(cold)
            page.set_default_timeout(60_000)  # that a slow start is told by its seconds
            ask(page, HOUSES)
            first_s = time.monotonic() - started
            page.evaluate(WATCH)
            took_ms = []
            for _ in range(7):
                frames, _ = enter(page, HOUSES)
                turns = frames[-1]["turns"]
                took_ms.append(next(one["ms"] for one in frames if one["turns"] == turns and not one["pending"]))
        warm_ms = statistics.median(took_ms)
        print(f"first answer {first_s:.1f} s ({cold.cold_s:.1f} s of it the server); "  # noqa: T201
              f"warm answers {warm_ms:.0f} ms, at most {max(took_ms):.0f} ms")  # fmt: skip
        if first_s <= 8 and warm_ms <= 300:
            return
    raise AssertionError(f"first answer {first_s:.1f} s, warm answers {warm_ms:.0f} ms")
