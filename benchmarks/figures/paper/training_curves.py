"""The value of MINE during training, on the pairs that train the critic and on held-out pairs (`studies.mine_curves`).

A column for each input of the critic, a line for each true MI (dashed). The thick curve is the mean over runs, the thin ones
are the runs.
"""

from pathlib import Path

import pandas as pd

from infoplane.benchmarks.figures.style import PAGE, house_style, legend_below, new_figure, save

_STYLES = {"train": ("#D55E00", "--", "on the training pairs"), "held_out": ("#0072B2", "-", "on held-out pairs")}


@house_style()
def draw(rows: pd.DataFrame, output: Path) -> list[Path]:
    """Draw the rows of the study, with its columns. Return the files."""
    values, inputs = list(dict.fromkeys(rows["true_mi"])), list(dict.fromkeys(rows["input"]))
    figure, axes = new_figure(len(values), len(inputs), PAGE, 2.1 * len(values) + 0.4, sharex=True)
    for line, nats in zip(axes, values, strict=True):
        for axis, name in zip(line, inputs, strict=True):
            own = rows[(rows["true_mi"] == nats) & (rows["input"] == name)]
            axis.axhline(nats, color="0.3", linestyle=":", linewidth=1.0, label="true MI")
            for column, (colour, dash, text) in _STYLES.items():
                for _, run in own.groupby("seed"):
                    axis.plot(run["step"], run[column], color=colour, linestyle=dash, linewidth=0.4, alpha=0.6)
                mean = own.groupby("step")[column].mean()
                axis.plot(mean.index, mean, color=colour, linestyle=dash, linewidth=1.4, label=text)
            axis.set_title(f"critic of the {name}, true MI {nats:g} nats")
        line[0].set_ylabel("value of MINE (nats)")
    for axis in axes[-1]:
        axis.set_xlabel("gradient steps")
    runs = rows["seed"].nunique()
    figure.suptitle(f"Rectangles, 32 × 32 pixels, 5,000 pairs; {runs} runs (thin) and their mean", fontsize=8)
    legend_below(figure, 3)
    return save(figure, output)
