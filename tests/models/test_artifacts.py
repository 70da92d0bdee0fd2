"""Artifacts: what is written is read again, and damage is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models.artifacts import ArtifactError, load_artifact, save_artifact, verify
from models.artifacts.store import quantise_rows, restore_rows
from models.registry import artifact_folders


def test_round_trip(tmp_path: Path) -> None:
    save_artifact(tmp_path / "m", kind="k", config={"a": 1}, arrays={"x": np.arange(6.0).reshape(2, 3)})
    loaded = load_artifact(tmp_path / "m", kind="k")
    assert np.array_equal(loaded.arrays["x"], np.arange(6.0).reshape(2, 3))
    assert loaded.config["a"] == 1
    assert loaded.version.startswith("m@")
    assert verify(tmp_path / "m")


def test_wrong_kind(tmp_path: Path) -> None:
    save_artifact(tmp_path / "m", kind="k", config={}, arrays={"x": np.zeros(1)})
    with pytest.raises(ArtifactError, match="这里需要 other"):
        load_artifact(tmp_path / "m", kind="other")


def test_damaged_weights_are_noticed(tmp_path: Path) -> None:
    save_artifact(tmp_path / "m", kind="k", config={}, arrays={"x": np.zeros(1)})
    weights = tmp_path / "m" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert not verify(tmp_path / "m")
    weights.write_bytes(b"nonsense")
    with pytest.raises(ArtifactError, match="缺失或已损坏"):
        load_artifact(tmp_path / "m", kind="k")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_broken_config(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content, encoding="utf-8")
    with pytest.raises(ArtifactError):
        load_artifact(tmp_path, kind="k")


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"config\.json"):
        load_artifact(tmp_path / "none", kind="k")


def test_quantised_rows_are_close() -> None:
    matrix = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    matrix[3] = 0.0
    again = restore_rows(*quantise_rows(matrix))
    assert np.abs(again - matrix).max() < 0.03
    assert not again[3].any()


def test_shipped_artifacts_are_whole_and_small() -> None:
    folders = artifact_folders()
    assert {folder.name for folder in folders} >= {"encoder-static-zh", "classifier-zh"}
    total = 0
    for folder in folders:
        assert verify(folder), folder.name
        card = (folder / "README.md").read_text(encoding="utf-8")
        for word in ("Data", "Figures", "Limits", "Rebuild"):
            assert f"## {word}" in card, (folder.name, word)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        assert config["sha256"] in card, f"{folder.name}: the card must name the checksum"
        total += sum(path.stat().st_size for path in folder.iterdir())
    assert total < 40_000_000
