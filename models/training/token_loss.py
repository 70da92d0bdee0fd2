"""The loss of a transformer with our outputs: labels and events, their quotes, intent and sentiment."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from models.heads.tokens import TokenBatch
from models.heads.transformer import HeadShape
from models.training.examples import IGNORE, Example, Source
from models.training.network import Scores, pool

QUOTE_WEIGHT = 0.5
CLASS_WEIGHT = 0.7
MOST_WEIGHT = 10.0


def positive_weights(sources: Sequence[Source], columns: int) -> Tensor:
    """Return how much more a present label counts than an absent one: the root of the odds, bounded, by column."""
    counts, texts = torch.zeros(columns), 0
    for source in sources:
        for example in source.examples:
            if not example.open_labels:
                texts += 1
                for label, polarity in example.labels:
                    counts[label * 3 + polarity + 1] += 1
    return ((texts - counts) / counts.clamp(min=1.0)).clamp(min=1.0).sqrt().clamp(max=MOST_WEIGHT)


def _targets(batch: Sequence[Example], labels: int, events: int) -> tuple[Tensor, Tensor]:
    """Return targets of the labels and events, and which of them are known; (texts, labels × 3 + events) both."""
    target = torch.zeros(len(batch), labels * 3 + events)
    known = torch.ones_like(target)
    for row, example in enumerate(batch):
        if example.open_labels:
            known[row, : labels * 3] = 0.0
        for label, polarity in example.labels:
            column = label * 3 + polarity + 1
            target[row, column] = known[row, column] = 1.0
        for number in range(events):
            value = example.events[number] if number < len(example.events) else IGNORE
            target[row, labels * 3 + number] = float(value == 1)
            known[row, labels * 3 + number] = float(value != IGNORE)
    return target, known


def _quote_loss(scores: Scores, batch: Sequence[Example], tokens: TokenBatch) -> Tensor:
    """Ask each quoted label to be found at the tokens of its quote, and not at the others."""
    rows, columns, spans = [], [], []
    starts, ends = torch.from_numpy(tokens.spans[..., 0]), torch.from_numpy(tokens.spans[..., 1])
    for row, example in enumerate(batch):
        for label, polarity, start, end in example.quotes:
            inside = tokens.shown[row] & (starts[row] < end) & (ends[row] > start)
            if inside.any():
                rows.append(row)
                columns.append(label * 3 + polarity + 1)
                spans.append(inside)
    if not rows:
        return scores.positions.new_zeros(())
    place = scores.positions.device
    chosen = scores.positions[torch.tensor(rows), :, torch.tensor(columns)].unsqueeze(-1)
    inside = torch.stack(spans)
    outside = tokens.shown[torch.tensor(rows)] & ~inside
    some = outside.any(1)
    found = nn.functional.softplus(-pool(chosen, inside.to(place))).sum()
    if not some.any():
        return found
    return found + 0.5 * nn.functional.softplus(pool(chosen[some], outside[some].to(place))).sum()


def total_loss(
    scores: Scores, batch: Sequence[Example], tokens: TokenBatch, shape: HeadShape, weights: Tensor
) -> Tensor:
    """Return the summed loss of a batch; ``weights`` are those of :func:`positive_weights`."""
    place = scores.labels.device
    target, known = (part.to(place) for part in _targets(batch, shape.labels, shape.events))
    loss = nn.functional.binary_cross_entropy_with_logits(
        scores.labels, target, weight=known, pos_weight=weights, reduction="sum"
    )
    loss = loss + QUOTE_WEIGHT * _quote_loss(scores, batch, tokens)
    for logits, values in (
        (scores.intents, [example.intent for example in batch]),
        (scores.sentiments, [example.sentiment for example in batch]),
    ):
        truth = torch.tensor(values, device=place)
        loss = loss + CLASS_WEIGHT * nn.functional.cross_entropy(logits, truth, ignore_index=IGNORE, reduction="sum")
    return loss
