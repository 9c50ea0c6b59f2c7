"""Every task of the catalogue with its truth: how it is known, how well, and what was published."""

from collections.abc import Iterator
from math import sqrt
from typing import NamedTuple

from infoplane.distributions import (
    ClassChannel,
    ConcentricNormals,
    Distribution,
    Identity,
    Inliers,
    Measured,
    NormalMixture,
    PointwiseDistribution,
    Pushforward,
    ZeroInflatedPoisson,
    calibration,
)

from .protocol import Task
from .published_truths import PUBLISHED, agrees
from .tasks_bmi import BMI_V1, BMI_V2
from .tasks_channels import channel_tasks
from .tasks_families import high_dimensional_tasks, low_dimensional_tasks, mixed_tasks
from .tasks_images import bump_tasks, rectangle_tasks
from .tasks_more_images import correlated_bump_tasks, ellipse_tasks, stroke_tasks

_BY_QUADRATURE = (NormalMixture, ConcentricNormals, Inliers, ZeroInflatedPoisson)


class TruthRow(NamedTuple):
    """One task's truth, in nats.

    Where a sample was asked for, `pointwise` is its mean pointwise information, and `calibration` is how many standard errors
    that information's calibration is off: see `infoplane.distributions.calibration`.
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
        """Whether the pointwise information's mean and calibration are within 4 standard errors, if a sample was asked for."""
        if self.pointwise is None or self.pointwise_stderr is None or self.calibration is None:
            return True
        near = abs(self.pointwise - self.true_mi) <= 4 * (self.pointwise_stderr + self.stderr) + 1e-9
        return near and abs(self.calibration) <= 4


def catalogue() -> dict[str, tuple[Task, ...]]:
    """The tasks by suite."""
    return {
        "bmi-v1": BMI_V1,
        "bmi-v2": BMI_V2,
        "images": (
            *bump_tasks(16),
            *bump_tasks(32),
            *rectangle_tasks(32),
            *correlated_bump_tasks(32),
            *ellipse_tasks(32),
            *stroke_tasks(32),
        ),
        "lowdim": low_dimensional_tasks(),
        "highdim": high_dimensional_tasks(),
        "mixed": mixed_tasks(),
        "channels": channel_tasks(),
    }


def truth_rows(tasks: tuple[Task, ...] | None = None, n: int = 0, seed: int = 0) -> Iterator[TruthRow]:
    """A row for every task, the whole catalogue's by default, each id once.

    Parameters
    ----------
    tasks : tuple of Task, optional
    n : int
        Samples to check each truth with; 0 checks none.
    seed : int
        Seed of these samples.
    """
    if tasks is None:
        tasks = tuple(task for suite in catalogue().values() for task in suite)
    for task in {task.id: task for task in tasks}.values():
        published = PUBLISHED.get(task.id)
        mean, stderr = mean_pointwise(task.distribution, n, seed) if n > 1 else (None, None)
        off = None
        if mean is not None and isinstance(task.distribution, PointwiseDistribution):
            off = calibration_score(task.distribution, n, seed)
        yield TruthRow(
            task.id,
            task.distribution.x_shape,
            task.distribution.y_shape,
            task.true_mi,
            task.true_mi_stderr,
            how_verified(task.distribution),
            mean,
            stderr,
            off,
            published[0] if published else None,
            published[1] if published else None,
            task.true_mi - published[0] if published else None,
            agrees(task.true_mi, published) if published else None,
        )


def mean_pointwise(distribution: Distribution, n: int, seed: int = 0) -> tuple[float | None, float | None]:
    """Mean pointwise mutual information of n samples and its standard error; None for distributions that do not know it."""
    if not isinstance(distribution, PointwiseDistribution):
        return None, None
    values = distribution.pointwise_mutual_information(*distribution.sample(n, seed))
    return float(values.mean()), float(values.std(ddof=1)) / sqrt(n)


def calibration_score(distribution: PointwiseDistribution, n: int, seed: int = 0) -> float:
    """Calibration of n pairs and n strangers in standard errors; 0 where both are exactly alike."""
    difference, stderr = calibration(distribution, n, seed)
    # Distributions of next to no information differ by rounding alone.
    return difference / max(stderr, 1e-12)


def how_verified(distribution: Distribution) -> str:
    """What the truth rests on: its source, samples where the distribution knows its density, inverses where it is mapped."""
    inverse = False
    while isinstance(distribution, Pushforward):
        inverse = inverse or not isinstance(distribution.x, Identity) or not isinstance(distribution.y, Identity)
        distribution = distribution.base
    if isinstance(distribution, Measured):
        source = "Monte Carlo"
    elif isinstance(distribution, _BY_QUADRATURE):
        source = "quadrature"
    elif isinstance(distribution, ClassChannel):
        source = "closed form, bits read from the images"
    else:
        source = "closed form"
    samples = isinstance(distribution, PointwiseDistribution)
    return source + ", samples" * samples + ", inverse" * inverse
