"""A mixture of a correlated normal pair and correlated atoms.

With probability w, (X, Y) is a normal pair of correlation rho. Otherwise X is +1 or -1, each with probability 1/2, and Y is X
with its sign flipped with probability q. The normal pair never hits the atoms, so X shows which part it is from, and so does Y:

    I(X;Y) = H2(w) - w/2 ln(1 - rho^2) + (1 - w) (ln 2 - H2(q)).

The defaults, of 1.29236 nats, are the demonstration in the code of W. Gao, S. Kannan, S. Oh, P. Viswanath, NeurIPS 2017,
arXiv 1709.06212.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from infoplane.distributions.label_entropies import binary_entropy
from infoplane.distributions.normal.correlated_normal import MAX_NATS_PER_PAIR, CorrelatedNormal
from infoplane.distributions.protocol import Array
from infoplane.distributions.targets import check_target


@dataclass(frozen=True)
class HalfAtoms:
    """Floats X (n, 1) and Y (n, 1) that mix a density with two atoms.

    Parameters
    ----------
    correlation : float
        rho of the normal part, in (-1, 1).
    flip : float
        q of the atoms, in [0, 1].
    weight : float
        w of the normal part, in (0, 1).

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Notes
    -----
    I(X;Y) = H2(w) - w/2 ln(1 - rho^2) + (1 - w) (ln 2 - H2(q)).

    References
    ----------
    W. Gao et al., NeurIPS 2017, arXiv 1709.06212.

    Examples
    --------
    >>> from infoplane.distributions import HalfAtoms
    >>> round(HalfAtoms().mutual_information, 5)
    1.29236
    """

    correlation: float = 0.9
    flip: float = 0.1
    weight: float = 0.5
    x_shape = y_shape = (1,)

    def __post_init__(self) -> None:
        if not (abs(self.correlation) < 1 and 0 <= self.flip <= 1 and 0 < self.weight < 1):
            raise ValueError(
                "Needs a correlation in (-1, 1), a probability of flips in [0, 1] and a weight in (0, 1); "
                f"got {self.correlation}, {self.flip} and {self.weight}."
            )

    @classmethod
    def with_mutual_information(cls, nats: float, flip: float = 0.1, weight: float = 0.5) -> Self:
        """The distribution with I(X;Y) = `nats`; its correlation is solved for.

        Raises
        ------
        ValueError
            If `nats` is below the information without correlation, or the normal part would need more than 10 nats.
        """
        least = cls(0.0, flip, weight).mutual_information
        check_target("Mixtures of a normal pair and atoms", nats, least, least + weight * MAX_NATS_PER_PAIR)
        return cls(math.sqrt(-math.expm1(-2 * (nats - least) / weight)), flip, weight)

    @property
    def _normal(self) -> CorrelatedNormal:
        return CorrelatedNormal(1, 1, (self.correlation,))

    @property
    def mutual_information(self) -> float:
        atoms = (1 - self.weight) * (math.log(2) - binary_entropy(self.flip))
        return binary_entropy(self.weight) + self.weight * self._normal.mutual_information + atoms

    def sample(self, n: int, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs: arrays (n, 1)."""
        rng = np.random.default_rng(rng)
        x, y = self._normal.sample(n, rng=rng)
        is_normal = rng.random((n, 1)) < self.weight
        atom = 2.0 * rng.integers(2, size=(n, 1)) - 1
        flipped = np.where(rng.random((n, 1)) < self.flip, -atom, atom)
        return np.where(is_normal, x, atom), np.where(is_normal, y, flipped)

    def pointwise_mutual_information(self, x: Array, y: Array) -> Array:
        """Logarithm of the density of (X, Y) with respect to the product of the marginals, an array (n,).

        Minus infinity where only one of x and y is an atom.
        """
        x_is_atom, y_is_atom = (np.abs(values[:, 0]) == 1 for values in (x, y))
        normal = self._normal.pointwise_mutual_information(x, y) - math.log(self.weight)
        with np.errstate(divide="ignore"):
            atoms = np.log(2 * np.where(x == y, 1 - self.flip, self.flip)[:, 0]) - math.log(1 - self.weight)
        return np.where(x_is_atom == y_is_atom, np.where(x_is_atom, atoms, normal), -np.inf)
