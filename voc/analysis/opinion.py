"""Intent and overall sentiment: the learned heads, held to agree with each other and with the aspects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voc.types import Aspect, Intent

INTENTS = (Intent.COMPLAINT, Intent.HELP, Intent.QUESTION, Intent.SUGGESTION, Intent.PRAISE, Intent.NOISE)
"""Order of the classes in the intent head."""


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


def decide_sentiment(probabilities: NDArray[np.float32], aspects: Sequence[Aspect], intent: Intent) -> int:
    """Return -1, 0 or 1 for the brand the text speaks about.

    Noise is neutral. A complaint is never positive and praise never negative: the intent head has seen whole texts
    only and is the surer of the two.
    """
    choice = int(np.argmax(probabilities)) - 1
    if intent is Intent.NOISE and not aspects:
        # general praise and blame outside of our field still has a direction
        return choice if float(probabilities.max()) >= 0.9 else 0
    if intent is Intent.COMPLAINT and choice > 0:
        return -1
    if intent is Intent.PRAISE and choice < 0:
        return 1
    return choice
