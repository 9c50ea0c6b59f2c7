"""What every estimator of mutual information takes and gives back."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

NO_DETAILS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Estimate:
    """An estimate of mutual information in nats, never clipped: near independence it may be negative.

    Parameters
    ----------
    nats : float
        The estimate.
    stderr : float, optional
        One standard error, where the method has one. It speaks of variance alone, not of bias.
    details : mapping of str to float
        What the method wants to tell: bandwidth, steps, seconds of fitting and the like.
    """

    nats: float
    stderr: float | None = None
    details: Mapping[str, float] = field(default_factory=lambda: NO_DETAILS)

    @property
    def bits(self) -> float:
        """The estimate in bits."""
        return self.nats / math.log(2)

    def __float__(self) -> float:
        return self.nats

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Symmetric normal interval ``nats -+ z * stderr`` at the given level, in nats."""
        if self.stderr is None:
            raise ValueError("This estimate carries no standard error, so it has no interval; run replicates instead.")
        if not 0 < level < 1:
            raise ValueError(f"An interval needs a level between 0 and 1; got {level}.")
        half_width = NormalDist().inv_cdf((1 + level) / 2) * self.stderr
        return self.nats - half_width, self.nats + half_width


@runtime_checkable
class Estimator(Protocol):
    """Anything with this one verb. Ours are frozen dataclasses of plain parameters, validated when made."""

    def estimate(self, x: Any, y: Any, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) from pairs.

        Parameters
        ----------
        x, y : array of shape (n, *shape), or (n,) of integers for class labels
            Row i of x belongs to row i of y.
        rng : None, int, SeedSequence or numpy.random.Generator
            Whatever `numpy.random.default_rng` takes.
        """
        ...


@runtime_checkable
class ConditionalEstimator(Protocol):
    """Anything that estimates I(X;Y|Z)."""

    def estimate(self, x: Any, y: Any, z: Any, rng: Any = None) -> Estimate:
        """Estimate I(X;Y|Z) from triples.

        Parameters
        ----------
        x, y, z : array of shape (n, *shape), or (n,) of integers for class labels
            Row i of each belongs to row i of the others.
        rng : None, int, SeedSequence or numpy.random.Generator
            Whatever `numpy.random.default_rng` takes.
        """
        ...
