"""x and y are numbers: the twin that explains the data, corrected, with a calibrated interval.

`twins.value` decides the value, `twins.signs` and `calibration` its interval.
"""

import math

import numpy as np

from infoplane.estimators.twins.blocks import blocks_of, from_other_blocks, shown_too_much
from infoplane.estimators.twins.elliptical import EllipticalTwin, strongest_pair
from infoplane.estimators.twins.explanation import Candidate, Explanation, explain
from infoplane.estimators.twins.signs import signs_of
from infoplane.estimators.twins.statistics import FEW_COLUMNS, MOST_COLUMNS
from infoplane.estimators.twins.unseen.missed import NOT_EXPLAINED, missed_by
from infoplane.estimators.twins.value import Value, value_of
from infoplane.estimators.validation import Array

from .calibration import calibration
from .measurement import Measurement
from .preparation.spread import in_order
from .presentation.evidence import Alternative, Null

_PROOF = 3.0  # standard errors below the learnt coordinates, of which the better of two is taken
_UNEXPLAINED = 4.0  # standard deviations, for the mean over the statistics
_RANKS_SEE_LESS = 1.0  # nats than half of ln n: ranks are known to 1 / sqrt(n), which hides what is finer among rotated columns
_NAMES = {
    "columns": "a normal or Student distribution of the columns",
    "ranks": "a normal or Student copula",
    "mixture": "a mixture of normals after smooth maps of x and y",
    "pairs": "independent pairs of coordinates of any shape",
}
_CARRIERS = {
    "": "",
    "counts": ", corrected by neighbour counts (KSG)",
    "entropies": ", corrected by weighted neighbour entropies (G+WKL)",
    "learnt": ", corrected by learnt coordinates",
    "pairs": ", corrected by pairs of coordinates",
    "between": ", with what lies between the pairs",
}
_OF_BLOCK = " That was seen on {:,} of the rows, drawn at random; the others move the value alone."
_LEARNT = (
    "Coordinates that were learnt on half of the rows share more information than neighbours in all columns see: the value may "
    "be far too low, so the upper end is open."
)
_PROVEN = "Learnt coordinates share at least {:.3f} nats, which is more than the value: it is too low."
_NO_TWIN = (
    "In many columns no simple distribution explains the data: the estimators differ by {0:.1f} standard deviations between "
    "the data and draws of the best one. The value may be far too low, so the upper end is open."
)
_BEYOND_RANKS = (
    "The ranks of n rows determine one pair of many coordinates up to about half of ln n nats. One pair comes near it, so the "
    "value may be too low, and the upper end is open."
)
_EQUAL_RANKS = (
    "One pair of coordinates has more than ln n nats by its ranks: they are equal nearly everywhere, which says too much. The "
    "lower end reaches to the least of all fitted distributions."
)


def measure_numbers(x: Array, y: Array, rng: np.random.Generator) -> Measurement:
    """Measure I(X;Y) of continuous columns without ties.

    Parameters
    ----------
    x, y : array (n, dx), (n, dy)
        At least 30 rows, columns of full rank.
    rng : numpy.random.Generator

    Returns
    -------
    Measurement
        Its `details` hold the signs of the interval, and where coordinates were learnt, what they prove ("proven").
    """
    first, second = in_order(x, y)  # the result is the same for (x, y) and (y, x)
    swapped = first is not x
    blocks = blocks_of(len(x), rng)
    found = explain(first[blocks[0]], second[blocks[0]], rng)
    value = value_of(found)
    nats = value.nats + from_other_blocks(found, value, first, second, blocks)
    signs = signs_of(found, value)
    proven = found.data.learnt - _PROOF * found.data.learnt_stderr
    if len(blocks) > 1:
        proven += nats - value.nats - shown_too_much(value)
    lower, upper = calibration("full").interval(nats, signs, proven)
    flags: tuple[str, ...] = (_LEARNT,) if value.carrier == "learnt" else ()
    flags += (_PROVEN.format(proven),) if proven > max(nats, 0.0) else ()
    misfit = math.sqrt(value.misfits[value.candidate.name])
    unseen = _unseen(found, value, misfit)
    if _EQUAL_RANKS in unseen:
        lower = max(0.0, min(lower, *(one.twin.estimate for one in found.candidates)))
    if found.x_dim + found.y_dim > FEW_COLUMNS and (missed := missed_by(found, value, (first, second), rng.spawn(1)[0], upper)):
        unseen += (missed,)
        lower = min(lower, float(np.fmax(proven, 0.0))) if missed == NOT_EXPLAINED else lower
    if unseen:
        flags, upper = (*flags, *unseen), math.inf
    details = {f"sign_{name}": number for name, number in signs.items()}
    statistic = "counts" if value.carrier == "counts" or math.isnan(found.data.entropies) else "entropies"
    shuffles = np.array([getattr(one, statistic) for one in found.shuffles])
    twin = value.candidate.twin
    return Measurement(
        nats,
        details=details if math.isnan(proven) else {**details, "proven": proven},
        lower=lower,
        upper=upper,
        estimator=f"{_NAMES[value.candidate.name]}{_CARRIERS[value.carrier]}",
        reason=_reason(value, misfit) + (_OF_BLOCK.format(found.n) if found.n < len(x) else ""),
        flags=flags,
        alternatives=_alternatives(found, value),
        null=Null(float(shuffles.mean()), float(shuffles.std(ddof=1)), len(shuffles)),
        n=len(x),
        twin=twin.swapped() if swapped else twin,
    )


