"""How well a classifier does on labelled texts, measured on what users see: the analyses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from corpora.texts import LabelledText
from models.heads.base import PositionClassifier
from models.heads.classifier import Classifier
from voc.analysis.analyzer import load_analyzer
from voc.evaluation.prf import PRF
from voc.types import Analysis, Channel, Feedback

EVENTS = ("safety", "escalation")


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one set of texts.

    Attributes
    ----------
    texts
        Their number.
    labels
        By (code, polarity), polarity -1 or 1.
    events
        Safety and escalation.
    intent, sentiment
        Share of right answers.
    """

    texts: int
    labels: dict[tuple[str, int], PRF]
    events: dict[str, PRF]
    intent: float
    sentiment: float

    @property
    def micro(self) -> PRF:
        """All labels counted together."""
        return sum(self.labels.values(), PRF())

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "texts": self.texts,
            "micro": prf(self.micro),
            **{name: prf(self.events[name]) for name in EVENTS},
            "intent": round(self.intent, 4),
            "sentiment": round(self.sentiment, 4),
        }


def prf(score: PRF) -> dict[str, float]:
    """Return a score as plain data."""
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "support": score.support,
    }


def measure(classifier: PositionClassifier, truth: Sequence[LabelledText]) -> Figures:
    """Analyse labelled texts with a classifier and compare."""
    # Analyzer names the built-in class; what it uses of it is what the protocol offers
    analyzer = replace(load_analyzer(), network=cast(Classifier, classifier))
    records = [Feedback(t.id, t.text, row, channel=Channel(t.channel)) for row, t in enumerate(truth, start=1)]
    found = analyzer.analyze(records)
    count = max(1, len(truth))
    return Figures(
        texts=len(truth),
        labels=_labels(truth, found),
        events={name: _event(name, truth, found) for name in EVENTS},
        intent=sum(t.intent == a.intent.value for t, a in zip(truth, found, strict=True)) / count,
        sentiment=sum(t.sentiment == a.sentiment for t, a in zip(truth, found, strict=True)) / count,
    )


def _labels(truth: Sequence[LabelledText], found: Sequence[Analysis]) -> dict[tuple[str, int], PRF]:
    table: dict[tuple[str, int], PRF] = {}
    for text, analysis in zip(truth, found, strict=True):
        right = {(a.code, a.polarity) for a in text.aspects if a.polarity}
        told = {(a.code, a.polarity) for a in analysis.aspects if a.polarity}
        for label in right | told:
            table[label] = table.get(label, PRF()) + PRF.of(right & {label}, told & {label})
    return dict(sorted(table.items()))


def _event(name: str, truth: Sequence[LabelledText], found: Sequence[Analysis]) -> PRF:
    right = {place for place, text in enumerate(truth) if getattr(text, name)}
    told = {place for place, analysis in enumerate(found) if getattr(analysis, name)}
    return PRF.of(right, told)
