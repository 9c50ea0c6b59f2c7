"""The bound of Nguyen, Wainwright and Jordan (NWJ, also called f-GAN KL or MINE-f) with a trained critic.

    I(X;Y) >= E T(X, Y) - E e^{T(X, Y') - 1},    Y' independent of X.

Unlike the Donsker-Varadhan bound, its value on a held-out sample is unbiased, hence a lower bound in expectation. Its
variance grows like e^I.

It fails as every estimator of `variational` does: the estimate is then too low.

Reference: X. Nguyen, M. J. Wainwright, M. I. Jordan, IEEE Trans. Inf. Theory 56 (2010), arXiv 0809.0853.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bounds import BoundValue, nwj, nwj_value
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class NWJ(Variational):
    """Mutual information by a critic trained on the NWJ bound.

    Parameters
    ----------
    **settings
        Those of `CriticSettings` and `TrainingSettings`: hidden, layers, negatives, head, critic, learning_rate,
        batch_size, max_steps, patience, select, report, max_seconds, device, progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = NWJ(hidden=32, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    def objective(self) -> Callable[[Tensor], Tensor]:
        """The bound."""
        return nwj

    def criterion(self, scores: Tensor) -> Tensor:
        """The bound."""
        return nwj(scores)

    def value(self, scores: Tensor) -> BoundValue:
        """The bound."""
        return nwj_value(scores)
