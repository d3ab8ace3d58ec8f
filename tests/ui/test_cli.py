"""The command line as people and programs use it."""

import json
import signal
import string
import subprocess
import sys
import time

import jsonschema
import pytest

from rag.answer import schema
from ui.cli import trichdan
from ui.strings import TABLES, Language

QUESTION = "Đầm Hà hỗ trợ bao nhiêu nhà?"
COMMANDS = sorted(trichdan.commands)
WITHOUT_COLLECTION = {"feedback"}  # what people sent is kept apart from what they asked about
HEAVY = (
    "numpy",
    "faiss",
    "tantivy",
    "torch",
    "openvino",
    "sentence_transformers",
    "transformers",
    "gradio",
    "rich",
    "sqlite3",
)


# Help --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself_with_an_example(cli, command, language):
    shown = cli(*filter(None, [command]), "--help", "--lang", language)
    assert (shown.status, shown.err) == (0, "")
    assert f"{'Ví dụ' if language == 'vi' else 'Example'}: trichdan {command}" in shown.out
    if command:
        assert "--collection" in shown.out or command in WITHOUT_COLLECTION
        assert "--lang" in shown.out


def test_what_a_program_may_read_is_offered_as_json():
    with_json = {name for name, command in trichdan.commands.items() if any("--json" in p.opts for p in command.params)}
    assert with_json >= {"add", "ask", "check", "list", "search", "show", "verify"}


def test_both_languages_say_the_same_things():
    vietnamese, english = TABLES[Language.VI], TABLES[Language.EN]
    assert vietnamese.keys() == english.keys()
    for key in vietnamese:
        fields = [
            {(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(table[key]) if name}
            for table in (vietnamese, english)
        ]
        assert fields[0] == fields[1], key


def test_help_starts_without_the_heavy_libraries():
    code = f"import sys; from ui.cli import main; main(['--help']); print([m for m in {HEAVY} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_asking_starts_without_the_libraries_that_only_adding_needs(home):
    heavy = ("torch", "openvino", "sentence_transformers", "transformers", "gradio", "pydantic", "jsonschema")
    code = f"import sys; from ui.cli import main; main(['ask', 'x']); print([m for m in {heavy} if m in sys.modules])"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(home))
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_version(cli):
    from importlib.metadata import version

    assert cli("--version").out == f"trichdan {version('trichdan')}\n"


def test_nothing_at_all_shows_the_help(cli):
    assert "verify" in cli().out


# Asking ------------------------------------------------------------------------------------------------------------


def test_a_person_sees_figures_then_quote_then_source(cli):
    shown = cli("ask", QUESTION)
    assert (shown.status, shown.err) == (0, "")
    places = [
        shown.out.index(part)
        for part in (
            "• 13 hộ",
            "“",
            "13 hộ được hỗ trợ xây nhà mới",
            "Huyện Đầm Hà: Đảm bảo",
            "30/11/2023",
            "dam-ha-2023.md, dòng 16",
        )
    ]
    assert places == sorted(places)
    assert "• 11 hộ" in shown.out
    assert "\x1b" not in shown.out


def test_done_and_planned_are_told_apart(cli):
    question = "Năm 2024 Bắc Kạn giải quyết việc làm cho bao nhiêu người?"
    assert "7.000/6.400 người  7.000 trên kế hoạch 6.400" in cli("ask", question).out
    assert "7,000 of 6,400 planned" in cli("ask", question, "--lang", "en").out


def test_the_json_answer_has_the_published_form(cli):
    shown = cli("ask", "--json", QUESTION)
    answer = json.loads(shown.out)
    jsonschema.validate(answer, schema())
    assert {13, 11} <= {q["value"] for q in answer["quantities"]}
    assert answer["citations"][0]["source"] == "dam-ha-2023.md"


def test_an_abstention_says_what_is_missing_and_is_no_failure(cli):
    shown = cli("ask", "Cà Mau hỗ trợ bao nhiêu nhà?")
    assert shown.status == 0
    assert shown.out.startswith("Không trả lời")
    assert "Cà Mau" in shown.out
    assert "•" not in shown.out
    answer = json.loads(cli("ask", "--json", "Cà Mau hỗ trợ bao nhiêu nhà?").out)
    jsonschema.validate(answer, schema())
    assert (answer["status"], answer["reason"]) == ("abstained", "place_not_found")


