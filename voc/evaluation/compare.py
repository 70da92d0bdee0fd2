"""Two systems on the same texts: differences with intervals, and a verdict for each task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voc.evaluation.bootstrap import RESAMPLES, SEED, Floats, Interval, draw_weights, interval, intervals
from voc.evaluation.prediction import Label, Prediction
from voc.evaluation.significance import (
    Statistic,
    Verdict,
    macro_f1,
    mcnemar,
    micro_f1,
    randomisation,
    verdict_of,
)
from voc.evaluation.tally import Tally, tally

CLASSES = ("intent", "sentiment", "safety", "escalation")


@dataclass(frozen=True, slots=True)
class TaskDifference:
    """One task of two systems.

    Attributes
    ----------
    task, measure
        Name of the task; ``micro_f1``, ``macro_f1`` or ``accuracy``.
    first, second
        The figure of each system.
    interval
        Of ``first - second``, by the paired bootstrap over texts.
    test, p
        ``randomisation`` or ``mcnemar``; its two-sided p value, not corrected for the number of tasks.
    only_first, only_second
        Texts that only one has right (McNemar only).
    """

    task: str
    measure: str
    first: float
    second: float
    interval: Interval | None
    test: str
    p: float
    only_first: int | None = None
    only_second: int | None = None

    @property
    def difference(self) -> float:
        """First less second."""
        return self.first - self.second

    @property
    def verdict(self) -> Verdict:
        """Whether the first is better."""
        return verdict_of(self.difference, self.p)

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        row = {
            "task": self.task,
            "measure": self.measure,
            "first": round(self.first, 4),
            "second": round(self.second, 4),
            "difference": round(self.difference, 4),
            "interval": self.interval.to_list() if self.interval else None,
            "test": self.test,
            "p": round(self.p, 6),
            "verdict": self.verdict.value,
        }
        if self.only_first is not None:
            row |= {"only_first": self.only_first, "only_second": self.only_second}
        return row


@dataclass(frozen=True, slots=True)
class LabelDifference:
    """F1 of one label of two systems, with the interval of the difference."""

    label: Label
    support: int
    first: float
    second: float
    interval: Interval | None

    @property
    def difference(self) -> float:
        """First less second."""
        return self.first - self.second

    @property
    def clear(self) -> bool:
        """Whether the interval of the difference leaves out 0."""
        return self.interval is not None and (self.interval.low > 0 or self.interval.high < 0)

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {
            "code": self.label[0],
            "polarity": self.label[1],
            "support": self.support,
            "first": round(self.first, 4),
            "second": round(self.second, 4),
            "difference": round(self.difference, 4),
            "interval": self.interval.to_list() if self.interval else None,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All tasks that both systems speak about."""

    tasks: tuple[TaskDifference, ...]
    labels: tuple[LabelDifference, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return all rows as plain data."""
        return {
            "tasks": [row.to_dict() for row in self.tasks],
            "per_label": [row.to_dict() for row in self.labels],
        }


def compare(
    truth: Sequence[Prediction],
    first: Sequence[Prediction],
    second: Sequence[Prediction],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Comparison:
    """Compare two systems on the same texts, in the same order.

    Tasks about which a system says nothing are left out.
    """
    weights = draw_weights(len(truth), resamples=resamples, seed=seed)
    tasks: list[TaskDifference] = []
    labels: list[LabelDifference] = []
    if all(answer.aspects is not None for own in (truth, first, second) for answer in own):
        one, other = _tallies(truth, first, second)
        negative = [place for place, label in enumerate(one.labels) if label[1] < 0]
        for name, places in (("aspects_negative", negative), ("aspects_with_polarity", [*range(len(one.labels))])):
            parts = one.of(places), other.of(places)
            tasks.append(_task(name, "micro_f1", micro_f1, parts, weights, seed))
            tasks.append(_task(name, "macro_f1", macro_f1, _common(*parts), weights, seed))
        labels = _labels(one, other, weights)
    tasks.extend(
        _class(name, truth, first, second, weights)
        for name in CLASSES
        if all(getattr(answer, name) is not None for own in (first, second) for answer in own)
    )
    return Comparison(tuple(tasks), tuple(labels))


def _sets(answers: Sequence[Prediction]) -> list[frozenset[Label]]:
    return [frozenset(label for label in answer.aspects or () if label[1] != 0) for answer in answers]


def _tallies(
    truth: Sequence[Prediction], first: Sequence[Prediction], second: Sequence[Prediction]
) -> tuple[Tally[Label], Tally[Label]]:
    holds, one, other = _sets(truth), _sets(first), _sets(second)
    labels = sorted({label for own in (*holds, *one, *other) for label in own})
    return tally(holds, one, labels), tally(holds, other, labels)


def _common(one: Tally[Label], other: Tally[Label]) -> tuple[Tally[Label], Tally[Label]]:
    # the support is the truth's, so both have the same common labels
    return one.of(one.common), other.of(one.common)


def _task(
    name: str,
    measure: str,
    statistic: Statistic,
    parts: tuple[Tally[Label], Tally[Label]],
    weights: Floats,
    seed: int,
) -> TaskDifference:
    one, other = parts
    plain = np.ones((1, len(one.hit)))
    samples = statistic(one.sums(weights)) - statistic(other.sums(weights))
    return TaskDifference(
        task=name,
        measure=measure,
        first=float(statistic(one.sums(plain))[0]),
        second=float(statistic(other.sums(plain))[0]),
        interval=interval(samples),
        test="randomisation",
        p=randomisation(one, other, statistic, seed=seed),
    )


def _class(
    name: str,
    truth: Sequence[Prediction],
    first: Sequence[Prediction],
    second: Sequence[Prediction],
    weights: Floats,
) -> TaskDifference:
    answers = [np.array([getattr(answer, name) for answer in own]) for own in (truth, first, second)]
    right, one, other = answers[0], answers[1] == answers[0], answers[2] == answers[0]
    gain = one.astype(np.float64) - other.astype(np.float64)
    only_first, only_second = int((one & ~other).sum()), int((other & ~one).sum())
    return TaskDifference(
        task=name,
        measure="accuracy",
        first=float(one.mean()),
        second=float(other.mean()),
        interval=interval(weights @ gain / len(right)),
        test="mcnemar",
        p=mcnemar(only_first, only_second),
        only_first=only_first,
        only_second=only_second,
    )


def _labels(one: Tally[Label], other: Tally[Label], weights: Floats) -> list[LabelDifference]:
    limits = intervals(np.nan_to_num(one.sums(weights).f1) - np.nan_to_num(other.sums(weights).f1))
    return [
        LabelDifference(label, one.score(column).support, one.score(column).f1, other.score(column).f1, own)
        for column, (label, own) in enumerate(zip(one.labels, limits, strict=True))
    ]
