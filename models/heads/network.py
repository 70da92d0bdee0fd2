"""One member of the built-in classifier in numpy: the network of :mod:`models.training.network`.

A score is computed for every label at every position; the text's score is their soft maximum. The position with the
highest score is where the label is told, which gives the quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from models.artifacts.store import quantise_rows, restore_rows

Floats = NDArray[np.float32]
MATRICES = ("kernel", "near", "context", "head", "pooled")


@dataclass(frozen=True, slots=True)
class Logits:
    """Raw outputs for a batch of texts.

    Attributes
    ----------
    positions
        (positions, labels × 3 + events), texts one after the other.
    labels
        (texts, labels × 3 + events).
    classes
        (texts, intents + sentiments).
    """

    positions: Floats
    labels: Floats
    classes: Floats


def _members(starts: NDArray[np.int64]) -> csr_array:
    """Return which positions are a text's, (texts, positions): a product with it sums over the texts."""
    total = int(starts[-1])
    return csr_array((np.ones(total, dtype=np.float32), np.arange(total), starts), shape=(len(starts) - 1, total))


def _peaks(values: Floats, starts: NDArray[np.int64]) -> Floats:
    """Return the maximum over the positions of each text; seven times as fast as ``np.maximum.reduceat`` along rows."""
    bounds = starts.tolist()
    peaks = np.empty((len(bounds) - 1, values.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(pairwise(bounds)):
        values[start:end].max(axis=0, out=peaks[row])
    return peaks


def _apart(vectors: Floats, lengths: NDArray[np.int64], gap: int) -> tuple[Floats, NDArray[np.int64]]:
    """Return the vectors with ``gap`` zero rows before, between and after the texts, and the row of each vector."""
    rows = np.arange(len(vectors)) + gap * np.repeat(np.arange(1, len(lengths) + 1), lengths)
    padded = np.zeros((len(vectors) + gap * (len(lengths) + 1), vectors.shape[1]), dtype=np.float32)
    padded[rows] = vectors
    return padded, rows


def _window_sums(values: Floats, size: int) -> Floats:
    """Return the sums of ``size`` rows that follow each other, (rows - size + 1, columns).

    By doubling: a running sum along rows is slow in numpy and would carry rounding errors from text to text.
    """
    count = len(values) - size + 1
    total = np.zeros((count, values.shape[1]), dtype=np.float32)
    block, length, offset = values, 1, 0
    while length <= size:
        if size & length:
            total += block[offset : offset + count]
            offset += length
        if 2 * length <= size:
            block = block[:-length] + block[length:]
        length *= 2
    return total


@dataclass(frozen=True, slots=True)
class Network:
    """Weights of one network.

    Attributes
    ----------
    table
        n-gram vectors (n-grams + 1, dimensions).
    kernel
        Convolution as one matrix (width × dimensions, hidden).
    near
        Matrix of the mean vector around a position (dimensions, hidden).
    context, head, pooled
        Weight matrices with their biases in the last row: of the whole text's mean vector, of a position's labels, and
        of the text's classes followed by its share in each label.
    width
        Positions that the convolution sees.
    reach
        Positions on each side that the mean around a position sees.
    stride
        Every how many positions scores are computed. Neighbours see nearly the same n-grams, so every second position
        tells what all do, at half the cost.
    """

    table: Floats
    kernel: Floats
    near: Floats
    context: Floats
    head: Floats
    pooled: Floats
    width: int
    reach: int
    stride: int = 1

    def forward(self, ids: NDArray[np.int32], starts: NDArray[np.int64]) -> Logits:
        """Score texts given as n-gram ids (orders, positions) and the first position of each text."""
        lengths = np.diff(starts)
        # a sparse product adds the vectors of a position's n-grams twice as fast as a gather for each order
        flat = np.ascontiguousarray(ids.T).ravel()
        bounds = np.arange(0, len(flat) + 1, len(ids))
        grams = csr_array((np.ones(len(flat), dtype=np.float32), flat, bounds), shape=(ids.shape[1], len(self.table)))
        vectors = grams @ self.table
        # places are counted from the start of each text: a score does not depend on the texts before it
        offsets = np.arange(len(vectors)) - np.repeat(starts[:-1], lengths)
        kept = np.flatnonzero(offsets % self.stride == 0)
        sizes = -(-lengths // self.stride)
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        hidden = self._hidden(vectors, starts, lengths, kept, sizes)
        positions = hidden @ self.head[:-1] + self.head[-1]
        members = _members(bounds)
        means = (members @ hidden) / sizes[:, None].astype(np.float32)
        pooled = np.concatenate([_peaks(hidden, bounds), means], axis=1)
        outputs = pooled @ self.pooled[:-1] + self.pooled[-1]
        split = outputs.shape[1] - positions.shape[1]
        # soft maximum over the positions of a text
        weights = positions - np.repeat(_peaks(positions, bounds), sizes, axis=0)
        np.exp(weights, out=weights)
        totals = members @ weights
        weights *= positions
        labels = (members @ weights) / totals
        if self.stride > 1:
            positions = positions[np.repeat(bounds[:-1], lengths) + offsets // self.stride]
        return Logits(positions, labels + outputs[:, split:], outputs[:, :split])

    def _hidden(
        self,
        vectors: Floats,
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        kept: NDArray[np.int64],
        sizes: NDArray[np.int64],
    ) -> Floats:
        """Return the hidden layer at the kept positions: the neighbourhood in the light of the whole text."""
        half = self.width // 2
        # texts one after the other with zero rows between them: a window never sees a neighbour
        padded, rows = _apart(vectors, lengths, half)
        kernel = self.kernel.reshape(self.width, self.table.shape[1], -1)
        # the convolution as one product for each of its places: no copy of overlapping windows
        local: Floats = padded[rows[kept] - half] @ kernel[0]
        for place in range(1, self.width):
            local += padded[rows[kept] - half + place] @ kernel[place]
        local += self._near_means(vectors, starts, lengths, kept) @ self.near
        mean = (_members(starts) @ vectors) / np.sqrt(lengths, dtype=np.float32)[:, None]
        local += np.repeat(mean @ self.context[:-1] + self.context[-1], sizes, axis=0)
        hidden: Floats = np.maximum(local, 0.0, out=local)
        return hidden

    def _near_means(
        self, vectors: Floats, starts: NDArray[np.int64], lengths: NDArray[np.int64], kept: NDArray[np.int64]
    ) -> Floats:
        """Return the sum of the vectors around each kept position, inside its text, over the root of their number."""
        padded, rows = _apart(vectors, lengths, self.reach)
        means: Floats = _window_sums(padded, 2 * self.reach)[rows[kept] - self.reach]
        low = np.maximum(kept - self.reach, np.repeat(starts[:-1], lengths)[kept])
        high = np.minimum(kept + self.reach, np.repeat(starts[1:], lengths)[kept])
        means *= (1.0 / np.sqrt(high - low)).astype(np.float32)[:, None]
        return means

    def to_arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the weights as named arrays: 8-bit n-gram vectors, the rest in half precision."""
        values, scale = quantise_rows(self.table)
        arrays: dict[str, NDArray[Any]] = {f"{prefix}table.values": values, f"{prefix}table.scale": scale}
        arrays |= {f"{prefix}{name}": getattr(self, name).astype(np.float16) for name in MATRICES}
        return arrays

    @classmethod
    def from_arrays(
        cls, arrays: dict[str, NDArray[Any]], *, prefix: str, width: int, reach: int, stride: int
    ) -> Network:
        """Rebuild the network from :meth:`to_arrays`."""
        table = restore_rows(arrays[f"{prefix}table.values"], arrays[f"{prefix}table.scale"])
        kernel, near, context, head, pooled = (arrays[f"{prefix}{name}"].astype(np.float32) for name in MATRICES)
        return cls(table, kernel, near, context, head, pooled, width, reach, stride)
