"""Bias and standard deviation against the sample size: two panels for each distribution, one curve for each estimator.

Bars are one standard error. The grey line falls like n^(-1/2), as the standard deviation of a mean does. Where an estimator has
five replicates, standard deviations of fewer are left out: that of two is often near zero by chance.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.figures.curves import caption, curves
from infoplane.benchmarks.figures.style import PAGE, house_style, legend_below, new_figure, save, title
from infoplane.planes.figures.axes import plain_log_ticks

_SIZES = 3  # that make a curve
_REPLICATES = 5  # that make a standard deviation
_GUIDE = r"$\propto n^{-1/2}$"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has tasks of several sizes."""
    return not _sized(summary).empty


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw every task of several sizes. Return the files."""
    data = _sized(summary)
    tasks = data.drop_duplicates("task")
    enough = min(_REPLICATES, int(data["replicates"].max()))
    figure, axes = new_figure(2, len(tasks), PAGE, 3.6, sharex=True, sharey="row")
    for (above, below), task in zip(axes.T, tasks.itertuples(), strict=True):
        own = data[data["task"] == task.task]
        above.axhline(0.0, color="0.6", linewidth=0.8, zorder=1)
        curves(above, own, "n", "bias")
        own = own[own["replicates"] >= enough]
        curves(below, own, "n", "sd")
        n = np.array([own["n"].min(), own["n"].max()])
        below.plot(
            n, own["sd"].median() * (n / np.median(own["n"])) ** -0.5, color="0.75", linewidth=2.5, zorder=1, label=_GUIDE
        )
        above.set_title(f"{title(task.family, 20)}\n{task.true_mi:.3g} nats", fontsize=7.5)
    axes[0, 0].set_xscale("log", base=2)
    axes[1, 0].set_yscale("log")
    plain_log_ticks(axes[1, 0].yaxis)
    sizes = sorted(data["n"].unique())
    axes[0, 0].set_xticks(sizes, [_short(size) for size in sizes])
    axes[0, 0].set_ylabel("bias (nats)")
    axes[1, 0].set_ylabel("standard deviation (nats)")
    figure.supxlabel("sample size n", fontsize=8)
    caption(figure, f"bars: one standard error; standard deviation: of {enough} replicates or more", data)
    legend_below(figure, 6)
    return save(figure, output)


def _sized(summary: pd.DataFrame) -> pd.DataFrame:
    return summary[summary.groupby("task")["n"].transform("nunique") >= _SIZES]


def _short(n: int) -> str:
    return f"{n / 1000:g}k" if n >= 1000 else str(n)