def test_unquoted_words_are_one_question(cli):
    assert cli("ask", *QUESTION.split()).out == cli("ask", QUESTION).out


def test_a_follow_up_is_completed_and_the_completion_shown(cli):
    shown = cli("ask", "Thế tổng kinh phí là bao nhiêu?", "--history", QUESTION)
    assert "Hiểu là: " in shown.out
    assert "1,48 tỉ đồng" in shown.out


@pytest.mark.parametrize(
    ("args", "environ", "expected"),
    [
        ((), {}, "Không trả lời"),
        (("--lang", "en"), {}, "No answer"),
        ((), {"TRICHDAN_LANG": "en"}, "No answer"),
        (("--lang", "vi"), {"TRICHDAN_LANG": "en"}, "Không trả lời"),
    ],
)
def test_the_language_is_the_one_asked_for(cli, monkeypatch, args, environ, expected):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert expected in cli("ask", "Cà Mau có bao nhiêu hộ nghèo?", *args).out
    assert expected in cli(*args, "ask", "Cà Mau có bao nhiêu hộ nghèo?").out


def test_explain_shows_reading_candidates_and_decision(cli):
    shown = cli("ask", "--explain", QUESTION)
    for part in ("hiểu là", "cosine", "BM25", "Quyết định", "nêu ra", "kém hơn số được nêu"):
        assert part in shown.out
    as_json = cli("ask", "--explain", "--json", QUESTION)
    json.loads(as_json.out)
    assert "Quyết định" in as_json.err


def test_explain_of_a_question_that_needs_no_search(cli):
    assert cli("ask", "--explain", "xin chào").status == 0


# Many questions ----------------------------------------------------------------------------------------------------


@pytest.fixture
def rows(tmp_path):
    def write(*lines):
        path = tmp_path / "questions.jsonl"
        path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines) + "\n", encoding="utf-8")
        return path

    return write


def _without_times(answer):
    return {key: value for key, value in answer.items() if key not in ("timings_ms", "id")}


def test_batch_answers_each_row_as_if_asked_alone(cli, rows):
    path = rows(
        {"id": "one", "question": QUESTION, "expect": {"ignored": True}},
        {"id": 2, "question": "Thế tổng kinh phí là bao nhiêu?", "history": [QUESTION]},
        "",
        {"question": "Cà Mau có bao nhiêu hộ nghèo?"},
    )
    shown = cli("ask", "--batch", path)
    answers = [json.loads(line) for line in shown.out.splitlines()]
    assert shown.status == 0
    assert [answer["id"] for answer in answers] == ["one", 2, None]
    alone = [
        cli("ask", "--json", QUESTION),
        cli("ask", "--json", "Thế tổng kinh phí là bao nhiêu?", "--history", QUESTION),
        cli("ask", "--json", "Cà Mau có bao nhiêu hộ nghèo?"),
    ]
    assert [_without_times(a) for a in answers] == [_without_times(json.loads(one.out)) for one in alone]
    for answer in answers:
        jsonschema.validate(answer, schema())


@pytest.mark.parametrize("question", ["", "   ", "x" * 10_000])
def test_a_question_that_cannot_be_asked_does_not_stop_the_batch(cli, rows, question):
    answers = [
        json.loads(line)
        for line in cli(
            "ask", "--batch", rows({"id": "bad", "question": question}, {"id": "good", "question": QUESTION})
        ).out.splitlines()
    ]
    assert [(a["id"], a["status"], a["reason"]) for a in answers] == [
        ("bad", "abstained", "off_topic"),
        ("good", "answered", None),
    ]
    assert answers[0]["answer"]
    jsonschema.validate(answers[0], schema())


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[1, 2]",
        {"id": "x"},
        {"question": 7},
        {"question": "a", "history": "b"},
        {"question": "a", "history": [1]},
        {"question": "a", "id": 1.5},
        {"question": "a", "id": True},
        '{"question": "a"',
    ],
)
def test_a_row_that_is_no_question_is_named_and_nothing_runs(cli, rows, bad):
    shown = cli("ask", "--batch", rows({"question": QUESTION}, bad))
    assert shown.status == 2
    assert shown.is_one_clear_line
    assert "questions.jsonl, dòng 2" in shown.err


