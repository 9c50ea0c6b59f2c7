"""Kraskov-Stoegbauer-Grassberger estimator, first form (KSG 1).

    I = psi(k) + psi(n) - mean_i [psi(nx_i + 1) + psi(ny_i + 1)],

where nx_i counts the other points whose x lies strictly closer to x_i than the k-th neighbour of (x_i, y_i) in the joint
maximum norm, and ny_i likewise. Biased low when the dependence is strong on the scale of the neighbour distances (large
MI, many dimensions). Y = X gives psi(n) - psi(k), its ceiling.

Reference: A. Kraskov, H. Stoegbauer, P. Grassberger, Estimating mutual information, Phys. Rev. E 69, 066138 (2004),
doi:10.1103/PhysRevE.69.066138.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma

from .neighbours import count_within, neighbour_distances
from .protocol import Estimate
from .validation import continuous_pair, need_more_than


@dataclass(frozen=True)
class KSG:
    """KSG 1 mutual information between continuous variables.

    Parameters
    ----------
    k : int
        Number of neighbours: small k has less bias, large k less variance.
    standardize : {"columns", "side", "none"}
        Bring every column to unit variance, or every side by one factor (which keeps its geometry: images), or
        leave the units as they are.
    """

    k: int = 5
    standardize: Literal["columns", "side", "none"] = "columns"

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError(f"KSG needs k >= 1; got {self.k}.")
        if self.standardize not in ("columns", "side", "none"):
            raise ValueError(f'standardize must be "columns", "side" or "none"; got {self.standardize!r}.')

    def estimate(self, x: ArrayLike, y: ArrayLike, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) in nats from x (n, *shape) and y (n, *shape); deterministic, `rng` is not used."""
        x, y = continuous_pair(x, y, "KSG")
        n = len(x)
        need_more_than(n, self.k, "KSG")
        x, y = self._scaled(x), self._scaled(y)
        radii = neighbour_distances(np.hstack([x, y]), self.k, "max")[:, -1]
        in_x, in_y = count_within(x, radii, "max"), count_within(y, radii, "max")
        terms = digamma(self.k) + digamma(n) - digamma(in_x + 1) - digamma(in_y + 1)
        stderr = float(terms.std(ddof=1) / math.sqrt(n))
        return Estimate(float(terms.mean()), stderr, {"ceiling": float(digamma(n) - digamma(self.k))})

    def _scaled(self, side: NDArray[np.float64]) -> NDArray[np.float64]:
        deviations = side.std(axis=0)
        if self.standardize == "columns":
            return side / np.where(deviations > 0, deviations, 1.0)
        if self.standardize == "side":
            return side / np.sqrt((deviations**2).mean())
        return side
