"""x and y are numbers: the twin that explains the data, corrected, with a calibrated interval.

`value` decides the value, `signs` and `calibration` its interval. Two things open the interval further:

* what KSG cannot distinguish from noise may be there, whatever the twin says: the upper end is at least one and a half
  standard deviations of KSG above the value;
* learnt coordinates that share more information than the twin explains prove that neighbours miss something, and nobody knows
  how much: the upper end then opens by as much as they added. The lower end is at least what they prove.
"""

import math
from hashlib import blake2b

import numpy as np

from infoplane.estimators.twins.explanation import Candidate, Explanation, explain
from infoplane.estimators.twins.signs import signs_of
from infoplane.estimators.twins.value import Value, value_of
from infoplane.estimators.validation import Array

from .calibration import calibration
from .measurement import Measurement
from .presentation.evidence import Alternative, Null
from .presentation.forms import LEVEL

_UNSEEN = 1.5  # standard deviations of KSG
_PROOF = 2.0  # standard errors below the learnt coordinates
_CEILING = 0.55  # share of ln(n) - 1.5 from which KSG alone gives a lower bound
_NAMES = {
    "columns": "a normal or Student distribution of the columns",
    "ranks": "a normal or Student copula",
    "mixture": "a mixture of normals after smooth maps of x and y",
}
_CARRIERS = {
    "": "",
    "counts": ", corrected by neighbour counts (KSG)",
    "entropies": ", corrected by weighted neighbour entropies",
    "learnt": ", corrected by learnt coordinates",
}
_LEARNT = (
    "Coordinates that were learnt on half of the rows share more information than neighbours in all columns see: the value may "
    "be far too low, so the upper end is open."
)
_THIN = "x or y lies on a curve or a sheet of fewer dimensions than it has columns: neighbour counts alone give the value."
_LOWER_BOUND = "The value is near the limit of neighbour counts for this n, so it is a lower bound: the upper end is infinite."


def measure_numbers(x: Array, y: Array, rng: np.random.Generator) -> Measurement:
    """Measure I(X;Y) of continuous columns without ties.

    Parameters
    ----------
    x, y : array (n, dx), (n, dy)
        At least 30 rows, columns of full rank.
    rng : numpy.random.Generator
    """
    swapped = _order(y) < _order(x)  # the result is the same for (x, y) and (y, x)
    found = explain(*((y, x) if swapped else (x, y)), rng)
    value = value_of(found)
    signs = signs_of(found, value)
    lower, upper, flags = _interval(found, value, signs)
    carrier = value.carrier
    method = "KSG" if carrier == "thin" else f"{_NAMES[value.candidate.name]}{_CARRIERS[carrier]}"
    statistic = "counts" if carrier in ("counts", "thin") or math.isnan(found.data.entropies) else "entropies"
    shuffles = np.array([getattr(one, statistic) for one in found.shuffles])
    twin = value.candidate.twin
    return Measurement(
        value.nats,
        (upper - lower) / 3.92 if math.isfinite(upper) else None,
        {f"sign_{name}": number for name, number in signs.items()},
        lower=lower,
        upper=upper,
        estimator=method,
        reason=_reason(found, value),
        flags=flags,
        alternatives=_alternatives(found, value),
        null=Null(float(shuffles.mean()), float(shuffles.std(ddof=1)), len(shuffles)),
        n=found.n,
        twin=None if carrier == "thin" else twin.swapped() if swapped else twin,
    )


def _interval(found: Explanation, value: Value, signs: dict[str, float]) -> tuple[float, float, tuple[str, ...]]:
    """The printed interval, with the flags that belong to it."""
    factor = calibration().factor(LEVEL)
    down, up = (factor * scale for scale in calibration().scales(signs))
    lower, upper = value.nats - down, value.nats + max(up, _UNSEEN * value.deviations["counts"])
    flags = []
    if value.carrier == "thin":
        flags.append(_THIN)
        if value.nats > _CEILING * (math.log(found.n) - 1.5):
            flags.append(_LOWER_BOUND)
            upper = math.inf
    if value.carrier == "learnt":
        flags.append(_LEARNT)
        upper = max(upper, value.nats + value.correction)
    if math.isfinite(found.data.learnt):
        proven = found.data.learnt - _PROOF * found.data.learnt_stderr
        lower, upper = max(lower, proven), max(upper, proven)
    return max(lower, 0.0), max(upper, 0.0), tuple(flags)


def _reason(found: Explanation, value: Value) -> str:
    """Why the value was taken."""
    start = f"n = {found.n:,}, {found.x_dim} + {found.y_dim} columns of numbers"
    if value.carrier == "thin":
        return f"{start}: no simple distribution fits x or y."
    misfit = math.sqrt(value.misfits[value.candidate.name])
    return (
        f"{start}: on data sets drawn from this distribution, of {value.candidate.twin.estimate:.3f} nats, the "
        f"estimators say the same as on the data, within {misfit:.1f} standard deviations."
    )


def _alternatives(found: Explanation, value: Value) -> tuple[Alternative, ...]:
    """Every twin, and every statistic."""
    rows = [_twin_row(one, value) for one in found.candidates]
    data, null = found.data, found.shuffled("entropies")
    statistics = (
        ("counts", "KSG", data.counts, data.counts_stderr, "biased towards 0 where dependence is strong"),
        ("entropies", "G+WKL", data.entropies, data.entropies_stderr, f"it says {null:.3f} of shuffled pairs"),
        (
            "learnt",
            "learnt coordinates",
            data.learnt,
            data.learnt_stderr,
            "a lower bound, on held-out rows",
        ),
    )
    for name, method, nats, stderr, reason in statistics:
        if math.isfinite(nats):
            taken = value.carrier == name or (value.carrier == "thin" and name == "counts")
            rows.append(Alternative(method, nats, stderr, taken, reason))
    return tuple(rows)


def _twin_row(one: Candidate, value: Value) -> Alternative:
    misfit = math.sqrt(value.misfits[one.name])
    taken = one.name == value.candidate.name and value.carrier != "thin"
    return Alternative(_NAMES[one.name], one.twin.estimate, None, taken, f"misfit of {misfit:.1f} standard deviations", misfit)


def _order(points: Array) -> tuple[int, float, bytes]:
    """A key that orders x and y by what they hold."""
    return points.shape[1], float(np.abs(points).sum()), blake2b(np.ascontiguousarray(points).tobytes(), digest_size=8).digest()
