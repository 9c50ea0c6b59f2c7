"""The suite `divergences`: f-information by critics, each against the known value of its kind.

Normal pairs of two strengths, at several sizes and with critics of several widths, as in arXiv 2110.03652: chi2 grows without
end with the dependence, H2 and TV are bounded. And other pairs, of labels and images too, at one size and width.

A task of this suite has a quantity, and an estimator of that quantity; nothing here is ranked among estimates of MI, but for
those of the kind "KL", which is the mutual information.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from infoplane import distributions, estimators
from infoplane.benchmarks.suites.estimators import Estimators
from infoplane.benchmarks.suites.lazy import Once
from infoplane.benchmarks.suites.protocol import Grid, Task
from infoplane.distributions.f_information.kinds import KINDS, QUANTITIES, Kind

if TYPE_CHECKING:
    from infoplane.distributions.protocol import Distribution
    from infoplane.estimators.protocol import Estimator

_NATS = (0.5, 2.0)
_WIDTHS = (4, 16, 64)
_SIZES = (500, 1000, 2000, 4000, 8000)
_WIDTH, _SIZE = 32, 2000

_OTHERS: dict[str, Callable[[], "Distribution"]] = {
    "student-2-2x2": lambda: distributions.MultivariateStudent(distributions.CorrelatedNormal(2, 2, (0.5, 0.5)), 2.0),
    "smoothed-uniform": lambda: distributions.SmoothedUniform.with_mutual_information(1.0),
    "cross-mixture": lambda: distributions.cross_mixture(),
    "symmetric-channel-10": lambda: distributions.SymmetricChannel.with_mutual_information(1.0, 10),
    "bumps-16x16": lambda: distributions.bump_images(1.0, 16),
}
_INFINITE = {"student-2-2x2": "chi2"}


def divergences() -> tuple[Grid, ...]:
    """The grids of the suite: those over sizes and widths, then those of other pairs, one of each for each kind."""
    normal = {f"normal-2x2-{nats:g}": partial(_normal, nats) for nats in _NATS}
    swept = [Grid(_tasks(normal, kind), _critics(kind, _WIDTHS), _SIZES, 4) for kind in KINDS]
    others = [Grid(_tasks(_OTHERS, kind), _critics(kind, (_WIDTH,)), (_SIZE,), 3) for kind in KINDS]
    return *swept, *others


def _normal(nats: float) -> "Distribution":
    return distributions.CorrelatedNormal.with_mutual_information(nats, 2, 2)


def _tasks(pairs: Mapping[str, Callable[[], "Distribution"]], kind: Kind) -> tuple[Task, ...]:
    """A task for each pair; the same samples for every kind."""
    return tuple(
        Task(f"{name}-{kind}", Once(build), sample_id=name, family=f"{name}-{kind}", quantity=QUANTITIES[kind])
        for name, build in pairs.items()
        if _INFINITE.get(name) != kind
    )


def _critics(kind: Kind, widths: tuple[int, ...]) -> Estimators:
    def critic(width: int) -> "Estimator":
        return estimators.FInformation(
            kind=kind, hidden=width, layers=2, negatives=3, learning_rate=0.015, batch_size=128, max_steps=250
        )

    return Estimators({f"{kind}, width {width}": partial(critic, width) for width in widths})
