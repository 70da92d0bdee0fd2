"""One run of the discovery, as the book takes it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from voc.lineage.errors import RunError


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A finished run.

    Attributes
    ----------
    name
        Name of the run, unique in the book ("2026-03-01").
    day
        Day it stands for.
    ids
        Id of each text (n), each once.
    labels
        The run's own topic number of each text (n,); -1 is the residual.
    vectors
        L2-normalised vectors (n, dimensions).
    centres
        L2-normalised centre of each topic (topics, dimensions).
    names
        The machine's name of each topic.
    encoder
        Version of the encoder that gave the vectors.
    """

    name: str
    day: date
    ids: tuple[str, ...]
    labels: NDArray[np.int64]
    vectors: NDArray[np.float32]
    centres: NDArray[np.float32]
    names: tuple[str, ...]
    encoder: str = ""

    def __post_init__(self) -> None:
        count = len(self.ids)
        topics = len(self.names)
        fits = (
            len(set(self.ids)) == count
            and self.labels.shape == (count,)
            and len(self.vectors) == count
            and len(self.centres) == topics
            and (not count or -1 <= int(self.labels.min()) <= int(self.labels.max()) < topics)
            and (not topics or not count or self.centres.shape[1] == self.vectors.shape[1])
        )
        if not fits:
            hint = "编号不能重复；编号、标签与向量的条数应相同；话题、名称与中心的个数应相同"
            raise RunError(f"话题发现运行 {self.name} 的数据前后不一致", hint=hint)
        if not (np.isfinite(self.vectors).all() and np.isfinite(self.centres).all()):
            raise RunError(f"话题发现运行 {self.name} 的向量含有无效数值", hint="请检查编码器的输出")
