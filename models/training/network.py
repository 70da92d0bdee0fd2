"""The classifier as a torch module: n-gram vectors by position, one convolution, labels found where they are told.

A position sees its neighbours through the convolution, its sentence through a mean around it and the text through the
mean of all. Every label has a score at every position; a text's score pools them, so the place that decides can be
quoted, and adds what only the whole text tells. The same network in numpy is :mod:`models.heads.network`; a test holds
both to equal outputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.ngrams import NgramVocabulary, hash_ngrams


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """Sizes of the network.

    Attributes
    ----------
    labels
        Number of (pain point) labels; each has three polarities.
    events
        Extra yes/no labels found by position (safety, escalation).
    intents, sentiments
        Classes of the two text-level heads.
    dimensions, hidden
        Sizes of the n-gram vectors and of the hidden layer.
    width
        Positions that the convolution sees.
    reach
        Positions before and after that the mean around a position sees.
    """

    labels: int
    events: int = 2
    intents: int = 6
    sentiments: int = 3
    dimensions: int = 128
    hidden: int = 192
    width: int = 3
    reach: int = 12


@dataclass(frozen=True, slots=True)
class Padded:
    """A batch of texts as padded n-gram ids (texts, orders, positions) and a mask (texts, positions)."""

    ids: Tensor
    mask: Tensor


def pad(texts: Sequence[str], vocabulary: NgramVocabulary, *, dropout: float = 0.0) -> Padded:
    """Look up and pad a batch; in training a share of the n-grams is left out."""
    batch = hash_ngrams(texts, orders=vocabulary.orders)
    ids = vocabulary.ids(batch.hashes)
    if dropout:
        ids = np.where(torch.rand(ids.shape).numpy() < dropout, 0, ids)
    lengths = np.diff(batch.starts)
    padded = np.zeros((len(texts), len(vocabulary.orders), int(lengths.max())), dtype=np.int64)
    mask = np.arange(padded.shape[2])[None, :] < lengths[:, None]
    padded.transpose(0, 2, 1)[mask] = ids.T
    return Padded(torch.from_numpy(padded), torch.from_numpy(mask))


@dataclass(frozen=True, slots=True)
class Scores:
    """Outputs of the network: logits by position (texts, positions, labels × 3 + events) and by text."""

    positions: Tensor
    labels: Tensor
    intents: Tensor
    sentiments: Tensor


class ConvolutionNetwork(nn.Module):
    """See the module's docstring."""

    def __init__(self, vocabulary: NgramVocabulary, shape: NetworkShape, *, dropout: float = 0.2) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.shape = shape
        self.table = nn.Embedding(len(vocabulary), shape.dimensions, padding_idx=0, sparse=True)
        nn.init.normal_(self.table.weight, std=0.1)
        with torch.no_grad():
            self.table.weight[0].zero_()
        self.convolution = nn.Conv1d(shape.dimensions, shape.hidden, shape.width, padding=shape.width // 2)
        self.context = nn.Linear(shape.dimensions, shape.hidden)
        self.near = nn.Linear(shape.dimensions, shape.hidden, bias=False)
        self.whole = nn.Linear(shape.hidden * 2, shape.labels * 3 + shape.events, bias=False)
        nn.init.zeros_(self.whole.weight)
        self.code = nn.Linear(shape.hidden, shape.labels)
        self.direction = nn.Linear(shape.hidden, 3)
        self.cell = nn.Linear(shape.hidden, shape.labels * 3 + shape.events)
        self.intent = nn.Linear(shape.hidden * 2, shape.intents)
        self.sentiment = nn.Linear(shape.hidden * 2, shape.sentiments)
        nn.init.constant_(self.cell.bias, -4.0)
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: Padded) -> Scores:
        """Score a batch of padded texts."""
        mask = batch.mask.unsqueeze(-1)
        vectors = self.table(batch.ids).sum(dim=1) * mask
        mean = vectors.sum(1) / mask.sum(1) ** 0.5
        local = self.convolution(self.dropout(vectors).transpose(1, 2)).transpose(1, 2)
        local = local + self.context(mean).unsqueeze(1)
        local = local + self.near(self.dropout(near_mean(vectors, batch.mask, self.shape.reach)))
        hidden = torch.relu(local)
        positions = self.position_scores(self.dropout(hidden))
        pooled = torch.cat([hidden.masked_fill(~mask, 0.0).amax(1), (hidden * mask).sum(1) / mask.sum(1)], dim=-1)
        pooled = self.dropout(pooled)
        # what no single place tells, the whole text may
        labels = pool(positions, batch.mask) + self.whole(pooled)
        return Scores(positions, labels, self.intent(pooled), self.sentiment(pooled))

    def position_scores(self, hidden: Tensor) -> Tensor:
        """Return the logits of all labels at every position: code + direction + their own cell."""
        cells = self.cell(hidden)
        split = self.shape.labels * 3
        grid = cells[..., :split].unflatten(-1, (self.shape.labels, 3))
        grid = grid + self.code(hidden).unsqueeze(-1) + self.direction(hidden).unsqueeze(-2)
        return torch.cat([grid.flatten(-2), cells[..., split:]], dim=-1)


def near_mean(vectors: Tensor, mask: Tensor, reach: int) -> Tensor:
    """Return the sum of the vectors within ``reach`` of a position over the root of their number."""
    length = vectors.shape[1]
    sums = nn.functional.pad(torch.cumsum(vectors, dim=1), (0, 0, 1, 0))
    counts = nn.functional.pad(torch.cumsum(mask.float(), dim=1), (1, 0))
    low = (torch.arange(length) - reach).clamp(min=0)
    high = (torch.arange(length) + reach).clamp(max=length)
    number = (counts[:, high] - counts[:, low]).clamp(min=1.0)
    return (sums[:, high] - sums[:, low]) / number.unsqueeze(-1) ** 0.5


def pool(positions: Tensor, mask: Tensor) -> Tensor:
    """Pool scores over the positions of the mask: a mean weighted by the scores' own softmax, a soft maximum."""
    masked = positions.masked_fill(~mask.unsqueeze(-1), -1e4)
    weights = torch.softmax(masked, dim=1)
    return (weights * masked).sum(1)


def table_from(vectors: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """Return vectors reduced to fewer dimensions by their principal axes, scaled to a usable size."""
    centred = vectors[1:] - vectors[1:].mean(0)
    _, _, axes = np.linalg.svd(centred.T @ centred)
    reduced = vectors @ axes[:dimensions].T
    scaled: NDArray[np.float32] = (reduced / reduced[1:].std() * 0.1).astype(np.float32)
    return scaled
