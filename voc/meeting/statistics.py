"""The few statistics the report needs: intervals, tests on small counts, false discovery, the start of a rise."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, log1p, sqrt

# Terms of a tail sum smaller than this share of the sum so far change no printed digit.
_NEGLIGIBLE = 1e-16


def wilson(successes: int, n: int, *, z: float) -> tuple[float, float]:
    """Return Wilson's score interval of a share.

    Parameters
    ----------
    successes, n
        Counts with ``0 <= successes <= n`` and ``n >= 1``.
    z
        Normal quantile (1.96 for 95 %).

    Returns
    -------
    tuple
        Lower and upper limit in 0..1.

    References
    ----------
    Wilson, JASA 22 (1927) 209-212.
    """
    share = successes / n
    square = z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    # The limits touch 0 and 1 exactly when nothing or everything succeeds; rounding must not leave the range.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == n else min(1.0, middle + half)
    return low, high


def difference_interval(plus: int, minus: int, n: int, *, z: float) -> tuple[float, float]:
    """Return an interval of ``(plus - minus) / n`` for two exclusive outcomes of one sample (NPS, net sentiment).

    The Wilson limits of both shares are combined by the method of variance estimates recovery with the correlation of
    two multinomial shares, so the interval stays inside -1..1 and does not collapse when all answers agree.

    Parameters
    ----------
    plus, minus, n
        Counts with ``plus + minus <= n`` and ``n >= 1``.

    References
    ----------
    Newcombe, Statistics in Medicine 17 (1998) 873-890 (square-and-add of Wilson limits);
    Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702 (MOVER).
    """
    first, second = plus / n, minus / n
    low_first, high_first = wilson(plus, n, z=z)
    low_second, high_second = wilson(minus, n, z=z)
    rest = (1 - first) * (1 - second)
    correlation = -sqrt(first * second / rest) if rest > 0 else 0.0
    net = first - second
    down = _combine(first - low_first, high_second - second, correlation)
    up = _combine(high_first - first, second - low_second, correlation)
    return max(-1.0, net - down), min(1.0, net + up)


def _combine(first: float, second: float, correlation: float) -> float:
    return sqrt(max(0.0, first * first - 2 * correlation * first * second + second * second))


def binomial_tail(count: int, n: int, share: float) -> float:
    """Return P(X >= count) of a binomial count of ``n`` trials with success probability ``share``."""
    if count <= 0:
        return 1.0
    if count > n:
        return 0.0
    if not 0 < share < 1:
        return float(share >= 1)
    if count > n * share:
        return min(1.0, _sum_up(count, n, share))
    return max(0.0, 1.0 - _sum_up(n - count + 1, n, 1 - share))


def _sum_up(count: int, n: int, share: float) -> float:
    """Sum the binomial probabilities from ``count`` (right of the mean) upwards, until they no longer matter."""
    term = exp(
        lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1) + count * log(share) + (n - count) * log1p(-share)
    )
    odds = share / (1 - share)
    total = term
    for value in range(count, n):
        term *= (n - value) / (value + 1) * odds
        total += term
        if term <= total * _NEGLIGIBLE:
            break
    return total


def rate_increase(count: int, exposure: float, base_count: int, base_exposure: float) -> float:
    """Return the one-sided p-value that a Poisson rate lies above its basis.

    Conditional on the sum of both counts, the new count is binomial with share
    ``exposure / (exposure + base_exposure)``; this is exact for small counts and for a basis of zero.

    Parameters
    ----------
    count, base_count
        Counts of the day and of the basis.
    exposure, base_exposure
        Days, or records, in which they were counted; both above zero.

    References
    ----------
    Przyborowski and Wilenski, Biometrika 31 (1940) 313-323.
    """
    return binomial_tail(count, count + base_count, exposure / (exposure + base_exposure))


def rate_change(count: int, exposure: float, base_count: int, base_exposure: float) -> float:
    """Return the two-sided p-value of :func:`rate_increase` (twice the smaller tail, at most 1)."""
    up = rate_increase(count, exposure, base_count, base_exposure)
    down = rate_increase(base_count, base_exposure, count, exposure)
    return min(1.0, 2 * min(up, down))


def adjust(p_values: Sequence[float]) -> list[float]:
    """Return Benjamini and Hochberg's adjusted p-values, in the order given.

    References
    ----------
    Benjamini and Hochberg, JRSS B 57 (1995) 289-300.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i], reverse=True)
    adjusted = [1.0] * len(p_values)
    smallest = 1.0
    for rank, index in zip(range(len(order), 0, -1), order, strict=True):
        smallest = min(smallest, p_values[index] * len(order) / rank)
        adjusted[index] = smallest
    return adjusted


def rise_start(counts: Sequence[int]) -> int | None:
    """Return the index at which a series of daily counts starts to rise to its present level.

    The likelihood of a single Poisson step finds where the level changes. A slow rise has its step in the middle of
    the slope, so the start then moves back over days that already lie more than a standard deviation above the level
    before them.

    Parameters
    ----------
    counts
        Counts of consecutive days with data, oldest first.

    Returns
    -------
    int or None
        First index of the rise; None when no split has a higher mean after it.
    """
    start = _step(counts)
    while start is not None and start > 1:
        level = sum(counts[: start - 1]) / (start - 1)
        if counts[start - 1] <= level + sqrt(level):
            break
        start -= 1
    return start


def _step(counts: Sequence[int]) -> int | None:
    total = sum(counts)
    best: int | None = None
    best_gain = 0.0
    before = 0
    for split in range(1, len(counts)):
        before += counts[split - 1]
        after = total - before
        rest = len(counts) - split
        if after * split <= before * rest:
            continue
        gain = _log_likelihood(before, split) + _log_likelihood(after, rest)
        if best is None or gain > best_gain:
            best, best_gain = split, gain
    return best


def _log_likelihood(count: int, days: int) -> float:
    return count * log(count / days) if count else 0.0
