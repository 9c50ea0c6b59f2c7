"""FMMI: mutual information by what a flow from independent pairs to joint pairs does to volumes.

    y_t = (1 - t) y' + t y,    v(y_t, t, x) = E [ y - y' | y_t, x ],    y' independent of (x, y), distributed as y,

    I(X;Y) = H(Y) - H(Y|X) = - integral_0^1 E [ divergence of v ] dt,

because the flow of v carries the distribution of Y' to that of Y given x, and entropy grows with the mean divergence. Only y
moves. The position on the path is ln t / (1 - t): near t = 1 the divergence is of the order of 1 / (1 - t).

The divergence is exact up to 8 columns of y. Beyond, it is estimated at every node from one random vector of signs
(M. F. Hutchinson, 1989), which adds variance.

It is too low where the flow is not learnt to the end, at strong dependence.

Reference: I. Butakov, A. Semenenko, A. Frolov, I. Oseledets, FMMI: Flow Matching Mutual Information Estimation, 2025,
arXiv 2511.08552.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from .field_based import Field, FieldBased
from .networks import ResidualNetwork

_EXACT_COLUMNS = 8


@dataclass(frozen=True)
class FMMI(FieldBased):
    """Mutual information by flow matching.

    Parameters
    ----------
    hidden, blocks : int
        Width of the network, and its residual blocks of two layers.
    nodes : int
        Times at which every held-out pair is read.
    lowest, highest : float
        ln t / (1 - t) at the times between which the integral is taken.
    **settings
        Those of `TrainingSettings`: learning_rate, batch_size, max_steps, patience, select, report, max_seconds, device,
        progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = FMMI(hidden=32, blocks=1, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    moves_x: ClassVar[bool] = False

    def field(self, correlations: Tensor, widths: tuple[int, int]) -> "_Velocity":
        """The velocity of y."""
        return _Velocity(correlations, widths, self.hidden, self.blocks, self.lowest, self.highest)


class _Velocity(Field):
    def __init__(
        self, correlations: Tensor, widths: tuple[int, int], hidden: int, blocks: int, low: float, high: float
    ) -> None:
        super().__init__(correlations, low, high)
        self.width = widths[1]
        self.network = ResidualNetwork((widths[1], widths[1], widths[0]), widths[1], hidden, blocks)

    def forward(self, moved: Tensor, at: Tensor, x: Tensor) -> Tensor:
        """The mean of y - y' given y_t and x: that of a normal pair, and what the network adds to it."""
        late, early = at.sigmoid()[:, None], (-at).sigmoid()[:, None]
        shared = self.correlations.shape[0]
        mean, variance = torch.zeros_like(moved), torch.ones_like(moved)
        mean[:, :shared] = self.correlations * x[:, :shared]
        variance[:, :shared] = 1 - self.correlations.square()
        spread = late.square() * variance + early.square()
        of_normal = mean + (late * variance - early) / spread * (moved - late * mean)
        return of_normal + self.network(at, (moved - late * mean) / spread.sqrt(), moved, x)

    def loss(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        moved, path = self._moved(y, at, generator)
        return (self(moved, at, x) - path).square().sum(1)

    def reading(self, x: Tensor, y: Tensor, at: Tensor, generator: torch.Generator) -> Tensor:
        moved, _ = self._moved(y, at, generator)
        with torch.enable_grad():
            moved = moved.requires_grad_()
            velocity = self(moved, at, x)
            if self.width <= _EXACT_COLUMNS:
                probes = [torch.eye(self.width, device=y.device)[column].expand_as(y) for column in range(self.width)]
            else:
                probes = [(2.0 * torch.randint(2, y.shape, generator=generator) - 1).to(y)]
            traces = [(torch.autograd.grad(velocity, moved, probe, retain_graph=True)[0] * probe).sum(1) for probe in probes]
        return -torch.stack(traces).sum(0) * at.sigmoid() * (-at).sigmoid()  # dt = t (1 - t) d ln(t / (1 - t))

    def start_variance(self, n: int) -> float:
        """That of the information of n normal pairs: the divergence hardly varies from pair to pair, and does not show it."""
        return float(self.correlations.square().sum()) / n

    def before_start(self) -> float:
        """- ln (1 - t) at the first time, for every column: there, y' just shrinks."""
        return self.width * math.log1p(math.exp(self.low))

    def ceiling(self) -> float:
        """That of components that become points: - ln (1 - t) at the last time, for every column."""
        return self.width * math.log1p(math.exp(self.high))

    def _moved(self, y: Tensor, at: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """y_t and y - y', with the y of other pairs as y'."""
        other = y.roll(int(torch.randint(1, len(y), (), generator=generator)), 0)
        late = at.sigmoid()[:, None]
        return (1 - late) * other + late * y, y - other
