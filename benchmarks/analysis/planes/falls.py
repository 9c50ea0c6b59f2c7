"""How the noise of a reading changes the information plane of one network: first, peak and last I(X;L), and the fall after it.

The peak is the largest value of all evaluations, and the fall is the peak minus the last value. The largest of many values with
errors is too large by about two standard errors, so a fall counts as significant only from four standard errors on. Exact and
binned values without a standard error need 0.01 nats only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from infoplane.benchmarks.analysis.tables import markdown
from infoplane.benchmarks.storage.atomic import write_text
from infoplane.benchmarks.units import Units, in_units
from infoplane.planes.rows.frame import points as points_of
from infoplane.planes.rows.row import is_bounds

PREFIX = "twelve-bits-"
_ERRORS = 4.0  # standard errors of a significant fall
_LEAST = 0.01  # nats of a significant fall
_KEYS = ["activation", "estimator", "layer"]


class Fall(NamedTuple):
    """The fall of one curve from its peak to its last value, in nats."""

    first: float
    peak: float
    peak_epoch: int
    last: float
    fall: float
    fall_se: float
    significant: bool


def fall_of(points: pd.DataFrame) -> Fall:
    """The fall of I(X;L) of one layer in one run, from its points (columns epoch, x, x_se)."""
    own = points.sort_values("epoch")
    peak, first, last = own.loc[own["x"].idxmax()], own.iloc[0], own.iloc[-1]
    error = 0.0 if peak["epoch"] == last["epoch"] else float(np.hypot(*np.nan_to_num([peak["x_se"], last["x_se"]])))
    fall = peak["x"] - last["x"]
    return Fall(first["x"], peak["x"], peak["epoch"], last["x"], fall, error, bool(fall > max(_LEAST, _ERRORS * error)))


def curves(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One line for each activation, seed, estimator, layer and epoch, from the frames ``twelve-bits-ACTIVATION-SEED``.

    Raises
    ------
    ValueError
        If there is no such frame.
    """
    found = []
    for name, frame in frames.items():
        if name.startswith(PREFIX):
            activation, seed = name.removeprefix(PREFIX).rsplit("-", 1)
            found.append(points_of(frame).assign(activation=activation, seed=int(seed)))
    if not found:
        raise ValueError("There are no rows of the twelve-bit network: `infoplane sweep` makes them.")
    return pd.concat(found, ignore_index=True)


def in_order(points: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Activations, estimators and layers in order: tanh first; readings by increasing noise, then bins; L1 first."""
    estimators = sorted(set(points["estimator"]), key=_by_noise)
    layers = sorted(set(points["layer"]), key=lambda layer: (not layer.startswith("L"), layer))
    return sorted(set(points["activation"]), reverse=True), estimators, layers


def falls(points: pd.DataFrame, units: Units = Units.nats) -> pd.DataFrame:
    """The fall of I(X;L) from its peak to its last value, for each activation, estimator, layer and seed.

    Returns
    -------
    DataFrame
        Columns activation, estimator, layer, seed, first, peak, peak_epoch, last, fall, fall_se, significant; information in
        the given units.
    """
    lines = []
    for keys, own in points.reset_index(drop=True).groupby([*_KEYS, "seed"], sort=False):
        lines.append([*keys, *fall_of(own)])
    found = pd.DataFrame(lines, columns=[*_KEYS, "seed", *Fall._fields])
    return in_units(found, units)


def table(points: pd.DataFrame, units: Units) -> tuple[list[str], list[list[str]]]:
    """Header and lines: one line for each activation, reading and layer, with means and ranges over the seeds."""
    header = ["activation", "reading", "layer"]
    header += [f"{name} I(X;L) ({units})" for name in ("first", "peak", "last")]
    header += ["peak at epoch", f"mean fall ({units})", "range of the fall", "largest SE", "seeds with a significant fall"]
    found = dict(list(falls(points, units).groupby(_KEYS)))
    activations, estimators, layers = in_order(points)
    lines = []
    for keys in ((a, e, layer) for a in activations for e in estimators for layer in layers):
        if keys in found:
            own = found[keys]
            means = [f"{own[name].mean():.2f}" for name in ("first", "peak", "last")]
            fall = [f"{own['fall'].mean():.2f}", _range(own["fall"], "{:.2f}"), f"{own['fall_se'].max():.2f}"]
            count = f"{own['significant'].sum()} of {len(own)}"
            lines.append([*keys, *means, _range(own["peak_epoch"], "{:,.0f}"), *fall, count])
    return header, lines


def write(points: pd.DataFrame, path: Path) -> Path:
    """Write the table as a page, in nats."""
    said = (
        "I(X;L) on all 4096 inputs (H(X) = 8.32 nats): exact, with noise of standard deviation s added to that layer only, and "
        "binned. First, peak and last are means over the seeds. The fall is the peak minus the last value. It is significant "
        f'if it exceeds {_ERRORS:g} of its standard errors and {_LEAST:g} nats. "bounds" is the default recipe, which reads '
        "some of the epochs only. Made by `infoplane sweep`."
    )
    write_text(path, "\n".join(["# The twelve-bit network", "", said, "", markdown(*table(points, Units.nats))]))
    return path


def _by_noise(estimator: str) -> tuple[bool, float, bool]:
    number = estimator.partition(" = ")[2]
    return (not number, float(number or 0), is_bounds(estimator))


def _range(values: pd.Series, form: str) -> str:
    low, high = form.format(values.min()), form.format(values.max())
    return low if low == high else f"{low} to {high}"
