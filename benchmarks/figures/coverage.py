"""Nominal against actual coverage of intervals, and the coverage of the 95 % interval by family.

Top: the share of the intervals of a nominal level that contain the true MI, one curve for each estimator, as the mean over
families; white markers are the mean over elliptical families, which simple estimators need only unmap. Intervals are honest on
the diagonal, and too narrow below it. Bottom: the same share for the 95 % interval, one line for each family; the families with
the best covered intervals of the first estimator come first. All sizes of the suite count alike.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.analysis.intervals import calibration_curves
from infoplane.benchmarks.suites.fresh import ELLIPTICAL

from .style import COLUMN, curve_style, has_curve, house_style, new_figure, save, title

LEVELS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
_SHOWN = ("auto", "G+WKL", "KSG")  # with most estimators, the lines of a family could not be read
_NOMINAL = 0.95
_MARKER = 4.5


@house_style()
def draw(numbers: pd.DataFrame, groups: Mapping[str, str], output: Path) -> list[Path]:
    """Draw the intervals of a suite. Return the files; none where no shown estimator has intervals, or no family a group.

    Parameters
    ----------
    numbers : DataFrame
        One line for each cell, with the columns of `columns.of_store`.
    groups : mapping of str to str
        The group of each family.
    output : Path
        Without its suffix.
    """
    shown = [name for name in _SHOWN if has_curve(name) and (numbers["estimator"] == name).any()]
    numbers = numbers[numbers["estimator"].isin(shown) & numbers["lower"].notna()]
    if numbers.empty or not any(groups.values()):
        return []
    curves = calibration_curves(numbers, groups, LEVELS)
    families = curves["family"].nunique()
    figure, axes = new_figure(
        2, 1, COLUMN, 3.0 + 0.14 * (families + 2 * len(shown)), height_ratios=(2.4, 0.14 * families + 0.3)
    )
    _levels(axes[0, 0], curves, shown)
    _families(axes[1, 0], curves[curves["level"] == _NOMINAL], shown)
    return save(figure, output)


def _levels(axis: Axes, curves: pd.DataFrame, shown: list[str]) -> None:
    axis.plot([0, 1], [0, 1], color="0.6", linewidth=0.8, zorder=1)
    means = curves.groupby(["estimator", "group", "level"])["coverage"].mean()
    for name in shown:
        style = curve_style(name)
        for group in sorted(set(curves["group"]) - {""}):  # families in no group are in no mean
            own = means[name, group]
            hollow = {"markerfacecolor": "white"} if group == ELLIPTICAL else {}
            labelled = {"label": f"{style['label']}, {group}", "markersize": _MARKER}
            axis.plot(own.index, own.to_numpy(), **(style | hollow | labelled), clip_on=False)
    axis.set_xlim(0.25, 1)
    axis.set_ylim(0, 1)
    axis.set_xlabel("nominal coverage")
    axis.set_ylabel("actual coverage")
    axis.figure.legend(*axis.get_legend_handles_labels(), fontsize=6.5, loc="outside upper left", frameon=False)


def _families(axis: Axes, curves: pd.DataFrame, shown: list[str]) -> None:
    table = curves.pivot(index="family", columns="estimator", values="coverage")
    groups = curves.drop_duplicates("family").set_index("family")["group"]
    order = table.assign(group=groups).sort_values(["group", shown[0]], ascending=[False, False]).index
    places = np.arange(len(order))
    axis.axvline(_NOMINAL, color="0.6", linewidth=0.8, zorder=1)
    for name in reversed(shown):
        style = {**curve_style(name), "linestyle": "", "markersize": _MARKER}
        axis.plot(table.loc[order, name], places, **style, clip_on=False)
    axis.set_yticks(places, [title(name, 60) for name in order], fontsize=6.5)
    first = int((groups[order] == ELLIPTICAL).to_numpy().argmax())
    if first:
        axis.axhline(first - 0.5, color="0.4", linewidth=0.6, linestyle=":")
        axis.text(0.01, first - 0.4, "elliptical", fontsize=6, va="top", color="0.35")
    axis.set_ylim(len(order) - 0.5, -0.5)
    axis.set_xlim(0, 1)
    axis.set_xlabel("actual coverage of the 95 % interval")
