"""What the README and the documents say about the program is what the program does."""

import re
from pathlib import Path

import pytest

from ui import cli

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("eval/*/README.md")]
)
SESSIONS = re.findall(r"^\$ trichdan (?P<options>.*)\n(?P<printed>(?:(?!```).*\n)+)", README, re.MULTILINE)


def test_there_is_a_session():
    assert len(SESSIONS) >= 3


@pytest.mark.parametrize(("line", "printed"), SESSIONS, ids=[line for line, _ in SESSIONS])
def test_the_session_is_real(line, printed, seeds_collection, monkeypatch, capsys):
    monkeypatch.setenv("TRICHDAN_COLLECTION", str(seeds_collection.path))
    args = [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', line)]
    assert cli.main(args) == 0
    assert capsys.readouterr().out.strip() == printed.strip()


def test_every_command_is_in_the_table_and_no_other():
    assert re.findall(r"^\| `trichdan (\w+)", README, re.MULTILINE) == list(cli.trichdan.commands)


def test_every_variable_is_in_the_table_and_no_other():
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "ui").glob("*.py")))
    assert set(re.findall(r"^\| `(TRICHDAN_\w+)`", README, re.MULTILINE)) == set(re.findall(r'"(TRICHDAN_\w+)"', code))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing
