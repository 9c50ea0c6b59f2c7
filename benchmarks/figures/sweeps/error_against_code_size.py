"""Bias against the size of the code: a row of panels for each family of images, one for each true MI.

The size is that of the parameters of the images, one less, more, or what `Autoencoder(n_components="auto")` finds. White
markers have a flag: the code loses variance, or lies on fewer dimensions than it has components. Bars are one standard error.
"""

from pathlib import Path

import pandas as pd

from infoplane.benchmarks.figures.curves import BIAS, bias_scale, caption
from infoplane.benchmarks.figures.style import PAGE, curve_style, has_curve, house_style, legend_below, new_figure, save, title
from infoplane.benchmarks.suites.estimators import CODE_SIZES

_SHORT = {size: size.replace("true ", "").replace(" ", "").replace("-", "\N{MINUS SIGN}") for size in CODE_SIZES}


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has codes of several sizes."""
    return not _sized(summary).empty


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw every family with codes of several sizes. Return the files."""
    data = _sized(summary)
    families, levels = data["family"].unique(), sorted(data["level"].unique())
    figure, axes = new_figure(len(families), len(levels), PAGE, 1.2 + 1.9 * len(families), sharex=True, sharey=True)
    for row, family in zip(axes, families, strict=True):
        for axis, level in zip(row, levels, strict=True):
            own = data[(data["family"] == family) & (data["level"] == level)]
            for name, line in own.groupby("name", sort=False):
                line = line.sort_values("place")
                style = curve_style(str(name))
                axis.errorbar(line["place"], line["bias"], yerr=line["bias_se"].fillna(0.0), elinewidth=0.7, **style)
                flagged = line[line["flagged"] > 0]
                bare = style | {"markerfacecolor": "white", "linestyle": "", "label": None}
                axis.plot(flagged["place"], flagged["bias"], zorder=5, **bare)
            axis.set_title(f"{title(family, 24)}\n{level:g} nats", fontsize=7.5)
    bias_scale(list(axes.flat))
    axes[0, 0].set_xticks(range(len(CODE_SIZES)), list(_SHORT.values()))
    for row in axes:
        row[0].set_ylabel(BIAS)
    figure.supxlabel("components of the code, against the parameters of the images", fontsize=8)
    caption(
        figure,
        f"n = {int(data['n'].max()):,}; bars: one standard error; white: with a flag",
        data.drop(columns="estimator").assign(estimator=data["name"]),
    )
    legend_below(figure, 6)
    return save(figure, output)


def _sized(summary: pd.DataFrame) -> pd.DataFrame:
    """Lines whose labels end with a size of a code, with the name of the estimator and the place of the size."""
    parts = summary["estimator"].str.rsplit(", ", n=1)
    data = summary.assign(name=parts.str[0], place=parts.str[-1].map({size: at for at, size in enumerate(CODE_SIZES)}))
    data = data[(parts.str.len() == 2) & data["place"].notna()]
    data = data.assign(level=data["true_mi"].round(6))  # rotations change the last digits
    return data[data["name"].map(has_curve)] if len(data) else data
