"""Files, collections and an embedder for the tests of index/."""

import runpy
import textwrap
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def HashEmbedder():
    return runpy.run_path(str(HERE / "hashing.py"))["HashEmbedder"]


@pytest.fixture
def embedder(HashEmbedder):
    return HashEmbedder()


@pytest.fixture
def write():
    """Write an article file: ``write(folder / "a.md", "paragraph", ..., title=...)``."""

    def write(path, *paragraphs, title="Hỗ trợ nhà ở", published="2023-11-30", places=("Đầm Hà", "Quảng Ninh")):
        front = f"""\
            ---
            title: {title}
            publisher: Báo thử
            published: {published}
            places: [{", ".join(places)}]
            ---
            """
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(front) + "\n" + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def files(tmp_path, write):
    """A folder with three small articles."""
    folder = tmp_path / "bài viết"
    write(
        folder / "nhà ở.md",
        "Huyện Đầm Hà hỗ trợ 13 hộ xây nhà mới.",
        "Có 11 hộ được sửa nhà trong năm 2022.",
        "Tổng kinh phí là 1,48 tỉ đồng.",
    )
    write(
        folder / "vay vốn.md",
        "Ngân hàng cho 1.911 hộ nghèo vay vốn.",
        "Tỉ lệ nợ quá hạn là 0,16% tổng dư nợ.",
        title="Vay vốn ưu đãi",
        published="2024-08-26",
        places=("Bình Thuận",),
    )
    write(
        folder / "sub" / "bảo hiểm.md",
        "Đã cấp 6481 thẻ bảo hiểm y tế cho người cao tuổi.",
        title="Bảo hiểm y tế",
        published="2017-05-15",
        places=("Vĩnh Tường", "Vĩnh Phúc"),
    )
    return folder


@pytest.fixture
def collection(files, tmp_path, embedder):
    """The path of a collection of those articles."""
    from index.build import add

    path = tmp_path / "collection"
    add([files], path, embedder)
    embedder.embedded.clear()
    return path
