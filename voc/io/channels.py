"""Find the channel that a cell or a file name speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

from corpora.columns import fold_name, load_columns
from voc.types import Channel

# Latin words of a file name: "recall_2026" must not read as "call".
_LATIN_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=1 << 10)
def channel_of_value(value: str) -> Channel | None:
    """Return the channel a cell names (``新浪微博`` → social); None when it names none we know."""
    folded = fold_name(value)
    channels = load_columns().channels
    for channel, words in channels.items():
        if folded in words.names:
            return Channel(channel)
    for channel, words in channels.items():
        if any(word in folded for word in words.names):
            return Channel(channel)
    return None


def channel_of_file(stem: str) -> Channel | None:
    """Return the channel a file name hints at (``热线回访_11月`` → call_note); None without a hint.

    Parameters
    ----------
    stem
        The file's name without folder and suffix.
    """
    name = stem.casefold()
    latin = set(_LATIN_WORD.findall(name))
    for channel, words in load_columns().channels.items():
        if latin & words.file_words or any(word in name for word in words.file_contains):
            return Channel(channel)
    return None
