"""HTML of answers and articles: every text as the characters it is, figures and quotes where they belong."""

import copy
import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Span
from ui import conversations, render, render_page, takeaway
from ui.service import Overview
from ui.strings import Language

VI, EN = Language.VI, Language.EN
ABOUT = Overview(5, 46, ("Đầm Hà",), (2023,), ("Đầm Hà có bao nhiêu lớp?",))
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "${alert(1)} {{constructor}} {0} {turn}",
    "$$\\int_0^1$$ \\(x\\)",
    "```mermaid\ngraph TD; A-->B\n```",
    "![anh](http://example.com/x.png) [chữ](javascript:alert(1))",
    "</textarea></section></article><style>*{display:none}</style>",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "<!-- --> ]]> \\u003cscript",
    "a\u202eb\u2066c\u200bd\x00e\x1bf",
    "𝟏𝟑 hộ 👩‍👩‍👧 café",
]


class Parsed(HTMLParser):
    """What a browser would see: elements, attributes, text."""

    VOID = frozenset({"br", "meta", "link", "input", "path", "img"})

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text, self.open = [], [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag, "elements that are not nested"

    def handle_data(self, data):
        self.text += data


def answer(**change):
    quote = "Trong năm đã có 13 hộ được xây nhà mới và gần 11 hộ được sửa nhà."
    base = {
        "schema_version": 1, "id": None, "question": "Bao nhiêu nhà?", "understood_as": "Bao nhiêu nhà?",
        "status": "answered", "answer": f"• 13 hộ [1]\n“{quote}” [1]\n[1] Bài", "conflict": False, "reason": None,
        "missing": [], "nearest": [], "confidence": 0.9, "timings_ms": {}, "collection": {"id": "c", "version": "v"},
        "citations": [{
            "n": 1, "article": "bai", "version": "v1", "title": "Nhà ở", "publisher": "Báo thử", "published": "2023-11-30",
            "url": None, "source": "bai.md", "line": 7, "start": 100, "end": 100 + len(quote), "quote": quote,
        }],
        "quantities": [figure(quote, "13 hộ", 13), figure(quote, "11 hộ", 11, bound="almost")],
    }  # fmt: skip
    return base | change


def figure(quote, text, value, **change):
    start = 100 + quote.index(text)
    return {
        "value": value, "range_end": None, "of": None, "of_kind": None, "unit": "hộ", "kind": "count", "bound": None,
        "text": text, "start": start, "end": start + len(text), "citation": 1, "place": "Đầm Hà", "time": "2023-11",
        "time_from": "sentence", "computed_from": None,
    } | change  # fmt: skip


def abstention(**change):
    citation = answer()["citations"][0]
    return answer(
        status="abstained", citations=[], quantities=[], reason="place_not_found", missing=["Hà Nội"], nearest=[citation],
        answer="Không trả lời: không có bài viết nào về Hà Nội.\nGợi ý.\nĐoạn gần nhất (không phải câu trả lời):\n“Trong năm”\n[1] Bài",
    ) | change  # fmt: skip


def article(text="Một đoạn.\nTrong năm đã có 13 hộ.", **change):
    cut, paragraphs = 0, []
    for line in text.split("\n"):
        paragraphs.append({"start": cut, "end": cut + len(line)})
        cut += len(line) + 1
    return {
        "id": "bai", "title": "Nhà ở", "publisher": None, "published": "2023-11-30", "places": ["Đầm Hà"],
        "source": "bai.md", "url": None, "version": "v1", "paragraphs": paragraphs, "text": text, "lines": [1],
        "left_out": [],
    } | change  # fmt: skip


def visible(text):
    """A text as `text_html` shows it."""
    return html.unescape(render.text_html(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_its_characters(text):
    seen = Parsed(render.text_html(text))
    assert seen.tags == []
    assert re.sub(r"⟨U\+([0-9A-F]{4})⟩", lambda m: chr(int(m[1], 16)), seen.text) == text
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08]", seen.text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("lang", [VI, EN])
def test_hostile_texts_change_no_element_anywhere(text, lang):
    def poisoned(value):
        if isinstance(value, dict):
            keep = {"status", "reason", "kind", "bound", "of_kind", "time_from", "time", "published"}
            return {k: v if k in keep else poisoned(v) for k, v in value.items()}
        if isinstance(value, list):
            return [poisoned(one) for one in value]
        return text if isinstance(value, str) else value

    def pages(change):
        state = conversations.new_state(lang)
        for one in (answer(), abstention(), answer(conflict=True)):
            turn = {
                "answer": change(one),
                "consulted": [{"article": change("x"), "title": change("y")}],
                "verdict": None,
            }
            state = conversations.with_turn(state, turn)
        about = Overview(5, 46, (change("Đầm Hà"),), (2023,), (change("Ví dụ?"),))
        stored = change(article()) | {"version": "v1"}
        stored["text"] = text * 40 if change("a") == text else "b" * 40 * len(text)
        stored["paragraphs"] = [{"start": 0, "end": len(stored["text"])}]
        one = change(answer())
        one["citations"][0] |= {"start": 0, "end": 12, "version": "v1"}
        results = [(change("tep.md"), "added", change("thông báo"), stored)]
        return [
            render_page.thread(state, about, problem=change("lỗi")),
            render_page.thread(conversations.new_state(lang), about),
            render_page.thread(state, about, pending=change("Hỏi?")),
            render_page.panel(one, "citations", 1, stored, 0, lang),
            render_page.report(results, lang),
            render_page.article_page(stored, lang),
            render_page.missing_page(change("mã"), lang),
        ]

    for plain, hostile in zip(pages(copy.deepcopy), pages(lambda v: poisoned(copy.deepcopy(v))), strict=True):
        seen, expected = Parsed(hostile), Parsed(plain)
        # A poisoned reading or lead may add or drop a line of ours, never an element of theirs.
        assert set(seen.tags) <= set(expected.tags) | {"p", "strong"}
        assert {name for name, _ in seen.attributes} <= {name for name, _ in expected.attributes}
        assert not {name for name, _ in seen.attributes if name.startswith("on")}
        for name, value in seen.attributes:
            if name in ("href", "src"):
                assert re.match(r"(/article/[^/]*(#\d+-\d+)?|/page/[\w.]+|/|#\w+)$", value), value


def test_only_a_web_address_becomes_a_link():
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        " https://a b",
        'https://x" onclick="y',
        "//example.org",
        None,
    ):
        assert render.original_link({"url": url}, VI) == ""
    link = Parsed(render.original_link({"url": "https://example.org/a?b=1&c=2"}, VI))
    assert ("href", "https://example.org/a?b=1&c=2") in link.attributes
    assert ("rel", "noopener noreferrer") in link.attributes


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))), st.integers(0, 5))
def test_marks_never_change_the_text(text, ranges, offset):
    spans = [Span(min(pair), max(pair)) for pair in ranges]
    seen = Parsed(render.marked(text, spans, offset))
    assert set(seen.tags) <= {"mark"}
    assert seen.text == visible(text)


