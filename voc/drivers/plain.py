"""The plain difference of means, shown beside the adjusted effect."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from voc.drivers.model import Estimate


def mean_difference(scores: NDArray[np.float64], told: NDArray[np.bool_], *, level: float, digits: int) -> Estimate:
    """Return the mean of the texts that tell a point minus the mean of the others, with Welch's interval.

    Parameters
    ----------
    scores, told
        (n,); at least two texts on either side.

    References
    ----------
    Welch, Biometrika 34 (1947) 28-35.
    """
    parts = (scores[told], scores[~told])
    value = float(parts[0].mean() - parts[1].mean())
    squares = [float(part.var(ddof=1)) / len(part) for part in parts]
    variance = sum(squares)
    half = 0.0
    if variance > 0:
        degrees = variance**2 / sum(s**2 / (len(part) - 1) for s, part in zip(squares, parts, strict=True))
        half = float(stdtrit(degrees, (1 + level) / 2)) * sqrt(variance)
    return Estimate(round(value, digits), round(value - half, digits), round(value + half, digits))
