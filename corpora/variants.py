"""Words and characters of Hong Kong, Taiwan and the dialects with their common spelling: ``lexicons/variants.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).parent / "lexicons" / "variants.toml"


@dataclass(frozen=True, slots=True)
class Variants:
    """Pairs of equal length: what is written, and how the models read it.

    Attributes
    ----------
    words
        Longest first, so that a word inside another one does not break it.
    characters
        Single characters.
    after_xi
        Characters in front of which a word that ends in 系 is left alone.
    """

    words: tuple[tuple[str, str], ...]
    characters: dict[str, str]
    after_xi: str


@lru_cache(maxsize=1)
def load_variants() -> Variants:
    """Return the shipped pairs; a pair of unequal length would move the quotes and is a ``ValueError``."""
    data = tomllib.loads(PATH.read_text(encoding="utf-8"))
    pairs = [entry.split("=") for entry in data["words"].split()]
    singles = data["characters"].split()
    uneven = [word for word, common in pairs if len(word) != len(common)] + [c for c in singles if len(c) != 2]
    if uneven:
        raise ValueError(f"variants.toml: unequal length: {', '.join(uneven)}")
    words = sorted(((word, common) for word, common in pairs), key=lambda pair: (-len(pair[0]), pair[0]))
    return Variants(tuple(words), {pair[0]: pair[1] for pair in singles}, data["after_xi"])
