"""Mutual information of jointly normal vectors, from canonical correlations.

    I = -1/2 sum_i ln(1 - r_i^2),    r_i the canonical correlations of the sample.

For large n it is exact when (X, Y) is jointly normal; otherwise it finds linear dependence only. Sampling makes the r_i too
large. The correction removes the mean of that error, with

    E ln det S = ln det C + sum_{i=1..d} [psi((n-i)/2) - ln((n-1)/2)]

for the sample covariance S of n normal vectors with covariance C.

Reference: T. W. Anderson, An Introduction to Multivariate Statistical Analysis (2003), chapters 7 and 12.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Sample, continuous_pair

_COLLINEAR = 1e-10  # ratio of extreme singular values below which columns are collinear
_DEPENDENT = 1e-14  # distance of a correlation from 1 that is only rounding


@dataclass(frozen=True)
class Gaussian(CheckedEstimator):
    """Mutual information as if (X, Y) were jointly normal. Deterministic.

    The standard error is the asymptotic sqrt(sum r_i^2 / n).

    Parameters
    ----------
    correct : bool
        Subtract the exact small-sample bias under normality.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 2, 3).sample(1000, rng=0)
    >>> print(f"{Gaussian().estimate(x, y).nats:.1f}")
    0.5
    """

    correct: bool = True

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        x, y = continuous_pair(x, y, "Gaussian")
        n, dx, dy = len(x), x.shape[1], y.shape[1]
        if n <= dx + dy + 1:
            raise ValueError(
                f"Gaussian needs n > {dx + dy + 1} for {dx}+{dy} dimensions; got n={n}. Draw more samples, or compress first."
            )
        correlations = np.linalg.svd(_basis(x, "x").T @ _basis(y, "y"), compute_uv=False).clip(max=1.0)
        if correlations[0] > 1 - _DEPENDENT:
            raise ValueError(
                "x and y are linearly dependent: their mutual information as normal vectors is infinite. Remove the columns "
                "that x and y share."
            )
        nats = -0.5 * float(np.log1p(-(correlations**2)).sum())
        if self.correct:
            nats -= small_sample_bias(n, dx, dy)
        return Estimate(nats, math.sqrt(float((correlations**2).sum()) / n))


def _basis(points: Array, name: str) -> Array:
    """An orthonormal basis (n, d) of the centred columns."""
    deviations = points.std(axis=0)
    centred = (points - points.mean(axis=0)) / np.where(deviations > 0, deviations, 1)
    basis, singular, _ = np.linalg.svd(centred, full_matrices=False)
    if singular[-1] < _COLLINEAR * singular[0]:
        raise ValueError(f"{name} has constant or collinear columns: drop them, or compress first.")
    return basis


def small_sample_bias(n: int, dx: int, dy: int) -> float:
    """By how much sampling raises the mutual information of n normal vectors on average, in nats; n > dx + dy."""
    return 0.5 * (_log_det_bias(n, dx) + _log_det_bias(n, dy) - _log_det_bias(n, dx + dy))


def _log_det_bias(n: int, d: int) -> float:
    """E ln det S - ln det C for the covariance S of n samples in d dimensions."""
    return float((digamma((n - np.arange(1, d + 1)) / 2) - math.log((n - 1) / 2)).sum())
