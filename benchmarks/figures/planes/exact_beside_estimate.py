"""Exact information of a narrow noisy layer beside its estimates, at every recorded epoch: I(X;L) on the left, I(L;Y) right.

The black line is exact: quadrature, with the training images as the whole input alphabet. Several runs: thin lines, and their
mean. Bars of the estimates are one standard error. The legend gives the mean absolute gap to the exact line of the same run
(`analysis.planes.gaps`). Dashed: H(Y).
"""

from pathlib import Path
from typing import Any

import pandas as pd

from infoplane.benchmarks import words
from infoplane.benchmarks.analysis.planes.gaps import gaps
from infoplane.benchmarks.figures.style import PAGE, curve_style, has_curve, house_style, new_figure, save
from infoplane.planes.figures.axes import epoch_axis
from infoplane.planes.rows.frame import label_entropy
from infoplane.planes.rows.frame import points as points_of
from infoplane.planes.rows.row import EXACT, INPUT, LABEL


@house_style()
def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw the figure of a study. Return the files."""
    points, distances = points_of(frame), gaps(frame).set_index(["quantity", "estimator"])["gap"]
    figure, axes = new_figure(1, 2, PAGE, 2.9)
    for axis, quantity, which in zip(axes[0], (INPUT, LABEL), "xy", strict=True):
        for estimator, runs in points.groupby("estimator", sort=False):
            own = runs.groupby("epoch")[[which, f"{which}_se"]].mean().reset_index()
            if estimator == EXACT:
                style: dict[str, Any] = {"color": "0.0"}
                axis.plot(own["epoch"], own[which], color="0.0", linewidth=2.2, label="exact", zorder=5)
            else:
                known = curve_style(str(estimator)) if has_curve(str(estimator)) else {}
                style = known | {"label": f"{words.estimator(str(estimator))}: {distances[quantity, estimator]:.2f}"}
                axis.errorbar(own["epoch"], own[which], yerr=own[f"{which}_se"], **style, elinewidth=0.5, markersize=2.5)
            if runs["seed"].nunique() > 1:
                for _, run in runs.groupby("seed"):
                    axis.plot(run["epoch"], run[which], color=style.get("color", "0.5"), linewidth=0.4, alpha=0.5, zorder=1)
        axis.set_ylabel(f"{quantity} (nats)")
        epoch_axis(axis, frame["epoch"].max())
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.2), "ncol": 1}
        axis.legend(**below, title="mean gap (nats)", frameon=False, fontsize=7, title_fontsize=7)
    part = str(points["part"].iloc[0])
    entropy = label_entropy(frame, part)
    axes[0, 1].axhline(entropy, color="0.5", linestyle="--", linewidth=0.8, zorder=1)
    axes[0, 1].annotate("H(Y)", (1, entropy), xycoords=("axes fraction", "data"), ha="right", va="top", fontsize=7)
    figure.suptitle(f"{words.study(name)}, {words.PARTS.get(part, part)}", fontsize=8)
    return save(figure, folder / f"plane-{name}-exact")
