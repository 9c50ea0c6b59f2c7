"""Estimators whose critic learns to classify: Jensen-Shannon with NWJ's value, and SMILE.

The critic ascends E ln s(T(X, Y)) + E ln s(-T(X, Y')), s the logistic function and Y' independent of X, which is largest for
T = ln dP_XY / (dP_X dP_Y) and has gradients of bounded size. Its value is then read as

    NWJ's bound at T + 1, a lower bound in expectation:    1 + E T - E e^{T'}
    SMILE, no bound, of bounded variance:                  E T - ln E min(max(e^{T'}, e^-tau), e^tau)

References: S. Nowozin, B. Cseke, R. Tomioka, NIPS 2016, arXiv 1606.00709; B. Poole et al., ICML 2019, arXiv 1905.06922;
J. Song and S. Ermon, Understanding the Limitations of Variational Mutual Information Estimators, ICLR 2020,
arXiv 1910.06222.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bounds import Reading, jensen_shannon, read_nwj, read_smile
from .variational import Variational

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class JensenShannon(Variational):
    """Mutual information by a classifying critic and NWJ's bound; parameters of `Variational`."""

    def ascent(self) -> Callable[[Tensor], Tensor]:
        """Logistic score."""
        return jensen_shannon

    def criterion(self, scores: Tensor) -> Tensor:
        """Logistic score."""
        return jensen_shannon(scores)

    def read(self, scores: Tensor) -> Reading:
        """NWJ's bound at T + 1."""
        return read_nwj(scores + 1)


@dataclass(frozen=True)
class SMILE(Variational):
    """Mutual information by a classifying critic and a Donsker-Varadhan value whose e^T is clipped.

    Parameters
    ----------
    tau : float
        Scores of strangers are clipped to [-tau, tau] in the value.
    **parameters
        Those of `Variational`.
    """

    tau: float = 5.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.tau > 0:
            raise ValueError(f"SMILE needs tau > 0; got {self.tau}.")

    def ascent(self) -> Callable[[Tensor], Tensor]:
        """Logistic score."""
        return jensen_shannon

    def criterion(self, scores: Tensor) -> Tensor:
        """Logistic score."""
        return jensen_shannon(scores)

    def read(self, scores: Tensor) -> Reading:
        """Clipped Donsker-Varadhan value."""
        return read_smile(scores, self.tau)
