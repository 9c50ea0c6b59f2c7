"""chi2 information by closed form or quadrature, for each class of distributions that has one; and where it is infinite.

    chi2 + 1 = E_p p/q = int p(x, y)^2 / (p(x) p(y))

* Y uniform on a set of measure w, given X, whatever X is, and the sets cover a set of measure s: s / w.
* Y uniform on one of the symbols or cells that X shows: their number.
* A symmetric channel of m symbols: m times the sum of P(y|x)^2; bits are independent channels, whose chi2 + 1 multiply.
* Exponential sums X ~ Exp(a), Y = X + Exp(b): with a > b, b (b-a) / (2b-a) int (e^-ay - e^-2by) / (e^-ay - e^-by) dy; with
  a <= b the integral diverges, as p^2/q does not fall with y.
* Student: p^2/q falls like r^-d in d dimensions, which is not enough: infinite.
* A capped normal pair: the part below the cap, both edges and the corner; int f(x|y)^2 / phi(x) dx over x < c is that of a
  normal density of mean 2 rho y / (1 + rho^2).
* A wrapped normal pair, whose p/q is bounded on the torus: the trapezoidal sum that gives its MI.
* X = ln of a gamma variable of shape k, Y = ln of an exponential one of that rate g: E g^-k over p(g) ~ g^(k-1) diverges at 0.
"""

import math
from collections.abc import Callable
from functools import singledispatch
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.special import gammaln, log_ndtr, ndtr

from infoplane.distributions.discrete.binary_channel import BinarySymmetricChannel
from infoplane.distributions.discrete.capped_normal import CappedNormal
from infoplane.distributions.discrete.half_atoms import HalfAtoms
from infoplane.distributions.discrete.quantised import QuantisedUniform
from infoplane.distributions.discrete.rounded_normal import RoundedNormal
from infoplane.distributions.discrete.smoothed_discrete import SmoothedDiscreteUniform
from infoplane.distributions.discrete.symmetric_channel import SymmetricChannel
from infoplane.distributions.discrete.zero_inflated_poisson import ZeroInflatedPoisson
from infoplane.distributions.independent import Independent
from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.normal.covariance import MultivariateNormal
from infoplane.distributions.normal.latent import LatentNormal
from infoplane.distributions.normal.student import MultivariateStudent
from infoplane.distributions.scalar.exponential_sum import ExponentialSum
from infoplane.distributions.scalar.gamma_exponential import LogGammaExponential
from infoplane.distributions.scalar.rare_event import RareEventChannel
from infoplane.distributions.scalar.smoothed_uniform import SmoothedUniform
from infoplane.distributions.scalar.wrapped_normal import WrappedNormal, torus

_COUNTS = 400  # of which the last adds (8/9)^400


@singledispatch
def chi2(distribution: Any) -> float | None:
    """chi2 information, infinite where the integral diverges; None where this file does not know it."""
    return None


@chi2.register
def _(distribution: Independent) -> float:
    return 0.0


@chi2.register(CorrelatedNormal)
@chi2.register(MultivariateNormal)
@chi2.register(LatentNormal)
def _(distribution: Any) -> float:
    return math.expm1(2 * distribution.mutual_information)


@chi2.register(MultivariateStudent)
@chi2.register(LogGammaExponential)
def _(distribution: Any) -> float:
    return math.inf


@chi2.register
def _(distribution: ExponentialSum) -> float:
    a, b = distribution.signal_rate, distribution.noise_rate
    if a <= b:
        return math.inf

    def term(y: float) -> float:
        # (e^-ay - e^-2by) / (2b - a) over (e^-ay - e^-by) / (b - a), both times e^by, which leaves no growing power.
        slow, fast = min(a, 2 * b), max(a, 2 * b)
        above = y if slow == fast else -math.expm1((slow - fast) * y) / (fast - slow)
        return math.exp((b - slow) * y) * above * (a - b) / -math.expm1((b - a) * y) if y > 0 else 1.0

    return b * float(quad(term, 0, 60 / min(a - b, b), epsabs=1e-12, epsrel=1e-10, limit=500)[0]) - 1


@chi2.register
def _(distribution: SmoothedUniform) -> float:
    return 1 / (2 * distribution.epsilon)


@chi2.register
def _(distribution: SmoothedDiscreteUniform) -> float:
    return (distribution.symbols - 1) * min(distribution.width, 1.0) / distribution.width


@chi2.register
def _(distribution: QuantisedUniform) -> float:
    seen = distribution.symbols if distribution.last != 0 else distribution.symbols - 1
    return seen - 1.0 if distribution.last != 1 else 0.0


@chi2.register
def _(distribution: RareEventChannel) -> float:
    return float(distribution.cells)


@chi2.register
def _(distribution: SymmetricChannel) -> float:
    m, other = distribution.symbols, distribution.reroll / distribution.symbols
    return m * ((1 - distribution.reroll + other) ** 2 + (m - 1) * other**2) - 1


@chi2.register
def _(distribution: BinarySymmetricChannel) -> float:
    return math.expm1(distribution.bits * math.log1p((1 - 2 * distribution.flip) ** 2))


@chi2.register
def _(distribution: HalfAtoms) -> float:
    flip = distribution.flip
    return 1 / (1 - distribution.correlation**2) + 2 * ((1 - flip) ** 2 + flip**2) - 1


@chi2.register
def _(distribution: ZeroInflatedPoisson) -> float:
    loss, kept = distribution.loss, 1 - distribution.loss
    counts = np.arange(1, _COUNTS)
    # int e^-x (e^-x x^k / k!)^2 dx = (2k)! / k!^2 / 3^(2k + 1), over P(k) = kept 2^-(k + 1).
    logs = gammaln(2 * counts + 1) - 2 * gammaln(counts + 1) - (2 * counts + 1) * math.log(3) + (counts + 1) * math.log(2)
    zero = (loss**2 + loss * kept + kept**2 / 3) / (loss + kept / 2)
    return zero + kept * float(np.exp(logs).sum()) - 1


@chi2.register
def _(distribution: RoundedNormal) -> float:
    cells, marginal = distribution.probabilities()
    seen = cells > 0
    return float((cells[seen] ** 2 / np.outer(marginal, marginal)[seen]).sum()) - 1


@chi2.register
def _(distribution: WrappedNormal) -> float:
    joint, pointwise, cell = torus(distribution)
    return float(np.sum(np.exp(joint + pointwise))) * cell - 1


@chi2.register
def _(distribution: CappedNormal) -> float:
    rho, cap = distribution.correlation, distribution.cap
    scale, wide = math.sqrt(1 - rho**2), 1 + rho**2

    def below(y: float) -> float:
        inside = ndtr((cap - 2 * rho * y / wide) * math.sqrt(wide) / scale)
        return float(inside * math.exp(-(y**2) * scale**2 / (2 * wide))) / (scale * math.sqrt(2 * math.pi * wide))

    def capped(y: float) -> float:
        return float(log_ndtr((rho * y - cap) / scale))

    def phi(y: float) -> float:
        return math.exp(-(y**2) / 2) / math.sqrt(2 * math.pi)

    def integral(term: Callable[[float], float]) -> float:
        return float(quad(term, -math.inf, cap, epsabs=1e-12, epsrel=1e-10, limit=500)[0])

    beyond = float(ndtr(-cap))
    both = beyond - integral(lambda y: phi(y) * math.exp(capped(y)))
    edges = 2 * integral(lambda y: phi(y) * math.exp(2 * capped(y))) / beyond
    return integral(below) + edges + (both / beyond) ** 2 - 1
