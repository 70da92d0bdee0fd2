"""What each series should count: its own rate drawn towards its parent's, and how widely counts scatter.

The rate has a gamma distribution: ``prior_events`` events at the parent's rate times the scope's share of the records
of the parent, plus the events of the baseline. Counts around it scatter more than Poisson counts; their variance is

    mean + linear · mean + quadratic · Σ(day mean)² + mean² / events known

with ``linear`` and ``quadratic`` common to all series of a level (a sparse one cannot tell its own) and a factor above
1 for series that scatter more than the common law says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from voc.signals.tails import Floats, size_of

Ints = NDArray[np.int64]

#: No parent.
TOP = -1


@dataclass(frozen=True, slots=True)
class Dispersion:
    """The common law of the scatter beyond Poisson; (series,) each, equal within a level.

    A level has its own: the scatter of single series partly averages out in the levels above.
    """

    linear: Floats
    quadratic: Floats

    def at(self, rows: Ints) -> Dispersion:
        """Return the law of some of the series."""
        return Dispersion(self.linear[rows], self.quadratic[rows])


@dataclass(frozen=True, slots=True)
class Baseline:
    """The expectation of many series.

    Attributes
    ----------
    rate
        (series,) events of an average day.
    events
        (series,) events the rate rests on, the prior's included.
    excess
        (series,) factor of the variance above the common law, at least 1.
    own
        (series,) events counted in the baseline.
    """

    rate: Floats
    events: Floats
    excess: Floats
    own: Floats
    dispersion: Dispersion

    def at(self, rows: Ints) -> Baseline:
        """Return the same for some of the series."""
        return Baseline(self.rate[rows], self.events[rows], self.excess[rows], self.own[rows], self.dispersion.at(rows))

    def predict(self, factors: Floats, *, drift: float = 0.0) -> tuple[Floats, Floats]:
        """Return mean and negative-binomial size of the sum over some days.

        Parameters
        ----------
        factors
            (series, days) exposure of the days; 0 for a day without data.
        drift
            Standard deviation of the relative change of a rate since the baseline.
        """
        mean = self.rate * factors.sum(axis=1)
        squares = self.rate**2 * (factors**2).sum(axis=1)
        law = self.dispersion
        scatter = mean * (1 + law.linear) + law.quadratic * squares
        # Scattered events tell less about the rate than independent ones.
        worth = 1 + law.linear + law.quadratic * self.rate
        variance = self.excess * (scatter + worth * mean**2 / self.events) + (drift * mean) ** 2
        return mean, size_of(mean, variance)


def fit_baseline(
    counts: Floats,
    factors: Floats,
    parents: Ints,
    shares: Floats,
    *,
    level: Ints,
    prior_events: float,
    dispersion_events: float,
    dispersion: Dispersion | None = None,
) -> Baseline:
    """Fit the expectation of all series.

    Parameters
    ----------
    counts, factors
        (series, days) counts of the baseline and exposure of its days; counts of days with exposure 0 are ignored.
    parents
        (series,) row of the parent series, which stands before its children; ``TOP`` for none.
    shares
        (series,) the scope's share of the records of its parent.
    level
        (series,) number of the level of a series.
    prior_events, dispersion_events
        As in :class:`voc.signals.settings.Settings`.
    dispersion
        The common law, when it is known from more series than these.
    """
    counts = np.where(factors > 0, counts, 0.0)
    own = counts.sum(axis=1)
    exposure = factors.sum(axis=1)
    rate = np.zeros(len(counts))
    events = own + prior_events
    waiting = np.ones(len(counts), np.bool_)
    while waiting.any():
        ready = waiting & ((parents == TOP) | ~waiting[np.maximum(parents, 0)])
        # The topmost series have no parent to lean on: half an event keeps their rate above zero.
        alone = (own + prior_events) / np.maximum(exposure, 1.0)
        centre = np.where(parents == TOP, alone, rate[np.maximum(parents, 0)] * shares)
        value = events / (prior_events / np.maximum(centre, 1e-9) + exposure)
        rate[ready] = value[ready]
        waiting &= ~ready
    means = _fitted(own, exposure, factors)
    law = dispersion or _fit_levels(counts, means, factors, level)
    ratio = _ratio(counts, means, factors, law)
    weight = dispersion_events + own
    excess = np.maximum(1.0, (dispersion_events + own * ratio) / weight)
    return Baseline(rate, events, excess, own, law)


def _fit_levels(counts: Floats, means: Floats, factors: Floats, level: Ints) -> Dispersion:
    linear, quadratic = np.zeros((2, len(counts)))
    for number in np.unique(level):
        rows = level == number
        linear[rows], quadratic[rows] = fit_dispersion(counts[rows], means[rows], factors[rows])
    return Dispersion(linear, quadratic)


def fit_dispersion(counts: Floats, means: Floats, factors: Floats) -> tuple[float, float]:
    """Fit the common law of the scatter by least squares of the excess variance on mean and squared mean.

    Parameters
    ----------
    counts, means, factors
        (series, days) counts, their fitted means, exposure.

    Returns
    -------
    tuple
        The linear and the quadratic coefficient.
    """
    days = (factors > 0).sum(axis=1)
    usable = (days >= 7) & (counts.sum(axis=1) > 0)
    if not usable.any():
        return 0.0, 0.0
    counts, means, days = counts[usable], means[usable], days[usable]
    first, second = means.sum(axis=1), (means**2).sum(axis=1)
    excess = _squares(counts, means, days) - first
    weight = 1 / np.sqrt(2 * second + first)
    solution, _ = nnls(np.stack([first * weight, second * weight], axis=1), excess * weight)
    return float(solution[0]), float(solution[1])


def _fitted(own: Floats, exposure: Floats, factors: Floats) -> Floats:
    fitted: Floats = (own / np.maximum(exposure, 1e-9))[:, None] * factors
    return fitted


def _squares(counts: Floats, means: Floats, days: Ints) -> Floats:
    """Return the sum of squared deviations, corrected for the fitted mean."""
    squares: Floats = ((counts - means) ** 2).sum(axis=1) * days / np.maximum(days - 1, 1)
    return squares


def _ratio(counts: Floats, means: Floats, factors: Floats, law: Dispersion) -> Floats:
    """Return each series' scatter over that of the common law."""
    days = (factors > 0).sum(axis=1)
    lawful = ((1 + law.linear[:, None]) * means + law.quadratic[:, None] * means**2).sum(axis=1)
    ratio: Floats = _squares(counts, means, days) / np.maximum(lawful, 1e-9)
    return np.where(lawful > 0, ratio, 1.0)
