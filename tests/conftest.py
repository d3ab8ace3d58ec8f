"""What tests of all rooms share: the bundled model, and the two real collections, each made once."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _users_data_stays_untouched(tmp_path_factory):
    """No test reads or writes what belongs to the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        for name in [name for name in os.environ if name.startswith("TRICHDAN_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def bundled():
    """The model that comes with the program."""
    from index.embedding import open_embedder

    return open_embedder()


@pytest.fixture(scope="session")
def seeds_collection(bundled, tmp_path_factory):
    """The five articles that come with the program."""
    return _collection([ROOT / "seeds"], tmp_path_factory.mktemp("seeds"), bundled)


@pytest.fixture(scope="session")
def originals_collection(bundled, tmp_path_factory):
    """The five originals, as saved web pages."""
    articles = ROOT.parent / "shared" / "articles"
    if not articles.is_dir():
        pytest.skip("the original articles belong to their publishers and are not here (../shared/articles)")
    return _collection([articles], tmp_path_factory.mktemp("originals"), bundled)


def _collection(paths, folder, embedder):
    from index.build import add
    from index.collection import Collection

    report = add(paths, folder / "collection", embedder)
    assert len(report.added) == 5
    assert not report.failed
    return Collection.open(folder / "collection", embedder)


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """In CI everything that a test may need is there: a skipped test is one that nobody runs."""
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("CI") and skipped:
        terminalreporter.section("skipped in CI", red=True)
        terminalreporter.write_line(
            f"{len(skipped)} skipped: in CI a skipped test is a failure (reasons above)", red=True
        )
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED
