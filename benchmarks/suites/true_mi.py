"""Every task of the catalogue with its true MI: how it is known, how precisely, and what was published."""

from collections.abc import Iterator
from itertools import chain
from math import sqrt
from typing import NamedTuple

from infoplane.distributions import (
    Blocks,
    ClassChannel,
    ConcentricNormals,
    ContaminatedNormal,
    Distribution,
    Identity,
    Inliers,
    Measured,
    NoiseColumns,
    NoiseFromY,
    NoisyImages,
    NoisyPath,
    NoisySine,
    NormalMixture,
    PointwiseDistribution,
    Pushforward,
    RandomMixture,
    RandomScale,
    WrappedNormal,
    ZeroInflatedPoisson,
    calibration,
)

from .high.tasks import high_tasks
from .more_images.tasks_larger import sphere_tasks, textured_rectangle_tasks
from .more_images.tasks_noisy import noise_from_y_tasks, noisy_bump_tasks, noisy_rectangle_tasks
from .protocol import Task
from .published import PUBLISHED, agrees
from .tasks_bmi import bmi_v1_tasks, bmi_v2_tasks
from .tasks_families import high_dimensional_tasks, low_dimensional_tasks, mixed_tasks
from .tasks_images import bump_tasks, channel_tasks, correlated_bump_tasks, ellipse_tasks, rectangle_tasks, stroke_tasks

_BY_QUADRATURE = (
    *(NormalMixture, ConcentricNormals, Inliers, ZeroInflatedPoisson),
    *(ContaminatedNormal, NoisyPath, NoisySine, RandomScale, WrappedNormal),
)


class TrueMI(NamedTuple):
    """The true MI of one task, in nats.

    If samples are drawn, `pointwise` is the mean of the pointwise mutual information over them, and `calibration` is its
    difference from 0 in standard errors: see `infoplane.distributions.calibration`.
    """

    id: str
    x_shape: tuple[int, ...]
    y_shape: tuple[int, ...]
    true_mi: float
    stderr: float
    verified: str
    pointwise: float | None
    pointwise_stderr: float | None
    calibration: float | None
    published: float | None
    published_stderr: float | None
    difference: float | None
    agrees: bool | None

    @property
    def near_samples(self) -> bool:
        """Whether mean and calibration of the pointwise mutual information are within 4 standard errors, if they are known."""
        if self.pointwise is None or self.pointwise_stderr is None or self.calibration is None:
            return True
        near = abs(self.pointwise - self.true_mi) <= 4 * (self.pointwise_stderr + self.stderr) + 1e-9
        return near and abs(self.calibration) <= 4


def catalogue() -> dict[str, tuple[Task, ...]]:
    """The tasks by suite."""
    return {
        "bmi-v1": bmi_v1_tasks(),
        "bmi-v2": bmi_v2_tasks(),
        "images": (
            *bump_tasks(16),
            *bump_tasks(32),
            *rectangle_tasks(32),
            *correlated_bump_tasks(32),
            *ellipse_tasks(32),
            *stroke_tasks(32),
        ),
        "images-large": tuple(
            task
            for size, channels in ((32, 3), (64, 1), (64, 3), (128, 1), (128, 3))
            for tasks in (textured_rectangle_tasks, sphere_tasks)
            for task in tasks(size, channels)
        ),
        "images-noisy": (*noisy_bump_tasks(), *noisy_rectangle_tasks(), *noise_from_y_tasks()),
        "lowdim": low_dimensional_tasks(),
        "highdim": high_dimensional_tasks(),
        "mixed": tuple(chain(*mixed_tasks().values())),
        "channels": channel_tasks(),
        "high": high_tasks(),
    }


def true_mi_rows(tasks: tuple[Task, ...] | None = None, n: int = 0, seed: int = 0) -> Iterator[TrueMI]:
    """A row for every task, each id once; by default for the whole catalogue.

    Parameters
    ----------
    tasks : tuple of Task, optional
    n : int
        Number of samples to check each true MI with; 0 checks none.
    seed : int
        Seed of these samples.
    """
    if tasks is None:
        tasks = tuple(task for suite in catalogue().values() for task in suite)
    for task in {task.id: task for task in tasks}.values():
        published = PUBLISHED.get(task.id)
        mean = stderr = score = None
        if n > 1 and isinstance(task.distribution, PointwiseDistribution):
            mean, stderr = mean_pointwise(task.distribution, n, seed)
            score = calibration_score(task.distribution, n, seed)
        yield TrueMI(
            task.id,
            task.distribution.x_shape,
            task.distribution.y_shape,
            task.true_mi,
            task.true_mi_stderr,
            how_verified(task.distribution),
            mean,
            stderr,
            score,
            published[0] if published else None,
            published[1] if published else None,
            task.true_mi - published[0] if published else None,
            agrees(task.true_mi, published) if published else None,
        )


def mean_pointwise(distribution: PointwiseDistribution, n: int, seed: int = 0) -> tuple[float, float]:
    """Mean pointwise mutual information of n samples, and its standard error."""
    values = distribution.pointwise_mutual_information(*distribution.sample(n, rng=seed))
    return float(values.mean()), float(values.std(ddof=1)) / sqrt(n)


def calibration_score(distribution: PointwiseDistribution, n: int, seed: int = 0) -> float:
    """Calibration over n pairs and n independent pairs, in standard errors."""
    difference, stderr = calibration(distribution, n, rng=seed)
    # For distributions with almost no mutual information, the difference is a rounding error.
    return difference / max(stderr, 1e-12)


def how_verified(distribution: Distribution) -> str:
    """How the true MI is known and checked: by samples if the density is known, by inverses if the distribution is mapped."""
    parts = list(_parts(distribution))
    if not all(type(part).__module__.startswith("infoplane.distributions.") for part in parts):
        return "stated by its author, to be checked by `infoplane check-distribution`"
    if any(isinstance(part, (NoisyImages, NoiseFromY)) for part in parts):
        return "Monte Carlo, from below and from above"
    if any(isinstance(part, (Measured, RandomMixture)) for part in parts):
        source = "Monte Carlo"
    elif any(isinstance(part, _BY_QUADRATURE) for part in parts):
        source = "quadrature"
    elif any(isinstance(part, ClassChannel) for part in parts):
        source = "closed form, bits read from the images"
    else:
        source = "closed form"
    mapped = [part for part in parts if isinstance(part, Pushforward)]
    samples = isinstance(distribution, PointwiseDistribution)
    inverse = any(not isinstance(each, Identity) for part in mapped for each in (part.x, part.y))
    return source + ", samples" * samples + ", inverse" * inverse


def _parts(distribution: Distribution) -> Iterator[Distribution]:
    """A distribution, and those that it is made of. Independent variables need no MI of what they are made of."""
    yield distribution
    if isinstance(distribution, Pushforward):
        yield from _parts(distribution.base)
    elif isinstance(distribution, NoiseColumns):
        yield from _parts(distribution.distribution)
    elif isinstance(distribution, Blocks):
        for block in distribution.distributions:
            yield from _parts(block)
