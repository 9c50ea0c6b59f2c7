"""Tables of counts of pairs of levels, and tables of probabilities that may have given them.

A table n_ab of counts is smoothed by a Dirichlet prior around independence,

    p ~ Dirichlet(n_ab + c q_a r_b),    q_a = n_a / n,  r_b = n_b / n,

whose strength c is drawn from its posterior: P(n | c) has a closed form, and ln c is taken as evenly distributed. A large c
says that the levels are independent, a small one that each level of x has its own levels of y. A table of probabilities is a
distribution of known MI (`JointTable`), so what an estimator says of counts drawn from it is compared with its MI.

References: E. Archer, I. M. Park, J. W. Pillow, Bayesian and quasi-Bayesian estimators for mutual information from discrete
data, Entropy 15 (2013), doi:10.3390/e15051738; W. M. Patefield, Algorithm AS 159 (1981), for shuffled tables.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy
from scipy.stats import random_table

from infoplane.estimators.validation import Array, Labels

_STRENGTHS = np.geomspace(0.1, 1e6, 60)  # from "each level of x has its own levels of y" to "independent" at any n


def table_information(table: Array) -> float:
    """MI in nats of a table (K, L) of counts or of probabilities, which need not sum to 1."""
    p = table / table.sum()
    return float(xlogy(p, p).sum() - sum(xlogy(margin, margin).sum() for margin in (p.sum(axis=0), p.sum(axis=1))))


def count_information(x: Labels, y: Labels) -> float:
    """The plug-in estimate in nats from labels 0 .. K-1 and 0 .. L-1 (n,), of which no table is made."""
    pairs = np.unique(x * (y.max() + 1) + y, return_counts=True)[1]
    shares = [counts / len(x) for counts in (pairs, np.bincount(x), np.bincount(y))]
    joint, *margins = (float(xlogy(p, p).sum()) for p in shares)
    return joint - sum(margins)


@dataclass(frozen=True, eq=False)
class JointTable:
    """Labels X (n,) and Y (n,) drawn from a table of probabilities.

    Parameters
    ----------
    probabilities : array (K, L)
        P(X = a, Y = b), with sum 1.

    Examples
    --------
    >>> print(f"{JointTable(np.eye(2) / 2).mutual_information:.4f}")  # ln 2
    0.6931
    """

    probabilities: Array
    x_shape = y_shape = ()

    @cached_property
    def mutual_information(self) -> float:
        return table_information(self.probabilities)

    def sample(self, n: int, *, rng: Any = None) -> tuple[Labels, Labels]:
        """Draw n independent pairs of labels (n,)."""
        cells = np.random.default_rng(rng).choice(self.probabilities.size, size=n, p=self.probabilities.ravel())
        x, y = np.divmod(cells, self.probabilities.shape[1])
        return x, y


def counts_of(x: Labels, y: Labels, levels: tuple[int, int]) -> Array:
    """The table (K, L) of counts of pairs of labels 0 .. K-1 and 0 .. L-1."""
    return np.bincount(x * levels[1] + y, minlength=levels[0] * levels[1]).reshape(levels).astype(np.float64)


def shuffled_tables(table: Array, draws: int, rng: np.random.Generator) -> Array:
    """MI (draws,) of tables with the margins of this one, as shuffled pairs give them."""
    rows, columns = (table.sum(axis=axis).astype(np.int64) for axis in (1, 0))
    margins = random_table(rows, columns)
    return np.array([table_information(margins.rvs(random_state=rng)) for _ in range(draws)])


class Smoothed(NamedTuple):
    """Tables of probabilities that may have given the counts.

    Attributes
    ----------
    information : array (draws,)
        MI of each table in nats.
    plug_in : array (draws,)
        The plug-in estimate from counts drawn from each table.
    mean : JointTable
        The counts with the mean prior.
    """

    information: Array
    plug_in: Array
    mean: JointTable


def smoothed(table: Array, draws: int, rng: np.random.Generator) -> Smoothed:
    """Draw tables of probabilities from the posterior of the counts (K, L), and counts from each of them."""
    n = int(table.sum())
    prior = np.outer(table.sum(axis=1), table.sum(axis=0)) / n**2
    weights = _strength_weights(table, prior, n)
    information, plug_in = np.empty(draws), np.empty(draws)
    for draw, strength in enumerate(rng.choice(_STRENGTHS, size=draws, p=weights)):
        probabilities = rng.standard_gamma(table + strength * prior)
        probabilities /= probabilities.sum()
        information[draw] = table_information(probabilities)
        plug_in[draw] = table_information(_drawn(probabilities, n, rng) / n)
    strength = float(np.exp(weights @ np.log(_STRENGTHS)))
    return Smoothed(information, plug_in, JointTable((table + strength * prior) / (n + strength)))


def _strength_weights(table: Array, prior: Array, n: int) -> Array:
    """Posterior weights of the strengths: the likelihood of the counts under each, normalised."""
    seen = table > 0  # the other cells contribute a factor of 1
    scaled = _STRENGTHS[:, None] * prior[seen]
    terms = (gammaln(scaled + table[seen]) - gammaln(scaled)).sum(axis=1)
    log = terms + gammaln(_STRENGTHS) - gammaln(_STRENGTHS + n)
    weights = np.exp(log - log.max())
    return np.asarray(weights / weights.sum())


def _drawn(probabilities: Array, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.multinomial(n, probabilities.ravel()).reshape(probabilities.shape)
