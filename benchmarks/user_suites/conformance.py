"""Conformance: does a distribution do what every distribution must do, and is its stated MI that of its samples?"""

from collections.abc import Iterator

from infoplane.benchmarks.candidates.conformance import CheckResult, results
from infoplane.distributions.protocol import Distribution

from .distribution_checks import CHECKS, Sampled

MOST_IMAGES = 1000


def check_distribution(distribution: Distribution, samples: int = 20_000) -> Iterator[CheckResult]:
    """Run every check. An exception inside a check is a failure of that check.

    Parameters
    ----------
    distribution : Distribution
    samples : int
        The number of pairs that the stated MI is checked with; of images at most a thousand.

    Yields
    ------
    CheckResult
        One for each of `CHECKS`.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> {result.result for result in check_distribution(CorrelatedNormal(1, 1, (0.5,)), 2000)} <= {"pass", "skip"}
    True
    """
    image = any(len(shape) > 1 for shape in (distribution.x_shape, distribution.y_shape))
    subject = Sampled(distribution, min(samples, MOST_IMAGES) if image else samples)
    yield from results(CHECKS, subject)
