"""Flows of X and of Y to two normal vectors whose components correlate one by one (MIENF).

    u = f(x),  v = g(y),  (u_j, v_j) standard normal with correlation rho_j, all else independent:

    ln p(x, y) / (p(x) p(y)) = sum_j [ -ln(1 - rho_j^2) / 2 - (rho_j^2 (u_j^2 + v_j^2) - 2 rho_j u_j v_j) / (2 (1 - rho_j^2)) ]

with mean -1/2 sum_j ln(1 - rho_j^2) where the model is right. Flows and correlations are trained on the joint likelihood.
The flows start from the canonical components of the sample, so that a normal pair is fitted before the first step.

The model can be exact only for distributions that are one-to-one maps of such normal pairs. Many are not, mixtures for
example; the estimate then misses what the model cannot fit.

Reference: I. Butakov et al., Mutual Information Estimation via Normalizing Flows, NeurIPS 2024, arXiv 2403.02187.
"""

import math
from dataclasses import dataclass

import torch
import zuko
from torch import Tensor, nn

from infoplane.estimators.training.canonical import canonical

from .flow_base import FlowBased, PairModel

_STRONGEST = 0.99  # the largest correlation to start from


@dataclass(frozen=True)
class FlowMI(FlowBased):
    """Mutual information by flows to normal vectors whose components correlate one by one.

    Parameters
    ----------
    transforms : int
        Spline transforms of a flow.
    hidden : int
        Width of the two hidden layers that compute the parameters of each transform.
    **settings
        Those of `TrainingSettings`: learning_rate, batch_size, max_steps, patience, select, report, max_seconds, device,
        progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(1000, rng=0)
    >>> estimate = FlowMI(transforms=2, hidden=16, max_steps=300).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    def model(self, x: Tensor, y: Tensor) -> PairModel:
        """Two flows and the correlations of their components."""
        return _CanonicalPair(x, y, self.transforms, self.hidden)


class _CanonicalPair(PairModel):
    x_mean: Tensor
    y_mean: Tensor
    x_map: Tensor
    y_map: Tensor

    def __init__(self, x: Tensor, y: Tensor, transforms: int, hidden: int) -> None:
        super().__init__()
        x_map, y_map, correlations = canonical(x.double(), y.double())
        for name, value in (("x_mean", x.mean(0)), ("y_mean", y.mean(0)), ("x_map", x_map), ("y_map", y_map)):
            self.register_buffer(name, value.float())
        shape = {"transforms": transforms, "hidden_features": (hidden, hidden)}
        self.x_flow, self.y_flow = zuko.flows.NSF(x.shape[1], **shape), zuko.flows.NSF(y.shape[1], **shape)
        self.latent = nn.Parameter(torch.atanh(correlations.clamp(max=_STRONGEST)).float())

    def forward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        x, y = (x - self.x_mean) @ self.x_map, (y - self.y_mean) @ self.y_map
        u, x_stretch = self.x_flow().transform.call_and_ladj(x)
        v, y_stretch = self.y_flow().transform.call_and_ladj(y)
        normal = -0.5 * (u.square().sum(1) + v.square().sum(1)) + x_stretch + y_stretch
        rho = torch.tanh(self.latent)
        u, v, rest = u[:, : len(rho)], v[:, : len(rho)], 1 - rho.square()
        quadratic = (rho.square() * (u.square() + v.square()) - 2 * rho * u * v) / (2 * rest)
        ratio = -(quadratic + 0.5 * rest.log()).sum(1)
        return normal + ratio - 0.5 * math.log(2 * math.pi) * (x.shape[1] + y.shape[1]), ratio
