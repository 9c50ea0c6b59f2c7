"""The grids behind the figures of arXiv 2305.08013, by the letters of the figures.

The true MI runs from 0 to 10 nats in 41 steps, and n is 5,000. Where the paper has one run of a point, there are five here,
each of a new sample. The replicates of a compressor share one trained network. For its time, MINE has five replicates where the
true MI is whole (on images: where the suite images has it), and one in between. KSG on pixels, which the paper does not show,
runs where the true MI is whole.

    A  normal and uniform vectors, without compression, and vectors of 2 nats in 1 to 40 dimensions
    B  labels, whose true MI is ln M
    C  bumps of 2 parameters, 16 x 16 pixels
    D  rectangles of 4 parameters, 32 x 32 pixels
    E  tilted bumps of 5 parameters, 32 x 32 pixels
    F  bumps and rectangles behind principal components
    G  a manifold whose principal components lose the information
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from infoplane import distributions
from infoplane.benchmarks.suites.lazy import Once
from infoplane.benchmarks.suites.protocol import Grid, Task, TrainingSample
from infoplane.benchmarks.suites.tasks_families import NORMALS, tasks_of
from infoplane.benchmarks.suites.tasks_images import NATS as IMAGE_NATS
from infoplane.benchmarks.suites.tasks_images import (
    TRAINING_IMAGES,
    bump_tasks,
    correlated_bump_tasks,
    rectangle_tasks,
)

from . import estimators as names

if TYPE_CHECKING:
    from infoplane.distributions.pushforward import Pushforward

NATS = tuple(quarters / 4 for quarters in range(41))
WHOLE = tuple(map(float, range(11)))
_ANTI_PCA_NATS = tuple(tenths / 10 for tenths in range(41))
# Of x and of y; the 4 + 4 dimensions of the other grid belong to the same curve.
_DIMENSIONS = (1, 2, 3, 5, 6, 8, 10, 12, 14, 16, 20, 25, 30, 40)
_CLASSES = (2, 4, 8, 16, 32, 64)  # more would leave fewer than 50 pairs to a class
_SIZES = (5000,)
_REPLICATES = 5
_ROTATION = 1
_ImageTasks = Callable[..., tuple[Task, ...]]
_F: tuple[_ImageTasks, ...] = (bump_tasks, rectangle_tasks)


def _grid(tasks: tuple[Task, ...], estimators: names.Estimators, replicates: int = _REPLICATES) -> Grid:
    return Grid(tasks, estimators, _SIZES, replicates)


def vectors() -> tuple[Grid, ...]:
    """A: vectors as they are."""
    tasks = tuple(
        Task(f"{name}-{dim}x4-{nats:g}", Once(partial(NORMALS[name], nats, dim, 4, _ROTATION)), family=f"{name}-{dim}x4")
        for name in ("normal", "uniform")
        for dim in (4, 10)
        for nats in NATS
    )
    return _grid(tasks, names.ON_VECTORS), _grid(tasks_of(("normal", "uniform"), _DIMENSIONS, (2.0,)), names.ON_VECTORS)


def labels() -> tuple[Grid, ...]:
    """B: Y is the label of the part of [0, 1] that the first of four uniform numbers falls in."""

    def quantised(count: int) -> Task:
        return Task(f"labels-{count}", Once(lambda: distributions.QuantisedUniform(count, x_dim=4)), family="labels")

    tasks = tuple(map(quantised, _CLASSES))
    return (_grid(tasks, names.ON_LABELS),)


def bumps() -> tuple[Grid, ...]:
    """C."""
    return _images(bump_tasks, 2, "zoom") + _critics(bump_tasks)


def rectangles() -> tuple[Grid, ...]:
    """D."""
    return _images(rectangle_tasks, 4, "shift and zoom") + _critics(rectangle_tasks)


def correlated_bumps() -> tuple[Grid, ...]:
    """E: the paper shows weighted KL alone."""
    return _images(correlated_bump_tasks, 5, "zoom", names.NEIGHBOURS)


def components() -> tuple[Grid, ...]:
    """F: principal components of the images; C and D have the parameters."""
    return (
        _grid(bump_tasks(nats=NATS), names.principal_components(2)),
        _grid(rectangle_tasks(nats=NATS), names.principal_components(4)),
    )


def anti_pca() -> tuple[Grid, ...]:
    """G: signal and nuisance, as uniform numbers, and the codes of both compressors."""
    training = Once(lambda: TrainingSample(distributions.anti_pca_vectors(0.0), TRAINING_IMAGES))

    def signal_and_nuisance(nats: float) -> "Pushforward":
        uniform = distributions.NormalCDF()
        return distributions.Pushforward(distributions.anti_pca_vectors(nats).base, uniform, uniform)

    def on_manifold(nats: float) -> "Pushforward":
        return distributions.anti_pca_vectors(nats)

    coordinates = tuple(
        Task(
            f"signal-and-nuisance-{nats:g}",
            Once(partial(signal_and_nuisance, nats)),
            sample_id=f"anti-pca-{nats:g}",
            family="anti-pca-parameters",
        )
        for nats in _ANTI_PCA_NATS
    )
    lifted = tuple(
        Task(
            f"anti-pca-{nats:g}",
            Once(partial(on_manifold, nats)),
            training=training,
            sample_id=f"anti-pca-{nats:g}",
            family="anti-pca",
        )
        for nats in _ANTI_PCA_NATS
    )
    weighted = names.WEIGHTED
    on_codes = names.principal_components(2, weighted) | names.autoencoder(2, weighted)
    return _grid(coordinates, weighted), _grid(lifted, on_codes)


def _images(tasks: _ImageTasks, dim: int, augment: str, chosen: names.Estimators = names.ON_VECTORS) -> tuple[Grid, ...]:
    """Parameters, codes of both autoencoders, and pixels, of the same samples."""
    return (
        _grid(tasks(nats=NATS, parameters=True), chosen),
        _grid(tasks(nats=WHOLE), names.RAW),  # not in the paper, and slow
        _grid(tasks(nats=NATS), names.published_autoencoder(dim, augment, chosen)),
        _grid(tasks(nats=NATS), names.autoencoder(dim, chosen)),
    )


def _critics(tasks: _ImageTasks) -> tuple[Grid, ...]:
    """MINE on parameters and on images."""

    def grids(estimators: names.Estimators, often: tuple[float, ...], parameters: bool) -> tuple[Grid, Grid]:
        once = tuple(nats for nats in NATS if nats not in often)
        return (
            _grid(tasks(nats=often, parameters=parameters), estimators),
            _grid(tasks(nats=once, parameters=parameters), estimators, replicates=1),
        )

    return grids(names.MINE, WHOLE, True) + grids(names.MINE_ON_IMAGES, IMAGE_NATS, False)


_OWN: dict[str, Callable[[], tuple[Grid, ...]]] = {
    "A": vectors,
    "B": labels,
    "C": bumps,
    "D": rectangles,
    "E": correlated_bumps,
    "F": components,
    "G": anti_pca,
}
# What a figure shows: two grids are in two of them.
FIGURES = _OWN | {"F": lambda: (*components(), *(_grid(tasks(nats=NATS, parameters=True), names.ON_VECTORS) for tasks in _F))}


def paper() -> tuple[Grid, ...]:
    """All of them, each cell once."""
    return tuple(grid for grids in _OWN.values() for grid in grids())
