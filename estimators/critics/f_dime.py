"""f-DIME: learn the density ratio by a variational f-divergence, then average its logarithm over the joint pairs.

    T = argmax of the objective,    I = E ln dP_XY / (dP_X dP_Y) = E T(X, Y) - c

with the objective of NWJ (divergence "KL", c = 1) or the log-likelihood of a classifying critic (divergence "GAN", c = 0).
Independent pairs train the critic, but have no part in the value. Its variance is therefore that of the log ratio alone.
The independent pairs come from derangements, never from a permutation, which may leave joint pairs in place.

The value is not a bound. Where the critic is wrong, the estimate may be too low or too high.

Reference: N. A. Letizia, N. Novello, A. M. Tonello, Mutual Information Estimation via f-Divergence and Data Derangements,
NeurIPS 2024, arXiv 2305.20025.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .bounds import BoundValue, jensen_shannon, log_ratio_value, nwj
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, kw_only=True)
class FDIME(Variational):
    """Mutual information as the mean of a learned log density ratio.

    Parameters
    ----------
    divergence : {"GAN", "KL"}
        The divergence whose variational form trains the critic.
    **settings
        Those of `CriticSettings` and `TrainingSettings`: hidden, layers, negatives, head, critic, learning_rate,
        batch_size, max_steps, patience, select, report, max_seconds, device, progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = FDIME(divergence="GAN", hidden=32, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    divergence: Literal["GAN", "KL"] = "GAN"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.divergence not in ("GAN", "KL"):
            raise ValueError(f'divergence must be "GAN" or "KL"; got {self.divergence!r}.')

    def objective(self) -> Callable[[Tensor], Tensor]:
        """The variational form of the divergence."""
        return self.criterion

    def criterion(self, scores: Tensor) -> Tensor:
        """The variational form of the divergence."""
        return nwj(scores) if self.divergence == "KL" else jensen_shannon(scores)

    def value(self, scores: Tensor) -> BoundValue:
        """Mean log ratio over the joint pairs."""
        return log_ratio_value(scores - 1 if self.divergence == "KL" else scores)
