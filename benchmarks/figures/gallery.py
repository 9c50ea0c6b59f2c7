"""Samples of every image family with their true mutual information below: an X above its Y, three pairs a family."""

import textwrap
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from infoplane.benchmarks.protocol import Task
from infoplane.benchmarks.tasks_channels import channel_tasks
from infoplane.benchmarks.tasks_images import bump_tasks, rectangle_tasks
from infoplane.benchmarks.tasks_more_images import correlated_bump_tasks, ellipse_tasks, stroke_tasks

from .style import PAGE, save, use_style

_PAIRS = 3
_NATS = 2.5
_SEED = 5
_GAP = 0.08  # between images, in image sides


def families() -> dict[str, Task]:
    """One task of every family by its title."""
    truths = (_NATS,)
    channels = {task.id: task for task in channel_tasks()}
    return {
        "Gaussian bumps": bump_tasks(32, truths)[0],
        "correlated bumps": correlated_bump_tasks(32, truths)[0],
        "rectangles": rectangle_tasks(32, truths)[0],
        "ellipses": ellipse_tasks(32, truths)[0],
        "strokes": stroke_tasks(32, truths)[0],
        "class channel": channels["digits-01-16bit-0.5"],
    }


def draw(output: Path, pairs: int = _PAIRS) -> list[Path]:
    """Draw the gallery; return the files written."""
    use_style()
    shown = families()
    columns = 3
    rows = -(-len(shown) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(PAGE, 2.05 * rows), squeeze=False)
    for axis, (title, task) in zip(axes.flat, shown.items(), strict=True):
        x, y = task.law.sample(pairs, _SEED)
        axis.imshow(_mosaic(x, y), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        size = x.shape[1]
        step = size + round(_GAP * size)
        axis.set_yticks([size / 2, step + size / 2], ["X", "Y"])
        axis.set_xticks([])
        axis.tick_params(length=0, pad=2)
        axis.grid(visible=False)
        for spine in axis.spines.values():
            spine.set_visible(False)
        axis.set_title(textwrap.shorten(title, 30))
        axis.set_xlabel(f"I(X;Y) = {task.truth:.2f} nats", labelpad=3)
    figure.tight_layout(w_pad=1.2, h_pad=1.0)
    written = save(figure, output)
    plt.close(figure)
    return written


def _mosaic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Images (n, side, side) of X in a row above those of Y, framed by thin grey lines on white."""
    size = x.shape[1]
    gap = round(_GAP * size)
    step = size + gap
    canvas = np.zeros((2 * step - gap + 2, len(x) * step - gap + 2))
    for row, images in enumerate((x, y)):
        for column, image in enumerate(images):
            top, left = row * step, column * step
            canvas[top : top + size + 2, left : left + size + 2] = 0.45
            canvas[top + 1 : top + size + 1, left + 1 : left + size + 1] = image
    return canvas
