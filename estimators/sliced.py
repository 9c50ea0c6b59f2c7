"""Sliced mutual information: a dependence measure of its own, which is not I(X;Y) and must not be ranked as an estimate of it.

    SI(X;Y) = E I(theta . X; phi . Y),    theta and phi uniform on the unit spheres, independent,

the mean over `slices` random pairs of directions of the mutual information between two numbers, by any estimator. It is
zero if and only if X and Y are independent, never above I(X;Y), equal to it for one column a side, and converges as fast in
many dimensions as in one; but it shrinks as dimensions grow, and is no invariant of one-to-one maps, nor of units.

The standard error allows for the directions, by the spread between slices, and for the samples, which all slices share, by
the mean of the slices' own standard errors, as if those were fully correlated: it errs on the large side.

Reference: Z. Goldfeld and K. Greenewald, Sliced Mutual Information: A Scalable Measure of Statistical Dependence, NeurIPS
2021, arXiv 2110.05279.
"""

import math
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from infoplane.estimators.neighbours.ksg import KSG

from .protocol import Estimate, Estimator
from .validation import continuous_pair


@dataclass(frozen=True)
class SlicedMI:
    """Mean mutual information between one-dimensional projections.

    Parameters
    ----------
    estimator : Estimator
        What estimates between two columns.
    slices : int
        Number of random pairs of directions.
    """

    estimator: Estimator = field(default_factory=KSG)
    slices: int = 100

    # What `estimate` gives: absent from estimators of mutual information itself.
    quantity: ClassVar[str] = "sliced mutual information"

    def __post_init__(self) -> None:
        if not isinstance(self.estimator, Estimator):
            raise TypeError(f"SlicedMI holds an estimator, an object with `estimate`; got {self.estimator!r}.")
        if self.slices < 2:
            raise ValueError(f"SlicedMI needs at least 2 slices to know their spread; got {self.slices}.")

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate SI(X;Y) in nats from x (n, *shape) and y (n, *shape); directions are drawn from `rng`.

        `details["spread"]` is the standard deviation between slices.
        """
        rng = np.random.default_rng(rng)
        x, y = continuous_pair(x, y, "SlicedMI")
        found = [self.estimator.estimate(_projected(x, rng), _projected(y, rng), rng=rng) for _ in range(self.slices)]
        spread = float(np.std([slice_.nats for slice_ in found], ddof=1))
        errors = [slice_.stderr for slice_ in found if slice_.stderr is not None]
        stderr = math.hypot(spread / math.sqrt(self.slices), np.mean(errors)) if len(errors) == self.slices else None
        return Estimate(float(np.mean([slice_.nats for slice_ in found])), stderr, {"spread": spread})


def _projected(side: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """The side along a random direction, an array (n, 1)."""
    direction = rng.standard_normal((side.shape[1], 1))
    return side @ (direction / np.linalg.norm(direction))
