"""Articles and questions that try to be more than text: shown as the characters they are, nothing runs, nothing is fetched."""

import pytest

ATTACKS = [
    "<script>document.title='ran'</script>",
    "<img src=//example.invalid/x.png onerror=\"document.title='ran'\">",
    "<svg onload=\"document.title='ran'\"></svg>",
    "${document.title='ran'} {{document.title='ran'}}",
    "$$\\frac{1}{2}$$ và \\(x^2\\)",
    "```mermaid graph TD; A-->B ```",
    "![ảnh](http://example.invalid/a.png) [liên kết](javascript:document.title='ran')",
    "</p></div></section><style>*{display:none}</style>",
]


@pytest.fixture(scope="module")
def hostile(serve, bundled, tmp_path_factory):
    """A page over articles whose text, titles, publishers and file names are attacks."""
    from index.build import add

    folder = tmp_path_factory.mktemp("hostile")
    for number, attack in enumerate(ATTACKS):
        quoted = attack.replace("'", "''")
        name = f"{number} <img src=x onerror=alert({number})> ${{x}} & $$.md"
        (folder / name).write_text(
            f"---\ntitle: '{quoted} tiêu đề {number}'\npublisher: '{quoted}'\nplaces: [Đầm Hà]\npublished: 2023-11-30\n"
            f"url: javascript:document.title='ran'\n---\n\n"
            f"Huyện Đầm Hà có {number + 20} lớp dạy nghề số {number} {attack} cho lao động.\n",
            encoding="utf-8",
        )
    (folder / "dài.md").write_text(
        "---\ntitle: Bài rất dài\nplaces: [Đầm Hà]\n---\n\n"
        + "<b>x</b> ${y} " * 7200
        + "cuối cùng có 4.321 con trâu.\n",
        encoding="utf-8",
    )
    report = add([folder], folder / "collection", bundled)
    assert not report.failed
    with serve(folder / "collection", folder / "chat") as app:
        yield app


@pytest.fixture
def quiet_page(hostile, open_page):
    page = open_page(hostile)
    title = page.title()
    yield page
    assert page.title() == title
    assert page.seen.problems == []
    assert page.seen.outside(hostile.url) == []
    assert (
        page.locator("script:has-text('ran'), .gradio-container img[src*=example], .gradio-container [onerror]").count()
        == 0
    )


def test_hostile_articles_are_quoted_as_they_are(quiet_page, ask):
    page = quiet_page
    for number, attack in enumerate(ATTACKS):
        turn = ask(page, f"Đầm Hà có bao nhiêu lớp dạy nghề số {number}?")
        page.wait_for_timeout(100)
        if turn.locator(".td-quote").count() == 0:
            continue
        text = turn.text_content()
        cited = [one for one in ATTACKS if one in text]
        assert cited, (attack, text)
    quoted = page.locator(".td-thread").text_content()
    assert sum(one in quoted for one in ATTACKS) >= len(ATTACKS) // 2
    page.locator(".td-cite").last.click()
    page.wait_for_selector(".td-panel .td-text")
    assert page.locator("#td-source a[href^=javascript]").count() == 0


def test_hostile_titles_and_file_names_in_the_list(quiet_page):
    page = quiet_page
    page.get_by_role("tab", name="Bộ sưu tập").click()
    page.wait_for_selector(".td-list")
    text = page.locator("#td-list").text_content()
    for number, attack in enumerate(ATTACKS):
        assert f"{attack} tiêu đề {number}" in text
        assert f"{number} <img src=x onerror=alert({number})> ${{x}} & $$.md" in text


@pytest.mark.parametrize("attack", [*ATTACKS, "a\u202eb\u2066c", "x" * 1990, "\u0000\ud800 ?"])
def test_hostile_questions_are_shown_as_they_are(quiet_page, attack):
    page = quiet_page
    page.evaluate("text => { const box = document.querySelector('#question textarea'); box.value = text;"
                  " box.dispatchEvent(new Event('input', {bubbles: true})) }", attack)  # fmt: skip
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".td-turn:not(.td-pending), .td-notice")
    shown = page.locator(".td-thread").text_content()
    if "\u202e" in attack:
        assert "a⟨U+202E⟩b⟨U+2066⟩c" in shown or "abc" in shown
        assert "\u202e" not in shown
    elif attack.isprintable():
        assert attack in shown


def test_a_paragraph_of_a_hundred_thousand_characters(hostile, open_page):
    page = open_page(hostile, path="/article/dai#12-32")
    if page.locator(".td-text").count() == 0:
        pytest.fail("the long article is not at its address")
    assert len(page.locator(".td-text").text_content()) > 100_000
    assert page.locator("mark.td-span").text_content() == "<b>x</b> ${y} <b>x</"
    assert page.seen.outside(hostile.url) == []
