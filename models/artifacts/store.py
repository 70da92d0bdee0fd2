"""Save and load artifacts: arrays as safetensors, everything else as JSON, no pickle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ArtifactError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of an artifact lie in its folder."""

    folder: Path

    @property
    def weights(self) -> Path:
        """The arrays."""
        return self.folder / "model.safetensors"

    @property
    def config(self) -> Path:
        """Sizes, settings and the checksum of the weights."""
        return self.folder / "config.json"

    @property
    def card(self) -> Path:
        """The model card."""
        return self.folder / "README.md"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A loaded artifact."""

    name: str
    config: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    @property
    def version(self) -> str:
        """Name and the first eight digits of the weights' checksum: what results are stamped with."""
        return f"{self.name}@{self.config['sha256'][:8]}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def save_artifact(folder: Path, *, kind: str, config: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Write an artifact; the folder is made, files of the same name are replaced."""
    from safetensors.numpy import save_file

    layout = Layout(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, layout.weights)
    content = {"kind": kind, **config, "sha256": _digest(layout.weights)}
    layout.config.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _read_config(layout: Layout) -> dict[str, Any]:
    if not layout.config.is_file():
        raise ArtifactError(f"{layout.folder} 中没有 config.json")
    try:
        config = json.loads(layout.config.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ArtifactError(f"{layout.config} 不是有效的 JSON") from error
    if not isinstance(config, dict) or "sha256" not in config or "kind" not in config:
        raise ArtifactError(f"{layout.config} 缺少 kind 或 sha256")
    return config


def load_artifact(folder: Path, *, kind: str) -> Artifact:
    """Load an artifact and check its kind.

    The checksum is checked by :func:`verify` (``voc models --verify``), not at each start.

    Raises
    ------
    ArtifactError
        The folder holds no artifact of this kind, or its weights cannot be read.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    layout = Layout(folder)
    config = _read_config(layout)
    if config["kind"] != kind:
        raise ArtifactError(f"{folder} 是 {config['kind']} 模型，这里需要 {kind}")
    try:
        arrays = load_file(layout.weights)
    except (OSError, SafetensorError) as error:
        raise ArtifactError(f"{layout.weights} 缺失或已损坏") from error
    return Artifact(folder.name, config, arrays)


def verify(folder: Path) -> bool:
    """Return whether the weights still have the checksum of their config."""
    layout = Layout(folder)
    config = _read_config(layout)
    return layout.weights.is_file() and _digest(layout.weights) == config["sha256"]


def quantise_rows(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return a matrix as 8-bit integers and one scale a row: a quarter of the size."""
    peak = np.maximum(np.abs(matrix).max(axis=1), 1e-8)
    scale = (peak / 127.0).astype(np.float16)
    safe = np.maximum(scale.astype(np.float32), 1e-8)
    return np.clip(np.round(matrix / safe[:, None]), -127, 127).astype(np.int8), scale


def restore_rows(values: NDArray[np.int8], scale: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the matrix that :func:`quantise_rows` packed."""
    return values.astype(np.float32) * scale.astype(np.float32)[:, None]
