"""General polarity of any text: one weight a character n-gram; knows praise and blame far from our own field.

The classifier's sentiment head has seen feedback about cars; reviews of other things still come in (a hotel stay, a
purchase in the shop). A linear model over many n-grams, trained on 70 000 public reviews, is the surer reader of those;
a second output of it tells whether a text is such a one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.artifacts.store import Artifact, load_artifact, save_artifact
from models.ngrams import NgramVocabulary, hash_ngrams

KIND = "polarity"


@dataclass(frozen=True, slots=True)
class Polarity:
    """Margins of a batch of texts.

    Attributes
    ----------
    margins
        Above 0 praise, below 0 blame, beyond ±1 sure (texts,).
    foreign
        Above 0 the text speaks of something other than cars (texts,).
    """

    margins: NDArray[np.float32]
    foreign: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PolarityHead:
    """Linear polarity.

    Attributes
    ----------
    weights
        Weights of each n-gram times its inverse document frequency (n-grams + 1, 2), polarity and foreignness; 0 for
        unknown ones.
    norms
        Inverse document frequency of each n-gram (n-grams + 1), to normalise the length of a text.
    biases
        Margins of an empty text (2,).
    """

    name: str
    vocabulary: NgramVocabulary
    weights: NDArray[np.float32]
    norms: NDArray[np.float32]
    biases: NDArray[np.float32]

    def read(self, texts: Sequence[str]) -> Polarity:
        """Return both margins of each text, in order."""
        if not texts:
            return Polarity(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32))
        batch = hash_ngrams(texts, orders=self.vocabulary.orders)
        ids = self.vocabulary.ids(batch.hashes)
        first = batch.starts[:-1]
        weights = self.weights[ids].sum(axis=0, dtype=np.float32)
        sums = np.add.reduceat(weights, first, axis=0)
        squares = np.add.reduceat((self.norms[ids] ** 2).sum(axis=0), first)
        margins = (sums / np.sqrt(np.maximum(squares, 1e-6))[:, None] + self.biases).astype(np.float32)
        return Polarity(margins[:, 0], margins[:, 1])

    @classmethod
    def load(cls, folder: Path) -> PolarityHead:
        """Load the head from its artifact; raises ``ArtifactError`` when there is none."""
        return cls.from_artifact(load_artifact(folder, kind=KIND))

    @classmethod
    def from_artifact(cls, artifact: Artifact) -> PolarityHead:
        """Build the head from loaded arrays."""
        arrays = artifact.arrays
        return cls(
            artifact.version,
            NgramVocabulary.from_arrays(arrays),
            arrays["weights"].astype(np.float32),
            arrays["norms"].astype(np.float32),
            arrays["biases"].astype(np.float32),
        )

    def save(self, folder: Path, *, config: dict[str, Any]) -> None:
        """Write the artifact; ``config`` says how it was trained."""
        arrays: dict[str, NDArray[Any]] = {
            "weights": self.weights.astype(np.float16),
            "norms": self.norms.astype(np.float16),
            "biases": self.biases,
            **self.vocabulary.to_arrays(),
        }
        save_artifact(folder, kind=KIND, config=config, arrays=arrays)
