"""The overall sentiment of a text from everything that was learned about it: one small linear layer over the heads.

The classifier's sentiment head knows feedback about cars, the polarity head knows reviews of anything; which of them to
believe depends on what the text speaks of. The layer is fitted on texts that none of the heads has seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FEATURES = 18
"""Columns of :func:`opinion_features`."""


def opinion_features(sentiments: Floats, told: Floats, intents: Floats, margins: Floats, foreign: Floats) -> Floats:
    """Return what the overall sentiment is decided on.

    Parameters
    ----------
    sentiments
        Probabilities negative, neutral, positive (texts, 3).
    told
        Highest probability of any pain point told negatively and told positively (texts, 2).
    intents
        Probabilities of the intents (texts, 6).
    margins
        Margins of the general polarity head (texts,).
    foreign
        Margins of its other output: above 0 the text speaks of something other than cars (texts,).

    Returns
    -------
    ndarray
        float32 (texts, ``FEATURES``).
    """
    logs = np.log(sentiments + 1e-3)
    margin = np.clip(margins, -2.0, 2.0)
    abroad = 0.5 * (1.0 + np.tanh(2.0 * foreign))
    untold = 1.0 - told.max(axis=1)
    lean = logs[:, 2] - logs[:, 0]
    columns = [
        *logs.T,
        margin,
        *told.T,
        *intents.T,
        margin * untold,
        lean * untold,
        abroad,
        margin * abroad,
        lean * abroad,
        np.abs(margin),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def decide_opinions(features: Floats, weights: Floats) -> NDArray[np.int64]:
    """Return -1, 0 or 1 for each row of features; ``weights`` is (features + 1, 3) with the biases in its last row."""
    scores = features @ weights[:-1] + weights[-1]
    choices: NDArray[np.int64] = scores.argmax(axis=1).astype(np.int64) - 1
    return choices
