"""Running the command line, with a data folder of its own."""

import subprocess
import sys
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str

    @property
    def is_one_clear_line(self) -> bool:
        """Whether what a person sees is one line on standard error, and no traceback."""
        return len(self.err.strip().splitlines()) == 1 and "Traceback" not in self.err and not self.out


@pytest.fixture(scope="session")
def home(tmp_path_factory, bundled):
    """A data folder in which the default collection is made. Tests that change it use ``fresh_home``."""
    from index import default

    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        default.build(bundled)
    return folder


@pytest.fixture
def cli(home, monkeypatch, capfd):
    """``cli("ask", "…")`` runs the command line in this process."""
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv("HOME", str(home))

    def run(*args):
        from ui.cli import main

        capfd.readouterr()
        status = main([str(arg) for arg in args])
        return Result(status, *capfd.readouterr())

    return run


@pytest.fixture
def start(home, monkeypatch):
    """``start("ask", "…", TRICHDAN_LANG="en")`` starts the command line in a process of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv("HOME", str(home))
    started = []

    def run(*args, stdin=subprocess.DEVNULL, **environ):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            process = subprocess.Popen(
                [sys.executable, "-m", "ui.cli", *map(str, args)],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def run_alone(start):
    """As ``start``, to its end."""

    def run(*args, **environ):
        process = start(*args, **environ)
        out, err = process.communicate(timeout=120)
        return Result(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    return run
