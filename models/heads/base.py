"""What every classifier offers, whatever network stands behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self

from models.heads.classifier import TextScores
from models.heads.tuning import Tuning

TRANSFORMER_KIND = "transformer-classifier"


class PositionClassifier(Protocol):
    """Texts in, scores out; every label has a score at every character, so that it can be quoted."""

    @property
    def name(self) -> str:
        """What results are stamped with."""
        ...

    @property
    def labels(self) -> int:
        """Number of pain points; each has three directions."""
        ...

    @property
    def events(self) -> int:
        """Number of events (safety, escalation)."""
        ...

    @property
    def tuning(self) -> Tuning:
        """What was chosen on the dev split: thresholds, calibration, the weighing of the heads."""
        ...

    def score(self, texts: Sequence[str]) -> list[TextScores]:
        """Score cleaned texts, in order."""
        ...

    def with_tuning(self, tuning: Tuning) -> Self:
        """Return the same classifier with other choices."""
        ...

    def save(self, folder: Path) -> None:
        """Write the artifact."""
        ...


def kind_of(folder: Path) -> str | None:
    """Return the kind that a folder's ``config.json`` names; None where there is none or it cannot be read."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    kind = config.get("kind") if isinstance(config, dict) else None
    return kind if isinstance(kind, str) else None
