"""A tiny transformer with random weights, made on the spot: tests of real loading and encoding need no download."""

from __future__ import annotations

from pathlib import Path

import pytest

CHARACTERS = "配件没货等了半个月车机黑屏客服好评原声，。"


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved two-layer BERT with a character vocabulary, as transformers writes it."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(CHARACTERS)]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    torch.manual_seed(1)
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_transformer(tiny_bert: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return it as a sentence-transformers model that reads 32 tokens and knows one prompt of its own."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    transformer = Transformer(str(tiny_bert), max_seq_length=32)
    modules = [transformer, Pooling(transformer.get_embedding_dimension())]
    out = tmp_path_factory.mktemp("sentence-transformer")
    SentenceTransformer(modules=modules, prompts={"feedback": "车机原声："}).save(str(out))
    return out


@pytest.fixture(autouse=True)
def _no_encoder_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own settings out of the tests."""
    from models.encoders.settings import VARIABLES

    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
