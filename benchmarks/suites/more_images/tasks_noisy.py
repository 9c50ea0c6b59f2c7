"""Tasks on noisy images: the bumps and rectangles of arXiv 2305.08013 with normal noise on every pixel.

The noise is independent of the images, or Y decides its level. The true MI is that of the noisy images. It is measured between
two bounds (`infoplane.distributions.NoisyImages` and `NoiseFromY`), by

    python -m infoplane.benchmarks.suites.more_images.tasks_noisy

which takes some minutes and writes `noisy_values.py` beside this file.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from infoplane import distributions
from infoplane.benchmarks.suites.lazy import Once
from infoplane.benchmarks.suites.protocol import Task, TrainingSample
from infoplane.benchmarks.suites.tasks_images import TRAINING_IMAGES, rotation_seed

from .noisy_values import VALUES

if TYPE_CHECKING:
    from infoplane.distributions.images.noisy.from_y import NoiseFromY
    from infoplane.distributions.images.noisy.independent import NoisyImages
    from infoplane.distributions.pushforward import Pushforward

# The clean images by their true MI and the seed of their rotation.
_CLEAN: dict[str, Callable[[float, int], "Pushforward"]] = {
    "bumps-16x16": lambda nats, rotation: distributions.bump_images(nats, 16, rotation),
    "rectangles-32x32": lambda nats, rotation: distributions.rectangle_images(nats, 32, rotation),
}
# Noise levels, pairs to measure over, and draws for each integral.
_FAMILIES = {"bumps-16x16": ((0.05, 0.1, 0.3), 5000, 256), "rectangles-32x32": ((0.1, 0.3), 2000, 128)}
NATS = (0.0, 2.5, 5.0, 10.0)  # of the clean images
_FROM_Y, _LEVELS, NATS_FROM_Y = "bumps-16x16-noise-from-y", (0.01, 0.1), (0.0, 2.5, 5.0)


def noisy_bump_tasks(levels: tuple[float, ...] = (0.05, 0.1, 0.3)) -> tuple[Task, ...]:
    """Noisy Gaussian bumps of two parameters."""
    return tuple(task for noise in levels for task in _of_level("bumps-16x16", noise))


def noisy_rectangle_tasks(levels: tuple[float, ...] = (0.1, 0.3)) -> tuple[Task, ...]:
    """Noisy rectangles of four parameters."""
    return tuple(task for noise in levels for task in _of_level("rectangles-32x32", noise))


def _of_level(family: str, noise: float) -> tuple[Task, ...]:
    name = f"{family}-noise-{noise:g}"

    def noisy(nats: float, rotation: int) -> "NoisyImages":
        return distributions.NoisyImages(clean(family, nats, rotation), noise, *(_value(name, nats) if nats else (0.0, 0.0)))

    def training() -> TrainingSample:
        # Without mutual information, noise changes nothing: the training sample needs no measurement.
        independent = noisy(0.0, 0)
        return TrainingSample(independent, TRAINING_IMAGES, clean=independent.images)

    shared = Once(training)
    return tuple(
        Task(f"{name}-{nats:g}", Once(partial(noisy, nats, rotation_seed(nats))), training=shared, family=name) for nats in NATS
    )


def clean(family: str, nats: float, rotation: int) -> "Pushforward":
    """The images without noise."""
    return _CLEAN[family](nats, rotation)


def _value(family: str, nats: float) -> tuple[float, float]:
    """The true MI and its uncertainty: standard error and half the width of the bracket."""
    lower, upper, stderr = VALUES[f"{family}-{nats:g}"]
    return (lower + upper) / 2, stderr + (upper - lower) / 2


def noise_from_y_tasks() -> tuple[Task, ...]:
    """Noisy Gaussian bumps, whose level of noise Y decides."""

    def training() -> TrainingSample:
        independent = noise_from_y(0.0, 0.0, 0.0)
        return TrainingSample(independent, TRAINING_IMAGES, clean=independent.clean)

    shared = Once(training)
    return tuple(
        Task(
            f"{_FROM_Y}-{nats:g}",
            Once(partial(noise_from_y, nats, *_value(_FROM_Y, nats))),
            training=shared,
            family=_FROM_Y,
        )
        for nats in NATS_FROM_Y
    )


def noise_from_y(nats: float, value: float, uncertainty: float) -> "NoiseFromY":
    """The distribution whose clean images have this MI with Y, and whose own MI is the value."""
    latents = distributions.CorrelatedNormal.with_mutual_information(nats, 2, 2)
    images = distributions.Chain((distributions.NormalCDF(), distributions.GaussianBump(16)))
    return distributions.NoiseFromY(latents, images, *_LEVELS, value, uncertainty)


_HEADER = (
    '"""Mutual informations of noisy images: from below, from above, and the standard error of both, in nats.\n\n'
    'Written by `python -m infoplane.benchmarks.suites.more_images.tasks_noisy`.\n"""\n\n'
)


def main() -> None:
    """Measure every task with mutual information and write the values beside this file."""
    from infoplane.distributions.images.noisy.from_y import measured_noise
    from infoplane.distributions.images.noisy.independent import noisy_information

    lines = []
    for family, (levels, pairs, samples) in _FAMILIES.items():
        for noise in levels:
            for nats in NATS[1:]:
                images = clean(family, nats, rotation_seed(nats))
                lower, upper, error = noisy_information(images, noise, pairs, samples, rng=0)
                print(f"{family}, noise {noise:g}, {nats:g} nats: {lower:.4f} to {upper:.4f}, +- {error:.4f}", flush=True)
                lines.append(f'    "{family}-noise-{noise:g}-{nats:g}": ({lower:.4f}, {upper:.4f}, {error:.4f}),\n')
    for nats in NATS_FROM_Y:
        lower, upper, error = measured_noise(noise_from_y(nats, 0.0, 0.0), 20_000, rng=0)
        print(f"{_FROM_Y}, {nats:g} nats: {lower:.4f} to {upper:.4f}, +- {error:.4f}", flush=True)
        lines.append(f'    "{_FROM_Y}-{nats:g}": ({lower:.4f}, {upper:.4f}, {error:.4f}),\n')
    text = f"{_HEADER}VALUES = {{\n{''.join(lines)}}}\n"
    Path(__file__).with_name("noisy_values.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
