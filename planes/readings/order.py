"""Readings of layers in a declared chain: what one layer says about the others.

A later layer is a function of an earlier one and of fresh noise, so by the data-processing inequality

* a lower end of a later layer is one of every earlier layer: the cumulative maximum from the last layer to the first;
* an upper end of an earlier layer is one of every later layer: the cumulative minimum from the first layer to the last.

Two neighbouring layers are one layer if each column has the same ranks in both: either is then a function of the other.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .protocol import Array, Reading

EXACT = ("quadrature", "noise", "counted")  # methods without an end to raise
_TIES = 0.01  # share of neighbouring values that rounding may have merged


def ordered(readings: Sequence[Reading], columns: Sequence[Array] | None = None) -> list[Reading]:
    """Readings of the same quantity for the layers of a chain, from the first to the last.

    Parameters
    ----------
    readings : sequence of Reading
    columns : sequence of array (n, d), optional
        The layers themselves, from the same pass: layers of equal ranks share one reading.

    Examples
    --------
    >>> from infoplane.planes.readings.order import ordered
    >>> from infoplane.planes.readings.protocol import Reading
    >>> first, second = Reading(1.9, 0.01, 1.9, 6.0, "learnt"), Reading(2.0, 0.01, 2.0, 2.1, "certificate")
    >>> [(reading.lower, reading.upper) for reading in ordered([first, second])]
    [(2.0, 6.0), (2.0, 2.1)]
    """
    found = list(readings)
    if columns is not None:
        for place in range(1, len(found)):
            if equal_ranks(columns[place - 1], columns[place]):
                found[place] = _same(found[place - 1])
        for place in range(len(found) - 1, 0, -1):  # an exact value behind a learnt one
            later = readings[place]
            exact_behind = later.method in EXACT and found[place - 1].method not in EXACT
            if exact_behind and equal_ranks(columns[place - 1], columns[place]):
                found[place], found[place - 1] = later, _same(later)
    for place in range(len(found) - 2, -1, -1):
        found[place] = _raised(found[place], found[place + 1])
    for place in range(1, len(found)):
        upper = max(min(found[place].upper, found[place - 1].upper), found[place].lower)
        found[place] = replace(found[place], upper=upper)
    return found


def equal_ranks(one: Array, other: Array) -> bool:
    """Whether every column of (n, d) has the same ranks in both."""
    if np.shape(one) != np.shape(other):
        return False
    order = np.argsort(one, axis=0, kind="stable")
    steps, other_steps = (np.diff(np.take_along_axis(np.asarray(values), order, axis=0), axis=0) for values in (one, other))
    return bool((other_steps >= 0).all() and ((steps == 0) != (other_steps == 0)).mean() <= _TIES)


def _same(reading: Reading) -> Reading:
    return replace(reading, flags=tuple(dict.fromkeys((*reading.flags, "same ranks as its neighbour"))))


def _raised(earlier: Reading, later: Reading) -> Reading:
    """The earlier reading with the lower end of the later one, where that is higher."""
    if later.lower <= earlier.lower or earlier.method in EXACT:
        return earlier
    higher = later.lower > earlier.nats
    nats, error = (later.lower, later.stderr) if higher else (earlier.nats, earlier.stderr)
    flags = tuple(dict.fromkeys((*earlier.flags, "raised by a later layer"))) if higher else earlier.flags
    upper = max(earlier.upper, later.lower)
    details = {**earlier.details, "before order": earlier.nats, "before order stderr": earlier.stderr}
    return replace(earlier, nats=nats, stderr=error, lower=later.lower, upper=upper, flags=flags, details=details)
