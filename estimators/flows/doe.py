"""Difference of entropies (DoE): two densities of Y, one that sees X and one that does not.

    I(X;Y) = H(Y) - H(Y|X)  ~  E [ln q(y|x) - ln q(y)]

Each cross-entropy is an upper bound on its entropy, so their difference is no bound; but neither has the exponential
sampling error of lower bounds where the dependence is strong.

Reference: D. McAllester and K. Stratos, Formal Limitations on the Measurement of Mutual Information, AISTATS 2020,
arXiv 1811.04251.
"""

from dataclasses import dataclass

import zuko
from torch import Tensor

from .flow_base import FlowBased, PairModel


@dataclass(frozen=True)
class DoE(FlowBased):
    """Mutual information as a difference of cross-entropies of flows; parameters of `FlowBased`."""

    def model(self, x: Tensor, y: Tensor) -> PairModel:
        """A flow of Y and a flow of Y given X."""
        return _Densities(x.shape[1], y.shape[1], self.transforms, self.hidden)


class _Densities(PairModel):
    def __init__(self, x_width: int, y_width: int, transforms: int, hidden: int) -> None:
        super().__init__()
        shape = {"transforms": transforms, "hidden_features": (hidden, hidden)}
        self.alone, self.given = zuko.flows.NSF(y_width, **shape), zuko.flows.NSF(y_width, x_width, **shape)

    def forward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        alone, given = self.alone().log_prob(y), self.given(x).log_prob(y)
        return alone + given, given - alone
