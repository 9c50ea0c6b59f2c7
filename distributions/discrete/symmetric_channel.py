"""The symmetric noisy channel on m symbols.

X is uniform on m labels. Y is X, or with probability r a new uniform label. With s = 1 - r (1 - 1/m) the probability that
Y = X,

    I(X;Y) = ln m + s ln s + (1 - s) ln(r / m).

Reference: T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), section 7.2.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target, solve


@dataclass(frozen=True)
class SymmetricChannel:
    """Labels X (n,) before and Y (n,) after a symmetric channel.

    Parameters
    ----------
    symbols : int
        Number m of labels, at least 2.
    reroll : float
        Probability r in [0, 1] that Y is drawn independently of X.

    Raises
    ------
    ValueError
        If there are fewer than 2 symbols, or `reroll` is not a probability.

    Notes
    -----
    I(X;Y) = ln m + s ln s + (1 - s) ln(r / m) with s = 1 - r (1 - 1/m).

    References
    ----------
    T. M. Cover and J. A. Thomas, Elements of Information Theory (2006), section 7.2.

    Examples
    --------
    >>> from infoplane.distributions import SymmetricChannel
    >>> round(SymmetricChannel(2, 0.2).mutual_information, 4)
    0.3681
    """

    symbols: int
    reroll: float
    x_shape = y_shape = ()

    def __post_init__(self) -> None:
        if self.symbols < 2 or not 0 <= self.reroll <= 1:
            raise ValueError(f"Needs at least 2 symbols, and a probability in [0, 1]; got {self.symbols} and {self.reroll}.")

    @classmethod
    def with_mutual_information(cls, nats: float, symbols: int) -> Self:
        """The channel on `symbols` labels with I(X;Y) = `nats`.

        Raises
        ------
        ValueError
            If `nats` is negative or above ln(symbols).
        """
        check_target(f"Symmetric channels on {symbols} symbols", nats, 0.0, math.log(symbols))
        return cls(symbols, solve(lambda reroll: -_information(symbols, reroll), -nats, 0.0, 1.0))

    @property
    def mutual_information(self) -> float:
        return _information(self.symbols, self.reroll)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs of labels (n,)."""
        rng = np.random.default_rng(rng)
        x, fresh = rng.integers(self.symbols, size=n), rng.integers(self.symbols, size=n)
        return x, np.where(rng.random(n) < self.reroll, fresh, x)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln P(y | x) - ln P(y), an array (n,)."""
        kept = math.log(self.symbols * (1 - self.reroll) + self.reroll)
        changed = math.log(self.reroll) if self.reroll else -math.inf
        return np.where(x == y, kept, changed)


def _information(symbols: int, reroll: float) -> float:
    if reroll == 0:
        return math.log(symbols)
    same = 1 - reroll * (1 - 1 / symbols)
    # Exactly 0, without a rounding error, where Y is independent of X.
    return max(math.log(symbols) + same * math.log(same) + (1 - same) * math.log(reroll / symbols), 0.0)
