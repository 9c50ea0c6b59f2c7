"""Mutual information of small tables: the plug-in estimate less its error on tables that may have given the counts.

A table n_ab of counts is smoothed by a Dirichlet prior around independence,

    p ~ Dirichlet(n_ab + c q_a r_b),    q_a = n_a / n,  r_b = n_b / n,

whose strength c is drawn from its posterior: P(n | c) has a closed form, and ln c is taken as evenly distributed. A large c
says that the levels are independent, a small one that each level of x has its own levels of y.

The mean of I(p) over the posterior is too low, and its quantiles are too narrow, since the prior pulls towards independence.
So the tables serve as distributions of known MI: counts of n pairs are drawn from each, and with the plug-in estimate J,

    I = J(data) + mean of e,    e = I(p) - J(counts drawn from p),

whose interval goes from the 2.5 % quantile of J(data) + e to the 97.5 % one. In tables of 16 x 16 cells and 1,000 rows the bias
of J is about .1 nats; what remains is .01 to .02. It is worst on tables of a few common levels and many rare ones: with 16 x 16
cells .02 nats too high at 1,000 rows, where 78 % of the intervals hold, and .06 at 300 rows, where 63 % do. There `estimate_mi`
lowers the lower end.

Reference: E. Archer, I. M. Park, J. W. Pillow, Bayesian and quasi-Bayesian estimators for mutual information from discrete
data, Entropy 15 (2013), doi:10.3390/e15051738, for the mixture of Dirichlet priors.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Sample, refuse_constants

from .tables import MOST_CELLS, JointTable, counted, counts_of, table_information

_STRENGTHS = np.geomspace(0.1, 1e6, 60)  # from "each level of x has its own levels of y" to "independent" at any n
_ENDS = (0.025, 0.975)


@dataclass(frozen=True)
class DirichletMixture(CheckedEstimator):
    """Mutual information between labels, or rows of few distinct numbers, from tables that may have given the counts.

    Its bias is small even where a table has as many cells as there are rows. `details["lower"]` and `details["upper"]` are the
    ends of its 95 % interval.

    Parameters
    ----------
    draws : int
        Tables that are drawn from the posterior, at least 20.

    Raises
    ------
    ValueError
        If `draws` is below 20. `estimate` refuses tables of more than 40,000 cells.

    Examples
    --------
    >>> from infoplane.distributions import SymmetricChannel
    >>> channel = SymmetricChannel.with_mutual_information(0.5, 10)
    >>> estimate = DirichletMixture().estimate(*channel.sample(300, rng=1), rng=0)
    >>> bool(estimate.details["lower"] < 0.5 < estimate.details["upper"])
    True
    """

    draws: int = 200

    def __post_init__(self) -> None:
        if self.draws < 20:
            raise ValueError(f"DirichletMixture needs at least 20 draws for the ends of an interval; got {self.draws}.")

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Estimate I(X;Y) in nats from checked samples."""
        refuse_constants(x, y)
        x_codes, y_codes = counted(x, "x"), counted(y, "y")
        levels = (int(x_codes.max()) + 1, int(y_codes.max()) + 1)
        if levels[0] * levels[1] > MOST_CELLS:
            raise ValueError(
                f"A table of {levels[0]} x {levels[1]} levels has more than {MOST_CELLS:,} cells to draw: take PlugIn, NSB or "
                "estimate_mi, or merge rare levels."
            )
        table = counts_of(x_codes, y_codes, levels)
        plug_in, errors = table_information(table), smoothed(table, self.draws, rng).errors
        lower, upper = plug_in + np.quantile(errors, _ENDS)
        return Estimate(
            plug_in + float(errors.mean()),
            float(errors.std(ddof=1)),
            {"pairs": float((table > 0).sum()), "lower": float(lower), "upper": float(upper)},
        )


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

    @property
    def errors(self) -> Array:
        """What the plug-in estimate misses on each table, (draws,)."""
        return self.information - self.plug_in


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
