"""From a name to a loaded model: ``builtin``, a folder, or the name of a hub model."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from models.artifacts.store import FOLDER as ARTIFACTS
from models.encoders.base import Encoder
from models.encoders.static import StaticEncoder
from models.errors import ArtifactError
from models.heads.classifier import Classifier
from models.heads.polarity import PolarityHead

BUILTIN = "builtin"
ENCODER_FOLDER = ARTIFACTS / "encoder-static-zh"
CLASSIFIER_FOLDER = ARTIFACTS / "classifier-zh"
POLARITY_FOLDER = ARTIFACTS / "polarity-zh"


def artifact_folders() -> tuple[Path, ...]:
    """Return the folders of all shipped artifacts, by name."""
    return tuple(sorted(path.parent for path in ARTIFACTS.glob("*/config.json")))


@lru_cache(maxsize=4)
def load_encoder(name: str = BUILTIN) -> Encoder:
    """Return an encoder by name.

    Parameters
    ----------
    name
        ``builtin``, the folder of a static encoder, or the folder or hub name of a sentence-transformers model.

    Raises
    ------
    ArtifactError
        The model cannot be loaded; the message says why and what helps.
    """
    if name == BUILTIN:
        return StaticEncoder.load(ENCODER_FOLDER)
    folder = Path(name)
    if (
        (folder / "config.json").is_file()
        and (folder / "model.safetensors").is_file()
        and not (folder / "modules.json").is_file()
    ):
        return StaticEncoder.load(folder)
    from models.encoders.hub import load_sentence_transformer

    return load_sentence_transformer(name)


@lru_cache(maxsize=4)
def load_classifier(name: str = BUILTIN) -> Classifier:
    """Return a classifier by name: ``builtin`` or the folder of an artifact.

    Raises
    ------
    ArtifactError
        There is no classifier in this folder.
    """
    folder = CLASSIFIER_FOLDER if name == BUILTIN else Path(name)
    if not folder.is_dir():
        raise ArtifactError(f"找不到分类模型文件夹 {name}")
    return Classifier.load(folder)


@lru_cache(maxsize=1)
def load_polarity() -> PolarityHead:
    """Return the general polarity head."""
    return PolarityHead.load(POLARITY_FOLDER)


@lru_cache(maxsize=1)
def encoder_version() -> str:
    """Return name and version of the built-in encoder without loading its weights."""
    config = json.loads((ENCODER_FOLDER / "config.json").read_text(encoding="utf-8"))
    return f"{ENCODER_FOLDER.name}@{config['sha256'][:8]}"