def test_batch_and_a_question_exclude_each_other(cli, rows):
    assert cli("ask", QUESTION, "--batch", rows({"question": QUESTION})).status == 2
    assert cli("ask").status == 2


def test_each_answer_is_written_before_the_next_question_is_asked(start):
    process = start("ask", "--batch", "-", stdin=subprocess.PIPE)
    process.stdin.write((json.dumps({"question": QUESTION}) + "\n").encode() * 3)
    process.stdin.close()
    lines = [process.stdout.readline() for _ in range(3)]
    assert all(json.loads(line)["status"] == "answered" for line in lines)
    assert process.wait(timeout=60) == 0
    process.stdin = None


# The collection ----------------------------------------------------------------------------------------------------

ARTICLE = """---
title: Nhà ở cho hộ nghèo
publisher: Báo thử
published: 2024-05-06
places: [Cà Mau]
---
Năm 2024, tỉnh Cà Mau hỗ trợ 321 hộ nghèo xây nhà mới.
"""


@pytest.fixture
def own(tmp_path, cli):
    """A collection of one article, and its path."""
    article = tmp_path / "articles" / "ca-mau.md"
    article.parent.mkdir()
    article.write_text(ARTICLE, encoding="utf-8")
    collection = tmp_path / "collection"
    assert cli("add", article.parent, "--collection", collection).status == 0
    return collection


def test_added_files_can_be_asked_listed_shown_and_removed(cli, own, tmp_path):
    assert "321 hộ" in cli("ask", "Cà Mau hỗ trợ bao nhiêu hộ?", "--collection", own).out
    assert cli("list", "--collection", own).out == "ca-mau\t06/05/2024\tNhà ở cho hộ nghèo\tBáo thử\tCà Mau\t1\n"
    listed = json.loads(cli("list", "--json", "--collection", own).out)
    assert [article["id"] for article in listed["articles"]] == ["ca-mau"]
    shown = cli("show", "ca", "--collection", own).out
    assert "7  Năm 2024, tỉnh Cà Mau" in shown
    as_json = json.loads(cli("show", "ca-mau", "--json", "--collection", own).out)
    assert as_json["lines"][-1] == 7
    assert cli("check", "--collection", own).status == 0
    assert json.loads(cli("check", "--json", "--collection", own).out)["sound"] is True
    assert cli("rebuild", "--collection", own).status == 0
    assert cli("remove", "ca-mau", "--collection", own).status == 0
    assert json.loads(cli("list", "--json", "--collection", own).out)["articles"] == []
    assert (tmp_path / "articles" / "ca-mau.md").is_file()


def test_adding_again_changes_nothing_and_a_changed_file_is_updated(cli, own, tmp_path):
    again = json.loads(cli("add", tmp_path / "articles", "--json", "--collection", own).out)
    assert [one["outcome"] for one in again["files"]] == ["unchanged"]
    (tmp_path / "articles" / "ca-mau.md").write_text(ARTICLE.replace("321", "322"), encoding="utf-8")
    again = cli("add", tmp_path / "articles", "--collection", own)
    assert "cập nhật: ca-mau" in again.out
    assert "322 hộ" in cli("ask", "Cà Mau hỗ trợ bao nhiêu hộ?", "--collection", own).out


def test_what_was_left_out_of_a_page_is_shown(cli, originals_collection):
    article = originals_collection.articles()[0].id
    shown = cli("show", article, "--collection", originals_collection.path).out
    assert "Bỏ ra " in shown
    assert "(phần trang trí của trang)" in shown


def test_the_collection_can_be_named_in_the_environment(cli, own, monkeypatch):
    monkeypatch.setenv("TRICHDAN_COLLECTION", str(own))
    assert "ca-mau" in cli("list").out


def test_search_shows_both_scores(cli):
    shown = cli("search", "hộ", "nghèo", "Bình", "Thuận", "-k", "3")
    assert shown.out.count("cosine 0.") == shown.out.count("BM25 ") == 3
    found = json.loads(cli("search", "--json", "hộ nghèo Bình Thuận").out)
    assert found[0]["article"] == "binh-thuan-2024"
    assert found == sorted(found, key=lambda one: -one["score"])
    assert {"dense", "words", "line", "text"} <= found[0].keys()


