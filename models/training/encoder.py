"""Train the built-in encoder: a bag of character n-grams, contrastively, on pairs of texts that mean the same.

The loss is InfoNCE over the batch (every other text is a negative) plus CoSENT on the graded pairs (Su, 2022), which
orders the pairs of a batch by their grade. One seed, one thread: the same data give the same weights.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.ngrams import NgramVocabulary, hash_ngrams
from models.training import sources
from models.training.sources import Pair

VOCABULARY_SIZES = {1: 5000, 2: 28000, 3: 20000, 4: 7000}


@dataclass(frozen=True, slots=True)
class EncoderOptions:
    """Settings of one training run."""

    dimensions: int = 256
    steps: int = 5000
    batch: int = 256
    learning_rate: float = 3e-3
    temperature: float = 0.05
    cosent_scale: float = 20.0
    seed: int = 7
    dropout: float = 0.1


class NgramBag(nn.Module):
    """Mean of n-gram vectors; a text is the normalised sum of the vectors of its known n-grams."""

    def __init__(self, vocabulary: NgramVocabulary, dimensions: int, *, dropout: float) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.table = nn.EmbeddingBag(len(vocabulary), dimensions, mode="sum", padding_idx=0, sparse=True)
        nn.init.normal_(self.table.weight, std=dimensions**-0.5)
        with torch.no_grad():
            self.table.weight[0].zero_()
        self.dropout = dropout

    def forward(self, texts: Sequence[str]) -> Tensor:
        """Return L2-normalised vectors (texts, dimensions)."""
        ids, offsets = self.lookup(texts, dropout=self.dropout if self.training else 0.0)
        return nn.functional.normalize(self.table(ids, offsets), dim=-1)

    def lookup(self, texts: Sequence[str], *, dropout: float) -> tuple[Tensor, Tensor]:
        """Return flat n-gram ids and the offset of each text; some n-grams are left out at random in training."""
        batch = hash_ngrams(texts, orders=self.vocabulary.orders)
        ids = self.vocabulary.ids(batch.hashes)
        keep = ids != 0
        if dropout:
            keep &= torch.rand(ids.shape).numpy() >= dropout
        counts = keep.sum(axis=0)
        bounds = np.concatenate([[0], np.cumsum(counts)])[batch.starts[:-1]]
        flat = ids.T[keep.T]
        return torch.from_numpy(flat.astype(np.int64)), torch.from_numpy(bounds.astype(np.int64))


def contrastive(first: Tensor, second: Tensor, *, temperature: float) -> Tensor:
    """InfoNCE in both directions; row i of both sides belong together."""
    scores = first @ second.T / temperature
    target = torch.arange(len(scores))
    return (nn.functional.cross_entropy(scores, target) + nn.functional.cross_entropy(scores.T, target)) / 2


def cosent(first: Tensor, second: Tensor, grades: Tensor, *, scale: float) -> Tensor:
    """CoSENT: a pair of a lower grade must not be closer than a pair of a higher grade."""
    similarity = (first * second).sum(-1) * scale
    difference = similarity[:, None] - similarity[None, :]
    wrong = grades[:, None] < grades[None, :]
    return torch.logsumexp(torch.cat([torch.zeros(1), difference[wrong]]), dim=0)


def group_pairs(groups: dict[str, list[str]], generator: random.Random) -> Iterator[tuple[str, str]]:
    """Yield endless pairs of two different texts of one group, groups drawn by the root of their size."""
    names = sorted(name for name, texts in groups.items() if len(texts) > 1)
    weights = [len(groups[name]) ** 0.5 for name in names]
    while True:
        name = generator.choices(names, weights)[0]
        first, second = generator.sample(groups[name], 2)
        yield first, second


def neighbour_pairs(texts: list[list[str]], generator: random.Random) -> Iterator[tuple[str, str]]:
    """Yield endless pairs of neighbouring sentences of one text."""
    while True:
        parts = texts[generator.randrange(len(texts))]
        place = generator.randrange(len(parts) - 1)
        yield parts[place], parts[place + 1]


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What the encoder learns from."""

    graded: tuple[Pair, ...]
    neighbours: list[list[str]]
    groups: dict[str, dict[str, list[str]]]
    texts: list[str]


