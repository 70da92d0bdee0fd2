"""One member of the built-in classifier in numpy: the network of :mod:`models.training.network`.

A score is computed for every label at every position; the text's score is their soft maximum. The position with the
highest score is where the label is told, which gives the quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.artifacts.store import quantise_rows, restore_rows

Floats = NDArray[np.float32]
MATRICES = ("kernel", "context", "head", "pooled")


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


@dataclass(frozen=True, slots=True)
class Network:
    """Weights of one network.

    Attributes
    ----------
    table
        n-gram vectors (n-grams + 1, dimensions).
    kernel
        Convolution as one matrix (width × dimensions, hidden).
    context, head, pooled
        Weight matrices with their biases in the last row.
    width
        Positions that the convolution sees.
    """

    table: Floats
    kernel: Floats
    context: Floats
    head: Floats
    pooled: Floats
    width: int

    def forward(self, ids: NDArray[np.int32], starts: NDArray[np.int64]) -> Logits:
        """Score texts given as n-gram ids (orders, positions) and the first position of each text."""
        lengths = np.diff(starts)
        vectors = self.table[ids[0]]
        for order in range(1, len(ids)):
            vectors += self.table[ids[order]]
        hidden = self._hidden(vectors, starts, lengths)
        positions = hidden @ self.head[:-1] + self.head[-1]
        pooled = np.concatenate(
            [
                np.maximum.reduceat(hidden, starts[:-1], axis=0),
                np.add.reduceat(hidden, starts[:-1], axis=0) / lengths[:, None].astype(np.float32),
            ],
            axis=1,
        )
        classes = pooled @ self.pooled[:-1] + self.pooled[-1]
        # soft maximum over the positions of a text
        peaks = np.maximum.reduceat(positions, starts[:-1], axis=0)
        weights = np.exp(positions - np.repeat(peaks, lengths, axis=0))
        labels = np.add.reduceat(weights * positions, starts[:-1], axis=0)
        labels /= np.add.reduceat(weights, starts[:-1], axis=0)
        return Logits(positions, labels, classes)

    def _hidden(self, vectors: Floats, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Floats:
        """Return the hidden layer at every position: what its neighbourhood says, in the light of the whole text."""
        half = self.width // 2
        dimensions = self.table.shape[1]
        # texts one after the other with zero rows between them: a window never sees a neighbour
        rows = np.arange(int(starts[-1])) + half * np.repeat(np.arange(1, len(lengths) + 1), lengths)
        padded = np.zeros((int(starts[-1]) + half * (len(lengths) + 1), dimensions), dtype=np.float32)
        padded[rows] = vectors
        windows = np.lib.stride_tricks.as_strided(
            padded,
            shape=(len(padded) - 2 * half, self.width * dimensions),
            strides=(padded.strides[0], padded.strides[1]),
            writeable=False,
        )[rows - half]
        local = windows @ self.kernel
        mean = np.add.reduceat(vectors, starts[:-1], axis=0) / np.sqrt(lengths, dtype=np.float32)[:, None]
        local += np.repeat(mean @ self.context[:-1] + self.context[-1], lengths, axis=0)
        hidden: Floats = np.maximum(local, 0.0, out=local)
        return hidden

    def to_arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the weights as named arrays: 8-bit n-gram vectors, the rest in half precision."""
        values, scale = quantise_rows(self.table)
        arrays: dict[str, NDArray[Any]] = {f"{prefix}table.values": values, f"{prefix}table.scale": scale}
        arrays |= {f"{prefix}{name}": getattr(self, name).astype(np.float16) for name in MATRICES}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], *, prefix: str, width: int) -> Network:
        """Rebuild the network from :meth:`to_arrays`."""
        table = restore_rows(arrays[f"{prefix}table.values"], arrays[f"{prefix}table.scale"])
        kernel, context, head, pooled = (arrays[f"{prefix}{name}"].astype(np.float32) for name in MATRICES)
        return cls(table, kernel, context, head, pooled, width)
