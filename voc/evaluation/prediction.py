"""What any system tells about a text, in the few terms that can be compared with the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpora.texts import LabelledText
from voc.types import Analysis

Label = tuple[str, int]
"""A pain point and its direction."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Labels of one text; None where a system does not speak about a task.

    Attributes
    ----------
    aspects
        (code, polarity) pairs that hold, polarity -1, 0 or 1.
    intent, sentiment
        Classes.
    safety, escalation
        Whether the text tells of danger, of escalation.
    """

    aspects: frozenset[Label] | None = None
    intent: str | None = None
    sentiment: int | None = None
    safety: bool | None = None
    escalation: bool | None = None


class Baseline(Protocol):
    """Anything that reads cleaned texts and can be measured like the analysis."""

    name: str
    label: str

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Return what the system tells about each text, in order."""
        ...


def truth_of(text: LabelledText) -> Prediction:
    """Return the labels that a reader gave."""
    return Prediction(
        frozenset((aspect.code, aspect.polarity) for aspect in text.aspects),
        text.intent,
        text.sentiment,
        text.safety,
        text.escalation,
    )


def told_by(analysis: Analysis) -> Prediction:
    """Return the labels that the analysis gave."""
    return Prediction(
        frozenset((aspect.code, aspect.polarity) for aspect in analysis.aspects),
        analysis.intent.value,
        analysis.sentiment,
        analysis.safety,
        analysis.escalation,
    )
