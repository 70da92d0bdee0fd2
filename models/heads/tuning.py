"""What is chosen on held-out texts once a network is trained: thresholds, calibration, the weighing of the heads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.heads.opinion import FEATURES

Floats = NDArray[np.float32]
SENTIMENTS = 3


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function, computed without overflow."""
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * values.astype(np.float32)))
    return result


@dataclass(frozen=True, slots=True)
class Tuning:
    """Numbers chosen on the dev split.

    Attributes
    ----------
    thresholds
        Least probability at which a label is told (labels, 3).
    event_thresholds
        The same for the events.
    calibration
        Slope and offset of the logits of each direction and event (3 + events, 2): of all cases given a probability of
        0.8, eight in ten hold.
    opinion
        Weights of the overall sentiment (features + 1, 3); see :mod:`models.heads.opinion`.
    """

    thresholds: Floats
    event_thresholds: Floats
    calibration: Floats
    opinion: Floats

    @classmethod
    def plain(cls, *, labels: int, events: int, threshold: float) -> Tuning:
        """Return what stands before anything is chosen: one threshold, no calibration, the sentiment head alone."""
        opinion = np.zeros((FEATURES + 1, SENTIMENTS), dtype=np.float32)
        opinion[:SENTIMENTS] = np.eye(SENTIMENTS)
        return cls(
            thresholds=np.full((labels, 3), threshold, dtype=np.float32),
            event_thresholds=np.full(events, threshold, dtype=np.float32),
            calibration=np.tile(np.array([1.0, 0.0], dtype=np.float32), (3 + events, 1)),
            opinion=opinion,
        )

    def probabilities(self, logits: Floats) -> Floats:
        """Return calibrated probabilities of logits (texts, labels × 3 + events)."""
        columns = np.concatenate([np.tile(self.calibration[:3], (len(self.thresholds), 1)), self.calibration[3:]])
        return sigmoid(logits * columns[:, 0] + columns[:, 1])

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the numbers as named arrays for an artifact."""
        return {
            "thresholds": self.thresholds,
            "event_thresholds": self.event_thresholds,
            "calibration": self.calibration,
            "opinion": self.opinion,
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> Tuning:
        """Rebuild from :meth:`to_arrays`."""
        names = ("thresholds", "event_thresholds", "calibration", "opinion")
        return cls(*(arrays[name].astype(np.float32) for name in names))
