"""Vectors with columns of independent noise beside: these do not change the mutual information."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .protocol import Array, Distribution, share_pointwise, standard_error


@dataclass(frozen=True)
class NoiseColumns:
    """A distribution of vectors, with standard normal columns after those of X and after those of Y.

    If the distribution has `pointwise_mutual_information`, the whole has it too.

    Parameters
    ----------
    distribution : Distribution
        A distribution of vectors.
    x_columns, y_columns : int
        Numbers of columns of noise.

    Raises
    ------
    ValueError
        If a number is negative, or the distribution is one of labels or images.

    Notes
    -----
    I((X, N); (Y, M)) = I(X;Y) for independent noises N and M.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal, NoiseColumns
    >>> wide = NoiseColumns(CorrelatedNormal(1, 1, (0.75,)), 2, 0)
    >>> wide.x_shape, wide.y_shape, round(wide.mutual_information, 4)
    ((3,), (1,), 0.4133)
    """

    distribution: Distribution
    x_columns: int
    y_columns: int

    def __post_init__(self) -> None:
        if min(self.x_columns, self.y_columns) < 0:
            raise ValueError(f"Numbers of columns cannot be negative; got {self.x_columns} and {self.y_columns}.")
        if len(self.distribution.x_shape) != 1 or len(self.distribution.y_shape) != 1:
            shapes = f"{self.distribution.x_shape} and {self.distribution.y_shape}"
            raise ValueError(f"Noise columns stand beside vectors; got shapes {shapes}.")
        share_pointwise(self, self.distribution)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.distribution.x_shape[0] + self.x_columns,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.distribution.y_shape[0] + self.y_columns,)

    @property
    def mutual_information(self) -> float:
        return self.distribution.mutual_information

    @property
    def mutual_information_stderr(self) -> float:
        """Standard error of the mutual information of the distribution."""
        return standard_error(self.distribution)

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: the columns of the distribution, then the noise."""
        rng = np.random.default_rng(rng)
        x, y = self.distribution.sample(n, rng=rng)
        noise_x, noise_y = rng.standard_normal((n, self.x_columns)), rng.standard_normal((n, self.y_columns))
        return np.hstack([x, noise_x]), np.hstack([y, noise_y])

    def _pointwise(self, x: Array, y: Array) -> Array:
        inside: Any = self.distribution
        values = inside.pointwise_mutual_information(x[:, : inside.x_shape[0]], y[:, : inside.y_shape[0]])
        return np.asarray(values)
