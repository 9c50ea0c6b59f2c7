"""What the fitted distributions miss among many columns, where neighbours would not see it either: one sentence, or none.

Curves and products of columns (`unexplained`) are compared twice with draws:

* of the copula: what their best pair of features shows beyond it, times three, would be above the upper end;
* of the distribution that the value rests on: all pairs of features together differ by far more than chance, and by more than
  the interval has room for. Then that distribution has another dependence than the data, and with it another MI.
"""

import numpy as np

from infoplane.estimators.twins.elliptical import EllipticalTwin
from infoplane.estimators.twins.explanation import Explanation
from infoplane.estimators.twins.statistics import MOST_COLUMNS
from infoplane.estimators.twins.value import Value
from infoplane.estimators.validation import Array

from .unexplained import Unexplained, unexplained

_TIMES_SHOWN = 3.0  # an exclusive or of two columns has nearly so many times what its best pair of features shows
_FAR = 10.0  # standard deviations; independent normals of n rows and d columns reach as many where n is 5 d
_ROWS_A_COLUMN = 20  # with fewer, more standard deviations by as many times
_SHARE = 0.25  # of the MI of the distribution: features beyond a Student distribution of wrong tails have less
SHOWN = (
    "Curves or products of columns share information that a copula does not hold and that neighbours among many columns do not "
    "see: the value may be far too low, so the upper end is open."
)
NOT_EXPLAINED = (
    "Curves and products of columns depend on each other in another way than in draws of the distribution that the value rests "
    "on: the value may be far off, so the upper end is open, and the lower end is what learnt coordinates prove."
)


def missed_by(found: Explanation, value: Value, pair: tuple[Array, Array], rng: np.random.Generator, upper: float) -> str:
    """One of the sentences above, or an empty text.

    Parameters
    ----------
    found : Explanation
        Of the pair of arrays (n, dx) and (n, dy).
    value : Value
    upper : float
        The upper end without this.
    """
    copula = next(one.twin for one in found.candidates if one.name == "ranks")
    assert isinstance(copula, EllipticalTwin)
    twin = value.candidate.twin
    # In fewer columns the mixture stands in rotated coordinates, and the entropies correct what a distribution lacks.
    corrected = value.candidate.name == "mixture" or value.carrier == "entropies"
    comparable = found.x_dim + found.y_dim > MOST_COLUMNS or not corrected
    if comparable and _is_far(unexplained(*pair, twin, rng), twin.estimate, upper, found.n / (found.x_dim + found.y_dim)):
        return NOT_EXPLAINED
    return SHOWN if _is_shown(unexplained(*pair, copula, rng), copula.estimate, upper) else ""


def missed_by_copula(copula: EllipticalTwin, pair: tuple[Array, Array], rng: np.random.Generator, upper: float) -> str:
    """The same where nothing but a copula was fitted to the pair."""
    lack = unexplained(*pair, copula, rng)
    far = _is_far(lack, copula.estimate, upper, len(pair[0]) / len(copula.dispersion))
    return SHOWN if far or _is_shown(lack, copula.estimate, upper) else ""


def _is_far(lack: Unexplained, nats: float, upper: float, rows_a_column: float) -> bool:
    return lack.z > _FAR * max(1.0, _ROWS_A_COLUMN / rows_a_column) and lack.total > max(upper - nats, _SHARE * nats)


def _is_shown(lack: Unexplained, nats: float, upper: float) -> bool:
    return lack.largest > 0 and nats + _TIMES_SHOWN * lack.largest > upper
