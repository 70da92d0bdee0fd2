"""One suite over every encoder: the built-in one, and real sentence-transformers models made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.artifacts import ArtifactError
from models.encoders.base import Encoder
from models.encoders.static import StaticEncoder
from models.registry import BUILTIN, CLASSIFIER_FOLDER, ENCODER_FOLDER, load_encoder

TEXTS = ["配件没货", "车机黑屏", "等了半个月", "配件没货", "客服好评" * 6, "没货"]


@pytest.fixture(params=["builtin", "folder", "bert", "transformer", "bf16"])
def encoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Encoder:
    """Return each kind: built in, from a folder, plain transformers, sentence-transformers, and that in bfloat16."""
    if request.param == "builtin":
        return load_encoder(BUILTIN)
    if request.param == "folder":
        return load_encoder(str(ENCODER_FOLDER))
    if request.param == "bert":
        return load_encoder(str(request.getfixturevalue("tiny_bert")))
    if request.param == "bf16":
        monkeypatch.setenv("VOC_ENCODER_PRECISION", "bf16")
    return load_encoder(str(request.getfixturevalue("tiny_transformer")))


def test_rows_are_normalised_and_in_order(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    assert not np.allclose(vectors[0], vectors[1], atol=1e-2)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS * 20)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.allclose(together, np.tile(alone, (20, 1)), atol=1e-5)
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert np.allclose(alone, backwards, atol=1e-5)


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    vectors = encoder.encode([])
    assert vectors.shape == (0, encoder.dimensions)
    assert vectors.dtype == np.float32


def test_the_same_twice(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode(TEXTS * 3), encoder.encode(TEXTS * 3))


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "🚗" * 50, "x" * 3000])
def test_any_text_has_a_vector(encoder: Encoder, text: str) -> None:
    vectors = encoder.encode([text, "配件没货"])
    assert np.isfinite(vectors).all()
    length = float(np.linalg.norm(vectors[0]))
    assert length == pytest.approx(1.0, abs=1e-5) or length == 0.0


def test_it_has_a_name_without_a_path(encoder: Encoder) -> None:
    assert encoder.name
    assert "/" not in encoder.name


def test_builtin_knows_what_belongs_together() -> None:
    vectors = load_encoder(BUILTIN).encode(["配件一直没货", "零件缺货等了好久", "空调不制冷"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


def test_builtin_result_does_not_depend_on_the_batch() -> None:
    encoder = load_encoder(BUILTIN)
    texts = [f"第{n}个工单，配件没到" for n in range(40)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_saved_static_encoder_encodes_alike(tmp_path: Path) -> None:
    encoder = StaticEncoder.load(ENCODER_FOLDER)
    encoder.save(tmp_path / "copy", config={})
    again = load_encoder(str(tmp_path / "copy"))
    assert isinstance(again, StaticEncoder)
    assert np.allclose(encoder.encode(TEXTS), again.encode(TEXTS), atol=1e-6)


def test_an_artifact_of_another_kind_is_said_so() -> None:
    with pytest.raises(ArtifactError, match="这里需要 static-encoder"):
        load_encoder(str(CLASSIFIER_FOLDER))


def test_the_environment_chooses_where_no_name_is_given(
    tiny_transformer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(load_encoder(), StaticEncoder)
    monkeypatch.setenv("VOC_ENCODER", str(tiny_transformer))
    assert load_encoder().dimensions == 16
    assert isinstance(load_encoder(BUILTIN), StaticEncoder)
    monkeypatch.setenv("VOC_ENCODER", " ")
    assert isinstance(load_encoder(), StaticEncoder)


def test_a_model_is_loaded_once_for_the_same_settings(tiny_transformer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_encoder(str(tiny_transformer))
    assert load_encoder(str(tiny_transformer)) is first
    monkeypatch.setenv("VOC_ENCODER_BATCH", "3")
    assert load_encoder(str(tiny_transformer)) is not first
