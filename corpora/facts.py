"""Neighbourhoods of figures (waits, amounts, scores), read from ``lexicons/facts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_PATH = Path(__file__).parent / "lexicons" / "facts.toml"


@dataclass(frozen=True, slots=True)
class Cue:
    """A regular expression beside a figure and what it adds to the figure's score."""

    pattern: str
    weight: float


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What stands before and behind a figure of one kind.

    Attributes
    ----------
    threshold
        Smallest sum of weights at which the figure counts.
    """

    threshold: float
    before: tuple[Cue, ...]
    after: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class FigureCues:
    """The whole lexicon."""

    version: int
    source: str
    wait: Neighbourhood
    wait_stem: str
    wait_expected: float
    wait_about: frozenset[str]
    amount: Neighbourhood
    amount_context: str
    hotlines: frozenset[int]
    score: Mapping[str, str]


def _neighbourhood(table: dict[str, Any]) -> Neighbourhood:
    sides = ([Cue(cue["pattern"], float(cue["weight"])) for cue in table[side]] for side in ("before", "after"))
    before, after = (tuple(side) for side in sides)
    return Neighbourhood(float(table["threshold"]), before, after)


@lru_cache(maxsize=1)
def load_figure_cues() -> FigureCues:
    """Return the shipped cues of figures (read once)."""
    data = tomllib.loads(_PATH.read_text(encoding="utf-8"))
    return FigureCues(
        version=data["version"],
        source=data["source"],
        wait=_neighbourhood(data["wait"]),
        wait_stem=data["wait"]["stem"],
        wait_expected=float(data["wait"]["expected"]),
        wait_about=frozenset(data["wait"]["about"]),
        amount=_neighbourhood(data["amount"]),
        hotlines=frozenset(data["amount"]["hotlines"]),
        amount_context=data["amount_context"]["pattern"],
        score=MappingProxyType(dict(data["score"])),
    )
