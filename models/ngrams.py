"""Character n-grams of Chinese text as integer ids, computed for a whole batch at once.

Chinese has no spaces, words are one to four characters long, and owners mistype them. Overlapping character
n-grams see every word without a segmenter and degrade gently when one character is wrong. All n-grams of a batch
are hashed in one vectorised pass, so the cost does not depend on Python loops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ORDERS = (1, 2, 3, 4)
BOUNDARY = "\x02"
"""Put before and after every text, so that n-grams know where a text begins and ends."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_BASE = np.uint64(0x100000001B3)
_DIGIT_ZERO, _DIGIT_NINE = ord("0"), ord("9")


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


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the folded code points of all texts in a row, each between two boundary marks, and where each starts.

    Latin letters are lower-cased and digits become 0, since a model should not learn single numbers.
    """
    joined = "".join(f"{BOUNDARY}{text}{BOUNDARY}" for text in texts).lower()
    lengths = np.fromiter((len(text) + 2 for text in texts), dtype=np.int64, count=len(texts))
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(points) != int(lengths.sum()):
        # lower() changes the length of a few characters (İ); fold only what keeps its length
        joined = "".join(
            f"{BOUNDARY}{''.join(c.lower() if len(c.lower()) == 1 else c for c in text)}{BOUNDARY}" for text in texts
        )
        points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    digits = (points >= _DIGIT_ZERO) & (points <= _DIGIT_NINE)
    points[digits] = _DIGIT_ZERO
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return points, starts


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
        flat = hashes.ravel()
        place = np.searchsorted(self.hashes, flat)
        place[place == len(self.hashes)] = 0
        found = self.hashes[place] == flat
        return np.where(found, place + 1, 0).astype(np.int32).reshape(hashes.shape)

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
