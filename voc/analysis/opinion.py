"""Intent and overall sentiment: the learned heads, weighed together and held to agree with what was found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.heads.classifier import TextScores
from models.heads.opinion import decide_opinions, opinion_features
from models.heads.polarity import Polarity
from voc.analysis.scores import Scored
from voc.types import Aspect, Intent

INTENTS = (Intent.COMPLAINT, Intent.HELP, Intent.QUESTION, Intent.SUGGESTION, Intent.PRAISE, Intent.NOISE)
"""Order of the classes in the intent head."""
SURE_NOISE = 0.8


def decide_intent(
    probabilities: NDArray[np.float32], aspects: Sequence[Aspect], *, safety: bool, escalation: bool
) -> Intent:
    """Return what the writer wants.

    Noise has no pain point, no danger and no threat: with one of them the next likely intent is taken.
    """
    order = np.argsort(-probabilities, kind="stable")
    first = INTENTS[int(order[0])]
    told = any(aspect.polarity != 0 for aspect in aspects)
    if first is Intent.NOISE and (safety or escalation or told) and probabilities[order[0]] < SURE_NOISE:
        return INTENTS[int(order[1])]
    return first


def decide_sentiments(scored: Sequence[Scored], read: Polarity, *, weights: NDArray[np.float32]) -> list[int]:
    """Return -1, 0 or 1 for each text: for the brand it speaks about, or for whatever else it speaks about.

    Parameters
    ----------
    scored
        Scores of the classifier.
    read
        Margins of the general polarity head.
    weights
        How the two are weighed, fitted on the dev split (:class:`models.heads.tuning.Tuning`).
    """
    if not scored:
        return []
    return [int(choice) for choice in decide_opinions(features_of(scored, read), weights)]


def features_of(scored: Sequence[Scored | TextScores], read: Polarity) -> NDArray[np.float32]:
    """Return what the overall sentiment is decided on (texts, features), also when the weights are fitted."""
    return opinion_features(
        np.stack([item.sentiments for item in scored]),
        np.stack([item.labels[:, [0, 2]].max(axis=0) for item in scored]),
        np.stack([item.intents for item in scored]),
        read.margins,
        read.foreign,
    )
