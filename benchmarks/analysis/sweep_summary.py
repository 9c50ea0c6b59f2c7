"""How the noise of the reading changes a network's information plane: first, peak and last I(X;L), and what fell between.

The peak is the largest of all looks. Of values with errors the largest is too large by about two standard errors, so a fall
from the peak is told from none only beyond four of its own. Binned values have no error: any fall of theirs is told.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.storage.atomic import write_text
from infoplane.benchmarks.units import Units, in_units

from .plane_summary import information
from .tables import markdown

PREFIX = "twelve-bits-"
_TOLD = 4.0  # standard errors of a fall
_LEAST = 0.01  # nats: a smaller fall is no phase
_KEYS = ["activation", "estimator", "layer"]


def curves(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One line per activation, seed, estimator, layer and epoch, from frames called ``twelve-bits-ACTIVATION-SEED``.

    Raises
    ------
    ValueError
        If there is no such frame.
    """
    found = []
    for name, frame in frames.items():
        if name.startswith(PREFIX):
            activation, seed = name.removeprefix(PREFIX).rsplit("-", 1)
            found.append(information(frame).assign(activation=activation, seed=int(seed)))
    if not found:
        raise ValueError("No rows of the twelve-bit network: `infoplane sweep` makes them.")
    return pd.concat(found, ignore_index=True)


def in_order(points: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Activations, estimators and layers: tanh first, exact readings from the least noise on, layers from the input on."""
    estimators = sorted(set(points["estimator"]), key=_noise)
    layers = sorted(set(points["layer"]), key=lambda layer: (not layer.startswith("L"), layer))
    return sorted(set(points["activation"]), reverse=True), estimators, layers


def falls(points: pd.DataFrame, units: Units = Units.nats) -> pd.DataFrame:
    """I(X;L) at the first look, at its peak and at the last look, the fall from peak to last, its error, whether it is told."""
    lines = []
    for keys, own in points.sort_values("epoch").groupby([*_KEYS, "seed"], sort=False):
        peak, first, last = own.loc[own["x"].idxmax()], own.iloc[0], own.iloc[-1]
        error = 0.0 if peak["epoch"] == last["epoch"] else float(np.hypot(*np.nan_to_num([peak["x_se"], last["x_se"]])))
        fall = peak["x"] - last["x"]
        told = fall > max(_LEAST, _TOLD * error)
        lines.append([*keys, first["x"], peak["x"], peak["epoch"], last["x"], fall, error, told])
    names = ["first", "peak", "peak_epoch", "last", "fall", "fall_se", "told"]
    found = pd.DataFrame(lines, columns=[*_KEYS, "seed", *names])
    return in_units(found, units)


def table(points: pd.DataFrame, units: Units) -> tuple[list[str], list[list[str]]]:
    """Header and lines: a line an activation, reading and layer, with means over the seeds and the range of the fall."""
    header = ["activation", "reading", "layer"]
    header += [f"{name} I(X;L) ({units})" for name in ("first", "peak", "last")]
    header += ["peak at epoch", "mean fall", "its range", "largest SE", "seeds with a fall"]
    found = dict(list(falls(points, units).groupby(_KEYS)))
    activations, estimators, layers = in_order(points)
    lines = []
    for keys in ((a, e, layer) for a in activations for e in estimators for layer in layers):
        if keys in found:
            own = found[keys]
            means = [f"{own[name].mean():.2f}" for name in ("first", "peak", "last")]
            fall = [f"{own['fall'].mean():.2f}", _range(own["fall"], "{:.2f}"), f"{own['fall_se'].max():.2f}"]
            lines.append([*keys, *means, _range(own["peak_epoch"], "{:,.0f}"), *fall, f"{own['told'].sum()} of {len(own)}"])
    return header, lines


def write(points: pd.DataFrame, path: Path) -> Path:
    """Write the table as a page, in nats."""
    said = (
        "I(X;L) on all 4096 inputs (H(X) = 8.32 nats): exact where the reading adds noise of standard deviation s to that "
        "layer alone, and binned. First, peak and last are means over the seeds. A fall from the peak to the last look is "
        f"told where it exceeds {_TOLD:g} of its standard errors and {_LEAST:g} nats. Made by `infoplane sweep`."
    )
    write_text(path, "\n".join(["# The twelve-bit network", "", said, "", markdown(*table(points, Units.nats))]))
    return path


def _noise(estimator: str) -> tuple[bool, float]:
    number = estimator.partition(" = ")[2]
    return (not number, float(number or 0))


def _range(values: pd.Series, form: str) -> str:
    low, high = form.format(values.min()), form.format(values.max())
    return low if low == high else f"{low} to {high}"
