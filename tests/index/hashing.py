"""A small embedder whose vectors follow from the words alone: what is close, and what was embedded, can be reckoned."""

import hashlib
import re
import time

import numpy as np

from index.text import words


class HashEmbedder:
    """Each word has its own random direction; a text points to the sum of its words."""

    def __init__(self, name="hash-64", dim=64, pause_s=0.0):
        self.name = name
        self.dim = dim
        self.max_tokens = 500
        self.pause_s = pause_s
        self.embedded = []  # every passage ever asked for

    def _vector(self, text):
        total = np.full(self.dim, 1e-3)
        for word in words(text):
            seed = int.from_bytes(hashlib.sha256(word.text.encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).standard_normal(self.dim)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def expect_questions(self, count):
        pass

    def embed_question(self, text):
        return self._vector(text)

    def embed_passages(self, texts, *, progress=None):
        vectors = []
        for text in texts:
            time.sleep(self.pause_s)
            self.embedded.append(text)
            vectors.append(self._vector(text))
            if progress is not None:
                progress(1)
        return np.array(vectors, np.float32).reshape(len(texts), self.dim)

    def count_tokens(self, text):
        return len(re.findall(r"\S+", text))
