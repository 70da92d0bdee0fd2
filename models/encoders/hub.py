"""Any sentence-transformers model, by hub name or local folder, behind the same protocol as the built-in encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.errors import ArtifactError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True)
class SentenceEncoder:
    """A sentence-transformers model; its own prompts, pooling and maximum length apply."""

    name: str
    model: SentenceTransformer
    batch: int = 64

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return L2-normalised float32 vectors (texts, dimensions)."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self.model.encode(
            list(texts),
            batch_size=self.batch,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def load_sentence_transformer(name: str) -> SentenceEncoder:
    """Load a model; only this function imports torch.

    Raises
    ------
    ArtifactError
        sentence-transformers is not installed, or the model cannot be loaded (missing, offline, wrong type).
    """
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ArtifactError(
            f"加载 {name} 需要 sentence-transformers：请执行 pip install 'voc-triage[train]'"
        ) from error
    try:
        model = SentenceTransformer(name)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        where = "文件夹" if Path(name).exists() else "模型"
        raise ArtifactError(
            f"无法加载{where} {name}：请检查名称、网络（或先下载到本地文件夹），或改用内置编码器 builtin"
        ) from error
    return SentenceEncoder(name, model)
