"""Mutual information of jointly normal vectors, from canonical correlations.

    I = -1/2 sum_i ln(1 - r_i^2),    r_i the canonical correlations of the sample.

Exact in the limit when (X, Y) is jointly normal; elsewhere it sees linear dependence only. Sampling inflates the
r_i; the correction removes the mean of that, with E ln det S = ln det C + sum_{i=1..d} [psi((n-i)/2) - ln((n-1)/2)]
for a sample covariance S of n normal vectors.

Reference: T. W. Anderson, An Introduction to Multivariate Statistical Analysis (2003), chapters 7 and 12.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma

from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import continuous_pair


@dataclass(frozen=True)
class Gaussian:
    """Mutual information as if (X, Y) were jointly normal.

    Parameters
    ----------
    correct : bool
        Subtract the exact small-sample bias under normality.
    """

    correct: bool = True

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; the standard error is the asymptotic sqrt(sum r_i^2 / n). `rng` is not used."""
        x, y = continuous_pair(x, y, "Gaussian")
        n, dims = len(x), (x.shape[1], y.shape[1])
        if n <= sum(dims) + 1:
            raise ValueError(f"Gaussian needs n > {sum(dims) + 1} for {dims[0]}+{dims[1]} dimensions; got n={n}.")
        bases = []
        for name, side in (("x", x), ("y", y)):
            centred = (side - side.mean(axis=0)) / np.where(side.std(axis=0) > 0, side.std(axis=0), 1)
            basis, singular, _ = np.linalg.svd(centred, full_matrices=False)
            if singular[-1] < 1e-10 * singular[0]:
                raise ValueError(f"{name} has constant or collinear columns: drop them, or compress first.")
            bases.append(basis)
        correlations = np.linalg.svd(bases[0].T @ bases[1], compute_uv=False).clip(max=1.0)
        if correlations[0] > 1 - 1e-14:
            raise ValueError("x and y are linearly dependent: their mutual information as normal vectors is infinite.")
        nats = -0.5 * float(np.log1p(-(correlations**2)).sum())
        if self.correct:
            nats -= 0.5 * (_log_det_bias(n, dims[0]) + _log_det_bias(n, dims[1]) - _log_det_bias(n, sum(dims)))
        return Estimate(nats, math.sqrt(float((correlations**2).sum()) / n))


def _log_det_bias(n: int, d: int) -> float:
    """E ln det S - ln det C for the covariance S of n samples in d dimensions."""
    return float((digamma((n - np.arange(1, d + 1)) / 2) - math.log((n - 1) / 2)).sum())
