"""The bundled model on OpenVINO: the fast road for many texts, without torch.

The graph is the BERT encoder written out in OpenVINO's own operations; word and position embeddings are looked up in
NumPy, so that the 384 MB table of words never has to be unpacked.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.e5_weights import E5Weights

__all__ = ["OpenVinoBert"]

# Tokens in one batch, padding included. Of 1024, 2048, 4096 and 8192 the fastest, by up to a fifth.
_BATCH_TOKENS = 2048
# A single text is padded to a multiple of so many: whenever the shape changes OpenVINO prepares its memory anew, which
# takes longer than the tokens added (10.7 ms a question instead of 14.5).
_SINGLE_TOKENS = 32


class OpenVinoBert:
    """The encoder, compiled for this processor: bfloat16 where it has that, else float32.

    ``single``: for one text at a time, for which all cores work together; without it each core takes texts of its own.
    Raises ImportError or RuntimeError when OpenVINO does not work here.
    """

    def __init__(self, weights: E5Weights, *, single: bool = False) -> None:
        # OpenVINO reports its import to an analytics host through this module and does without when it is missing.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        import openvino

        core = openvino.Core()
        self.precision = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
        self._compiled = core.compile_model(
            _graph(weights),
            "CPU",
            {
                "PERFORMANCE_HINT": "LATENCY" if single else "THROUGHPUT",
                "INFERENCE_PRECISION_HINT": self.precision,
            },
        )
        self._multiple = _SINGLE_TOKENS if single else 1
        self._parallel = int(self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        self._weights = weights
        self._places = weights.tensor("emb.pos", weights.positions, weights.hidden)
        self._places += weights.tensor("emb.type", weights.types, weights.hidden)[0]

    def encode(
        self, ids: Sequence[Sequence[int]], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors, shape (len(ids), hidden), of token ids with their special tokens, none longer than the model."""
        vectors = np.empty((len(ids), self._weights.hidden), np.float32)
        # Requests take turns, and are waited for here: the queue that OpenVINO offers calls back from threads of its
        # own, and one that still wants Python's lock at exit brings the process down.
        requests = [self._compiled.create_infer_request() for _ in range(self._parallel)]
        running: deque[tuple[Any, list[int]]] = deque()

        def finish_oldest() -> None:
            request, batch = running.popleft()
            request.wait()
            vectors[batch] = request.get_output_tensor(0).data
            requests.append(request)
            if progress:
                progress(len(batch))

        try:
            for batch in _batches([len(sequence) for sequence in ids]):
                inputs = self._inputs([ids[i] for i in batch])
                if not requests:
                    finish_oldest()
                request = requests.pop()
                request.start_async(inputs)
                running.append((request, batch))
            while running:
                finish_oldest()
        finally:
            for request, _ in running:  # after Ctrl-C or an error
                request.wait()
        return vectors

    def _inputs(self, batch: list[Sequence[int]]) -> list[NDArray[np.float32]]:
        """Embeddings, shape (texts, tokens, hidden), and mask, shape (texts, tokens), padded to the longest."""
        length = math.ceil(max(map(len, batch)) / self._multiple) * self._multiple
        ids = np.full((len(batch), length), self._weights.pad, np.int64)
        mask = np.zeros((len(batch), length), np.float32)
        for row, sequence in enumerate(batch):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        return [self._weights.words(ids) + self._places[:length], mask]


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indices in groups of like length, longest first, each at most ``_BATCH_TOKENS`` with its padding."""
    batches: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= _BATCH_TOKENS:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


def _graph(weights: E5Weights) -> Any:
    """BERT (Devlin et al. 2019): post-norm encoder layers, mean over the tokens, unit length."""
    import openvino
    from openvino import opset15 as op

    hidden, heads = weights.hidden, weights.heads

    def integers(*values: int) -> Any:
        return op.constant(np.array(values, np.int64))

    def linear(x: Any, name: str, inputs: int, outputs: int) -> Any:
        product = op.matmul(x, op.constant(weights.tensor(f"{name}.w", outputs, inputs)), False, True)
        return op.add(product, op.constant(weights.tensor(f"{name}.b", 1, 1, outputs)))

    def norm(x: Any, name: str) -> Any:
        x = op.mvn(x, integers(-1), True, weights.epsilon, "inside_sqrt")
        scaled = op.multiply(x, op.constant(weights.tensor(f"{name}.w", 1, 1, hidden)))
        return op.add(scaled, op.constant(weights.tensor(f"{name}.b", 1, 1, hidden)))

    def split_heads(x: Any) -> Any:
        x = op.reshape(x, integers(0, 0, heads, hidden // heads), True)
        return op.transpose(x, integers(0, 2, 1, 3))

    embeddings = op.parameter([-1, -1, hidden], np.float32, name="embeddings")
    mask = op.parameter([-1, -1], np.float32, name="mask")
    padding = op.multiply(
        op.subtract(op.constant(np.float32(1)), op.unsqueeze(mask, integers(1, 2))), op.constant(np.float32(-10_000))
    )
    x = norm(embeddings, "emb.ln")
    for layer in range(weights.layers):
        query, key, value = (split_heads(linear(x, f"l{layer}.{part}", hidden, hidden)) for part in "qkv")
        attended = op.scaled_dot_product_attention(query, key, value, padding)
        attended = op.reshape(op.transpose(attended, integers(0, 2, 1, 3)), integers(0, 0, hidden), True)
        x = norm(op.add(x, linear(attended, f"l{layer}.ao", hidden, hidden)), f"l{layer}.aln")
        inner = op.gelu(linear(x, f"l{layer}.fi", hidden, weights.intermediate), "erf")
        x = norm(op.add(x, linear(inner, f"l{layer}.fo", weights.intermediate, hidden)), f"l{layer}.oln")
    # The sum over the tokens in place of their mean: the length is made 1 afterwards.
    total = op.reduce_sum(op.multiply(x, op.unsqueeze(mask, integers(2))), integers(1))
    return openvino.Model([op.result(op.normalize_l2(total, integers(1), 1e-12, "max"))], [embeddings, mask], "e5")
