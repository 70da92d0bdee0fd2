"""How unlikely the last days of each series are: a day and short runs, corrected for choosing the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voc.signals.baseline import Baseline
from voc.signals.settings import Settings
from voc.signals.tails import Floats, upper_tail


@dataclass(frozen=True, slots=True)
class Runs:
    """Tests of the last days.

    Attributes
    ----------
    p
        (series,) combined p-value: the smallest ``p / weight`` of the runs.
    share
        (series,) share of each series in the error; depends on the baseline alone.
    best
        (series,) index of the run it comes from.
    day_p
        (series,) p-value of the day alone.
    count, mean, size
        (series, runs) counts and their distribution.
    """

    p: Floats
    share: Floats
    best: NDArray[np.int64]
    day_p: Floats
    count: Floats
    mean: Floats
    size: Floats


def judge_runs(recent: Floats, factors: Floats, baseline: Baseline, *, settings: Settings) -> Runs:
    """Test the day and the runs that end with it.

    Parameters
    ----------
    recent, factors
        (series, days) counts and exposure of the last days, the day itself last; exposure 0 for a day without data.
    """
    shape = (len(recent), len(settings.run_days))
    count, mean, size = np.zeros(shape), np.zeros(shape), np.ones(shape)
    for index, days in enumerate(settings.run_days):
        window = factors[:, -days:]
        count[:, index] = np.where(window > 0, recent[:, -days:], 0.0).sum(axis=1)
        mean[:, index], size[:, index] = baseline.predict(window, drift=settings.drift)
    p = upper_tail(count.astype(np.int64), mean, size)
    combined = p / np.array(settings.run_weights)
    day_mean, day_size = baseline.predict(factors[:, -1:], drift=settings.drift)
    day_p = upper_tail(recent[:, -1].astype(np.int64), day_mean, day_size)
    best = combined.argmin(axis=1)
    share = 1 / (1 + (baseline.rate / settings.sparse_rate) ** 2)
    return Runs(np.minimum(combined.min(axis=1), 1.0), share, best, day_p, count, mean, size)
