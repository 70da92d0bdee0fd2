"""Effects and contrasts of a partly shrunk linear model, with robust variances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from voc.drivers.shrinkage import Array, Shrinkage

# Rows worked on at a time.
_CHUNK = 8192
# Texts of ordinary spread that are added to those of a contrast: when all twenty score 0 their spread is not nil.
_PSEUDO_TEXTS = 2.0


@dataclass(frozen=True, slots=True)
class Contrast:
    """A sum of effects that is to be estimated without shrinking it.

    Attributes
    ----------
    weights
        Weight of each column in the sum.
    free
        Columns whose effects are not shrunk while it is estimated.
    """

    weights: Array
    free: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Estimate of a contrast.

    Attributes
    ----------
    value
        The estimate.
    chance
        Its variance by chance, robust against unequal spread.
    doubt
        Its variance from not knowing the effects it is entangled with; they are only known as far as the prior goes.
    degrees
        Degrees of freedom of ``chance`` and ``doubt`` together.
    entangled
        Part of ``doubt`` by column.
    """

    value: float
    chance: float
    doubt: float
    degrees: float
    entangled: Array


def estimate(columns: Array, scores: Array, shrinkage: Shrinkage, contrasts: Sequence[Contrast]) -> list[Figure]:
    """Estimate contrasts, each with its own columns left unshrunk and all others shrunk.

    Parameters
    ----------
    columns
        (n, p), the constant first.
    scores
        (n,).
    shrinkage
        Ratios of the p - 1 columns after the constant.

    Returns
    -------
    list of Figure
        One for each contrast.

    Notes
    -----
    Freeing columns F of the shrunk solution S = (X'X + D)^-1 is the update S + S_F (D_FF^-1 - S_FF)^-1 S_F'.
    A contrast c is then the linear form a'y with a = X v, v = S_F c. Its chance variance is sum a_i^2 e_i^2 / (1 - h_i)
    (HC2: residuals e, leverages h of the same solution), its doubt sum v_k^2 D_k noise. Degrees of freedom are
    Satterthwaite's, less one for the mean the residuals are taken from.

    References
    ----------
    MacKinnon and White, Journal of Econometrics 29 (1985) 305-325 (HC2);
    Imbens and Kolesar, Review of Economics and Statistics 98 (2016) 701-712 (its degrees of freedom in small groups).
    """
    penalty = np.concatenate([[0.0], 1 / shrinkage.ratios])
    gram = columns.T @ columns + np.diag(penalty)
    solution = cho_solve(cho_factor(gram, lower=True), np.eye(len(penalty)))
    moment = columns.T @ scores
    forms = np.empty((len(penalty), len(contrasts)))
    fits = np.empty_like(forms)
    updates: list[tuple[NDArray[np.intp], Array]] = []
    for k, contrast in enumerate(contrasts):
        free = np.array(contrast.free, dtype=np.intp)
        inner = cast(Array, np.linalg.inv(np.diag(1 / penalty[free]) - solution[np.ix_(free, free)]))
        side = solution[:, free]
        forms[:, k] = solution @ contrast.weights + side @ (inner @ (side.T @ contrast.weights))
        fits[:, k] = solution @ moment + side @ (inner @ (side.T @ moment))
        updates.append((free, inner))
    sums = _spread(columns, scores, solution, forms, fits, updates)
    figures = []
    for k, contrast in enumerate(contrasts):
        held = penalty.copy()
        held[list(contrast.free)] = 0
        entangled = shrinkage.noise * forms[:, k] ** 2 * held
        doubt = float(entangled.sum())
        robust, squares, fourths = (float(sums[i, k]) for i in range(3))
        effective = squares**2 / fourths
        chance = (effective * robust + _PSEUDO_TEXTS * shrinkage.noise * squares) / (effective + _PSEUDO_TEXTS)
        degrees = max(2.0, effective - 1) * ((chance + doubt) / chance) ** 2
        figures.append(Figure(float(forms[:, k] @ moment), chance, doubt, degrees, entangled))
    return figures


def _spread(
    columns: Array,
    scores: Array,
    solution: Array,
    forms: Array,
    fits: Array,
    updates: Sequence[tuple[NDArray[np.intp], Array]],
) -> Array:
    """Return for each contrast the robust variance, and the sums of squared and fourth powers of its text weights."""
    sums = np.zeros((3, forms.shape[1]))
    for start in range(0, len(scores), _CHUNK):
        rows = columns[start : start + _CHUNK]
        lever = rows @ solution
        base = np.einsum("ij,ij->i", lever, rows)
        weights = (rows @ forms) ** 2
        residuals = (scores[start : start + _CHUNK, None] - rows @ fits) ** 2
        for k, (free, inner) in enumerate(updates):
            side = lever[:, free]
            leverage = base + np.einsum("ij,jk,ik->i", side, inner, side)
            # A text of leverage near one (the only one of its kind) says nothing about its own spread.
            own = weights[:, k] * residuals[:, k] / np.maximum(1 - leverage, 0.05)
            sums[:, k] += own.sum(), weights[:, k].sum(), (weights[:, k] ** 2).sum()
    return sums
