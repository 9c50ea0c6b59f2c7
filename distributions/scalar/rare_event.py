"""Two uniform variables in the same cell of [0, 1]; one of the cells is a rare event.

[0, 1] is cut into a cell of probability p, the failure, and further cells that share the rest. X ~ U(0, 1), and Y is drawn
uniformly from the cell of X. Both marginals are uniform, the joint density is constant on squares along the diagonal, and

    I(X;Y) = H(cell) = H2(p) + (1 - p) H(other cells) >= H2(p).

The failure adds -p ln p, which only about n p samples show. A design of our own: the density is discontinuous and high on a
small square.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from infoplane.distributions.label_entropies import MAX_ENTROPY, binary_entropy, nearly_uniform, nearly_uniform_entropy
from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target


@dataclass(frozen=True)
class RareEventChannel:
    """Uniform X (n, 1) and Y (n, 1) in the same cell; for more dimensions, see `Repeated`.

    Parameters
    ----------
    failure : float
        Probability of the rare cell, in (0, 1).
    cells : int
        Number of other cells, at least 1.
    last : float, optional
        Probability of the last of them, given no failure; the others share the rest equally. By default all are equal.

    Raises
    ------
    ValueError
        If a probability is out of its range, or there is no other cell.

    Notes
    -----
    I(X;Y) = H(cell) = H2(p) + (1 - p) H(other cells).

    References
    ----------
    A design of our own.

    Examples
    --------
    >>> from infoplane.distributions import RareEventChannel
    >>> round(RareEventChannel(0.01).mutual_information, 4)
    0.056
    """

    failure: float
    cells: int = 1
    last: float | None = None
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not 0 < self.failure < 1 or self.cells < 1:
            raise ValueError(f"Needs a probability in (0, 1) and at least one other cell; got {self.failure} and {self.cells}.")
        if self.last is not None and not 0 < self.last <= (1 if self.cells == 1 else 1 - 1e-12):
            raise ValueError(f"The last cell's probability must lie in (0, 1); got {self.last}.")

    @classmethod
    def with_mutual_information(cls, nats: float, failure: float = 0.01) -> Self:
        """The distribution with I(X;Y) = `nats` and that probability of failure.

        Raises
        ------
        ValueError
            If `nats` is below H2(failure), or the other cells would need more than 12 nats.
        """
        least = binary_entropy(failure)
        most = least + (1 - failure) * MAX_ENTROPY
        check_target(f"Rare-event channels of failure probability {failure:g}", nats, least, most)
        return cls(failure, *nearly_uniform((nats - least) / (1 - failure)))

    @property
    def _last(self) -> float:
        return 1 / self.cells if self.last is None else self.last

    @property
    def mutual_information(self) -> float:
        return binary_entropy(self.failure) + (1 - self.failure) * nearly_uniform_entropy(self.cells, self._last)

    def _cell(self, x: Array) -> tuple[Array, Array]:
        """Left edge and width of the cell of each x: the failure first, then the equal cells, then the last one."""
        failed = x < self.failure
        equal = (1 - self.failure) * (1 - self._last) / max(self.cells - 1, 1)
        # If there is one other cell, it is the last one, and there are no equal cells to count.
        steps = np.floor((x - self.failure) / equal) if self.cells > 1 and equal > 0 else np.zeros_like(x)
        steps = np.clip(steps, 0, self.cells - 1)
        left = np.where(failed, 0.0, self.failure + steps * equal)
        width = np.where(steps == self.cells - 1, (1 - self.failure) * self._last, equal)
        return left, np.where(failed, self.failure, width)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        x, place = np.random.default_rng(rng).random((2, n, 1))
        left, width = self._cell(x)
        return x, left + width * place

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Minus the logarithm of the width of the common cell, an array (n,); minus infinity for different cells."""
        left, width = self._cell(x)
        # Rounding may place y on the far edge of its cell.
        shared = (y >= left) & (y <= left + width * (1 + 1e-9))
        return np.where(shared, -np.log(width), -np.inf)[:, 0]
