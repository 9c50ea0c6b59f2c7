"""Conditional mutual information by neighbours (Frenzel and Pompe), the conditional form of KSG 1.

    I(X;Y|Z) = psi(k) - mean_i [psi(nxz_i + 1) + psi(nyz_i + 1) - psi(nz_i + 1)],

where nxz_i counts the other points whose (x, z) lies strictly closer to (x_i, z_i) than the k-th neighbour of
(x_i, y_i, z_i) in the joint maximum norm, and likewise nyz_i and nz_i. A constant z gives KSG 1 itself.

Where z is labels, different labels are farther apart than anything else, so that all neighbours are of one class. The
estimate is then the mean of KSG 1 over the classes.

Where distances tie, `ties` has the term, and `details["ties"]` is the share of such points. Atoms, where the k neighbours
coincide in x, in y or in z, are refused (`atoms`).

The estimate is biased towards 0 where the dependence of x and y, or of one of them on z, is strong on the scale of the
neighbour distances, so above all in many dimensions. The standard error comes from the n terms. It covers neither bias nor the
dependence between terms that share neighbours.

Reference: S. Frenzel and B. Pompe, Partial Mutual Information for Coupling Analysis of Multivariate Time Series, Phys. Rev.
Lett. 99, 204101 (2007), doi:10.1103/PhysRevLett.99.204101.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma

from infoplane.estimators.checked import noting_dropped
from infoplane.estimators.entropies import information
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.samples.kinds import Discrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.validation import (
    as_vectors,
    check_k,
    continuous_pair,
    is_constant,
    is_labels,
    is_mixed,
    need_samples,
)

from .atoms import refuse_atoms
from .balls import balls
from .scaling import Standardize, beyond, check_standardize, label_column, scaled
from .ties import tie_correction, tie_details, tied_balls


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

    numbers_version: ClassVar[int] = 2  # since ties are broken, and outliers do not set the scale of a column

    def __post_init__(self) -> None:
        check_k(self.k, "FrenzelPompe")
        check_standardize(self.standardize)

    def estimate(
        self,
        x: ArrayLike,
        y: ArrayLike,
        z: ArrayLike,
        *,
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
            holds labels beside numbers, if one of them has atoms, or if there are no more than k samples in all, or in a class
            of z.
        """
        (x, y, z), dropped = as_samples({"x": x, "y": y, "z": z}, discrete, missing)
        if any(map(is_mixed, (x, y, z))):
            raise ValueError("FrenzelPompe takes numbers or labels, not both in one sample: encode the labels as numbers.")
        x, y = continuous_pair(x, y, "FrenzelPompe")
        need_samples(x, z, self.k, "FrenzelPompe")
        labelled = is_labels(z)
        if labelled:
            x, y = scaled(self.standardize, x, y)
            z = label_column(z, beyond(x, y))
        else:
            x, y, z = scaled(self.standardize, x, y, as_vectors(z))
        joint = balls(np.hstack([x, y, z]), self.k)
        numbers = [("x", x, np.hstack([y, z])), ("y", y, np.hstack([x, z]))]
        if not (labelled or is_constant(z)):
            numbers.append(("z", z, np.hstack([x, y])))
        refuse_atoms(numbers, joint, "FrenzelPompe")
        in_xz, in_yz, in_z = (joint.counts(np.hstack(part)) for part in ((x, z), (y, z), (z,)))
        terms = digamma(self.k) - digamma(in_xz.inside + 1) - digamma(in_yz.inside + 1) + digamma(in_z.inside + 1)
        ties = tie_details(tied_balls(joint, [in_xz, in_yz, in_z]))
        return noting_dropped(information(terms + tie_correction(joint, (in_xz, in_yz), in_z), ties), dropped, missing)
