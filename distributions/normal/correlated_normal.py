"""Correlated normal vectors with a chosen mutual information.

Components are correlated in pairs, corr(X_i, Y_i) = rho_i, and all other pairs are independent, so

    I(X;Y) = -1/2 sum_i ln(1 - rho_i^2).

Haar-random rotations of X and of Y mix the components; they keep the mutual information and the standard normal marginals.
Reference: I. M. Gelfand and A. M. Yaglom, Calculation of amount of information about a random function contained in another
such function (1957).
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from infoplane.distributions.protocol import Array
from infoplane.distributions.rotations import haar_rotation
from infoplane.distributions.targets import check_target

# Above it, a correlation in float64 no longer determines its mutual information to six digits.
MAX_NATS_PER_PAIR = 10.0


@dataclass(frozen=True)
class CorrelatedNormal:
    """Standard normal vectors X (n, x_dim) and Y (n, y_dim) whose first components are correlated in pairs.

    Parameters
    ----------
    x_dim, y_dim : int
        Dimensions of X and Y.
    correlations : tuple of float
        rho_i of pair i, each in (-1, 1); at most min(x_dim, y_dim) of them. The other components are independent.
    rotation_seed : int, optional
        Seed of the two rotations; without it nothing is rotated.

    Raises
    ------
    ValueError
        If a dimension is below 1, or there are too many correlations, or one is not in (-1, 1).

    Notes
    -----
    I(X;Y) = -1/2 sum_i ln(1 - rho_i^2).

    References
    ----------
    I. M. Gelfand and A. M. Yaglom (1957).

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> round(CorrelatedNormal(1, 1, (0.75,)).mutual_information, 4)
    0.4133
    >>> x, y = CorrelatedNormal.with_mutual_information(2.0, 3, 5, rotation_seed=0).sample(100, rng=0)
    >>> x.shape, y.shape
    ((100, 3), (100, 5))
    """

    x_dim: int
    y_dim: int
    correlations: tuple[float, ...] = ()
    rotation_seed: int | None = None

    def __post_init__(self) -> None:
        if min(self.x_dim, self.y_dim) < 1:
            raise ValueError(f"X and Y need at least one dimension each; got {self.x_dim} and {self.y_dim}.")
        if len(self.correlations) > min(self.x_dim, self.y_dim):
            raise ValueError(
                f"{self.x_dim} and {self.y_dim} dimensions form at most {min(self.x_dim, self.y_dim)} pairs; "
                f"got {len(self.correlations)} correlations."
            )
        if any(not abs(rho) < 1 for rho in self.correlations):
            raise ValueError(f"Correlations must lie strictly between -1 and 1; got {self.correlations}.")

    @classmethod
    def with_mutual_information(cls, nats: float, x_dim: int, y_dim: int, rotation_seed: int | None = None) -> Self:
        """The distribution with I(X;Y) = `nats`, the same in every pair: rho = sqrt(1 - exp(-2 I / m)).

        Raises
        ------
        ValueError
            If `nats` is negative or above 10 nats for each pair.
        """
        pairs = min(x_dim, y_dim)
        check_target(f"Correlated normals of {x_dim} and {y_dim} dimensions", nats, 0.0, MAX_NATS_PER_PAIR * pairs)
        rho = math.sqrt(-math.expm1(-2 * nats / pairs)) if pairs > 0 else 0.0
        return cls(x_dim, y_dim, (rho,) * pairs, rotation_seed)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.y_dim,)

    @property
    def mutual_information(self) -> float:
        return 0.5 * sum(-math.log1p(-(rho**2)) for rho in self.correlations)

    @property
    def covariance(self) -> Array:
        """Joint covariance (x_dim + y_dim, x_dim + y_dim)."""
        rotate_x, rotate_y = self.rotations()
        pairs = len(self.correlations)
        cross = rotate_x[:, :pairs] * np.array(self.correlations) @ rotate_y[:, :pairs].T
        return np.block([[np.eye(self.x_dim), cross], [cross.T, np.eye(self.y_dim)]])

    def rotations(self) -> tuple[Array, Array]:
        """The orthogonal matrices applied to x and to y (identities without a rotation seed)."""
        if self.rotation_seed is None:
            return np.eye(self.x_dim), np.eye(self.y_dim)
        rng = np.random.default_rng(self.rotation_seed)
        return haar_rotation(self.x_dim, rng), haar_rotation(self.y_dim, rng)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        rng = np.random.default_rng(rng)
        x, y = rng.standard_normal((n, self.x_dim)), rng.standard_normal((n, self.y_dim))
        rho = np.array(self.correlations)
        paired = slice(0, len(rho))
        y[:, paired] = rho * x[:, paired] + np.sqrt(1 - rho**2) * y[:, paired]
        if self.rotation_seed is None:
            return x, y
        rotate_x, rotate_y = self.rotations()
        return x @ rotate_x.T, y @ rotate_y.T

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,).

        Each pair adds -1/2 ln(1 - rho^2) + rho/4 [(x + y)^2 / (1 + rho) - (x - y)^2 / (1 - rho)]. This form stays exact
        for rho near 1.
        """
        rotate_x, rotate_y = self.rotations()
        rho = np.array(self.correlations)
        x, y = (x @ rotate_x)[:, : len(rho)], (y @ rotate_y)[:, : len(rho)]
        return self.mutual_information + ((x + y) ** 2 / (1 + rho) - (x - y) ** 2 / (1 - rho)) @ rho / 4
