"""Mutual information of variables that are jointly normal after a monotone map of every column.

    I = Gaussian(z_x, z_y),    z = Phi^{-1}(rank / (n + 1)) column by column, ties by their average rank.

Exact in the limit for a Gaussian copula, whatever the marginals; elsewhere it sees monotone dependence only. In one
dimension a side the correlation of normal scores is efficient, with the asymptotic variance of the sample correlation under
normality, (1 - r^2)^2 / n, so the standard error is that of `Gaussian`.

Reference: C. A. J. Klaassen and J. A. Wellner, Efficient estimation in the bivariate normal copula model, Bernoulli 3
(1997), doi:10.2307/3318652.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import continuous_pair

from .canonical_correlations import Gaussian


@dataclass(frozen=True)
class GaussianCopula:
    """Mutual information as if (X, Y) had a Gaussian copula.

    Parameters
    ----------
    correct : bool
        Subtract the small-sample bias of normal samples.
    """

    correct: bool = True

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; invariant under increasing maps of columns. `rng` is not used."""
        x, y = continuous_pair(x, y, "GaussianCopula")
        return Gaussian(self.correct).estimate(_normal_scores(x), _normal_scores(y))


def _normal_scores(side: NDArray[np.float64]) -> NDArray[np.float64]:
    return ndtri(rankdata(side, axis=0) / (len(side) + 1))
