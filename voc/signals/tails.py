"""Tails of the negative binomial distribution, and what they mean for many series at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

Floats = NDArray[np.float64]

# Attainable p-values are tabulated up to this count; a larger series is taken as continuous, which is on the safe side.
_COUNTS = 32
_CHUNK = 20_000


def size_of(mean: Floats, variance: Floats) -> Floats:
    """Return the size of the negative binomial distribution with this mean and variance (huge for a Poisson one)."""
    excess = np.maximum(variance - mean, 1e-6 * np.maximum(mean, 1e-12))
    return np.minimum(mean * mean / excess, 1e8)


def upper_tail(count: NDArray[np.int64], mean: Floats, size: Floats) -> Floats:
    """Return P(X >= count); 1 for a count of zero."""
    share = mean / (mean + size)
    tail = np.asarray(betainc(np.maximum(count, 1), size, share), np.float64)
    return np.where(count <= 0, 1.0, tail)


def expected_false(levels: Floats, mean: Floats, size: Floats, weights: Floats, *, least: int) -> Floats:
    """Return how many of many quiet series have a combined p-value at or below each level.

    A count has few values, so a p-value of at most ``t`` is met less often than ``t``: each series contributes the
    largest p-value it can attain at or below the level, not the level itself. The runs of a series are added (a union
    bound).

    Parameters
    ----------
    levels
        (k,) combined p-values.
    mean, size
        (series, runs) parameters of the counts.
    weights
        (series, runs) share of each run of a series in the error: its p-value counts as ``p / weight``.
    least
        Smallest count that is ever reported; p-values of smaller ones cannot become false alerts.

    References
    ----------
    Heyse, in: Recent Advances in Biostatistics (2011) 43-58; Döhler, Durand and Roquain, EJS 12 (2018) 1867-1900.
    """
    total = np.zeros(len(levels))
    for start in range(0, len(mean), _CHUNK):
        rows = slice(start, start + _CHUNK)
        attainable = _tail_table(mean[rows], size[rows])[..., max(least, 1) - 1 :]
        for index, level in enumerate(levels):
            limit = level * weights[rows]
            fits = attainable <= limit[..., None]
            first = np.argmax(fits, axis=2)
            value = np.take_along_axis(attainable, first[..., None], axis=2)[..., 0]
            runs = np.where(fits.any(axis=2), value, limit)
            total[index] += np.minimum(runs.sum(axis=1), level).sum()
    return total


def _tail_table(mean: Floats, size: Floats) -> Floats:
    """Return P(X >= c) for c = 1 ... by the recursion of the probabilities; (series, runs, counts)."""
    share = mean / (mean + size)
    term = np.exp(-size * np.log1p(mean / size))
    table = np.empty((*mean.shape, _COUNTS))
    tail = 1.0 - term
    for count in range(_COUNTS):
        # Subtraction leaves rounding errors of 1e-15; no level of interest is that small.
        table[..., count] = np.maximum(tail, 1e-14)
        term = term * (count + size) / (count + 1) * share
        tail = tail - term
    return table


def q_values(p: Floats, *, expected: Floats, groups: NDArray[np.int64] | None = None) -> Floats:
    """Return step-up adjusted p-values: false ones expected at or below each p, over those found there.

    Parameters
    ----------
    p
        p-values of the series that may be reported.
    expected
        How many quiet series have a p-value at or below each of them.
    groups
        Series of a group are found together (the levels of one pain point) and count once among those found.
    """
    order = np.argsort(p, kind="stable")
    first = np.ones(len(p), np.bool_)
    if groups is not None:
        first[:] = False
        first[np.unique(groups[order], return_index=True)[1]] = True
    number = np.cumsum(first)
    found = number[np.searchsorted(p[order], p[order], side="right") - 1] if len(p) else number
    ratio = expected[order] / np.maximum(found, 1)
    adjusted = np.minimum.accumulate(ratio[::-1])[::-1]
    result = np.empty_like(p)
    result[order] = np.minimum(adjusted, 1.0)
    return result
