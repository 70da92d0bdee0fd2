"""Any sentence-transformers model, by hub name or local folder, behind the same protocol as the built-in encoder."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.encoders import failures
from models.encoders.devices import choose_device, choose_dtype, cpu_threads
from models.encoders.settings import EncoderSettingError, EncoderSettings
from models.errors import ArtifactError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SHORTEST_PAD = 16
"""Least padded length in half precision; lengths double from here."""
COUNTED = 4096
"""Texts whose tokens are counted at a time."""


@dataclass(frozen=True, slots=True)
class SentenceEncoder:
    """A sentence-transformers model; its own prompts, pooling and maximum length apply.

    Attributes
    ----------
    name
        What results are stamped with.
    model
        The loaded model.
    settings
        How it runs.
    """

    name: str
    model: SentenceTransformer
    settings: EncoderSettings

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return L2-normalised float32 vectors (texts, dimensions).

        Texts of like length share a pass. A text's vector does not depend on the texts beside it: to 1e-5 in float32,
        exactly in half precision, where every pass of a length has the same shape.

        Raises
        ------
        ArtifactError
            The GPU has too little memory for the batch.
        """
        import torch

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # tokenizers refuse half a surrogate pair
        sound = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        try:
            with cpu_threads(self.settings.threads):
                vectors = self._steady(sound) if self._is_half else self._run(sound)
        except torch.OutOfMemoryError as error:
            raise ArtifactError(f"显存不足：请减小 VOC_ENCODER_BATCH（现为 {self.settings.batch}）") from error
        # normalised here, not in the model's own precision: half formats miss length 1 by up to 1e-3
        norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
        norms[norms == 0.0] = 1.0
        unit: NDArray[np.float32] = (vectors / norms[:, None]).astype(np.float32)
        return unit

    @property
    def _is_half(self) -> bool:
        first = next(self.model.parameters(), None)
        return first is not None and first.dtype.itemsize == 2 and callable(getattr(self.model, "tokenizer", None))

    def _run(self, texts: list[str], *, length: int | None = None) -> NDArray[np.float32]:
        padded: dict[str, Any] = {"text": {"padding": "max_length", "max_length": length}}
        options: dict[str, Any] = {} if length is None else {"processing_kwargs": padded}
        # sorts by length, cuts into batches, restores the order
        found = self.model.encode(
            texts,
            prompt_name=self.settings.prompt,
            batch_size=self.settings.batch,
            convert_to_numpy=True,
            show_progress_bar=False,
            **options,
        )
        return np.asarray(found, dtype=np.float32)

    def _steady(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Run every text in a pass whose shape depends on its own length only.

        Matrix products of another shape may add in another order, which half formats show in the third digit. So
        texts are padded to a few lengths, and the last batch of each length is filled up with empty texts.
        """
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        lengths = self._padded_lengths(texts)
        for length in np.unique(lengths).tolist():
            places = np.flatnonzero(lengths == length).tolist()
            group = [texts[place] for place in places]
            filled = group + [""] * (-len(group) % self.settings.batch)
            vectors[places] = self._run(filled, length=length)[: len(group)]
        return vectors

    def _padded_lengths(self, texts: Sequence[str]) -> NDArray[np.int64]:
        chosen = self.settings.prompt or self.model.default_prompt_name
        prompt = self.model.prompts.get(chosen) or "" if chosen else ""
        limit = token_limit(self.model)
        tokenizer = self.model.tokenizer
        counts: list[int] = []
        for start in range(0, len(texts), COUNTED):
            part = [prompt + text for text in texts[start : start + COUNTED]]
            counts += [len(ids) for ids in tokenizer(part, truncation=True, max_length=limit)["input_ids"]]
        steps = np.ceil(np.log2(np.maximum(np.array(counts), SHORTEST_PAD) / SHORTEST_PAD))
        padded: NDArray[np.int64] = np.minimum(SHORTEST_PAD * 2**steps, limit).astype(np.int64)
        return padded


def token_limit(model: SentenceTransformer, *, unlimited: int = 8192) -> int:
    """Return how many tokens a model reads of a text; some tokenizers name no limit, or one of 30 digits."""
    limit = model.max_seq_length
    return unlimited if limit is None or not math.isfinite(limit) or limit > unlimited else int(limit)


def load_sentence_transformer(settings: EncoderSettings) -> SentenceEncoder:
    """Load the model that the settings name; only here and in training is torch imported.

    A folder is read without asking the hub, and so is a hub model that is in the local cache: it stays the same model
    until the cache is cleared, and a machine without a network does not wait for one. Code that comes with a model is
    never run.

    Raises
    ------
    ArtifactError
        The model cannot be loaded; the message says why and what helps.
    EncoderSettingError
        Prompt or device do not exist.
    """
    name = settings.name
    folder = Path(name).expanduser()
    if not folder.is_dir() and not failures.is_hub_name(name):
        raise failures.place_missing(name)
    try:
        from huggingface_hub.constants import is_offline_mode
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise failures.package_missing(name) from error
    device = choose_device(settings.device)
    options: dict[str, Any] = {
        "device": device,
        "model_kwargs": {"dtype": choose_dtype(settings.precision, device)},
        "cache_folder": os.environ.get("SENTENCE_TRANSFORMERS_HOME"),
    }
    place = str(folder) if folder.is_dir() else name
    local = folder.is_dir() or _is_cached(name, options["cache_folder"])
    with _quiet():
        try:
            model = SentenceTransformer(place, local_files_only=local, **options)
            kind = _saved_kind(place, options["cache_folder"])
        except Exception as error:
            # parsers of tokenizers and weights raise bare exceptions of their own
            raise failures.explain(name, error, folder=folder.is_dir(), offline=is_offline_mode()) from error
    _check(model, name, kind=kind)
    _apply(model, settings)
    return SentenceEncoder(folder.resolve().name if folder.is_dir() else name, model, settings)


def _is_cached(name: str, cache_folder: str | None) -> bool:
    from huggingface_hub import try_to_load_from_cache

    full = name if "/" in name else f"sentence-transformers/{name}"
    return isinstance(try_to_load_from_cache(full, "modules.json", cache_dir=cache_folder), str)


def _saved_kind(place: str, cache_folder: str | None) -> str:
    from sentence_transformers.util import load_file_path

    config = load_file_path(
        place, "config_sentence_transformers.json", cache_folder=cache_folder, local_files_only=True
    )
    return failures.saved_model_type(Path(config)) if config else "SentenceTransformer"


def _check(model: SentenceTransformer, name: str, *, kind: str) -> None:
    if kind != "SentenceTransformer":
        # the library would turn a reranker into a sentence model with made-up pooling, and only log it
        raise failures.other_model(name, kind)
    if not model.supports("text"):
        raise failures.other_model(name, "、".join(str(item) for item in model.modalities))
    if not model.get_embedding_dimension():
        raise failures.other_model(name, "没有向量维数的")
    tokenizer = getattr(model, "tokenizer", None)
    special = getattr(tokenizer, "all_special_ids", None)
    if tokenizer is not None and special is not None and len(tokenizer) <= len(special):
        # without its vocabulary file a tokenizer is built empty, and every text becomes the same vector
        raise failures.load_error(name, "缺少分词器的词表（tokenizer.json 或 vocab.txt）", "重新下载或复制整个文件夹")


def _apply(model: SentenceTransformer, settings: EncoderSettings) -> None:
    if settings.prompt is not None and settings.prompt not in model.prompts:
        raise EncoderSettingError(
            f"VOC_ENCODER_PROMPT={settings.prompt}，但模型 {settings.name} 的提示语只有："
            f"{'、'.join(sorted(model.prompts)) or '无'}"
        )
    if settings.max_tokens is not None:
        model.max_seq_length = min(settings.max_tokens, token_limit(model))


@contextmanager
def _quiet() -> Iterator[None]:
    """Show the libraries' bars on a terminal only: elsewhere they would fill a log."""
    from transformers.utils import logging

    if sys.stderr.isatty() or not logging.is_progress_bar_enabled():
        yield
        return
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.enable_progress_bar()  # type: ignore[no-untyped-call]
