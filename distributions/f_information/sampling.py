"""f-information by sampling, from the pointwise mutual information i = ln p/q: means of bounded terms, or of light tails.

With half of the draws from p, the joint distribution, and half from q, the product of its marginals,

    BC = 1/2 [E_p sech(i/2) + E_q sech(i/2)],    TV = 1/2 [E_p |tanh(i/2)| + E_q |tanh(i/2)|],

because sqrt(pq) = (p + q)/2 sech(i/2) and |p - q| = (p + q) |tanh(i/2)|. All terms lie in [0, 1].

chi2 + 1 = E_p p/q is a mean that a sample can miss wholly, so it is sampled only where its terms are known to be tame. For a
mixture of normals p = sum w_k p_k, with q_k the product of the marginals of p_k, Cauchy's inequality gives

    p^2 / q <= sum_k p_k^2 / q_k,    int p_k^2 / q_k = exp(2 I_k),

where p_k^2 / q_k is a normal density times a constant. Draws from the mixture of these, with the share exp(2 I_k) / C of each
and C = sum exp(2 I_k), have weights (p^2/q) / (sum p_k^2/q_k) in [0, 1], whose mean times C is chi2 + 1. So chi2 is finite, and
the standard error can be trusted.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import logsumexp

from infoplane.distributions.mixtures.normal_mixture import NormalMixture
from infoplane.distributions.normal.covariance import MultivariateNormal
from infoplane.distributions.protocol import Array

from .kinds import KnownValue

_CHUNK = 50_000
_SEED = 0  # the same value whenever it is asked for


def mean_of_draws(terms: Callable[[np.random.Generator], Array], stderr: float, relative: bool = False) -> KnownValue:
    """The mean of terms, drawn a chunk at a time, until its standard error is small enough.

    Parameters
    ----------
    terms : callable
        Draws an array (n,) of independent terms.
    stderr : float
        The standard error to reach; of the mean, if `relative`.
    relative : bool

    Raises
    ------
    ValueError
        If a term is infinite or not a number, which no number of draws would mend.
    """
    rng = np.random.default_rng(_SEED)
    n, total, squares = 0, 0.0, 0.0
    while True:
        values = terms(rng)
        n, total, squares = n + len(values), total + float(values.sum()), squares + float((values**2).sum())
        mean = total / n
        if not math.isfinite(squares):
            raise ValueError("A density ratio of the samples is not finite, so that its mean is not known.")
        error = math.sqrt(max(squares / n - mean**2, 0.0) / n)
        if error <= stderr * (mean if relative else 1):
            return KnownValue(mean, error)


def hellinger(distribution: Any, stderr: float) -> KnownValue:
    """H2 = 2 - 2 BC."""
    found = mean_of_draws(lambda rng: _on_both(distribution, lambda i: 1 / np.cosh(np.clip(i / 2, -700, 700)), rng), stderr / 2)
    return KnownValue(2 - 2 * found.value, 2 * found.stderr)


def variation(distribution: Any, stderr: float) -> KnownValue:
    """TV."""
    return mean_of_draws(lambda rng: _on_both(distribution, lambda i: np.abs(np.tanh(i / 2)), rng), stderr)


def _on_both(distribution: Any, term: Callable[[Array], Array], rng: np.random.Generator) -> Array:
    """The mean of a term on a pair and on an independent pair, an array (n,)."""
    x, y = distribution.sample(_CHUNK, rng=rng)
    other_x, _ = distribution.sample(_CHUNK, rng=rng)
    _, other_y = distribution.sample(_CHUNK, rng=rng)
    with np.errstate(invalid="ignore"):
        both = (distribution.pointwise_mutual_information(*pair) for pair in ((x, y), (other_x, other_y)))
        return np.asarray(sum(map(term, both)) / 2)


def light_chi2(distribution: Any, stderr: float) -> KnownValue:
    """chi2 as the mean of p/q over pairs, where p/q is bounded or nearly so."""

    def ratios(rng: np.random.Generator) -> Array:
        return np.asarray(np.exp(distribution.pointwise_mutual_information(*distribution.sample(_CHUNK, rng=rng))))

    found = mean_of_draws(ratios, stderr, relative=True)
    return KnownValue(found.value - 1, found.stderr)


def mixture_chi2(mixture: NormalMixture, stderr: float) -> KnownValue:
    """chi2 of a mixture of normals, by draws from the bound of p^2/q."""
    x = mixture.x_dim
    parts = [MultivariateNormal(x, np.array(covariance)) for covariance in mixture.covariances]
    logs = np.array([2 * part.mutual_information for part in parts])  # ln of the integrals of p_k^2 / q_k
    log_total = float(logsumexp(logs))
    squared = NormalMixture(x, *_squared(mixture, np.exp(logs - log_total)))

    def weights(rng: np.random.Generator) -> Array:
        of_x, of_y = squared.sample(_CHUNK, rng=rng)
        points = np.hstack([of_x, of_y])
        marginals = mixture.log_density(of_x, slice(x)) + mixture.log_density(of_y, slice(x, None))
        bound = squared.log_density(points) + log_total
        return np.exp(2 * mixture.log_density(points) - marginals - bound)

    found = mean_of_draws(weights, stderr, relative=True)
    total = math.exp(log_total)
    return KnownValue(found.value * total - 1, found.stderr * total)


def _squared(mixture: NormalMixture, shares: Array) -> tuple[Any, Any, Any]:
    """Weights, means and covariances of the normal densities that p_k^2 / q_k are in proportion to."""
    x, covariances = mixture.x_dim, []
    for covariance in map(np.array, mixture.covariances):
        marginals = np.zeros_like(covariance)
        for part in (slice(x), slice(x, None)):
            marginals[part, part] = np.linalg.inv(covariance[part, part])
        found = np.linalg.inv(2 * np.linalg.inv(covariance) - marginals)
        covariances.append(tuple(map(tuple, ((found + found.T) / 2).tolist())))
    return tuple(shares.tolist()), mixture.means, tuple(covariances)
