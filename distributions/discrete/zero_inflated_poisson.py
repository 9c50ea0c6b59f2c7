"""Counts with a random rate; some of them are lost and become 0.

X ~ Exp(1); Y = 0 with probability p, else Y ~ Poisson(X). Y does not show whether a 0 is a lost count or a count of 0, so their
probabilities add up:

    P(0 | x) = p + (1-p) e^-x,    P(k | x) = (1-p) e^-x x^k / k!,    P(k) = p [k = 0] + (1-p) 2^-(k+1),

and I(X;Y) = H(Y) - H(Y|X): H(Y) in closed form, H(Y|X) by quadrature over x. The published value, (1-p) times I for p = 0,
holds for an observer who sees which counts are lost, so it is only an upper bound. Distribution: W. Gao, S. Kannan, S. Oh,
P. Viswanath, NeurIPS 2017, arXiv 1709.06212.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from scipy.special import entr, gammaln

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve

_NODES = 300  # the integrand is smooth in sqrt(x), so the error is below 1e-12


@dataclass(frozen=True)
class ZeroInflatedPoisson:
    """Rates X (n, 1) and counts Y (n, 1), both as floats.

    Parameters
    ----------
    loss : float
        Probability p in [0, 1) that a count is replaced by 0.

    Raises
    ------
    ValueError
        If `loss` is not in [0, 1).

    Notes
    -----
    I(X;Y) = H(Y) - H(Y|X) for X ~ Exp(1), P(0 | x) = p + (1-p) e^-x, P(k | x) = (1-p) e^-x x^k / k!.

    References
    ----------
    W. Gao et al., NeurIPS 2017, arXiv 1709.06212.

    Examples
    --------
    >>> from infoplane.distributions import ZeroInflatedPoisson
    >>> round(ZeroInflatedPoisson(0.15).mutual_information, 4)
    0.2298
    """

    loss: float
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not 0 <= self.loss < 1:
            raise ValueError(f"The probability of a loss must lie in [0, 1); got {self.loss}.")

    @classmethod
    def with_mutual_information(cls, nats: float) -> Self:
        """The distribution with I(X;Y) = `nats`.

        Raises
        ------
        ValueError
            If `nats` is below 1e-6, or above the information without losses, 0.3012.
        """
        check_target("Zero-inflated Poisson distributions", nats, 1e-6, _information(0.0))
        return cls(solve(lambda loss: -_information(loss), -nats, 0.0, 1 - 1e-7))

    @property
    def mutual_information(self) -> float:
        return _information(self.loss)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        rng = np.random.default_rng(rng)
        x = rng.standard_exponential((n, 1))
        return x, np.where(rng.random((n, 1)) < self.loss, 0.0, rng.poisson(x))

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln P(y | x) - ln P(y), an array (n,)."""
        kept = 1 - self.loss
        zero = np.log((self.loss + kept * np.exp(-x)) / (self.loss + kept / 2))
        positive = y * np.log(x) - x - gammaln(y + 1) + (y + 1) * math.log(2)
        return np.where(y == 0, zero, positive)[:, 0]


@lru_cache(maxsize=1024)
def _information(loss: float) -> float:
    kept = 1 - loss
    # H(Y); the sum of (k + 1) 2^-(k+1) over k >= 1 is 3/2.
    marginal = float(entr(loss + kept / 2)) + kept * (1.5 * math.log(2) - math.log(kept) / 2)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    root = 3.25 * (nodes + 1)  # x = root^2 up to 42; the probability above it is 4e-19
    x = root**2
    counts = np.arange(1, 160)
    poisson = np.exp(counts[:, None] * np.log(x) - x - gammaln(counts + 1)[:, None])
    conditional = entr(loss + kept * np.exp(-x)) + entr(kept * poisson).sum(axis=0)
    return marginal - float(np.sum(3.25 * weights * 2 * root * np.exp(-x) * conditional))
