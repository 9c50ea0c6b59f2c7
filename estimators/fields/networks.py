"""The network of a vector field: dense layers with residual connections."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

_FREQUENCIES = (0.25, 0.5, 0.75, 1.0)  # of the position on the path, whose range is about 16


class ResidualNetwork(nn.Module):
    """What is learnt beyond the field of a normal pair. It starts at zero.

    It also sees the length of every vector that it is given. Elliptical distributions depend on lengths, and a dense network
    learns them slowly.

    Parameters
    ----------
    widths : sequence of int
        Columns of each vector that it is given, without the position.
    width_out : int
        Columns of the field.
    hidden : int
        Width of every layer.
    blocks : int
        Residual blocks of two layers.
    """

    def __init__(self, widths: Sequence[int], width_out: int, hidden: int, blocks: int) -> None:
        super().__init__()
        self.first = nn.Linear(sum(widths) + len(widths) + 2 * len(_FREQUENCIES), hidden)
        self.blocks = nn.ModuleList(_block(hidden) for _ in range(blocks))
        # A layer of zeros. Not nn.Linear, whose weights `seeding.build` would draw; and not a layer times a number that starts
        # at zero, which passes no gradient on until it has grown.
        self.last = nn.ParameterDict({"weight": torch.zeros(width_out, hidden), "bias": torch.zeros(width_out)})

    def forward(self, at: Tensor, *given: Tensor) -> Tensor:
        """The field (n, width_out) at positions (n,), from the vectors (n, width) that are given."""
        angles = at[:, None] * torch.tensor(_FREQUENCIES, dtype=at.dtype, device=at.device)
        lengths = [vector.norm(dim=1, keepdim=True) for vector in given]
        hidden = self.first(torch.cat([*given, *lengths, angles.sin(), angles.cos()], 1))
        for block in self.blocks:
            hidden = hidden + block(hidden)
        return functional.linear(hidden, self.last["weight"], self.last["bias"])


def _block(width: int) -> nn.Sequential:
    return nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
