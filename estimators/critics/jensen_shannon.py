"""Estimators whose critic learns to classify pairs as joint or independent: Jensen-Shannon with the NWJ bound, and SMILE.

The critic maximises E ln s(T(X, Y)) + E ln s(-T(X, Y')), with s the logistic function and Y' independent of X. The maximum
is at T = ln dP_XY / (dP_X dP_Y), and the gradients are bounded. The value is then

    the NWJ bound at T + 1, a lower bound in expectation:    1 + E T - E e^{T'}
    SMILE, no bound, of bounded variance:                    E T - ln E min(max(e^{T'}, e^-tau), e^tau)

Jensen-Shannon fails as every estimator of `variational` does: the estimate is then too low. SMILE may also be too high.

References: S. Nowozin, B. Cseke, R. Tomioka, NIPS 2016, arXiv 1606.00709; B. Poole et al., ICML 2019, arXiv 1905.06922;
J. Song and S. Ermon, Understanding the Limitations of Variational Mutual Information Estimators, ICLR 2020,
arXiv 1910.06222.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bounds import BoundValue, jensen_shannon, nwj_value, smile_value
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class JensenShannon(Variational):
    """Mutual information by a classifying critic and the NWJ bound.

    Parameters
    ----------
    **settings
        Those of `CriticSettings` and `TrainingSettings`: hidden, layers, negatives, head, critic, learning_rate,
        batch_size, max_steps, patience, select, report, max_seconds, device, progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = JensenShannon(hidden=32, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    def objective(self) -> Callable[[Tensor], Tensor]:
        """Log-likelihood of the classification."""
        return jensen_shannon

    def criterion(self, scores: Tensor) -> Tensor:
        """Log-likelihood of the classification."""
        return jensen_shannon(scores)

    def value(self, scores: Tensor) -> BoundValue:
        """NWJ bound at T + 1."""
        return nwj_value(scores + 1)


@dataclass(frozen=True, kw_only=True)
class SMILE(Variational):
    """Mutual information by a classifying critic and a Donsker-Varadhan value whose e^T is clipped.

    Parameters
    ----------
    tau : float
        The scores of independent pairs are clipped to [-tau, tau] in the value.
    **settings
        Those of `CriticSettings` and `TrainingSettings`: hidden, layers, negatives, head, critic, learning_rate,
        batch_size, max_steps, patience, select, report, max_seconds, device, progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = SMILE(tau=5.0, hidden=32, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    tau: float = 5.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.tau > 0:
            raise ValueError(f"SMILE needs tau > 0; got {self.tau}.")

    def objective(self) -> Callable[[Tensor], Tensor]:
        """Log-likelihood of the classification."""
        return jensen_shannon

    def criterion(self, scores: Tensor) -> Tensor:
        """Log-likelihood of the classification."""
        return jensen_shannon(scores)

    def value(self, scores: Tensor) -> BoundValue:
        """Clipped Donsker-Varadhan value."""
        return smile_value(scores, self.tau)
