"""Analyses against labelled texts: per pain point, per field, and the lists that matter most.

``MissedSafety`` are dangers that were not seen, ``FalseAlarm`` dangers that were none, ``MissedEscalation`` and
``FalseEscalation`` the same of threats: metrics named by the harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpora.texts import LabelledText
from voc.evaluation.abstention import Abstention, abstentions
from voc.evaluation.bootstrap import RESAMPLES, SEED, Floats, draw_weights
from voc.evaluation.calibration import Calibration, calibrate
from voc.evaluation.confusion import Confusion, confusions, overlap
from voc.evaluation.figures import Figure, Share, figures_of, macro_of, micro_of, share_of
from voc.evaluation.prediction import Label, told_by, truth_of
from voc.evaluation.tally import tally
from voc.types import Analysis

FIELDS = ("brand", "model", "city", "wait_days", "amount_yuan", "nps")
TASKS = ("intent", "sentiment", *FIELDS)
EVENTS = ("safety", "escalation")
HARMS = {
    "missed_safety": ("safety", True),
    "false_alarm": ("safety", False),
    "missed_escalation": ("escalation", True),
    "false_escalation": ("escalation", False),
}
"""Name of each list of errors: the event, and whether it truly holds."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text of a list of errors; ``text`` is redacted."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one set of texts, with 95 % intervals over texts.

    Attributes
    ----------
    texts
        Number of texts.
    labels
        Figure of each (code, polarity), polarity -1 or 1, that holds or was told.
    negative_micro, negative_macro
        Pain points complained of: counted together, and the mean F1 of those with enough texts.
    both_micro, both_macro
        The same for pain points with their direction.
    events
        Figures of safety and escalation.
    accuracy
        Share of texts whose intent, sentiment or field is right (null where it should be null).
    quotes
        Share of rightly told pain points whose quote shows the same words; None without any.
    cases
        The lists of errors of ``HARMS``.
    confusions
        What was told in place of what, most frequent first.
    calibration
        Of the confidences of the told aspects. Intent and sentiment carry none.
    abstentions
        What the models left open, for pain points and intent.
    """

    texts: int
    labels: dict[Label, Figure]
    negative_micro: Figure
    negative_macro: Share
    both_micro: Figure
    both_macro: Share
    events: dict[str, Figure]
    accuracy: dict[str, Share]
    quotes: float | None
    cases: dict[str, tuple[Case, ...]]
    confusions: tuple[Confusion, ...]
    calibration: Calibration
    abstentions: dict[str, Abstention]

    def of_label(self, code: str, polarity: int) -> Figure:
        """Return the figure of a label; an empty one where it neither holds nor was told."""
        return self.labels.get((code, polarity), Figure())

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as plain data."""
        codes = sorted({code for code, _ in self.labels})
        return {
            "texts": self.texts,
            "aspects_negative": self.negative_micro.to_dict() | _macro(self.negative_macro),
            "aspects_with_polarity": self.both_micro.to_dict() | _macro(self.both_macro),
            "quotes_overlapping": None if self.quotes is None else round(self.quotes, 4),
            "accuracy": {name: round(share.value, 4) for name, share in self.accuracy.items()},
            "accuracy_interval": {
                name: share.interval.to_list() if share.interval else None for name, share in self.accuracy.items()
            },
            **{name: figure.to_dict() for name, figure in self.events.items()},
            **{name: [{"id": case.id, "text": case.text} for case in own] for name, own in self.cases.items()},
            "per_label": {
                code: {
                    "negative": self.of_label(code, -1).to_dict(),
                    "positive": self.of_label(code, 1).to_dict(),
                }
                for code in codes
            },
            "confusions": [pair.to_dict() for pair in self.confusions],
            "calibration": {"aspects": self.calibration.to_dict(), "intent": None, "sentiment": None},
            "abstention": {name: own.to_dict() for name, own in self.abstentions.items()},
        }


