"""The built-in encoder as a sentence-transformers model, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpora.texts import load_texts
from models.artifacts import ArtifactError, verify
from models.encoders.module import StaticModule
from models.encoders.static import StaticEncoder
from models.registry import ENCODER_FOLDER, load_encoder


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Return real texts, and some that hold nothing the encoder knows."""
    return [*(text.text for text in load_texts("dev")[:200]), "", "\x00", "𠮷𠮷𠮷", "配件没货" * 300]


def test_the_shipped_folder_loads_and_gives_the_same_vectors(texts: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(ENCODER_FOLDER), trust_remote_code=True, device="cpu")
    ours = load_encoder(str(ENCODER_FOLDER))
    assert isinstance(ours, StaticEncoder)
    assert model.get_embedding_dimension() == ours.dimensions
    assert np.abs(model.encode(texts, batch_size=7) - ours.encode(texts)).max() < 1e-5
    assert model.encode("配件没货").shape == (256,)


def test_without_consent_the_library_refuses_and_says_why() -> None:
    from sentence_transformers import SentenceTransformer

    with pytest.raises(ValueError, match=r"models\.encoders\.module\.StaticModule.*\n?.*trust_remote_code"):
        SentenceTransformer(str(ENCODER_FOLDER))


def test_the_module_needs_no_consent(texts: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(modules=[StaticModule.load(str(ENCODER_FOLDER))], device="cpu")
    assert np.abs(model.encode(texts) - load_encoder("builtin").encode(texts)).max() < 1e-5


def test_prompts_are_put_before_the_text() -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(modules=[StaticModule.load(str(ENCODER_FOLDER))], device="cpu")
    assert np.allclose(model.encode("没货", prompt="配件"), model.encode("配件没货"), atol=1e-6)


def test_what_sentence_transformers_trains_and_saves_is_our_artifact_again(tmp_path: Path, texts: list[str]) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(ENCODER_FOLDER), trust_remote_code=True, device="cpu")
    before = model.encode(["配件没货", "车机黑屏"])
    features = model.preprocess(["配件没货", "车机黑屏"])
    first, second = model(features)["sentence_embedding"]
    (1.0 - first @ second).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            assert parameter.grad is not None
            parameter.sub_(parameter.grad)
    after = model.encode(["配件没货", "车机黑屏"])
    assert after[0] @ after[1] > before[0] @ before[1] + 0.05
    model.save(str(tmp_path / "trained"))
    assert verify(tmp_path / "trained")
    ours = load_encoder(str(tmp_path / "trained"))
    assert isinstance(ours, StaticEncoder)
    again = SentenceTransformer(str(tmp_path / "trained"), trust_remote_code=True, device="cpu")
    # rows are stored in eight bits
    assert np.abs(ours.encode(texts) - model.encode(texts)).max() < 0.02
    assert np.abs(ours.encode(texts) - again.encode(texts)).max() < 1e-5


def test_saving_unchanged_weights_changes_nothing(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    SentenceTransformer(modules=[StaticModule.load(str(ENCODER_FOLDER))], device="cpu").save(str(tmp_path / "copy"))
    names = {path.name for path in (tmp_path / "copy").iterdir()}
    assert {"modules.json", "config.json", "model.safetensors"} <= names
    assert (tmp_path / "copy" / "model.safetensors").read_bytes() == (ENCODER_FOLDER / "model.safetensors").read_bytes()


def test_a_model_with_more_modules_is_not_taken_for_the_bare_encoder(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense

    module = StaticModule.load(str(ENCODER_FOLDER))
    SentenceTransformer(modules=[module, Dense(256, 8)], device="cpu").save(str(tmp_path / "deeper"))
    with pytest.raises(ArtifactError, match="自带的代码"):
        load_encoder(str(tmp_path / "deeper"))


def test_a_folder_without_the_artifact_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"config\.json"):
        StaticModule.load(str(tmp_path))
