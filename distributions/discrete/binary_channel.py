"""Bits through the binary symmetric channel.

d fair bits, each flipped with probability p: I(X;Y) = d (ln 2 - H2(p)). Reference: C. E. Shannon, A mathematical theory of
communication (1948).
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import xlogy

from infoplane.distributions.label_entropies import binary_entropy, binary_probability
from infoplane.distributions.protocol import Array
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
        If true, X is one integer label (n,) whose lowest bit is the first one, and so is Y. Otherwise both are floats (n, d).

    Raises
    ------
    ValueError
        If there is no bit, `flip` is not a probability, or a label would need more than 62 bits.

    Notes
    -----
    I(X;Y) = d (ln 2 - H2(p)).

    References
    ----------
    C. E. Shannon, A mathematical theory of communication (1948).

    Examples
    --------
    >>> from infoplane.distributions import BinarySymmetricChannel
    >>> round(BinarySymmetricChannel(4, 0.1).mutual_information, 4)
    1.4723
    """

    bits: int
    flip: float
    as_labels: bool = False

    def __post_init__(self) -> None:
        if self.bits < 1 or not 0 <= self.flip <= 1:
            raise ValueError(f"Needs at least one bit, and a probability in [0, 1]; got {self.bits} and {self.flip}.")
        if self.as_labels and self.bits > _MAX_LABEL_BITS:
            raise ValueError(f"A label holds at most {_MAX_LABEL_BITS} bits; got {self.bits}. Set as_labels=False.")

    @classmethod
    def with_mutual_information(cls, nats: float, bits: int, as_labels: bool = False) -> Self:
        """The channel of `bits` bits with I(X;Y) = `nats` and a probability of flips of at most 1/2.

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

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: floats (n, bits), or labels (n,)."""
        x, y = self.draw_bits(n, rng=rng)
        if not self.as_labels:
            return x.astype(np.float64), y.astype(np.float64)
        weights = 1 << np.arange(self.bits)
        return x @ weights, y @ weights

    def draw_bits(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs of bits: integers (n, bits)."""
        rng = np.random.default_rng(rng)
        x = rng.integers(2, size=(n, self.bits))
        return x, x ^ (rng.random(x.shape) < self.flip)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """ln P(y | x) - ln P(y), an array (n,)."""
        if self.as_labels:
            x, y = ((labels[:, None] >> np.arange(self.bits)) & 1 for labels in (x, y))
        flips = (x != y).sum(axis=1)
        # xlogy takes 0 ln 0 as 0: without noise, no flips are counted, and ln 0 does not matter.
        return xlogy(flips, 2 * self.flip) + xlogy(self.bits - flips, 2 * (1 - self.flip))
