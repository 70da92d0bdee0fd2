"""What common Chinese text looks like, for telling legacy encodings apart (``lexicons/encodings.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "lexicons" / "encodings.toml"


@dataclass(frozen=True, slots=True)
class EverydayCharacters:
    """Characters that fill ordinary Chinese text.

    Attributes
    ----------
    han
        About 1 200 frequent Han characters, Simplified and Traditional.
    punctuation
        Full-width punctuation.
    """

    han: frozenset[str]
    punctuation: frozenset[str]


@lru_cache(maxsize=1)
def load_everyday_characters() -> EverydayCharacters:
    """Load the everyday characters that ship with the package (the same object on every call)."""
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    han = "".join((data["common"] + data["traditional"]).split())
    return EverydayCharacters(han=frozenset(han), punctuation=frozenset(data["punctuation"]))
