"""General polarity of any text: one weight a character n-gram; knows praise and blame far from our own field.

The classifier's sentiment head has seen feedback about cars; reviews of other things still come in (a hotel stay, a
purchase in the shop). A linear model over many n-grams, trained on 70 000 public reviews, is the surer reader of those.
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
class PolarityHead:
    """Linear polarity.

    Attributes
    ----------
    weights
        Weight of each n-gram times its inverse document frequency (n-grams + 1); 0 for unknown ones.
    norms
        Inverse document frequency of each n-gram (n-grams + 1), to normalise the length of a text.
    bias
        Margin of an empty text.
    """

    name: str
    vocabulary: NgramVocabulary
    weights: NDArray[np.float32]
    norms: NDArray[np.float32]
    bias: float

    def margins(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the signed margin of each text: above 0 praise, below 0 blame, beyond ±1 sure."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        batch = hash_ngrams(texts, orders=self.vocabulary.orders)
        ids = self.vocabulary.ids(batch.hashes)
        sums = np.add.reduceat(self.weights[ids].sum(axis=0), batch.starts[:-1])
        squares = np.add.reduceat((self.norms[ids] ** 2).sum(axis=0), batch.starts[:-1])
        result: NDArray[np.float32] = (sums / np.sqrt(np.maximum(squares, 1e-6)) + self.bias).astype(np.float32)
        return result

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
            float(artifact.config["bias"]),
        )

    def save(self, folder: Path, *, config: dict[str, Any]) -> None:
        """Write the artifact; ``config`` says how it was trained."""
        arrays: dict[str, NDArray[Any]] = {
            "weights": self.weights.astype(np.float16),
            "norms": self.norms.astype(np.float16),
            **self.vocabulary.to_arrays(),
        }
        save_artifact(folder, kind=KIND, config={**config, "bias": self.bias}, arrays=arrays)
