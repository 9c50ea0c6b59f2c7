"""A candidate against the baselines: paired differences by task, and an overall rank.

Left: one line for each task and sample size. A tick is the candidate's absolute error minus that of one baseline. The marker is
the difference from the closest baseline, with its 95 % interval; its shape is the verdict against all baselines. Left of zero
the candidate is closer to the true MI.

Right: the share of replicates in which the candidate is closer than each baseline, with 95 % intervals. The title gives the
overall rank.
"""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from infoplane.benchmarks.analysis.comparison import Comparison
from infoplane.benchmarks.analysis.comparison_tables import rank_text
from infoplane.planes.figures.colours import COLOURS

from .style import PAGE, house_style, save

_LINE = 0.135  # height of a line in inches
_LINEAR = 0.1  # differences up to which the axis is linear
# Verdict against all baselines: marker, colour, fill.
_MARKERS = {
    "better": ("<", COLOURS[1], COLOURS[1]),
    "no difference": ("o", COLOURS[0], "white"),
    "worse": (">", COLOURS[2], COLOURS[2]),
    "fails": ("X", COLOURS[2], "white"),
    "too few": ("o", "0.55", "0.55"),
    "baseline fails": ("d", "0.55", "white"),
}


@house_style()
def draw(comparison: Comparison, output: Path, units: str = "nats") -> list[Path]:
    """Draw a comparison whose information is in these units. Return the files."""
    tasks, baselines = max(len(comparison.verdicts), 4), max(len(comparison.rank.shares), 4)
    lines = max(tasks, baselines)
    figure = Figure(figsize=(PAGE, _LINE * lines + 1.0), layout="constrained")
    # Two panels side by side, whose lines have the same height. The panel with fewer lines ends earlier.
    grid = figure.add_gridspec(1, 2, width_ratios=(3, 2))
    left, right = (
        figure.add_subplot(cell.subgridspec(2, 1, height_ratios=(count, lines - count))[0] if count < lines else cell)
        for cell, count in ((grid[0], tasks), (grid[1], baselines))
    )
    _by_task(left, comparison)
    left.set_xlabel(f"absolute error minus the baseline's ({units})")
    _by_baseline(right, comparison)
    handles, labels = left.get_legend_handles_labels()
    figure.suptitle(rank_text(comparison), fontsize=8)
    figure.legend(handles, labels, loc="outside lower center", ncols=max(len(labels), 1), frameon=False)
    return save(figure, output)


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
        marker, colour, fill = _MARKERS[row.verdict]
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
    for verdict in (name for name in _MARKERS if name in set(table["verdict"])):
        marker, colour, fill = _MARKERS[verdict]
        axis.plot([], [], linestyle="", marker=marker, color=colour, markerfacecolor=fill, label=f"closest baseline; {verdict}")
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
    axis.set_xlabel("candidate closer, % of replicates")
