"""Too few rows, or rows far fewer than columns: a lower end that a permutation bound justifies, and no upper end.

The lower end rests on one column of x and one of y. Their normal scores have normal margins, and among all pairs with normal
margins and correlation r the normal one has least information:

    I(X;Y) >= I(X_i;Y_j) >= -1/2 ln(1 - r^2).

Fisher's z = atanh |r| of the best pair of columns is compared with its 97.5 % point over shuffled pairs, which allows for the
choice of the pair and for the few rows. Only the excess counts: r = tanh(z - z_shuffled). Rows that lie on a line make z
infinite, but n of them show no more than neighbours among n rows can, psi(n) - psi(5).
"""

import math

import numpy as np

from infoplane.estimators.twins.scores import rank_scores
from infoplane.estimators.validation import Array

from .measurement import Alternative, Measurement, Null
from .preparation.relations import most_shown

FEW_ROWS = 30
_ROWS_A_COLUMN = 2.5  # fewer rows for each column: the columns of a sample are nearly collinear by chance
_SHUFFLES = 199
_QUANTILE = 0.975


def are_few(n: int, columns: int) -> bool:
    """Whether n rows of that many columns in all are too few for an upper end."""
    return n < FEW_ROWS or n < _ROWS_A_COLUMN * columns


def measure_few(x: Array, y: Array, rng: np.random.Generator) -> Measurement:
    """Bound the MI of few rows from below.

    Parameters
    ----------
    x, y : array (n, dx), (n, dy)
        Columns of numbers, none of them constant.
    rng : numpy.random.Generator

    Returns
    -------
    Measurement
        The value is that of the best pair of columns as if it were normal, less its mean on shuffled pairs.
    """
    n, columns = len(x), x.shape[1] + y.shape[1]
    zx, zy = _unit_scores(x), _unit_scores(y)
    found = _strongest(zx, zy)
    shuffled = np.array([_strongest(zx, zy[rng.permutation(n)]) for _ in range(_SHUFFLES)])
    chance = float(np.quantile(shuffled, _QUANTILE, method="higher"))  # infinite among a handful of rows
    excess = found - chance if found > chance else 0.0
    most = most_shown(n)
    nulls = np.minimum(_normal_nats(shuffled), most)
    null = Null(float(nulls.mean()), float(nulls.std(ddof=1)), _SHUFFLES)
    value = min(float(_normal_nats(found)), most) - null.mean
    lower = min(float(_normal_nats(excess)), most, max(value, 0.0))
    what = f"{n} rows are too few" if n < FEW_ROWS else f"{n} rows are too few for {columns} columns"
    return Measurement(
        value,
        null.sd,
        lower=lower,
        upper=math.inf,
        estimator="normal scores of the best pair of columns",
        reason=f"{what} for more than a lower end.",
        flags=(f"{what} to set an upper end.",),
        alternatives=(
            Alternative("normal scores of the best pair of columns", value, null.sd, True, "Nothing else is possible."),
        ),
        null=null,
        n=n,
    )


def _unit_scores(points: Array) -> Array:
    """Normal scores of the ranks of (n, d), equal values at their mean rank, as centred columns of unit length."""
    scores = rank_scores(points)
    scores -= scores.mean(axis=0)
    return scores / np.sqrt((scores**2).sum(axis=0))


def _strongest(x: Array, y: Array) -> float:
    """Fisher's z of the most correlated pair of columns."""
    with np.errstate(divide="ignore"):
        return float(np.arctanh(min(1.0, float(np.abs(x.T @ y).max()))))


def _normal_nats(z: Array | float) -> Array:
    """-1/2 ln(1 - tanh(z)^2) = ln cosh z, without overflow."""
    z = np.asarray(z)
    return z + np.log1p(np.exp(-2 * z)) - math.log(2)
