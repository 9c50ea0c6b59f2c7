"""RMSE of divergences against the sample size: a column for each kind, a curve for each width of the critic.

It draws the f-informations of a suite, and the divergences of `studies.two_samples`: a row of panels for each distribution.
The grey line falls like n^(-1/2), the rate that arXiv 2110.03652 proves for critics that grow with n. All panels of a row have
one scale, so that kinds can be compared: chi2 explodes where H2 stays calm.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from infoplane.benchmarks.figures.style import PAGE, house_style, legend_below, new_figure, save
from infoplane.distributions.f_information.kinds import KINDS
from infoplane.planes.figures.axes import plain_log_ticks

_LABEL = r"^(KL|chi2|H2|TV), width (\d+)$"
_SIZES = 3  # that make a curve
_GUIDE = r"$\propto n^{-1/2}$"
_NAMES = {"KL": "KL (nats)", "chi2": r"$\chi^2$", "H2": r"$H^2$", "TV": "TV"}
_MARKERS = "osD^v"


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has critics of an f-information at several sizes."""
    return not _swept(summary).empty


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw every distribution at several sizes. Return the files."""
    data = _swept(summary)
    pairs, kinds = data["pair"].unique(), [kind for kind in KINDS if kind in set(data["kind"])]
    widths = sorted(data["width"].unique())
    figure, axes = new_figure(len(pairs), len(kinds), PAGE, 0.9 + 1.9 * len(pairs), sharex=True, sharey="row")
    axes = np.reshape(axes, (len(pairs), len(kinds)))
    for row, pair in zip(axes, pairs, strict=True):
        for axis, kind in zip(row, kinds, strict=True):
            own = data[(data["pair"] == pair) & (data["kind"] == kind)]
            n = np.array([own["n"].min(), own["n"].max()])
            first = own[own["n"] == n[0]]["rmse"].median()
            axis.plot(n, first * (n / n[0]) ** -0.5, color="0.75", linewidth=2.5, zorder=1, label=_GUIDE)
            for place, width in enumerate(widths):
                line = own[own["width"] == width].sort_values("n")
                axis.errorbar(
                    line["n"],
                    line["rmse"],
                    yerr=line["rmse_se"],
                    marker=_MARKERS[place % len(_MARKERS)],
                    color=f"C{place}",
                    elinewidth=0.7,
                    label=f"width {width}",
                )
            axis.set_title(f"{pair}\n{_NAMES[kind]} = {own['true_mi'].iloc[0]:.3g}", fontsize=7.5)
    axes[0, 0].set_xscale("log", base=2)
    sizes = sorted(data["n"].unique())
    axes[0, 0].set_xticks(sizes, [f"{size / 1000:g}k" if size >= 1000 else str(size) for size in sizes])
    for row in axes:
        row[0].set_yscale("log")
        plain_log_ticks(row[0].yaxis)
        row[0].set_ylabel("RMSE")
    figure.supxlabel("sample size n (bars: one standard error)", fontsize=8)
    legend_below(figure, 6)
    return save(figure, output)


def _swept(summary: pd.DataFrame) -> pd.DataFrame:
    """Lines of critics of an f-information at several sizes, with kind, width, and the name of the pair."""
    parts = summary["estimator"].str.extract(_LABEL)
    data = summary.assign(kind=parts[0], width=parts[1].astype(float))[parts[0].notna()]
    data = data[data.groupby("task")["n"].transform("nunique") >= _SIZES]
    pair = [task.removesuffix(f"-{kind}") for task, kind in zip(data["task"], data["kind"], strict=True)]
    return data.assign(pair=pair, width=data["width"].astype(int))
