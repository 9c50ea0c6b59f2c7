"""The estimator under check, and the samples that it is checked on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from infoplane.benchmarks.suites.protocol import Task
from infoplane.distributions import CorrelatedNormal, Distribution, SmoothedDiscreteUniform, SymmetricChannel
from infoplane.estimators.checked import told_kinds
from infoplane.estimators.protocol import Estimator

N = 400
NATS = 0.8  # the true MI of the samples

KINDS: dict[str, Callable[[float], Distribution]] = {
    "normal columns, 2+2": lambda nats: CorrelatedNormal.with_mutual_information(nats, 2, 2, rotation_seed=1),
    "normal columns, 1+1": lambda nats: CorrelatedNormal.with_mutual_information(nats, 1, 1),
    "labels x, one column y": SmoothedDiscreteUniform.with_mutual_information,
    "labels x, labels y": lambda nats: SymmetricChannel.with_mutual_information(nats, 4),
}


class BrokenError(Exception):
    """A check that failed, and how."""


class SkippedError(Exception):
    """A check that does not apply, and why."""


@dataclass(frozen=True)
class Subject:
    """The estimator under check and the kind of samples it is checked on.

    Parameters
    ----------
    estimator : Estimator
    kind : str
        One of `KINDS`.
    """

    estimator: Estimator
    kind: str

    def draw(self, nats: float = NATS, seed: int = 0, n: int = N) -> tuple[Any, Any]:
        """Samples whose true MI is `nats`. For 0 nats, y is shuffled, since some distributions cannot have zero MI."""
        x, y = KINDS[self.kind](nats or NATS).sample(n, rng=seed)
        return (x, y) if nats else (x, np.random.default_rng(seed).permutation(y))

    def true_value(self, quantity: str) -> float:
        """The known value, on these samples, of a quantity of `QUANTITIES`."""
        return Task(self.kind, KINDS[self.kind](NATS), quantity=quantity).true_value.value

    def __call__(self, x: Any, y: Any, rng: Any = 0) -> float:
        """The estimate, in nats."""
        return float(told_kinds(self.estimator, x, y, rng, (_is_labels(x), _is_labels(y))))

    @cached_property
    def noise(self) -> float:
        """How far estimates of one sample differ between seeds, in nats; at least the size of rounding errors."""
        x, y = self.draw()
        values = [self(x, y, rng) for rng in range(4)]
        return max(max(values) - min(values), 2.5e-7)

    def same(self, first: float, second: float) -> bool:
        """Whether two estimates differ by no more than the estimator's own randomness explains."""
        return abs(first - second) <= 4 * self.noise


def _is_labels(sample: Any) -> bool:
    """Whether a sample drawn here is labels; a column of floats of shape (n,) is not."""
    return sample.ndim == 1 and sample.dtype.kind == "i"


def subject_of(estimator: Estimator) -> Subject:
    """The estimator with the first kind of samples that it accepts.

    Raises
    ------
    BrokenError
        If it accepts none, with its answer to the first.
    """
    answers = []
    for kind in KINDS:
        subject = Subject(estimator, kind)
        try:
            value = subject(*subject.draw())
            if np.isfinite(value):
                return subject
            answers.append(f"{value}")
        except Exception as error:
            answers.append(f"{type(error).__name__}: {error}")
    raise BrokenError(f"it accepts neither columns nor labels. For normal columns it gave: {answers[0]}")
