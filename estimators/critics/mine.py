"""Mutual information neural estimation (MINE): the Donsker-Varadhan bound with a trained critic.

    I(X;Y) >= E T(X, Y) - ln E e^{T(X, Y')},    Y' independent of X,

maximised over networks T. The gradient of the logarithm uses a moving average of E e^T over batches, as the paper
proposes; with `ema=1` it is the plain Donsker-Varadhan estimator. What is reported is a lower bound in expectation up to
the upward bias of the logarithm of a mean, Var(e^T) / (2 N (E e^T)^2) for N pairs of strangers.

It fails as every estimator of `variational` does, downwards.

Reference: M. I. Belghazi et al., Mutual Information Neural Estimation, ICML 2018, arXiv 1801.04062.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bounds import Reading, corrected_donsker_varadhan, donsker_varadhan, moving_log_average, read_donsker_varadhan
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class MINE(Variational):
    """Mutual information by a critic trained on the Donsker-Varadhan bound.

    Parameters
    ----------
    ema : float
        Rate of the moving average in the gradient; 1 is the plain, biased gradient.
    **parameters
        Those of `Variational`.
    """

    ema: float = 0.01

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.ema <= 1:
            raise ValueError(f"MINE needs 0 < ema <= 1; got {self.ema}.")

    def ascent(self) -> Callable[[Tensor], Tensor]:
        """The bound with the corrected gradient, which remembers the batches before."""
        log_average: Tensor | None = None

        def objective(scores: Tensor) -> Tensor:
            nonlocal log_average
            log_average = moving_log_average(log_average, scores, self.ema)
            return corrected_donsker_varadhan(scores, log_average)

        return objective

    def criterion(self, scores: Tensor) -> Tensor:
        """Donsker-Varadhan value."""
        return donsker_varadhan(scores)

    def read(self, scores: Tensor) -> Reading:
        """Donsker-Varadhan value."""
        return read_donsker_varadhan(scores)
