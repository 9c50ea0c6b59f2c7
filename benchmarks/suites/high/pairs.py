"""Independent pairs of columns, many of them: as they are, and with x and y turned at random, which hides the pairs."""

from functools import partial
from typing import TYPE_CHECKING

from infoplane import distributions
from infoplane.benchmarks.suites.lazy import Once
from infoplane.benchmarks.suites.protocol import Task

if TYPE_CHECKING:
    from infoplane.distributions.protocol import Distribution

KINDS = {
    "log-gamma-exponential": lambda nats: distributions.LogGammaExponential.with_mutual_information(nats),
    "exponential-sum": lambda nats: distributions.ExponentialSum.with_mutual_information(nats),
    "student": lambda nats: distributions.MultivariateStudent.with_mutual_information(nats, 1, 1, 2.0),
}
_COLUMNS = (8, 16)  # of x, and of y
_NATS_OF_A_PAIR = (0.3, 1.0)


def pairs_tasks() -> tuple[Task, ...]:
    """Tasks of 8 and 16 pairs; a family is a kind of pair, turned or not.

    Examples
    --------
    >>> from infoplane.benchmarks.suites.high.pairs import pairs_tasks
    >>> pairs_tasks()[1].id, pairs_tasks()[1].family
    ('turned-pairs-log-gamma-exponential-8x8-0.3-each', 'turned-pairs-log-gamma-exponential')
    """
    return tuple(
        Task(f"{family}-{columns}x{columns}-{nats:g}-each", Once(partial(_pairs, kind, columns, nats, turned)), family=family)
        for kind in KINDS
        for columns in _COLUMNS
        for nats in _NATS_OF_A_PAIR
        for turned, family in ((False, f"pairs-{kind}"), (True, f"turned-pairs-{kind}"))
    )


def _pairs(kind: str, columns: int, nats: float, turned: bool) -> "Distribution":
    pairs = distributions.Repeated(KINDS[kind](nats), columns)
    if not turned:
        return pairs
    return distributions.Pushforward(
        pairs, distributions.LinearLift(columns, columns, 1), distributions.LinearLift(columns, columns, 2)
    )
