"""How far effects are drawn together: variances of the prior estimated from the sample itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

# Prior variance of a direction's mean effect over the noise variance: two residual standard deviations, so wide that
# it only matters when there is nothing to learn the mean from.
MEAN_RATIO = 4.0
# The prior of each spread over the noise is Gamma(2, 2): its mode 0.5 and mean 1 cover effects from nil to drastic,
# and its zero at zero keeps a spread from being estimated as nil when only a few points are told.
_RATE = 2.0
_BOUNDS = (np.log(1e-4), np.log(1e2))
_BLOCKS = 3

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """Prior variances over the noise variance, and the noise variance.

    Attributes
    ----------
    ratios
        One for each column but the constant.
    noise
        Variance of a score round the model.
    effects
        The shrunk effects of those columns.
    """

    ratios: Array
    noise: float
    effects: Array


def fit_shrinkage(columns: Array, scores: Array, blocks: NDArray[np.intp]) -> Shrinkage:
    """Estimate how much the effects within a block differ.

    The restricted likelihood of the mixed model ``score = constant + columns @ effects + noise`` with
    ``effects ~ N(0, ratio[block] * noise)`` is maximised together with a Gamma(2, 2) prior on the square root of each
    block's ratio.

    Parameters
    ----------
    columns
        (n, p), without the constant.
    scores
        (n,).
    blocks
        Block of each column; -1 keeps the fixed ratio of a mean.

    References
    ----------
    Patterson and Thompson, Biometrika 58 (1971) 545-554 (restricted likelihood);
    Chung et al., Psychometrika 78 (2013) 685-709 (a prior that keeps variances off zero).
    """
    n = len(scores)
    middle = columns.sum(axis=0) / n
    gram = columns.T @ columns - n * np.outer(middle, middle)
    centre = scores.sum() / n
    moment = columns.T @ scores - n * middle * centre
    total = float(scores @ scores - n * centre * centre)

    def ratios_of(logs: Array) -> Array:
        return np.where(blocks < 0, MEAN_RATIO, np.exp(logs)[np.maximum(blocks, 0)])

    def solve(ratios: Array) -> tuple[Array, float, Array, float]:
        root = np.sqrt(ratios)
        factor = cho_factor(np.eye(len(root)) + root[:, None] * gram * root, lower=True)
        spread = root[:, None] * cho_solve(factor, np.diag(root))
        effects = spread @ moment
        rest = max(total - float(moment @ effects), 1e-9 * total)
        return spread, rest, effects, 2 * float(np.log(np.diag(factor[0])).sum())

    def loss(logs: Array) -> tuple[float, Array]:
        ratios = ratios_of(logs)
        spread, rest, effects, determinant = solve(ratios)
        widths = np.exp(logs / 2)
        value = 0.5 * ((n - 1) * np.log(rest) + determinant) - float((logs / 2 - _RATE * widths).sum())
        slope = 1 - np.diag(spread) / ratios - (n - 1) / rest * effects**2 / ratios
        gradient = np.array([0.5 * slope[blocks == block].sum() for block in range(_BLOCKS)]) - (
            0.5 - _RATE / 2 * widths
        )
        return float(value), gradient

    start = np.full(_BLOCKS, 2 * np.log(0.5))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[_BOUNDS] * _BLOCKS)
    ratios = ratios_of(np.asarray(found.x))
    _, rest, effects, _ = solve(ratios)
    return Shrinkage(ratios, rest / (n - 1), effects)
