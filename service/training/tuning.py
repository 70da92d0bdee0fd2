"""Choose on dev what a trained network needs to decide: calibration, thresholds, how its heads are weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.heads.base import PositionClassifier
from models.heads.classifier import LONGEST, TextScores
from models.heads.polarity import PolarityHead
from models.heads.tuning import Tuning
from models.registry import load_polarity
from models.training.examples import IGNORE, Example
from models.training.recipes import best_threshold
from voc.analysis.events import find_events
from voc.analysis.opinion import features_of
from voc.text.split import clauses

GRID = tuple(round(0.1 + 0.04 * step, 2) for step in range(20))
EVENT_GRID = tuple(round(0.1 + 0.04 * step, 2) for step in range(22))
DEFAULT_THRESHOLD = 0.4
EVENT_BETA = 2.0
SMOOTHING = 12.0
"""Pseudo-counts that hold the threshold of a label with few dev rows near the common one."""
OWN_WEIGHT = 3.0
"""How much more our own dev texts count than a set of public reviews when the heads are weighed."""
SET_WEIGHT = 300.0
BATCH = 128

Floats = NDArray[np.float32]


C = TypeVar("C", bound=PositionClassifier)


def cue_events(text: str) -> tuple[bool, bool]:
    """Return whether the cues see danger and escalation in a cleaned text."""
    found = find_events(text, clauses=clauses(text))
    return found.safety is not None, found.escalation is not None


def score_texts(classifier: PositionClassifier, examples: Sequence[Example]) -> list[TextScores]:
    """Score examples in batches."""
    texts = [example.text[:LONGEST] for example in examples]
    return [
        scores for start in range(0, len(texts), BATCH) for scores in classifier.score(texts[start : start + BATCH])
    ]


def truth_of(examples: Sequence[Example], columns: int) -> NDArray[np.bool_]:
    """Return which label and direction holds in which example (examples, labels × 3)."""
    matrix = np.zeros((len(examples), columns), dtype=bool)
    for row, example in enumerate(examples):
        for label, polarity in example.labels:
            matrix[row, label * 3 + polarity + 1] = True
    return matrix


def _logit(probabilities: Floats) -> NDArray[np.float64]:
    safe = np.clip(probabilities.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.log(safe / (1 - safe))


def calibration_of(scores: Sequence[TextScores], examples: Sequence[Example]) -> Floats:
    """Fit slope and offset of each direction and event (Platt scaling) on uncalibrated scores, (3 + events, 2)."""
    from sklearn.linear_model import LogisticRegression

    labels = np.stack([item.labels for item in scores])
    events = np.stack([item.events for item in scores])
    truth = truth_of(examples, labels.shape[1] * 3).reshape(labels.shape)
    parts = [(labels[:, :, direction], truth[:, :, direction]) for direction in range(3)]
    parts += [
        (events[:, number], np.array([example.events[number] == 1 for example in examples]))
        for number in range(events.shape[1])
    ]
    rows = []
    for probabilities, right in parts:
        if right.any() and not right.all():
            model = LogisticRegression(C=1e3).fit(_logit(probabilities).reshape(-1, 1), right.ravel())
            rows.append((float(model.coef_[0, 0]), float(model.intercept_[0])))
        else:
            rows.append((1.0, 0.0))
    return np.array(rows, dtype=np.float32)


def thresholds_of(
    scores: Sequence[TextScores],
    examples: Sequence[Example],
    complaint_scores: Sequence[TextScores],
    complaints: Sequence[Example],
) -> Floats:
    """Return thresholds (labels, 3): one common a direction, then one a label for complaints where rows allow it."""
    probabilities = np.stack([item.labels.ravel() for item in scores])
    columns = probabilities.shape[1]
    truth = truth_of(examples, columns)
    thresholds = np.zeros(columns, dtype=np.float32)
    for direction in range(3):
        place = slice(direction, columns, 3)
        thresholds[place] = best_threshold(
            truth[:, place], probabilities[:, place], default=DEFAULT_THRESHOLD, grid=GRID, weight=0.0
        )
    if complaints:
        probabilities = np.concatenate([probabilities, [item.labels.ravel() for item in complaint_scores]])
        truth = np.concatenate([truth, truth_of(complaints, columns)])
    for column in range(0, columns, 3):
        common = float(thresholds[column])
        thresholds[column] = best_threshold(
            truth[:, column], probabilities[:, column], default=common, grid=GRID, weight=SMOOTHING
        )
    return thresholds.reshape(-1, 3)


def event_thresholds_of(scores: Sequence[TextScores], examples: Sequence[Example]) -> Floats:
    """Return the thresholds at which head and cues together are best; a missed danger counts twice."""
    cues = np.array([cue_events(example.text) for example in examples])
    found = []
    for number in range(len(scores[0].events)):
        known = np.array([example.events[number] == 1 for example in examples])
        own = np.array([item.events[number] for item in scores])
        either = np.where(cues[:, number], 1.0, own).astype(np.float32)
        found.append(best_threshold(known, either, default=0.6, grid=EVENT_GRID, weight=2.0, beta=EVENT_BETA))
    return np.array(found, dtype=np.float32)


def opinion_of(features: Floats, sentiments: NDArray[np.int64], weights: NDArray[np.float64]) -> Floats:
    """Fit the weights of the overall sentiment (features + 1, 3); ``sentiments`` are 0, 1, 2."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=0.3, max_iter=5000).fit(features, sentiments, sample_weight=weights)
    return np.concatenate([model.coef_.T, model.intercept_[None, :]]).astype(np.float32)


def tuned(
    classifier: C,
    texts: Sequence[Example],
    complaints: Sequence[Example] = (),
    reviews: Sequence[Sequence[Example]] = (),
    *,
    polarity: PolarityHead | None = None,
) -> C:
    """Return the classifier with everything chosen on the dev split.

    Parameters
    ----------
    classifier
        A trained one.
    texts
        Labelled dev texts.
    complaints
        Dev part of the public complaint list; helps the thresholds.
    reviews
        Dev parts of public sets with a direction (reviews, car sentences); help to weigh the heads.
    polarity
        The general polarity head; the shipped one by default.
    """
    plain = Tuning.plain(labels=classifier.labels, events=classifier.events, threshold=DEFAULT_THRESHOLD)
    bare = classifier.with_tuning(plain)
    calibrated = bare.with_tuning(replace(plain, calibration=calibration_of(score_texts(bare, texts), texts)))
    scores = score_texts(calibrated, texts)
    complaint_scores = score_texts(calibrated, complaints)
    head = polarity or load_polarity()
    sets = [(texts, scores, OWN_WEIGHT), *((rows, score_texts(calibrated, rows), 1.0) for rows in reviews if rows)]
    features = [features_of(own, head.read([example.text for example in rows])) for rows, own, _ in sets]
    known = [np.array([example.sentiment for example in rows]) for rows, _, _ in sets]
    weights = [np.full(len(rows), weight * SET_WEIGHT / len(rows)) for rows, _, weight in sets]
    use = np.concatenate(known) != IGNORE
    tuning = replace(
        calibrated.tuning,
        thresholds=thresholds_of(scores, texts, complaint_scores, complaints),
        event_thresholds=event_thresholds_of(scores, texts),
        opinion=opinion_of(np.concatenate(features)[use], np.concatenate(known)[use], np.concatenate(weights)[use]),
    )
    return calibrated.with_tuning(tuning)
