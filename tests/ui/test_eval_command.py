"""``trichdan eval`` as a person runs it: bad sets, thresholds, comparisons, reports, an assistant that fails."""

from __future__ import annotations

import json
import re

import pytest

ROWS = [
    {
        "id": "houses",
        "question": "Đầm Hà hỗ trợ bao nhiêu nhà?",
        "split": "dev",
        "tags": ["several-numbers"],
        "expect": {
            "numbers": [{"value": 13, "unit": "hộ"}, {"value": 11, "unit": "hộ"}],
            "article": "dam-ha-2023",
            "spans": ["13 hộ"],
        },
    },
    {
        "id": "absent",
        "question": "Cà Mau hỗ trợ bao nhiêu nhà?",
        "split": "dev",
        "tags": ["abstain-place"],
        "expect": {"abstain": "place_not_found"},
    },
    {
        "id": "kept",
        "question": "Đầm Hà sửa bao nhiêu nhà?",
        "split": "test",
        "tags": [],
        "expect": {"numbers": [{"value": 11}], "article": "dam-ha-2023", "spans": []},
    },
]


@pytest.fixture
def make_set(tmp_path):
    def make(*rows, name="set.jsonl"):
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def never_asked(monkeypatch):
    from rag.assistant import Assistant

    monkeypatch.setattr(Assistant, "ask", lambda *_, **__: pytest.fail("a question was asked"))


def changed(row, **changes):
    return {**row, **changes}


# Bad input -----------------------------------------------------------------------------------------------------------

HOUSES, ABSENT, KEPT = ROWS


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([HOUSES, changed(ABSENT, id="houses")], "line 2, id: 'houses' is the id of line 1 already"),
        (
            [ABSENT, changed(HOUSES, expect={"numbers": [{"value": 1}], "article": "ca-mau", "spans": []})],
            "line 2, expect.article: 'ca-mau' is no article of the collection",
        ),
        (
            [changed(HOUSES, expect=HOUSES["expect"] | {"spans": ["999 nhà"]})],
            "line 1, expect.spans: none of them stands in 'dam-ha-2023'",
        ),
        ([changed(HOUSES, question=7)], "line 1, question: expected a text, found 7"),
        ([changed(HOUSES, split="train")], "line 1, split: expected one of dev, test"),
        ([HOUSES, "{not JSON"], "line 2: this is no JSON object"),
        ([""], "is empty; a set needs at least one row"),
    ],
)
@pytest.mark.parametrize("checking", [False, True])
def test_a_bad_set_is_named_by_line_and_field_and_nothing_is_asked(cli, make_set, never_asked, rows, fault, checking):
    path = make_set(*rows)
    shown = cli("eval", *(["--check"] if checking else []), path)
    assert shown.status == 2
    assert f"{path}: {fault}" in shown.err
    assert shown.out == ""


def test_every_fault_has_a_line_of_its_own(cli, make_set, never_asked):
    shown = cli("eval", make_set(changed(HOUSES, split="train"), "[]", changed(ABSENT, tags=None)), "--lang", "en")
    assert shown.status == 2
    lines = shown.err.strip().splitlines()
    assert [re.search(r"line \d", line).group() for line in lines[:-1]] == ["line 1", "line 2", "line 3"]
    assert "3 faults" in lines[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.jsonl"], "cannot be read"),
        (["--min", "beauty=1"], "names no measure"),
        (["--min", "accuracy=much"], "has no number"),
        (["--against", "missing.json"], "give the run.json of an earlier report"),
        (["--squad", "missing.json"], "cannot be read"),
        (["--squad", "x.json", "--synthetic", "10"], "--synthetic"),
        (["--synthetic", "10", "set.jsonl"], "--synthetic"),
        (["--synthetic", "999999999"], "ask for"),
        (["--synthetic", "0"], "0"),
        (["--split", "train"], "train"),
    ],
)
def test_bad_use_is_one_clear_line_and_asks_nothing(cli, never_asked, arguments, said):
    shown = cli("eval", *arguments, "--lang", "en")
    assert shown.status == 2
    assert shown.is_one_clear_line
    assert said in shown.err


