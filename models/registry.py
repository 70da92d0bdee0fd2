"""From a name to a loaded model: ``builtin``, a folder, or the name of a hub model."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from models.artifacts.store import FOLDER as ARTIFACTS
from models.encoders.base import Encoder
from models.encoders.settings import BUILTIN, EncoderSettings, read_settings
from models.encoders.static import StaticEncoder, is_static_artifact
from models.errors import ArtifactError
from models.heads.base import TRANSFORMER_KIND, PositionClassifier, kind_of
from models.heads.classifier import Classifier
from models.heads.polarity import PolarityHead

ENCODER_FOLDER = ARTIFACTS / "encoder-static-zh"
CLASSIFIER_FOLDER = ARTIFACTS / "classifier-zh"
POLARITY_FOLDER = ARTIFACTS / "polarity-zh"


def artifact_folders() -> tuple[Path, ...]:
    """Return the folders of all shipped artifacts, by name."""
    return tuple(sorted(path.parent for path in ARTIFACTS.glob("*/config.json")))


def load_encoder(name: str | None = None) -> Encoder:
    """Return an encoder by name; everything that needs an encoder and is not told which asks here.

    Parameters
    ----------
    name
        ``builtin``, the folder of a static encoder, or the folder or hub name of a sentence-transformers model. None
        takes ``VOC_ENCODER``, and ``builtin`` where that is not set. The other ``VOC_ENCODER_…`` variables say how a
        transformer runs; see :mod:`models.encoders.settings`.

    Raises
    ------
    ArtifactError
        The model cannot be loaded, or a variable cannot be used; the message says why and what helps.
    """
    settings = read_settings()
    chosen = name or settings.name
    folder = ENCODER_FOLDER if chosen == BUILTIN else Path(chosen).expanduser()
    if chosen == BUILTIN or is_static_artifact(folder):
        return _load_static(folder)
    return _load_transformer(replace(settings, name=chosen))


@lru_cache(maxsize=4)
def _load_static(folder: Path) -> Encoder:
    return StaticEncoder.load(folder)


@lru_cache(maxsize=2)
def _load_transformer(settings: EncoderSettings) -> Encoder:
    from models.encoders.hub import load_sentence_transformer

    return load_sentence_transformer(settings)


@lru_cache(maxsize=4)
def load_classifier(name: str = BUILTIN) -> PositionClassifier:
    """Return a classifier by name: ``builtin`` or the folder of an artifact, the built-in kind or a transformer.

    Raises
    ------
    ArtifactError
        There is no classifier in this folder, or the packages that its kind needs are missing.
    """
    folder = CLASSIFIER_FOLDER if name == BUILTIN else Path(name)
    if not folder.is_dir():
        raise ArtifactError(f"找不到分类模型文件夹 {name}")
    if kind_of(folder) == TRANSFORMER_KIND:
        return _fine_tuned(folder)
    return Classifier.load(folder)


def _fine_tuned(folder: Path) -> PositionClassifier:
    """Return a fine-tuned transformer; only this function imports torch."""
    missing = [package for package in ("torch", "transformers") if find_spec(package) is None]
    if missing:
        raise ArtifactError(f"加载 {folder} 缺少 {'、'.join(missing)}：请执行 pip install 'voc-triage[train]'")
    from models.heads.transformer import TransformerClassifier

    return TransformerClassifier.load(folder)


@lru_cache(maxsize=1)
def load_polarity() -> PolarityHead:
    """Return the general polarity head."""
    return PolarityHead.load(POLARITY_FOLDER)


@lru_cache(maxsize=1)
def encoder_version() -> str:
    """Return name and version of the built-in encoder without loading its weights."""
    config = json.loads((ENCODER_FOLDER / "config.json").read_text(encoding="utf-8"))
    return f"{ENCODER_FOLDER.name}@{config['sha256'][:8]}"
