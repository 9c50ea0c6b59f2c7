"""Tasks of much information in 32 to 160 columns of x and of y.

Papers print estimates at the values of MI below without the parameters of their distributions; ours are solved for these
values. One is not: wrapping loses information that papers do not subtract, so our wrapped normal has their value *before*
wrapping, and its true MI is that of what is left.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from infoplane import distributions
from infoplane.benchmarks.suites.lazy import Once
from infoplane.benchmarks.suites.protocol import Task

if TYPE_CHECKING:
    from infoplane.distributions.protocol import Distribution

_COLUMNS = 32
_SEED = 1  # of rotations
_PERIOD = 5.0  # standard deviations: 1 % of the values are wrapped


def _normal(nats: float, columns: int) -> "Distribution":
    return distributions.CorrelatedNormal.with_mutual_information(nats, columns, columns, _SEED)


def _spiral() -> "Distribution":
    turn = distributions.Spiral(1 / _COLUMNS)
    return distributions.Pushforward(_normal(10.77, _COLUMNS), turn, turn)


def _student() -> "Distribution":
    return distributions.MultivariateStudent.with_mutual_information(12.46, _COLUMNS, _COLUMNS, 1.0, _SEED)


def _clouds(distance: float) -> "Distribution":
    """Two equal round clouds on the diagonal, `distance` standard deviations from the middle along each axis."""
    round_cloud = ((1.0, 0.0), (0.0, 1.0))
    return distributions.NormalMixture(1, (0.5, 0.5), ((distance,) * 2, (-distance,) * 2), (round_cloud,) * 2)


def _mixture() -> "Distribution":
    """A mixture of 2^32 normals: each pair of columns lies in one of two clouds."""
    from infoplane.distributions.targets import solve  # here, because listing a suite loads no scipy

    distance = solve(lambda each: _clouds(each).mutual_information, 6.9 / _COLUMNS, 0.1, 3.0)
    return distributions.Repeated(_clouds(round(distance, 6)), _COLUMNS)


def _wrapped() -> "Distribution":
    correlation = math.sqrt(-math.expm1(-2 * 10.77 / _COLUMNS))
    return distributions.Repeated(distributions.WrappedNormal(round(correlation, 6), _PERIOD), _COLUMNS)


def _smoothed_uniform() -> "Distribution":
    return distributions.Repeated(distributions.SmoothedUniform.with_mutual_information(32.75 / _COLUMNS), _COLUMNS)


def high_tasks() -> tuple[Task, ...]:
    """The seven tasks of the suite `high`.

    Examples
    --------
    >>> from infoplane.benchmarks.suites.high.tasks import high_tasks
    >>> [task.id for task in high_tasks()][-1], high_tasks()[-1].true_mi
    ('normal-160x160-80', 80.0)
    """
    builders: dict[str, Callable[[], Distribution]] = {
        "spiral-32x32-10.77": _spiral,
        "student-1-32x32-12.46": _student,
        "mixture-32x32-6.9": _mixture,
        "wrapped-32x32-10.77": _wrapped,
        "smoothed-uniform-32x32-32.75": _smoothed_uniform,
        "normal-128x128-18.41": partial(_normal, 18.41, 128),
        "normal-160x160-80": partial(_normal, 80.0, 160),
    }
    return tuple(Task(name, Once(build)) for name, build in builders.items())
