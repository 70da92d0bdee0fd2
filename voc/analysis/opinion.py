"""Intent and overall sentiment: the learned heads, held to agree with each other and with the aspects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voc.types import Aspect, Intent

INTENTS = (Intent.COMPLAINT, Intent.HELP, Intent.QUESTION, Intent.SUGGESTION, Intent.PRAISE, Intent.NOISE)
"""Order of the classes in the intent head."""

MARGIN_WEIGHT = 1.5
"""Weight of the general head, chosen on the dev split and the held-out tenth of the public reviews."""


def decide_intent(
    probabilities: NDArray[np.float32], aspects: Sequence[Aspect], *, safety: bool, escalation: bool
) -> Intent:
    """Return what the writer wants.

    Noise has no pain point, no danger and no threat: with one of them the next likely intent is taken.
    """
    order = np.argsort(-probabilities, kind="stable")
    first = INTENTS[int(order[0])]
    told = any(aspect.polarity != 0 for aspect in aspects)
    if first is Intent.NOISE and (safety or escalation or told) and probabilities[order[0]] < 0.8:
        return INTENTS[int(order[1])]
    return first


def decide_sentiment(
    probabilities: NDArray[np.float32], aspects: Sequence[Aspect], intent: Intent, *, margin: float
) -> int:
    """Return -1, 0 or 1 for the brand the text speaks about.

    Parameters
    ----------
    probabilities
        Negative, neutral, positive: the head that has seen feedback about cars.
    aspects
        What was found in the text.
    intent
        What the writer wants; a complaint is never positive and praise never negative.
    margin
        Signed margin of the general polarity head. It decides where the text speaks of none of our pain points and the
        first head is not sure: a hotel stay, a purchase, a book.
    """
    logits = np.log(np.maximum(probabilities, 1e-6)) + MARGIN_WEIGHT * np.array([-margin, 0.0, margin])
    choice = int(np.argmax(logits)) - 1
    if intent is Intent.COMPLAINT and choice > 0:
        return -1
    if intent is Intent.PRAISE and choice < 0:
        return 1
    return choice
