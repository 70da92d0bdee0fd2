"""The built-in encoder: the sum of the vectors of a text's character n-grams; numpy only, no torch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.artifacts.store import Artifact, load_artifact, quantise_rows, restore_rows, save_artifact
from models.errors import ArtifactError
from models.ngrams import NgramVocabulary, hash_ngrams

KIND = "static-encoder"
BATCH = 512
"""Texts encoded at a time; bounds the memory for long texts."""
MODULES = "modules.json"
"""What sentence-transformers reads to know which modules a folder holds."""
MODULE = {"idx": 0, "name": "0", "path": "", "type": "models.encoders.module.StaticModule"}


@dataclass(frozen=True, slots=True)
class StaticEncoder:
    """Bag of character n-grams.

    Attributes
    ----------
    name
        Name and version of the artifact.
    vocabulary
        The known n-grams.
    table
        float32 (n-grams + 1, dimensions); row 0, of unknown n-grams, is zero.
    """

    name: str
    vocabulary: NgramVocabulary
    table: NDArray[np.float32]

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.table.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return L2-normalised float32 vectors (texts, dimensions); see :class:`models.encoders.base.Encoder`."""
        rows = [self._encode(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        from scipy.sparse import csr_array

        batch = hash_ngrams(texts, orders=self.vocabulary.orders)
        ids = self.vocabulary.ids(batch.hashes)
        # positions first, so that each text's n-grams stand together
        flat = ids.T.ravel()
        bounds = batch.starts * len(self.vocabulary.orders)
        counts = csr_array((np.ones(len(flat), dtype=np.float32), flat, bounds), shape=(len(texts), len(self.table)))
        # a sparse product adds each row by itself: the result does not depend on the batch or on threads
        sums: NDArray[np.float32] = counts @ self.table
        norms = np.sqrt(np.einsum("ij,ij->i", sums, sums, dtype=np.float64))
        norms[norms == 0.0] = 1.0
        vectors: NDArray[np.float32] = (sums / norms[:, None]).astype(np.float32)
        return vectors

    @classmethod
    def load(cls, folder: Path) -> StaticEncoder:
        """Load the encoder from its artifact.

        Raises
        ------
        models.artifacts.ArtifactError
            The folder holds no such artifact.
        """
        return cls.from_artifact(load_artifact(folder, kind=KIND))

    @classmethod
    def from_artifact(cls, artifact: Artifact) -> StaticEncoder:
        """Build the encoder from loaded arrays."""
        table = restore_rows(artifact.arrays["table.values"], artifact.arrays["table.scale"])
        return cls(artifact.version, NgramVocabulary.from_arrays(artifact.arrays), table)

    def save(self, folder: Path, *, config: dict[str, object]) -> None:
        """Write the artifact; ``config`` says how it was trained."""
        values, scale = quantise_rows(self.table)
        arrays: dict[str, NDArray[Any]] = {"table.values": values, "table.scale": scale, **self.vocabulary.to_arrays()}
        save_artifact(folder, kind=KIND, config={"dimensions": self.dimensions, **config}, arrays=arrays)
        write_modules(folder)


def write_modules(folder: Path) -> None:
    """Put beside an artifact what makes it loadable by sentence-transformers too."""
    (folder / MODULES).write_text(json.dumps([MODULE], indent=2) + "\n", encoding="utf-8")


def is_static_artifact(folder: Path) -> bool:
    """Return whether a folder holds an artifact of ours rather than a transformer.

    A model of several modules, saved by sentence-transformers around our encoder, is not ours: reading the encoder
    alone would leave out the rest of it.

    Raises
    ------
    models.artifacts.ArtifactError
        ``config.json`` or ``modules.json`` is damaged.
    """
    config = _read(folder / "config.json")
    if not isinstance(config, dict) or not {"kind", "sha256"} <= config.keys():
        return False
    modules = _read(folder / MODULES)
    return modules is None or (isinstance(modules, list) and len(modules) == 1)


def _read(path: Path) -> object:
    if not path.is_file():
        return None
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path} 不是有效的 JSON：文件已损坏，请重新下载或复制整个文件夹") from error
    return found
