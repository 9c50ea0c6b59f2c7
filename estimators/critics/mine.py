"""Mutual information neural estimation (MINE): the Donsker-Varadhan bound with a trained critic.

    I(X;Y) >= E T(X, Y) - ln E e^{T(X, Y')},    Y' independent of X,

maximised over networks T. The gradient of the logarithm uses a moving average of E e^T over batches, as the paper
proposes. With `ema=1` it is the plain Donsker-Varadhan estimator. The value is a lower bound in expectation, up to the
upward bias of the logarithm of a mean, Var(e^T) / (2 N (E e^T)^2) for N independent pairs.

It fails as every estimator of `variational` does: the estimate is then too low.

Reference: M. I. Belghazi et al., Mutual Information Neural Estimation, ICML 2018, arXiv 1801.04062.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bounds import BoundValue, corrected_donsker_varadhan, donsker_varadhan, donsker_varadhan_value, moving_log_average
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, kw_only=True)
class MINE(Variational):
    """Mutual information by a critic trained on the Donsker-Varadhan bound.

    Parameters
    ----------
    ema : float
        Rate of the moving average in the gradient, in (0, 1]; 1 is the plain, biased gradient.
    **settings
        Those of `CriticSettings` and `TrainingSettings`: hidden, layers, negatives, head, critic, learning_rate,
        batch_size, max_steps, patience, select, report, max_seconds, device, progress.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(2000, rng=0)
    >>> estimate = MINE(hidden=32, max_steps=100).estimate(x, y, rng=0)
    >>> abs(estimate.nats - 1.0) < 0.3
    True
    """

    ema: float = 0.01

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.ema <= 1:
            raise ValueError(f"MINE needs 0 < ema <= 1; got {self.ema}.")

    def objective(self) -> Callable[[Tensor], Tensor]:
        """The bound with the corrected gradient; its moving average runs over the batches of one training."""
        log_average: Tensor | None = None

        def corrected(scores: Tensor) -> Tensor:
            nonlocal log_average
            log_average = moving_log_average(log_average, scores, self.ema)
            return corrected_donsker_varadhan(scores, log_average)

        return corrected

    def criterion(self, scores: Tensor) -> Tensor:
        """Donsker-Varadhan bound."""
        return donsker_varadhan(scores)

    def value(self, scores: Tensor) -> BoundValue:
        """Donsker-Varadhan bound."""
        return donsker_varadhan_value(scores)
