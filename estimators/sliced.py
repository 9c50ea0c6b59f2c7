"""Sliced mutual information: a measure of dependence that is not I(X;Y) and must not be ranked as an estimate of it.

    SI(X;Y) = E I(theta . X; phi . Y),    theta and phi uniform on the unit spheres, independent.

The estimate is the mean over `slices` random pairs of directions of the mutual information between two columns, by any
estimator. SI is zero if and only if X and Y are independent. It is never above I(X;Y), and equal to it if X and Y are one
column each. It converges as fast in many dimensions as in one. But it shrinks as dimensions grow, and one-to-one maps and
changes of units change it.

The standard error has two parts. The spread between slices gives the part of the directions. The mean of the slices' standard
errors gives the part of the samples, which all slices share; it treats these errors as fully correlated. So the standard
error tends to be too large, not too small.

Reference: Z. Goldfeld and K. Greenewald, Sliced Mutual Information: A Scalable Measure of Statistical Dependence, NeurIPS
2021, arXiv 2110.05279.
"""

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from infoplane.estimators.neighbours.ksg import KSG

from .checked import CheckedEstimator, estimate_checked
from .protocol import Estimate, Estimator
from .validation import Array, Sample, continuous_pair


@dataclass(frozen=True)
class SlicedMI(CheckedEstimator):
    """Mean mutual information between one-dimensional projections. The directions are drawn from `rng`.

    `details["spread"]` is the standard deviation between slices, in nats.

    Parameters
    ----------
    estimator : Estimator
        The estimator that is applied to two columns.
    slices : int
        Number of random pairs of directions.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(500, rng=0)
    >>> SlicedMI(slices=20).estimate(x, y, rng=0).nats < 0.8  # less than the MI
    True
    """

    estimator: Estimator = field(default_factory=KSG)
    slices: int = 100

    # What `estimate` gives. Estimators of mutual information itself have no such attribute.
    quantity: ClassVar[str] = "sliced mutual information"

    def __post_init__(self) -> None:
        if not isinstance(self.estimator, Estimator):
            raise TypeError(f"SlicedMI holds an estimator, an object with `estimate`; got {self.estimator!r}.")
        if self.slices < 2:
            raise ValueError(f"SlicedMI needs at least 2 slices to know their spread; got {self.slices}.")

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate SI(X;Y) in nats from checked samples."""
        x, y = continuous_pair(x, y, "SlicedMI")
        found = [estimate_checked(self.estimator, _projected(x, rng), _projected(y, rng), rng) for _ in range(self.slices)]
        values = [estimate.nats for estimate in found]
        errors = [estimate.stderr for estimate in found if estimate.stderr is not None]
        spread = float(np.std(values, ddof=1))
        stderr = math.hypot(spread / math.sqrt(self.slices), np.mean(errors)) if len(errors) == self.slices else None
        return Estimate(float(np.mean(values)), stderr, {"spread": spread})


def _projected(points: Array, rng: np.random.Generator) -> Array:
    """The points along a random direction, an array (n, 1)."""
    direction = rng.standard_normal((points.shape[1], 1))
    return points @ (direction / np.linalg.norm(direction))
