"""Counts of every label in every text, as arrays: the base of all figures, intervals and tests."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from voc.evaluation.bootstrap import Floats, mean_of_known, ratio
from voc.evaluation.prf import PRF

Label = TypeVar("Label", bound=Hashable)
LEAST_SUPPORT = 5
"""A label with fewer texts has no part in a macro average: one text would move it by more than 20 points."""


@dataclass(frozen=True, slots=True)
class Tally(Generic[Label]):
    """Counts (texts, labels), each 0 or 1.

    Attributes
    ----------
    labels
        What the columns are.
    hit, false, missed
        Told and right; told and wrong; not told.
    """

    labels: tuple[Label, ...]
    hit: Floats
    false: Floats
    missed: Floats

    @property
    def support(self) -> Floats:
        """How many texts truly have each label, (labels,)."""
        total: Floats = (self.hit + self.missed).sum(axis=0)
        return total

    def score(self, column: int) -> PRF:
        """Return the counts of one label."""
        return PRF(*(int(part[:, column].sum()) for part in (self.hit, self.false, self.missed)))

    @property
    def micro(self) -> PRF:
        """All labels counted together."""
        return PRF(*(int(part.sum()) for part in (self.hit, self.false, self.missed)))

    @property
    def common(self) -> list[int]:
        """Columns with at least ``LEAST_SUPPORT`` texts."""
        return [int(column) for column in np.flatnonzero(self.support >= LEAST_SUPPORT)]

    @property
    def macro(self) -> float:
        """Mean F1 of the common labels; 0 without any."""
        scores = [self.score(column).f1 for column in self.common]
        return sum(scores) / len(scores) if scores else 0.0

    def sums(self, weights: Floats) -> Sums:
        """Return the counts of each label in each resample; ``weights`` is (resamples, texts)."""
        return Sums(weights @ self.hit, weights @ self.false, weights @ self.missed)

    def of(self, columns: Sequence[int]) -> Tally[Label]:
        """Return the tally of some labels."""
        places = list(columns)
        labels = tuple(self.labels[place] for place in places)
        return Tally(labels, self.hit[:, places], self.false[:, places], self.missed[:, places])


@dataclass(frozen=True, slots=True)
class Sums:
    """Summed counts, (resamples, labels)."""

    hit: Floats
    false: Floats
    missed: Floats

    @property
    def precision(self) -> Floats:
        """Precision of each label in each resample; NaN where it was never told."""
        return ratio(self.hit, self.hit + self.false)

    @property
    def recall(self) -> Floats:
        """Recall of each label in each resample; NaN where it never holds."""
        return ratio(self.hit, self.hit + self.missed)

    @property
    def f1(self) -> Floats:
        """F1 of each label in each resample; NaN where it neither holds nor was told."""
        return ratio(2 * self.hit, 2 * self.hit + self.false + self.missed)

    @property
    def micro(self) -> Sums:
        """All labels counted together, (resamples, 1)."""
        return Sums(*(part.sum(axis=1, keepdims=True) for part in (self.hit, self.false, self.missed)))

    @property
    def macro(self) -> Floats:
        """Mean F1 over the labels of each resample, (resamples,)."""
        return mean_of_known(self.f1)


def tally(
    truth: Sequence[AbstractSet[Label]], told: Sequence[AbstractSet[Label]], labels: Sequence[Label]
) -> Tally[Label]:
    """Count sets of labels against each other, text by text; other labels than ``labels`` are left out."""
    number = {label: place for place, label in enumerate(labels)}
    holds = np.zeros((len(truth), len(labels)), dtype=bool)
    found = np.zeros_like(holds)
    for matrix, sets in ((holds, truth), (found, told)):
        for row, own in enumerate(sets):
            for label in own:
                if label in number:
                    matrix[row, number[label]] = True
    return Tally(
        tuple(labels),
        (holds & found).astype(np.float64),
        (found & ~holds).astype(np.float64),
        (holds & ~found).astype(np.float64),
    )
