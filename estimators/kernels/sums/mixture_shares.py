"""The shares of a small mixture: each step takes microseconds, and calls of numpy would take most of them."""

import numpy as np

from infoplane.estimators.kernels.compilation import compiled
from infoplane.estimators.validation import Array


def mixture_shares(ratios: Array, weights: Array, prior: float, steps: int) -> Array:
    """The shares (m,) of the rows of `ratios` (m, n) in the mixture of the highest likelihood, by expectation maximisation.

    The columns have weights (n,) with sum 1. One column more has the weight `prior`; in it only the first row is right.

    Examples
    --------
    >>> mixture_shares(np.array([[1.0, 1.0], [2.0, 1.5]]), np.array([0.5, 0.5]), 0.1, 1000).round(3)
    array([0.217, 0.783])
    """
    return np.asarray(_shares(np.ascontiguousarray(ratios), weights, prior, steps))


@compiled
def _shares(ratios, weights, prior, steps):
    shares = np.full(len(ratios), 1 / len(ratios))
    for _ in range(steps):
        shares *= ratios @ (weights / (shares @ ratios))
        shares[0] += prior
        shares /= 1 + prior
    return shares
