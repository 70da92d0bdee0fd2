"""The numpy classifier computes what the trained torch network computes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.artifacts import ArtifactError
from models.heads.classifier import Classifier
from models.heads.tuning import Tuning, sigmoid
from models.ngrams import NgramVocabulary
from models.registry import load_classifier

TEXTS = ["车机黑了三次，客服让我等", "好", "客户来电 YU7锁单12周仍未排产 要求给准确时间", "", "没货" * 60]


@pytest.fixture(scope="module")
def pair() -> tuple[object, Classifier]:
    """Return a torch network with random weights and its numpy form."""
    import torch

    from models.training.export import to_numpy
    from models.training.network import ConvolutionNetwork, NetworkShape

    torch.manual_seed(0)
    vocabulary = NgramVocabulary.build(TEXTS, sizes={1: 99, 2: 99, 3: 99, 4: 99}, min_count=1)
    network = ConvolutionNetwork(vocabulary, NetworkShape(7, dimensions=12, hidden=20)).eval()
    classifier = Classifier(
        name="test",
        vocabulary=vocabulary,
        members=(to_numpy(network),),
        labels=7,
        events=2,
        intents=6,
        tuning=Tuning.plain(labels=7, events=2, threshold=0.5),
        config={},
    )
    return network, classifier


def test_numpy_equals_torch(pair: tuple[object, Classifier]) -> None:
    import torch

    from models.training.classifier import predict

    network, classifier = pair
    labels, intents, sentiments = predict(network, TEXTS)
    for row, scores in enumerate(classifier.score(TEXTS)):
        assert np.allclose(scores.labels.ravel(), labels[row, :21], atol=1e-5)
        assert np.allclose(scores.events, labels[row, 21:], atol=1e-5)
        assert np.allclose(scores.intents, torch.softmax(torch.tensor(intents[row]), -1).numpy(), atol=1e-5)
        assert np.allclose(scores.sentiments, torch.softmax(torch.tensor(sentiments[row]), -1).numpy(), atol=1e-5)
        assert scores.positions.shape == (len(TEXTS[row]), 23)


def test_a_text_scores_the_same_in_any_company(pair: tuple[object, Classifier]) -> None:
    _, classifier = pair
    together = classifier.score(TEXTS)
    for text, scores in zip(TEXTS, together, strict=True):
        assert np.allclose(classifier.score([text])[0].labels, scores.labels, atol=1e-5)


def test_saving_keeps_the_scores(pair: tuple[object, Classifier], tmp_path: Path) -> None:
    _, classifier = pair
    classifier.save(tmp_path / "c")
    again = load_classifier(str(tmp_path / "c"))
    for first, second in zip(classifier.score(TEXTS), again.score(TEXTS), strict=True):
        assert np.allclose(first.labels, second.labels, atol=0.02)


def test_calibration_moves_probabilities_and_nothing_else(pair: tuple[object, Classifier]) -> None:
    _, classifier = pair
    plain = classifier.score(TEXTS)
    steps = np.array([[2.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.5, -1.0]], np.float32)
    moved = replace(classifier, tuning=replace(classifier.tuning, calibration=steps)).score(TEXTS)

    def logit(values: np.ndarray) -> np.ndarray:
        return np.log(values / (1 - values))

    for first, second in zip(plain, moved, strict=True):
        assert np.allclose(logit(second.labels[:, 0]), 2 * logit(first.labels[:, 0]), atol=1e-3)
        assert np.allclose(second.labels[:, 1], first.labels[:, 1], atol=1e-6)
        assert np.allclose(logit(second.labels[:, 2]), logit(first.labels[:, 2]) + 1, atol=1e-3)
        assert np.allclose(logit(second.events[1]), 0.5 * logit(first.events[1]) - 1, atol=1e-3)
        assert np.array_equal(first.positions, second.positions)
        assert np.array_equal(first.intents, second.intents)


def test_the_window_around_a_position_stays_in_its_text(pair: tuple[object, Classifier]) -> None:
    _, classifier = pair
    network, size = classifier.members[0], classifier.members[0].table.shape[1]
    starts = np.array([0, 3, 40])
    vectors = np.random.default_rng(0).normal(size=(40, size)).astype(np.float32)
    means = network._near_means(vectors, starts, np.diff(starts), np.arange(40))
    for place in range(40):
        first, last = (0, 3) if place < 3 else (3, 40)
        low, high = max(first, place - network.reach), min(last, place + network.reach)
        assert np.allclose(means[place], vectors[low:high].sum(0) / np.sqrt(high - low), atol=1e-4)


def test_a_stride_scores_places_counted_from_the_start_of_each_text(pair: tuple[object, Classifier]) -> None:
    _, classifier = pair
    strided = replace(classifier, members=tuple(replace(member, stride=2) for member in classifier.members))
    every, second = classifier.score(TEXTS), strided.score(TEXTS)
    for text, full, half in zip(TEXTS, every, second, strict=True):
        assert half.positions.shape == full.positions.shape
        # a text begins with a boundary mark, so its own even places are the odd ones in front of which the mark stands
        assert np.allclose(half.positions[1::2], full.positions[1::2], atol=1e-5)
        assert np.allclose(half.positions[2::2], half.positions[1:-1:2], atol=0)
        assert np.allclose(strided.score([text])[0].labels, half.labels, atol=1e-5)


def test_no_texts(pair: tuple[object, Classifier]) -> None:
    assert pair[1].score([]) == []


def test_sigmoid_does_not_overflow() -> None:
    assert np.allclose(sigmoid(np.array([-1e4, 0.0, 1e4], np.float32)), [0.0, 0.5, 1.0])


def test_missing_classifier_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="找不到分类模型文件夹"):
        load_classifier(str(tmp_path / "none"))
    with pytest.raises(ArtifactError, match=r"config\.json"):
        load_classifier(str(tmp_path))