def load_data(folder: Path, *, bank: dict[str, list[str]]) -> TrainingData:
    """Read all sets of a data folder, less the tenth that is kept to measure on.

    Parameters
    ----------
    folder
        The folder described in ``docs/training.md``.
    bank
        Texts of our own corpora by label; texts of one label belong together.
    """
    graded = tuple(pair for pair in sources.pairs(folder) if sources.bucket(pair.first) != 0)
    complaint_groups: dict[str, list[str]] = defaultdict(list)
    for complaint in sources.complaints(folder):
        # the same rows are kept from the encoder as from the classifier that starts from it
        if sources.part_of(complaint.text, parts=sources.COMPLAINT_PARTS) == "train":
            bare = sources.without_vehicle(complaint)
            if len(complaint.codes) == 1:
                complaint_groups[complaint.codes[0]].append(bare)
            if len(complaint.labels) == 1:
                complaint_groups[complaint.labels[0]].append(bare)
    topic_groups: dict[str, list[str]] = defaultdict(list)
    for text, topic in sources.topics(folder):
        if sources.bucket(text) != 0:
            topic_groups[topic].append(text[:120])
    split = [sources.sentences(text) for text, _, _ in sources.reviews(folder)]
    split += [sources.sentences(text) for text in sources.unlabelled(folder)]
    neighbours = [parts[:40] for parts in split if len(parts) > 1]
    texts = [text for pair in graded for text in (pair.first, pair.second)]
    texts += [part for parts in split for part in parts]
    for group in (complaint_groups, topic_groups, bank):
        # our own field must not drown in shopping reviews when n-grams are counted
        texts += [text for part in group.values() for text in part] * 3
    return TrainingData(
        graded, neighbours, {"complaints": complaint_groups, "topics": topic_groups, "bank": bank}, texts
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """The pairs of one step: same meaning, graded, neighbouring, same group."""

    positives: list[tuple[str, str]]
    graded: list[Pair]
    neighbours: list[tuple[str, str]]
    alike: list[tuple[str, str]]


def _draw(
    graded: tuple[Pair, ...],
    positives: list[Pair],
    neighbours: Iterator[tuple[str, str]],
    alike: Iterator[tuple[str, str]],
    generator: random.Random,
    options: EncoderOptions,
) -> _Batch:
    half = options.batch // 2
    return _Batch(
        [(pair.first, pair.second) for pair in generator.sample(positives, options.batch)],
        generator.sample(graded, options.batch),
        [next(neighbours) for _ in range(half)],
        [next(alike) for _ in range(half)],
    )


def _step_loss(model: NgramBag, batch: _Batch, options: EncoderOptions) -> Tensor:
    graded = [(pair.first, pair.second) for pair in batch.graded]
    pairs = batch.positives + graded + batch.neighbours + batch.alike
    # one pass over all texts of the step: the gradient of the table is built once
    vectors = model([first for first, _ in pairs] + [second for _, second in pairs])
    sizes = [len(part) for part in (batch.positives, graded, batch.neighbours, batch.alike)]
    first, second = (side.split(sizes) for side in vectors.split(len(pairs)))
    grades = torch.tensor([pair.grade for pair in batch.graded])
    return (
        contrastive(first[0], second[0], temperature=options.temperature)
        + cosent(first[1], second[1], grades, scale=options.cosent_scale) / 2
        # texts of one group stand in one batch, so the contrast is softened
        + contrastive(first[2], second[2], temperature=0.1) / 2
        + contrastive(first[3], second[3], temperature=0.1) / 2
    )


def train_encoder(data: TrainingData, *, options: EncoderOptions) -> tuple[NgramVocabulary, NDArray[np.float32]]:
    """Train and return the vocabulary and its vectors (n-grams + 1, dimensions); row 0 (unknown) is zero."""
    torch.manual_seed(options.seed)
    generator = random.Random(options.seed)
    vocabulary = NgramVocabulary.build(data.texts, sizes=VOCABULARY_SIZES)
    model = NgramBag(vocabulary, options.dimensions, dropout=options.dropout)
    optimiser = torch.optim.SparseAdam(list(model.parameters()), lr=options.learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, options.learning_rate, total_steps=options.steps, pct_start=0.05
    )
    positives = [pair for pair in data.graded if pair.grade == 1.0]
    neighbours = neighbour_pairs(data.neighbours, generator)
    grouped = [group_pairs(groups, generator) for name, groups in sorted(data.groups.items()) if groups]
    started = time.monotonic()
    for step in range(options.steps):
        loss = _step_loss(
            model, _draw(data.graded, positives, neighbours, grouped[step % len(grouped)], generator, options), options
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()  # type: ignore[no-untyped-call]
        schedule.step()
        if step % 500 == 499:
            sys.stderr.write(
                f"step {step + 1}/{options.steps} loss {loss.item():.3f} {time.monotonic() - started:.0f} s\n"
            )
    return vocabulary, model.table.weight.detach().numpy().astype(np.float32)
