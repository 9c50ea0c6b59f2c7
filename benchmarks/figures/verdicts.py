"""A candidate against the baselines: paired differences by task, and an overall rank.

Left, a line per task and size: the candidate's absolute error minus that of each baseline (ticks), and minus that of the
closest one with its 95 % interval (marker, which tells the verdict against all); left of zero the candidate is closer to the
truth. Right, in how many replicates it is closer than each baseline, with 95 % intervals, and its overall rank.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from infoplane.benchmarks.analysis.comparison import Comparison
from infoplane.benchmarks.analysis.comparison_tables import rank_text

from .style import COLOURS, PAGE, save, use_style

_LINE = 0.135  # inches a line
_LINEAR = 0.1  # differences up to which the axis is linear
# Verdict against all baselines: marker, colour, fill.
_LOOKS = {
    "better": ("<", COLOURS[1], COLOURS[1]),
    "no difference": ("o", COLOURS[0], "white"),
    "worse": (">", COLOURS[2], COLOURS[2]),
    "fails": ("X", COLOURS[2], "white"),
}


def draw(comparison: Comparison, output: Path, units: str = "nats") -> list[Path]:
    """Draw a comparison whose information is in these units; return the files written."""
    use_style()
    tasks, baselines = max(len(comparison.verdicts), 4), max(len(comparison.rank.shares), 4)
    lines = max(tasks, baselines)
    figure = plt.figure(figsize=(PAGE, _LINE * lines + 1.0), layout="constrained")
    # Two panels of one height of line, side by side from the top down.
    grid = figure.add_gridspec(1, 2, width_ratios=(3, 2))
    left, right = (
        figure.add_subplot(
            grid[side].subgridspec(2, 1, height_ratios=(count, lines - count))[0] if count < lines else grid[side]
        )
        for side, count in enumerate((tasks, baselines))
    )
    _by_task(left, comparison)
    left.set_xlabel(f"absolute error minus the baseline's ({units})")
    _by_baseline(right, comparison)
    handles, labels = left.get_legend_handles_labels()
    figure.suptitle(rank_text(comparison), fontsize=8)
    figure.legend(handles, labels, loc="outside lower center", ncols=max(len(labels), 1), frameon=False)
    written = save(figure, output)
    plt.close(figure)
    return written


def _by_task(axis: Axes, comparison: Comparison) -> None:
    table = comparison.verdicts
    several = table["task"].duplicated().any()  # sizes
    axis.axvline(0, color="0.4", linewidth=0.8, zorder=1)
    pairs = comparison.pairs.set_index(["task", "n"]).sort_index()
    for height, row in enumerate(table.itertuples(index=False)):
        here = pairs.loc[[(row.task, row.n)]]
        axis.plot(
            here["difference"],
            np.full(len(here), height),
            linestyle="",
            marker="|",
            color="0.6",
            markersize=5,
            label="each baseline" if height == 0 else None,
            zorder=2,
        )
        closest = here[here["estimator"] == row.closest]
        marker, colour, fill = _LOOKS.get(row.verdict, _LOOKS["fails"])
        axis.errorbar(
            closest["difference"],
            np.full(len(closest), height),
            xerr=[closest["difference"] - closest["difference_low"], closest["difference_high"] - closest["difference"]],
            marker=marker,
            color=colour,
            markerfacecolor=fill,
            linestyle="",
            elinewidth=0.9,
            capsize=1.5,
            zorder=3,
        )
    for verdict in (name for name in _LOOKS if name in set(table["verdict"])):
        marker, colour, fill = _LOOKS[verdict]
        axis.plot([], [], linestyle="", marker=marker, color=colour, markerfacecolor=fill, label=f"the closest; {verdict}")
    axis.set_xscale("symlog", linthresh=_LINEAR, linscale=0.7)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    names = [f"{row.task}, {row.n:,}" if several else row.task for row in table.itertuples(index=False)]
    axis.set_yticks(range(len(table)), names, fontsize=6)
    axis.set_ylim(len(table) - 0.5, -0.5)


def _by_baseline(axis: Axes, comparison: Comparison) -> None:
    table = comparison.rank.shares
    axis.axvline(50, color="0.4", linewidth=0.8, zorder=1)
    axis.errorbar(
        100 * table["share"],
        range(len(table)),
        xerr=[100 * (table["share"] - table["share_low"]), 100 * (table["share_high"] - table["share"])],
        linestyle="",
        marker="s",
        color=COLOURS[0],
        elinewidth=0.9,
        capsize=1.5,
    )
    axis.set_yticks(range(len(table)), table["estimator"])
    axis.set_ylim(max(len(table), 1) - 0.5, -0.5)
    axis.set_xlim(-4, 104)
    axis.set_xlabel("closer than it, % of replicates")
