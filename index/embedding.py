"""Text to vectors: what every embedding model offers, and the general road through sentence-transformers."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnavailable

__all__ = ["BUNDLED", "Embedder", "SentenceTransformerEmbedder", "Vectors", "open_embedder"]

BUNDLED = "bundled"

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

_log = logging.getLogger(__name__)

# What may change a vector; a read-me may not.
_MODEL_FILES = frozenset({".json", ".safetensors", ".bin", ".model", ".txt", ".onnx", ".pt"})

# Past this many texts a list of their tokens would take more memory than the vectors.
CHUNK = 4096


class Embedder(Protocol):
    """A model that gives texts and questions unit vectors whose dot product is their likeness."""

    @property
    def name(self) -> str:
        """Which model this is, with its version. A collection stores it and refuses vectors of another."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens of text that fit; the model's prefix and special tokens are already taken off."""

    def embed_question(self, text: str) -> Vectors:
        """One question, shape (dim,), float32, length 1."""

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Texts in the order given, shape (len(texts), dim), float32, each row of length 1.

        ``progress`` is called with the number of texts finished since it was last called. Ctrl-C stops between batches.
        """

    def expect_questions(self, count: int) -> None:
        """About so many questions will follow: makes ready what answers them soonest. Takes seconds where they are many;
        may be left out."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone, to be held against ``max_tokens``."""


def open_embedder(model: str | None = None) -> Embedder:
    """The bundled model for None or ``"bundled"``, else a sentence-transformers model by hub name or folder.

    Raises:
        ModelUnavailable: the model is neither on this machine nor can it be downloaded.
    """
    if model is None or model == BUNDLED:
        from index.bundled import BundledEmbedder

        return BundledEmbedder()
    return SentenceTransformerEmbedder(model)


def clean(text: str) -> str:
    """The text as every engine gets it: NFC, trimmed, without what one of them cannot take.

    A zero byte would end the text in C, and half a surrogate pair has no UTF-8.
    """
    return unicodedata.normalize("NFC", text).replace("\0", "").strip().encode("utf-8", "replace").decode()


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from a folder, from the local cache of the hub, or from the hub.

    ``model`` is the loaded SentenceTransformer.
    """

    def __init__(self, model: str) -> None:
        folder = Path(model).expanduser()
        if model and folder.is_dir():
            self.model = _load(str(folder), local_files_only=True)
            self.name = f"sentence-transformers:{folder.resolve().name}@{_digest(folder)}"
        else:
            self.model = _from_hub(model)
            config = getattr(getattr(self.model[0], "auto_model", None), "config", None)
            revision = getattr(config, "_commit_hash", None)
            self.name = f"sentence-transformers:{model}" + (f"@{revision}" if revision else "")
        self._query, self._document = _prompts(model, self.model.prompts)
        self._tokenizer = self.model.tokenizer
        self.dim = len(self.embed_question(""))
        overhead = len(self._ids(self._document, special=True))
        self.max_tokens = (self.model.max_seq_length or 512) - overhead

    def embed_question(self, text: str) -> Vectors:
        found = self.model.encode_query(
            clean(text), prompt=self._query, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(found, np.float32)

    def embed_passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        vectors = np.empty((len(texts), self.dim), np.float32)
        longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(texts), 32):
            batch = longest_first[start : start + 32]
            vectors[batch] = self.model.encode_document(
                [clean(texts[i]) for i in batch],
                prompt=self._document,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress:
                progress(len(batch))
        return vectors

    def expect_questions(self, count: int) -> None:
        """The model is loaded already."""

    def count_tokens(self, text: str) -> int:
        return len(self._ids(clean(text), special=False))

    def _ids(self, text: str, *, special: bool) -> Sequence[int]:
        if callable(self._tokenizer):
            return self._tokenizer(text, add_special_tokens=special, verbose=False)["input_ids"]  # type: ignore[no-any-return]
        return self._tokenizer.encode(text, add_special_tokens=special).ids  # type: ignore[no-any-return]  # static models


def _prompts(model: str, stored: dict[str, str]) -> tuple[str, str]:
    """What to put before a question and before a passage: what the model's own settings say, else E5's convention."""
    query = stored.get("query") or ""
    document = next((stored[name] for name in ("document", "passage", "corpus") if stored.get(name)), "")
    name = Path(model).name.lower()
    if not query and not document and re.search(r"(^|[-_.])e5($|[-_.])", name) and "instruct" not in name:
        return "query: ", "passage: "
    return query, document


def _load(model: str, **options: Any) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelUnavailable(
            f"model {model!r} needs sentence-transformers ({error}); install it, or use the model {BUNDLED!r}"
        ) from error
    try:
        with _quiet():
            return SentenceTransformer(model, **options)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = str(error).strip().split("\n")[0]
        raise ModelUnavailable(
            f"model {model!r} cannot be loaded ({reason}); expected a sentence-transformers folder or a hub name, "
            f"or {BUNDLED!r}"
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the bars and reports that transformers prints while it reads a model's files."""
    import transformers

    reports: Any = transformers.utils.logging

    verbosity, bars = reports.get_verbosity(), reports.is_progress_bar_enabled()
    reports.set_verbosity_error()
    reports.disable_progress_bar()
    try:
        yield
    finally:
        reports.set_verbosity(verbosity)
        if bars:
            reports.enable_progress_bar()


def _from_hub(model: str) -> Any:
    """A hub model: from the local cache if it is there, without any connection, else downloaded."""
    if not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", model) or model.startswith("."):
        raise ModelUnavailable(f"model {model!r} is neither a folder on this machine nor a hub name like 'owner/model'")
    try:
        return _load(model, local_files_only=True)
    except ModelUnavailable as not_cached:
        if os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
            raise ModelUnavailable(
                f"model {model!r} is not on this machine and HF_HUB_OFFLINE forbids downloads; "
                f"give the path of its folder, or use the model {BUNDLED!r}"
            ) from not_cached
    # One short request decides: the library itself would retry for over a minute without a network.
    from huggingface_hub import HfApi

    try:
        revision = HfApi().model_info(model, timeout=5).sha
    except Exception as error:
        reason = str(error).strip().split("\n")[0]
        raise ModelUnavailable(
            f"model {model!r} is not on this machine and the hub did not give it ({reason}); "
            f"give the path of its folder, or use the model {BUNDLED!r}"
        ) from error
    _log.info("downloading the model %s, revision %s", model, revision)
    return _load(model, revision=revision)


def _digest(folder: Path) -> str:
    """Twelve hex digits that change with the model: all small files, both ends of the large ones, names and sizes."""
    end = 1 << 20
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in _MODEL_FILES):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(end))
            if size > end:
                file.seek(-end, os.SEEK_END)
                digest.update(file.read(end))
    return digest.hexdigest()[:12]
