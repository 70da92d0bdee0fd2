"""Turn a trained torch network into the numpy one."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from models.heads.network import Network
from models.training.network import ConvolutionNetwork


def _affine(weight: torch.Tensor, bias: torch.Tensor) -> NDArray[np.float32]:
    """Return a linear layer as one matrix with the bias in its last row."""
    rows = torch.cat([weight.T, bias.unsqueeze(0)]).detach().numpy()
    return np.ascontiguousarray(rows, dtype=np.float32)


def to_numpy(network: ConvolutionNetwork) -> Network:
    """Return the network in numpy; code, direction and cell weights are folded into one matrix."""
    shape = network.shape
    cell, code, direction = network.cell, network.code, network.direction
    weight = cell.weight.detach().clone()
    bias = cell.bias.detach().clone()
    grid = weight[: shape.labels * 3].view(shape.labels, 3, -1)
    grid += code.weight.detach().unsqueeze(1) + direction.weight.detach().unsqueeze(0)
    bias_grid = bias[: shape.labels * 3].view(shape.labels, 3)
    bias_grid += code.bias.detach().unsqueeze(1) + direction.bias.detach().unsqueeze(0)
    # torch keeps the kernel as (hidden, dimensions, width); the window is width × dimensions. The convolution's bias
    # joins the context's, so that one bias is added
    kernel = network.convolution.weight.detach().permute(2, 1, 0).reshape(shape.width * shape.dimensions, shape.hidden)
    own_bias = network.convolution.bias if network.convolution.bias is not None else torch.zeros(shape.hidden)
    pooled = torch.cat([network.intent.weight, network.sentiment.weight, network.whole.weight])
    pooled_bias = torch.cat([network.intent.bias, network.sentiment.bias, torch.zeros(len(network.whole.weight))])
    return Network(
        table=network.table.weight.detach().numpy().astype(np.float32),
        kernel=np.ascontiguousarray(kernel.numpy(), dtype=np.float32),
        near=np.ascontiguousarray(network.near.weight.T.detach().numpy(), dtype=np.float32),
        context=_affine(network.context.weight, network.context.bias + own_bias),
        head=_affine(weight, bias),
        pooled=_affine(pooled, pooled_bias),
        width=shape.width,
        reach=shape.reach,
    )
