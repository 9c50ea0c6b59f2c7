"""Limits that no true value breaks, held against the rows of one evaluation; and a sentence about a whole run.

With X uniform on the n inputs that were looked at, and layers in a chain X -> L1 -> L2 -> ...,

    0 <= I(L;Y) <= H(Y),    I(L;Y) <= I(X;L) <= ln n,    I(X;L2) <= I(X;L1),    I(L2;Y) <= I(L1;Y).

An estimate may leave them by chance. It counts as impossible if it does so by more than two standard errors.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from .row import ENTROPY, INPUT, LABEL, PlaneRow, flagged, flags_of, is_exact

ERRORS = 2.0  # standard errors beyond a limit, from which on a value counts as impossible
_ROUNDING = 1e-9
BELOW, ABOVE_CAP, ABOVE_ENTROPY = "below 0", "above ln n", "above H(Y)"
ABOVE_INPUT, ABOVE_BEFORE = "above I(X;L)", "above the layer before"
LIMITS = (BELOW, ABOVE_CAP, ABOVE_ENTROPY, ABOVE_INPUT, ABOVE_BEFORE)
Chains = Sequence[Sequence[str]]
_Place = tuple[str, str, str]  # estimator, quantity, layer


def judged(rows: Sequence[PlaneRow], chains: Chains = ()) -> list[PlaneRow]:
    """The rows of one evaluation of one part; those that break a limit have the status ``impossible`` and say which.

    Parameters
    ----------
    rows : sequence of PlaneRow
    chains : sequence of sequences of str
        Layers that are a chain, from the input on.
    """
    entropy = next((row.value for row in rows if row.quantity == ENTROPY), None)
    values = {(row.estimator, row.quantity, row.layer): row for row in rows if row.status == "ok" and row.value is not None}
    before = {later: earlier for chain in chains for earlier, later in pairwise(chain)}
    return [
        _judged(row, _broken(row, values, entropy, before.get(row.layer))) if row.quantity in (INPUT, LABEL) else row
        for row in rows
    ]


def _judged(row: PlaneRow, broken: Sequence[str]) -> PlaneRow:
    if not broken:
        return row
    message = f"impossible by more than {ERRORS:g} standard errors: {', '.join(broken)}"
    return flagged(row, *broken)._replace(status="impossible", message=message)


def _broken(row: PlaneRow, values: Mapping[_Place, PlaneRow], entropy: float | None, before: str | None) -> list[str]:
    if row.status != "ok" or row.value is None or is_exact(row.estimator):
        return []
    own = (row.value, row.stderr or 0.0)
    broken = [BELOW] if _exceeds((0.0, 0.0), own) else []
    if row.quantity == INPUT and _exceeds(own, (math.log(row.n), 0.0)):
        broken.append(ABOVE_CAP)
    if row.quantity == LABEL and entropy is not None and _exceeds(own, (entropy, 0.0)):
        broken.append(ABOVE_ENTROPY)
    for name, place in (
        (ABOVE_INPUT, (row.estimator, INPUT, row.layer) if row.quantity == LABEL else None),
        (ABOVE_BEFORE, (row.estimator, row.quantity, before) if before is not None else None),
    ):
        other = values.get(place) if place is not None else None
        if other is not None and other.value is not None and _exceeds(own, (other.value, other.stderr or 0.0)):
            broken.append(name)
    return broken


def _exceeds(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] - other[0] > ERRORS * math.hypot(one[1], other[1]) + _ROUNDING


def remarks(rows: Iterable[PlaneRow]) -> list[str]:
    """One sentence for each estimator about the flags of a run, and one about rows that failed or are infinite."""
    own: dict[str, list[PlaneRow]] = {}
    failed: dict[str, list[PlaneRow]] = {}
    for row in rows:
        if row.quantity in (INPUT, LABEL):
            (own if row.status in ("ok", "impossible") else failed).setdefault(
                row.estimator if row.status in ("ok", "impossible") else row.status, []
            ).append(row)
    said = [_sentence(name, found) for name, found in own.items() if not is_exact(name)]
    for status, found in failed.items():
        kind = "are infinite" if status == "infinite" else "failed"
        said.append(f"{len(found):,} readings {kind}; the first: {found[0].layer}, {found[0].message.rstrip('.')}.")
    return said


def _sentence(name: str, rows: Sequence[PlaneRow]) -> str:
    flags = Counter(flag for row in rows for flag in flags_of(row))
    impossible = sum(row.status == "impossible" for row in rows)
    broken = ", ".join(f"{flags[limit]:,} {limit}" for limit in LIMITS if flags[limit])
    others = ", ".join(f"{count:,} {flag}" for flag, count in flags.most_common() if flag not in LIMITS)
    said = f"{name}: of {len(rows):,} readings {impossible:,} are impossible by more than {ERRORS:g} standard errors"
    return said + (f" ({broken})" if impossible else "") + (f"; flagged: {others}." if others else ".")
