"""Mutual information between discrete variables from Bayesian entropies (Nemenman, Shafee and Bialek, NSB).

    I = H(X) + H(Y) - H(X, Y),    H = sum_b w_b E[H | n, b].

Given b, the K probabilities have a symmetric Dirichlet prior of parameter b, and with a_i = n_i + b and A = n + K b

    E[H | n, b] = psi(A + 1) - sum_i a_i / A psi(a_i + 1),
    P(n | b) ~ Gamma(K b) / Gamma(A) prod_i Gamma(a_i) / Gamma(b).

A prior of fixed b fixes the entropy before any row is seen. So b has the prior that makes the expected entropy evenly
distributed, d/db E[H | b] = K psi_1(K b + 1) - psi_1(b + 1), and w_b is the posterior.

K is the number of labels that occur, and for the pairs the product of both. The biases of the three entropies cancel well on
tables of all kinds, without a theorem that says so. It fails where far fewer rows than labels were seen.

The standard error is that of `PlugIn`, by the delta method.

Reference: I. Nemenman, F. Shafee, W. Bialek, Entropy and inference, revisited, NIPS 14 (2002), arXiv physics/0108025.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, polygamma

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Sample

from .tables import counted_pair

_PARAMETERS = np.geomspace(1e-6, 1e4, 400)  # b, even in its logarithm


def bayesian_entropy(counts: NDArray[np.number], levels: int) -> float:
    """The posterior mean of the entropy in nats, from the counts of the labels that occur among `levels` possible ones."""
    if levels == 1:
        return 0.0
    n, unseen = counts.sum(), levels - len(counts)
    b, distinct, times = _PARAMETERS[:, None], *np.unique(counts, return_counts=True)
    total = (n + levels * b)[:, 0]
    alone = b[:, 0]
    likelihood = (times * (gammaln(distinct + b) - gammaln(b))).sum(axis=1) + gammaln(levels * alone) - gammaln(total)
    prior = levels * polygamma(1, levels * alone + 1) - polygamma(1, alone + 1)
    weights = np.exp(likelihood - likelihood.max()) * prior * alone  # b times the density of b: that of ln b
    seen = (times * (distinct + b) * digamma(distinct + b + 1)).sum(axis=1)
    means = digamma(total + 1) - (seen + unseen * alone * digamma(alone + 1)) / total
    return float(weights @ means / weights.sum())


@dataclass(frozen=True)
class NSB(CheckedEstimator):
    """Mutual information between labels, or rows of few distinct numbers, from Bayesian entropies (NSB). Deterministic.

    `details["pairs"]` is the number of pairs of labels that occur.

    Examples
    --------
    >>> from infoplane.distributions import SymmetricChannel
    >>> channel = SymmetricChannel.with_mutual_information(0.5, 10)
    >>> print(f"{NSB().estimate(*channel.sample(300, rng=1)).nats:.1f}")
    0.5
    """

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        counts = counted_pair(x, y)
        levels = len(counts.x), len(counts.y)
        both = bayesian_entropy(counts.pairs, levels[0] * levels[1])
        return counts.estimate(bayesian_entropy(counts.x, levels[0]) + bayesian_entropy(counts.y, levels[1]) - both)
