"""What a finder reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Found(NamedTuple):
    """Personal data of one kind at ``text[start:end]``."""

    start: int
    end: int
    kind: str


def alternatives(words: Iterable[str]) -> str:
    """Return the words as one regular-expression group, longest first, so that 微信号 wins over 微信."""
    import re

    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def disjoint(found: Iterable[Found]) -> list[Found]:
    """Return the places in order of their start; of two that overlap the earlier, then the longer one."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
