"""MMG: mutual information as the gap between two minimum mean squared errors, with and without the condition.

    I(X;Y) = 1/2 integral [ mmse(gamma) - mmse(gamma | Y) ] d gamma  =  1/2 integral E [ |e - e_u|^2 - |e - e_c|^2 ] dl,

over the signal-to-noise ratio gamma = exp(l): in terms of the noise, mmse = E |e - mean of e|^2 / gamma (`denoising`).

It is too low where the field with the condition is learnt worse than the one without, as is usual. It has more variance than
the distance between the two fields (`MINDE`), and no bias by their noise.

Reference: L. Yu, X. Shi, X. Kong, T. Jia, G. Ver Steeg, MMG: Mutual Information Estimation via the MMSE Gap in Diffusion,
NeurIPS 2025, arXiv 2509.20609.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from .denoising import Denoiser
from .field_based import FieldBased


@dataclass(frozen=True)
class MMG(FieldBased):
    """Mutual information by how much better noise in X is known with Y.

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
    >>> estimate = MMG(hidden=32, blocks=1, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    def field(self, correlations: Tensor, widths: tuple[int, int]) -> "_Field":
        """The mean of the noise in x."""
        return _Field(correlations, widths, self.hidden, self.blocks, self.lowest, self.highest)


class _Field(Denoiser):
    def reading(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        noise, alone, given = self.both(x, y, at, generator)
        return 0.5 * ((noise - alone).square() - (noise - given).square()).sum(1)
