"""Pictures of the page over the seeds, for people to look at: ``SCREENSHOTS=docs/screenshots pytest tests/browser/test_screenshots.py``."""

import os
from pathlib import Path

import pytest

HOUSES = "Đầm Hà hỗ trợ bao nhiêu nhà?"
SHOTS = {
    "empty": ({}, []),
    "chat": ({}, [HOUSES, "Tổng kinh phí là bao nhiêu?"]),
    "abstention": ({}, ["Hà Nội có bao nhiêu hộ nghèo?"]),
    "conflict": ({}, ["Tỷ lệ hộ nghèo là bao nhiêu?"]),
    "computed": ({}, ["Tổng cộng Đầm Hà hỗ trợ bao nhiêu nhà?"]),
    "phone": ({"width": 360, "height": 740}, [HOUSES]),
    "phone-conflict": ({"width": 360, "height": 740}, ["Tỷ lệ hộ nghèo là bao nhiêu?"]),
    "dark": ({"scheme": "dark"}, [HOUSES, "Hà Nội có bao nhiêu hộ nghèo?"]),
    "text": ({}, ["Bắc Kạn làm gì để giảm nghèo?"]),
}


@pytest.fixture
def folder(tmp_path):
    wanted = os.environ.get("SCREENSHOTS")
    path = Path(wanted) if wanted else tmp_path
    path.mkdir(parents=True, exist_ok=True)
    return path


def _save(page, path):
    page.wait_for_timeout(400)
    page.screenshot(path=str(path))
    assert path.stat().st_size > 8_000, "an empty picture"


@pytest.mark.parametrize("name", SHOTS)
def test_a_picture(app, open_page, ask, folder, name):
    options, questions = SHOTS[name]
    page = open_page(app, **options)
    for question in questions:
        ask(page, question)
    if name == "dark":
        page.locator(".td-turn").first.locator(".td-quote .td-cite").click()
        page.wait_for_selector(".td-span")
    if name.startswith("phone"):
        page.evaluate("scrollTo(0, 0)")
    _save(page, folder / f"{name}.png")
    if name == "phone":
        page.locator(".td-quote .td-cite").first.click()
        page.wait_for_selector(".td-span")
        _save(page, folder / "phone-source.png")


def test_pictures_of_the_other_pages(app, open_page, ask, folder):
    page = open_page(app)
    page.click("#td-language")
    page.wait_for_selector("text=Examples")
    ask(page, "How many houses did Đầm Hà support?")
    _save(page, folder / "english.png")
    page.get_by_role("tab", name="Collection").click()
    page.wait_for_selector(".td-list")
    _save(page, folder / "collection.png")
    article = ask_address(page)
    alone = open_page(app, path=article)
    _save(alone, folder / "article.png")


def ask_address(page):
    page.get_by_role("tab", name="Questions").click()
    return page.locator(".td-cite").first.get_attribute("href")
