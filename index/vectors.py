"""The vector index: exact inner products with FAISS, one or more vectors a paragraph. Derived from the catalogue.

The file may be missing, damaged or of another revision at any time: `VectorIndex.load` takes from it what still holds
and the rest from the catalogue, where every vector is kept. A paragraph never changes under its id, so the set of ids
says which vectors are right.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from index.catalog import Catalog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["FILE", "VectorIndex"]

FILE = "vectors.faiss"
_log = logging.getLogger(__name__)

# Behind FAISS's own bytes stands one line of JSON: whose vectors these are. FAISS does not read that far.
_TRAILER_BYTES = 256


@dataclass(frozen=True, slots=True)
class _Trailer:
    state: str  # Catalog.state()
    count: int
    dim: int


class VectorIndex:
    """Immutable once loaded; any number of threads may search it."""

    def __init__(self, index: Any, state: str, *, stored: bool) -> None:
        import numpy as np

        faiss = _faiss()
        self.state = state
        self.stored = stored  # whether the file on disk is the same as this
        self._index = index
        flat = faiss.downcast_index(index.index)
        self.dim = int(index.d)
        self._pids: NDArray[np.int64] = faiss.vector_to_array(index.id_map)
        # A view of FAISS's own memory, alive as long as self._index is.
        self._vectors: NDArray[np.float32] = (
            faiss.rev_swig_ptr(flat.get_xb(), index.ntotal * self.dim).reshape(-1, self.dim)
            if index.ntotal
            else np.empty((0, self.dim), np.float32)
        )
        self._order: NDArray[np.int64] = np.argsort(self._pids, kind="stable")
        self._sorted = self._pids[self._order]

    @classmethod
    def load(cls, folder: Path, catalog: Catalog) -> Self:
        """The vectors of exactly the paragraphs that ``catalog`` holds. Never embeds anything."""
        meta = catalog.meta()
        state, dim = catalog.state(), int(meta["dim"])
        index, found = _read(folder / FILE, meta["id"], dim)
        if found == state:
            return cls(index, state, stored=True)
        _catch_up(index, catalog)
        return cls(index, state, stored=False)

    def save(self, folder: Path) -> None:
        """Replace the file, in one step. The caller holds the collection's lock."""
        faiss = _faiss()
        draft = folder / f"{FILE}.new"
        faiss.write_index(self._index, str(draft))
        trailer = json.dumps({"state": self.state, "count": len(self), "dim": self.dim}).encode()
        with draft.open("ab") as file:
            file.write(trailer.ljust(_TRAILER_BYTES))
        os.replace(draft, folder / FILE)
        self.stored = True

    def __len__(self) -> int:
        """Vectors held."""
        return len(self._pids)

    @property
    def pids(self) -> NDArray[np.int64]:
        """The paragraph of each vector, ascending; shape (vectors,)."""
        found: NDArray[np.int64] = self._sorted
        return found

    @property
    def vectors(self) -> NDArray[np.float32]:
        """In the order of ``pids``; shape (vectors, dim)."""
        return self._vectors[self._order]

    def search(self, question: NDArray[np.float32], k: int, within: ArrayLike | None = None) -> list[tuple[int, float]]:
        """The ``k`` paragraphs nearest to the question, best first, each with the cosine of its best window.

        ``question`` has shape (dim,) and length 1. ``within`` limits the search to some paragraphs.
        """
        import numpy as np

        if k <= 0 or not len(self):
            return []
        faiss = _faiss()
        # One question reads memory, which one core does as fast as two; waiting for a second core that is busy took
        # five times as long (measured: 92 ms against 19 ms for 100,000 x 384).
        faiss.omp_set_num_threads(1)
        parameters = None
        if within is not None:
            bits = np.zeros(int(self._sorted[-1]) + 8, bool)
            wanted = np.asarray(within, np.int64)
            bits[wanted[(wanted >= 0) & (wanted < len(bits))]] = True
            # A bit for each paragraph: with many wanted, a third of the time of a set (IDSelectorBatch).
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little")))
        query = np.ascontiguousarray(question, np.float32).reshape(1, -1)
        take = min(len(self), 2 * k)
        while True:  # several windows of one paragraph may crowd others out: ask for more until k are different
            scores, pids = self._index.search(query, take, params=parameters)
            found = _best(pids[0], scores[0], k)
            if len(found) >= k or take >= len(self) or pids[0, -1] < 0:  # -1: there are no more
                return found
            take = min(len(self), 2 * take)

    def scores(self, question: NDArray[np.float32], pids: Sequence[int]) -> NDArray[np.float32]:
        """The exact cosine of each paragraph's best window; shape (len(pids),). NaN for a paragraph not held."""
        import numpy as np

        wanted, place = np.unique(np.asarray(pids, np.int64), return_inverse=True)
        rows = self._rows(wanted)
        found = np.full(len(wanted), -np.inf, np.float32)
        np.maximum.at(found, np.searchsorted(wanted, self._pids[rows]), self._vectors[rows] @ question)
        found[np.isneginf(found)] = np.nan
        return found[place]

    def _rows(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the vectors of the paragraphs stand; ``wanted`` holds each paragraph once."""
        import numpy as np

        left, right = np.searchsorted(self._sorted, wanted, "left"), np.searchsorted(self._sorted, wanted, "right")
        counts = right - left
        inside = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        rows: NDArray[np.int64] = self._order[np.repeat(left, counts) + inside]
        return rows


def _faiss() -> Any:
    """FAISS, which takes a tenth of a second to import. Its type hints know little of its classes and go unused."""
    import faiss

    return faiss


def _best(pids: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    """The best score of each paragraph, best first; equal scores by id, so that the order never depends on chance."""
    best: dict[int, float] = {}
    for pid, score in zip(pids.tolist(), scores.tolist(), strict=True):
        if pid >= 0 and score > best.get(pid, -2.0):
            best[pid] = score
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))[: max(k, 0)]


def _read(path: Path, identity: str, dim: int) -> tuple[Any, str]:
    """The index on disk and its state; an empty index and "" when the file is not usable."""
    faiss = _faiss()
    empty = faiss.IndexIDMap(faiss.IndexFlatIP(dim))
    try:
        with path.open("rb") as file:
            file.seek(-_TRAILER_BYTES, os.SEEK_END)
            trailer = _Trailer(**json.loads(file.read()))
        if trailer.dim != dim or trailer.state.partition(":")[0] != identity:
            return empty, ""
        index = faiss.read_index(str(path))
        if (index.ntotal, index.d, index.id_map.size()) != (trailer.count, dim, trailer.count):
            return empty, ""
    except FileNotFoundError:
        return empty, ""
    except (OSError, ValueError, TypeError, AttributeError, RuntimeError) as error:  # RuntimeError: FAISS
        _log.warning("%s is damaged and is made again from the catalogue (%s)", path, str(error).splitlines()[0])
        return empty, ""
    return index, trailer.state


def _catch_up(index: Any, catalog: Catalog) -> None:
    """Drop the paragraphs that are gone and append the new ones."""
    import numpy as np

    held, wanted = _faiss().vector_to_array(index.id_map), catalog.pids()
    gone = np.setdiff1d(held, wanted)
    if len(gone):
        index.remove_ids(gone)
    new = np.setdiff1d(wanted, held)
    if len(new):  # ids only grow, so the new ones lie close together
        pids, vectors = catalog.embeddings(int(new[0]), int(new[-1]))
        keep = np.isin(pids, new)
        pids, vectors = (pids, vectors) if keep.all() else (pids[keep], vectors[keep])
        index.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(pids))
