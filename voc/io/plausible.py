"""Score how much a decoding of unknown bytes looks like Chinese text."""

from __future__ import annotations

from functools import lru_cache

from corpora.encodings import load_everyday_characters


def score_text(text: str) -> float:
    """Score how much a decoding looks like Chinese text.

    The mean over its non-ASCII characters of: 1 for an everyday character or full-width punctuation, 0.4 for other Han
    characters of GB2312 level 1 or Big5 level 1, 0.2 for emoji and full-width letters, -0.3 for rare Han characters and
    -1 for everything a wrong decoding yields (private use, kana, Greek, Cyrillic, box drawing, Hangul, controls).

    Returns
    -------
    float
        -1 … 1; 0 for pure ASCII.
    """
    if text.isascii():
        return 0.0
    weight = _character_weight
    weights = [weight(char) for char in text if char > "\x7f"]
    return sum(weights) / len(weights)


@lru_cache(maxsize=1)
def _level_one() -> frozenset[str]:
    """Return the frequent halves of the two national standards: GB2312 level 1 and Big5 level 1."""
    gb = bytes(b for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for b in (lead, trail))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = bytes(b for lead in range(0xA4, 0xC7) for trail in trails for b in (lead, trail))
    return frozenset(gb.decode("gb2312", "ignore") + big5.decode("big5", "ignore"))


@lru_cache(maxsize=1 << 16)
def _character_weight(char: str) -> float:
    """Weight of one non-ASCII character in :func:`score_text`."""
    everyday = load_everyday_characters()
    if char in everyday.han or char in everyday.punctuation:
        return 1.0
    if "\u4e00" <= char <= "\u9fff":
        return 0.4 if char in _level_one() else -0.3
    if "\uff01" <= char <= "\uff5e" or "\U0001f300" <= char <= "\U0001faff":
        return 0.2
    return -1.0
