"""Train the built-in classifier on labelled texts, the clause bank and public sets, all tasks at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.ngrams import NgramVocabulary
from models.training.examples import IGNORE, Dealer, Example, Source
from models.training.network import ConvolutionNetwork, NetworkShape, Scores, pad, pool, table_from

CHUNKS = 4


@dataclass(frozen=True, slots=True)
class ClassifierOptions:
    """Settings of one training run."""

    steps: int = 2400
    learning_rate: float = 1.5e-3
    table_rate: float = 4e-4
    seed: int = 11
    dropout: float = 0.4
    ngram_dropout: float = 0.3
    quote_weight: float = 0.5
    positive_weight: float = 2.0
    class_weight: float = 0.7
    weight_decay: float = 0.01
    longest: int = 160
    report_every: int = 250
    shape: dict[str, int] = field(default_factory=dict)


def _targets(batch: Sequence[Example], shape: NetworkShape) -> tuple[Tensor, Tensor]:
    """Return targets and weights of all position-found labels, (texts, labels × 3 + events)."""
    columns = shape.labels * 3 + shape.events
    target = torch.zeros(len(batch), columns)
    weight = torch.ones(len(batch), columns)
    for row, example in enumerate(batch):
        if example.open_labels:
            weight[row, : shape.labels * 3] = 0.0
        for label, polarity in example.labels:
            target[row, label * 3 + polarity + 1] = 1.0
            weight[row, label * 3 + polarity + 1] = 1.0
        for number in range(shape.events):
            known = example.events[number] if number < len(example.events) else IGNORE
            column = shape.labels * 3 + number
            if known == IGNORE:
                weight[row, column] = 0.0
            else:
                target[row, column] = float(known)
    return target, weight


def _quote_loss(scores: Scores, batch: Sequence[Example], mask: Tensor) -> Tensor:
    """Ask each quoted label to be found inside its quote, and not outside of it."""
    rows, columns, inside = [], [], []
    length = mask.shape[1]
    for row, example in enumerate(batch):
        for label, polarity, start, end in example.quotes:
            if start + 1 >= length:
                continue
            span = torch.zeros(length, dtype=torch.bool)
            span[start + 1 : min(end + 1, length)] = True
            rows.append(row)
            columns.append(label * 3 + polarity + 1)
            inside.append(span)
    if not rows:
        return torch.zeros(())
    chosen = scores.positions[torch.tensor(rows), :, torch.tensor(columns)].unsqueeze(-1)
    spans = torch.stack(inside)
    outside = mask[torch.tensor(rows)] & ~spans
    # the quote's neighbours see the quote through the convolution: leave them free
    near = torch.nn.functional.max_pool1d(spans.float().unsqueeze(1), 7, stride=1, padding=3).squeeze(1).bool()
    outside &= ~near
    has_outside = outside.any(1)
    found = nn.functional.softplus(-pool(chosen, spans)).sum()
    if not has_outside.any():
        return found
    stray = nn.functional.softplus(pool(chosen[has_outside], outside[has_outside])).sum()
    return found + 0.5 * stray


class Trainer:
    """Holds network, optimisers and sources of one run."""

    def __init__(
        self,
        vocabulary: NgramVocabulary,
        shape: NetworkShape,
        sources: Sequence[Source],
        *,
        options: ClassifierOptions,
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        torch.manual_seed(options.seed)
        self.options = options
        self.sources = [source for source in sources if source.examples and source.share]
        self.network = ConvolutionNetwork(vocabulary, shape, dropout=options.dropout)
        if vectors is not None:
            with torch.no_grad():
                self.network.table.weight.copy_(torch.from_numpy(table_from(vectors, shape.dimensions)))
                self.network.table.weight[0].zero_()
        dense = [parameter for name, parameter in self.network.named_parameters() if name != "table.weight"]
        self.dense = torch.optim.AdamW(dense, lr=options.learning_rate, weight_decay=options.weight_decay)
        self.sparse = torch.optim.SparseAdam([self.network.table.weight], lr=options.table_rate)
        self.schedules = [
            torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=options.steps, pct_start=0.1)
            for optimiser, rate in ((self.dense, options.learning_rate), (self.sparse, options.table_rate))
        ]

    def step(self, batch: Sequence[Example]) -> float:
        """Take one step on a batch and return its loss.

        The batch is scored in chunks of similar length: padding clauses to the longest text would cost most time.
        """
        for optimiser in (self.dense, self.sparse):
            optimiser.zero_grad()
        ordered = sorted(batch, key=lambda example: len(example.text))
        quarter = -(-len(ordered) // CHUNKS)
        total = 0.0
        for start in range(0, len(ordered), quarter):
            loss = self._loss(ordered[start : start + quarter]) / len(batch)
            loss.backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
        nn.utils.clip_grad_norm_([p for n, p in self.network.named_parameters() if n != "table.weight"], 5.0)
        for optimiser in (self.dense, self.sparse):
            optimiser.step()
        for schedule in self.schedules:
            schedule.step()
        return total

    def _loss(self, chunk: Sequence[Example]) -> Tensor:
        """Return the summed loss of some examples."""
        options, shape = self.options, self.network.shape
        padded = pad([e.text[: options.longest] for e in chunk], self.network.vocabulary, dropout=options.ngram_dropout)
        scores = self.network(padded)
        target, weight = _targets(chunk, shape)
        loss = nn.functional.binary_cross_entropy_with_logits(
            scores.labels, target, weight=weight, pos_weight=torch.tensor(options.positive_weight), reduction="sum"
        )
        loss = loss + options.quote_weight * _quote_loss(scores, chunk, padded.mask)
        for logits, known in (
            (scores.intents, torch.tensor([e.intent for e in chunk])),
            (scores.sentiments, torch.tensor([e.sentiment for e in chunk])),
        ):
            if (known != IGNORE).any():
                loss = loss + options.class_weight * nn.functional.cross_entropy(
                    logits, known, ignore_index=IGNORE, reduction="sum"
                )
        return loss

    def run(self, *, after: Callable[[int, ConvolutionNetwork], None] | None = None) -> ConvolutionNetwork:
        """Train for all steps; ``after`` is called now and then with the step and the network in evaluation mode."""
        dealer = Dealer(self.sources, seed=self.options.seed)
        started = time.monotonic()
        running = 0.0
        for number in range(1, self.options.steps + 1):
            self.network.train()
            running += self.step(dealer.batch())
            if number % self.options.report_every == 0 or number == self.options.steps:
                sys.stderr.write(
                    f"step {number}/{self.options.steps} loss {running / self.options.report_every:.3f} "
                    f"{time.monotonic() - started:.0f} s\n"
                )
                running = 0.0
                self.network.eval()
                if after is not None:
                    after(number, self.network)
        return self.network.eval()


@torch.no_grad()
def predict(
    network: ConvolutionNetwork, texts: Sequence[str], *, longest: int = 512, batch: int = 128
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return probabilities (texts, labels × 3 + events), intent logits and sentiment logits."""
    outputs: list[tuple[NDArray[np.float32], ...]] = []
    for start in range(0, len(texts), batch):
        scores = network(pad([text[:longest] for text in texts[start : start + batch]], network.vocabulary))
        outputs.append((torch.sigmoid(scores.labels).numpy(), scores.intents.numpy(), scores.sentiments.numpy()))
    labels, intents, sentiments = (np.concatenate(part) for part in zip(*outputs, strict=True))
    return labels, intents, sentiments
