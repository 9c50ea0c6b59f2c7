"""Tasks on images: shapes with few parameters, and pictures of noisy bits.

The bumps and rectangles are those of arXiv 2305.08013. To each task on shapes belongs one on their parameters (the centre of a
bump, the edges of a rectangle), with the samples that the images are drawn from: normal latents whose mutual information is
split equally over the pairs, with a new rotation of X and of Y for every true MI.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from infoplane import distributions

from .lazy import Once
from .protocol import Task, TrainingSample

if TYPE_CHECKING:
    from infoplane.distributions.images.class_channel import ClassChannel
    from infoplane.distributions.pushforward import Pushforward

NATS = (0.0, 0.5, 1.0, 2.5, 5.0, 7.5, 10.0)
# A user could draw this many images too. With 6,000, as in the paper, networks are noticeably worse.
TRAINING_IMAGES = 20_000
_APART = 50_000  # rotation seeds of tasks on parameters alone


def bump_tasks(size: int = 16, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Gaussian bumps of two parameters, as images or as their parameters."""
    return _image_tasks("bumps", size, nats, parameters)


def rectangle_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Rectangles of four parameters, as images or as their parameters."""
    return _image_tasks("rectangles", size, nats, parameters)


def correlated_bump_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Tilted Gaussian bumps of five parameters, as images or as their parameters."""
    return _image_tasks("correlated-bumps", size, nats, parameters)


def ellipse_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Ellipses of five parameters, as images or as their parameters."""
    return _image_tasks("ellipses", size, nats, parameters)


def stroke_tasks(size: int = 32, nats: tuple[float, ...] = NATS, parameters: bool = False) -> tuple[Task, ...]:
    """Pen strokes of six parameters, as images or as their parameters."""
    return _image_tasks("strokes", size, nats, parameters)


def many_parameter_tasks(nats: tuple[float, ...] = (2.5, 5.0, 10.0)) -> tuple[Task, ...]:
    """Five and six parameters a side, with rotations and samples that no other suite has."""
    return tuple(
        Task(
            f"{name}-{each:g}-parameters-apart",
            Once(partial(_SHAPES[name], each, rotation_seed=_APART + round(100 * each), parameters=True)),
            family=f"{name}-parameters",
        )
        for name in ("correlated-bumps", "ellipses", "strokes")
        for each in nats
    )


# By the name of the shapes: what makes their distribution, from the arguments of `infoplane.distributions.bump_images`.
_SHAPES: dict[str, Callable[..., "Pushforward"]] = {
    "bumps": lambda *given, **named: distributions.bump_images(*given, **named),
    "rectangles": lambda *given, **named: distributions.rectangle_images(*given, **named),
    "correlated-bumps": lambda *given, **named: distributions.correlated_bump_images(*given, **named),
    "ellipses": lambda *given, **named: distributions.ellipse_images(*given, **named),
    "strokes": lambda *given, **named: distributions.stroke_images(*given, **named),
}


def _image_tasks(shapes: str, size: int, nats: tuple[float, ...], parameters: bool) -> tuple[Task, ...]:
    distribution, family = _SHAPES[shapes], f"{shapes}-{size}x{size}"
    training = Once(lambda: TrainingSample(distribution(0.0, size, rotation_seed=0), TRAINING_IMAGES))
    suffix = "-parameters" if parameters else ""
    return tuple(
        Task(
            f"{family}-{each:g}{suffix}",
            Once(partial(distribution, each, size, rotation_seed(each), parameters)),
            training=None if parameters else training,
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


_STAIRCASE_BITS = 10


def staircase_tasks() -> tuple[Task, ...]:
    """The staircase of arXiv 2410.10924: 2, 4, 6 and 8 bits in pictures of 64 x 64 pixels of ten noisy bits."""
    family = f"digits-01-{_STAIRCASE_BITS}bit-enlarged"
    return tuple(
        Task(f"{family}-{bits / _STAIRCASE_BITS:g}", Once(partial(_large_channel, bits * math.log(2))), family=family)
        for bits in (2, 4, 6, 8)
    )


def _large_channel(nats: float) -> "ClassChannel":
    digits = distributions.ScikitDigits(enlarged=2)
    return distributions.ClassChannel.with_mutual_information(nats, _STAIRCASE_BITS, digits, tiles=(4, 4))


def _channel(nats: float, bits: int, zero: int, one: int, background: float) -> "ClassChannel":
    digits = distributions.ScikitDigits(zero, one)
    return distributions.ClassChannel.with_mutual_information(nats, bits, digits, background)


# Bits per picture, their mutual information as a share of their entropy, and the largest brightness of the background.
_BITS = (1, 4, 16)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_BACKGROUNDS = (0.0, 0.3)
_DIGITS = ((0, 1), (3, 8))


def channel_tasks(digits: tuple[tuple[int, int], ...] = _DIGITS, shares: tuple[float, ...] = _SHARES) -> tuple[Task, ...]:
    """Pictures tiled from handwritten digits: pairs of digits, by number of bits, background and share of the entropy.

    No reading error is given, because tests/distributions/images/test_class_channel.py finds none in 100,000 tiles.
    """
    return tuple(
        Task(
            f"digits-{zero}{one}-{bits}bit{'-background' if background else ''}-{share:g}",
            Once(partial(_channel, share * bits * math.log(2), bits, zero, one, background)),
            family=f"digits-{zero}{one}-{bits}bit{'-background' if background else ''}",
        )
        for zero, one in digits
        for bits in _BITS
        for background in _BACKGROUNDS
        for share in shares
    )
