"""Adding and removing articles on the page: only where it was allowed, and only with the password."""

import runpy
from pathlib import Path

import pytest

PASSWORD = runpy.run_path(str(Path(__file__).with_name("serving.py")))["PASSWORD"]


@pytest.fixture
def uploading(serve, bundled, tmp_path):
    """A page that takes articles, over a small collection of its own."""
    from index.build import add

    (tmp_path / "mot.md").write_text(
        "---\ntitle: Bài một\npublished: 2023-01-02\nplaces: [Đầm Hà]\n---\n\nHuyện Đầm Hà có 12 lớp học nghề trong năm 2023.\n",
        encoding="utf-8",
    )
    add([tmp_path / "mot.md"], tmp_path / "collection", bundled)
    with serve(tmp_path / "collection", tmp_path / "chat", "--allow-upload") as app:
        yield app


def _open_tab(page):
    page.get_by_role("tab", name="Bộ sưu tập").click()
    page.wait_for_selector("#td-upload")


def _add(page, path, password=PASSWORD):
    page.fill("#td-password input", password)
    page.set_input_files("#td-files input[type=file]", path)
    page.wait_for_selector(f"#td-files :text('{Path(path).suffix}')")
    page.click("#td-add")


def test_an_article_is_added_read_and_removed(uploading, open_page, ask, tmp_path):
    page = open_page(uploading)
    _open_tab(page)
    file = tmp_path / "trang.txt"
    file.write_text(
        "TRANG CHỦ\nTin tức\nNăm 2024 Bình Thuận cấp thẻ bảo hiểm cho người nghèo\n02/05/2024\n"
        + "\n".join(
            f"Trong quý {n}, tỉnh Bình Thuận đã cấp {n}.{n}00 thẻ bảo hiểm y tế cho người thuộc hộ nghèo trên địa bàn tỉnh."
            for n in range(1, 5)
        )
        + "\nTin khác\nLượt truy cập: 123456\n",
        encoding="utf-8",
    )
    _add(page, str(file))
    page.wait_for_selector("#td-report .td-facts", timeout=60_000)
    shown = page.locator("#td-report").inner_text()
    assert "Đã thêm" in shown
    assert "Năm 2024 Bình Thuận cấp thẻ bảo hiểm cho người nghèo" in shown
    assert "02/05/2024" in shown
    assert "Bình Thuận" in page.locator("#td-report dd").all_inner_texts()
    page.click("#td-report summary")
    assert "Lượt truy cập: 123456" in page.locator("#td-report details").inner_text()
    page.wait_for_selector("text=2 trên 2 bài")
    page.get_by_role("tab", name="Hỏi đáp").click()
    turn = ask(page, "Bình Thuận cấp bao nhiêu thẻ bảo hiểm trong quý 3?")
    assert "3.300 thẻ" in " ".join(turn.locator(".td-value strong").all_inner_texts())
    _open_tab(page)
    page.click("#td-which input")
    page.get_by_role("option", name="cấp thẻ bảo hiểm").click()
    page.click("#td-remove")
    page.wait_for_selector("text=1 trên 1 bài")


def test_progress_is_shown(uploading, open_page, tmp_path):
    page = open_page(uploading)
    _open_tab(page)
    file = tmp_path / "dai.md"
    paragraphs = (
        f"Đoạn {n}: huyện Đầm Hà hỗ trợ {n} hộ nghèo xây nhà, sửa nhà và vay vốn. " * 6 for n in range(2, 160)
    )
    file.write_text("---\ntitle: Bài dài\nplaces: [Đầm Hà]\n---\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    page.evaluate("""() => { window.progress = [];
        new MutationObserver(() => { const shown = document.querySelector('#td-report .progress-level-inner');
            if (shown && progress.at(-1) !== shown.textContent) progress.push(shown.textContent) })
            .observe(document.body, {childList: true, subtree: true, characterData: true}) }""")
    _add(page, str(file))
    page.wait_for_selector("#td-report .td-facts", timeout=60_000)
    seen = " ".join(page.evaluate("progress"))
    assert "Nhúng đoạn văn" in seen, seen


def test_without_the_password_nothing_changes(uploading, open_page, tmp_path):
    page = open_page(uploading)
    _open_tab(page)
    file = tmp_path / "hai.md"
    file.write_text("---\ntitle: Bài hai\n---\n\nHuyện Đầm Hà có 13 lớp.\n", encoding="utf-8")
    _add(page, str(file), password="sai mật khẩu")
    page.wait_for_selector("text=Sai mật khẩu.")
    page.click("#td-which input")
    page.get_by_role("option", name="Bài một").click()
    page.click("#td-remove")
    page.wait_for_timeout(2500)
    assert page.locator("text=Sai mật khẩu.").is_visible()
    page.reload()
    page.wait_for_selector(".td-welcome")
    _open_tab(page)
    assert "1 trên 1 bài" in page.locator("#td-list").inner_text()
