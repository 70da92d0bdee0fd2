"""Model artifacts: folders with ``model.safetensors``, ``config.json`` (sizes, sha256) and ``README.md``, the card."""

from models.artifacts.store import Artifact, load_artifact, save_artifact, verify
from models.errors import ArtifactError

__all__ = ["Artifact", "ArtifactError", "load_artifact", "save_artifact", "verify"]
