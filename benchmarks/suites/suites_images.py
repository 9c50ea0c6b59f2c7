"""The grids of the suites on images."""

from functools import partial

from .estimators import (
    AUTOMATIC,
    BASELINES,
    CALIBRATED,
    CLASSICAL,
    GAUSSIAN,
    IMAGE_MINE,
    MANY_COLUMNS,
    NEURAL,
    STRIDED,
    Estimators,
    automatic_on_codes,
    of_code_sizes,
    on_images,
    on_noisy_images,
    trained_again,
)
from .lazy import Once
from .more_images.tasks_larger import sphere_tasks, textured_rectangle_tasks
from .more_images.tasks_noisy import noise_from_y_tasks, noisy_bump_tasks, noisy_rectangle_tasks
from .protocol import Grid, Task
from .tasks_families import NORMALS
from .tasks_images import (
    bump_tasks,
    channel_tasks,
    correlated_bump_tasks,
    ellipse_tasks,
    many_parameter_tasks,
    rectangle_tasks,
    staircase_tasks,
    stroke_tasks,
)

_SMOKE_NATS = (0.0, 1.0, 2.5)


def smoke() -> tuple[Grid, ...]:
    """Three kinds of distributions, and the estimators that need no training."""
    tasks = tuple(
        Task(f"{name}-2x2-{nats:g}", Once(partial(NORMALS[name], nats, 2, 2, 1)), family=f"{name}-2x2")
        for name in ("normal", "uniform")
        for nats in _SMOKE_NATS
    )
    return (
        Grid(tasks, BASELINES.only(("Gaussian", *CLASSICAL)), sizes=(1000,), replicates=3),
        Grid(bump_tasks(16, nats=(0.0, 2.5)), on_images(2).only(("raw KSG", "PCA+KDE")), sizes=(500,), replicates=3),
    )


def images() -> tuple[Grid, ...]:
    """The images of arXiv 2305.08013 and their parameters."""
    parameters = (*bump_tasks(parameters=True), *rectangle_tasks(parameters=True))
    return (
        # The longest cells come first, so that at the end no single worker runs them while the others have nothing to do.
        Grid((*bump_tasks(), *rectangle_tasks()), IMAGE_MINE, sizes=(5000,), replicates=3),
        Grid(rectangle_tasks(), on_images(4), sizes=(5000, 1000), replicates=5),
        Grid(bump_tasks(), on_images(2), sizes=(5000, 1000), replicates=5),
        Grid(parameters, CLASSICAL, sizes=(5000, 1000), replicates=5),
        Grid(rectangle_tasks(), automatic_on_codes(4), sizes=(5000, 1000), replicates=1),
        Grid(bump_tasks(), automatic_on_codes(2), sizes=(5000, 1000), replicates=1),
    )


def images_10k() -> tuple[Grid, ...]:
    """The same images at the sample size of published results, with the estimators that are best on codes."""

    def best(code_dimension: int) -> Estimators:
        return on_images(code_dimension).only(("AE+KSG", "AE+WKL", "AE+G+WKL"))

    families = (rectangle_tasks(), 4), (bump_tasks(), 2)
    return (
        *(Grid(tasks, best(dimension), (10_000,), 5) for tasks, dimension in families),
        *(Grid(tasks, automatic_on_codes(dimension), (10_000,), 1) for tasks, dimension in families),
        *(Grid(tasks, trained_again(dimension, "G+WKL"), (10_000,), 2) for tasks, dimension in families),
        *(Grid(tasks, trained_again(dimension, "auto"), (10_000,), 1) for tasks, dimension in families),
    )


def code_size() -> tuple[Grid, ...]:
    """The images with codes that are too short, right, too long, or of a size that is found."""
    nats, grids = (0.0, 2.5, 5.0, 10.0), (("KSG", 1), ("WKL", 1), ("G+WKL", 2))
    families = (rectangle_tasks(nats=nats), 4), (bump_tasks(nats=nats), 2)
    return tuple(
        Grid(tasks, of_code_sizes(dimension, (name,)), (10_000,), replicates)
        for name, replicates in grids
        for tasks, dimension in families
    )


def parameters() -> tuple[Grid, ...]:
    """Five and six parameters of images, without the images."""
    return (Grid(many_parameter_tasks(), CALIBRATED | GAUSSIAN | CLASSICAL | MANY_COLUMNS, (10_000,), 3),)


_FURTHER = ((partial(bump_tasks, 32), 2), (correlated_bump_tasks, 5), (ellipse_tasks, 5), (stroke_tasks, 6))


def images_extended() -> tuple[Grid, ...]:
    """Further families of images, and their parameters."""
    return (
        *(Grid(tasks(), on_images(dim), (5000,), 5) for tasks, dim in _FURTHER),
        *(Grid(tasks(parameters=True), CLASSICAL, (5000,), 5) for tasks, _ in _FURTHER),
        *(Grid(tasks(), automatic_on_codes(dim), (5000,), 1) for tasks, dim in _FURTHER),
    )


def images_large() -> tuple[Grid, ...]:
    """Images of 64 and of 128 pixels beside small ones of the same shapes, and their parameters."""
    parameters = (*sphere_tasks(64, parameters=True), *textured_rectangle_tasks(64, parameters=True))
    tasks = (
        *(task for size in (128, 64, 32) for task in textured_rectangle_tasks(size)),
        *(task for size in (128, 64, 32) for task in sphere_tasks(size, 3)),
    )
    return (
        Grid(tasks, on_images(5).only(("AE+G+WKL",)), (10_000,), 2),
        Grid(parameters, CLASSICAL.only(("G+WKL",)), (10_000,), 2),
        Grid(tasks, automatic_on_codes(5), (10_000,), 1),
        Grid(parameters, AUTOMATIC, (10_000,), 1),
    )


def images_noisy() -> tuple[Grid, ...]:
    """Noisy images, behind autoencoders that restore the noisy images and behind such that restore clean ones."""
    families = (
        (noisy_rectangle_tasks((0.3,)), 4, True),
        (noisy_bump_tasks(), 2, True),
        (noise_from_y_tasks(), 2, False),
    )
    return (
        *(Grid(tasks, on_noisy_images(dimension, "G+WKL", both), (10_000,), 2) for tasks, dimension, both in families),
        *(Grid(tasks, on_noisy_images(dimension, "auto", both), (10_000,), 1) for tasks, dimension, both in families),
    )


def channels() -> tuple[Grid, ...]:
    """Pictures of noisy bits."""
    quick = on_images(2).only(["raw KSG"]) | on_images(4).only(["PCA+KDE"])
    few = channel_tasks(digits=((0, 1),), shares=(0.0, 0.5, 1.0))  # for time
    fewer = tuple(task for task in few if task.id.endswith("-0.5") and "16bit" not in task.id)
    return (
        Grid(channel_tasks(), quick, (5000,), 3),
        Grid(few, NEURAL, (5000,), 1),
        Grid(fewer, AUTOMATIC, (5000,), 1),
    )


def staircase() -> tuple[Grid, ...]:
    """Large pictures of ten noisy bits, with critics of strided convolutions."""
    return (Grid(staircase_tasks(), STRIDED, (10_000,), 3),)
