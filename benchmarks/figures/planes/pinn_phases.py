"""A physics-informed network over training: information on the left, error and gradient signal-to-noise on the right.

Left: I(X;L) and I(L;Y) against step, with bars of one standard error; Y is the solution of the equation, a number. Right:
mean squared residual and relative L2 error, above the signal-to-noise ratio of the gradient of every layer.

The grey line would part fitting (gradients of all batches agree) from diffusion (they cancel). Its rule: take the mean over the
layers of ln SNR, smooth it over five looks, and find the step of its steepest fall in ln(1 + step). Where it never falls
below half its highest value, there is no line. The ratio may fall more than once: the line then marks one fall of several.
Every layer is read behind noise of its own, so a deeper one may tell more of X than the one before it.

Reference: the phases are those of arXiv 2307.00379; the rule is ours.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.ndimage import uniform_filter1d

from infoplane.benchmarks.analysis.plane_summary import information
from infoplane.benchmarks.figures.style import COLOURS, DASHES, MARKERS, PAGE, epoch_axis, plain_log_ticks, save, use_style

SNR, LOSS, ERROR = "gradient SNR", "loss", "relative L2 error"
_ESTIMATOR = "WKL"
_SMOOTH = 5  # looks


def boundary(frame: pd.DataFrame) -> float:
    """Step of the steepest fall of the gradient's signal-to-noise ratio; NaN if it never halves."""
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


def told(frame: pd.DataFrame) -> str:
    """The boundary in a sentence."""
    step = boundary(frame)
    if step != step:
        return "The gradient's signal-to-noise ratio never halves: one phase."
    return (
        f"The gradient's signal-to-noise ratio falls most steeply at step {step:.0f}; the figure shows whether it falls once."
    )


def draw(frame: pd.DataFrame, folder: Path) -> list[Path]:
    """Draw the figure; return the files written."""
    use_style()
    points = information(frame)
    points = points[points["estimator"] == _ESTIMATOR]
    figure, axes = plt.subplots(2, 2, figsize=(PAGE, 3.8), sharex=True, layout="constrained")
    for axis, which, label in ((axes[0, 0], "x", "I(X;L) (nats)"), (axes[1, 0], "y", "I(L;Y) (nats)")):
        for index, (layer, own) in enumerate(points.groupby("layer", sort=False)):
            axis.errorbar(own["epoch"], own[which], own[f"{which}_se"].fillna(0), label=layer, elinewidth=0.5, **_look(index))
        axis.set_ylabel(label)
    for index, name in enumerate((LOSS, ERROR)):
        own = frame[frame["quantity"] == name]
        axes[0, 1].plot(own["epoch"], own["value"], label=name, color=COLOURS[index], linestyle=DASHES[index])
    axes[0, 1].legend(frameon=False)
    for index, (_, own) in enumerate(frame[frame["quantity"] == SNR].groupby("layer", sort=False)):
        axes[1, 1].plot(own["epoch"], own["value"], **_look(index))
    axes[1, 1].set_ylabel(SNR)
    for axis in axes[:, 1]:
        axis.set_yscale("log")
        plain_log_ticks(axis.yaxis)
    step = boundary(frame)
    for axis in axes.flat:
        epoch_axis(axis, int(frame["epoch"].max()))
        axis.set_xlabel("step" if axis in axes[1] else "")
        if step == step:
            axis.axvline(step, color="0.6", linewidth=0.9, zorder=1)
    if step == step:
        axes[1, 1].text(step * 0.9, 0.03, "steepest fall", ha="right", fontsize=7, transform=axes[1, 1].get_xaxis_transform())
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncol=5, frameon=False)
    written = save(figure, folder / "pinn_phases")
    plt.close(figure)
    return written


def _look(index: int) -> dict[str, object]:
    cycle = {"color": COLOURS, "marker": MARKERS, "linestyle": DASHES}
    return {"markersize": 2.5, "linewidth": 0.9, **{name: values[index % len(values)] for name, values in cycle.items()}}
