"""The training commands from end to end on a tiny folder made here: every step runs, and what they save can be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.encoders.static import StaticEncoder
from models.heads.polarity import PolarityHead
from models.registry import load_classifier
from models.training import sources
from service.training.classifier import build_classifier
from service.training.encoder import build_encoder
from service.training.polarity import build_polarity
from tests.training.data_folder import COMPLAINTS, make_data_folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_data_folder(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def encoder(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "encoder"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.training.encoder.VOCABULARY_SIZES", {1: 300, 2: 400, 3: 200, 4: 100})
        lines = list(build_encoder(data, folder, steps=3, seed=1, batch=16))
    assert any("Spearman" in line for line in lines)
    return folder


def test_sources_are_read(data: Path) -> None:
    assert len(list(sources.pairs(data))) == 160
    complaints = list(sources.complaints(data))
    assert len(complaints) == 12 * len(COMPLAINTS)
    assert sources.without_vehicle(complaints[0]) == "变速箱顿挫第0次"
    assert all(6 <= len(sentence) <= 80 for text in sources.unlabelled(data) for sentence in sources.sentences(text))


def test_buckets_are_stable_and_even() -> None:
    counts = np.bincount([sources.bucket(str(n)) for n in range(5000)], minlength=10)
    assert sources.bucket("没货") == sources.bucket("没货")
    assert counts.min() > 400


def test_encoder_can_be_used(encoder: Path) -> None:
    vectors = StaticEncoder.load(encoder).encode(["配件没货"])
    assert np.isclose(np.linalg.norm(vectors), 1.0, atol=1e-5)


@pytest.mark.slow
def test_classifier_can_be_used(data: Path, encoder: Path, tmp_path: Path) -> None:
    lines = list(build_classifier(data, tmp_path / "c", steps=2, seed=1, members=1, encoder=encoder, workers=1))
    assert "训练样本" in "".join(lines)
    classifier = load_classifier(str(tmp_path / "c"))
    (scores,) = classifier.score(["配件没货"])
    assert scores.labels.shape == (50, 3)
    assert classifier.tuning.thresholds.min() > 0


@pytest.mark.slow
def test_polarity_learns_the_direction(data: Path, tmp_path: Path) -> None:
    lines = list(build_polarity(data, tmp_path / "p"))
    assert "准确率" in "".join(lines)
    head = PolarityHead.load(tmp_path / "p")
    good, bad = head.read(["很好很满意，送货快", "太差了，很失望"]).margins
    assert good > 0 > bad
    assert head.read([]).margins.shape == (0,)
