"""Which pain points cannot be told apart, because the same texts tell them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voc.drivers.effects import Figure
from voc.drivers.sample import FEATURES, Design
from voc.drivers.shrinkage import Array

# A column that makes up this part of the doubt about an effect is named.
_NAMED_PART = 0.25


def apart(design: Design) -> Array:
    """Count for each two columns the texts that have one without the other.

    Returns
    -------
    numpy.ndarray
        (points, points and context), in the order of the design; a column against itself counts as infinite.
    """
    columns = design.columns[:, FEATURES:]
    points = columns[:, : len(design.points)]
    counts = columns.sum(axis=0)
    differ: Array = counts[: len(design.points), None] + counts - 2 * (points.T @ columns)
    differ[np.diag_indices(len(design.points))] = np.inf
    return differ


def inseparable(figure: Figure, differ: Array, *, min_apart: int, max_prior_share: float) -> tuple[int, ...]:
    """Return the columns (without the first ``FEATURES``) that a point cannot be told apart from.

    Parameters
    ----------
    figure
        Estimate of the point's effect.
    differ
        Its row of :func:`apart`.
    min_apart, max_prior_share
        See :class:`~voc.drivers.options.DriverOptions`.

    Returns
    -------
    tuple of int
        Empty when the effect stands on its own texts.
    """
    twins = np.flatnonzero(differ < min_apart)
    if not twins.size and figure.doubt > max_prior_share * (figure.chance + figure.doubt):
        own: NDArray[np.float64] = figure.entangled[FEATURES:]
        twins = np.flatnonzero((own > 0) & (own >= min(_NAMED_PART * figure.doubt, own.max())))
    return tuple(twins.tolist())
