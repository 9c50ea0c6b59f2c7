"""Mutual information of variables that are jointly normal after a monotone map of every column.

    I = Gaussian(z_x, z_y),    z = Phi^{-1}(rank / (n + 1)) column by column, ties by their average rank.

For large n it is exact for a Gaussian copula, whatever the marginals; otherwise it finds monotone dependence only. For one
column of x and one of y, the correlation of normal scores is efficient. It has the asymptotic variance of the sample
correlation under normality, (1 - r^2)^2 / n, so the standard error is that of `Gaussian`.

Reference: C. A. J. Klaassen and J. A. Wellner, Efficient estimation in the bivariate normal copula model, Bernoulli 3
(1997), doi:10.2307/3318652.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Sample, continuous_pair

from .canonical_correlations import Gaussian


@dataclass(frozen=True)
class GaussianCopula(CheckedEstimator):
    """Mutual information as if (X, Y) had a Gaussian copula. Invariant under increasing maps of columns. Deterministic.

    Parameters
    ----------
    correct : bool
        Subtract the small-sample bias of normal samples.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, rng=0)
    >>> print(f"{GaussianCopula().estimate(np.exp(x), y**3).nats:.1f}")
    0.5
    """

    correct: bool = True

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        x, y = continuous_pair(x, y, "GaussianCopula")
        return Gaussian(self.correct).estimate_checked(normal_scores(x), normal_scores(y), rng)


def normal_scores(points: Array) -> Array:
    """Phi^{-1}(rank / (n + 1)) of every column of points (n, d), ties by their average rank."""
    return ndtri(relative_ranks(points, points))


def relative_ranks(points: Array, among: Array) -> Array:
    """rank / (n + 1) of the columns of points (m, d) among the n rows of another sample, ties by their average rank.

    Values that are not in the other sample fall half-way between two ranks. All results are above 0 and below 1.

    >>> import numpy as np
    >>> relative_ranks(np.array([[0.0], [2.0], [9.0]]), np.array([[1.0], [2.0], [3.0]])).ravel().tolist()
    [0.125, 0.5, 0.875]
    """
    columns = []
    for values, others in zip(points.T, np.sort(among, axis=0).T, strict=True):
        below, up_to = (np.searchsorted(others, values, side=side) for side in ("left", "right"))
        columns.append((below + up_to + 1) / 2)
    return np.stack(columns, axis=1) / (len(among) + 1)
