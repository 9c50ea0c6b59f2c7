"""InfoBridge: mutual information between a Brownian bridge for the joint pairs and one for independent pairs.

    x_t = (1 - t) x + t y + sqrt(eps t (1 - t)) e,    v(x_t, t, x) = E [ y | x_t, x ] minus x_t, over 1 - t,

    I(X;Y) = 1 / (2 eps) integral_0^1 E |v_joint - v_independent|^2 dt,    the expectation over joint pairs.

The drift is given x, the start of the bridge. So (1 - t) x may be taken away, and what is left is a noisy y, with the
signal-to-noise ratio t / (eps (1 - t)). In its logarithm l, and in terms of the noise, the integral is 1/2 integral
E |e_joint - e_independent|^2 dl (`denoising`). Then eps shifts l and does nothing else, and x and y may have different numbers
of columns.

What differs from `MINDE`: noise is added to y, x is the condition, and the second field is not learnt without x but from
independent pairs, which the network sees with a label that says so.

It is too high where the two fields differ by noise alone, too low where they are not learnt.

Reference: S. Kholkin, I. Butakov, E. Burnaev, N. Gushchin, A. Korotin, InfoBridge: Mutual Information estimation via Bridge
Matching, ICLR 2026, arXiv 2502.01383.
"""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from .denoising import Denoiser, half_squared_difference
from .field_based import FieldBased


@dataclass(frozen=True)
class InfoBridge(FieldBased):
    """Mutual information by bridges from X to Y.

    Parameters
    ----------
    hidden, blocks : int
        Width of the network, and its residual blocks of two layers.
    nodes : int
        Times at which every held-out pair is read.
    lowest, highest : float
        ln t / (eps (1 - t)) at the times between which the integral is taken.
    **settings
        Those of `TrainingSettings`: learning_rate, batch_size, max_steps, patience, select, report, max_seconds, device,
        progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = InfoBridge(hidden=32, blocks=1, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    moves_x: ClassVar[bool] = False

    def field(self, correlations: Tensor, widths: tuple[int, int]) -> "_Field":
        """The mean of the noise in y."""
        return _Field(correlations, (widths[1], widths[0]), self.hidden, self.blocks, self.lowest, self.highest)


class _Field(Denoiser):
    """The denoiser of y: x and y change places."""

    def loss(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        return super().loss(y, x, at, generator)

    def reading(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        return half_squared_difference(self, y, x, at, generator)

    def shown(self, y: Tensor, known: Tensor) -> Tensor:
        """All of it: the label distinguishes joint pairs from independent ones."""
        return y

    def unknowing(self, y: Tensor, generator: torch.Generator) -> Tensor:
        """Those of other pairs: all are moved on by the same number of rows, so that no pair stays."""
        return y.roll(int(torch.randint(1, len(y), (), generator=generator)), 0)
