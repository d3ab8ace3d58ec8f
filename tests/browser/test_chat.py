"""What a person does with the page, done in a browser."""

import json
import re
import sqlite3
import subprocess
import sys

import pytest

HOUSES = "Đầm Hà hỗ trợ bao nhiêu nhà?"


def last(page, selector):
    return page.locator(".td-turn").last.locator(selector)


def test_the_two_figures_stand_large_and_are_marked_in_the_quote(app, open_page, ask):
    page = open_page(app)
    turn = ask(page, HOUSES)
    assert turn.locator(".td-value strong").all_inner_texts() == ["13 hộ", "11 hộ"]
    assert turn.locator(".td-quote mark").all_inner_texts() == ["13 hộ", "11 hộ"]
    assert "Đầm Hà · 2023" in turn.locator(".td-about").first.inner_text()
    size = "parseFloat(getComputedStyle({}).fontSize)"
    large, small = (
        turn.locator(one).first.evaluate(f"e => {size.format('e')}") for one in (".td-value strong", "blockquote")
    )
    assert large > 1.5 * small
    assert page.seen.problems == []


def test_a_click_on_a_citation_marks_in_the_article_what_the_quote_says(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    ask(page, "Hà Nội có bao nhiêu hộ nghèo?")  # the panel shows nothing now
    assert page.locator(".td-span").count() == 0
    turn = page.locator(".td-turn").first
    turn.locator(".td-quote .td-cite").click()
    mark = page.locator("#td-source .td-span")
    mark.wait_for()
    assert mark.inner_text() == turn.locator(".td-quote q").inner_text().strip("“”")
    assert mark.locator("b").all_inner_texts() == ["13 hộ", "11 hộ"]
    page.wait_for_timeout(200)
    assert mark.evaluate("""e => { const p = e.closest('.td-panel').getBoundingClientRect(), m = e.getBoundingClientRect();
        return m.top >= p.top && m.bottom <= Math.min(p.bottom, innerHeight) }""")
    article = json.loads(subprocess.run(
        [sys.executable, "-m", "ui.cli", "show", "dam-ha-2023", "--json", "--collection", str(app.collection)],
        capture_output=True, check=True,
    ).stdout)  # fmt: skip
    shown = page.locator("#td-source .td-text p").all_text_contents()
    assert shown == [article["text"][p["start"] : p["end"]] for p in article["paragraphs"]]


def test_sources_that_differ_stand_in_a_table_and_can_be_followed_one_by_one(app, open_page, ask):
    page = open_page(app)
    turn = ask(page, "Tỷ lệ hộ nghèo là bao nhiêu?")
    rows = turn.locator(".td-table tbody tr")
    assert rows.count() >= 3
    assert {"Bình Thuận", "Đầm Hà", "Vĩnh Tường"} <= set(rows.locator("td:nth-child(2)").all_inner_texts())
    quotes = [text.strip("“”") for text in turn.locator(".td-quote q").all_inner_texts()]
    assert f"Trích dẫn 1 trên {len(quotes)}" in page.locator(".td-steps").inner_text()
    page.locator(".td-steps button").last.click()
    page.wait_for_function("text => document.querySelector('.td-span')?.innerText === text", arg=quotes[1])
    page.locator(".td-steps button").first.click()
    page.wait_for_function("text => document.querySelector('.td-span')?.innerText === text", arg=quotes[0])
    assert page.locator(".td-steps button").first.is_disabled()


def test_an_abstention_looks_different_and_folds_the_nearest_passage_away(app, open_page, ask):
    page = open_page(app)
    turn = ask(page, "Hà Nội có bao nhiêu hộ nghèo?")
    assert "Hà Nội" in turn.locator(".td-why").inner_text()
    assert turn.locator(".td-value").count() == 0
    nearest = turn.locator(".td-nearest")
    assert "không phải câu trả lời" in nearest.locator("summary").inner_text()
    assert not nearest.locator("blockquote").first.is_visible()
    ground = "e => getComputedStyle(e).backgroundColor"
    answer = ask(page, HOUSES)
    assert turn.locator(".td-abstained").evaluate(ground) != answer.locator(".td-answer").evaluate(ground)


def test_a_follow_up_shows_how_it_was_read(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    turn = ask(page, "Tổng kinh phí là bao nhiêu?")
    assert "Hiểu là:" in turn.locator(".td-reading").inner_text()
    assert "Đầm Hà" in turn.locator(".td-reading").inner_text()
    assert turn.locator(".td-value strong").all_inner_texts() == ["1,48 tỉ đồng"]


def test_a_sum_is_labelled_as_computed(app, open_page, ask):
    page = open_page(app)
    turn = ask(page, "Tổng cộng Đầm Hà hỗ trợ bao nhiêu nhà?")
    computed = turn.locator(".td-computed")
    assert computed.locator("strong").inner_text() == "13 + 11 = 24 hộ"
    assert "Tính từ các số trên" in computed.inner_text()


def test_an_example_drawn_from_the_collection_is_answered(app, open_page):
    page = open_page(app)
    example = page.locator(".td-welcome button").first
    question = example.inner_text()
    example.click()
    page.wait_for_selector(".td-turn .td-value")
    assert question in page.locator(".td-asked").inner_text()


def test_conversations_survive_a_reload_and_can_be_changed(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    ask(page, "Tổng kinh phí là bao nhiêu?")
    page.reload()
    page.wait_for_selector(".td-turn")
    assert page.locator(".td-turn").count() == 2
    turn = ask(page, "Thế còn hộ nghèo?")  # the history is there as well
    assert "Đầm Hà" in turn.locator(".td-reading").inner_text()
    page.click("#td-new")
    page.wait_for_selector(".td-welcome")
    ask(page, "Bình Thuận có bao nhiêu thẻ BHYT?")
    page.click("#td-conversations input")
    page.get_by_role("option", name=HOUSES).click()
    page.wait_for_function("document.querySelectorAll('.td-turn').length === 3")
    page.reload()
    page.wait_for_selector(".td-turn")
    assert page.locator(".td-turn").count() == 3


def test_two_tabs_keep_each_others_conversations(app, open_page, ask):
    first = open_page(app)
    second = open_page(app, context=first.context)
    ask(first, HOUSES)
    ask(second, "Bình Thuận có bao nhiêu thẻ BHYT?")
    ask(first, "Tổng kinh phí là bao nhiêu?")
    first.wait_for_timeout(500)

    def titles(page):
        page.click("#td-conversations input")
        page.wait_for_selector("[role=option]")
        return {one.strip(" ✓\n") for one in page.get_by_role("option").all_inner_texts()}

    for page, turns in ((first, 2), (second, 1)):  # each shows its own, also after a reload
        assert page.locator(".td-turn").count() == turns
        page.reload()
        page.wait_for_selector(".td-turn")
        assert page.locator(".td-turn").count() == turns
        assert titles(page) == {HOUSES, "Bình Thuận có bao nhiêu thẻ BHYT?"}
    # The same conversation in both: what one asks, the other shows.
    second.get_by_role("option", name=HOUSES).click()
    second.wait_for_function("document.querySelectorAll('.td-turn').length === 2")
    ask(second, "Hà Nội có bao nhiêu hộ nghèo?")
    first.wait_for_function("document.querySelectorAll('.td-turn').length === 3")
    assert first.seen.problems == second.seen.problems == []


def test_retry_and_edit_of_the_last_question(app, open_page, ask):
    page = open_page(app)
    ask(page, "Đầm Hà có bao nhiêu lớp?")
    serial = page.get_attribute(".td-thread", "data-serial")
    last(page, "[data-act=retry]").click()
    page.wait_for_selector(f".td-thread:not([data-serial='{serial}'])")
    assert page.locator(".td-turn").count() == 1
    last(page, "[data-act=edit]").click()
    page.wait_for_selector(".td-editing")
    assert page.input_value("#question textarea") == "Đầm Hà có bao nhiêu lớp?"
    last(page, "[data-act=cancel_edit]").click()
    page.wait_for_selector(".td-editing", state="detached")
    assert page.input_value("#question textarea") == ""
    last(page, "[data-act=edit]").click()
    page.wait_for_selector(".td-editing")
    page.fill("#question textarea", HOUSES)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".td-value :text('13 hộ')")
    assert page.locator(".td-turn").count() == 1


def test_a_question_that_takes_long_can_be_stopped(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    page.fill("#question textarea", "chậm: Đầm Hà có bao nhiêu lớp?")
    page.press("#question textarea", "Enter")
    page.locator(".td-pending").wait_for()
    assert "Đang tìm trong 5 bài viết" in page.locator(".td-searching").inner_text()
    page.click(".td-pending [data-act=stop]")
    page.wait_for_selector("text=Đã dừng.")
    assert page.evaluate("document.activeElement.matches('#question textarea')")
    page.wait_for_timeout(2500)
    assert page.locator(".td-turn").count() == 1
    assert ask(page, "Tổng kinh phí là bao nhiêu?").locator(".td-value").count() == 1


def test_shift_enter_is_a_new_line(app, open_page):
    page = open_page(app)
    page.fill("#question textarea", "Đầm Hà")
    page.press("#question textarea", "Shift+Enter")
    page.keyboard.type("hỗ trợ bao nhiêu nhà?")
    assert page.input_value("#question textarea") == "Đầm Hà\nhỗ trợ bao nhiêu nhà?"
    assert page.locator(".td-turn").count() == 0


def test_the_language_switch_changes_every_word(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    page.click("#td-language")
    page.wait_for_selector("text=Copy Markdown")
    page.get_by_role("tab", name="Collection").wait_for()  # the tabs may be drawn a moment after the answer
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_by_role("tab").all_inner_texts() == ["Questions", "Collection"]
    assert page.get_by_label("Question", exact=True).is_visible()
    outside_quotes = page.evaluate("""() => { const copy = document.body.cloneNode(true);
        copy.querySelectorAll('script, style, .td-asked, .td-quotes, .td-panel, .td-about, .td-value, .td-brand h1, #td-language, #td-conversations')
            .forEach(e => e.remove()); return copy.textContent }""")
    assert re.findall(r"\w*[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\w*", outside_quotes) == []
    page.reload()
    page.wait_for_selector("text=Copy Markdown")


def test_dark_and_light(app, open_page):
    page = open_page(app, scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    assert max(map(int, re.findall(r"\d+", dark)[:3])) < 60
    page.click("#td-theme")
    assert min(map(int, re.findall(r"\d+", page.evaluate(ground))[:3])) > 200
    page.reload()
    page.wait_for_selector(".td-welcome")
    assert min(map(int, re.findall(r"\d+", page.evaluate(ground))[:3])) > 200


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_screen(app, open_page, ask, width):
    page = open_page(app, width=width, height=740)
    for question in (HOUSES, "Hà Nội có bao nhiêu hộ nghèo?", "Bắc Kạn có bao nhiêu hộ nghèo?"):
        ask(page, question)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    left, right = (page.locator(one).bounding_box() for one in ("#td-thread", "#td-source"))
    if width < 900:
        assert right["y"] >= left["y"] + left["height"]
    else:
        assert right["x"] >= left["x"] + left["width"]
    page.locator(".td-turn").first.locator(".td-quote .td-cite").click()
    page.wait_for_selector(".td-span")
    page.wait_for_timeout(300)
    assert page.locator(".td-span").evaluate(
        "e => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0"
    )


def test_the_keyboard_alone_is_enough(app, open_page):
    page = open_page(app)
    page.keyboard.press("Tab")
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.evaluate("document.body.focus()")

    def tab_to(selector, key="Tab", most=40):
        for _ in range(most):
            page.keyboard.press(key)
            if page.evaluate("s => !!document.activeElement?.closest(s)", selector):
                return
        raise AssertionError(f"the Tab key does not reach {selector}")

    tab_to("#question")
    page.keyboard.type(HOUSES)
    page.keyboard.press("Enter")
    # When it is announced all of it is drawn; what is drawn anew meanwhile would lose the focus.
    page.wait_for_function("document.querySelector('#td-status').textContent.includes('13 hộ')")
    tab_to(".td-figure .td-cite", "Shift+Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement?.classList.contains('td-span')")


def test_an_answer_is_announced(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    page.wait_for_function("document.querySelector('[role=status]#td-status').textContent.includes('13 hộ; 11 hộ')")
    ask(page, "Hà Nội có bao nhiêu hộ nghèo?")
    page.wait_for_function("document.querySelector('#td-status').textContent.includes('Hà Nội')")


def test_copying_and_downloading(app, open_page, ask, tmp_path):
    page = open_page(app)
    ask(page, HOUSES)
    last(page, "[data-act=copy]").first.click()
    page.wait_for_selector(".td-done")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(HOUSES + "\n- 13 hộ (Đầm Hà, 2023")
    assert "dam-ha-2023.md, dòng" in copied
    ask(page, "Hà Nội có bao nhiêu hộ nghèo?")
    for button, name in (("#td-markdown", "trich-dan.md"), ("#td-json", "trich-dan.json")):
        with page.expect_download() as download:
            page.click(button)
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    assert f"{app.url}/article/dam-ha-2023#" in (tmp_path / "trich-dan.md").read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "verify", str(tmp_path / "trich-dan.json"), "--collection", str(app.collection)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    answers = json.loads((tmp_path / "trich-dan.json").read_text(encoding="utf-8"))
    answers[0]["citations"][0]["quote"] = answers[0]["citations"][0]["quote"].replace("13", "31")
    (tmp_path / "forged.json").write_text(json.dumps(answers), encoding="utf-8")
    assert (
        subprocess.run([*done.args[:4], str(tmp_path / "forged.json"), *done.args[5:]], capture_output=True).returncode
        == 1
    )


def test_feedback_is_stored_with_the_whole_answer(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    last(page, "[data-verdict=up]").click()
    page.wait_for_selector(".td-thanks")
    assert last(page, "[data-verdict=up]").get_attribute("aria-pressed") == "true"
    ask(page, "Tổng kinh phí là bao nhiêu?")
    last(page, ".td-wrong summary").click()
    last(page, ".td-wrong input").fill("1,5 tỉ đồng")
    last(page, ".td-wrong button").click()
    page.wait_for_selector("text=Đã ghi góp ý: Sai số.")
    with sqlite3.connect(app.feedback) as connection:
        rows = connection.execute("SELECT verdict, right_figure, history, answer FROM feedback ORDER BY id").fetchall()
    connection.close()
    (up, wrong) = rows[-2:]
    assert up[:3] == ("up", None, "[]")
    assert [f["text"] for f in json.loads(up[3])["quantities"]] == ["13 hộ", "11 hộ"]
    assert wrong[:3] == ("wrong_figure", "1,5 tỉ đồng", json.dumps([HOUSES], ensure_ascii=False))


def test_the_stable_address_marks_its_range_and_survives_a_restart(app, open_page, ask, serve, tmp_path):
    page = open_page(app)
    turn = ask(page, HOUSES)
    href = turn.locator(".td-quote .td-cite").get_attribute("href")
    assert re.fullmatch(r"/article/dam-ha-2023#\d+-\d+", href)
    quote = turn.locator(".td-quote q").inner_text().strip("“”")
    with serve(app.collection, tmp_path / "restarted") as again:
        alone = open_page(again, path=href)
        assert alone.locator("mark.td-span").inner_text() == quote
        assert alone.seen.problems == []
        assert alone.seen.outside(again.url) == []


def test_the_collection_can_be_searched_by_words_place_and_year(app, open_page):
    page = open_page(app)
    page.get_by_role("tab", name="Bộ sưu tập").click()
    page.wait_for_selector("text=5 trên 5 bài")
    page.locator("#td-filter-words textarea").press_sequentially("giam ngheo")
    page.wait_for_selector("text=1 trên 5 bài")
    assert "binh-thuan-2024.md" in page.locator("#td-list").inner_text()
    for _ in "giam ngheo":
        page.keyboard.press("Backspace")
    page.wait_for_selector("text=5 trên 5 bài")
    for field, option, count in (("#td-filter-place", "Bắc Kạn", 2), ("#td-filter-year", "2017", 1)):
        page.click(f"{field} input")
        page.get_by_role("option", name=option, exact=True).click()
        page.wait_for_selector(f"text={count} trên 5 bài")
    assert page.locator("#td-upload").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(app, open_page, ask, axe, scheme):
    page = open_page(app, scheme=scheme)
    assert axe(page) == []
    ask(page, HOUSES)
    ask(page, "Tổng cộng Đầm Hà hỗ trợ bao nhiêu nhà?")
    ask(page, "Hà Nội có bao nhiêu hộ nghèo?")
    last(page, ".td-nearest summary").click()
    last(page, ".td-wrong summary").click()
    page.locator(".td-turn").first.locator(".td-quote .td-cite").click()
    page.wait_for_selector(".td-span")
    assert axe(page) == []
    page.get_by_role("tab", name="Bộ sưu tập").click()
    page.wait_for_selector(".td-list")
    assert axe(page) == []
    for path in ("/article/dam-ha-2023#10-40", "/programs"):
        assert axe(open_page(app, path=path, scheme=scheme)) == []


def test_no_request_and_no_name_leaves_this_machine(app, open_page, ask):
    page = open_page(app)
    ask(page, HOUSES)
    page.get_by_role("tab", name="Bộ sưu tập").click()
    page.wait_for_timeout(500)
    assert len(page.seen.requests) > 20
    assert page.seen.outside(app.url) == []
    allowed = (
        r"socket\.\w+ (\('127\.0\.0\.1', \d+\)|'127\.0\.0\.1'|'localhost'|b'127\.0\.0\.1'|None|'/[^']*'|b?'\\x00.*')"
    )
    assert [line for line in app.looked_up() if not re.fullmatch(allowed, line)] == []
