"""Cues of the journey steps: typed access to ``lexicons/journey.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicons"


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step of the customer's journey and the words that name it."""

    name: str
    cues: tuple[str, ...]


@lru_cache(maxsize=1)
def journey_steps() -> tuple[JourneyStep, ...]:
    """Return the steps in the order in which they are looked for."""
    data = tomllib.loads((FOLDER / "journey.toml").read_text(encoding="utf-8"))
    return tuple(JourneyStep(step["name"], tuple(step["cues"])) for step in data["step"])