def test_figures_come_first_and_are_marked_in_the_quote():
    shown = render.answer_html(answer(), VI, (5, 46))
    assert shown.index("td-figures") < shown.index("td-quotes")
    assert re.findall(r"<strong>(.*?)</strong>", shown) == ["13 hộ", "11 hộ"]
    assert re.findall(r"<mark>(.*?)</mark>", shown) == ["13 hộ", "11 hộ"]
    assert '<span class="td-bound">gần</span> <strong>11 hộ' in shown
    assert "Đầm Hà · 11/2023" in shown
    assert "almost" in render.answer_html(answer(), EN, (5, 46))


def test_the_date_of_the_article_is_said_to_be_that():
    one = answer()
    one["quantities"][0]["time_from"] = "article"
    assert "11/2023 (theo ngày của bài)" in render.answer_html(one, VI, (5, 46))


def test_pairs_and_units_that_the_slice_does_not_show():
    quote = answer()["citations"][0]["quote"]
    pair = figure(quote, "13", 13, of=20, of_kind="plan")
    assert render.figure_text(pair, VI) == ("13", "13 trên kế hoạch 20 · hộ")
    assert render.figure_text(pair | {"of_kind": "total"}, EN) == ("13", "13 of 20 in all · hộ")


def test_a_computed_sum_says_so_and_is_marked_nowhere():
    quote = answer()["citations"][0]["quote"]
    summed = {"text": "13 + 11 = 24 hộ", "start": None, "end": None, "computed_from": [0, 1]}
    total = figure(quote, "13 hộ", 24) | summed
    shown = render.answer_html(answer(quantities=[*answer()["quantities"], total]), VI, (5, 46))
    assert 'td-computed"><span class="td-value"><strong>13 + 11 = 24 hộ</strong></span>' in shown
    assert "Tính từ các số trên" in shown
    assert len(re.findall("<mark>", shown)) == 2