def test_a_report_that_cannot_be_written_is_told_before_anything_is_asked(cli, make_set, never_asked, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    shown = cli("eval", make_set(*ROWS), "--report", tmp_path / "file", "--lang", "en")
    assert shown.status == 2
    assert "give another folder to --report" in shown.err


def test_checking_a_good_set_says_so(cli, make_set, never_asked):
    path = make_set(*ROWS)
    shown = cli("eval", "--check", path, "--lang", "en")
    assert (shown.status, shown.out, shown.err) == (0, f"{path}: 3 questions, no fault.\n", "")


def test_the_set_that_comes_along_is_sound(cli, never_asked):
    from eval.asking import default_set

    assert cli("eval", "--check", default_set()).status == 0


# A run ---------------------------------------------------------------------------------------------------------------


def test_the_dev_half_is_asked_unless_another_is_wanted(cli, make_set):
    path = make_set(*ROWS)

    def asked(*more):
        return json.loads(cli("eval", path, "--json", *more).out)["totals"]["accuracy"]["count"]

    assert (asked(), asked("--split", "test"), asked("--split", "all")) == (2, 1, 3)


def test_a_person_sees_tables_with_counts_and_intervals(cli, make_set):
    shown = cli("eval", make_set(*ROWS), "--lang", "en")
    assert (shown.status, shown.err) == (0, "")
    for title in ("Answers", "Grounding", "Withholding", "Retrieval", "Withheld, by reason", "By tag", "Measured on"):
        assert title in shown.out
    assert re.search(r"quotes equal their slices\s*│\s*100\.0% │\s*100\.0% … 100\.0%", shown.out)
    assert "Câu trả lời" in cli("eval", make_set(*ROWS)).out


@pytest.mark.parametrize(
    ("thresholds", "status", "said"),
    [
        ("number_accuracy=1,groundedness=1,wrong_shown=0", 0, "Every threshold holds."),
        ("number_accuracy=1,extra_numbers=-1", 1, "extra_numbers must be <= -1; it is 0"),
        ("span_accuracy=0.5", 1, "no question of the run measures it"),
    ],
)
def test_thresholds_decide_the_exit_status(cli, make_set, thresholds, status, said):
    shown = cli("eval", make_set(*ROWS), "--min", thresholds, "--lang", "en")
    assert shown.status == status
    assert said in shown.err


def test_the_report_needs_no_network_and_holds_everything(cli, make_set, tmp_path):
    wrong = changed(HOUSES, id="wrong", expect=HOUSES["expect"] | {"numbers": [{"value": 14}]})
    folder = tmp_path / "deep" / "report"
    assert cli("eval", make_set(*ROWS, wrong), "--report", folder, "--lang", "en").status == 0
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.md", "run.json"]

    html = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://|<script|<link|@import|url\(|src=", html)
    assert html.count("<svg") == 3
    assert re.search(r"<mark>[^<]*13 hộ[^<]*</mark>", html)
    assert "14 · “13 hộ” · dam-ha-2023" in html

    markdown = (folder / "report.md").read_text(encoding="utf-8")
    assert "## What went wrong (1 / 3)" in markdown

    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert [record["id"] for record in run["records"]] == ["houses", "absent", "wrong"]
    assert run["metadata"]["collection"]["paragraphs"] > 30
    assert run["metadata"]["memory_mb"] > 10


def test_two_runs_are_compared_question_by_question(cli, make_set, tmp_path):
    cli("eval", make_set(HOUSES, ABSENT), "--report", tmp_path / "before")
    wrong = changed(HOUSES, expect=HOUSES["expect"] | {"numbers": [{"value": 14}]})
    shown = cli("eval", make_set(wrong, ABSENT), "--against", tmp_path / "before" / "run.json", "--lang", "en")
    assert shown.status == 0
    assert re.search(r"Became wrong\s*│\s*1\s*│\s*houses", shown.out)
    assert re.search(r"right in all .*│\s*−50\.0 pts", shown.out)


def test_an_assistant_that_raises_has_that_question_wrong_and_the_run_goes_on(cli, make_set, monkeypatch, tmp_path):
    from rag.assistant import Assistant

    ask = Assistant.ask

    def sometimes(self, question, *args, **options):
        if "Cà Mau" in question:
            raise RuntimeError("the disk is <gone>")
        return ask(self, question, *args, **options)

    monkeypatch.setattr(Assistant, "ask", sometimes)
    shown = cli("eval", make_set(HOUSES, ABSENT), "--report", tmp_path, "--json", "--min", "accuracy=1", "--lang", "en")
    assert shown.status == 1
    assert json.loads(shown.out)["totals"]["accuracy"]["value"] == 0.5
    assert "RuntimeError: the disk is &lt;gone&gt;" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_perturbed_and_ablated_runs_stand_beside_the_run(cli, make_set):
    shown = cli("eval", make_set(HOUSES, ABSENT), "--perturb", "lower-case", "--ablate", "--lang", "en")
    beside = shown.out[shown.out.index("Side by side") : shown.out.index("What each changes")]
    names = ("set · dev", "lower case", "meaning only", "words only", "without the context header",
             "without place and time", "given the right article")  # fmt: skip
    places = [beside.index(name.split()[-1]) for name in names[:4]]
    assert places == sorted(places)
    assert all(name.split()[0] in beside for name in names)


def test_originals_are_matched_to_the_seeds_that_retell_them(cli, make_set, originals_collection):
    shown = cli("eval", make_set(HOUSES, ABSENT), "--collection", originals_collection.path, "--json")
    totals = json.loads(shown.out)["totals"]
    assert (totals["accuracy"]["value"], totals["right_article"]["value"]) == (1, 1)


# Collections made for the evaluation -----------------------------------------------------------------------------------


def test_synthetic_reports_are_made_once_and_asked(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    arguments = ("eval", "--synthetic", "40", "--questions", "20", "--json")
    first = json.loads(cli(*arguments).out)
    assert first["metadata"]["collection"]["paragraphs"] == 40
    assert first["totals"]["accuracy"]["count"] == 20
    assert first["totals"]["quotes_exact"]["value"] == 1

    import index.build

    monkeypatch.setattr(index.build, "add", lambda *_, **__: pytest.fail("the collection is made a second time"))
    assert json.loads(cli(*arguments).out)["metadata"]["collection"] == first["metadata"]["collection"]


def test_a_squad_file_is_asked_over_all_its_paragraphs(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    contexts = {
        "Năm 2020, xã Bình Minh có 120 hộ nghèo.": ("Xã Bình Minh có bao nhiêu hộ nghèo?", "120"),
        "Cầu Long Biên do công ty Daydé & Pillé xây dựng.": ("Công ty nào xây dựng cầu Long Biên?", "Daydé & Pillé"),
    }
    paragraphs = [
        {"context": text, "qas": [{"id": answer, "question": question, "answers": [{"text": answer}]}]}
        for text, (question, answer) in contexts.items()
    ]
    squad = tmp_path / "squad.json"
    squad.write_text(json.dumps({"data": [{"title": "Bài", "paragraphs": paragraphs}]}), encoding="utf-8")
    totals = json.loads(cli("eval", "--squad", squad, "--json").out)["totals"]
    assert totals["recall@1"] == {"value": 1, "count": 2, "low": 1, "high": 1}
    assert totals["gold_read"]["value"] == 1
    assert totals["number_accuracy"]["count"] == 1
    assert {"mrr@10", "ndcg@10", "exact_match", "f1", "f1_vi"} <= totals.keys()
