"""Mutual information between a label and a continuous variable (Ross). `KSG` uses it if x or y is labels.

    I = psi(n) + psi(k) - mean_i [psi(n_i) + psi(m_i + 1)],

where n_i is the size of the class of sample i, and m_i counts the other samples, of any class, that lie strictly closer to
x_i than its k-th neighbour within the class, in the maximum norm. It is KSG 1 with labels farther apart than anything else.
The ceiling psi(n) - mean psi(n_i), about the entropy of the label, is reached where the classes do not overlap.

The standard error comes from the n terms. It covers neither bias nor the dependence between terms that share neighbours.

Where distances tie, `ties` has the term, and `details["ties"]` is the share of such points. Atoms, where the k neighbours
coincide with the point, are refused (`atoms`).

Reference: B. C. Ross, Mutual Information between Discrete and Continuous Data Sets, PLoS ONE 9(2), e87357 (2014),
doi:10.1371/journal.pone.0087357.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import digamma

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.entropies import information
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Sample, as_vectors, check_k, is_labels, need_samples, refuse_constants

from .atoms import refuse_atomic
from .balls import balls_within
from .scaling import Standardize, check_standardize, scaled
from .ties import tie_correction, tie_details, tied_balls


@dataclass(frozen=True)
class Ross(CheckedEstimator):
    """Mutual information between labels and a continuous variable, by neighbours. Deterministic.

    Exactly one of x and y must be labels, and every class must have more than k samples.

    Parameters
    ----------
    k : int
        Number of neighbours within the class: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column of the continuous variable to unit variance, or divide all of them by one factor, or leave the
        units as they are.

    Examples
    --------
    >>> from infoplane.distributions import SmoothedDiscreteUniform
    >>> distribution = SmoothedDiscreteUniform(3, 2.0)
    >>> labels, y = distribution.sample(1000, rng=0)
    >>> print(f"{Ross().estimate(labels, y).nats:.1f}, true MI {distribution.mutual_information:.1f}")
    0.6, true MI 0.6
    """

    k: int = 5
    standardize: Standardize = "columns"

    numbers_version: ClassVar[int] = 2  # since ties are broken, and outliers do not set the scale of a column

    def __post_init__(self) -> None:
        check_k(self.k, "Ross")
        check_standardize(self.standardize)

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        refuse_constants(x, y)
        if is_labels(x) == is_labels(y):
            found = (
                "labels in both: take PlugIn, or give discrete=False for the one that is numbers"
                if is_labels(x)
                else "numbers in both: take KSG, or give discrete=True for the one that is labels"
            )
            raise ValueError(f"Ross needs labels in exactly one of x and y; got {found}.")
        need_samples(x, y, self.k, "Ross")
        sample, labels = (y, x) if is_labels(x) else (x, y)
        [points] = scaled(self.standardize, as_vectors(sample))
        within = balls_within(points, labels, self.k)
        refuse_atomic("y" if sample is y else "x", float(within.collapsed.mean()), self.k, "Ross")
        near = within.counts(points)
        _, classes, sizes = np.unique(labels, return_inverse=True, return_counts=True)
        highest = digamma(len(points)) - digamma(sizes[classes])
        terms = highest + digamma(self.k) - digamma(near.inside + 1) + tie_correction(within, [near])
        return information(terms, tie_details(tied_balls(within, [near])), ceiling=float(highest.mean()))
