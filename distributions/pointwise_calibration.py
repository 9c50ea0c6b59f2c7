"""Whether a distribution's pointwise mutual information belongs to its sampler, by a bounded identity.

With p the joint distribution, q the product of its marginals, i = ln(p/q) and sigma(t) = 1 / (1 + exp(-t)),

    m = E_p sigma(-i) = E_q sigma(i) = integral of p q / (p + q),

so among pairs and strangers in equal number, the ones that i takes for the others balance. Both variances together are
m (1 - 2m): no heavy tail blurs the comparison, and few events count as few. The mean of i, which proves the truth, is blind
where i is a sum of functions of x and of y: there it is the same for pairs and for strangers. This check is not.
"""

import math
from typing import Any

import numpy as np
from scipy.special import expit

from .protocol import PointwiseDistribution


def calibration(distribution: PointwiseDistribution, n: int, rng: Any = None) -> tuple[float, float]:
    """Mean of sigma(-i) over n pairs less the mean of sigma(i) over n strangers, and the standard error of that.

    Parameters
    ----------
    distribution : PointwiseDistribution
    n : int
        Number of pairs, and of strangers: an x and a y drawn apart.
    rng : seed or Generator, optional

    Returns
    -------
    difference, stderr : float
        0 within a few standard errors, unless sampler and pointwise information are of different distributions.
    """
    rng = np.random.default_rng(rng)
    x, y = distribution.sample(n, rng)
    _, stranger = distribution.sample(n, rng)
    of_pairs = float(expit(-distribution.pointwise_mutual_information(x, y)).mean())
    of_strangers = float(expit(distribution.pointwise_mutual_information(x, stranger)).mean())
    m = (of_pairs + of_strangers) / 2
    return of_pairs - of_strangers, math.sqrt(max(m * (1 - 2 * m), 0.0) / n)
