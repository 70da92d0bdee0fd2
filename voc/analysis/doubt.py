"""When the models do not know: texts that a person should look at before anybody counts on their labels."""

from __future__ import annotations

from voc.analysis.scores import Scored
from voc.types import Aspect

# Chosen on the dev texts; `voc evaluate` prints how many texts they leave open and how much surer the others are
SURE_TOLD = 0.45
"""Told with a lower probability, a pain point is doubtful."""
NEARLY_TOLD = 0.15
"""Where none is told, one with at least this probability may have been missed."""
SURE_INTENT = 0.5


def doubts(scored: Scored, aspects: tuple[Aspect, ...]) -> tuple[str, ...]:
    """Return which parts of an analysis are doubtful: ``aspects``, ``intent``, both or none.

    Probabilities are calibrated, so the bounds mean what they say.
    """
    found = []
    told = [aspect.score for aspect in aspects if aspect.polarity != 0]
    missed = not told and float(scored.labels[:, [0, 2]].max()) >= NEARLY_TOLD
    if missed or (told and min(told) < SURE_TOLD):
        found.append("aspects")
    if float(scored.intents.max()) < SURE_INTENT:
        found.append("intent")
    return tuple(found)
