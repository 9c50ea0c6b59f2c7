"""Conditional mutual information by neighbours (Frenzel and Pompe), the conditional form of KSG 1.

    I(X;Y|Z) = psi(k) - mean_i [psi(nxz_i + 1) + psi(nyz_i + 1) - psi(nz_i + 1)],

where nxz_i counts the other points whose (x, z) lies strictly closer to (x_i, z_i) than the k-th neighbour of
(x_i, y_i, z_i) in the joint maximum norm, and likewise nyz_i and nz_i. A constant z gives KSG 1 itself.

Where z is labels, different labels are farther apart than anything else, so that all neighbours are of one class. The
estimate is then the mean of KSG 1 over the classes.

The estimate is biased towards 0 where the dependence of x and y, or of one of them on z, is strong on the scale of the
neighbour distances, so above all in many dimensions. The standard error comes from the n terms. It covers neither bias nor the
dependence between terms that share neighbours.

Reference: S. Frenzel and B. Pompe, Partial Mutual Information for Coupling Analysis of Multivariate Time Series, Phys. Rev.
Lett. 99, 204101 (2007), doi:10.1103/PhysRevLett.99.204101.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma

from infoplane.estimators.checked import noting_dropped
from infoplane.estimators.entropies import information
from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.kinds import Discrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.validation import (
    as_vectors,
    check_k,
    continuous_pair,
    is_labels,
    is_mixed,
    need_samples,
)

from .scaling import Standardize, beyond, check_standardize, label_column, scaled


@dataclass(frozen=True)
class FrenzelPompe:
    """Conditional mutual information I(X;Y|Z) between continuous variables, given numbers or labels. Deterministic.

    Parameters
    ----------
    k : int
        Number of neighbours: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column to unit variance, or divide each of x, y, z by one factor, or leave the units as they are.

    Examples
    --------
    X depends on Y through Z alone:

    >>> import numpy as np
    >>> y, noise, more_noise = np.random.default_rng(0).normal(size=(3, 1000, 1))
    >>> z = y + noise
    >>> x = z + more_noise
    >>> print(f"{FrenzelPompe().estimate(x, y, z).nats:.1f}")
    0.0
    """

    k: int = 5
    standardize: Standardize = "columns"

    def __post_init__(self) -> None:
        check_k(self.k, "FrenzelPompe")
        check_standardize(self.standardize)

    def estimate(
        self,
        x: ArrayLike,
        y: ArrayLike,
        z: ArrayLike,
        rng: Any = None,
        discrete: Discrete = "auto",
        missing: Missing = "error",
    ) -> Estimate:
        """Estimate I(X;Y|Z) in nats.

        Parameters
        ----------
        x, y : array, masked array, DataFrame, Series, list or torch tensor
            Numbers of shape (n,) or (n, *shape).
        z : the same, of numbers or of labels
        rng : not used
        discrete : "auto", bool, list of bool, or a tuple (for_x, for_y, for_z) of these
            Which columns are labels, as in `estimate` of the other estimators.
        missing : {"error", "drop"}
            Refuse missing values, or drop their rows from x, y and z; `details["dropped_rows"]` is then their number.

        Raises
        ------
        ValueError
            If the samples cannot be paired, have missing or infinite values, or are constant, if x or y holds labels, if z
            holds labels beside numbers, or if there are no more than k samples in all, or in a class of z.
        """
        (x, y, z), dropped = as_samples({"x": x, "y": y, "z": z}, discrete, missing)
        if any(map(is_mixed, (x, y, z))):
            raise ValueError("FrenzelPompe takes numbers or labels, not both in one sample: encode the labels as numbers.")
        x, y = continuous_pair(x, y, "FrenzelPompe")
        need_samples(x, z, self.k, "FrenzelPompe")
        x, y = scaled(x, self.standardize), scaled(y, self.standardize)
        z = label_column(z, beyond(x, y)) if is_labels(z) else scaled(as_vectors(z), self.standardize)
        radii = neighbour_distances(np.hstack([x, y, z]), self.k, "max")[:, -1]
        in_xz, in_yz, in_z = (digamma(count_within(np.hstack(part), radii, "max") + 1) for part in ((x, z), (y, z), (z,)))
        return noting_dropped(information(digamma(self.k) - in_xz - in_yz + in_z), dropped, missing)
