"""The built-in classifier in numpy: the network of :mod:`models.training.network`, a batch of texts at a time.

A score is computed for every label at every position; the text's score is their soft maximum. The position with the
highest score is where the label is told, which gives the quote. Texts are grouped by length so that padding is small,
in groups of a fixed size, so that results do not depend on how many threads or processes share the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.artifacts.store import Artifact, load_artifact, quantise_rows, restore_rows, save_artifact
from models.ngrams import NgramVocabulary, hash_ngrams

KIND = "position-classifier"
LONGEST = 400
"""Texts are cut into windows of so many characters by the caller."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextScores:
    """Scores of one text.

    Attributes
    ----------
    labels
        Probabilities (labels, 3): told negatively, neutrally, positively.
    events
        Probabilities of the events (safety, escalation).
    intents, sentiments
        Probabilities of the classes.
    positions
        Logits (characters, labels × 3 + events): where each label is told.
    """

    labels: Floats
    events: Floats
    intents: Floats
    sentiments: Floats
    positions: Floats


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function, computed without overflow."""
    result: Floats = (0.5 * (1.0 + np.tanh(0.5 * values))).astype(np.float32)
    return result


def softmax(values: Floats) -> Floats:
    """Return the softmax over the last axis."""
    exponents = np.exp(values - values.max(axis=-1, keepdims=True))
    result: Floats = (exponents / exponents.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result


@dataclass(frozen=True, slots=True)
class Network:
    """Weights of the network; see the module's docstring.

    Attributes
    ----------
    table
        n-gram vectors (n-grams + 1, dimensions).
    kernel
        Convolution as one matrix (width × dimensions, hidden).
    context, head, pooled
        Weight matrices with their biases in the last row.
    """

    name: str
    vocabulary: NgramVocabulary
    table: Floats
    kernel: Floats
    context: Floats
    head: Floats
    pooled: Floats
    width: int
    labels: int
    events: int
    intents: int
    thresholds: Floats
    event_thresholds: Floats
    config: dict[str, object]

    def score(self, texts: Sequence[str]) -> list[TextScores]:
        """Score cleaned texts (each of at most ``LONGEST`` characters), in order."""
        if not texts:
            return []
        batch = hash_ngrams(texts, orders=self.vocabulary.orders)
        ids = self.vocabulary.ids(batch.hashes)
        return self._forward(ids, batch.starts)

    def _forward(self, ids: NDArray[np.int32], starts: NDArray[np.int64]) -> list[TextScores]:
        lengths = np.diff(starts)
        half = self.width // 2
        dimensions = self.table.shape[1]
        # texts one after the other with zero rows between them: a window never sees a neighbour
        offsets = starts[:-1] + half * (np.arange(len(lengths)) + 1)
        rows = np.repeat(offsets - starts[:-1], lengths) + np.arange(int(starts[-1]))
        padded = np.zeros((int(starts[-1]) + half * (len(lengths) + 1), dimensions), dtype=np.float32)
        vectors = self.table[ids[0]]
        for order in range(1, len(ids)):
            vectors += self.table[ids[order]]
        padded[rows] = vectors
        windows = np.lib.stride_tricks.as_strided(
            padded,
            shape=(len(padded) - 2 * half, self.width * dimensions),
            strides=(padded.strides[0], padded.strides[1]),
            writeable=False,
        )[rows - half]
        local = windows @ self.kernel
        sums = np.add.reduceat(vectors, starts[:-1], axis=0)
        mean = sums / np.sqrt(lengths, dtype=np.float32)[:, None]
        context = mean @ self.context[:-1] + self.context[-1]
        local += np.repeat(context, lengths, axis=0)
        hidden = np.maximum(local, 0.0, out=local)
        positions = hidden @ self.head[:-1] + self.head[-1]
        pooled = np.concatenate(
            [
                np.maximum.reduceat(hidden, starts[:-1], axis=0),
                np.add.reduceat(hidden, starts[:-1], axis=0) / lengths[:, None],
            ],
            axis=1,
        ).astype(np.float32)
        classes = pooled @ self.pooled[:-1] + self.pooled[-1]
        # soft maximum over the positions of a text
        peaks = np.maximum.reduceat(positions, starts[:-1], axis=0)
        weights = np.exp(positions - np.repeat(peaks, lengths, axis=0))
        scores = np.add.reduceat(weights * positions, starts[:-1], axis=0) / np.add.reduceat(
            weights, starts[:-1], axis=0
        )
        probabilities = sigmoid(scores)
        cut = self.labels * 3
        return [
            TextScores(
                labels=probabilities[row, :cut].reshape(self.labels, 3),
                events=probabilities[row, cut:],
                intents=softmax(classes[row, : self.intents]),
                sentiments=softmax(classes[row, self.intents :]),
                positions=positions[starts[row] + 1 : starts[row + 1] - 1],
            )
            for row in range(len(lengths))
        ]

    @classmethod
    def load(cls, folder: Path) -> Network:
        """Load the network from its artifact; raises ``ArtifactError`` when there is none."""
        return cls.from_artifact(load_artifact(folder, kind=KIND))

    @classmethod
    def from_artifact(cls, artifact: Artifact) -> Network:
        """Build the network from loaded arrays."""
        arrays, config = artifact.arrays, artifact.config
        dense = {
            name: arrays[name].astype(np.float32)
            for name in ("kernel", "context", "head", "pooled", "thresholds", "event_thresholds")
        }
        return cls(
            name=artifact.version,
            vocabulary=NgramVocabulary.from_arrays(arrays),
            table=restore_rows(arrays["table.values"], arrays["table.scale"]),
            width=int(config["width"]),
            labels=int(config["labels"]),
            events=int(config["events"]),
            intents=int(config["intents"]),
            config=config,
            **dense,
        )

    def save(self, folder: Path) -> None:
        """Write the artifact with the configuration the network carries."""
        values, scale = quantise_rows(self.table)
        arrays = {
            "table.values": values,
            "table.scale": scale,
            "kernel": self.kernel.astype(np.float16),
            "context": self.context.astype(np.float16),
            "head": self.head.astype(np.float16),
            "pooled": self.pooled.astype(np.float16),
            "thresholds": self.thresholds,
            "event_thresholds": self.event_thresholds,
            **self.vocabulary.to_arrays(),
        }
        sizes = {"width": self.width, "labels": self.labels, "events": self.events, "intents": self.intents}
        save_artifact(folder, kind=KIND, config={**self.config, **sizes}, arrays=arrays)
