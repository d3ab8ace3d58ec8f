"""The version of the package and the newest entry of the changelog are the same, and the changelog keeps its form."""

import datetime
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_ENTRY = re.compile(r"^## \[(?P<version>\d+\.\d+\.\d+)\] - (?P<date>\S+)$", re.MULTILINE)
_GROUPS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def _changelog():
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _entries():
    return [(match["version"], match["date"]) for match in _ENTRY.finditer(_changelog())]


def _declared():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_newest_entry_is_the_version_of_the_package():
    assert _entries()[0][0] == _declared()


def test_the_installed_program_says_the_same():
    assert version("trichdan") == _declared()


def test_entries_go_from_new_to_old():
    numbers = [tuple(map(int, number.split("."))) for number, _ in _entries()]
    dates = [datetime.date.fromisoformat(date) for _, date in _entries()]
    assert numbers == sorted(set(numbers), reverse=True)
    assert dates == sorted(dates, reverse=True)


def test_every_heading_is_of_the_form():
    for heading in re.findall(r"^##.*$", _changelog(), re.MULTILINE):
        known = heading == "## [Unreleased]" or _ENTRY.match(heading) or heading.removeprefix("### ") in _GROUPS
        assert known, heading
