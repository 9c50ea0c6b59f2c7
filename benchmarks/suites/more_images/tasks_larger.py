"""Tasks on larger images: striped rectangles and spheres under a lamp, grey or in colour.

The samples of a family show the same shapes at every size, so that sizes can be compared pair by pair.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from infoplane import distributions
from infoplane.benchmarks.suites.lazy import Once
from infoplane.benchmarks.suites.protocol import Task, TrainingSample
from infoplane.benchmarks.suites.tasks_images import TRAINING_IMAGES, rotation_seed

if TYPE_CHECKING:
    from infoplane.distributions.pushforward import Pushforward

NATS = (0.0, 2.5, 5.0, 10.0)


def textured_rectangle_tasks(
    size: int, channels: int = 1, nats: tuple[float, ...] = NATS, parameters: bool = False
) -> tuple[Task, ...]:
    """Striped rectangles of five parameters, as images or as their parameters."""
    return _tasks("textured-rectangles", size, channels, nats, parameters)


def sphere_tasks(size: int, channels: int = 1, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Spheres under a lamp, of five parameters, as images or as their parameters."""
    return _tasks("spheres", size, channels, nats, parameters)


_IMAGES: dict[str, Callable[..., "Pushforward"]] = {
    "textured-rectangles": lambda *given, **named: distributions.textured_rectangle_images(*given, **named),
    "spheres": lambda *given, **named: distributions.sphere_images(*given, **named),
}


def _tasks(name: str, size: int, channels: int, nats: tuple[float, ...], parameters: bool) -> tuple[Task, ...]:
    images = _IMAGES[name]
    family = f"{name}-parameters" if parameters else f"{name}{'-colour' if channels == 3 else ''}-{size}x{size}"
    training = Once(lambda: TrainingSample(images(0.0, size, 0, channels=channels), TRAINING_IMAGES))
    return tuple(
        Task(
            f"{family}-{each:g}",
            Once(partial(images, each, size, rotation_seed(each), parameters, channels)),
            training=None if parameters else training,
            sample_id=f"{name}-{each:g}",
            family=family,
        )
        for each in nats
    )
