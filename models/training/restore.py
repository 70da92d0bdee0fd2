"""Turn a saved numpy network into a torch one, to train it on: the way back of :mod:`models.training.export`."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.heads.network import Network
from models.ngrams import NgramVocabulary
from models.training.network import ConvolutionNetwork, NetworkShape


def shape_of(network: Network, *, labels: int, events: int, intents: int) -> NetworkShape:
    """Return the sizes of a network from its matrices."""
    return NetworkShape(
        labels=labels,
        events=events,
        intents=intents,
        sentiments=network.pooled.shape[1] - network.head.shape[1] - intents,
        dimensions=network.table.shape[1],
        hidden=network.kernel.shape[1],
        width=network.width,
        reach=network.reach,
    )


def _fill(layer: nn.Linear, affine: NDArray[np.float32]) -> None:
    """Set a linear layer from one matrix with the bias in its last row."""
    layer.weight.copy_(torch.from_numpy(affine[:-1].T.copy()))
    layer.bias.copy_(torch.from_numpy(affine[-1].copy()))


@torch.no_grad()
def from_numpy(
    network: Network, vocabulary: NgramVocabulary, shape: NetworkShape, *, dropout: float = 0.4
) -> ConvolutionNetwork:
    """Return a torch network with the same outputs.

    The export folded code and direction into the cells: here they begin at zero, and training may use them again.
    """
    result = ConvolutionNetwork(vocabulary, shape, dropout=dropout)
    result.table.weight.copy_(torch.from_numpy(network.table))
    kernel = network.kernel.reshape(shape.width, shape.dimensions, shape.hidden).transpose(2, 1, 0)
    result.convolution.weight.copy_(torch.from_numpy(kernel.copy()))
    if result.convolution.bias is not None:
        result.convolution.bias.zero_()
    _fill(result.context, network.context)
    _fill(result.cell, network.head)
    for folded in (result.code, result.direction):
        folded.weight.zero_()
        folded.bias.zero_()
    _fill(result.intent, network.pooled[:, : shape.intents])
    classes = shape.intents + shape.sentiments
    _fill(result.sentiment, network.pooled[:, shape.intents : classes])
    result.near.weight.copy_(torch.from_numpy(network.near.T.copy()))
    result.whole.weight.copy_(torch.from_numpy(network.pooled[:-1, classes:].T.copy()))
    return result
