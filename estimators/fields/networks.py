"""The network of a vector field: dense layers with residual connections."""

import torch
from torch import Tensor, nn

_FREQUENCIES = (0.25, 0.5, 0.75, 1.0)  # of the position on the path, whose range is about 16


class ResidualNetwork(nn.Module):
    """What is learnt beyond the field of a normal pair. It starts at zero.

    Parameters
    ----------
    width_in, width_out : int
        Columns that it is given, without the position, and columns of the field.
    hidden : int
        Width of every layer.
    blocks : int
        Residual blocks of two layers.
    """

    def __init__(self, width_in: int, width_out: int, hidden: int, blocks: int) -> None:
        super().__init__()
        self.first = nn.Linear(width_in + 2 * len(_FREQUENCIES), hidden)
        self.blocks = nn.ModuleList(_block(hidden) for _ in range(blocks))
        self.last = nn.Linear(hidden, width_out)
        self.strength = nn.Parameter(torch.zeros(()))  # a last layer of zeros would be drawn anew by `seeding.build`

    def forward(self, at: Tensor, *given: Tensor) -> Tensor:
        """The field (n, width_out) at positions (n,), from columns that are given."""
        angles = at[:, None] * torch.tensor(_FREQUENCIES, dtype=at.dtype, device=at.device)
        hidden = self.first(torch.cat([*given, angles.sin(), angles.cos()], 1))
        for block in self.blocks:
            hidden = hidden + block(hidden)
        return self.strength * self.last(hidden)


def _block(width: int) -> nn.Sequential:
    return nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
