"""Since when: the start of a jump or a rise."""

from __future__ import annotations

import numpy as np

from voc.signals.tails import Floats


def jump_start(counts: Floats, means: Floats) -> int:
    """Return the index of the first day of a jump that lasts to the end.

    The start with the largest likelihood of a higher level since, against the expectation.

    Parameters
    ----------
    counts, means
        (days,) counts and their expectation, the day last.
    """
    best, best_gain = len(counts) - 1, -np.inf
    found = expected = 0.0
    for start in range(len(counts) - 1, -1, -1):
        found += counts[start]
        expected += means[start]
        if counts[start] == 0 or found <= expected or expected <= 0:
            continue
        gain = found * np.log(found / expected) - (found - expected)
        if gain > best_gain:
            best, best_gain = start, gain
    return best


def rise_start(counts: Floats, factors: Floats) -> int:
    """Return the index of the day that parts the days best into a lower level and a higher one after it."""
    best, best_gain = len(counts) - 1, -np.inf
    before, before_days = np.cumsum(counts), np.cumsum(factors)
    for split in range(1, len(counts)):
        low, high = before[split - 1], before[-1] - before[split - 1]
        low_days, high_days = before_days[split - 1], before_days[-1] - before_days[split - 1]
        if low_days <= 0 or high_days <= 0 or high * low_days <= low * high_days:
            continue
        gain = _gain(low, low_days) + _gain(high, high_days)
        if gain > best_gain:
            best, best_gain = split, gain
    return best


def _gain(count: float, days: float) -> float:
    return float(count * np.log(count / days)) if count else 0.0