def test_a_conflict_is_a_table_with_a_row_a_figure():
    shown = Parsed(render.answer_html(answer(conflict=True), VI, (5, 46)))
    assert shown.tags.count("tr") == 3
    assert shown.tags.count("th") == 4
    assert "Các bài viết nêu số liệu khác nhau" in shown.text


def test_a_text_answer_is_a_marked_quote():
    one = answer(quantities=[])
    assert f"<mark>{one['citations'][0]['quote']}</mark>" in render.answer_html(one, VI, (5, 46))


def test_the_claim_that_was_checked_is_repeated():
    lead = "Câu hỏi nêu 30 nhà. Bài viết nêu:"
    assert render.lead_of(answer(answer=lead + "\n" + answer()["answer"])) == lead
    assert render.lead_of(answer()) is None
    assert lead in render.answer_html(answer(answer=lead + "\n• 13 hộ"), VI, (5, 46))


def test_an_abstention_says_what_is_missing_and_folds_the_nearest_away():
    shown = render.answer_html(abstention(), VI, (5, 46))
    assert (
        '<p class="td-why"><strong>Không trả lời: không có bài viết nào về Hà Nội.</strong></p><p>Gợi ý.</p>' in shown
    )
    assert "Đã tìm trong 5 bài, 46 đoạn" in shown
    assert shown.index("<details") < shown.index("<blockquote")
    assert "<mark>" not in shown
    assert "td-value" not in shown


def test_the_reading_is_shown_when_it_differs():
    assert "td-reading" not in render.answer_html(answer(understood_as="bao  nhiêu nhà?"), VI, (5, 46))
    assert "Hiểu là: Khác" in render.answer_html(answer(understood_as="Khác"), VI, (5, 46))


def test_the_panel_marks_the_quote_and_its_figures_and_nothing_else():
    one, text = answer(), "Đầu bài.\n" + "x" * 91 + answer()["citations"][0]["quote"] + " Sau đó."
    shown = render_page.panel(one, "citations", 1, article(text), 0, VI)
    assert re.search(r'<mark class="td-span" tabindex="-1">(.*?)</mark>', shown)[1] == (
        "Trong năm đã có <b>13 hộ</b> được xây nhà mới và gần <b>11 hộ</b> được sửa nhà."
    )
    assert 'href="/article/bai#100-165"' in shown
    assert "".join(re.findall(r"<p data-start=\"\d+\">(.*?)</p>", shown)).count("<mark") == 1


def test_a_changed_article_is_said_to_be_changed():
    one = answer()
    quote = one["citations"][0]["quote"]
    moved = render_page.panel(one, "citations", 1, article("Mới.\n" + quote, version="v2"), 0, VI)
    assert "Bài viết đã đổi từ khi trả lời; câu trích vẫn còn" in moved
    assert "<b>13 hộ</b>" in moved
    gone = render_page.panel(one, "citations", 1, article("Mới. " * 50, version="v2"), 0, VI)
    assert "câu trích không còn trong bài" in gone
    assert "<mark" not in gone
    assert "không còn trong bộ sưu tập" in render_page.panel(one, "citations", 1, None, 0, VI)


def test_a_paragraph_of_a_hundred_thousand_characters():
    text = "<&>" * 33_334
    seen = Parsed(render.article_body(article(text)))
    assert seen.text == text


