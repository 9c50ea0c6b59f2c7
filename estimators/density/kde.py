"""Mutual information by leave-one-out Gaussian kernel density estimates (KDE).

    ln p(x_i) = ln [1/(n-1) sum_{j != i} N(x_i - x_j; 0, b^2 I)]    in whitened coordinates,

with one isotropic bandwidth b, found by a rule of `infoplane.estimators.density.bandwidth`. It is fitted on the pair and
shared by x and y, or fitted to each density separately.

Up to 10,000 samples the sums are over all pairs. Of more, every log-density is exact to 0.001, and so, for a given bandwidth,
the estimate to 0.003 nats (`infoplane.estimators.kernels.large_sums`).

The estimate is biased low at strong dependence, which needs a narrow kernel along one direction and a wide one along another.

References: arXiv 2305.08013 (compressed kernel density estimates); B. W. Silverman, Density Estimation (1986).
"""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.entropies import information, pair_coordinates, pair_terms, pointwise_terms
from infoplane.estimators.kernels.kernel_sums import log_densities
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Sample, continuous_pair, is_labels, need_samples

from .bandwidth import RULES, Rule, fit_bandwidth

_LEAST = 2  # a bandwidth needs more samples than this


@dataclass(frozen=True)
class KDE(CheckedEstimator):
    """Mutual information by kernel density estimates. Deterministic. One of x and y may be class labels.

    `details["bandwidth"]` is the bandwidth that x, y and the pair share, if a rule has found one.

    Parameters
    ----------
    bandwidth : {"ml", "lsq", "scott", "silverman"} or float
        Rule or value, in units of standard deviations of the whitened data.
    shared : bool
        Fit the bandwidth on the pair and use it for x and y too, so that smoothing biases cancel in part. With class labels,
        and with ``shared=False``, every density has its own.
    whiten : bool
        Estimate in whitened coordinates, separately for x, y and the pair.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, rng=0)
    >>> print(f"{KDE().estimate(x, y).nats:.1f}")
    0.5
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

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        need_samples(x, y, _LEAST, "KDE", remedy="Draw more samples.")
        if not self.shared or not isinstance(self.bandwidth, str) or is_labels(x) or is_labels(y):
            return information(pointwise_terms(x, y, self._log_density, "KDE", self.whiten))
        parts = pair_coordinates(*continuous_pair(x, y, "KDE"), self.whiten)
        bandwidth = fit_bandwidth(parts[0].points, self.bandwidth)
        return information(pair_terms(parts, partial(log_densities, bandwidth=bandwidth)), {"bandwidth": bandwidth})

    def _log_density(self, points: Array) -> Array:
        rule = self.bandwidth
        return log_densities(points, fit_bandwidth(points, rule) if isinstance(rule, str) else rule)
