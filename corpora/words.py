"""The trade lexicon of the segmenter: typed access to ``lexicons/words.toml`` and ``lexicons/stopwords.txt``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lexicons"


@lru_cache(maxsize=1)
def trade_words() -> tuple[tuple[str, int], ...]:
    """Return every word of the trade with its frequency for the segmenter, in the order of the file."""
    data = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    frequency = int(data["default_frequency"])
    words = dict.fromkeys(word for block in data["words"].values() for word in block.split())
    return tuple((word, frequency) for word in words)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words that never make a keyword or a topic name."""
    text = (FOLDER / "stopwords.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
