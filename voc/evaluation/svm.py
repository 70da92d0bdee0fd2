"""The classical peer: TF-IDF of character 1–4-grams and linear support vector machines, one a label.

It learns from the same texts as the built-in classifier, and its thresholds are chosen on the same dev texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voc.evaluation.prediction import Label, Prediction

LEAST_TEXTS = 2
"""An n-gram must stand in two texts; the rest is most of the features and tells next to nothing."""
LEAST_EXAMPLES = 3
GRID = tuple(round(-1.0 + 0.05 * step, 2) for step in range(31))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One training text and what is known about it (None: not known)."""

    text: str
    labels: Prediction


@dataclass(slots=True)
class SvmBaseline:
    """A trained peer; make it with :func:`train_svm`."""

    words: Any
    labels: tuple[Label, ...]
    aspects: list[Any]
    intent: Any
    sentiment: Any
    events: list[Any]
    thresholds: tuple[float, float, float] = (0.0, 0.0, 0.0)
    name: str = field(default="svm", init=False)
    label: str = field(default="TF-IDF + 线性 SVM", init=False)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Return what the machines tell about each cleaned text."""
        rows = self.words.transform(list(texts))
        margins = self.margins(rows, self.aspects) > self.thresholds[0]
        events = self.margins(rows, self.events) > np.array(self.thresholds[1:])
        return [
            Prediction(
                frozenset(self.labels[place] for place in np.flatnonzero(own).tolist()),
                str(intent),
                int(sentiment),
                bool(event[0]),
                bool(event[1]),
            )
            for own, intent, sentiment, event in zip(
                margins, self.intent.predict(rows), self.sentiment.predict(rows), events, strict=True
            )
        ]

    @staticmethod
    def margins(rows: Any, machines: Sequence[Any]) -> NDArray[np.float64]:  # noqa: ANN401 -- a sparse matrix
        """Return the signed margins (texts, machines)."""
        weights = np.concatenate([machine.coef_ for machine in machines]).T
        bias = np.concatenate([machine.intercept_ for machine in machines])
        result: NDArray[np.float64] = np.asarray(rows @ weights) + bias
        return result


def train_svm(lessons: Sequence[Lesson], dev: Sequence[Lesson]) -> SvmBaseline:
    """Train the peer.

    Parameters
    ----------
    lessons
        Cleaned training texts.
    dev
        Texts on which three thresholds are chosen for the best F1: of labels, of safety, of escalation.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=LEAST_TEXTS, dtype=np.float32
    )
    rows = words.fit_transform([lesson.text for lesson in lessons])
    known = [row for row, lesson in enumerate(lessons) if lesson.labels.aspects is not None]
    sets = [lessons[row].labels.aspects or frozenset() for row in known]
    labels = tuple(sorted({label for own in sets for label in own if label[1] != 0}))
    truth = {label: np.array([label in own for own in sets]) for label in labels}
    labels = tuple(label for label in labels if truth[label].sum() >= LEAST_EXAMPLES)
    own_rows = rows[known]
    peer = SvmBaseline(
        words=words,
        labels=labels,
        aspects=[_machine().fit(own_rows, truth[label]) for label in labels],
        intent=_fitted(rows, [lesson.labels.intent for lesson in lessons]),
        sentiment=_fitted(rows, [lesson.labels.sentiment for lesson in lessons]),
        events=[
            _fitted(rows, [lesson.labels.safety for lesson in lessons]),
            _fitted(rows, [lesson.labels.escalation for lesson in lessons]),
        ],
    )
    held = words.transform([lesson.text for lesson in dev])
    margins, events = peer.margins(held, peer.aspects), peer.margins(held, peer.events)
    right = np.array([[label in (lesson.labels.aspects or ()) for label in labels] for lesson in dev])
    safety = np.array([[bool(lesson.labels.safety)] for lesson in dev])
    escalation = np.array([[bool(lesson.labels.escalation)] for lesson in dev])
    peer.thresholds = (
        _best(right, margins),
        _best(safety, events[:, :1]),
        _best(escalation, events[:, 1:]),
    )
    return peer


def _machine() -> Any:  # noqa: ANN401 -- scikit-learn has no types
    from sklearn.svm import LinearSVC

    return LinearSVC(C=1.0, random_state=0)


def _fitted(rows: Any, classes: Sequence[object]) -> Any:  # noqa: ANN401
    known = [row for row, value in enumerate(classes) if value is not None]
    return _machine().fit(rows[known], np.array([classes[row] for row in known]))


def _best(right: NDArray[np.bool_], margins: NDArray[np.float64]) -> float:
    """Return the margin with the best F1 over all columns, of equal ones the one nearest to 0."""

    def f1(threshold: float) -> float:
        told = margins > threshold
        return 2 * float((told & right).sum()) / max(1.0, float(told.sum() + right.sum()))

    return max(GRID, key=lambda threshold: (f1(threshold), -abs(threshold)))