def _unseen(found: Explanation, value: Value, misfit: float) -> tuple[str, ...]:
    """What opens the upper end in many columns."""
    if found.x_dim + found.y_dim <= MOST_COLUMNS:
        return ()
    strongest = _strongest_of_ranks(found, value)
    unseen = (
        (misfit > _UNEXPLAINED, _NO_TWIN.format(misfit)),
        (math.log(found.n) / 2 - _RANKS_SEE_LESS < strongest <= math.log(found.n), _BEYOND_RANKS),
        (strongest > math.log(found.n), _EQUAL_RANKS),
    )
    return tuple(flag for holds, flag in unseen if holds)


def _strongest_of_ranks(found: Explanation, value: Value) -> float:
    """MI of the strongest pair of the copula, in nats, if the value rests on ranks; else 0."""
    if value.candidate.name == "columns":
        return 0.0
    twin = next(one.twin for one in found.candidates if one.name == "ranks")
    assert isinstance(twin, EllipticalTwin)
    return strongest_pair(twin.dispersion, twin.x_dim)


def _reason(value: Value, misfit: float) -> str:
    """Why the value was taken."""
    if misfit > _UNEXPLAINED:
        return f"Of all that were fitted, this distribution, of {value.candidate.twin.mutual_information:.3f} nats, is nearest."
    return (
        f"On data sets drawn from this distribution, of {value.candidate.twin.mutual_information:.3f} nats, the estimators say "
        f"the same as on the data, within {misfit:.1f} standard deviations."
    )


def _alternatives(found: Explanation, value: Value) -> tuple[Alternative, ...]:
    """Every twin, and every statistic."""
    null = found.shuffled("entropies")
    said = {
        "counts": ("KSG", "It is too low where dependence is strong, or columns are many."),
        "entropies": ("G+WKL", f"It says {null:.3f} of shuffled pairs."),
        "learnt": ("learnt coordinates", "It is a lower bound, on rows that were not used to learn."),
        "pairs": (
            "pairs of coordinates",
            "It is the sum over pairs of one coordinate of each side, and what is normal between them.",
        ),
    }
    rows = [_twin_row(one, value) for one in found.candidates]
    for name, (method, reason) in said.items():
        nats, stderr = getattr(found.data, name), getattr(found.data, f"{name}_stderr")
        if math.isfinite(nats):
            rows.append(Alternative(method, nats, stderr, value.carrier == name, reason))
    return tuple(rows)


def _twin_row(one: Candidate, value: Value) -> Alternative:
    misfit = math.sqrt(value.misfits[one.name])
    taken = one.name == value.candidate.name
    reason = f"The estimators differ by {misfit:.1f} standard deviations between the data and its draws."
    return Alternative(_NAMES[one.name], one.twin.estimate, None, taken, reason, misfit)
