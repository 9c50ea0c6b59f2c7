"""Kraskov-Stoegbauer-Grassberger estimator, both forms (KSG 1 and KSG 2).

    I1 = psi(k) + psi(n) - mean_i [psi(nx_i + 1) + psi(ny_i + 1)],

where nx_i counts the other points whose x lies strictly closer to x_i than the k-th neighbour of (x_i, y_i) in the joint
maximum norm, and ny_i likewise; and

    I2 = psi(k) - 1/k + psi(n) - mean_i [psi(nx_i) + psi(ny_i)],

where nx_i counts the points whose x is no farther from x_i than the farthest x of the k neighbours, and ny_i likewise in y.

Where distances tie, `ties` has the term of both forms, and `details["ties"]` is the share of such points. Atoms, where the k
neighbours coincide in x or in y, are refused (`atoms`).

Both are biased low when the dependence is strong on the scale of the neighbour distances (large MI, many dimensions). Their
ceilings, reached for Y = X, are psi(n) - psi(k) for KSG 1, and 1/k less for KSG 2.

Reference: A. Kraskov, H. Stoegbauer, P. Grassberger, Estimating mutual information, Phys. Rev. E 69, 066138 (2004),
doi:10.1103/PhysRevE.69.066138.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.entropies import information
from infoplane.estimators.kernels.neighbours import neighbour_extents
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Sample, check_k, continuous_pair, is_labels, need_samples

from .atoms import refuse_atoms
from .balls import Balls, balls
from .ross import Ross
from .scaling import Standardize, check_standardize, scaled
from .ties import tie_correction, tie_details, tied_balls


@dataclass(frozen=True)
class KSG(CheckedEstimator):
    """KSG mutual information between continuous variables. Where one of them is class labels, it is `Ross`. Deterministic.

    Parameters
    ----------
    k : int
        Number of neighbours: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column to unit variance; or divide x by one factor and y by another, which keeps distances within an
        image in proportion; or leave the units as they are. Where outliers make the variance, `scaled` leaves them out of it.
    form : {1, 2}
        Count neighbours in balls of the joint maximum norm, or in boxes fitted to the neighbours. Form 2 has less bias at
        strong dependence in few dimensions, and more variance.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, rng=0)
    >>> print(f"{KSG().estimate(x, y).nats:.1f}")
    0.5
    """

    k: int = 5
    standardize: Standardize = "columns"
    form: Literal[1, 2] = 1

    numbers_version: ClassVar[int] = 2  # since ties are broken, and outliers do not set the scale of a column

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
        x, y = scaled(self.standardize, x, y)
        joint = balls(np.hstack([x, y]), self.k)
        refuse_atoms([("x", x, y), ("y", y, x)], joint, "KSG")
        terms, tied = _ball_terms(x, y, joint) if self.form == 1 else _box_terms(x, y, joint)
        return information(terms, tie_details(tied), _ceiling(len(x), self.k, self.form))


def _ceiling(n: int, k: int, form: int) -> float:
    return float(digamma(n) - digamma(k)) - (1 / k if form == 2 else 0)


def _ball_terms(x: Array, y: Array, joint: Balls) -> tuple[Array, NDArray[np.bool_]]:
    """The terms of form 1, (n,), and which of them have ties."""
    parts = joint.counts(x), joint.counts(y)
    in_x, in_y = (counts.inside + 1 for counts in parts)
    terms = _ceiling(len(x), joint.k, 1) + 2 * digamma(joint.k) - digamma(in_x) - digamma(in_y)
    return terms + tie_correction(joint, parts), tied_balls(joint, parts)


def _box_terms(x: Array, y: Array, joint: Balls) -> tuple[Array, NDArray[np.bool_]]:
    """The terms of form 2, (n,), or of form 1 where there are ties; and which of them have ties.

    Form 2 fits a box with one point on each of its faces. Where there are more, or the box has no extent, a lattice gives the
    box its size, and nothing is fitted.
    """
    n = len(x)
    boxes = [joint._replace(radii=extents, tied=True) for extents in neighbour_extents(x, y, joint.k)]
    in_x, in_y = (box.counts(points) for box, points in zip(boxes, (x, y), strict=True))
    terms = _ceiling(n, joint.k, 2) + 2 * digamma(joint.k) - digamma(in_x.closed) - digamma(in_y.closed)
    on_faces = [(counts.closed - counts.inside > 1) | box.collapsed for counts, box in zip((in_x, in_y), boxes, strict=True)]
    tied = np.logical_or.reduce([*on_faces, joint.joint.closed > joint.k])
    if not tied.any():
        return terms, tied
    of_balls, tied_in_balls = _ball_terms(x, y, joint)
    tied |= tied_in_balls
    return np.where(tied, of_balls, terms), tied
