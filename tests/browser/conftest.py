"""The real page on real collections, in Debian's Chromium, and a record of everything that left either of them."""

import runpy
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
serving = runpy.run_path(str(Path(__file__).with_name("serving.py")))["serving"]
AXE = ROOT / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def serve():
    return serving


@pytest.fixture(scope="session")
def app(seeds_collection, tmp_path_factory):
    """The page over the five seeds, which no test changes."""
    with serving(seeds_collection.path, tmp_path_factory.mktemp("chat")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="the browser tests need playwright (pip install .[dev])"
    )
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("the browser tests need Debian's Chromium (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        # Names are not resolved at all: a request to the outside fails, and is seen by `Page.requests`.
        options = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-quic"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@dataclass
class Seen:
    """What a page did."""

    requests: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def outside(self, url):
        return [one for one in self.requests if not one.startswith((url + "/", "data:", "blob:"))]


@pytest.fixture
def open_page(chromium):
    """``open_page(app, width=…, scheme=…)`` gives a page in a browser profile of its own."""
    contexts = []

    def open_page(app, *, width=1440, height=900, scheme="light", context=None, path="/"):
        if context is None:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True,
                permissions=["clipboard-read", "clipboard-write"], locale="vi-VN",
            )  # fmt: skip
            contexts.append(context)
        page = context.new_page()
        page.seen = Seen()
        page.on("request", lambda request: page.seen.requests.append(request.url))
        page.on("pageerror", lambda error: page.seen.problems.append(str(error)))
        page.on("dialog", lambda dialog: (page.seen.problems.append(dialog.message), dialog.dismiss()))
        page.set_default_timeout(15_000)
        page.goto(app.url + path)
        if path == "/":
            page.wait_for_selector(".td-welcome, .td-turn")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def ask():
    def ask(page, question):
        """Type, press Enter, wait for the answer; returns it."""
        before = page.locator(".td-turn:not(.td-pending)").count()
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_function(f"document.querySelectorAll('.td-turn:not(.td-pending)').length === {before + 1}")
        return page.locator(".td-turn").nth(before)

    return ask


@pytest.fixture(scope="session")
def axe():
    """``axe(page)`` gives the serious and critical violations of what is on the screen."""
    if not AXE.is_file():
        pytest.skip(
            f"axe-core is not there (npm install --no-save --prefix {AXE.parents[2].relative_to(ROOT)} axe-core)"
        )
    source = AXE.read_text(encoding="utf-8")

    def axe(page):
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            (
                one["id"],
                one["impact"],
                [(node["html"][:200], node["failureSummary"][:300]) for node in one["nodes"][:3]],
            )
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]

    return axe
