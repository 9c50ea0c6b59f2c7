"""Mutual information between a label and a continuous variable (Ross): the label route of KSG.

    I = psi(n) + psi(k) - mean_i [psi(n_i) + psi(m_i + 1)],

where n_i is the size of the class of sample i, and m_i counts the other samples, of any class, that lie strictly closer to
x_i than its k-th neighbour within the class, in the maximum norm. It is KSG 1 with labels farther apart than anything else.
Classes that do not overlap give the ceiling psi(n) - mean psi(n_i), about the entropy of the label.

The standard error comes from the n terms; it knows nothing of bias, nor of the dependence between terms that share
neighbours. Continuous means no ties: where the k-th neighbour of many points coincides with them, take `MixedKSG`.

Reference: B. C. Ross, Mutual Information between Discrete and Continuous Data Sets, PLoS ONE 9(2), e87357 (2014),
doi:10.1371/journal.pone.0087357.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma

from infoplane.estimators.entropies import information
from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import as_pair, as_vectors, is_labels, need_classes_larger_than, refuse_constant

from .scaling import Standardize, check_standardize, scaled


@dataclass(frozen=True)
class Ross:
    """Mutual information between labels and a continuous variable, by neighbours.

    Parameters
    ----------
    k : int
        Number of neighbours within the class: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column to unit variance, or the continuous side by one factor, or leave its units as they are.
    """

    k: int = 5
    standardize: Standardize = "columns"

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"Ross needs k >= 1; got {self.k}.")
        check_standardize(self.standardize)

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; one side is labels (n,), the other (n, *shape). `rng` is not used.

        Raises
        ------
        ValueError
            If not exactly one side is labels, or some class has no more than k samples.
        """
        x, y = as_pair(x, y)
        if is_labels(x) == is_labels(y):
            raise ValueError(
                f"Ross needs labels on one side; got {'labels on both: take PlugIn' if is_labels(x) else 'none: take KSG'}."
            )
        for name, side in (("x", x), ("y", y)):
            refuse_constant(side, name)
        sample, labels = (y, x) if is_labels(x) else (x, y)
        need_classes_larger_than(labels, self.k, "Ross")
        points = scaled(as_vectors(sample), self.standardize)
        radii, sizes = np.empty(len(points)), np.empty(len(points))
        for label in np.unique(labels):
            members = labels == label
            radii[members] = neighbour_distances(points[members], self.k, "max")[:, -1]
            sizes[members] = members.sum()
        highest = digamma(len(points)) - digamma(sizes)
        terms = highest + digamma(self.k) - digamma(count_within(points, radii, "max") + 1)
        return information(terms, ceiling=float(highest.mean()))
