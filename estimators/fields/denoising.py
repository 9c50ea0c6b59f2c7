"""A field that separates noise from signal, with and without knowledge of the other variable.

    x_t = a x + s e,    a^2 = 1 / (1 + exp(-l)),  s^2 = 1 - a^2,    e ~ N(0, identity),

where l = ln(a^2 / s^2), the logarithm of the signal-to-noise ratio, is the position on the path. The network learns the mean of
the noise e given x_t, and given x_t and y. With e_u and e_c for the two means, the relation between information and minimum
mean squared error (D. Guo, S. Shamai, S. Verdu, arXiv cs/0412108) says

    I(X;Y) = 1/2 integral E [ |e - e_u|^2 - |e - e_c|^2 ] dl  =  1/2 integral E |e_c - e_u|^2 dl.

The two sides are equal for the true means. For learnt ones the left side is too low by the error of e_c and too high by that of
e_u; the right side is too high by the noise in both, and too low where they are smooth.
"""

import math

import torch
from torch import Tensor

from .field_based import Field
from .networks import ResidualNetwork


class Denoiser(Field):
    """The mean of the noise.

    Parameters
    ----------
    correlations : Tensor
    widths : (int, int)
        Columns of x, which the noise is added to, and of y.
    hidden, blocks : int
    low, high : float
    """

    def __init__(
        self, correlations: Tensor, widths: tuple[int, int], hidden: int, blocks: int, low: float, high: float
    ) -> None:
        super().__init__(correlations, low, high)
        self.width, (width, given) = widths[0], widths
        self.network = ResidualNetwork((width, width, given, 1), width, hidden, blocks)

    def forward(self, noisy: Tensor, at: Tensor, y: Tensor, known: Tensor) -> Tensor:
        """The mean of the noise given x_t, and y where it is `known` (1, else 0)."""
        signal, noise = _amplitudes(at)
        known = known[:, None]
        shared = self.correlations.shape[0]
        mean = torch.zeros_like(noisy)
        mean[:, :shared] = known * self.correlations * y[:, :shared]
        variance = torch.ones_like(noisy)
        variance[:, :shared] = 1 - known * self.correlations.square()
        of_normal = noise * (noisy - signal * mean) / (signal.square() * variance + noise.square())
        return of_normal + self.network(at, noisy, of_normal, self.shown(y, known), known)

    def shown(self, y: Tensor, known: Tensor) -> Tensor:
        """What the network sees of y."""
        return y * known

    def unknowing(self, y: Tensor, generator: torch.Generator) -> Tensor:
        """The y of the pairs from which the field without knowledge is learnt."""
        return y

    def loss(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        """Squared error of the noise; every other pair without knowledge of y."""
        known = (torch.arange(len(x), device=x.device) % 2).to(x.dtype)
        seen = torch.where(known[:, None] > 0, y, self.unknowing(y, generator))
        noisy, noise = _noisy(x, at, generator)
        return (self(noisy, at, seen, known) - noise).square().sum(1)

    def both(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """The noise, its mean without y, and its mean with y, at one draw of the noise."""
        noisy, noise = _noisy(x, at, generator)
        known = torch.ones(len(x), device=x.device)
        return noise, self(noisy, at, y, 0 * known), self(noisy, at, y, known)

    def ceiling(self) -> float:
        """Each column of unit variance adds at most ln of the range of signal-to-noise ratios, halved."""
        return self.width / 2 * (math.log1p(math.exp(self.high)) - math.log1p(math.exp(self.low)))


def half_squared_difference(field: Denoiser, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
    """1/2 |e_c - e_u|^2."""
    _, alone, given = field.both(x, y, at, generator)
    return 0.5 * (given - alone).square().sum(1)


def _amplitudes(at: Tensor) -> tuple[Tensor, Tensor]:
    return at.sigmoid().sqrt()[:, None], (-at).sigmoid().sqrt()[:, None]


def _noisy(x: Tensor, at: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    noise = torch.randn(x.shape, generator=generator).to(x.device)
    signal, amplitude = _amplitudes(at)
    return signal * x + amplitude * noise, noise
