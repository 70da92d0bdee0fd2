"""Slow rises: a score test of growth over some weeks, beyond ordinary drift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from voc.signals.tails import Floats


@dataclass(frozen=True, slots=True)
class Trends:
    """Tests of growth.

    Attributes
    ----------
    p
        (series,) one-sided p-values.
    growth
        (series,) fitted factor from the first to the last day.
    count
        (series,) events in the weeks.
    """

    p: Floats
    growth: Floats
    count: Floats


def judge_trends(counts: Floats, factors: Floats, scatter: Floats, *, tolerated: float) -> Trends:
    """Test whether counts grow by more than a tolerated factor.

    Parameters
    ----------
    counts, factors
        (series, days) counts and exposure, the day last; exposure 0 for a day without data.
    scatter
        (series,) variance over mean of the counts.
    tolerated
        Growth over all the days that is ordinary drift.

    References
    ----------
    Cox and Lewis, The Statistical Analysis of Series of Events (1966), section 3.3, with a drift under the hypothesis.
    """
    days = counts.shape[1]
    time = np.arange(days) / max(days - 1, 1)
    drift = np.log(tolerated)
    weights = factors * np.exp(drift * time)
    total = np.where(factors > 0, counts, 0.0).sum(axis=1)
    share = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    means = total[:, None] * share
    centre = (share * time).sum(axis=1, keepdims=True)
    score = (np.where(factors > 0, counts - means, 0.0) * (time - centre)).sum(axis=1)
    information = (means * (time - centre) ** 2).sum(axis=1)
    known = information > 0
    safe = np.where(known, information, 1.0)
    p = np.where(known, ndtr(-score / np.sqrt(safe * scatter)), 1.0)
    growth = np.exp(np.clip(drift + score / safe, -5.0, 5.0))
    return Trends(p, np.where(known, growth, 1.0), total)
