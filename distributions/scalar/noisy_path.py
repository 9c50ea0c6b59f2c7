"""Points on a path of the plane with normal noise: X and Y are the two noisy coordinates.

X = a(T) + noise N, Y = b(T) + noise M, with T ~ U(0, 1) and independent standard normal N and M. Densities are means over T,

    p(x, y) = E phi((x - a(T)) / noise) phi((y - b(T)) / noise) / noise^2,

and so are those of X and of Y. The mean over T is a Gauss-Legendre sum, the integral of I(X;Y) a trapezoidal sum; both converge
geometrically. Paths: a circle, a figure of eight, a spiral of two turns, and a parabola. A design of our own.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from scipy.special import logsumexp

from infoplane.distributions.protocol import Array

Path = Literal["circle", "eight", "spiral", "parabola"]

_LEAST_NOISE = 0.02
_STEPS = 3  # grid steps in one standard deviation of the noise
_REACH = 8.5  # standard deviations beyond the path: probability 2e-17 lies outside
_NODES = 16  # of the Gauss-Legendre sum in each piece of the path

_PATHS: dict[str, Callable[[Array], tuple[Array, Array]]] = {
    "circle": lambda t: (np.cos(2 * np.pi * t), np.sin(2 * np.pi * t)),
    "eight": lambda t: (np.sin(2 * np.pi * t), np.sin(4 * np.pi * t)),
    "spiral": lambda t: ((0.1 + 0.9 * t) * np.cos(4 * np.pi * t), (0.1 + 0.9 * t) * np.sin(4 * np.pi * t)),
    "parabola": lambda t: (2 * t - 1, 2 * (2 * t - 1) ** 2 - 1),
}


@dataclass(frozen=True)
class NoisyPath:
    """The coordinates X (n, 1) and Y (n, 1) of noisy points on a path within [-1, 1]^2.

    Parameters
    ----------
    path : {"circle", "eight", "spiral", "parabola"}
    noise : float
        Standard deviation of the noise of each coordinate, at least 0.02.

    Raises
    ------
    ValueError
        If there is no such path, or the noise is out of its range.

    Notes
    -----
    p(x, y) = E phi((x - a(T)) / noise) phi((y - b(T)) / noise) / noise^2; I(X;Y) by quadrature.

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> from infoplane.distributions import NoisyPath
    >>> round(NoisyPath("circle", 0.1).mutual_information, 3)
    0.679
    """

    path: Path
    noise: float
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if self.path not in _PATHS:
            raise ValueError(f"Paths are {', '.join(_PATHS)}; got {self.path!r}.")
        if not _LEAST_NOISE <= self.noise < math.inf:
            raise ValueError(f"The noise must be at least {_LEAST_NOISE}; got {self.noise}.")

    @property
    def mutual_information(self) -> float:
        return _information(self.path, self.noise)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        rng = np.random.default_rng(rng)
        a, b = _PATHS[self.path](rng.random(n))
        noise = self.noise * rng.standard_normal((2, n))
        return (a + noise[0])[:, None], (b + noise[1])[:, None]

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln p(x, y) - ln p(x) - ln p(y), an array (n,)."""
        (a, b), log_weights = _nodes(self.path, _pieces(self.noise))
        result = np.empty(len(x))
        for start in range(0, len(x), chunk := 4000):
            of_x, of_y = (
                -(((values[start : start + chunk] - path) / self.noise) ** 2) / 2 for values, path in ((x, a), (y, b))
            )
            joint, only_x, only_y = (logsumexp(each + log_weights, axis=1) for each in (of_x + of_y, of_x, of_y))
            result[start : start + chunk] = joint - only_x - only_y
        return result


def _pieces(noise: float) -> int:
    """Pieces of the path: none is longer than about seven standard deviations of the noise."""
    return math.ceil(1.3 / noise) + 4


@lru_cache(maxsize=64)
def _nodes(path: str, pieces: int) -> tuple[tuple[Array, Array], Array]:
    """Coordinates of the path at the nodes of a Gauss-Legendre sum over T, and the logarithms of their weights."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    t = (np.arange(pieces)[:, None] + (nodes + 1) / 2).ravel() / pieces
    return _PATHS[path](t), np.log(np.tile(weights / 2, pieces) / pieces)


@lru_cache(maxsize=256)
def _information(path: str, noise: float) -> float:
    coordinates, log_weights = _nodes(path, _pieces(noise))
    reach = 1 + _REACH * noise
    grid, step = np.linspace(-reach, reach, int(2 * _STEPS * reach / noise) + 1, retstep=True)
    # The density of the noise factorises, so the joint density is a product of matrices.
    of_x, of_y = (
        np.exp(-(((grid[:, None] - values) / noise) ** 2) / 2) / (noise * math.sqrt(2 * math.pi)) for values in coordinates
    )
    weights = np.exp(log_weights)
    joint, product = (of_x * weights) @ of_y.T, np.outer(of_x @ weights, of_y @ weights)
    there = joint > 0  # far from the path both densities are 0 in floating point
    return float(np.sum(joint[there] * np.log(joint[there] / product[there])) * step**2)
