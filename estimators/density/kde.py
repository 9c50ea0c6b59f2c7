"""Mutual information by leave-one-out Gaussian kernel density estimates (KDE).

    ln p(x_i) = ln [1/(n-1) sum_{j != i} N(x_i - x_j; 0, b^2 I)]    in whitened coordinates,

with one isotropic bandwidth b, fitted on the pair and shared by x and y, or fitted to each separately, by a rule of
`infoplane.estimators.density.bandwidth`. Strong dependence needs a narrow kernel along one direction and a wide one along
another, which one bandwidth cannot be: biased low there.

References: arXiv 2305.08013 (compressed kernel density estimates); B. W. Silverman, Density Estimation (1986).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from infoplane.estimators.entropies import mutual_information, whiten, whitened
from infoplane.estimators.kernels.kernel_sums import log_densities
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import as_pair, as_vectors, is_labels

from .bandwidth import RULES, Rule, fit_bandwidth

Vectors = NDArray[np.float64]


@dataclass(frozen=True)
class KDE:
    """Mutual information by kernel density estimates.

    Parameters
    ----------
    bandwidth : {"ml", "lsq", "scott", "silverman"} or float
        Rule or value, in units of standard deviations of the whitened data.
    shared : bool
        Fit on the pair and reuse for x and y, so that smoothing biases cancel in part; with labels, and with
        ``shared=False``, every density has its own.
    whiten : bool
        Estimate in whitened coordinates.
    """

    bandwidth: Rule | float = "ml"
    shared: bool = True
    whiten: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.bandwidth, str):
            if self.bandwidth not in RULES:
                raise ValueError(f"bandwidth must be one of {', '.join(RULES)}, or a number; got {self.bandwidth!r}.")
        elif not 0 < self.bandwidth < math.inf:
            raise ValueError(f"A bandwidth must be positive and finite; got {self.bandwidth}.")

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; one side may be class labels. Deterministic, `rng` is not used."""
        x, y = as_pair(x, y)
        bandwidth = self.bandwidth
        details = {}
        if self.shared and isinstance(bandwidth, str) and not is_labels(x) and not is_labels(y):
            joint = np.hstack([as_vectors(x), as_vectors(y)])
            bandwidth = fit_bandwidth(whiten(joint)[0] if self.whiten else joint, bandwidth)
            details["bandwidth"] = bandwidth

        def log_density(points: Vectors) -> Vectors:
            return log_densities(points, fit_bandwidth(points, bandwidth) if isinstance(bandwidth, str) else bandwidth)

        return mutual_information(x, y, whitened(log_density) if self.whiten else log_density, "KDE", 2, details)
