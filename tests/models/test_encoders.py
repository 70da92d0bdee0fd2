"""One suite over every encoder: the built-in one, and a real sentence-transformers model made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.artifacts import ArtifactError
from models.encoders.base import Encoder
from models.encoders.static import StaticEncoder
from models.registry import ENCODER_FOLDER, load_encoder


@pytest.fixture(scope="module")
def tiny_transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved two-layer BERT with random weights and a character vocabulary."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"配件没货等了半个月车机黑屏客服好评"]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    size = len(tokenizer)
    config = BertConfig(
        vocab_size=size,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=32)
    model = SentenceTransformer(modules=[transformer, Pooling(transformer.get_embedding_dimension())])
    out = tmp_path_factory.mktemp("sentence-transformer")
    model.save(str(out))
    return out


@pytest.fixture(params=["builtin", "transformer"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "builtin":
        return load_encoder()
    return load_encoder(str(request.getfixturevalue("tiny_transformer")))


def test_rows_are_normalised_and_in_order(encoder: Encoder) -> None:
    texts = ["配件没货", "车机黑屏", "等了半个月", "配件没货"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (4, encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(vectors[0], vectors[3], atol=1e-5)
    assert np.allclose(vectors[1], encoder.encode(["车机黑屏"])[0], atol=1e-5)


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_the_same_twice(encoder: Encoder) -> None:
    texts = ["客服好评", "没货"] * 3
    assert np.array_equal(encoder.encode(texts), encoder.encode(texts))


def test_builtin_knows_what_belongs_together() -> None:
    vectors = load_encoder().encode(["配件一直没货", "零件缺货等了好久", "空调不制冷"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


def test_builtin_result_does_not_depend_on_the_batch() -> None:
    encoder = load_encoder()
    texts = [f"第{n}个工单，配件没到" for n in range(40)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_saved_static_encoder_encodes_alike(tmp_path: Path) -> None:
    encoder = StaticEncoder.load(ENCODER_FOLDER)
    encoder.save(tmp_path / "copy", config={})
    again = load_encoder(str(tmp_path / "copy"))
    texts = ["配件没货", "刹车失灵"]
    assert np.allclose(encoder.encode(texts), again.encode(texts), atol=2e-2)


@pytest.mark.parametrize("name", ["no-such-organisation/no-such-model", "/no/such/folder"])
def test_a_model_that_is_not_there_is_a_clear_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ArtifactError, match="无法加载"):
        load_encoder(name)
