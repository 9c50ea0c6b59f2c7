"""MINDE: mutual information as the distance between two score functions, with and without the condition (MINDE-c).

    I(X;Y) = 1/2 integral g(t)^2 E |s(x_t | y) - s(x_t)|^2 dt  =  1/2 integral E |e_c - e_u|^2 dl

for a diffusion x_t of X with the scores s: in terms of the noise, s = -e / (its standard deviation), and of the logarithm l of
the signal-to-noise ratio (`denoising`). One network serves both, the condition being masked in half of every batch.

It is too high where the two fields differ by noise alone, too low where they are not learnt.

Reference: G. Franzese, M. Bounoua, P. Michiardi, MINDE: Mutual Information Neural Diffusion Estimation, ICLR 2024,
arXiv 2310.09031.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from .denoising import Denoiser, half_squared_difference
from .field_based import FieldBased


@dataclass(frozen=True)
class MINDE(FieldBased):
    """Mutual information by a diffusion of X, with Y as the condition.

    Parameters
    ----------
    hidden, blocks : int
        Width of the network, and its residual blocks of two layers.
    nodes : int
        Noise levels at which every held-out pair is read.
    lowest, highest : float
        The logarithms of the signal-to-noise ratio between which the integral is taken.
    **settings
        Those of `TrainingSettings`: learning_rate, batch_size, max_steps, patience, select, report, max_seconds, device,
        progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = MINDE(hidden=32, blocks=1, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    def field(self, correlations: Tensor, widths: tuple[int, int]) -> "_Field":
        """The mean of the noise in x."""
        return _Field(correlations, widths, self.hidden, self.blocks, self.lowest, self.highest)


class _Field(Denoiser):
    def reading(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        return half_squared_difference(self, x, y, at, generator)
