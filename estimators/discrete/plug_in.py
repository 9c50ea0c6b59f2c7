"""Mutual information between discrete variables, from the table of their counts (plug-in, or maximum-likelihood, estimator).

    I = sum_{ab} n_ab/n ln(n n_ab / (n_a n_b)),    Miller-Madow: I + (K_x + K_y - K_xy - 1) / (2n),

where K_x and K_y are the numbers of labels that occur, and K_xy is that of pairs of labels. The plug-in is biased up by about
(K_x - 1)(K_y - 1) / (2n). The correction removes that if every possible pair has occurred. Both fail with fewer samples than
pairs.

The standard error is that of the delta method: the deviation of the pointwise terms over sqrt(n). Near independence those
terms vanish to first order, and it is too large by about sqrt(2).

References: G. A. Miller, Note on the bias of information estimates (1955), in Information Theory in Psychology;
M. S. Roulston, Physica D 125 (1999), doi:10.1016/S0167-2789(98)00269-3, for the standard error.
"""

from dataclasses import dataclass

import numpy as np

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.entropies import information
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Sample

from .tables import counted_pair


@dataclass(frozen=True)
class PlugIn(CheckedEstimator):
    """Mutual information from counts, between labels, or between rows of few distinct numbers. Deterministic.

    Equal rows of numbers are one label. If more than half of the rows are distinct, they are refused. `details["pairs"]` is
    the number of pairs of labels that occur: the estimate needs many more samples than that.

    Parameters
    ----------
    correct : bool
        Add the Miller-Madow correction of the bias.

    Examples
    --------
    >>> print(f"{PlugIn(correct=False).estimate(['a', 'b'] * 50, [0, 1] * 50).nats:.4f}")  # ln 2
    0.6931
    """

    correct: bool = True

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        counts = counted_pair(x, y)
        terms = counts.terms
        if self.correct:
            terms = terms + (len(counts.x) + len(counts.y) - len(counts.pairs) - 1) / (2 * len(x))
        return information(terms, {"pairs": float(len(counts.pairs))})
