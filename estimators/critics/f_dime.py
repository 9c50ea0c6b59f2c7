"""f-DIME: learn the density ratio by a variational f-divergence, then average its logarithm over joint pairs.

    T = argmax of the objective,    I = E ln dP_XY / (dP_X dP_Y) = E T(X, Y) - c

with the objective of NWJ (divergence KL, c = 1) or the logistic score (divergence GAN, c = 0). Strangers shape the critic
but take no part in the value, whose variance is therefore that of the log ratio alone. It is no bound: errors of the critic
go either way. Strangers are paired by derangements, never by a permutation that may leave a pair in place.

Reference: N. A. Letizia, N. Novello, A. M. Tonello, Mutual Information Estimation via f-Divergence and Data Derangements,
NeurIPS 2024, arXiv 2305.20025.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .bounds import Reading, jensen_shannon, nwj, read_log_ratio
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class FDIME(Variational):
    """Mutual information as the mean of a learned log density ratio.

    Parameters
    ----------
    divergence : {"GAN", "KL"}
    **parameters
        Those of `Variational`.
    """

    divergence: Literal["GAN", "KL"] = "GAN"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.divergence not in ("GAN", "KL"):
            raise ValueError(f'divergence must be "GAN" or "KL"; got {self.divergence!r}.')

    def ascent(self) -> Callable[[Tensor], Tensor]:
        """The variational form of the divergence."""
        return self.criterion

    def criterion(self, scores: Tensor) -> Tensor:
        """The variational form of the divergence."""
        return nwj(scores) if self.divergence == "KL" else jensen_shannon(scores)

    def read(self, scores: Tensor) -> Reading:
        """Mean log ratio over the joint pairs."""
        return read_log_ratio(scores - 1 if self.divergence == "KL" else scores)
