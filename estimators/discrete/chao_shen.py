"""Mutual information between discrete variables from entropies by coverage (Chao and Shen).

    I = H(X) + H(Y) - H(X, Y),    H = - sum_a C p_a ln(C p_a) / (1 - (1 - C p_a)^n),    p_a = n_a / n.

C = 1 - f_1 / n is Good and Turing's coverage: the share of the probability that belongs to labels that occur, with f_1 the
number of labels that occur once. Every term is divided by the chance that its label occurs at all (Horvitz and Thompson). If
all labels occur once, C would be 0; it is 1/n instead.

The biases of the three entropies are left to cancel. It fails where most pairs of labels have not occurred; in tables of few
rows it is too low.

The standard error is that of `PlugIn`, by the delta method.

Reference: A. Chao, T.-J. Shen, Environ. Ecol. Stat. 10 (2003), doi:10.1023/A:1026096204727.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Sample

from .tables import counted_pair


def coverage_entropy(counts: NDArray[np.number]) -> float:
    """The entropy in nats by coverage, from the counts (K,) of the labels that occur."""
    n = counts.sum()
    coverage = 1 - min((counts == 1).sum(), n - 1) / n
    p = coverage * counts / n
    return float(-(p * np.log(p) / -np.expm1(n * np.log1p(-p))).sum()) if len(p) > 1 else 0.0


@dataclass(frozen=True)
class ChaoShen(CheckedEstimator):
    """Mutual information between labels, or rows of few distinct numbers, by coverage (Chao and Shen). Deterministic.

    `details["pairs"]` is the number of pairs of labels that occur.

    Examples
    --------
    >>> from infoplane.distributions import SymmetricChannel
    >>> channel = SymmetricChannel.with_mutual_information(0.5, 10)
    >>> print(f"{ChaoShen().estimate(*channel.sample(1000, rng=1)).nats:.1f}")
    0.5
    """

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        counts = counted_pair(x, y)
        return counts.estimate(coverage_entropy(counts.x) + coverage_entropy(counts.y) - coverage_entropy(counts.pairs))
