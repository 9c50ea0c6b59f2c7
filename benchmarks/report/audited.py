"""The audit on the page of a measurement: bias and spread of each estimator, RMSE against n, and the table of numbers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from infoplane.benchmarks.analysis.tables import Lines
from infoplane.benchmarks.own_data.audit import Audit
from infoplane.benchmarks.own_data.audit_table import explanation, table
from infoplane.benchmarks.own_data.verdict import advice, ranked

from .marks import Axis, linear_axis, log_axis

_CURVES = 5  # estimators whose RMSE is drawn against n, the best ones at the size of the data
_WIDE = 3.0  # bars may be so many times as long as the true MI; longer ones are cut


@dataclass(frozen=True)
class Spread:
    """An estimator on the twin: mean and mean -+ SD on the axis, and the estimate from the data."""

    name: str
    at: float
    left: float
    right: float
    data: float | None
    text: str


@dataclass(frozen=True)
class Curve:
    """RMSE of an estimator against n: the number of its style, and its points in per cent."""

    name: str
    style: int
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Audited:
    """Everything that the page shows of an audit."""

    advice: str
    explanation: str
    true_mi: str
    replicates: int
    axis: Axis
    true_at: float
    spreads: list[Spread]
    sizes: Axis
    errors: Axis
    curves: list[Curve]
    precision_at: float
    header: list[str]
    lines: Lines


def audited(plan: Audit, summary: pd.DataFrame, precision: float) -> Audited:
    """The audit as the page shows it.

    Parameters
    ----------
    plan : Audit
    summary : DataFrame
        As `Audit.summary` gives it.
    precision : float
        The RMSE in nats to which the samples needed refer.
    """
    own = ranked(summary, plan.n)
    own = own[own["mean"].notna()]
    true_mi = plan.twin.true_mi
    ends = [end for row in own.itertuples() for end in (row.mean - _sd(row.sd), row.mean + _sd(row.sd), row.data)]
    limit = _WIDE * max(true_mi, 0.1)
    axis = linear_axis([0.0, true_mi, *(min(max(end, -limit), true_mi + limit) for end in ends if math.isfinite(end))])
    names = own["estimator"].tolist()[:_CURVES]
    rmse = summary[summary["estimator"].isin(names) & summary["rmse"].gt(0)]
    sizes = replace(log_axis(map(float, plan.sizes)), ticks=tuple(map(float, plan.sizes)))
    errors = log_axis([*rmse["rmse"], precision])
    header, lines = table(plan, summary, precision)
    return Audited(
        advice(summary, plan.n),
        explanation(precision),
        f"{true_mi:.3f}",
        plan.replicates,
        axis,
        axis.at(true_mi),
        list(_spreads(own, axis)),
        sizes,
        errors,
        [
            Curve(name, style, [(sizes.at(row.n), 100 - errors.at(row.rmse)) for row in _by_size(rmse, name)])
            for style, name in enumerate(names)
        ],
        100 - errors.at(precision),
        header,
        lines,
    )


def _spreads(own: pd.DataFrame, axis: Axis) -> Iterator[Spread]:
    for row in own.itertuples():
        left, right = axis.at(row.mean - _sd(row.sd)), axis.at(row.mean + _sd(row.sd))
        data = axis.at(row.data) if math.isfinite(row.data) else None
        yield Spread(row.estimator, axis.at(row.mean), left, right, data, f"{row.mean:.3f} ± {_sd(row.sd):.3f}")


def _by_size(rmse: pd.DataFrame, name: str) -> list:
    return list(rmse[rmse["estimator"] == name].sort_values("n").itertuples())


def _sd(value: float) -> float:
    return 0.0 if math.isnan(value) else value
