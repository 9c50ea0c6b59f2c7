"""What noise on images costs, and what codes show of the noisy images: estimates beside the measured bracket of the true MI.

For noise that is independent of the images, a panel of each family has the noise on its axis. A grey line is the MI of the
clean images, which no estimate can exceed but by its error. A black bar is the MI of the noisy ones, from the bound below to
the bound above, each with two standard errors. In the last panel, Y decides the level of the noise. A grey band reaches from
I(X;Y), which is what a code shows that restores the clean image alone, to I((X,Z);Y), all that image X and noise Z show.
"""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from infoplane.benchmarks.figures.style import PAGE, house_style, legend_below, new_figure, save, title
from infoplane.benchmarks.suites.more_images.noisy_values import VALUES
from infoplane.benchmarks.suites.more_images.tasks_noisy import noise_from_y_tasks, noisy_bump_tasks, noisy_rectangle_tasks
from infoplane.planes.figures.colours import COLOURS, MARKERS

_CODES = {"AE+G+WKL": "codes of an autoencoder", "denoising AE+G+WKL": "codes that restore clean images"}
_CLEAN, _NOISY, _BAND = "clean images", "noisy images, measured", "between I(X;Y) and I((X,Z);Y)"
_APART = 0.06  # of the neighbouring markers, as a share of the noise, and twice that in nats


def _noisy() -> dict[str, Any]:
    """The distributions of noisy images by the ids of their tasks."""
    tasks = (*noisy_bump_tasks(), *noisy_rectangle_tasks((0.3,)), *noise_from_y_tasks())
    return {task.id: task.distribution for task in tasks}


def fits(summary: pd.DataFrame) -> bool:
    """Whether the summary has the noisy images."""
    return set(_noisy()) <= set(summary["task"])


@house_style()
def draw(summary: pd.DataFrame, output: Path) -> list[Path]:
    """Draw the noisy bumps, the noisy rectangles, and the noise that Y decides. Return the files."""
    noisy = _noisy()
    data = summary[summary["estimator"].isin(list(_CODES))]
    from_y = data["task"].str.contains("from-y")
    images = data["task"].str.extract(r"^(.*?)-noise-", expand=False)
    figure, axes = new_figure(1, 3, PAGE, 2.6)
    for axis, (family, part) in zip(axes[0], data[~from_y].groupby(images[~from_y], sort=True), strict=False):
        _independent(axis, part, noisy)
        axis.set_title(title(str(family)), fontsize=7.5)
    _decided_by_y(axes[0, 2], data[from_y], noisy)
    axes[0, 2].set_title("Gaussian bumps,\nY decides the noise", fontsize=7.5)
    axes[0, 0].set_ylabel("mutual information (nats)")
    figure.suptitle(f"n = {int(data['n'].max()):,}; bars of estimates: one standard deviation over replicates", fontsize=8)
    legend_below(figure, 5, (_CLEAN, _NOISY, *_CODES.values(), _BAND))
    return save(figure, output)


def _independent(axis: Axes, data: pd.DataFrame, noisy: dict[str, Any]) -> None:
    levels = sorted({noisy[task].noise for task in data["task"]})
    for task in dict.fromkeys(data["task"]):
        axis.axhline(noisy[task].images.mutual_information, color="0.75", linewidth=0.8, label=_CLEAN, zorder=1)
        _bracket(axis, noisy[task].noise, task)
    for index, (label, words) in enumerate(_CODES.items()):
        own = data[data["estimator"] == label]
        noise = own["task"].map(lambda task: noisy[task].noise) * (1 + _APART * (2 * index - 1) * 2)
        _estimates(axis, index, noise, own, words)
    axis.set_xscale("log")
    axis.set_xticks(levels, [f"{level:g}" for level in levels])
    axis.set_xlim(levels[0] / 1.5, levels[-1] * 1.5)
    axis.minorticks_off()
    axis.set_xlabel("noise on a pixel")


def _decided_by_y(axis: Axes, data: pd.DataFrame, noisy: dict[str, Any]) -> None:
    distributions = {task: noisy[task] for task in dict.fromkeys(data["task"])}
    clean = [each.clean_information for each in distributions.values()]
    axis.fill_between(clean, clean, [each.most_information for each in distributions.values()], color="0.9", label=_BAND)
    for task, each in distributions.items():
        _bracket(axis, each.clean_information, task)
    for index, (label, words) in enumerate(_CODES.items()):
        own = data[data["estimator"] == label]
        place = own["task"].map(lambda task: distributions[task].clean_information) + 2 * _APART * (2 * index - 1)
        _estimates(axis, index, place, own, words)
    axis.set_xlabel("I(X;Y) of the clean images (nats)")


def _bracket(axis: Axes, place: float, task: str) -> None:
    """A bar from the bound below to the bound above, with two standard errors of each. Without MI there is nothing to bound."""
    lower, upper, error = VALUES.get(task, (0.0, 0.0, 0.0))
    middle, half = (lower + upper) / 2, (upper - lower) / 2 + 2 * error
    axis.errorbar(place, middle, yerr=half, color="k", marker="_", markersize=9, linestyle="", label=_NOISY, zorder=2)


def _estimates(axis: Axes, index: int, places: pd.Series, data: pd.DataFrame, words: str) -> None:
    axis.errorbar(
        places,
        data["mean"],
        yerr=data["sd"],
        color=COLOURS[index + 1],
        marker=MARKERS[index + 1],
        markerfacecolor="white" if index else None,
        linestyle="",
        elinewidth=0.7,
        capsize=1.5,
        label=words,
        zorder=3,
    )
