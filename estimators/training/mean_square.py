"""The mean squared difference of rows, in the memory of what is compared.

Automatic differentiation of (a - b)^2 keeps three arrays of the size of a batch, and writes three more on the way back. For
large images, that takes as long as the convolutions. Here the difference replaces a, and the gradient replaces the difference.
The values of both are the same to the last bit.
"""

from typing import Any

import torch
from torch import Tensor

_VALUES = 2**18  # squared at once


class _MeanSquare(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor, wanted: Tensor) -> Tensor:
        difference = values.sub_(wanted)
        ctx.save_for_backward(difference)
        rows = max(1, _VALUES // difference[0].numel())
        return torch.cat([part.square().flatten(1).mean(1) for part in difference.split(rows)])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        [difference] = ctx.saved_tensors
        share = 2 * (gradient / difference[0].numel())
        return difference.mul_(share.reshape(-1, *(1,) * (difference.ndim - 1))), None


def mean_square(values: Tensor, wanted: Tensor) -> Tensor:
    """The mean of (values - wanted)^2 of each row, (n, ...) -> (n,); the values are gone. Its gradient can be taken once."""
    return _MeanSquare.apply(values, wanted)
