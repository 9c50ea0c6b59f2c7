"""A mixture of a correlated normal pair and correlated atoms.

With probability w, (X, Y) is a normal pair of correlation rho; otherwise X is +1 or -1, each half the time, and Y is X
flipped with probability q. Atoms and densities never meet, so either side tells which part it comes from:

    I(X;Y) = H2(w) - w/2 ln(1 - rho^2) + (1 - w) (ln 2 - H2(q)).

The defaults are the demonstration that accompanies W. Gao, S. Kannan, S. Oh, P. Viswanath, NeurIPS 2017, arXiv 1709.06212:
1.29236 nats.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from infoplane.distributions.label_entropies import binary_entropy
from infoplane.distributions.normal.correlated_normal import MAX_NATS_PER_PAIR, CorrelatedNormal
from infoplane.distributions.targets import check_target


@dataclass(frozen=True)
class HalfAtoms:
    """Float columns that mix a density with two atoms.

    Parameters
    ----------
    correlation : float
        rho of the normal part, in (-1, 1).
    flip : float
        q of the atoms, in [0, 1].
    weight : float
        w of the normal part, in (0, 1).
    """

    correlation: float = 0.9
    flip: float = 0.1
    weight: float = 0.5

    def __post_init__(self) -> None:
        if not (abs(self.correlation) < 1 and 0 <= self.flip <= 1 and 0 < self.weight < 1):
            raise ValueError(
                "Needs a correlation in (-1, 1), a flip probability and a weight in (0, 1); "
                f"got {self.correlation}, {self.flip} and {self.weight}."
            )

    @classmethod
    def with_mutual_information(cls, nats: float, flip: float = 0.1, weight: float = 0.5) -> Self:
        """The distribution with I(X;Y) = `nats`, by its correlation.

        Raises
        ------
        ValueError
            If `nats` is below what the atoms and the mixing carry, or needs more than 10 nats of the normal part.
        """
        least = cls(0.0, flip, weight).mutual_information
        check_target("Half normal, half atomic distributions", nats, least, least + weight * MAX_NATS_PER_PAIR)
        return cls(math.sqrt(-math.expm1(-2 * (nats - least) / weight)), flip, weight)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return (1,)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (1,)

    @property
    def _normal(self) -> CorrelatedNormal:
        return CorrelatedNormal(1, 1, (self.correlation,))

    @property
    def mutual_information(self) -> float:
        atoms = (1 - self.weight) * (math.log(2) - binary_entropy(self.flip))
        return binary_entropy(self.weight) + self.weight * self._normal.mutual_information + atoms

    def sample(self, n: int, rng: Any = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw n independent pairs: arrays (n, 1)."""
        rng = np.random.default_rng(rng)
        x, y = self._normal.sample(n, rng)
        is_normal = rng.random((n, 1)) < self.weight
        atom = 2.0 * rng.integers(2, size=(n, 1)) - 1
        flipped = np.where(rng.random((n, 1)) < self.flip, -atom, atom)
        return np.where(is_normal, x, atom), np.where(is_normal, y, flipped)

    def pointwise_mutual_information(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.float64]:
        """Logarithm of the joint distribution's density by the product of the marginals', an array (n,).

        Minus infinity for an atom beside a value that is none.
        """
        is_atom, other_is_atom = (np.abs(side[:, 0]) == 1 for side in (x, y))
        normal = self._normal.pointwise_mutual_information(x, y) - math.log(self.weight)
        with np.errstate(divide="ignore"):
            atoms = np.log(2 * np.where(x == y, 1 - self.flip, self.flip)[:, 0]) - math.log(1 - self.weight)
        return np.where(is_atom == other_is_atom, np.where(is_atom, atoms, normal), -np.inf)
