"""A uniform label, and the label plus uniform noise: a discrete and a continuous variable.

X is uniform on {0, ..., m-1}, Y = X + U(0, width). With c(y) the number of labels that y can come from,

    I(X;Y) = E ln(m / c(Y)),

a finite sum over the intervals on which c is constant: ln m for width <= 1, ln m - (m-1)/m ln 2 for width 2. References: width
2 is the discrete-continuous mixture of W. Gao, S. Kannan, S. Oh, P. Viswanath, Estimating mutual information for
discrete-continuous mixtures, NeurIPS 2017, arXiv 1709.06212; the general distribution is the smoothed discrete uniform of
I. Butakov et al., arXiv 2403.02187.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np

from infoplane.distributions.label_entropies import MAX_ENTROPY, fewest_symbols
from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve


@dataclass(frozen=True)
class SmoothedDiscreteUniform:
    """Labels X (n,), and Y (n, 1): the labels plus noise.

    Parameters
    ----------
    symbols : int
        Number m of labels, at least 1.
    width : float
        Width of the noise, positive; above 1 the labels overlap.

    Raises
    ------
    ValueError
        If there is no label, or the width is not positive and finite.

    Notes
    -----
    I(X;Y) = E ln(m / c(Y)), where y can come from c(y) of the m labels.

    References
    ----------
    W. Gao et al., NeurIPS 2017, arXiv 1709.06212; I. Butakov et al., arXiv 2403.02187.

    Examples
    --------
    >>> from infoplane.distributions import SmoothedDiscreteUniform
    >>> round(SmoothedDiscreteUniform(5, width=2.0).mutual_information, 4)
    1.0549
    """

    symbols: int
    width: float = 2.0
    x_shape = ()
    y_shape = (1,)

    def __post_init__(self) -> None:
        if self.symbols < 1 or not 0 < self.width < math.inf:
            raise ValueError(f"Needs at least one symbol and a positive width; got {self.symbols} and {self.width}.")

    @classmethod
    def with_mutual_information(cls, nats: float) -> Self:
        """The distribution with I(X;Y) = `nats` and as few symbols as possible: m = ceil(e^I); the width is solved for.

        Raises
        ------
        ValueError
            If `nats` is negative or above 12.
        """
        check_target("Smoothed discrete uniforms", nats, 0.0, MAX_ENTROPY)
        symbols = fewest_symbols(nats)
        if symbols == 1 or nats >= math.log(symbols):
            return cls(symbols, 1.0)
        # For widths above 1, two symbols have ln(2) / width nats. With more symbols, ln(m - 1) is reached before width 3.
        widest = 2 * math.log(2) / nats if symbols == 2 else 3.0
        return cls(symbols, solve(lambda width: -_information(symbols, width), -nats, 1.0, widest))

    @property
    def mutual_information(self) -> float:
        return _information(self.symbols, self.width)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: labels (n,) and floats (n, 1)."""
        rng = np.random.default_rng(rng)
        x = rng.integers(self.symbols, size=n)
        return x, (x + self.width * rng.random(n))[:, None]

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln P(x | y) - ln P(x), an array (n,); minus infinity where the noise does not reach from x to y."""
        noise = y[:, 0] - x
        # Rounding may place y on the far edge of its interval, where no label is counted.
        reached = (noise >= 0) & (noise <= self.width * (1 + 1e-12))
        count = np.maximum(_compatible(y[:, 0], self.symbols, self.width), 1)
        return np.where(reached, np.log(self.symbols / count), -np.inf)


def _compatible(y: Array, symbols: int, width: float) -> Array:
    """Number of labels x with x <= y < x + width."""
    return np.minimum(np.floor(y), symbols - 1) - np.maximum(np.floor(y - width), -1)


@lru_cache(maxsize=1024)
def _information(symbols: int, width: float) -> float:
    edges = np.sort(np.concatenate([np.arange(symbols), np.arange(symbols) + width]))
    lengths = np.diff(edges)
    # For widths below 1 there are gaps between the intervals of the labels, where the count is 0.
    count = np.maximum(_compatible(edges[:-1] + lengths / 2, symbols, width), 0)
    return float(np.sum(lengths * count * np.log(symbols / np.maximum(count, 1))) / (symbols * width))
