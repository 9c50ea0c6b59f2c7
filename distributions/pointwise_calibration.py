"""Check that a distribution's pointwise mutual information fits its sampler, by an identity of bounded quantities.

With p the joint distribution, q the product of its marginals, i = ln(p/q) and sigma(t) = 1 / (1 + exp(-t)),

    m = E_p sigma(-i) = E_q sigma(i) = integral of p q / (p + q).

Use i to classify pairs from p and independent pairs from q: on samples of equal size, both mean errors are m. The
two variances add up to m (1 - 2m). All values lie in [0, 1], so no heavy tail hides a difference.

The mean of i, which checks the mutual information itself, misses errors that this check finds: where i is a sum of a function
of x and a function of y, its mean is the same for pairs and for independent pairs.
"""

import math
from typing import Any

import numpy as np
from scipy.special import expit

from .protocol import PointwiseDistribution


def calibration(distribution: PointwiseDistribution, n: int, *, rng: Any = None) -> tuple[float, float]:
    """Mean of sigma(-i) over n pairs minus the mean of sigma(i) over n independent pairs, and its standard error.

    Parameters
    ----------
    distribution : PointwiseDistribution
    n : int
        Number of pairs, and of independent pairs: an x and a y from different draws.
    rng : seed or Generator, optional

    Returns
    -------
    difference, stderr : float
        The difference is 0 within a few standard errors if sampler and pointwise mutual information agree.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, calibration
    >>> difference, stderr = calibration(CorrelatedNormal(1, 1, (0.8,)), 1000, rng=0)
    >>> abs(difference) < 4 * stderr
    True
    """
    rng = np.random.default_rng(rng)
    x, y = distribution.sample(n, rng=rng)
    _, independent_y = distribution.sample(n, rng=rng)
    on_pairs = float(expit(-distribution.pointwise_mutual_information(x, y)).mean())
    on_independent = float(expit(distribution.pointwise_mutual_information(x, independent_y)).mean())
    m = (on_pairs + on_independent) / 2
    return on_pairs - on_independent, math.sqrt(max(m * (1 - 2 * m), 0.0) / n)
