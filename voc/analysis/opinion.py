"""Intent and overall sentiment: the learned heads, held to agree with each other and with the aspects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voc.types import Aspect, Intent

INTENTS = (Intent.COMPLAINT, Intent.HELP, Intent.QUESTION, Intent.SUGGESTION, Intent.PRAISE, Intent.NOISE)
"""Order of the classes in the intent head."""

# Chosen on the dev texts and the held-out tenth of the public reviews (figures of both: docs/training.md)
MARGIN_WEIGHT = 1.5
SURE_ASPECT = 0.5
LEAST_MARGIN = 0.2
SURE_NOISE = 0.9
CONTRARY = 0.5


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
    probabilities: NDArray[np.float32], aspects: Sequence[Aspect], intent: Intent, *, margin: float, noise: float
) -> int:
    """Return -1, 0 or 1 for the brand the text speaks about.

    Parameters
    ----------
    probabilities
        Negative, neutral, positive: the head that has seen feedback about cars.
    aspects
        What was found in the text.
    intent
        What the writer wants; a complaint about our field is never positive and praise never negative.
    margin
        Signed margin of the general polarity head. It decides where the text speaks of none of our pain points, since
        the other head is no judge of a hotel stay or a book.
    noise
        Probability that the text is no feedback at all; sure noise is left to the head that knows adverts and news.
    """
    told = max((aspect.score for aspect in aspects), default=0.0)
    if told < SURE_ASPECT and abs(margin) >= LEAST_MARGIN and noise < SURE_NOISE:
        return 1 if margin > 0 else -1
    logits = np.log(np.maximum(probabilities, 1e-6)) + MARGIN_WEIGHT * np.array([-margin, 0.0, margin])
    choice = int(np.argmax(logits)) - 1
    # the intent head has seen whole texts only; it yields where the aspects and the wording agree against it
    evidence = sum(aspect.polarity * aspect.score for aspect in aspects) + margin
    if intent is Intent.COMPLAINT and choice > 0 and evidence < CONTRARY:
        return -1
    if intent is Intent.PRAISE and choice < 0 and evidence > -CONTRARY:
        return 1
    return choice