def test_check_finds_a_damaged_index(cli, own):
    (own / "vectors.faiss").write_bytes(b"nonsense")
    shown = cli("check", "--collection", own)
    assert shown.status == 1
    assert "vectors" in shown.out
    assert cli("rebuild", "--collection", own).status == 0
    assert cli("check", "--collection", own).status == 0


# Verifying ---------------------------------------------------------------------------------------------------------


def test_saved_answers_are_verified(cli, rows, tmp_path):
    saved = tmp_path / "answers.jsonl"
    saved.write_text(
        cli(
            "ask",
            "--batch",
            rows({"id": "a", "question": QUESTION}, {"id": "b", "question": "Cà Mau có bao nhiêu hộ nghèo?"}),
        ).out,
        encoding="utf-8",
    )
    good = cli("verify", saved)
    assert good.status == 0
    assert good.out.count("✓") == 2
    assert "2/2" in good.out
    text = saved.read_text(encoding="utf-8")
    saved.write_text(text.replace('"value": 13', '"value": 14', 1), encoding="utf-8")
    bad = cli("verify", saved)
    assert bad.status == 1
    assert "quantities[0]: value đọc lại là 13, không phải 14" in bad.out
    found = json.loads(cli("verify", "--json", saved).out)
    assert [one["ok"] for one in found] == [False, True]


def test_an_answer_is_verified_from_standard_input(start, cli):
    process = start("verify", "-", stdin=subprocess.PIPE)
    process.stdin.write(cli("ask", "--json", QUESTION).out.encode())
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    process.stdin = None


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe\x00", b'{"a": 1}\n{"b"'])
def test_what_is_no_saved_answer_is_named(cli, tmp_path, content):
    path = tmp_path / "answer.json"
    path.write_bytes(content)
    shown = cli("verify", path)
    assert shown.status == 2
    assert shown.is_one_clear_line
    assert "answer.json" in shown.err


def test_json_that_is_no_answer_does_not_agree(cli, tmp_path):
    path = tmp_path / "answer.json"
    path.write_text('{"a": 1}', encoding="utf-8")
    assert cli("verify", path).status == 1


# Terminals and signals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "environ", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_a_terminal_without_vietnamese_letters_still_shows_an_answer(run_alone, environ):
    shown = run_alone("ask", QUESTION, **environ)
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.isascii()
    assert "13 ho duoc ho tro xay nha moi" in shown.out
    assert run_alone("ask", "--help", **environ).status == 0
    answer = json.loads(run_alone("ask", "--json", QUESTION, **environ).out)
    assert "13 hộ" in answer["citations"][0]["quote"]


def test_colours_only_where_they_are_wanted(run_alone):
    assert "\x1b[" in run_alone("ask", QUESTION, FORCE_COLOR="1").out
    plain = run_alone("ask", QUESTION, FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b[32m" not in plain
    assert "\x1b[1;32m" not in plain


def test_a_closed_pipe_is_no_error(start):
    process = start("list")
    process.stdout.close()
    err = process.stderr.read().decode()
    process.wait(timeout=60)
    process.stdout = None
    assert err.count("\n") <= 1  # the summary line, if it came first
    assert "Error" not in err
    assert "Traceback" not in err


def test_ctrl_c_prints_one_line(start):
    process = start("ask", "--batch", "-", stdin=subprocess.PIPE)
    time.sleep(1.5)  # now it waits for its questions
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().strip() == TABLES[Language.VI]["stopped"]
    assert out == b""


def test_a_defect_shows_one_line_and_its_traceback_on_demand(cli, monkeypatch):
    from index import default

    def broken(*_):
        raise RuntimeError("boom\nboom")

    monkeypatch.setattr(default, "current", broken)
    shown = cli("list")
    assert shown.status == 1
    assert shown.is_one_clear_line
    assert "RuntimeError: boom boom" in shown.err
    assert "TRICHDAN_DEBUG=1" in shown.err
    monkeypatch.setenv("TRICHDAN_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli("list")


@pytest.mark.parametrize(
    "args", [("nonsense",), ("ask", "--nonsense", "x"), ("show",), ("list", "--lang", "fr"), ("search", "x", "-k", "0")]
)
def test_bad_use_is_one_line(cli, args):
    shown = cli(*args)
    assert shown.status == 2
    assert shown.is_one_clear_line
    assert "--help" in shown.err
