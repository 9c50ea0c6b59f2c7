"""Mixtures of normals in more dimensions than quadrature reaches; their mutual information is measured by Monte Carlo.

*Clusters*: 2^d unit normals at the corners of a cube in X, and as many in Y. Corner i of X is paired with corner 3i + 1 (mod
2^d) of Y; within a cluster X and Y are independent. *Bands*: the equal mixture of two correlated normals, with correlation
+rho and with -rho in every pair of components; over the mixture the components are uncorrelated.
"""

import numpy as np

from .known_by_sampling import Measured
from .monte_carlo_values import VALUES
from .normal_mixture import NormalMixture, Rows


def cluster_mixture(dim: int, half_side: float) -> NormalMixture:
    """2^dim clusters at corners +-half_side of a cube; X and Y have `dim` dimensions each.

    Examples
    --------
    >>> from infoplane.distributions import cluster_mixture
    >>> len(cluster_mixture(3, 1.5).weights)
    8
    """
    count = 2**dim
    corners = half_side * (2.0 * (np.arange(count)[:, None] >> np.arange(dim) & 1) - 1)
    partners = corners[(3 * np.arange(count) + 1) % count]
    means = tuple(tuple(mean) for mean in np.hstack([corners, partners]).tolist())
    identity = tuple(tuple(row) for row in np.eye(2 * dim).tolist())
    return NormalMixture(dim, (1 / count,) * count, means, (identity,) * count)


def band_mixture(dim: int, correlation: float) -> NormalMixture:
    """Equal mixture of correlation +`correlation` in all pairs and -`correlation` in all pairs; X and Y have `dim` dimensions.

    Examples
    --------
    >>> from infoplane.distributions import band_mixture
    >>> round(band_mixture(1, 0.9).mutual_information, 4)
    0.4084
    """

    def covariance(rho: float) -> Rows:
        cross = np.diag((rho,) * dim)
        return tuple(tuple(row) for row in np.block([[np.eye(dim), cross], [cross, np.eye(dim)]]).tolist())

    means = ((0.0,) * (2 * dim),) * 2
    return NormalMixture(dim, (0.5, 0.5), means, (covariance(correlation), covariance(-correlation)))


# Every distribution that `monte_carlo` measures.
MIXTURES = {
    "clusters-2v2": cluster_mixture(2, 1.0),
    "clusters-3v3": cluster_mixture(3, 1.5),
    "bands-5v5": band_mixture(5, 0.8),
}


def measured_mixture(name: str) -> Measured:
    """One of these mixtures with its measured mutual information: "clusters-2v2", "clusters-3v3" or "bands-5v5".

    Raises
    ------
    ValueError
        If there is no mixture of that name.

    Examples
    --------
    >>> from infoplane.distributions import measured_mixture
    >>> measured_mixture("clusters-2v2").mutual_information
    0.34717
    """
    if name not in MIXTURES:
        raise ValueError(f"Measured mixtures are {', '.join(MIXTURES)}; got {name!r}.")
    return Measured(MIXTURES[name], *VALUES[name])
