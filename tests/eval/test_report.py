"""Reports: the same tables drawn three ways, charts without a network, and nothing from outside trusted."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from eval.compare import compare
from eval.dataset import Expect, Row
from eval.metrics.numbers import Number
from eval.report import markdown, renderables, report_tables, write_report
from eval.report_html import page
from eval.report_labels import _WORDS, LANGUAGES, number, percent, say
from eval.report_svg import bars, histogram, line
from eval.run import run
from eval.runfile import load

HOUSES = Expect((Number(13, "hộ"), Number(11, "hộ")), ("dam-ha",), ("13 hộ",))
EVIL = '<script>alert("x")</script> | `code` [bold]&amp;'
ROWS = (
    Row("q1", "right", "dev", HOUSES, ("number",)),
    Row("q2", f"wrong {EVIL}", "dev", HOUSES, ("number", EVIL), history=("câu trước",)),
    Row("q3", "withheld", "dev", HOUSES, ("number",)),
    Row("q4", "shown", "dev", Expect(abstain=("off_topic", "place_not_found")), ("off",)),
    Row("q5", "raises", "dev", HOUSES, ("number",)),
)


@pytest.fixture
def ask(answer, abstention, quantity, cite):
    def answer_to(question, history):
        if question.startswith("wrong"):
            return answer(quantities=[quantity(2023, "2023", None)], answer=f"2023 {EVIL}", confidence=0.4)
        if question == "raises":
            raise RuntimeError(EVIL)
        if question == "withheld":
            return abstention(nearest=[cite("Tổng kinh phí")], missing=["Đầm Hà"])
        return answer()

    return answer_to


@pytest.fixture
def done(ask, shelf):
    return run(ask, ROWS, shelf, name=f"thử {EVIL}", metadata={"processor": EVIL, "libraries": {"numpy": "2"}})


class Checker(HTMLParser):
    """Every tag closed in order; remembers tags, attributes and text."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text, self.marked = [], [], [], "", ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "mark" in self.open:
            self.marked += data


def parsed(html):
    checker = Checker()
    checker.feed(html)
    assert checker.open == []
    return checker


def test_the_page_is_well_formed_and_needs_nothing_else(done):
    found = parsed(page(done, report_tables(done)))
    assert not {"script", "link", "img", "iframe"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name in ("src", "href", "onclick", "style")]
    assert "http" not in page(done, report_tables(done))
    assert found.tags.count("svg") == 3


def test_what_comes_from_outside_is_escaped_and_whole(done):
    html = page(done, report_tables(done))
    assert "<script" not in html
    text = parsed(html).text
    assert text.count(EVIL) >= 5  # title, processor, tag, question, answer, error


def test_every_wrong_answer_stands_beside_its_gold_with_its_quote_marked(done):
    found = parsed(page(done, report_tables(done)))
    assert found.tags.count("article") == 4
    for part in (
        "13 hộ; 11 hộ",
        "“13 hộ”",
        "dam-ha",
        "off topic, place not found",
        "withheld: place not found (Đầm Hà)",
    ):
        assert part in found.text
    assert "after: câu trước" in found.text
    assert "huyện Đầm Hà hỗ trợ 13 hộ xây nhà" in found.marked
    assert "Tổng kinh phí" in found.marked  # what was nearest to the withheld one
    assert "nearest, not an answer" in found.text
    assert found.text.index("q2 ·") < found.text.index("q3 ·")  # wrong figures before withheld ones
    assert found.text.index("q4 ·") < found.text.index("q3 ·")


def test_a_page_without_faults_says_so(answer, shelf):
    done = run(lambda question, history: answer(), ROWS[:1], shelf)
    assert "Every question was right." in page(done, report_tables(done))
    assert "Every question was right." in markdown(done, report_tables(done))


def test_tables_hold_values_intervals_and_counts(done):
    tables = {table.title: table for table in report_tables(done)}
    answers = {row[0]: row[1:] for row in tables["Answers"].rows}
    assert answers["number right (first)"][0] == "25.0%"
    assert answers["number right (first)"][2] == "4"
    assert "…" in answers["number right (first)"][1]
    trivial = {row[0]: row[1:] for row in tables["Beside the trivial assistants"].rows}
    assert trivial["always withholds"] == ("20.0%", "100.0%", "33.3%", "20.0%")
    assert trivial["never withholds"] == ("–", "0.0%", "0.0%", "80.0%")
    assert ("number", "25.0%", "0.0% … 75.0%", "25.0%", "25.0%", "4") in tables["By tag"].rows
    assert ("off topic", "0", "0", "1") in tables["Withheld, by reason"].rows
    assert "Retrieval" not in tables
    assert all(len(row) == len(table.headers) for table in tables.values() for row in table.rows)


