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
    """

    table: Floats
    kernel: Floats
    near: Floats
    context: Floats
    head: Floats
    pooled: Floats
    width: int
    reach: int

    def forward(self, ids: NDArray[np.int32], starts: NDArray[np.int64]) -> Logits:
        """Score texts given as n-gram ids (orders, positions) and the first position of each text."""
        lengths = np.diff(starts)
        # a sparse product adds the vectors of a position's n-grams twice as fast as a gather for each order
        flat = np.ascontiguousarray(ids.T).ravel()
        bounds = np.arange(0, len(flat) + 1, len(ids))
        grams = csr_array((np.ones(len(flat), dtype=np.float32), flat, bounds), shape=(ids.shape[1], len(self.table)))
        vectors = grams @ self.table
        hidden = self._hidden(vectors, starts, lengths)
        positions = hidden @ self.head[:-1] + self.head[-1]
        members = _members(starts)
        sizes = lengths[:, None].astype(np.float32)
        pooled = np.concatenate([_peaks(hidden, starts), (members @ hidden) / sizes], axis=1)
        outputs = pooled @ self.pooled[:-1] + self.pooled[-1]
        split = outputs.shape[1] - positions.shape[1]
        # soft maximum over the positions of a text
        weights = positions - np.repeat(_peaks(positions, starts), lengths, axis=0)
        np.exp(weights, out=weights)
        totals = members @ weights
        weights *= positions
        labels = (members @ weights) / totals
        return Logits(positions, labels + outputs[:, split:], outputs[:, :split])

    def _hidden(self, vectors: Floats, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Floats:
        """Return the hidden layer at every position: what its neighbourhood says, in the light of the whole text."""
        half = self.width // 2
        dimensions = self.table.shape[1]
        # texts one after the other with zero rows between them: a window never sees a neighbour
        rows = np.arange(int(starts[-1])) + half * np.repeat(np.arange(1, len(lengths) + 1), lengths)
        padded = np.zeros((int(starts[-1]) + half * (len(lengths) + 1), dimensions), dtype=np.float32)
        padded[rows] = vectors
        # the convolution as one product for each of its places: no copy of overlapping windows
        last = len(padded) - 2 * half
        kernel = self.kernel.reshape(self.width, dimensions, -1)
        wide = padded[:last] @ kernel[0]
        for place in range(1, self.width):
            wide += padded[place : place + last] @ kernel[place]
        local = wide[rows - half]
        mean = (_members(starts) @ vectors) / np.sqrt(lengths, dtype=np.float32)[:, None]
        local += self._near_means(vectors, starts, lengths) @ self.near
        local += np.repeat(mean @ self.context[:-1] + self.context[-1], lengths, axis=0)
        hidden: Floats = np.maximum(local, 0.0, out=local)
        return hidden

    def _near_means(self, vectors: Floats, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Floats:
        """Return the sum of the vectors around each position, inside its text, over the root of their number."""
        place = np.arange(len(vectors))
        # as many zero rows between two texts as the window reaches
        rows = place + self.reach * np.repeat(np.arange(1, len(lengths) + 1), lengths)
        padded = np.zeros((len(vectors) + self.reach * (len(lengths) + 1), vectors.shape[1]), dtype=np.float32)
        padded[rows] = vectors
        means: Floats = _window_sums(padded, 2 * self.reach)[rows - self.reach]
        low = np.maximum(place - self.reach, np.repeat(starts[:-1], lengths))
        high = np.minimum(place + self.reach, np.repeat(starts[1:], lengths))
        means *= (1.0 / np.sqrt(high - low)).astype(np.float32)[:, None]
        return means

    def to_arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the weights as named arrays: 8-bit n-gram vectors, the rest in half precision."""
        values, scale = quantise_rows(self.table)
        arrays: dict[str, NDArray[Any]] = {f"{prefix}table.values": values, f"{prefix}table.scale": scale}
        arrays |= {f"{prefix}{name}": getattr(self, name).astype(np.float16) for name in MATRICES}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], *, prefix: str, width: int, reach: int) -> Network:
        """Rebuild the network from :meth:`to_arrays`."""
        table = restore_rows(arrays[f"{prefix}table.values"], arrays[f"{prefix}table.scale"])
        kernel, near, context, head, pooled = (arrays[f"{prefix}{name}"].astype(np.float32) for name in MATRICES)
        return cls(table, kernel, near, context, head, pooled, width, reach)
