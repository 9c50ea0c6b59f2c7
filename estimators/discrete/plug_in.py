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
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Labels, Sample, is_labels, refuse_constants


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
        refuse_constants(x, y)
        n = len(x)
        x_codes, y_codes = _counted(x, "x"), _counted(y, "y")
        x_counts, y_counts = np.bincount(x_codes), np.bincount(y_codes)
        pair_codes = symbols(np.column_stack([x_codes, y_codes]))
        pair_counts = np.bincount(pair_codes)
        terms = np.log(n * (pair_counts[pair_codes] / x_counts[x_codes]) / y_counts[y_codes])
        if self.correct:
            terms += (len(x_counts) + len(y_counts) - len(pair_counts) - 1) / (2 * n)
        return information(terms, {"pairs": float(len(pair_counts))})


def _counted(sample: Sample, name: str) -> Labels:
    """The distinct rows as numbers from 0."""
    codes = symbols(sample)
    distinct = int(codes.max()) + 1
    if not is_labels(sample) and 2 * distinct > len(sample):
        raise ValueError(
            f"{name} has {distinct} distinct rows of numbers in {len(sample)} samples, too many to count: take Histogram or "
            "MixedKSG, or draw more samples."
        )
    return codes
