"""Day-of-week factors, shared: sparse series cannot tell their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def weekday_factors(counts: Floats, weekday: NDArray[np.int64], live: NDArray[np.bool_], *, weight: float) -> Floats:
    """Return the factor of each weekday for each pain point; 1 is an average day.

    The pattern of all pain points together is drawn towards an even week, that of each pain point towards it.

    Parameters
    ----------
    counts
        (points, days) counts of each pain point over everything.
    weekday
        (days,) 0 for Monday to 6.
    live
        (days,) days with data.
    weight
        Events the general pattern weighs against the own one.

    Returns
    -------
    ndarray
        (points, 7)
    """
    days = np.bincount(weekday[live], minlength=7).astype(np.float64)
    by_weekday = np.zeros((len(counts), 7))
    for number in range(7):
        by_weekday[:, number] = counts[:, live & (weekday == number)].sum(axis=1)
    common = _shrunk(by_weekday.sum(axis=0, keepdims=True), np.ones((1, 7)), days, weight)
    return _shrunk(by_weekday, common, days, weight)


def _shrunk(sums: Floats, towards: Floats, days: Floats, weight: float) -> Floats:
    """Return (sums + weight · towards) over their expectation in an even week, with mean 1 over the week."""
    rate = sums.sum(axis=1, keepdims=True) / max(days.sum(), 1.0)
    factors = (sums + weight / 7 * towards) / (rate * days + weight / 7)
    result: Floats = factors / factors.mean(axis=1, keepdims=True)
    return result