def test_offsets_count_code_points():
    text = "𝟏𝟑 hộ 👩‍👩‍👧 rồi 13 hộ."
    start = text.index("13 hộ")
    assert "<mark>13 hộ</mark>" in render.marked(text, [Span(start, start + 5)])


def test_an_announcement_is_made_for_a_new_answer_alone():
    state = conversations.with_turn(conversations.new_state(), {"answer": answer(), "consulted": [], "verdict": None})
    assert 'data-announce="Có câu trả lời: 13 hộ; 11 hộ"' in render_page.thread(state, ABOUT, announce=True)
    assert 'data-announce=""' in render_page.thread(state, ABOUT)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_the_same_characters(text):
    one = answer(question=text)
    one["citations"][0] |= {"quote": text, "title": text}
    shown = takeaway.answer_markdown(one, VI)
    plain = re.sub(r"\\([\\`*_{}\[\]<>#+|~$!&.)\-=])", r"\1", shown)
    assert " ".join(text.split()) in plain or text in plain
    assert not re.search(r"(?<!\\)[<>`$!|]", shown.replace("\n\n> ", "\n\n"))


def test_plain_text_to_take_away():
    assert takeaway.answer_text(answer(), VI).split("\n") == [
        "Bao nhiêu nhà?",
        "- 13 hộ (Đầm Hà, 11/2023) [1]",
        "- gần 11 hộ (Đầm Hà, 11/2023) [1]",
        "“Trong năm đã có 13 hộ được xây nhà mới và gần 11 hộ được sửa nhà.” [1]",
        "[1] Nhà ở. Báo thử, 30/11/2023. bai.md, dòng 7",
    ]
    assert takeaway.answer_text(abstention(), VI).split("\n")[1:] == [
        "Không trả lời: không có bài viết nào về Hà Nội.",
        "Gợi ý.",
    ]


def test_what_a_browser_kept_is_judged():
    good = {"answer": answer(), "consulted": [{"article": "a", "title": "b"}, {"title": 1}], "verdict": "up"}
    state = conversations.with_turn(conversations.new_state(EN), good)
    assert conversations.clean(state)["conversations"][0]["turns"][0]["consulted"] == [{"article": "a", "title": "b"}]
    for broken in (
        {},
        {"answer": 5},
        {"answer": answer(status="maybe")},
        {"answer": answer() | {"more": 1}},
        None,
        "x",
    ):
        state["conversations"][0]["turns"] = [broken, good]
        assert len(conversations.clean(state)["conversations"][0]["turns"]) == 1
    for nothing in (None, 5, [], {"version": 2}, {"version": 1, "conversations": "x", "current": 9, "lang": "<b>"}):
        cleaned = conversations.clean(nothing)
        assert cleaned["lang"] == "vi"
        assert conversations.current(cleaned)["turns"] == []


def test_old_turns_and_conversations_make_room():
    state = conversations.new_state()
    for _ in range(conversations.TURNS + 5):
        state = conversations.with_turn(state, {"answer": answer(), "consulted": [], "verdict": None})
    assert len(conversations.current(state)["turns"]) == conversations.TURNS
    for _ in range(conversations.CONVERSATIONS + 5):
        state = conversations.started(state)
        state = conversations.with_turn(state, {"answer": answer(), "consulted": [], "verdict": None})
    assert len(state["conversations"]) == conversations.CONVERSATIONS


def test_both_languages_have_the_same_words():
    from ui import chat_strings

    assert chat_strings.VI.keys() == chat_strings.EN.keys()
    assert chat_strings.PAGE["vi"].keys() == chat_strings.PAGE["en"].keys()
    for key, words in chat_strings.PAGE["vi"].items():
        assert re.findall(r"{\w+}", words) == pytest.approx(re.findall(r"{\w+}", chat_strings.PAGE["en"][key])) or set(
            re.findall(r"{\w+}", words)
        ) == set(re.findall(r"{\w+}", chat_strings.PAGE["en"][key]))
        assert not re.search(r"[<>&\"]", words), f"{key} would need escaping"
