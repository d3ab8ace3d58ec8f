"""The chat page as a program of its own, on a free port of this machine, and a record of what it looked up."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "mật-khẩu-thử"

# The command line, in a process that writes down every name it looks up and every address it connects to. A question
# with the word "chậm" takes two seconds, so that there is something to stop; one with "hỏng" meets a fault.
_SERVE = """
import socket, sys, time
record = open(sys.argv.pop(1), "a", buffering=1)
def heard(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        record.write(event + " " + repr(args[1] if event in ("socket.connect", "socket.sendto") else args[0]) + "\\n")
sys.addaudithook(heard)
from ui.service import Service
answered = Service.turn
def turn(self, question, history, lang):
    if "chậm" in question:
        time.sleep(2)
    if "hỏng" in question:
        raise RuntimeError("a fault of the program")
    return answered(self, question, history, lang)
Service.turn = turn
from ui.cli import main
sys.exit(main())
"""


@dataclass
class App:
    """A page that is being served."""

    url: str
    folder: Path
    process: subprocess.Popen
    collection: Path
    cold_s: float  # from the start of the process until it answered

    @property
    def feedback(self):
        return self.folder / "feedback.sqlite3"

    def looked_up(self):
        """What the server looked up or connected to."""
        return (self.folder / "network").read_text().splitlines()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=20) as response:
            return response.read().decode()

    def call(self, name, *inputs):
        """A named endpoint, as a program without Gradio's client calls it."""
        body = json.dumps({"data": list(inputs)}).encode()
        request = urllib.request.Request(
            f"{self.url}/gradio_api/call/{name}", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            event = json.load(response)["event_id"]
        events = self.get(f"/gradio_api/call/{name}/{event}")
        kind, data = re.findall(r"event: (\w+)\ndata: (.*)", events)[-1]
        return kind, json.loads(data)


@contextlib.contextmanager
def serving(collection, folder, *options):
    """``trichdan chat`` on a free port of this machine; stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    environ = {name: value for name, value in os.environ.items() if name != "CI" and "proxy" not in name.lower()}
    environ |= {"XDG_DATA_HOME": str(folder), "TRICHDAN_UPLOAD_PASSWORD": PASSWORD, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", _SERVE, str(folder / "network"), "chat", "--port", "0", "--collection",
               str(collection), "--feedback", str(folder / "feedback.sqlite3"), *options]  # fmt: skip
    started = time.monotonic()
    log = folder / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=stream, stderr=stream)
    try:
        url = _wait_for_url(process, log)
        app = App(url, folder, process, Path(collection), 0.0)
        while not _answers(app):
            assert time.monotonic() - started < 60, log.read_text()
            time.sleep(0.05)
        app.cold_s = time.monotonic() - started
        yield app
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_url(process, log):
    for _ in range(600):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if found:
            return found.group()
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _answers(app):
    try:
        return json.loads(app.get("/healthz"))["status"] == "ok"
    except OSError:
        return False
