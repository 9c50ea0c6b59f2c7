"""Twins by columns and by ranks: fit an elliptical distribution to the columns as they are, or to their copula.

The copula twin sees ranks alone. For nu degrees of freedom the ranks become quantiles of the Student distribution,

    z_ij = T_nu^-1((rank_ij - 1/2) / n),

and the dispersion of z with unit diagonal is fitted. Its likelihood is that of z less that of the columns alone.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri, stdtrit
from scipy.stats import t as student

from infoplane.estimators.kernels.ranks import mean_ranks
from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.validation import Array, Rows

from .elliptical import DOFS, EllipticalTwin, fit_dispersion, log_density, twin_with
from .scores import rank_scores

_ROWS = 4096  # at a time


def fit_columns(x: Array, y: Array, fitted: Rows, held_out: Rows) -> EllipticalTwin:
    """The elliptical twin of the columns.

    Parameters
    ----------
    x, y : arrays (n, dx), (n, dy)
    fitted, held_out : arrays of row numbers
        The degrees of freedom are those with the largest likelihood of the held-out rows, fitted to the others.

    Returns
    -------
    EllipticalTwin
        Fitted to all rows.
    """
    z = np.hstack([x, y])
    best: tuple[float, float] | None = None
    start = None
    for dof in DOFS:
        start_now = None if start is None or math.isinf(dof) else start
        location, dispersion = fit_dispersion(z[fitted], dof, start_now)
        start = (location, dispersion) if math.isfinite(dof) else None
        likelihood = float(log_density(z[held_out] - location, dispersion, dof).mean())
        if best is None or likelihood > best[0]:
            best = (likelihood, dof)
        elif math.isfinite(dof) and math.isfinite(best[1]):
            break
    assert best is not None
    _, dispersion = fit_dispersion(z, best[1])
    return twin_with(dispersion, x.shape[1], best[1], len(z))


def fit_copula(x: Array, y: Array, fitted: Rows, held_out: Rows, dofs: Sequence[float] = DOFS) -> EllipticalTwin:
    """The twin of the ranks: parameters and result as in `fit_columns`, with degrees of freedom to choose from."""
    scores = RankScores(np.hstack([x, y]))
    best: tuple[float, float] | None = None
    start = _of_scores(scores.halves[fitted].astype(np.float64))
    for dof in dofs:
        quantiles = scores.quantiles(dof)
        dispersion = _correlation(quantiles[fitted], dof, start)
        rows = quantiles[held_out]
        likelihood = float((log_density(rows, dispersion, dof) - _log_margins(rows, dof)).mean())
        if best is None or likelihood > best[0]:
            best = (likelihood, dof)
        elif dof < dofs[1]:
            break
    assert best is not None
    return _of_all(scores, best[1], x.shape[1])


def copula_with(x: Array, y: Array, dof: float) -> EllipticalTwin:
    """The twin of the ranks with these degrees of freedom: parameters and result as in `fit_columns`."""
    return _of_all(RankScores(np.hstack([x, y])), dof, x.shape[1])


class RankScores:
    """Quantiles of the ranks of points (n, d), each computed once for all columns that have its rank."""

    def __init__(self, points: Array) -> None:
        self.halves = (2 * mean_ranks(points)).astype(np.int64)  # mean ranks are multiples of 1/2
        present = np.zeros(2 * len(points) + 1, np.bool_)
        present[self.halves] = True
        self._present = np.flatnonzero(present)

    def quantiles(self, dof: float) -> Array:
        """T_nu^-1((rank - 1/2) / n), (n, d)."""
        n = len(self.halves)
        table = np.empty(2 * n + 1)
        table[self._present] = copula_quantiles((self._present / 2 - 0.5) / n, dof)
        return table[self.halves]


def _of_all(scores: RankScores, dof: float, x_dim: int) -> EllipticalTwin:
    start = np.asarray(np.corrcoef(scores.quantiles(math.inf).T))
    dispersion = _correlation(scores.quantiles(dof), dof, start)
    return twin_with(dispersion, x_dim, dof, len(scores.halves), normal_margins=True)


def copula_quantiles(uniform: Array, dof: float) -> Array:
    """Quantiles of the Student or normal distribution at numbers between 0 and 1."""
    quantiles = np.empty(uniform.shape)

    def fill(first: int, last: int) -> None:
        part = uniform[first:last]
        quantiles[first:last] = ndtri(part) if math.isinf(dof) else stdtrit(dof, part)

    run_chunks(fill, len(uniform), _ROWS)
    return quantiles


def _of_scores(points: Array) -> Array:
    """Correlations of the normal scores. They depend on ranks alone, so all degrees of freedom have the same."""
    return np.asarray(np.corrcoef(rank_scores(points).T))


def _correlation(z: Array, dof: float, start: Array) -> Array:
    return start if math.isinf(dof) else fit_dispersion(z, dof, (np.zeros(z.shape[1]), start), centred=True)[1]


def _log_margins(z: Array, dof: float) -> Array:
    """Sum over columns of the log density."""
    return np.asarray((-(z**2) / 2 - math.log(2 * math.pi) / 2 if math.isinf(dof) else student.logpdf(z, dof)).sum(axis=1))
