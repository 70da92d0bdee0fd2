"""The public sets' held-out parts: complaints to pain points, polarity of reviews and car sentences, with peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.training import sources
from voc.analysis.analyzer import Analyzer
from voc.evaluation.baselines import SnowBaseline, snow_installed
from voc.evaluation.compare import TaskDifference, compare
from voc.evaluation.leakage import KnownText, near_duplicates
from voc.evaluation.prediction import Prediction
from voc.evaluation.prf import PRF
from voc.types import Feedback

LEAST_SUPPORT = 5
REVIEW_SAMPLE = 5
"""Every fifth held-out review is measured: 1 500 texts tell as much as 7 400."""


def _records(texts: Sequence[str]) -> list[Feedback]:
    return [Feedback(str(row), text, row) for row, text in enumerate(texts, start=1)]


def _scores(truth: Sequence[set[str]], told: Sequence[set[str]]) -> dict[str, Any]:
    labels: dict[str, PRF] = defaultdict(PRF)
    for right, found in zip(truth, told, strict=True):
        for code in right | found:
            labels[code] = labels[code] + PRF.of(right & {code}, found & {code})
    micro = sum(labels.values(), PRF())
    common = [score.f1 for score in labels.values() if score.support >= LEAST_SUPPORT]
    return {
        "texts": len(truth),
        "micro_f1": round(micro.f1, 4),
        "precision": round(micro.precision, 4),
        "recall": round(micro.recall, 4),
        "macro_f1": round(sum(common) / len(common), 4) if common else 0.0,
        "per_label": {
            code: {
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "f1": round(score.f1, 4),
                "support": score.support,
            }
            for code, score in sorted(labels.items())
            if score.support
        },
    }


def complaints(folder: Path, analyzer: Analyzer) -> dict[str, Any]:
    """Return figures of the complaint list's held-out eighth, and of a TF-IDF + linear SVM in the same run.

    Beside the figures of both: whether their difference is more than chance, how many held-out complaints have a
    near-duplicate among the others (people complain of one fault in the same words), and F1 without those.
    """
    rows = list(sources.complaints(folder))
    held = [row for row in rows if sources.part_of(row.text, parts=sources.COMPLAINT_PARTS) == "test"]
    rest = [row for row in rows if sources.part_of(row.text, parts=sources.COMPLAINT_PARTS) == "train"]
    truth = [set(row.labels) for row in held]
    analyses = analyzer.analyze(_records([row.text for row in held]))
    told = [{aspect.code for aspect in analysis.aspects if aspect.polarity < 0} for analysis in analyses]
    peer = _svm([row.text for row in rest], [set(row.labels) for row in rest], [row.text for row in held])
    peer_scores = _scores(truth, peer)
    del peer_scores["per_label"]
    leaks = near_duplicates(
        [KnownText(str(row), text.text) for row, text in enumerate(held)],
        (KnownText(str(row), text.text) for row, text in enumerate(rest)),
    )
    leaked = {int(leak.id) for leak in leaks}
    apart = [row for row in range(len(held)) if row not in leaked]
    return {
        "built_in": _scores(truth, told),
        "tfidf_svm": peer_scores,
        "comparison": [row.to_dict() for row in _compare(truth, told, peer)],
        "near_duplicates": len(leaks),
        "without_near_duplicates": {
            "texts": len(apart),
            **{
                name: _scores([truth[row] for row in apart], [own[row] for row in apart])["micro_f1"]
                for name, own in (("built_in", told), ("tfidf_svm", peer))
            },
        },
    }


def _compare(truth: Sequence[set[str]], told: Sequence[set[str]], peer: Sequence[set[str]]) -> list[TaskDifference]:
    answers = [[Prediction(frozenset((code, -1) for code in codes)) for codes in own] for own in (truth, told, peer)]
    return [row for row in compare(*answers).tasks if row.task == "aspects_negative"]


def _svm(texts: Sequence[str], labels: Sequence[set[str]], held: Sequence[str]) -> list[set[str]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer
    from sklearn.svm import LinearSVC

    names = MultiLabelBinarizer().fit(labels)
    words = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True).fit(texts)
    model = OneVsRestClassifier(LinearSVC(C=1.0)).fit(words.transform(texts), names.transform(labels))
    # the margin that is best for the peer on these very texts: the comparison favours it
    told = model.decision_function(words.transform(held)) > -0.2
    return [set(names.classes_[row]) for row in told]


def polarity(folder: Path, analyzer: Analyzer) -> dict[str, Any]:
    """Return the share of held-out reviews and car sentences whose sentiment has the right sign; neutral is wrong."""
    figures: dict[str, Any] = {}
    reviews: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for text, good, name in sources.reviews(folder):
        if sources.part_of(text) == "test":
            reviews[name].append((text, 1 if good else -1))
    for name, rows in reviews.items():
        figures[name] = _accuracy(rows[::REVIEW_SAMPLE], analyzer)
    sentences = [
        (row["comment"], int(row["polarity"]))
        for row in sources.rows(folder / "auto_implicit_sentiment" / "train.csv")
        if sources.part_of(row["comment"]) == "test"
    ]
    figures["auto_implicit_sentiment"] = _accuracy(sentences, analyzer)
    return figures


def _accuracy(rows: Sequence[tuple[str, int]], analyzer: Analyzer) -> dict[str, Any]:
    analyses = analyzer.analyze(_records([text for text, _ in rows]))
    told = np.array([analysis.sentiment for analysis in analyses])
    right = np.array([direction for _, direction in rows])
    found = {
        "texts": len(rows),
        "accuracy": round(float((told == right).mean()), 4),
        "neutral": int((told == 0).sum()),
    }
    if snow_installed():
        peer = np.array([answer.sentiment for answer in SnowBaseline().predict([own.text for own in analyses])])
        found["snownlp"] = round(float((peer == right).mean()), 4)
    return found
