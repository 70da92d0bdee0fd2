"""What the models leave open: how often, and how much surer the rest is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpora.texts import LabelledText
from voc.evaluation.prediction import told_by, truth_of
from voc.types import Analysis


@dataclass(frozen=True, slots=True)
class Abstention:
    """Texts left open and decided for one part of the analysis.

    Attributes
    ----------
    texts, open
        All texts, and those that ``unsure`` names.
    right_decided, right_open
        Texts fully right among the decided and the open ones.
    """

    texts: int
    open: int
    right_decided: int
    right_open: int

    @property
    def share(self) -> float:
        """Share of texts left open."""
        return self.open / self.texts if self.texts else 0.0

    @property
    def decided_accuracy(self) -> float | None:
        """Share of the decided texts that are right."""
        decided = self.texts - self.open
        return self.right_decided / decided if decided else None

    @property
    def open_accuracy(self) -> float | None:
        """Share of the open texts that are right all the same."""
        return self.right_open / self.open if self.open else None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        decided, left = self.decided_accuracy, self.open_accuracy
        return {
            "texts": self.texts,
            "share_open": round(self.share, 4),
            "right_when_decided": None if decided is None else round(decided, 4),
            "right_when_open": None if left is None else round(left, 4),
        }


def abstentions(truth: Sequence[LabelledText], found: Sequence[Analysis]) -> dict[str, Abstention]:
    """Return the figures of pain points (all with their direction right) and of the intent."""
    right: dict[str, list[bool]] = {"aspects": [], "intent": []}
    for text, analysis in zip(truth, found, strict=True):
        holds, told = truth_of(text).aspects or frozenset(), told_by(analysis).aspects or frozenset()
        right["aspects"].append(_directed(holds) == _directed(told))
        right["intent"].append(text.intent == analysis.intent.value)
    figures = {}
    for name, own in right.items():
        left = [name in analysis.unsure for analysis in found]
        figures[name] = Abstention(
            texts=len(own),
            open=sum(left),
            right_decided=sum(ok for ok, is_open in zip(own, left, strict=True) if not is_open),
            right_open=sum(ok for ok, is_open in zip(own, left, strict=True) if is_open),
        )
    return figures


def _directed(labels: frozenset[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    return frozenset(label for label in labels if label[1] != 0)
