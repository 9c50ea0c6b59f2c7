"""Tasks on larger images: striped rectangles and spheres under a lamp, grey or in colour.

The samples of a family show the same shapes at every size, so that sizes can be compared pair by pair.
"""

from collections.abc import Callable

from infoplane.benchmarks.suites.protocol import Task, TrainingSample
from infoplane.benchmarks.suites.tasks_images import TRAINING_IMAGES, rotation_seed
from infoplane.distributions import Pushforward, sphere_images, textured_rectangle_images

NATS = (0.0, 2.5, 5.0, 10.0)


def textured_rectangle_tasks(
    size: int, channels: int = 1, nats: tuple[float, ...] = NATS, parameters: bool = False
) -> tuple[Task, ...]:
    """Striped rectangles of five parameters, as images or as their parameters."""
    return _tasks("textured-rectangles", textured_rectangle_images, size, channels, nats, parameters)


def sphere_tasks(size: int, channels: int = 1, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Spheres under a lamp, of five parameters, as images or as their parameters."""
    return _tasks("spheres", sphere_images, size, channels, nats, parameters)


def _tasks(
    name: str, images: Callable[..., Pushforward], size: int, channels: int, nats: tuple[float, ...], parameters: bool
) -> tuple[Task, ...]:
    family = f"{name}-parameters" if parameters else f"{name}{'-colour' if channels == 3 else ''}-{size}x{size}"
    training = None if parameters else TrainingSample(images(0.0, size, 0, channels=channels), TRAINING_IMAGES)
    return tuple(
        Task(
            f"{family}-{each:g}",
            images(each, size, rotation_seed(each), parameters, channels),
            training=training,
            sample_id=f"{name}-{each:g}",
            family=family,
        )
        for each in nats
    )
