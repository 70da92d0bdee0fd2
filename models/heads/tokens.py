"""Texts as padded tokens that know which characters they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Windows of texts as tokens.

    Attributes
    ----------
    ids, mask
        Token ids and attention mask (windows, tokens).
    shown
        Tokens that cover characters (windows, tokens): where a label can be told. All tokens of an empty window, so
        that it can be pooled as well.
    spans
        Half-open character span of each token (windows, tokens, 2).
    owners
        Which text each window belongs to (windows,).
    """

    ids: Tensor
    mask: Tensor
    shown: Tensor
    spans: NDArray[np.int64]
    owners: NDArray[np.int64]


def tokenize(
    tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], *, longest: int, overflow: bool = False
) -> TokenBatch:
    """Turn texts into tokens.

    Parameters
    ----------
    tokenizer
        A fast tokenizer of transformers: only these tell the characters of a token.
    texts
        Cleaned texts.
    longest
        Most tokens of a window, the model's special ones included.
    overflow
        True gives a longer text further windows, which overlap by an eighth; False cuts it.
    """
    # a lone surrogate is not UTF-8, which the tokenizers ask for; one character stands for one, so spans stay right
    plain = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    encoded = tokenizer(
        plain,
        truncation=True,
        max_length=longest,
        stride=longest // 8 if overflow else 0,
        return_overflowing_tokens=overflow,
        return_offsets_mapping=True,
        padding=True,
        return_tensors="np",
    )
    ids, mask = encoded["input_ids"].astype(np.int64), encoded["attention_mask"].astype(bool)
    spans = np.asarray(encoded["offset_mapping"], dtype=np.int64)
    shown = mask & (spans[..., 1] > spans[..., 0])
    shown[~shown.any(axis=1)] = mask[~shown.any(axis=1)]
    owners = encoded["overflow_to_sample_mapping"] if overflow else np.arange(len(texts))
    return TokenBatch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(shown),
        spans,
        np.asarray(owners, dtype=np.int64),
    )
