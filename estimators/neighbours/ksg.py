"""Kraskov-Stoegbauer-Grassberger estimator, both forms (KSG 1 and KSG 2).

    I1 = psi(k) + psi(n) - mean_i [psi(nx_i + 1) + psi(ny_i + 1)],

where nx_i counts the other points whose x lies strictly closer to x_i than the k-th neighbour of (x_i, y_i) in the joint
maximum norm, and ny_i likewise; and

    I2 = psi(k) - 1/k + psi(n) - mean_i [psi(nx_i) + psi(ny_i)],

where nx_i counts the points whose x is no farther from x_i than the farthest x of the k neighbours, and ny_i likewise in y.

Both are biased low when the dependence is strong on the scale of the neighbour distances (large MI, many dimensions). Their
ceilings, reached for Y = X, are psi(n) - psi(k) for KSG 1, and 1/k less for KSG 2.

Reference: A. Kraskov, H. Stoegbauer, P. Grassberger, Estimating mutual information, Phys. Rev. E 69, 066138 (2004),
doi:10.1103/PhysRevE.69.066138.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import digamma

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.entropies import information
from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances, neighbour_extents
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Sample, check_k, continuous_pair, is_labels, need_samples

from .ross import Ross
from .scaling import Standardize, check_standardize, scaled


@dataclass(frozen=True)
class KSG(CheckedEstimator):
    """KSG mutual information between continuous variables. Where one of them is class labels, it is `Ross`. Deterministic.

    Parameters
    ----------
    k : int
        Number of neighbours: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column to unit variance; or divide x by one factor and y by another, which keeps distances within an
        image in proportion; or leave the units as they are.
    form : {1, 2}
        Count neighbours in balls of the joint maximum norm, or in boxes fitted to the neighbours. Form 2 has less bias at
        strong dependence in few dimensions, and more variance.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, 0)
    >>> print(f"{KSG().estimate(x, y).nats:.1f}")
    0.5
    """

    k: int = 5
    standardize: Standardize = "columns"
    form: Literal[1, 2] = 1

    def __post_init__(self) -> None:
        check_k(self.k, "KSG")
        check_standardize(self.standardize)
        if self.form not in (1, 2):
            raise ValueError(f"KSG has the forms 1 and 2; got {self.form!r}.")

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        if is_labels(x) != is_labels(y):
            return Ross(self.k, self.standardize).estimate_checked(x, y, rng)
        x, y = continuous_pair(x, y, "KSG")
        need_samples(x, y, self.k, "KSG")
        x, y = scaled(x, self.standardize), scaled(y, self.standardize)
        ceiling = float(digamma(len(x)) - digamma(self.k)) - (1 / self.k if self.form == 2 else 0)
        if self.form == 1:
            radii = neighbour_distances(np.hstack([x, y]), self.k, "max")[:, -1]
            in_x, in_y = count_within(x, radii, "max") + 1, count_within(y, radii, "max") + 1
        else:
            x_extents, y_extents = neighbour_extents(x, y, self.k)
            in_x, in_y = count_within(x, x_extents, "max", strict=False), count_within(y, y_extents, "max", strict=False)
        terms = ceiling + 2 * digamma(self.k) - digamma(in_x) - digamma(in_y)
        return information(terms, ceiling=ceiling)
