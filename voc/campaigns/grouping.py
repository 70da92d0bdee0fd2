"""Groups of copies: every member is near its group's representative, so that chains of small changes do not grow.

The groups are a function of the set of texts alone. Texts are taken from the most crowded place outwards, and a text
either joins the nearest representative before it or becomes one; the order in which they came does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voc.campaigns.minhash import ShingleSets
from voc.campaigns.settings import COPIES, CopySettings


@dataclass(frozen=True, slots=True)
class Grouping:
    """Who is a copy of whom.

    Attributes
    ----------
    leaders
        int64 array (texts): the representative of each text, itself where it has none.
    similarity
        float64 array (texts): Jaccard similarity to the representative, 1 for itself.
    """

    leaders: NDArray[np.int64]
    similarity: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Buckets:
    """Text → buckets that it shares with other texts, and how crowded they are."""

    buckets: NDArray[np.int64]
    starts: NDArray[np.int64]
    crowd: NDArray[np.int64]


def _share_buckets(bands: NDArray[np.uint64], weights: NDArray[np.int64], usable: NDArray[np.int64]) -> _Buckets:
    """Return the buckets of each text; a bucket with one text is none."""
    texts: list[NDArray[np.int64]] = []
    numbers: list[NDArray[np.int64]] = []
    crowd = np.zeros(len(weights), dtype=np.int64)
    first = 0
    for band in range(bands.shape[1]):
        _, inverse, counts = np.unique(bands[usable, band], return_inverse=True, return_counts=True)
        mass = np.bincount(inverse, weights=weights[usable]).astype(np.int64)
        crowd[usable] += mass[inverse]
        shared = counts[inverse] > 1
        texts.append(usable[shared])
        numbers.append(inverse[shared].astype(np.int64) + first)
        first += len(counts)
    members = np.concatenate(texts) if texts else np.zeros(0, np.int64)
    order = np.argsort(members, kind="stable")
    starts = np.zeros(len(weights) + 1, dtype=np.int64)
    np.cumsum(np.bincount(members, minlength=len(weights)), out=starts[1:])
    return _Buckets((np.concatenate(numbers) if numbers else members)[order], starts, crowd)


def common_counts(sets: ShingleSets, own: int, others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many n-grams a set has in common with each of several others; none of them may be empty."""
    mine = sets.values[sets.starts[own] : sets.starts[own + 1]]
    sizes = sets.starts[others + 1] - sets.starts[others]
    ends = np.cumsum(sizes)
    place = np.arange(int(ends[-1])) + np.repeat(sets.starts[others] - (ends - sizes), sizes)
    theirs = sets.values[place]
    at = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
    return np.add.reduceat((mine[at] == theirs).astype(np.int64), ends - sizes)


def near(
    common: NDArray[np.int64], size: int, sizes: NDArray[np.int64], *, settings: CopySettings = COPIES
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return Jaccard similarity, and whether it or the containment makes two sets copies."""
    jaccard = common / (size + sizes - common)
    smaller, larger = np.minimum(size, sizes), np.maximum(size, sizes)
    cut = (common >= settings.containment * smaller) & (smaller >= settings.length_ratio * larger)
    bound = np.where(smaller < settings.brief, settings.jaccard_brief, settings.jaccard)
    return jaccard, (jaccard >= bound) | cut


def group_texts(
    sets: ShingleSets,
    bands: NDArray[np.uint64],
    *,
    weights: NDArray[np.int64],
    moments: NDArray[np.int64],
    digests: list[bytes],
    settings: CopySettings = COPIES,
) -> Grouping:
    """Group distinct texts.

    Parameters
    ----------
    sets, bands
        From :func:`voc.campaigns.minhash.build_sets` and ``band_keys``; empty sets stay alone.
    weights
        Records with each text.
    moments
        When each text was first seen; among equally crowded texts the earliest leads.
    digests
        One for each text, to break ties in the same way whatever the order of the texts.
    """
    count = len(weights)
    leaders = np.arange(count, dtype=np.int64)
    similarity = np.ones(count, dtype=np.float64)
    usable = np.flatnonzero(np.diff(sets.starts))
    shared = _share_buckets(bands, weights, usable)
    crowded = np.flatnonzero(np.diff(shared.starts))
    order = sorted(crowded.tolist(), key=lambda text: (-shared.crowd[text], moments[text], digests[text]))
    in_bucket: defaultdict[int, list[int]] = defaultdict(list)
    rank: dict[int, int] = {}
    for text in order:
        buckets = shared.buckets[shared.starts[text] : shared.starts[text + 1]].tolist()
        found = _nearest(text, sets, _candidates(buckets, in_bucket, rank, settings), settings)
        if found is None:
            rank[text] = len(rank)
            for bucket in buckets:
                in_bucket[bucket].append(text)
        else:
            leaders[text], similarity[text] = found
    return Grouping(leaders, similarity)


def _candidates(
    buckets: list[int], in_bucket: defaultdict[int, list[int]], rank: dict[int, int], settings: CopySettings
) -> list[int]:
    """Return the representatives that share buckets, those that share most of them first."""
    votes: dict[int, int] = {}
    for bucket in buckets:
        if bucket in in_bucket:
            for leader in in_bucket[bucket][: settings.bucket]:
                votes[leader] = votes.get(leader, 0) + 1
    return sorted(votes, key=lambda leader: (-votes[leader], rank[leader]))[: settings.candidates]


def _nearest(text: int, sets: ShingleSets, candidates: list[int], settings: CopySettings) -> tuple[int, float] | None:
    if not candidates:
        return None
    others = np.array(candidates, dtype=np.int64)
    size = int(sets.starts[text + 1] - sets.starts[text])
    sizes = sets.starts[others + 1] - sets.starts[others]
    jaccard, is_near = near(common_counts(sets, text, others), size, sizes, settings=settings)
    if not is_near.any():
        return None
    # argmax takes the first of equals: the one that shares more buckets, then the earlier representative
    best = int(np.argmax(np.where(is_near, jaccard, -1.0)))
    return candidates[best], float(jaccard[best])
