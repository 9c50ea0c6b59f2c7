"""Candidates against the baselines: paired differences by family and task, and how often each baseline is less close.

One panel for each candidate. A marker is the candidate's absolute error minus that of the baseline that decides the verdict on
a task, with the adjusted interval that the verdict uses; its shape is the verdict against all baselines. Left of zero the
candidate is closer to the true MI. Tasks stand in the order of their families. If there are too many for a page, a line is a
family at one size, or a family at all sizes, and shows its tasks without their intervals.

On the right: the share of replicates in which each candidate is closer than each baseline, with 95 % intervals. Tasks of true
MI 0 are in the tables alone.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, SymmetricalLogLocator

from infoplane.benchmarks.analysis.comparisons.comparison import Comparison
from infoplane.benchmarks.analysis.comparisons.differences import (
    BASELINE_FAILS,
    BETTER,
    EQUAL,
    FAILS,
    TOO_FEW,
    UNDECIDED,
    WORSE,
)
from infoplane.benchmarks.analysis.comparisons.pairing import IGNORES
from infoplane.planes.figures.colours import COLOURS, MARKERS

from .look import PAGE, look
from .style import house_style, save

PAGE_HEIGHT = 9.0  # inches: a figure is never taller
_AROUND = 1.6  # inches of titles, axes and legend
_LINE, _MOST = 0.15, 60  # inches of a line, and lines that are readable on a page
_LINEAR = 0.1  # differences up to which the axis is linear
_SIDE_BY_SIDE = 3  # candidates in one figure
# Verdict against all baselines: marker, colour, fill.
_MARKERS = {
    BETTER: ("<", COLOURS[1], COLOURS[1]),
    EQUAL: ("D", COLOURS[3], "white"),
    UNDECIDED: ("o", COLOURS[0], "white"),
    WORSE: (">", COLOURS[2], COLOURS[2]),
    FAILS: ("X", COLOURS[2], "white"),
    TOO_FEW: ("o", "0.55", "0.55"),
    BASELINE_FAILS: ("d", "0.55", "white"),
    IGNORES: ("x", "0.4", "0.4"),
}


@house_style()
def draw(comparisons: Sequence[Comparison], output: Path, units: str = "nats") -> list[Path]:
    """Draw comparisons whose information is in these units, three candidates in a figure. Return the files."""
    parts = [comparisons[first : first + _SIDE_BY_SIDE] for first in range(0, len(comparisons), _SIDE_BY_SIDE)]
    names = [output if len(parts) == 1 else output.with_name(f"{output.name}-{place}") for place in range(1, len(parts) + 1)]
    return [path for part, name in zip(parts, names, strict=True) for path in save(_drawn(part, units), name)]


def _drawn(comparisons: Sequence[Comparison], units: str) -> Figure:
    table = pd.concat([each.verdicts for each in comparisons])
    lines = _lines(table)
    names = list(dict.fromkeys(lines(row) for row in _in_order(table)))
    ranked = [each for each in comparisons if not each.pairing.ignored]
    rivals = list(dict.fromkeys(name for each in ranked for name in each.rank.shares["estimator"]))
    count, tallest = max(len(names), len(rivals), 6), PAGE_HEIGHT * look().wider
    height = min((_LINE * count + _AROUND) * look().larger, tallest)
    figure = Figure(figsize=(PAGE * look().wider, height), layout="constrained")
    axes = figure.subplots(1, len(comparisons) + 1, squeeze=False, width_ratios=[3] * len(comparisons) + [2])[0]
    for place, (axis, each) in enumerate(zip(axes, comparisons, strict=False)):
        _by_task(axis, each, names, lines)
        axis.set_title(f"{each.label}\n{_standing(each)}", fontsize=7)
        axis.set_yticks(range(len(names)), names if place == 0 else [""] * len(names), fontsize=_letters(height, len(names)))
    _by_baseline(axes[-1], ranked, rivals)
    axes[-1].tick_params(axis="y", labelsize=_letters(height, len(rivals)))
    found = [name for name in _MARKERS if name in set(table["verdict"])]
    handles = [axes[0].plot([], [], linestyle="", label=name, **_marker(name))[0] for name in found]
    if len(ranked) > 1:
        handles += axes[-1].get_legend_handles_labels()[0]
        found += [f"{each.label} (right)" for each in ranked]
    figure.legend(
        handles,
        found,
        loc="outside lower center",
        ncols=min(len(found), 4) or 1,
        frameon=False,
        fontsize=7,
        title_fontsize=7,
        title=f"absolute error minus that of the deciding baseline ({units}); axes linear to ±{_LINEAR:g}, logarithmic beyond",
    )
    return figure


def _letters(height: float, lines: int) -> float:
    """Points of the names of lines, before `save` enlarges them: no larger than a line."""
    return min(6.0, 72 * (height - _AROUND * look().larger) / max(lines, 1) / look().larger)


def _in_order(table: pd.DataFrame) -> list[Any]:
    """The lines of verdicts by family, each family at its first place, and then by true MI and size."""
    first = {family: place for place, family in enumerate(dict.fromkeys(table["family"]))}
    return sorted(table.itertuples(index=False), key=lambda row: (first[row.family], row.true_mi, row.task, row.n))


def _lines(table: pd.DataFrame) -> Callable[[Any], str]:
    """What names the line of a task: the task, its family and size, or its family alone, whichever fits a page."""
    several = table["n"].nunique() > 1
    ways: tuple[Callable[[Any], str], ...] = (
        lambda row: f"{row.task}, {row.n:,}" if several else row.task,
        lambda row: f"{row.family}, {row.n:,}" if several else row.family,
        lambda row: row.family,
    )
    rows = _in_order(table)
    most = _MOST * look().wider / look().larger
    return next((way for way in ways if len({way(row) for row in rows}) <= most), ways[-1])


def _standing(comparison: Comparison) -> str:
    """What the title says under the name."""
    rank = comparison.rank
    if comparison.pairing.ignored:
        return IGNORES
    return "not ranked" if rank.shares.empty else f"rank {rank.rank} of {rank.of} (95 %: {rank.low} to {rank.high})"


def _marker(verdict: str) -> dict[str, Any]:
    marker, colour, fill = _MARKERS[verdict]
    return {"marker": marker, "color": colour, "markerfacecolor": fill}


def _by_task(axis: Axes, comparison: Comparison, names: Sequence[str], lines: Callable[[Any], str]) -> None:
    table = comparison.verdicts
    axis.axvline(0, color="0.4", linewidth=0.8, zorder=1)
    heights = np.array([names.index(lines(row)) for row in table.itertuples(index=False)], dtype=float)
    alone = len(set(heights)) == len(heights)  # a line of several tasks would be full of intervals
    for verdict, part in table.assign(height=heights).groupby("verdict"):
        ends = [part["difference"] - part["difference_low"], part["difference_high"] - part["difference"]]
        axis.errorbar(
            part["difference"],
            part["height"],
            xerr=ends if alone else None,
            linestyle="",
            elinewidth=0.9,
            capsize=1.5,
            zorder=3,
            **_marker(str(verdict)),
        )
    axis.set_xscale("symlog", linthresh=_LINEAR, linscale=0.7)
    axis.xaxis.set_major_locator(SymmetricalLogLocator(base=10, linthresh=_LINEAR))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.tick_params(axis="x", labelsize=6)
    axis.set_ylim(max(len(names), 1) - 0.5, -0.5)


def _by_baseline(axis: Axes, comparisons: Sequence[Comparison], rivals: Sequence[str]) -> None:
    axis.axvline(50, color="0.4", linewidth=0.8, zorder=1)
    for place, each in enumerate(comparisons):
        table = each.rank.shares
        heights = [rivals.index(name) + 0.25 * (place - (len(comparisons) - 1) / 2) for name in table["estimator"]]
        axis.errorbar(
            100 * table["share"],
            heights,
            xerr=[100 * (table["share"] - table["share_low"]), 100 * (table["share_high"] - table["share"])],
            linestyle="",
            marker=MARKERS[place],
            color=COLOURS[place],
            elinewidth=0.9,
            capsize=1.5,
            label=each.label,
        )
    axis.set_yticks(range(len(rivals)), rivals)
    axis.set_ylim(max(len(rivals), 1) - 0.5, -0.5)
    axis.set_xlim(-4, 104)
    axis.tick_params(axis="x", labelsize=6)
    axis.set_title("candidate closer,\n% of replicates", fontsize=7)
