"""Samples of every image family, and their true MI: each image X is above its Y.

The figure shows distributions and no estimates, so it needs no rows.
"""

from pathlib import Path

import numpy as np

from infoplane.benchmarks.suites.more_images.tasks_larger import sphere_tasks, textured_rectangle_tasks
from infoplane.benchmarks.suites.more_images.tasks_noisy import noisy_rectangle_tasks
from infoplane.benchmarks.suites.protocol import Task
from infoplane.benchmarks.suites.tasks_images import (
    bump_tasks,
    channel_tasks,
    correlated_bump_tasks,
    ellipse_tasks,
    rectangle_tasks,
    stroke_tasks,
)

from .style import PAGE, house_style, new_figure, save

_NATS = 2.5  # true MI of the samples
SEED, PAIRS = 5, 3
_GAP = 0.1  # between images, in image sides
_COLUMNS = 3


def families() -> dict[str, Task]:
    """One task of every family, by its title."""
    true_mi = (_NATS,)
    channels, noisy = ({task.id: task for task in tasks} for tasks in (channel_tasks(), noisy_rectangle_tasks()))
    return {
        "Gaussian bumps": bump_tasks(32, true_mi)[0],
        "correlated bumps": correlated_bump_tasks(32, true_mi)[0],
        "rectangles": rectangle_tasks(32, true_mi)[0],
        "ellipses": ellipse_tasks(32, true_mi)[0],
        "strokes": stroke_tasks(32, true_mi)[0],
        "striped rectangles": textured_rectangle_tasks(64, 3, true_mi)[0],
        "spheres under a lamp": sphere_tasks(64, 3, true_mi)[0],
        "noisy rectangles": noisy["rectangles-32x32-noise-0.3-2.5"],
        "class channel": channels["digits-01-16bit-0.5"],
    }


@house_style()
def draw(output: Path, width: float = PAGE) -> list[Path]:
    """Draw the gallery `width` inches wide, for a page or a column. Return the files."""
    shown = families()
    rows = -(-len(shown) // _COLUMNS)
    narrow = width < PAGE
    pairs = 2 if narrow else PAIRS
    panel = width / _COLUMNS
    figure, axes = new_figure(rows, _COLUMNS, width, rows * (0.85 * panel * 2 / pairs + 0.5), layout=None)
    for axis, (title, task) in zip(axes.flat, shown.items(), strict=True):
        x, y = task.distribution.sample(pairs, rng=SEED)
        axis.imshow(mosaic(x, y), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        size = x.shape[-1]
        axis.set_yticks([size / 2, size * (1.5 + _GAP)], ["X", "Y"])
        axis.set_xticks([])
        axis.tick_params(length=0, pad=1)
        axis.grid(visible=False)
        for spine in axis.spines.values():
            spine.set_visible(False)
        axis.set_title(title, fontsize=7.5 if narrow else 8, pad=3)
        axis.set_xlabel(f"{'' if narrow else 'I(X;Y) = '}{task.true_mi:.2f} nats", labelpad=2)
    figure.tight_layout(w_pad=0.5 if narrow else 1.2, h_pad=0.6)
    return save(figure, output)


def mosaic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Images of X in a row above those of Y, each in a thin grey frame: (height, width), or (height, width, 3) in colour.

    Grey images (n, side, side) are to be shown black on white, coloured ones (n, 3, side, side) as they are.
    """
    size = x.shape[-1]
    step = size + round(_GAP * size)
    colours, paper, frame = ((), 0.0, 0.35) if x.ndim == 3 else ((3,), 1.0, 0.65)
    canvas = np.full((step + size + 2, (len(x) - 1) * step + size + 2, *colours), paper)
    for row, images in enumerate((x, y)):
        for column, image in enumerate(images):
            top, left = row * step, column * step
            canvas[top : top + size + 2, left : left + size + 2] = frame
            shown = image if image.ndim == 2 else np.moveaxis(image, 0, 2)
            canvas[top + 1 : top + size + 1, left + 1 : left + size + 1] = shown.clip(0, 1)
    return canvas
