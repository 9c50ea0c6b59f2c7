"""A uniform label, and the label with uniform noise: a mixed distribution.

X uniform on {0, ..., m-1}, Y = X + U(0, width). Y = y is compatible with c(y) labels, so

    I(X;Y) = E ln(m / c(Y)),

a finite sum over the intervals on which c is constant: ln m for width <= 1, ln m - (m-1)/m ln 2 for width 2. The latter is
the discrete uniform mixture of W. Gao, S. Kannan, S. Oh, P. Viswanath, Estimating mutual information for discrete-continuous
mixtures, NeurIPS 2017, arXiv 1709.06212; the general distribution is the smoothed discrete uniform of I. Butakov et al.,
arXiv 2403.02187.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from infoplane.distributions.targets import check_target, solve

MAX_NATS = 12.0


@dataclass(frozen=True)
class SmoothedDiscreteUniform:
    """Labels X and noisy positions Y.

    Parameters
    ----------
    symbols : int
        Number m of labels, at least 1.
    width : float
        Width of the noise, positive; labels overlap above 1.
    """

    symbols: int
    width: float = 2.0

    def __post_init__(self) -> None:
        if self.symbols < 1 or not 0 < self.width < math.inf:
            raise ValueError(f"Needs at least one symbol and a positive width; got {self.symbols} and {self.width}.")

    @classmethod
    def with_mutual_information(cls, nats: float) -> Self:
        """The distribution with I(X;Y) = `nats` and as few symbols as can have it: m = ceil(e^I), then the width.

        Raises
        ------
        ValueError
            If `nats` is negative or above 12.
        """
        check_target("Smoothed discrete uniforms", nats, 0.0, MAX_NATS)
        symbols = max(math.ceil(math.exp(nats) * (1 - 1e-12)), 1)
        if symbols == 1 or nats >= math.log(symbols):
            return cls(symbols, 1.0)
        # Two symbols share ln(2) / width nats for widths above 1; more lose a symbol's worth before width 3.
        widest = 2 * math.log(2) / nats if symbols == 2 else 3.0
        return cls(symbols, solve(lambda width: -_information(symbols, width), -nats, 1.0, widest))

    @property
    def x_shape(self) -> tuple[int, ...]:
        return ()

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (1,)

    @property
    def mutual_information(self) -> float:
        return _information(self.symbols, self.width)

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Draw n independent pairs: labels (n,) and floats (n, 1)."""
        rng = np.random.default_rng(rng)
        x = rng.integers(self.symbols, size=n)
        return x, (x + self.width * rng.random(n))[:, None]

    def pointwise_mutual_information(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """ln P(x | y) - ln P(x), an array (n,): minus infinity where the noise does not reach from x to y."""
        noise = y[:, 0] - x
        # Rounding may place y on the far edge of its interval, where it counts no label.
        reached = (noise >= 0) & (noise <= self.width * (1 + 1e-12))
        count = np.maximum(_compatible(y[:, 0], self.symbols, self.width), 1)
        return np.where(reached, np.log(self.symbols / count), -np.inf)


def _compatible(y: NDArray[Any], symbols: int, width: float) -> NDArray[np.float64]:
    """Number of labels x with x <= y < x + width."""
    return np.minimum(np.floor(y), symbols - 1) - np.maximum(np.floor(y - width), -1)


@lru_cache(maxsize=1024)
def _information(symbols: int, width: float) -> float:
    edges = np.sort(np.concatenate([np.arange(symbols), np.arange(symbols) + width]))
    lengths = np.diff(edges)
    # Where labels do not overlap, no y lies between their intervals.
    count = np.maximum(_compatible(edges[:-1] + lengths / 2, symbols, width), 0)
    return float(np.sum(lengths * count * np.log(symbols / np.maximum(count, 1))) / (symbols * width))
