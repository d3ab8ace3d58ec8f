"""Any sentence-transformers model by folder or hub name, and clear words when there is none."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding import SentenceTransformerEmbedder, clean, open_embedder
from index.errors import ModelUnavailable

WORDS = ["query", "passage", ":", "nhà", "hộ", "nghèo", "xã", "huyện", "năm", "hỏi", "đáp"]


def build(folder: Path, *, prompts: dict[str, str] | None = None, seed: int = 0) -> Path:
    """A model of one layer with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64,
    )  # fmt: skip
    bert = folder.parent / f"bert-{folder.name}"
    BertModel(config).save_pretrained(bert)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=64)
    model = SentenceTransformer(modules=[transformer, Pooling(32, "mean")], prompts=prompts, device="cpu")
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "plain")


@pytest.fixture(scope="module")
def embedder(folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(folder))


def test_the_bundled_model_is_the_default() -> None:
    assert open_embedder().name == open_embedder("bundled").name
    assert open_embedder().name.startswith("bundled:")


def test_vectors(embedder: SentenceTransformerEmbedder) -> None:
    texts = ["hộ nghèo", "xã " * 30, "nhà", "", "năm " * 500] * 10
    steps: list[int] = []
    vectors = embedder.embed_passages(texts, progress=steps.append)
    assert vectors.shape == (50, embedder.dim) == (50, 32)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert sum(steps) == 50
    assert len(steps) == 2
    for text, vector in zip(texts[:5], vectors[:5], strict=True):
        assert embedder.embed_passages([text])[0] @ vector > 0.9999
    assert embedder.embed_question("hộ nghèo") @ vectors[0] > 0.9999, "this model has no prefixes"
    assert embedder.embed_passages([]).shape == (0, 32)


def test_tokens(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.max_tokens == 62, "64 without [CLS] and [SEP]"
    assert embedder.count_tokens("") == 0
    assert embedder.count_tokens("hộ nghèo ở xã") == 4
    assert embedder.count_tokens("xã " * 1000) == 1000, "counted, not truncated"


def test_odd_texts(embedder: SentenceTransformerEmbedder) -> None:
    vectors = embedder.embed_passages(["", "\0", "\ud800", "\ufdfa", "  "])
    assert np.isfinite(vectors).all()
    assert clean(" a\0\ud800b ") == "a?b"
    assert clean("a\u0302\u0300") == "ầ"


@pytest.mark.parametrize(
    ("name", "prompts", "query", "document"),
    [
        ("plain", None, "", ""),
        ("tiny-e5-small", None, "query: ", "passage: "),
        ("e5-instruct", None, "", ""),
        ("stored-e5", {"query": "hỏi : ", "passage": "đáp : "}, "hỏi : ", "đáp : "),
        ("asks", {"query": "hỏi : "}, "hỏi : ", ""),
    ],
)
def test_prefixes(name: str, prompts: dict[str, str] | None, query: str, document: str, tmp_path: Path) -> None:
    found = SentenceTransformerEmbedder(str(build(tmp_path / name, prompts=prompts)))
    raw = found.model.encode([f"{query}hộ nghèo", f"{document}hộ nghèo"], prompt="", normalize_embeddings=True)
    assert found.embed_question("hộ nghèo") @ raw[0] > 0.9999
    assert found.embed_passages(["hộ nghèo"])[0] @ raw[1] > 0.9999
    assert found.max_tokens == 62 - (2 if document else 0), "a word and a colon"


def test_the_name_follows_the_model_not_its_place(folder: Path, tmp_path: Path) -> None:
    name = SentenceTransformerEmbedder(str(folder)).name
    assert name.startswith("sentence-transformers:plain@")
    (tmp_path / "elsewhere").mkdir()
    moved = build(tmp_path / "elsewhere" / "plain")
    (moved / "README.md").write_text("another text", "utf-8")
    assert SentenceTransformerEmbedder(str(moved)).name == name
    other = build(tmp_path / "plain", seed=1)
    assert SentenceTransformerEmbedder(str(other)).name != name


@pytest.mark.parametrize("model", ["./nowhere", "/no/such/folder", "a b", "", "owner/model/part"])
def test_neither_folder_nor_hub_name(model: str) -> None:
    with pytest.raises(ModelUnavailable, match="neither a folder"):
        open_embedder(model)


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be loaded") as caught:
        open_embedder(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_not_on_this_machine_and_offline_by_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailable, match="HF_HUB_OFFLINE forbids") as caught:
        open_embedder("nobody/no-such-model")
    assert "\n" not in str(caught.value)


def test_not_on_this_machine_and_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelUnavailable, match=r"the hub did not give it .*; give the path of its folder") as caught:
        open_embedder("nobody/no-such-model")
    assert "\n" not in str(caught.value)
