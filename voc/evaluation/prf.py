"""Precision, recall and F1 as counts that can be added."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class PRF:
    """Counts of one label, or of all together.

    Attributes
    ----------
    hit, false, missed
        Found and right; found and wrong; not found.
    """

    hit: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: PRF) -> PRF:
        return PRF(self.hit + other.hit, self.false + other.false, self.missed + other.missed)

    @classmethod
    def of(cls, truth: Collection[Label], found: Collection[Label]) -> PRF:
        """Compare two sets."""
        right, told = set(truth), set(found)
        return cls(len(right & told), len(told - right), len(right - told))

    @property
    def support(self) -> int:
        """How often the label truly holds."""
        return self.hit + self.missed

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 when nothing was found."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else 0.0

    @property
    def recall(self) -> float:
        """Share of what is right that was found; 0 when there is nothing."""
        return self.hit / self.support if self.support else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / total if total else 0.0
