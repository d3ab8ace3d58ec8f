"""The seeds are retellings: complete metadata, every figure of the original, none of its sentences."""

from __future__ import annotations

import datetime
import hashlib
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import frontmatter
import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"
ORIGINALS = SHARED / "articles"
COPY_CHECK = SHARED / "tools" / "no_copied_sentences.py"

# The evaluation names articles by these stems, so they are a contract.
STEMS = ("bac-kan-2017", "bac-kan-2024", "binh-thuan-2024", "dam-ha-2023", "vinh-tuong-2017")
KEYS = {"title", "publisher", "author", "published", "places", "original_sha256", "license", "note"}

# A figure as written, with the bound before it and a percent sign after it: "hơn 9.300", "112/122", "16/7/2021".
_FIGURE = re.compile(r"(?:\b(hơn|gần|trên|ít nhất)\s+)?(\d(?:[\d.,/]*\d)?)(\s?%)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?:[\d.,/]*\d)?")
_SENTENCE_END = re.compile(r"[.!?…]\W*$")


def _load(stem: str) -> frontmatter.Post:
    return frontmatter.loads((SEEDS / f"{stem}.md").read_text(encoding="utf-8"))


def _original(stem: str) -> str:
    """The text of the original that the seed retells, found by its hash."""
    wanted = _load(stem)["original_sha256"]
    files = sorted(ORIGINALS.glob("*.txt"))
    if not files:
        pytest.skip(f"no original articles in {ORIGINALS}")
    for file in files:
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() == wanted:
            return unicodedata.normalize("NFC", content.decode("utf-8"))
    pytest.fail(f"{stem}: none of {len(files)} originals has the sha256 {wanted}")


def _body(page: str) -> str:
    """The lines of a page that are the article: long ones that end a sentence or are full of figures, each once.

    Menus, counters, captions and related headlines are short or carry at most two figures.
    """
    lines = dict.fromkeys(line.strip() for line in page.splitlines() if len(line.split()) >= 12)
    return "\n".join(line for line in lines if _SENTENCE_END.search(line) or len(_NUMBER.findall(line)) >= 3)


def _figures(text: str) -> Counter[tuple[str, str, str]]:
    return Counter((m[1].lower() if m[1] else "", m[2], "%" if m[3] else "") for m in _FIGURE.finditer(text))


def test_the_folder_holds_five_articles_and_a_readme() -> None:
    assert {p.stem for p in SEEDS.glob("*.md")} == {*STEMS, "README"}
    assert not frontmatter.loads((SEEDS / "README.md").read_text(encoding="utf-8")).metadata


@pytest.mark.parametrize("stem", STEMS)
def test_front_matter_is_complete(stem: str) -> None:
    post = _load(stem)
    assert set(post.metadata) == KEYS
    for key in ("title", "author", "license", "note"):
        assert isinstance(post[key], str)
        assert post[key].strip()
    # None says that the page does not name its publisher; an empty name would say nothing.
    assert post["publisher"] is None or post["publisher"].strip()
    assert type(post["published"]) is datetime.date
    assert stem.endswith(f"-{post['published'].year}")
    assert post["places"]
    assert all(isinstance(place, str) and place.strip() for place in post["places"])
    assert re.fullmatch(r"[0-9a-f]{64}", post["original_sha256"])


def test_each_seed_retells_another_original() -> None:
    assert len({_load(stem)["original_sha256"] for stem in STEMS}) == len(STEMS)


@pytest.mark.parametrize("stem", STEMS)
def test_body_is_composed_prose(stem: str) -> None:
    body = _load(stem).content
    assert body == unicodedata.normalize("NFC", body)
    assert "\u00a0" not in body
    paragraphs = body.split("\n\n")
    assert len(paragraphs) >= 4
    # One paragraph is one line, so that a citation's line number leads to it.
    assert all("\n" not in p and _SENTENCE_END.search(p) for p in paragraphs)


@pytest.mark.parametrize("stem", STEMS)
def test_every_figure_of_the_original_is_carried(stem: str) -> None:
    """As often as there, with the same bound and percent sign, and none that is not there."""
    assert _figures(_load(stem).content) == _figures(_body(_original(stem)))


@pytest.mark.parametrize("stem", STEMS)
def test_published_is_a_date_of_the_page(stem: str) -> None:
    published: datetime.date = _load(stem)["published"]
    assert published.strftime("%d/%m/%Y") in _original(stem)


def test_no_sentence_of_an_original_is_repeated() -> None:
    if not COPY_CHECK.is_file():
        pytest.skip(f"the copy check is not there: {COPY_CHECK}")
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: the copy check reads tracked files")
    done = subprocess.run([sys.executable, str(COPY_CHECK)], cwd=ROOT, capture_output=True, text=True, check=False)
    copied = [line for line in done.stdout.splitlines() if line.startswith("seeds/")]
    assert done.returncode in (0, 1), done.stderr
    assert copied == []
