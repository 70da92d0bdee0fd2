"""Figures with their intervals: precision, recall, F1 and accuracy, ready to be shown or written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from voc.evaluation.bootstrap import Floats, Interval, interval, intervals
from voc.evaluation.prf import PRF
from voc.evaluation.tally import Label, Sums, Tally


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of one label (or of all together) with 95 % intervals.

    Attributes
    ----------
    score
        The counts.
    precision, recall, f1
        Intervals; None where no resample had the figure.
    """

    score: PRF = field(default_factory=PRF)
    precision: Interval | None = None
    recall: Interval | None = None
    f1: Interval | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain data."""
        own = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {
            "precision": round(self.score.precision, 4),
            "recall": round(self.score.recall, 4),
            "f1": round(self.score.f1, 4),
            "support": self.score.support,
            "interval": {name: limits.to_list() if limits else None for name, limits in own.items()},
        }


@dataclass(frozen=True, slots=True)
class Share:
    """A share of texts with its interval."""

    value: float
    interval: Interval | None


def figures_of(counts: Tally[Label], weights: Floats) -> dict[Label, Figure]:
    """Return a figure for each label."""
    sums = counts.sums(weights)
    limits = zip(intervals(sums.precision), intervals(sums.recall), intervals(sums.f1), strict=True)
    return {
        label: Figure(counts.score(column), *own)
        for column, (label, own) in enumerate(zip(counts.labels, limits, strict=True))
    }


def micro_of(counts: Tally[Label], weights: Floats) -> Figure:
    """Return the figure of all labels counted together."""
    return Figure(counts.micro, *_limits(counts.sums(weights).micro))


def _limits(sums: Sums) -> tuple[Interval | None, Interval | None, Interval | None]:
    return interval(sums.precision[:, 0]), interval(sums.recall[:, 0]), interval(sums.f1[:, 0])


def macro_of(counts: Tally[Label], weights: Floats) -> Share:
    """Return the mean F1 of the labels with enough texts."""
    if not counts.common:
        return Share(0.0, None)
    return Share(counts.macro, interval(counts.of(counts.common).sums(weights).macro))


def share_of(right: Floats, weights: Floats) -> Share:
    """Return the share of texts that are right, ``right`` (texts,) of 0 and 1."""
    texts = len(right)
    if not texts:
        return Share(0.0, None)
    return Share(float(np.mean(right)), interval(weights @ right / texts))
