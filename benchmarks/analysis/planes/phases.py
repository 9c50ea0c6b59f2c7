"""The three phases of a physics-informed network, by the gradient's signal-to-noise ratio (SNR).

Fitting: the gradients of all batches agree. Diffusion: they cancel. Total diffusion: they agree again, residuals are even over
the sample, and the loss falls fastest. The rule: average ln SNR over layers and runs and smooth it over five evaluations.

* Diffusion begins where it is first below its largest value so far by ln 2.
* Total diffusion begins where it is first above its smallest value since then by ln 2.

The ratio may fall again later: the rule names the first of each. It looks at the ratio alone; `phases_remark` prints the other
two signs beside it.

References: S. J. Anagnostopoulos and others, arXiv 2307.00379 (two phases) and 2403.18494 (the third); the rule is ours.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from infoplane.planes.rows.row import SNR

NAMES = ("fitting", "diffusion", "total diffusion")
LOSS, HOMOGENEITY = "loss", "homogeneity of residuals"
_SMOOTH = 5  # evaluations


class Phases(NamedTuple):
    """The steps at which the second and the third phase begin; NaN for one that does not."""

    diffusion: float = float("nan")
    total_diffusion: float = float("nan")


def phases(frame: pd.DataFrame) -> Phases:
    """The phases of a plane, over all its layers and runs.

    Parameters
    ----------
    frame : DataFrame
        Rows of a plane, as `frame_of` gives them.

    Returns
    -------
    Phases
        Steps of evaluations; NaN if there are fewer than five.
    """
    snr = frame[frame["quantity"] == SNR]
    ratio = np.log(snr["value"]).groupby(snr["epoch"]).mean()
    if len(ratio) < _SMOOTH:
        return Phases()
    steps, smooth = ratio.index.to_numpy(), _smoothed(ratio)
    fallen = np.flatnonzero(smooth < np.maximum.accumulate(smooth) - np.log(2))
    if not len(fallen):
        return Phases()
    start = fallen[0]
    risen = np.flatnonzero(smooth[start:] > np.minimum.accumulate(smooth[start:]) + np.log(2))
    return Phases(float(steps[start]), float(steps[start + risen[0]]) if len(risen) else float("nan"))


def phases_remark(frame: pd.DataFrame) -> str:
    """The phases in sentences, and whether the other signs of total diffusion are there."""
    found = phases(frame)
    if np.isnan(found.diffusion):
        return "The gradient's signal-to-noise ratio never halves: there is one phase."
    said = f"The gradient's signal-to-noise ratio has halved at step {found.diffusion:.0f}: fitting ends."
    if np.isnan(found.total_diffusion):
        return f"{said} It does not double again: there is no total diffusion."
    said += f" It has doubled again at step {found.total_diffusion:.0f}."
    loss, even = np.log(_means(frame, LOSS)), _means(frame, HOMOGENEITY)
    speed = -np.diff(_smoothed(loss)) / np.diff(np.log1p(loss.index))
    fastest = int(speed.argmax())
    number = np.digitize(even.index, found)  # of the phase of each evaluation
    means = (f"{even[number == phase].mean():.2f} in {name}" for phase, name in enumerate(NAMES))
    return (
        f"{said} The loss falls fastest between steps {loss.index[fastest]:.0f} and {loss.index[fastest + 1]:.0f}. "
        f"Homogeneity of residuals: {', '.join(means)}."
    )


def _smoothed(values: pd.Series) -> NDArray[np.float64]:
    return np.asarray(uniform_filter1d(values.to_numpy(), _SMOOTH, mode="nearest"))


def _means(frame: pd.DataFrame, quantity: str) -> pd.Series:
    own = frame[frame["quantity"] == quantity]
    return own.groupby("epoch")["value"].mean()
