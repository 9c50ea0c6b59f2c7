"""A continuous variable and the label of the quantile it falls in.

X ~ U(0, 1)^d, Y the cell of X_0 in a partition of [0, 1] whose cells have the probabilities of Y: I(X;Y) = H(Y). Reference:
the label test of arXiv 2305.08013, Y = floor(m X_0) with I = ln m; unequal last cells reach every target.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from infoplane.distributions.label_entropies import nearly_uniform, nearly_uniform_entropy


@dataclass(frozen=True)
class QuantisedUniform:
    """Uniform vectors labelled by the cell of their first component.

    Parameters
    ----------
    symbols : int
        Number of cells, at least 1.
    last : float, optional
        Probability of the last cell; the others share the rest equally. Equal cells by default.
    x_dim : int
        Dimension of X.
    """

    symbols: int
    last: float | None = None
    x_dim: int = 1

    def __post_init__(self) -> None:
        if self.symbols < 1 or self.x_dim < 1:
            raise ValueError(f"Needs at least one cell and one dimension; got {self.symbols} and {self.x_dim}.")
        if self.last is not None and not 0 <= self.last <= 1:
            raise ValueError(f"The last cell's probability must lie in [0, 1]; got {self.last}.")

    @classmethod
    def with_mutual_information(cls, nats: float, x_dim: int = 1) -> Self:
        """The distribution with I(X;Y) = `nats`, with as few cells as can have it.

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
    def y_shape(self) -> tuple[int, ...]:
        return ()

    @property
    def mutual_information(self) -> float:
        return math.log(self.symbols) if self.last is None else nearly_uniform_entropy(self.symbols, self.last)

    def label(self, x: NDArray[Any]) -> NDArray[np.int64]:
        """The cell of each x."""
        if self.symbols == 1:
            return np.zeros(len(x), dtype=np.int64)
        width = (1 - self._last) / (self.symbols - 1)
        return np.minimum(x[:, 0] / width, self.symbols - 1).astype(np.int64)

    @property
    def _last(self) -> float:
        return 1 / self.symbols if self.last is None else self.last

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Draw n independent pairs: floats (n, x_dim) and labels (n,)."""
        x = np.random.default_rng(rng).random((n, self.x_dim))
        return x, self.label(x)

    def pointwise_mutual_information(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """-ln P(y), an array (n,); minus infinity where y is not the label of x."""
        others = (1 - self._last) / max(self.symbols - 1, 1)
        probabilities = np.where(y == self.symbols - 1, self._last, others)
        return np.where(self.label(x) == y, -np.log(probabilities), -np.inf)
