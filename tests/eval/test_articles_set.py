"""The committed question set is what its README says: complete, split by fact, true of every text it may be run on."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import frontmatter
import pytest

REPO = Path(__file__).resolve().parents[2]
SEEDS = REPO / "seeds"
ORIGINALS = REPO.parent / "shared" / "articles"
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (REPO / "eval" / "questions" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [row for row in ROWS if "abstain" not in row["expect"]]
WITHHELD = [row for row in ROWS if "abstain" in row["expect"]]
REASONS = {"place_not_found", "time_not_covered", "not_in_articles", "off_topic"}
TAGS = {
    *("one-number", "several-numbers", "money", "share", "name-place-text", "plan-beside", "bound", "conflict"),
    *("year-decides", "place-decides", "paraphrase", "no-diacritics", "typo-abbreviation", "english", "follow-up"),
    "claim",
    *("abstain-place", "abstain-year", "abstain-thing", "abstain-furniture", "abstain-off-topic"),
    *("abstain-false-premise", "abstain-injection"),
}
KEYS = {"id", "question", "history", "split", "fact", "tags", "expect", "note"}
SCALE = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
# A parser of its own, so that a fault of the program's parser cannot hide a fault of the set.
NUMBER = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)(?:\s*(nghìn|triệu|tỷ|tỉ)\b)?")
NOT_A_FIGURE = re.compile(
    r"\b\d{1,2}/\d{1,2}/\d{4}|\b\d{1,2}/\d{4}|\b(?:19|20)\d\d\b|\b\d+ tuổi|Covid-\d+"  # dates, years, ages, a name
)


def plain(text: str) -> str:
    """NFC, with no-break spaces as spaces: the form in which spans are compared."""
    return unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ")


def numbers_in(text: str) -> list[tuple[str, set[float]]]:
    """Every number of `text` as written, with the values it can stand for (with and without its scale word)."""
    found = []
    for match in NUMBER.finditer(text):
        digits, scale = match.groups()
        value = float(digits.replace(".", "").replace(",", "."))
        found.append((match[0], {value, round(value * SCALE[scale], 6)} if scale else {value}))
    return found


def articles_of(row: dict[str, Any]) -> list[str]:
    return row["expect"].get("articles") or [row["expect"]["article"]]


def values_of(row: dict[str, Any]) -> list[float]:
    return [float(number[key]) for number in row["expect"]["numbers"] for key in ("value", "of") if key in number]


def seed_texts() -> dict[str, str]:
    files = [path for path in SEEDS.glob("*.md") if path.stem != "README"]
    return {path.stem: plain(frontmatter.load(str(path)).content) for path in files}


def original_texts() -> dict[str, str]:
    """The originals by seed stem, matched by the sha256 that each seed names."""
    files = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in ORIGINALS.glob("*.txt")}
    stems = {
        frontmatter.load(str(path))["original_sha256"]: path.stem
        for path in SEEDS.glob("*.md")
        if path.stem != "README"
    }
    return {stems[digest]: plain(path.read_text(encoding="utf-8")) for digest, path in files.items() if digest in stems}


@pytest.fixture(params=["seeds", "originals"])
def texts(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "seeds":
        return seed_texts()
    if not ORIGINALS.is_dir():
        pytest.skip(f"the original articles are not beside the repository ({ORIGINALS.name}/ is absent)")
    return original_texts()


def test_every_row_has_the_documented_shape() -> None:
    for row in ROWS:
        where = row["id"]
        assert set(row) <= KEYS, where
        assert row["question"].strip() == row["question"] != "", where
        assert row["split"] in ("dev", "test"), where
        assert row["tags"] == sorted(set(row["tags"])), where
        assert set(row["tags"]) <= TAGS, where
        assert ("follow-up" in row["tags"]) == bool(row.get("history")), where
    for row in ANSWERABLE:
        expect, where = row["expect"], row["id"]
        assert set(expect) in ({"numbers", "article", "spans"}, {"numbers", "articles", "spans"}), where
        assert expect["spans"], where
        assert all(0 < len(span.split()) < 12 for span in expect["spans"]), where
        assert all(set(number) <= {"value", "unit", "of"} and "value" in number for number in expect["numbers"]), where
        assert not any(tag.startswith("abstain-") for tag in row["tags"]), where
    for row in WITHHELD:
        abstain = row["expect"]["abstain"]
        reasons = {abstain} if isinstance(abstain, str) else set(abstain)
        assert set(row["expect"]) == {"abstain"}, row["id"]
        assert reasons, row["id"]
        assert reasons <= REASONS, row["id"]
        assert any(tag.startswith("abstain-") for tag in row["tags"]), row["id"]


def test_ids_and_questions_stand_once() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({(plain(row["question"]).lower(), *row.get("history", [])) for row in ROWS}) == len(ROWS)


def test_the_set_is_large_halved_and_a_third_is_withheld() -> None:
    for split in ("dev", "test"):
        rows = [row for row in ROWS if row["split"] == split]
        assert len(rows) >= 130
        assert 3 * sum("abstain" in row["expect"] for row in rows) >= len(rows)
    assert abs(sum(1 if row["split"] == "dev" else -1 for row in ROWS)) < len(ROWS) / 10


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_every_tag_stands_five_times_in_each_split(tag: str) -> None:
    for split in ("dev", "test"):
        assert sum(tag in row["tags"] and row["split"] == split for row in ROWS) >= 5


def test_no_fact_straddles_the_splits() -> None:
    """By its key, and by its figure: the same value and unit in the same article is one fact (100% is many)."""
    splits: dict[object, set[str]] = defaultdict(set)
    for row in ROWS:
        splits[row["fact"]].add(row["split"])
    for row in ANSWERABLE:
        for number in row["expect"]["numbers"]:
            if (number["value"], number.get("unit")) != (100, "%"):
                splits[*articles_of(row), number["value"], number.get("unit")].add(row["split"])
    assert [fact for fact, found in splits.items() if len(found) > 1] == []


def test_every_span_and_number_stands_in_the_text(texts: dict[str, str]) -> None:
    """A span in every article named; each number in a paragraph that holds one (not in a date line or a counter)."""
    for row in ANSWERABLE:
        spans, known = [plain(span) for span in row["expect"]["spans"]], set[float]()
        for stem in articles_of(row):
            lines = [line for line in texts[stem].splitlines() if any(span in line for span in spans)]
            assert lines, (row["id"], stem)
            known.update(*(values for line in lines for _, values in numbers_in(line)))
            known.update(1.0 for line in lines if "một ngày lương" in line)  # the one figure written in words
        assert [value for value in values_of(row) if round(value, 6) not in known] == [], row["id"]


def test_every_span_stands_in_some_text() -> None:
    """An alternative that stands nowhere is a slip of the pen."""
    if not ORIGINALS.is_dir():
        pytest.skip("the original articles are not beside the repository: spans that only they hold cannot be checked")
    seeds, originals = seed_texts(), original_texts()
    for row in ANSWERABLE:
        for span in row["expect"]["spans"]:
            held = [stem for stem in articles_of(row) if plain(span) in seeds[stem] or plain(span) in originals[stem]]
            assert held, (row["id"], span)


def test_every_figure_of_the_articles_is_asked() -> None:
    asked: dict[str, set[float]] = defaultdict(set)
    spans: dict[str, list[str]] = defaultdict(list)
    for row in ANSWERABLE:
        for stem in articles_of(row):
            asked[stem].update(values_of(row))
            spans[stem] += [plain(span) for span in row["expect"]["spans"]]
    for stem, text in seed_texts().items():
        for span in sorted(set(spans[stem]), key=len, reverse=True):
            text = text.replace(span, " ")
        missed = [written for written, values in numbers_in(NOT_A_FIGURE.sub(" ", text)) if not values & asked[stem]]
        assert missed == [], stem