def test_a_comparison_says_whether_it_may_be_chance(done, answer, shelf):
    many = [Row(f"r{i}", "right", "dev", HOUSES) for i in range(30)]
    bad = run(lambda question, history: answer(quantities=[], answer=""), many, shelf, name="old")
    good = run(lambda question, history: answer(), many, shelf, name="new")
    up = report_tables(good, comparison=compare(bad, good))
    (table,) = [table for table in up if table.title == "new against old"]
    accuracy = next(row for row in table.rows if row[0] == "number right (first)")
    assert accuracy[1] == "+100.0 pts"
    assert accuracy[-1] == "better"
    down = report_tables(bad, comparison=compare(good, bad), variants={"new": good})
    (table,) = [table for table in down if table.title == "old against new"]
    assert next(row for row in table.rows if row[0] == "wrong answer shown")[-1] == "worse"
    (beside,) = [table for table in down if table.title == "Side by side"]
    assert [row[0] for row in beside.rows] == ["old", "new"]
    assert down[-1].rows[1][:2] == ("Became wrong", "30")


def test_the_terminal_shows_every_table_and_no_markup(done):
    console = Console(file=io.StringIO(), width=200)
    for table in renderables(report_tables(done)):
        console.print(table)
    shown = console.file.getvalue()
    assert "[bold]" in shown
    for title in ("Answers", "Grounding", "Withholding", "By tag", "Measured on"):
        assert title in shown


def test_markdown_tables_are_not_broken_by_their_cells(done):
    text = markdown(done, report_tables(done))
    assert not re.search(r"(?<!\\)<script", text)
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        columns = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
        assert len(columns) == 1
    assert "| q3 |" in text


def test_a_report_folder_holds_all_three(done, tmp_path):
    write_report(tmp_path / "new" / "report", done, report_tables(done, lang="vi"), "vi")
    assert sorted(path.name for path in (tmp_path / "new" / "report").iterdir()) == [
        "report.html",
        "report.md",
        "run.json",
    ]
    assert load(tmp_path / "new" / "report" / "run.json") == done
    assert "số đúng (số đầu tiên)" in (tmp_path / "new" / "report" / "report.md").read_text(encoding="utf-8")


def test_vietnamese_has_its_own_words_and_decimals(done):
    html = page(done, report_tables(done, lang="vi"), "vi")
    assert '<html lang="vi">' in html
    assert "25,0%" in html
    assert "25.0%" not in html
    assert (number(1234.5, "vi"), number(1234.5, "en"), percent(0.941, "vi")) == ("1.234,5", "1,234.5", "94,1%")


def test_every_word_has_both_languages():
    for word in _WORDS:
        assert all(say(word, lang).strip() for lang in LANGUAGES)
    assert say("a stage to come", "vi") == "a stage to come"


def test_charts_are_drawn_where_the_figures_say():
    curve = line([(0.5, 0.0), (1.0, 0.2)], "t", "x", "y")
    # The unit square spans x 56..544 and y 252..16; the risk axis ends at the next tenth, 20%.
    assert 'points="300.0,252.0 544.0,16.0"' in curve
    assert ">20%<" in curve
    drawn = histogram([1, 1, 10, 500], "t", "ms", "n", bins=2)
    assert re.findall(r"<title>(\d)</title>", drawn) == ["2", "2"]
    assert ">≥ 10<" in drawn  # the slow one does not press the others together
    assert ">10<" in histogram([1, 10, 10], "t", "ms", "n")
    assert histogram([], "t", "ms", "n").count('class="bar"') == 0
    rows = bars([("a<b", 1, 4), ("c", 0, 2)], "t")
    assert "a&lt;b" in rows
    assert "1 / 4" in rows
    widths = [float(width) for width in re.findall(r'width="([\d.]+)"', rows)]
    assert widths[1] == pytest.approx(widths[0] / 4, abs=0.1)
