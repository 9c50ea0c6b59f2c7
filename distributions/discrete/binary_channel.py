"""Bits through the binary symmetric channel.

d fair bits, each flipped with probability p: I(X;Y) = d (ln 2 - H2(p)). Reference: C. E. Shannon, A mathematical theory of
communication (1948).
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from infoplane.distributions.label_entropies import binary_entropy, binary_probability
from infoplane.distributions.targets import check_target

_MAX_LABEL_BITS = 62


@dataclass(frozen=True)
class BinarySymmetricChannel:
    """Fair bits and their noisy copies.

    Parameters
    ----------
    bits : int
        Number d of bits, at least 1.
    flip : float
        Probability in [0, 1] that a bit is flipped.
    as_labels : bool
        Whether the bits of a side form one integer label, the first bit the least; floats (n, d) otherwise.
    """

    bits: int
    flip: float
    as_labels: bool = False

    def __post_init__(self) -> None:
        if self.bits < 1 or not 0 <= self.flip <= 1:
            raise ValueError(f"Needs at least one bit and a probability; got {self.bits} and {self.flip}.")
        if self.as_labels and self.bits > _MAX_LABEL_BITS:
            raise ValueError(f"One label holds at most {_MAX_LABEL_BITS} bits; got {self.bits}. Take floats instead.")

    @classmethod
    def with_mutual_information(cls, nats: float, bits: int, as_labels: bool = False) -> Self:
        """The channel of `bits` bits with I(X;Y) = `nats` and flips in at most half of the cases.

        Raises
        ------
        ValueError
            If `nats` is negative or above bits ln 2.
        """
        check_target(f"Binary symmetric channels of {bits} bits", nats, 0.0, bits * math.log(2))
        return cls(bits, binary_probability(max(math.log(2) - nats / bits, 0.0)), as_labels)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return () if self.as_labels else (self.bits,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.x_shape

    @property
    def mutual_information(self) -> float:
        return self.bits * (math.log(2) - binary_entropy(self.flip))

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[Any], NDArray[Any]]:
        """Draw n independent pairs: floats (n, bits), or labels (n,)."""
        x, y = self.draw_bits(n, rng)
        if not self.as_labels:
            return x.astype(np.float64), y.astype(np.float64)
        weights = 1 << np.arange(self.bits)
        return x @ weights, y @ weights

    def draw_bits(self, n: int, rng: Any = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Draw n independent pairs of bits: integers (n, bits)."""
        rng = np.random.default_rng(rng)
        x = rng.integers(2, size=(n, self.bits))
        return x, x ^ (rng.random(x.shape) < self.flip)

    def pointwise_mutual_information(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """ln P(y | x) - ln P(y), an array (n,)."""
        if self.as_labels:
            x, y = ((side[:, None] >> np.arange(self.bits)) & 1 for side in (x, y))
        flips = (x != y).sum(axis=1)
        # 0 ln 0 = 0: a sure channel leaves counts of the impossible at zero.
        return xlogy(flips, 2 * self.flip) + xlogy(self.bits - flips, 2 * (1 - self.flip))
