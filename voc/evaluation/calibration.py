"""Calibration: whether what is told with a confidence of 0.8 is right four times out of five.

Only what is told carries a confidence, so this measures precision by confidence, not the network's probabilities below
the thresholds.

References
----------
C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017 (expected calibration error, reliability table).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Confidences from ``low`` (inclusive) to ``high``: how many, their mean, and the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability of told confidences; ``bins`` holds the ones that are not empty, ascending."""

    count: int
    bins: tuple[ReliabilityBin, ...]

    @property
    def expected_error(self) -> float:
        """Mean distance of confidence and accuracy, weighted by the bins' counts; 0 when nothing was told."""
        if not self.count:
            return 0.0
        return sum(own.count * abs(own.confidence - own.accuracy) for own in self.bins) / self.count

    @property
    def bias(self) -> float:
        """Mean confidence less accuracy: above 0 the confidences are too high."""
        if not self.count:
            return 0.0
        return sum(own.count * (own.confidence - own.accuracy) for own in self.bins) / self.count

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain data."""
        return {
            "count": self.count,
            "expected_calibration_error": round(self.expected_error, 4),
            "bias": round(self.bias, 4),
            "bins": [
                {
                    "low": round(own.low, 4),
                    "high": round(own.high, 4),
                    "count": own.count,
                    "confidence": round(own.confidence, 4),
                    "accuracy": round(own.accuracy, 4),
                }
                for own in self.bins
            ],
        }


def calibrate(confidences: Sequence[float], right: Sequence[bool], *, bins: int = BINS) -> Calibration:
    """Return the reliability of confidences in 0…1 by bins of equal width."""
    told, good = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    place = np.minimum((told * bins).astype(int), bins - 1)
    found = []
    for number in np.unique(place).tolist():
        own = place == number
        found.append(
            ReliabilityBin(
                number / bins, (number + 1) / bins, int(own.sum()), float(told[own].mean()), float(good[own].mean())
            )
        )
    return Calibration(len(told), tuple(found))
