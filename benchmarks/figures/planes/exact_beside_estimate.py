"""Exact information of a narrow noisy layer beside its estimates, epoch after epoch: I(X;L) on the left, I(L;Y) on the right.

The black line is exact (quadrature over the training images as the whole input alphabet); estimates carry bars of one
standard error. The legend gives the mean absolute gap to the exact line. Dashed: H(Y).
"""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from infoplane.benchmarks.analysis.plane_summary import information, label_entropy
from infoplane.benchmarks.figures.style import PAGE, epoch_axis, look, save, use_style
from infoplane.benchmarks.studies.narrow_layer import gaps
from infoplane.planes.recording.information_plane import EXACT, INPUT, LABEL


def draw(frame: pd.DataFrame, name: str, folder: Path) -> list[Path]:
    """Draw the figure of a study; return the files written."""
    use_style()
    points, distances = information(frame), gaps(frame).set_index(["quantity", "estimator"])["gap"]
    figure, axes = plt.subplots(1, 2, figsize=(PAGE, 2.9), layout="constrained")
    for axis, quantity, which in zip(axes, (INPUT, LABEL), "xy", strict=True):
        for estimator, own in points.groupby("estimator", sort=False):
            if estimator == EXACT:
                axis.plot(own["epoch"], own[which], color="0.0", linewidth=2.2, label="exact", zorder=5)
                continue
            style = look(str(estimator)) | {"label": f"{estimator}: {distances[quantity, estimator]:.2f}"}
            axis.errorbar(own["epoch"], own[which], yerr=own[f"{which}_se"], **style, elinewidth=0.5, markersize=2.5)
        axis.set_ylabel(f"{quantity} (nats)")
        epoch_axis(axis, frame["epoch"].max())
    entropy = label_entropy(frame, str(points["part"].iloc[0]))
    axes[1].axhline(entropy, color="0.5", linestyle="--", linewidth=0.8, zorder=1)
    axes[1].annotate("H(Y)", (1, entropy), xycoords=("axes fraction", "data"), ha="right", va="top", fontsize=7)
    for axis in axes:
        axis.legend(loc="lower right", title="mean gap (nats)", frameon=False, fontsize=7, title_fontsize=7)
    figure.suptitle(f"{name}, {points['part'].iloc[0]} part", fontsize=8)
    written = save(figure, folder / f"plane-{name}-exact")
    plt.close(figure)
    return written
