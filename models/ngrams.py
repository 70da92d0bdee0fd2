"""Character n-grams of Chinese text as integer ids, computed for a whole batch at once.

Chinese has no spaces, words are one to four characters long, and owners mistype them. Overlapping character
n-grams see every word without a segmenter and degrade gently when one character is wrong. All n-grams of a batch
are hashed in one vectorised pass, so the cost does not depend on Python loops.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.variants import load_variants

ORDERS = (1, 2, 3, 4)
BOUNDARY = "\x02"
"""Put before and after every text, so that n-grams know where a text begins and ends."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_BASE = np.uint64(0x100000001B3)
_SLOT_SHIFT = np.uint64(24)
"""Bits of a hash that are left out when its slot is chosen: the high ones are mixed best."""
_PLANE = 0x30000
"""Code points that may be folded one by one; nothing above is Han script."""


@dataclass(frozen=True, slots=True)
class NgramBatch:
    """All n-grams of a batch of texts, by position.

    Attributes
    ----------
    hashes
        uint64 array (number of orders, positions): the hash of the n-gram that starts at each position; 0 where it
        would cross the end of its text.
    starts
        int64 array (texts + 1): first position of each text; a text of n characters takes n + 2 positions.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]


@lru_cache(maxsize=1)
def _folded_points() -> NDArray[np.uint32]:
    """Return what each code point is read as: digits as 0, characters of the dialects as their common ones."""
    table = np.arange(_PLANE, dtype=np.uint32)
    table[ord("0") : ord("9") + 1] = ord("0")
    for written, common in load_variants().characters.items():
        table[ord(written)] = ord(common)
    return table


@lru_cache(maxsize=1)
def _word_folds() -> tuple[Callable[[str], str], ...]:
    """Return one replacement for each word of the variants; all keep the length of the text."""
    variants = load_variants()

    def plain(written: str, common: str) -> Callable[[str], str]:
        return lambda text: text.replace(written, common)

    def guarded(written: str, common: str) -> Callable[[str], str]:
        pattern = re.compile(f"{written}(?![{variants.after_xi}])")
        return lambda text: pattern.sub(common, text)

    return tuple((guarded if pair[0].endswith("系") else plain)(*pair) for pair in variants.words)


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the folded code points of all texts in a row, each between two boundary marks, and where each starts.

    Latin letters are lower-cased, digits become 0, since a model should not learn single numbers, and words of Hong
    Kong, Taiwan and the dialects are read as the common ones of the same length.
    """
    spelled = "".join(f"{BOUNDARY}{text}{BOUNDARY}" for text in texts)
    for fold in _word_folds():
        spelled = fold(spelled)
    joined = spelled.lower()
    lengths = np.fromiter((len(text) + 2 for text in texts), dtype=np.int64, count=len(texts))
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(points) != int(lengths.sum()):
        # lower() changes the length of a few characters (İ); fold only what keeps its length
        joined = "".join(c.lower() if len(c.lower()) == 1 else c for c in spelled)
        points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = _folded_points()
    read = np.where(points < _PLANE, folded[np.minimum(points, _PLANE - 1)], points).astype(np.uint64)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return read, starts


def hash_ngrams(texts: Sequence[str], *, orders: Sequence[int] = ORDERS) -> NgramBatch:
    """Hash the n-grams that start at each position of each text.

    Parameters
    ----------
    texts
        Cleaned texts.
    orders
        Lengths of the n-grams in characters, ascending.

    Returns
    -------
    NgramBatch
        Hashes by order and position.
    """
    points, starts = code_points(texts)
    total = len(points)
    ends = np.repeat(starts[1:], np.diff(starts))
    position = np.arange(total, dtype=np.int64)
    hashes = np.zeros((len(orders), total), dtype=np.uint64)
    rolling = np.zeros(total, dtype=np.uint64)
    done = 0
    for row, order in enumerate(orders):
        while done < order:
            shifted = np.zeros(total, dtype=np.uint64)
            if done < total:
                shifted[: total - done] = points[done:]
            rolling = rolling * _BASE + shifted + np.uint64(1)
            done += 1
        mixed = (rolling ^ (rolling >> np.uint64(29))) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(32)
        mixed |= np.uint64(1)
        mixed[position + order > ends] = 0
        hashes[row] = mixed
    return NgramBatch(hashes, starts)


