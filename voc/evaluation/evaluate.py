"""Analyses against labelled texts: per pain point, per field, and the two lists that matter most.

``MissedSafety`` are dangers that were not seen, ``FalseAlarm`` dangers that were none: metrics named by the harm.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from corpora.texts import LabelledText
from voc.evaluation.prf import PRF
from voc.types import Analysis

FIELDS = ("brand", "model", "city", "wait_days", "amount_yuan", "nps")
LEAST_SUPPORT = 5


@dataclass(slots=True)
class Evaluation:
    """Figures of one set of texts; fill it with :meth:`add`."""

    texts: int = 0
    negative: dict[str, PRF] = field(default_factory=lambda: defaultdict(PRF))
    positive: dict[str, PRF] = field(default_factory=lambda: defaultdict(PRF))
    right: Counter[str] = field(default_factory=Counter)
    events: dict[str, PRF] = field(default_factory=lambda: defaultdict(PRF))
    missed_safety: list[str] = field(default_factory=list)
    false_alarm: list[str] = field(default_factory=list)
    quotes_overlapping: int = 0
    quotes: int = 0

    def add(self, truth: LabelledText, found: Analysis) -> None:
        """Compare one text."""
        self.texts += 1
        for polarity, table in ((-1, self.negative), (1, self.positive)):
            right = {a.code for a in truth.aspects if a.polarity == polarity}
            told = {a.code for a in found.aspects if a.polarity == polarity}
            for code in right | told:
                table[code] = table[code] + PRF.of(right & {code}, told & {code})
        self.right["intent"] += truth.intent == found.intent.value
        self.right["sentiment"] += truth.sentiment == found.sentiment
        for name in FIELDS:
            self.right[name] += _equal(getattr(truth, name), getattr(found.entities, name))
        self._add_events(truth, found)
        self._add_quotes(truth, found)

    def _add_events(self, truth: LabelledText, found: Analysis) -> None:
        for name in ("safety", "escalation"):
            right, told = getattr(truth, name), getattr(found, name)
            self.events[name] = self.events[name] + PRF(
                int(right and told), int(told and not right), int(right and not told)
            )
        if truth.safety and not found.safety:
            self.missed_safety.append(truth.id)
        if found.safety and not truth.safety:
            self.false_alarm.append(truth.id)

    def _add_quotes(self, truth: LabelledText, found: Analysis) -> None:
        quoted = {(a.code, a.polarity): a.quote for a in truth.aspects}
        for aspect in found.aspects:
            quote = quoted.get((aspect.code, aspect.polarity))
            if quote is not None:
                self.quotes += 1
                self.quotes_overlapping += (
                    quote in aspect.quote or aspect.quote in quote or _share_gram(quote, aspect.quote)
                )

    @property
    def negative_micro(self) -> PRF:
        """All pain points complained of, counted together."""
        return sum(self.negative.values(), PRF())

    @property
    def both_micro(self) -> PRF:
        """All pain points with their direction, counted together."""
        return sum(self.positive.values(), self.negative_micro)

    @property
    def negative_macro(self) -> float:
        """Mean F1 of the pain points with at least ``LEAST_SUPPORT`` complaints."""
        known = [score.f1 for score in self.negative.values() if score.support >= LEAST_SUPPORT]
        return sum(known) / len(known) if known else 0.0

    def share(self, name: str) -> float:
        """Return the share of texts whose field is right (null where it should be null)."""
        return self.right[name] / self.texts if self.texts else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as plain data."""
        return {
            "texts": self.texts,
            "aspects_negative": _prf(self.negative_micro) | {"macro_f1": round(self.negative_macro, 4)},
            "aspects_with_polarity": _prf(self.both_micro),
            "quotes_overlapping": round(self.quotes_overlapping / self.quotes, 4) if self.quotes else None,
            "accuracy": {name: round(self.share(name), 4) for name in ("intent", "sentiment", *FIELDS)},
            "safety": _prf(self.events["safety"]),
            "escalation": _prf(self.events["escalation"]),
            "missed_safety": self.missed_safety,
            "false_alarm": self.false_alarm,
            "per_label": {
                code: {"negative": _prf(self.negative[code]), "positive": _prf(self.positive[code])}
                for code in sorted(set(self.negative) | set(self.positive))
            },
        }


def evaluate(truth: Sequence[LabelledText], found: Sequence[Analysis]) -> Evaluation:
    """Compare labelled texts with their analyses, pair by pair."""
    result = Evaluation()
    for right, analysis in zip(truth, found, strict=True):
        result.add(right, analysis)
    return result


def _prf(score: PRF) -> dict[str, Any]:
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "support": score.support,
    }


def _equal(right: object, told: object) -> bool:
    if isinstance(right, int | float) and isinstance(told, int | float):
        # a month counted as 30 or 31 days is the same answer
        return abs(right - told) <= max(0.02, 0.05 * abs(right))
    return right == told


def _share_gram(first: str, second: str, size: int = 4) -> bool:
    grams = {first[i : i + size] for i in range(len(first) - size + 1)}
    return any(second[i : i + size] in grams for i in range(len(second) - size + 1))
