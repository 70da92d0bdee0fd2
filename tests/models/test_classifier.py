"""The numpy classifier computes what the trained torch network computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.artifacts import ArtifactError
from models.heads.classifier import Classifier, sigmoid
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
        thresholds=np.full((7, 3), 0.5, np.float32),
        event_thresholds=np.full(2, 0.5, np.float32),
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


def test_no_texts(pair: tuple[object, Classifier]) -> None:
    assert pair[1].score([]) == []


def test_sigmoid_does_not_overflow() -> None:
    assert np.allclose(sigmoid(np.array([-1e4, 0.0, 1e4], np.float32)), [0.0, 0.5, 1.0])


def test_missing_classifier_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="找不到分类模型文件夹"):
        load_classifier(str(tmp_path / "none"))
    with pytest.raises(ArtifactError, match=r"config\.json"):
        load_classifier(str(tmp_path))
