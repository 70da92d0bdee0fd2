"""The built-in encoder as a module of sentence-transformers: the same vectors, trainable, saved as our artifact.

Needs torch and sentence-transformers, so nothing imports this file unless sentence-transformers loads the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule
from torch import Tensor, nn

from models.encoders.static import StaticEncoder
from models.ngrams import hash_ngrams


class StaticModule(InputModule):
    """Normalised sum of n-gram vectors: ``SentenceTransformer(modules=[StaticModule.load(folder)])``.

    Parameters
    ----------
    encoder
        The encoder whose vectors are taken over.
    """

    def __init__(self, encoder: StaticEncoder) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.name = encoder.name
        self.vocabulary = encoder.vocabulary
        table = torch.from_numpy(encoder.table.copy())
        self.table = nn.EmbeddingBag.from_pretrained(table, freeze=False, mode="sum", padding_idx=0)

    @property
    def max_seq_length(self) -> float:
        """No limit."""
        return math.inf

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return self.table.embedding_dim

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_kwargs: object) -> dict[str, Any]:
        """Return the ids of all known n-grams in a row, and where each text's begin."""
        texts = self._prepend_prompt(list(inputs), prompt) if prompt else list(inputs)
        batch = hash_ngrams(texts, orders=self.vocabulary.orders)
        ids = self.vocabulary.ids(batch.hashes)
        known = ids != 0
        before = np.concatenate([[0], np.cumsum(known.sum(axis=0))])
        return {
            "input_ids": torch.from_numpy(ids.T[known.T].astype(np.int64)),
            "offsets": torch.from_numpy(before[batch.starts[:-1]].astype(np.int64)),
        }

    def forward(self, features: dict[str, Tensor | Any], **_kwargs: object) -> dict[str, Tensor | Any]:
        """Add ``sentence_embedding`` (texts, dimensions); a text with nothing known is a zero row."""
        sums = self.table(features["input_ids"], features["offsets"])
        features["sentence_embedding"] = nn.functional.normalize(sums, dim=-1)
        return features

    def to_encoder(self) -> StaticEncoder:
        """Return the encoder with the present weights."""
        table = self.table.weight.detach().to("cpu", torch.float32).numpy().copy()
        return StaticEncoder(self.name, self.vocabulary, table)

    def save(self, output_path: str, *_args: object, **_kwargs: object) -> None:
        """Write the artifact; :func:`models.registry.load_encoder` reads the folder without torch."""
        self.to_encoder().save(Path(output_path), config={"base": self.name})

    @classmethod
    def load(
        cls,
        model_name_or_path: str,
        subfolder: str = "",
        token: bool | str | None = None,
        cache_folder: str | None = None,
        revision: str | None = None,
        local_files_only: bool = False,
        init_defaults: dict[str, Any] | None = None,
        **_kwargs: object,
    ) -> Self:
        """Load the artifact from a folder or, where someone has put it on a hub, from there.

        Raises
        ------
        models.artifacts.ArtifactError
            There is no such artifact.
        """
        found = [
            cls.load_file_path(
                str(model_name_or_path),
                filename=file,
                subfolder=subfolder,
                token=token,
                cache_folder=cache_folder,
                revision=revision,
                local_files_only=local_files_only,
            )
            for file in ("config.json", "model.safetensors")
        ]
        folder = Path(found[0]).parent if found[0] else Path(model_name_or_path) / subfolder
        return cls(StaticEncoder.load(folder))
