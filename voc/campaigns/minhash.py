"""Sets of character n-grams and their MinHash signatures, for a whole batch at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.ngrams import hash_ngrams
from voc.campaigns.settings import COPIES, CopySettings

_BAND_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """The n-gram sets of a batch: set i is ``values[starts[i]:starts[i + 1]]``, sorted, each n-gram once (uint32)."""

    values: NDArray[np.uint32]
    starts: NDArray[np.int64]


def build_sets(texts: Sequence[str], *, settings: CopySettings = COPIES) -> ShingleSets:
    """Return the set of n-grams of each text; an empty text has an empty set.

    The marks of beginning and end are left out: a copy with its ends cut must not lose twice.
    """
    if not texts:
        return ShingleSets(np.zeros(0, np.uint32), np.zeros(1, np.int64))
    batch = hash_ngrams(texts, orders=settings.orders)
    lengths = np.diff(batch.starts)
    owner = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    ends = np.repeat(batch.starts[1:], lengths)
    position = np.arange(len(owner), dtype=np.int64)
    inside = np.ones(len(owner), dtype=bool)
    inside[batch.starts[:-1]] = False
    pairs = []
    for row, order in enumerate(settings.orders):
        usable = inside & (position + order < ends)
        # the high bits of a hash are mixed best
        pairs.append((owner[usable] << _HALF) | (batch.hashes[row][usable] >> _HALF))
    found = np.unique(np.concatenate(pairs))
    counts = np.bincount((found >> _HALF).astype(np.int64), minlength=len(texts))
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return ShingleSets((found & np.uint64(0xFFFFFFFF)).astype(np.uint32), starts)


def band_keys(sets: ShingleSets, *, settings: CopySettings = COPIES) -> NDArray[np.uint64]:
    """Return the banded MinHash signature of each set.

    Parameters
    ----------
    sets
        n sets.

    Returns
    -------
    uint64 array (n, bands)
        Two sets share a band's key when the minima of all its rows agree; rows of empty sets are 0 and mean nothing.

    References
    ----------
    A. Broder, On the resemblance and containment of documents, 1997.
    """
    random = np.random.default_rng(settings.seed)
    size = settings.bands * settings.rows
    # an odd factor makes each hash function a permutation of the 32-bit numbers
    factors = random.integers(0, 2**31, size, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    offsets = random.integers(0, 2**32, size, dtype=np.uint32)
    count = len(sets.starts) - 1
    keys = np.zeros((count, settings.bands), dtype=np.uint64)
    filled = np.flatnonzero(np.diff(sets.starts))
    if not len(filled):
        return keys
    begins = sets.starts[filled]
    for band in range(settings.bands):
        mixed = np.full(len(filled), band + 1, dtype=np.uint64)
        for row in range(settings.rows):
            place = band * settings.rows + row
            minima = np.minimum.reduceat(sets.values * factors[place] + offsets[place], begins)
            mixed = (mixed ^ minima) * _BAND_MULTIPLIER
            mixed ^= mixed >> _HALF
        keys[filled, band] = mixed
    return keys
