"""Weights of the weighted Kozachenko-Leonenko entropy: they sum to one and cancel its bias of order n^{-2l/d},

    sum_j w_j = 1,    sum_j w_j Gamma(j + 2l/d) / Gamma(j) = 0    for l = 1, 2, ...

The published weights do so for l <= d/4 with the neighbours floor(i k / d), i = 1..d; they are (1, 0, ..., 0) in four
dimensions or fewer, and their absolute values sum to 33 in eight (k = 5) and to 755 in twelve. The weights of least norm use
all k neighbours and cancel the first order in any dimension. They cancel a further order only while that sum stays below 30.
The weights of second order cancel two orders in any dimension, so that what remains for x, y and the pair is alike.

In 10 and 12 dimensions two orders cost noise: with k = 20 the entropy of 10,000 normal rows has a standard deviation of .08
nats. More neighbours share it: .04 with k = 80.

References: T. B. Berrett, R. J. Samworth, M. Yuan, Ann. Statist. 47 (2019), doi:10.1214/18-AOS1688; the published
weights solve the system of arXiv 2305.08013.
"""

import math
from functools import lru_cache

import numpy as np
from scipy.special import gammaln

from infoplane.estimators.validation import Array

# Largest sum of absolute weights: the factor by which they may amplify the noise of the neighbours' distances.
_LARGEST = 30.0


def _moments(k: int, d: int, orders: int) -> Array:
    """Rows Gamma(j + 2l/d) / Gamma(j) for l = 1..orders, of unit norm."""
    j = np.arange(1, k + 1)
    moments = np.exp(gammaln(j + 2 * np.arange(1, orders + 1)[:, None] / d) - gammaln(j))
    return moments / np.linalg.norm(moments, axis=1, keepdims=True)


@lru_cache(maxsize=256)
def published_weights(k: int, d: int) -> tuple[float, ...]:
    """Weights w_1..w_k of the weighted estimator in d dimensions, as arXiv 2305.08013 computes them.

    For d <= 4, (1, 0, ..., 0). Otherwise the minimum-norm least-squares solution of the equations for l <= d/4 and of
    w_j = 0 outside the support floor(i k / d), i = 1..d.

    Raises
    ------
    ValueError
        If the system has no solution that sums to one to 1e-6: k too small for d, or too ill-conditioned (d >= 20).
    """
    if d <= 4:
        return (1.0, *(0.0,) * (k - 1))
    support = {i * k // d - 1 for i in range(1, d + 1)}
    outside = np.eye(k)[[index for index in range(k) if index not in support]]
    system = np.vstack([np.full(k, 1 / k), _moments(k, d, d // 4), outside])
    right = np.zeros(len(system))
    right[0] = 1 / k
    weights = np.linalg.lstsq(system, right, rcond=1e-6)[0]
    if abs(weights.sum() - 1) > 1e-6:
        raise ValueError(
            f"No weights for k={k} neighbours in d={d} dimensions: their sum is {weights.sum():.4f}, not 1, which would "
            f'bias the entropy. Take k > {d // 4} in fewer than 20 dimensions, weights="least norm", or compress further.'
        )
    return tuple(weights.tolist())


@lru_cache(maxsize=256)
def least_norm_weights(k: int, d: int) -> tuple[float, ...]:
    """The weights of least Euclidean norm that cancel as many orders l <= max(1, d/4) as sum |w_j| <= 30 allows.

    Raises
    ------
    ValueError
        If k = 1, where the only weight is 1.
    """
    weights = _least_norm(k, d, 1)
    for orders in range(2, min(d // 4, k - 1) + 1):
        found = _least_norm(k, d, orders)
        if np.abs(found).sum() > _LARGEST:
            break
        weights = found
    return tuple(weights.tolist())


@lru_cache(maxsize=256)
def second_order_weights(k: int, d: int) -> tuple[float, ...]:
    """The weights of least Euclidean norm that cancel two orders.

    Raises
    ------
    ValueError
        If k < 3, which leaves no choice.
    """
    return tuple(_least_norm(k, d, 2).tolist())


def _least_norm(k: int, d: int, orders: int) -> Array:
    """The weights of least norm that cancel so many orders."""
    if k <= orders:
        raise ValueError(
            f"Weights of least norm that cancel the bias to order {orders} need k >= {orders + 1} neighbours; got k={k}. "
            "Take k=20, or KL."
        )
    system = np.vstack([np.full(k, 1 / math.sqrt(k)), _moments(k, d, orders)])
    found = np.linalg.pinv(system, rcond=1e-14)[:, 0] / math.sqrt(k)
    return np.asarray(found / found.sum())


WEIGHTS = {"published": published_weights, "least norm": least_norm_weights, "second order": second_order_weights}
