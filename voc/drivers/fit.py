"""The model of one sample: fitted to the score and to the shares of detractors and promoters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtr, stdtrit

from corpora.rules import load_rules
from voc.drivers.effects import Contrast, Figure, estimate
from voc.drivers.model import Estimate, Prior, Target
from voc.drivers.sample import FEATURES, Design
from voc.drivers.shrinkage import Array, fit_shrinkage

Point = tuple[str, int]
"""Code and polarity."""

DIGITS = 6
"""Digits kept of a figure: more than is shown, fewer than differ between processors."""

# Largest size of an effect on each outcome, by what is explained.
_LIMITS = {
    Target.NPS: {"effect": 10.0, "detractors": 1.0, "promoters": 1.0, "nps": 2.0},
    Target.SENTIMENT: {"effect": 2.0, "detractors": 1.0, "promoters": 1.0, "nps": 2.0},
}


@dataclass(frozen=True, slots=True)
class Fit:
    """Figures of the contrasts asked for, by outcome; an outcome that is the same for all texts is missing.

    Attributes
    ----------
    figures
        ``effect``, ``detractors``, ``promoters``, ``nps`` to the figures of the groups of points.
    """

    design: Design
    target: Target
    level: float
    figures: Mapping[str, Mapping[tuple[Point, ...], Figure]]
    prior: Prior

    def figure(self, *points: Point) -> Figure:
        """Return the figure of one or two points for the score itself."""
        return self.figures["effect"][points]

    def estimate_of(self, outcome: str, *points: Point, factor: float = 1.0) -> Estimate | None:
        """Return an effect with its interval, inside the range an effect can have; None without that outcome."""
        figures = self.figures.get(outcome)
        if figures is None:
            return None
        figure = figures[points]
        limit = _LIMITS[self.target][outcome] * len(points)
        half = self._quantile(figure) * sqrt(figure.chance + figure.doubt)
        ends = (max(-limit, figure.value - half) * factor, min(limit, figure.value + half) * factor)
        value = min(limit, max(-limit, figure.value)) * factor
        return Estimate(round(value, DIGITS), round(min(ends), DIGITS), round(max(ends), DIGITS))

    def importance(self, outcome: str, point: Point, told: int, n: int, *, factor: float = 1.0) -> Estimate | None:
        """Return what the mean would differ by, with an interval that counts the uncertainty of the share as well."""
        figures = self.figures.get(outcome)
        if figures is None:
            return None
        figure = figures[(point,)]
        share = told / n
        variance = share**2 * (figure.chance + figure.doubt) + figure.value**2 * share * (1 - share) / n
        half = self._quantile(figure) * sqrt(variance) * factor
        value = -figure.value * share * factor
        return Estimate(round(value, DIGITS), round(value - half, DIGITS), round(value + half, DIGITS))

    def p_value(self, point: Point) -> float:
        """Return the two-sided p-value of an effect on the score."""
        figure = self.figure(point)
        return float(2 * stdtr(figure.degrees, -abs(figure.value) / sqrt(figure.chance + figure.doubt)))

    def _quantile(self, figure: Figure) -> float:
        return float(stdtrit(figure.degrees, (1 + self.level) / 2))


def fit_outcomes(
    design: Design, scores: Array, *, target: Target, groups: Sequence[tuple[Point, ...]], level: float
) -> Fit:
    """Fit every outcome that is not the same for all texts.

    Parameters
    ----------
    scores
        Scores of the design's texts, not all the same.
    groups
        Points whose effect is wanted, alone or summed in pairs.
    """
    contrasts = [_contrast(design, group) for group in groups]
    figures = {}
    prior = None
    for name, values in _outcomes(scores, target).items():
        if values.min() == values.max():
            continue
        shrinkage = fit_shrinkage(design.columns[:, 1:], values, design.blocks)
        figures[name] = dict(zip(groups, estimate(design.columns, values, shrinkage, contrasts), strict=True))
        if prior is None:
            noise = sqrt(shrinkage.noise)
            spreads = [noise * sqrt(shrinkage.ratios[design.blocks == block].max(initial=0.0)) for block in range(3)]
            parts = (*shrinkage.effects[:2], *spreads, noise)
            prior = Prior(*(round(float(part), DIGITS) for part in parts))
    assert prior is not None  # noqa: S101 - the scores differ, so the first outcome was fitted
    return Fit(design, target, level, figures, prior)


def _contrast(design: Design, points: tuple[Point, ...]) -> Contrast:
    """Return the sum of the effects of some points: each is the mean of its direction and its own part."""
    weights = np.zeros(design.columns.shape[1])
    free = [FEATURES + design.points.index(point) for point in points]
    for place, (_, polarity) in zip(free, points, strict=True):
        weights[place] += 1
        weights[1 if polarity < 0 else 2] += 1
    return Contrast(weights, tuple(free))


def _outcomes(scores: Array, target: Target) -> dict[str, Array]:
    if target is Target.NPS:
        rules = load_rules()
        low = scores <= rules.number("R9", "detractor_max")
        high = scores >= rules.number("R9", "promoter_min")
    else:
        low, high = scores < 0, scores > 0
    detractors, promoters = low.astype(np.float64), high.astype(np.float64)
    return {"effect": scores, "detractors": detractors, "promoters": promoters, "nps": promoters - detractors}
