"""Tests of two systems on the same texts: randomisation for F1, McNemar's exact test for classes.

References
----------
A. Yeh, More Accurate Tests for the Statistical Significance of Result Differences, COLING 2000 (randomisation).
Q. McNemar, Note on the Sampling Error of the Difference Between Correlated Proportions, Psychometrika 1947.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction

import numpy as np

from voc.evaluation.bootstrap import SEED, Floats
from voc.evaluation.tally import Label, Sums, Tally

SHUFFLES = 9999
ALPHA = 0.05
_CHUNK = 1000
_TIE = 1e-12

Statistic = Callable[[Sums], Floats]


class Verdict(StrEnum):
    """What a test says about the first system."""

    BETTER = "显著更好"
    SAME = "差别不显著"
    WORSE = "显著更差"


def verdict_of(difference: float, p: float, *, alpha: float = ALPHA) -> Verdict:
    """Return the verdict on a difference (first less second) with its p value."""
    if p >= alpha or difference == 0:
        return Verdict.SAME
    return Verdict.BETTER if difference > 0 else Verdict.WORSE


def micro_f1(sums: Sums) -> Floats:
    """Return F1 over all labels; 0 where there is nothing."""
    values: Floats = np.nan_to_num(sums.micro.f1[:, 0])
    return values


def macro_f1(sums: Sums) -> Floats:
    """Return the mean F1 of the labels; 0 where there is nothing."""
    values: Floats = np.nan_to_num(sums.macro)
    return values


def randomisation(
    first: Tally[Label], second: Tally[Label], statistic: Statistic, *, shuffles: int = SHUFFLES, seed: int = SEED
) -> float:
    """Return the two-sided p value of the difference of a statistic.

    If both systems were the same, it would not matter whose answer to a text is whose: answers are exchanged at
    random, text by text, and p is the share of exchanges with a difference at least as large.

    Parameters
    ----------
    first, second
        Counts of the same labels in the same texts.
    statistic
        :func:`micro_f1` or :func:`macro_f1`.
    shuffles, seed
        Number of exchanges, and their seed. The least p is 1 / (shuffles + 1).
    """
    texts = len(first.hit)
    generator = np.random.default_rng(seed)
    ones = np.ones((1, texts))
    observed = abs(float((statistic(first.sums(ones)) - statistic(second.sums(ones)))[0]))
    reached, left = 0, shuffles
    while left:
        size = min(_CHUNK, left)
        left -= size
        swapped = generator.integers(0, 2, size=(size, texts)).astype(np.float64)
        one = _mixed(first, second, swapped)
        other = _mixed(first, second, 1.0 - swapped)
        reached += int((np.abs(statistic(one) - statistic(other)) >= observed - _TIE).sum())
    return (reached + 1) / (shuffles + 1)


def _mixed(first: Tally[Label], second: Tally[Label], swapped: Floats) -> Sums:
    own, other = first.sums(1.0 - swapped), second.sums(swapped)
    return Sums(own.hit + other.hit, own.false + other.false, own.missed + other.missed)


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p value from the texts that only one of two systems has right."""
    total, least = only_first + only_second, min(only_first, only_second)
    # whole numbers throughout: 2**total is more than a float holds
    ways, tail = 1, 1
    for k in range(least):
        ways = ways * (total - k) // (k + 1)
        tail += ways
    return float(min(Fraction(1), Fraction(2 * tail, 1 << total)))
