"""What every estimator of mutual information takes and returns, and everything that the harness reads from it.

An estimator needs one method, `estimate`. It may have four more members, all optional:

* ``warm_up()`` loads libraries and compiles kernels, so that the first estimate is timed like every other: `WarmUp`;
* ``on_dimensions(x, y)`` returns the same estimator for samples on surfaces: `OnSurfaces`;
* ``quantity``, a string, says that it estimates something else than I(X;Y): `quantity_of`;
* ``numbers_version``, an integer, says that a fix has changed its numbers: `VersionedNumbers`.

The harness and `Compressed` read nothing else.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any, ClassVar, NoReturn, Protocol, runtime_checkable

MUTUAL_INFORMATION = "mutual information"


class Details(dict[str, float]):
    """A dict that cannot be changed, so that an `Estimate` can be hashed and shared. ``dict(details)`` is a copy that can."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The details of an estimate cannot be changed: change a copy, dict(estimate.details).")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type, tuple[dict[str, float]]]:
        # By default pickle would fill an empty one item by item, which `_refuse` refuses.
        return type(self), (dict(self),)


NO_DETAILS = Details()


def normal_interval(value: float, stderr: float | None, level: float) -> tuple[float, float]:
    """The symmetric normal interval of a value, ``value -+ z * stderr``.

    Raises
    ------
    ValueError
        If there is no standard error, or the level is not between 0 and 1.
    """
    if stderr is None:
        raise ValueError("This estimate has no standard error, so it has no interval: estimate on several samples instead.")
    if not 0 < level < 1:
        raise ValueError(f"An interval needs a level between 0 and 1; got {level}.")
    half_width = NormalDist().inv_cdf((1 + level) / 2) * stderr
    return value - half_width, value + half_width


@dataclass(frozen=True)
class Estimate:
    """An estimate of mutual information. It cannot be changed, and it can be hashed, pickled and copied.

    Parameters
    ----------
    nats : float
        The estimate in nats. It is never clipped: near independence it may be negative.
    stderr : float, optional
        One standard error in nats, where the method has one. It covers variance alone, not bias.
    details : mapping of str to float
        Further numbers of the method, such as the bandwidth, the number of training steps, or the seconds of fitting. The
        harness takes `lower` and `upper`, where they are given, for the ends of the 95 % interval; else nats -+ 1.96 stderr.
    ceiling : float, optional
        The largest value in nats that the method can give on these samples, where it has one. A true MI above it is out of
        reach.
    converged : bool, optional
        For methods that are trained: False if training ended at its limit while the objective was still improving.
    flags : tuple of str
        Sentences on what a reader must know before using the value.

    Examples
    --------
    >>> estimate = Estimate(0.5, stderr=0.1)
    >>> low, high = estimate.interval(0.95)
    >>> print(f"{estimate.nats} nats, from {low:.2f} to {high:.2f}")
    0.5 nats, from 0.30 to 0.70
    """

    nats: float
    stderr: float | None = None
    details: Mapping[str, float] = field(default_factory=Details)
    ceiling: float | None = None
    converged: bool | None = None
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", Details(self.details))

    @property
    def bits(self) -> float:
        """The estimate in bits."""
        return self.nats / math.log(2)

    def __float__(self) -> float:
        return self.nats

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Symmetric normal interval ``nats -+ z * stderr`` at the given level, in nats.

        Raises
        ------
        ValueError
            If there is no standard error, or the level is not between 0 and 1.
        """
        return normal_interval(self.nats, self.stderr, level)

    def recorded_details(self) -> dict[str, float]:
        """The details as a row of results stores them: `ceiling` and `converged` (1 or 0) first, where they apply."""
        fields = {"ceiling": self.ceiling, "converged": self.converged}
        applying = {name: value for name, value in fields.items() if value is not None}
        return {name: float(value) for name, value in {**applying, **self.details}.items()}


@runtime_checkable
class Estimator(Protocol):
    """Any object with the method `estimate`. Those of infoplane are frozen dataclasses that check their parameters.

    `estimate` may have the parameters ``discrete="auto"`` and ``missing="error"``, as all estimators of infoplane do: which
    columns are labels, and what to do with missing values. The harness knows the kinds of its samples, and gives `discrete`
    to every estimator that has it.
    """

    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Estimate:
        """Estimate I(X;Y) from pairs.

        Parameters
        ----------
        x, y : array of shape (n, *shape), or (n,) of integers, which the harness gives for class labels
            Row i of x belongs to row i of y.
        rng : None, int, SeedSequence or numpy.random.Generator
            Anything that `numpy.random.default_rng` takes.
        """
        ...


@runtime_checkable
class ConditionalEstimator(Protocol):
    """Any object that estimates I(X;Y|Z)."""

    def estimate(self, x: Any, y: Any, z: Any, *, rng: Any = None) -> Estimate:
        """Estimate I(X;Y|Z) from triples.

        Parameters
        ----------
        x, y, z : array of shape (n, *shape), or (n,) of integers for class labels
            Row i of each belongs to row i of the others.
        rng : None, int, SeedSequence or numpy.random.Generator
            Anything that `numpy.random.default_rng` takes.
        """
        ...


@runtime_checkable
class WarmUp(Protocol):
    """An estimator, or a transformer, that loads libraries or compiles kernels when first used."""

    def warm_up(self) -> None:
        """Load what the first estimate would load. The harness calls this before it starts the clock."""
        ...


@runtime_checkable
class OnSurfaces(Protocol):
    """An estimator that can take samples on fewer dimensions than columns, such as codes with more components than needed."""

    def on_dimensions(self, x: int, y: int) -> Estimator:
        """The estimator for samples x and y that lie on so many dimensions. `Compressed` calls it where it finds fewer."""
        ...


@runtime_checkable
class VersionedNumbers(Protocol):
    """An estimator whose numbers a fix has changed.

    The key of a row holds this number, if it is not 1: rows from before the fix are not used as new ones, and the rows of
    other estimators stay valid. Raise it by 1 with every change of the numbers.
    """

    numbers_version: ClassVar[int]


def quantity_of(estimator: Any) -> str:
    """What an estimator estimates: its attribute `quantity` where it has one, else mutual information.

    Estimates of another quantity are not compared with a true MI.
    """
    return str(getattr(estimator, "quantity", MUTUAL_INFORMATION))
