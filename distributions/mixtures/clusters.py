"""Mixtures of normals in more dimensions than quadrature reaches; their truths are measured by Monte Carlo.

*Clusters*: 2^d unit normals around the corners of a cube in X and another in Y, X and Y independent within a cluster; the
corner numbered i goes with the one numbered 3i + 1 (mod 2^d). *Bands*: equal mixture of correlated normals with correlation
+rho and -rho in every pair, uncorrelated as a whole.
"""

import numpy as np

from .known_by_sampling import Measured
from .monte_carlo_values import TRUTHS
from .normal_mixture import NormalMixture


def cluster_mixture(dim: int, half_side: float) -> NormalMixture:
    """2^dim clusters around corners at +-half_side, X and Y of `dim` dimensions each."""
    count = 2**dim
    corners = half_side * (2.0 * (np.arange(count)[:, None] >> np.arange(dim) & 1) - 1)
    partners = corners[(3 * np.arange(count) + 1) % count]
    means = tuple(tuple(mean) for mean in np.hstack([corners, partners]).tolist())
    identity = tuple(tuple(row) for row in np.eye(2 * dim).tolist())
    return NormalMixture(dim, (1 / count,) * count, means, (identity,) * count)


def band_mixture(dim: int, correlation: float) -> NormalMixture:
    """Correlations +-`correlation` in all pairs at once, X and Y of `dim` dimensions each."""

    def covariance(rho: float) -> tuple[tuple[float, ...], ...]:
        cross = np.diag((rho,) * dim)
        return tuple(tuple(row) for row in np.block([[np.eye(dim), cross], [cross, np.eye(dim)]]).tolist())

    means = ((0.0,) * (2 * dim),) * 2
    return NormalMixture(dim, (0.5, 0.5), means, (covariance(correlation), covariance(-correlation)))


# Every distribution that `monte_carlo` measures.
UNMEASURED = {
    "clusters-2v2": cluster_mixture(2, 1.0),
    "clusters-3v3": cluster_mixture(3, 1.5),
    "bands-5v5": band_mixture(5, 0.8),
}


def measured(name: str) -> Measured:
    """One of these distributions with its committed truth: "clusters-2v2", "clusters-3v3" or "bands-5v5"."""
    if name not in UNMEASURED:
        raise ValueError(f"Measured mixtures are {', '.join(UNMEASURED)}; got {name!r}.")
    return Measured(UNMEASURED[name], *TRUTHS[name])
