"""The page of one measurement: the value, the methods that were tried, twin against data, the samples needed.

The page is one file without scripts. It loads nothing, and it holds no date, so equal measurements give equal pages.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from infoplane.benchmarks.own_data.audit import Audit
from infoplane.benchmarks.own_data.selection import Selection, listed
from infoplane.benchmarks.own_data.verdict import PRECISION

from .audited import audited
from .marks import Axis, linear_axis
from .pages import part, rendered
from .resemblance import panels

if TYPE_CHECKING:
    import pandas as pd

    from infoplane.estimators.automatic.measurement import Measurement


@dataclass(frozen=True)
class Line:
    """A value on the common axis: its place, the ends of its bar (None: no bar), and what stands beside it."""

    kind: str
    name: str
    text: str
    remark: str
    at: float | None
    left: float | None = None
    right: float | None = None


def page(
    chosen: Selection,
    found: "Measurement",
    seed: int,
    plan: Audit | None = None,
    summary: "pd.DataFrame | None" = None,
    precision: float = PRECISION,
    guarantee: str = "",
) -> str:
    """The page as HTML.

    Parameters
    ----------
    chosen : Selection
        The columns of the file.
    found : Measurement
    seed : int
        Of the data set that is drawn from the twin to be shown.
    plan, summary : Audit and DataFrame, optional
        The audit and its results, as `Audit.summary` gives them.
    precision : float
        The RMSE in nats to which the samples needed refer.
    guarantee : str
        The guaranteed lower bound in a sentence, or why there is none.
    """
    axis = _axis(found)
    return rendered(
        "measurement.html",
        chosen=chosen,
        x=listed(chosen.x),
        y=listed(chosen.y),
        found=found,
        finite=math.isfinite(found.nats),
        number=_number,
        axis=axis,
        lines=list(_lines(found, axis)),
        panels=panels(chosen, found, seed),
        samples=_samples(found, precision),
        precision=f"{precision:g}",
        audit=None if plan is None or summary is None else audited(plan, summary, precision),
        guarantee=guarantee,
        version=version("infoplane"),
        styles=[part(name) for name in ("style.css", "measurement.css")],
    )


def _axis(found: "Measurement") -> Axis:
    """An axis for the value, its interval, and everything that was tried."""
    null = [] if found.null is None else [found.null.mean - 2 * found.null.sd, found.null.mean + 2 * found.null.sd]
    tried = [end for one in found.alternatives if one.nats is not None for end in _ends(one.nats, one.stderr)]
    return linear_axis([0.0, found.nats, found.lower, found.upper, *null, *tried])


def _ends(nats: float, stderr: float | None) -> tuple[float, float]:
    half = 0.0 if stderr is None else 1.96 * stderr
    return nats - half, nats + half


def _lines(found: "Measurement", axis: Axis) -> Iterator[Line]:
    upper = 100.0 if math.isinf(found.upper) else axis.at(found.upper)
    at = axis.at(found.nats) if math.isfinite(found.nats) else None
    kind = "value open" if math.isinf(found.upper) else "value"
    yield Line(kind, "this estimate", _number(found.nats), found.reason, at, axis.at(found.lower), upper)
    for one in found.alternatives:
        if one.nats is None or not math.isfinite(one.nats):
            yield Line("untried", one.method, "–", one.reason, None)
            continue
        left, right = (axis.at(end) for end in _ends(one.nats, one.stderr))
        yield Line("taken" if one.taken else "tried", one.method, _number(one.nats), one.reason, axis.at(one.nats), left, right)
    if found.null is not None:
        null = found.null
        left, right = (axis.at(null.mean + sign * 2 * null.sd) for sign in (-1, 1))
        remark = f"What the method gives where the MI is 0, before any correction: mean ± 2 SD of {null.shuffles} shuffles."
        yield Line("null", "shuffled pairs", _number(null.mean), remark, axis.at(null.mean), left, right)


def _number(nats: float) -> str:
    return f"{nats:z.3f}" if math.isfinite(nats) else "∞"


def _samples(found: "Measurement", precision: float) -> dict[str, Any] | None:
    """The samples at which the interval is as narrow as the precision, if its width falls as 1 / sqrt(n)."""
    half = (found.upper - found.lower) / 2
    if not math.isfinite(half) or found.n == 0:
        return None
    return {"half": f"{half:.3f}", "n": math.ceil(found.n * (half / precision) ** 2), "enough": half <= precision}
