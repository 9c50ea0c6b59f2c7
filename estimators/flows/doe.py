"""Difference of entropies (DoE): the density of Y, and the density of Y given X.

    I(X;Y) = H(Y) - H(Y|X)  ~  E [ln q(y|x) - ln q(y)]

Each cross-entropy is an upper bound on its entropy, so their difference is not a bound. Its sampling error does not grow
exponentially with the MI; that of lower bounds does.

It fails where one density fits worse than the other: the estimate is too low if q(y|x) fits worse, too high if q(y) does.

Reference: D. McAllester and K. Stratos, Formal Limitations on the Measurement of Mutual Information, AISTATS 2020,
arXiv 1811.04251.
"""

from dataclasses import dataclass

import zuko
from torch import Tensor

from .flow_base import FlowBased, PairModel


@dataclass(frozen=True)
class DoE(FlowBased):
    """Mutual information as a difference of the cross-entropies of two flows.

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
    >>> estimate = DoE(transforms=1, hidden=16, max_steps=200).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

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
