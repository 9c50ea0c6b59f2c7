"""Jointly normal vectors, given by their covariance.

For a joint covariance S with diagonal blocks S_x and S_y

    I(X;Y) = 1/2 (ln det S_x + ln det S_y - ln det S),

computed from logarithms of determinants, since a determinant in 500 dimensions under- or overflows. Reference: T. M. Cover
and J. A. Thomas, Elements of Information Theory (2006), section 8.4.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from scipy.linalg import solve_triangular

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve


@dataclass(frozen=True, eq=False)
class MultivariateNormal:
    """Jointly normal X (n, x_dim) and Y (n, y_dim) with mean zero.

    Parameters
    ----------
    x_dim : int
        Dimension of X: the first components.
    covariance : array (x_dim + y_dim, x_dim + y_dim)
        Joint covariance, symmetric and positive definite.

    Raises
    ------
    ValueError
        If the covariance is not square, symmetric and positive definite, or X or Y would have no component.

    Notes
    -----
    I(X;Y) = 1/2 (ln det S_x + ln det S_y - ln det S).

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), section 8.4.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions import MultivariateNormal
    >>> round(MultivariateNormal(1, np.array([[2.0, 1.0], [1.0, 2.0]])).mutual_information, 4)
    0.1438
    """

    x_dim: int
    covariance: Array

    def __post_init__(self) -> None:
        covariance = np.array(self.covariance, dtype=np.float64)
        if covariance.ndim != 2 or covariance.shape[0] != covariance.shape[1] or not 0 < self.x_dim < len(covariance):
            raise ValueError(
                "A joint covariance is square, and X and Y have at least one dimension each; "
                f"got shape {covariance.shape} and x_dim={self.x_dim}."
            )
        if not np.allclose(covariance, covariance.T, rtol=1e-12, atol=1e-12):
            raise ValueError("A covariance must be symmetric.")
        covariance.flags.writeable = False
        object.__setattr__(self, "covariance", covariance)
        try:
            _ = self._factor
        except np.linalg.LinAlgError:
            raise ValueError(
                "A covariance must be positive definite: some combination of components has no variance."
            ) from None

    @classmethod
    def with_mutual_information(cls, nats: float, x_dim: int, covariance: Array) -> Self:
        """The distribution with I(X;Y) = `nats` and the blocks S_x, S_y of `covariance`; the cross block is scaled down.

        Raises
        ------
        ValueError
            If `nats` is negative or above what `covariance` itself has.
        """
        whole = np.asarray(covariance, dtype=np.float64)

        def scaled(factor: float) -> Array:
            result = whole * factor
            result[:x_dim, :x_dim], result[x_dim:, x_dim:] = whole[:x_dim, :x_dim], whole[x_dim:, x_dim:]
            return result

        check_target("Jointly normal distributions within this covariance", nats, 0.0, cls(x_dim, whole).mutual_information)
        factor = solve(lambda value: cls(x_dim, scaled(value)).mutual_information, nats, 0.0, 1.0)
        return cls(x_dim, scaled(factor))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MultivariateNormal)
            and self.x_dim == other.x_dim
            and np.array_equal(self.covariance, other.covariance)
        )

    def __hash__(self) -> int:
        return hash((self.x_dim, self.covariance.tobytes()))

    @property
    def y_dim(self) -> int:
        return len(self.covariance) - self.x_dim

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.y_dim,)

    @cached_property
    def _factor(self) -> Array:
        return np.linalg.cholesky(self.covariance)

    @cached_property
    def _y_factor(self) -> Array:
        return np.linalg.cholesky(self.covariance[self.x_dim :, self.x_dim :])

    @property
    def mutual_information(self) -> float:
        # The Cholesky factor of S begins with that of S_x, so det S_x cancels exactly.
        given_x = np.log(np.diag(self._factor)[self.x_dim :]).sum()
        return float(np.log(np.diag(self._y_factor)).sum() - given_x)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, x_dim) and (n, y_dim)."""
        joint = np.random.default_rng(rng).standard_normal((n, len(self.covariance))) @ self._factor.T
        return joint[:, : self.x_dim], joint[:, self.x_dim :]

    def squared_distances(self, x: Array, y: Array) -> tuple[Array, ...]:
        """Squared Mahalanobis distances of (x, y), of x and of y: arrays (n,)."""
        white = solve_triangular(self._factor, np.hstack([x, y]).T, lower=True) ** 2
        white_y = solve_triangular(self._y_factor, np.asarray(y).T, lower=True) ** 2
        return white.sum(axis=0), white[: self.x_dim].sum(axis=0), white_y.sum(axis=0)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        joint, of_x, of_y = self.squared_distances(x, y)
        return self.mutual_information - (joint - of_x - of_y) / 2
