"""The image tasks of arXiv 2305.08013: bumps and rectangles whose parameters carry a known mutual information.

Each image task has a twin on its parameters (bump centre, rectangle edges): the same samples before they are drawn.
Normal latents, equal split over the pairs, a rotation of each side drawn anew for every truth.
"""

from collections.abc import Callable

from infoplane.distributions import Pushforward, bump_images, rectangle_images

from .protocol import Task, TrainingSample

TRUTHS = (0.0, 0.5, 1.0, 2.5, 5.0, 7.5, 10.0)
# As many as a study could draw of its own kind of images; the paper's 6,000 leave its networks noticeably worse.
TRAINING_IMAGES = 20_000


def bump_tasks(size: int = 16, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Gaussian bumps of two parameters, as images or as their parameters."""
    return image_tasks(f"bumps-{size}x{size}", bump_images, size, truths, parameters)


def rectangle_tasks(size: int = 32, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Rectangles of four parameters, as images or as their parameters."""
    return image_tasks(f"rectangles-{size}x{size}", rectangle_images, size, truths, parameters)


def _rotation_seed(nats: float) -> int:
    """A seed that depends on the truth alone; the published truths keep the seeds of their committed rows."""
    return TRUTHS.index(nats) if nats in TRUTHS else round(100 * nats)


def image_tasks(
    family: str, distribution: Callable[..., Pushforward], size: int, truths: tuple[float, ...], parameters: bool
) -> tuple[Task, ...]:
    """A task for every truth on images of a family, or on the parameters they are drawn from.

    The rotations of a task depend on its truth alone, so that an id names one distribution whatever the sweep.
    """
    training = None if parameters else TrainingSample(distribution(0.0, size, rotation_seed=0), TRAINING_IMAGES)
    on = "-parameters" if parameters else ""
    return tuple(
        Task(
            f"{family}-{nats:g}{on}",
            distribution(nats, size, _rotation_seed(nats), parameters),
            training=training,
            sample_id=f"{family}-{nats:g}",
            family=family + on,
        )
        for nats in truths
    )
