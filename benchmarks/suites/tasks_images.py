"""Tasks on images: shapes with few parameters, and pictures of noisy bits.

The bumps and rectangles are those of arXiv 2305.08013. To each task on shapes belongs one on their parameters (the centre of a
bump, the edges of a rectangle), with the samples that the images are drawn from: normal latents whose mutual information is
split equally over the pairs, with a new rotation of X and of Y for every true MI.
"""

import math
from collections.abc import Callable

from infoplane.distributions import (
    ClassChannel,
    Pushforward,
    ScikitDigits,
    bump_images,
    correlated_bump_images,
    ellipse_images,
    rectangle_images,
    stroke_images,
)

from .protocol import Task, TrainingSample

NATS = (0.0, 0.5, 1.0, 2.5, 5.0, 7.5, 10.0)
# A user could draw this many images too. With 6,000, as in the paper, networks are noticeably worse.
TRAINING_IMAGES = 20_000
_APART = 50_000  # rotation seeds of tasks on parameters alone


def bump_tasks(size: int = 16, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Gaussian bumps of two parameters, as images or as their parameters."""
    return _image_tasks(f"bumps-{size}x{size}", bump_images, size, nats, parameters)


def rectangle_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Rectangles of four parameters, as images or as their parameters."""
    return _image_tasks(f"rectangles-{size}x{size}", rectangle_images, size, nats, parameters)


def correlated_bump_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Tilted Gaussian bumps of five parameters, as images or as their parameters."""
    return _image_tasks(f"correlated-bumps-{size}x{size}", correlated_bump_images, size, nats, parameters)


def ellipse_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Ellipses of five parameters, as images or as their parameters."""
    return _image_tasks(f"ellipses-{size}x{size}", ellipse_images, size, nats, parameters)


def stroke_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Pen strokes of six parameters, as images or as their parameters."""
    return _image_tasks(f"strokes-{size}x{size}", stroke_images, size, nats, parameters)


def many_parameter_tasks(nats: tuple[float, ...] = (2.5, 5.0, 10.0)) -> tuple[Task, ...]:
    """Five and six parameters a side, with rotations and samples that no other suite has."""
    families = {"correlated-bumps": correlated_bump_images, "ellipses": ellipse_images, "strokes": stroke_images}
    return tuple(
        Task(
            f"{name}-{each:g}-parameters-apart",
            distribution(each, rotation_seed=_APART + round(100 * each), parameters=True),
            family=f"{name}-parameters",
        )
        for name, distribution in families.items()
        for each in nats
    )


def _image_tasks(
    family: str, distribution: Callable[..., Pushforward], size: int, nats: tuple[float, ...], parameters: bool
) -> tuple[Task, ...]:
    training = None if parameters else TrainingSample(distribution(0.0, size, rotation_seed=0), TRAINING_IMAGES)
    suffix = "-parameters" if parameters else ""
    return tuple(
        Task(
            f"{family}-{each:g}{suffix}",
            distribution(each, size, rotation_seed(each), parameters),
            training=training,
            sample_id=f"{family}-{each:g}",
            family=family + suffix,
        )
        for each in nats
    )


def rotation_seed(nats: float) -> int:
    """A seed that depends only on the true MI, so that an id means the same distribution in every suite.

    Those of `NATS` keep the seeds of their committed rows.
    """
    return NATS.index(nats) if nats in NATS else round(100 * nats)


# Bits per picture, their mutual information as a share of their entropy, and the largest brightness of the background.
_BITS = (1, 4, 16)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_BACKGROUNDS = (0.0, 0.3)
_DIGITS = ((0, 1), (3, 8))


def channel_tasks() -> tuple[Task, ...]:
    """Pictures tiled from handwritten digits: every pair of digits, number of bits, background and share of the entropy.

    No reading error is given, because tests/distributions/images/test_class_channel.py finds none in 100,000 tiles.
    """
    return tuple(
        Task(
            f"digits-{zero}{one}-{bits}bit{'-background' if background else ''}-{share:g}",
            ClassChannel.with_mutual_information(share * bits * math.log(2), bits, ScikitDigits(zero, one), background),
            family=f"digits-{zero}{one}-{bits}bit{'-background' if background else ''}",
        )
        for zero, one in _DIGITS
        for bits in _BITS
        for background in _BACKGROUNDS
        for share in _SHARES
    )
