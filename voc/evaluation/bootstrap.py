"""Bootstrap over texts: how far a figure would move with other texts of the same kind.

The labels of one text depend on each other, so whole texts are drawn, never single labels. All figures are sums over
texts, so that one product of the draws with the counts gives every figure of every resample.

References
----------
B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993 (percentile interval).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95
SEED = 20261101

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a percentile interval."""

    low: float
    high: float

    def to_list(self) -> list[float]:
        """Return the limits with four digits."""
        return [round(self.low, 4), round(self.high, 4)]


def draw_weights(texts: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Return how often each text is drawn in each resample, (resamples, texts); every row sums to ``texts``."""
    generator = np.random.default_rng(seed)
    places = generator.integers(0, texts, size=(resamples, texts))
    places += np.arange(resamples)[:, None] * texts
    return np.bincount(places.ravel(), minlength=resamples * texts).reshape(resamples, texts).astype(np.float64)


def ratio(upper: Floats, lower: Floats) -> Floats:
    """Return ``upper / lower``; NaN where there is nothing to divide by."""
    result: Floats = np.full(np.broadcast(upper, lower).shape, np.nan)
    np.divide(upper, lower, out=result, where=lower > 0)
    return result


def mean_of_known(values: Floats) -> Floats:
    """Return the mean over the last axis without NaN; NaN where all are."""
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1).astype(np.float64))


def intervals(samples: Floats, *, level: float = LEVEL) -> list[Interval | None]:
    """Return the percentile interval of each column of ``samples`` (resamples, figures).

    NaN are left out; a column of nothing else has no interval.
    """
    ordered = np.sort(samples, axis=0)  # NaN stand last
    known = (~np.isnan(ordered)).sum(axis=0)
    columns = np.arange(samples.shape[1])
    limits = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        place = share * np.maximum(known - 1, 0)
        below = np.floor(place).astype(int)
        above = np.ceil(place).astype(int)
        limits.append(ordered[below, columns] * (1 - (place - below)) + ordered[above, columns] * (place - below))
    return [
        Interval(float(low), float(high)) if count else None
        for low, high, count in zip(limits[0], limits[1], known, strict=True)
    ]


def interval(samples: Floats, *, level: float = LEVEL) -> Interval | None:
    """Return the percentile interval of one figure, (resamples,)."""
    return intervals(samples[:, None], level=level)[0]
