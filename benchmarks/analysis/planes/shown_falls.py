"""Which phases were real: the falls of I(X;L) that an estimate shows, held against both ends of the default recipe.

An estimate without ends shows a fall if its peak exceeds its last value significantly (`falls`). With X uniform on the inputs
that were looked at, l_e <= I(X;L) <= u_e at every epoch e, so from any epoch to the last I(X;L) falls by at most
max_e u_e - l_last. A shown fall is

    real             if the ends themselves fell (`compression`); its size may still be wrong
    not possible     if it is larger than max_e u_e - l_last by more than three standard errors: the estimator made it
    not decided      elsewhere

If the recipe took n of the N inputs of the estimate, the upper end over all N is u_e + ln(N / n), by the chain rule.
"""

from collections import Counter
from collections.abc import Sequence
from math import hypot, inf, isnan, log
from typing import Any, NamedTuple

import pandas as pd

from infoplane.benchmarks.units import Units
from infoplane.planes import PlaneRow
from infoplane.planes.readings.compression import ERRORS, Compression
from infoplane.planes.rows.frame import frame_of, points
from infoplane.planes.rows.row import BOUNDS, INPUT, is_bounds, is_exact

from .compressions import compressions
from .falls import fall_of

REAL, IMPOSSIBLE, UNKNOWN = "real", "not possible", "not decided"


class ShownFall(NamedTuple):
    """A fall of I(X;L) that an estimate shows in one run, in nats."""

    estimator: str
    part: str
    layer: str
    seed: int
    fall: float
    most: float  # by which I(X;L) can have fallen
    verdict: str


def shown_falls(rows: Sequence[PlaneRow]) -> list[ShownFall]:
    """The significant falls that estimates show where the default recipe has read the same layer."""
    curves, answers = _curves(rows), compressions(rows)
    inputs = {(row.estimator, row.part): row.n for row in rows if row.quantity == INPUT}
    found = []
    for (estimator, *place), own in curves.items():
        part, layer, seed = curve = (str(place[0]), str(place[1]), int(place[2]))
        shown = fall_of(own)
        if not _has_ends(estimator) and curve in answers and shown.significant:
            most, error = _most(curves.get((BOUNDS, *curve)), own)
            most += max(log(inputs[estimator, part] / inputs[BOUNDS, part]), 0.0)
            verdict = _verdict(answers[curve], shown.fall - most > ERRORS * hypot(shown.fall_se, error))
            found.append(ShownFall(estimator, part, layer, seed, float(shown.fall), most, verdict))
    return found


def remarks_of(rows: Sequence[PlaneRow], units: Units = Units.nats) -> list[str]:
    """One sentence for each estimator without ends: how many of its falls were real, and which was the furthest from it."""
    falls, answers, said = shown_falls(rows), compressions(rows), []
    curves = [(estimator, place) for estimator, *place in _curves(rows) if not _has_ends(estimator) and tuple(place) in answers]
    for estimator, number in Counter(estimator for estimator, _ in curves).items():
        own = [fall for fall in falls if fall.estimator == estimator]
        counts = Counter(fall.verdict for fall in own)
        told = ": " + ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in (REAL, IMPOSSIBLE, UNKNOWN)) if own else ""
        fell = sum(answers[part, layer, seed].verdict == "fell" for name, (part, layer, seed) in curves if name == estimator)
        missed = f"; of {_counted(fell, 'certain fall')} it shows {counts[REAL]:,}" if fell else ""
        shown = _counted(len(own), "significant fall") if own else "no significant fall"
        said.append(
            f"{estimator} shows {shown} of I(X;L) in {_counted(number, 'curve')} (a layer, a part and a run each)"
            f"{told}{missed}.{_largest(own, units)}"
        )
    return said


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name}{'s' * (number != 1)}"


def _curves(rows: Sequence[PlaneRow]) -> dict[tuple[Any, ...], pd.DataFrame]:
    found = points(frame_of(rows)).dropna(subset="x")
    return dict(list(found.groupby(["estimator", "part", "layer", "seed"], sort=False)))


def _has_ends(estimator: str) -> bool:
    return is_bounds(estimator) or is_exact(estimator)


def _most(ends: pd.DataFrame | None, estimates: pd.DataFrame) -> tuple[float, float]:
    """The largest fall to the last epoch of the estimates that both ends allow, and its standard error.

    An epoch without an upper end, or a last one without a lower end, allows a fall of any size.
    """
    if ends is None:
        return inf, 0.0
    own = ends.set_index("epoch").reindex(sorted(estimates["epoch"]))
    highest, last = own.loc[own["x_upper"].fillna(inf).idxmax()], own.iloc[-1]
    most = float(highest["x_upper"] - last["x_lower"])
    return (inf, 0.0) if isnan(most) else (most, hypot(highest["x_se"], last["x_se"]))


def _verdict(answer: Compression, too_large: bool) -> str:
    if answer.verdict == "fell":
        return REAL
    return IMPOSSIBLE if too_large else UNKNOWN


def _largest(falls: Sequence[ShownFall], units: Units) -> str:
    impossible = [fall for fall in falls if fall.verdict == IMPOSSIBLE]
    if not impossible:
        return ""
    one = max(impossible, key=lambda fall: fall.fall - fall.most)
    return (
        f" The worst is {one.layer} ({one.part}, seed {one.seed}): a fall by {one.fall * units.per_nat:.2f} {units}, where at "
        f"most {one.most * units.per_nat:.2f} are possible."
    )
