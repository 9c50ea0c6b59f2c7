"""Kraskov-Stoegbauer-Grassberger estimator, both forms (KSG 1 and KSG 2).

    I1 = psi(k) + psi(n) - mean_i [psi(nx_i + 1) + psi(ny_i + 1)],

where nx_i counts the other points whose x lies strictly closer to x_i than the k-th neighbour of (x_i, y_i) in the joint
maximum norm, and ny_i likewise; and

    I2 = psi(k) - 1/k + psi(n) - mean_i [psi(nx_i) + psi(ny_i)],

where nx_i counts those no farther than the farthest in x of the k neighbours, and ny_i likewise in y. Both are biased low
when the dependence is strong on the scale of the neighbour distances (large MI, many dimensions). Y = X gives
psi(n) - psi(k), the ceiling of the first, and 1/k less for the second.

Reference: A. Kraskov, H. Stoegbauer, P. Grassberger, Estimating mutual information, Phys. Rev. E 69, 066138 (2004),
doi:10.1103/PhysRevE.69.066138.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma

from infoplane.estimators.entropies import information
from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances, neighbour_extents
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import as_pair, continuous_pair, is_labels, need_more_than

from .ross import Ross
from .scaling import Standardize, check_standardize, scaled


@dataclass(frozen=True)
class KSG:
    """KSG mutual information between continuous variables, or a label and a continuous variable.

    Parameters
    ----------
    k : int
        Number of neighbours: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column to unit variance, or every side by one factor (which keeps its geometry: images), or
        leave the units as they are.
    form : {1, 2}
        Balls in the joint maximum norm, or boxes fitted to the neighbours: less bias at strong dependence in few
        dimensions, more variance.
    """

    k: int = 5
    standardize: Standardize = "columns"
    form: Literal[1, 2] = 1

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"KSG needs k >= 1; got {self.k}.")
        check_standardize(self.standardize)
        if self.form not in (1, 2):
            raise ValueError(f"KSG has the forms 1 and 2; got {self.form!r}.")

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats; with class labels on one side this is `Ross`. Deterministic, `rng` is not used."""
        x, y = as_pair(x, y)
        if is_labels(x) != is_labels(y):
            return Ross(self.k, self.standardize).estimate(x, y)
        x, y = continuous_pair(x, y, "KSG")
        n = len(x)
        need_more_than(n, self.k, "KSG")
        x, y = scaled(x, self.standardize), scaled(y, self.standardize)
        most = float(digamma(n) - digamma(self.k)) - (1 / self.k if self.form == 2 else 0)
        if self.form == 1:
            radii = neighbour_distances(np.hstack([x, y]), self.k, "max")[:, -1]
            in_x, in_y = count_within(x, radii, "max") + 1, count_within(y, radii, "max") + 1
        else:
            x_extents, y_extents = neighbour_extents(x, y, self.k)
            in_x, in_y = count_within(x, x_extents, "max", strict=False), count_within(y, y_extents, "max", strict=False)
        terms = most + 2 * digamma(self.k) - digamma(in_x) - digamma(in_y)
        return information(terms, ceiling=most)
