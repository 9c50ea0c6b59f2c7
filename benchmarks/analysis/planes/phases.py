"""Where the gradient's signal-to-noise ratio (SNR) falls most steeply: the step between fitting and diffusion.

Fitting means that the gradients of all batches agree; diffusion, that they cancel. The rule: average ln SNR over the layers,
smooth it over five evaluations, and find the steepest fall against ln(1 + step). If the smoothed SNR never falls below half its
largest value, there is no such step. The SNR may fall more than once; the step then marks one fall of several.

Reference: the phases are those of arXiv 2307.00379; the rule is ours.
"""

import numpy as np
import pandas as pd
from scipy.ndimage import uniform_filter1d

from infoplane.planes.rows.row import SNR

_SMOOTH = 5  # evaluations


def boundary(frame: pd.DataFrame) -> float:
    """Step of the steepest fall of the gradient's signal-to-noise ratio; NaN if the ratio never halves.

    Parameters
    ----------
    frame : DataFrame
        Rows of a plane, as `frame_of` gives them.
    """
    table = frame[frame["quantity"] == SNR].pivot(index="epoch", columns="layer", values="value")
    if len(table) < _SMOOTH:
        return float("nan")
    ratio = uniform_filter1d(np.log(table.to_numpy()).mean(1), _SMOOTH, mode="nearest")
    if ratio.min() > ratio.max() - np.log(2):
        return float("nan")
    place = np.log1p(table.index.to_numpy())
    slopes = np.diff(ratio) / np.diff(place)
    steepest = int(slopes.argmin())
    return float(np.expm1((place[steepest] + place[steepest + 1]) / 2))


def boundary_remark(frame: pd.DataFrame) -> str:
    """The boundary in a sentence."""
    step = boundary(frame)
    if np.isnan(step):
        return "The gradient's signal-to-noise ratio never halves: there is one phase."
    return (
        f"The gradient's signal-to-noise ratio falls most steeply at step {step:.0f}. The figure shows whether it falls once."
    )
