"""A uniform vector, and the label of the cell that its first component falls in.

X ~ U(0, 1)^d; [0, 1] is cut into cells, and Y is the cell of X_0, so I(X;Y) = H(Y). Reference: the label test of arXiv
2305.08013, where Y = floor(m X_0) and I = ln m; here the last cell may differ in size, so that every I can be reached.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from infoplane.distributions.label_entropies import nearly_uniform, nearly_uniform_entropy
from infoplane.distributions.protocol import Array


@dataclass(frozen=True)
class QuantisedUniform:
    """Uniform vectors X (n, x_dim), and labels Y (n,): the cell of the first component of X.

    Parameters
    ----------
    symbols : int
        Number of cells, at least 1.
    last : float, optional
        Probability of the last cell; the others share the rest equally. By default all cells are equal.
    x_dim : int
        Dimension of X.

    Raises
    ------
    ValueError
        If there is no cell or no dimension, or `last` is not a probability.

    Notes
    -----
    I(X;Y) = H(Y), which is ln(symbols) for equal cells.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013.

    Examples
    --------
    >>> from infoplane.distributions import QuantisedUniform
    >>> x, y = QuantisedUniform(4).sample(3, rng=0)
    >>> y.tolist() == (4 * x[:, 0]).astype(int).tolist()
    True
    """

    symbols: int
    last: float | None = None
    x_dim: int = 1
    y_shape = ()

    def __post_init__(self) -> None:
        if self.symbols < 1 or self.x_dim < 1:
            raise ValueError(f"Needs at least one cell and one dimension; got {self.symbols} and {self.x_dim}.")
        if self.last is not None and not 0 <= self.last <= 1:
            raise ValueError(f"The last cell's probability must lie in [0, 1]; got {self.last}.")

    @classmethod
    def with_mutual_information(cls, nats: float, x_dim: int = 1) -> Self:
        """The distribution with I(X;Y) = `nats`, with as few cells as possible.

        Raises
        ------
        ValueError
            If `nats` is negative or above 12.
        """
        return cls(*nearly_uniform(nats), x_dim)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (self.x_dim,)

    @property
    def mutual_information(self) -> float:
        return math.log(self.symbols) if self.last is None else nearly_uniform_entropy(self.symbols, self.last)

    def label(self, x: Array) -> Array:
        """The cell of each x: labels (n,)."""
        if self.symbols == 1:
            return np.zeros(len(x), dtype=np.int64)
        width = (1 - self._last) / (self.symbols - 1)
        return np.minimum(x[:, 0] / width, self.symbols - 1).astype(np.int64)

    @property
    def _last(self) -> float:
        return 1 / self.symbols if self.last is None else self.last

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: floats (n, x_dim) and labels (n,)."""
        x = np.random.default_rng(rng).random((n, self.x_dim))
        return x, self.label(x)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """-ln P(y), an array (n,); minus infinity where y is not the label of x."""
        others = (1 - self._last) / max(self.symbols - 1, 1)
        probabilities = np.where(y == self.symbols - 1, self._last, others)
        return np.where(self.label(x) == y, -np.log(probabilities), -np.inf)