def evaluate(
    truth: Sequence[LabelledText], found: Sequence[Analysis], *, resamples: int = RESAMPLES, seed: int = SEED
) -> Evaluation:
    """Compare labelled texts with their analyses, pair by pair.

    Parameters
    ----------
    truth, found
        The texts and what was found in each; same order.
    resamples, seed
        Of the bootstrap.
    """
    if len(truth) != len(found):
        raise ValueError(f"{len(truth)} texts, {len(found)} analyses")
    weights = draw_weights(len(truth), resamples=resamples, seed=seed)
    holds = [truth_of(text).aspects or frozenset() for text in truth]
    told = [told_by(analysis).aspects or frozenset() for analysis in found]
    labels = sorted({label for own in (*holds, *told) for label in own if label[1] != 0})
    counts = tally(holds, told, labels)
    negative = counts.of([place for place, label in enumerate(labels) if label[1] < 0])
    events = tally([_events(text) for text in truth], [_events(analysis) for analysis in found], EVENTS)
    return Evaluation(
        texts=len(truth),
        labels=figures_of(counts, weights),
        negative_micro=micro_of(negative, weights),
        negative_macro=macro_of(negative, weights),
        both_micro=micro_of(counts, weights),
        both_macro=macro_of(counts, weights),
        events=figures_of(events, weights),
        accuracy={name: share_of(_right(name, truth, found), weights) for name in TASKS},
        quotes=_quotes(truth, found),
        cases={name: _cases(truth, found, event, holds=held) for name, (event, held) in HARMS.items()},
        confusions=tuple(confusions(truth, found)),
        calibration=_calibration(holds, found),
        abstentions=abstentions(truth, found),
    )


def _macro(share: Share) -> dict[str, Any]:
    return {
        "macro_f1": round(share.value, 4),
        "macro_f1_interval": share.interval.to_list() if share.interval else None,
    }


def _events(item: LabelledText | Analysis) -> frozenset[str]:
    return frozenset(name for name in EVENTS if getattr(item, name))


def _right(name: str, truth: Sequence[LabelledText], found: Sequence[Analysis]) -> Floats:
    """Return 1 for each text whose field is right, else 0."""
    pairs = zip(truth, found, strict=True)
    if name in FIELDS:
        right = [_equal(getattr(text, name), getattr(analysis.entities, name)) for text, analysis in pairs]
    else:
        right = [getattr(text, name) == getattr(analysis, name) for text, analysis in pairs]
    return np.array(right, dtype=np.float64)


def _cases(truth: Sequence[LabelledText], found: Sequence[Analysis], event: str, *, holds: bool) -> tuple[Case, ...]:
    return tuple(
        Case(text.id, analysis.text)
        for text, analysis in zip(truth, found, strict=True)
        if getattr(text, event) is holds and getattr(analysis, event) is not holds
    )


def _quotes(truth: Sequence[LabelledText], found: Sequence[Analysis]) -> float | None:
    same = []
    for text, analysis in zip(truth, found, strict=True):
        quoted = {(aspect.code, aspect.polarity): aspect.quote for aspect in text.aspects}
        for aspect in analysis.aspects:
            quote = quoted.get((aspect.code, aspect.polarity))
            if quote is not None:
                same.append(overlap(quote, aspect.quote))
    return sum(same) / len(same) if same else None


def _calibration(holds: Sequence[frozenset[Label]], found: Sequence[Analysis]) -> Calibration:
    told = [
        (aspect.score, (aspect.code, aspect.polarity) in own)
        for own, analysis in zip(holds, found, strict=True)
        for aspect in analysis.aspects
        if aspect.polarity != 0
    ]
    return calibrate([score for score, _ in told], [right for _, right in told])


def _equal(right: object, told: object) -> bool:
    if isinstance(right, int | float) and isinstance(told, int | float):
        # a month counted as 30 or 31 days is the same answer
        return abs(right - told) <= max(0.02, 0.05 * abs(right))
    return right == told