@dataclass(frozen=True)
class NgramVocabulary:
    """The n-grams a model knows: sorted hashes; the id of an n-gram is its place + 1, 0 stands for unknown.

    Attributes
    ----------
    hashes
        Sorted uint64 array of the known n-grams.
    orders
        Lengths of the n-grams in characters.
    """

    hashes: NDArray[np.uint64]
    orders: tuple[int, ...] = ORDERS

    def __len__(self) -> int:
        return len(self.hashes) + 1

    def ids(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return the ids of hashed n-grams (same shape); 0 for unknown ones and for hash 0."""
        if not len(self.hashes):
            return np.zeros(hashes.shape, dtype=np.int32)
        slots, probes = self._slots
        flat = hashes.ravel()
        place = (flat >> _SLOT_SHIFT).astype(np.int64) & (len(slots) - 1)
        result = slots[place]
        open_ = np.flatnonzero((self._known[result] != flat) & (result != 0))
        result[open_] = 0
        for probe in range(1, probes):
            if not len(open_):
                break
            candidate = slots[(place[open_] + probe) & (len(slots) - 1)]
            same = self._known[candidate] == flat[open_]
            result[open_[same]] = candidate[same]
            open_ = open_[~same & (candidate != 0)]
        found: NDArray[np.int32] = result.reshape(hashes.shape)
        return found

    @cached_property
    def _known(self) -> NDArray[np.uint64]:
        """Hashes by id; id 0 has a hash that no n-gram has."""
        return np.concatenate([np.zeros(1, dtype=np.uint64), self.hashes])

    @cached_property
    def _slots(self) -> tuple[NDArray[np.int32], int]:
        """Return an open-addressing table from hash to id and the most places to look at.

        Three times as fast as a binary search among the sorted hashes, which misses the cache at every step.
        """
        size = 1 << (4 * len(self.hashes)).bit_length()
        slots = np.zeros(size, dtype=np.int32)
        place = (self.hashes >> _SLOT_SHIFT).astype(np.int64) & (size - 1)
        waiting = np.arange(len(self.hashes))
        probes = 0
        while len(waiting):
            slot = (place[waiting] + probes) & (size - 1)
            free = slots[slot] == 0
            # of several that want one free slot the first takes it
            _, first = np.unique(slot, return_index=True)
            taken = np.zeros(len(waiting), dtype=bool)
            taken[first] = True
            taken &= free
            slots[slot[taken]] = waiting[taken] + 1
            waiting = waiting[~taken]
            probes += 1
        return slots, probes

    @classmethod
    def build(
        cls, texts: Iterable[str], *, sizes: dict[int, int], min_count: int = 3, batch: int = 4096
    ) -> NgramVocabulary:
        """Keep the most frequent n-grams of each order.

        Parameters
        ----------
        texts
            The texts to count in.
        sizes
            How many n-grams to keep of each order.
        min_count
            An n-gram seen in fewer places is not kept.
        batch
            Texts counted at a time.

        Returns
        -------
        NgramVocabulary
            The same for the same texts, whatever their order.
        """
        orders = tuple(sorted(sizes))
        pending: list[list[NDArray[np.uint64]]] = [[] for _ in orders]
        chunk: list[str] = []

        def count(part: list[str]) -> None:
            found = hash_ngrams(part, orders=orders)
            for row in range(len(orders)):
                pending[row].append(found.hashes[row][found.hashes[row] != 0])

        for text in texts:
            chunk.append(text)
            if len(chunk) == batch:
                count(chunk)
                chunk = []
        if chunk:
            count(chunk)
        kept = []
        for row, order in enumerate(orders):
            if not pending[row]:
                continue
            values, counts = np.unique(np.concatenate(pending[row]), return_counts=True)
            frequent = counts >= min_count
            values, counts = values[frequent], counts[frequent]
            # ties are broken by the hash itself, so the choice is stable
            best = np.lexsort((values, -counts))[: sizes[order]]
            kept.append(values[best])
        hashes = np.unique(np.concatenate(kept)) if kept else np.zeros(0, dtype=np.uint64)
        return cls(hashes, orders)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the vocabulary as named arrays for an artifact."""
        return {"vocabulary.hashes": self.hashes.view(np.int64), "vocabulary.orders": np.array(self.orders, np.int64)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> NgramVocabulary:
        """Rebuild the vocabulary from :meth:`to_arrays`."""
        hashes = np.ascontiguousarray(arrays["vocabulary.hashes"]).view(np.uint64)
        return cls(hashes, tuple(int(order) for order in arrays["vocabulary.orders"]))
