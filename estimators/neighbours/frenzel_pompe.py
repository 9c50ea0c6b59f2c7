"""Conditional mutual information by neighbours (Frenzel and Pompe), the conditional form of KSG 1.

    I(X;Y|Z) = psi(k) - mean_i [psi(nxz_i + 1) + psi(nyz_i + 1) - psi(nz_i + 1)],

where nxz_i counts the other points whose (x, z) lies strictly closer to (x_i, z_i) than the k-th neighbour of
(x_i, y_i, z_i) in the joint maximum norm, and likewise nyz_i and nz_i. A constant z gives KSG 1 itself.

Labels z are farther apart than anything else, so that neighbours are of the same class: the mean of KSG 1 over classes.
Biased towards 0 when the dependence, or the hold of z on x and y, is strong on the scale of the neighbour distances, thus in
many dimensions. The standard error comes from the n terms; it knows nothing of bias, nor of the dependence between terms
that share neighbours.

Reference: S. Frenzel and B. Pompe, Partial Mutual Information for Coupling Analysis of Multivariate Time Series, Phys. Rev.
Lett. 99, 204101 (2007), doi:10.1103/PhysRevLett.99.204101.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma

from infoplane.estimators.entropies import information
from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import (
    as_sample,
    as_vectors,
    continuous_pair,
    is_labels,
    need_classes_larger_than,
    need_more_than,
)

from .scaling import Standardize, beyond, check_standardize, label_column, scaled


@dataclass(frozen=True)
class FrenzelPompe:
    """Conditional mutual information I(X;Y|Z) between continuous variables, given numbers or labels.

    Parameters
    ----------
    k : int
        Number of neighbours: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column to unit variance, or each of x, y, z by one factor, or leave the units as they are.
    """

    k: int = 5
    standardize: Standardize = "columns"

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"FrenzelPompe needs k >= 1; got {self.k}.")
        check_standardize(self.standardize)

    def estimate(self, x: ArrayLike, y: ArrayLike, z: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y|Z) in nats from x, y (n, *shape) and z (n, *shape) or labels (n,). `rng` is not used."""
        x, y = continuous_pair(x, y, "FrenzelPompe")
        z = as_sample(z, "z")
        if len(z) != len(x):
            raise ValueError(f"x and z must be paired row by row; got {len(x)} rows of x and {len(z)} of z.")
        need_more_than(len(x), self.k, "FrenzelPompe")
        x, y = scaled(x, self.standardize), scaled(y, self.standardize)
        if is_labels(z):
            need_classes_larger_than(z, self.k, "FrenzelPompe")
            z = label_column(z, beyond(x, y))
        else:
            z = scaled(as_vectors(z), self.standardize)
        radii = neighbour_distances(np.hstack([x, y, z]), self.k, "max")[:, -1]
        in_xz, in_yz, in_z = (digamma(count_within(np.hstack(sides), radii, "max") + 1) for sides in ((x, z), (y, z), (z,)))
        return information(digamma(self.k) - in_xz - in_yz + in_z)
