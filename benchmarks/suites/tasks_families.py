"""Every family of `distributions` at several mutual informations: in few and in many dimensions, discrete and mixed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from infoplane import distributions

from .lazy import Once
from .protocol import Task

if TYPE_CHECKING:
    from infoplane.distributions.protocol import Distribution, Injection

LOW_NATS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
NATS_PER_COMPONENT = (0.0, 0.5, 1.0, 2.0, 4.0)
_SEED = 1  # of all rotations


@dataclass(frozen=True)
class Family:
    """Distributions of one kind.

    Parameters
    ----------
    distribution : callable
        (mutual information in nats, dimension of X and of Y) -> distribution.
    to_zero : bool
        Whether 0 nats can be reached.
    dims : tuple of int
        The low dimensions in which it is run.
    """

    distribution: Callable[[float, int], "Distribution"]
    to_zero: bool = True
    dims: tuple[int, ...] = (1, 2, 3)


# Correlated normals and uniforms by true MI, dimensions of X and of Y, and the seed of a rotation.
NORMALS: dict[str, Callable[[float, int, int, int], "Distribution"]] = {
    "normal": lambda *given: distributions.CorrelatedNormal.with_mutual_information(*given),
    "uniform": lambda *given: distributions.correlated_uniform(*given),
}


def _base(name: str) -> Callable[[float, int], "Distribution"]:
    return lambda nats, dim: NORMALS[name](nats, dim, dim, _SEED)


def _through(
    x: Callable[[], "Injection"], y: "Callable[[], Injection] | None" = None, base: str = "normal"
) -> Callable[[float, int], "Distribution"]:
    """One-to-one maps of x and of y, the same without the second."""
    return lambda nats, dim: distributions.Pushforward(_base(base)(nats, dim), x(), (y or x)())


def _repeated(distribution: Callable[[float], "Distribution"]) -> Callable[[float, int], "Distribution"]:
    return lambda nats, dim: distributions.Repeated(distribution(nats / dim), dim)


def _student(nats: float, dim: int) -> "Distribution":
    return distributions.MultivariateStudent.with_mutual_information(nats, dim, dim, 2.0, _SEED)


# Each distribution is built, and its modules are loaded, when a task is first drawn from.
_HIGH_FAMILIES = {
    "normal": Family(_base("normal")),
    "uniform": Family(_base("uniform")),
    "power-3": Family(_through(lambda: distributions.SignedPower(3.0))),
    "student-2": Family(_student, to_zero=False),
    "log-gamma-exponential": Family(
        _repeated(lambda nats: distributions.LogGammaExponential.with_mutual_information(nats)), to_zero=False
    ),
    "smoothed-uniform": Family(
        _repeated(lambda nats: distributions.SmoothedUniform.with_mutual_information(nats)), to_zero=False
    ),
}

LOW_FAMILIES = _HIGH_FAMILIES | {
    "power-1.5": Family(_through(lambda: distributions.SignedPower(1.5))),
    "power-2": Family(_through(lambda: distributions.SignedPower(2.0))),
    "asinh-student-2": Family(
        lambda nats, dim: distributions.Pushforward(_student(nats, dim), distributions.Asinh(), distributions.Asinh()),
        to_zero=False,
    ),
    "exponential-sum": Family(
        _repeated(lambda nats: distributions.ExponentialSum.with_mutual_information(nats)), to_zero=False
    ),
    "rare-event": Family(_repeated(lambda nats: distributions.RareEventChannel.with_mutual_information(nats)), to_zero=False),
    "wiggly": Family(_through(lambda: distributions.WIGGLY_X, lambda: distributions.WIGGLY_Y)),
    "bimodal": Family(_through(lambda: distributions.BIMODAL_X, lambda: distributions.BIMODAL_Y)),
    "spiral": Family(_through(lambda: distributions.Spiral(0.5)), dims=(2, 3)),
    "swiss-roll": Family(_through(lambda: distributions.SwissRoll(), base="uniform"), dims=(1,)),
    "ring": Family(_through(lambda: distributions.Ring(), base="uniform"), dims=(2,)),
    "lift-16": Family(lambda nats, dim: _through(lambda: distributions.LinearLift(dim, 16, _SEED))(nats, dim)),
    "anti-pca": Family(lambda nats, dim: distributions.anti_pca_vectors(nats), dims=(1,)),
}


def family_tasks(name: str, family: Family, dim: int, nats: tuple[float, ...]) -> tuple[Task, ...]:
    """Tasks of a family with X and Y of `dim` dimensions; 0 nats are left out where the family does not reach it."""
    return tuple(
        Task(f"{name}-{dim}x{dim}-{each:g}", Once(partial(family.distribution, each, dim)), family=f"{name}-{dim}x{dim}")
        for each in nats
        if each > 0 or family.to_zero
    )


def tasks_of(names: tuple[str, ...], dims: tuple[int, ...], nats: tuple[float, ...]) -> tuple[Task, ...]:
    """Tasks of several of `LOW_FAMILIES`, each in every one of these dimensions."""
    return tuple(task for name in names for dim in dims for task in family_tasks(name, LOW_FAMILIES[name], dim, nats))


def low_dimensional_tasks() -> tuple[Task, ...]:
    """Every family of vectors, with X and Y of 1, 2 and 3 dimensions, 0 to 10 nats; and measured mixtures."""
    tasks = (
        task
        for name, family in LOW_FAMILIES.items()
        for dim in family.dims
        for task in family_tasks(name, family, dim, LOW_NATS)
    )
    return (*tasks, *(_measured(name) for name in ("clusters-2v2", "clusters-3v3")))


def high_dimensional_tasks(dims: tuple[int, ...] = (4, 16, 64)) -> tuple[Task, ...]:
    """Some families in many dimensions, 0 to 4 nats per component; and a measured mixture."""
    tasks = [
        Task(
            f"{name}-{dim}x{dim}-{each:g}-each",
            Once(partial(family.distribution, each * dim, dim)),
            family=f"{name}-{dim}x{dim}-each",
        )
        for name, family in _HIGH_FAMILIES.items()
        for dim in dims
        for each in NATS_PER_COMPONENT
        if each > 0 or family.to_zero
    ]
    return (*tasks, _measured("bands-5v5"))


def _measured(name: str) -> Task:
    return Task(name, Once(lambda: distributions.measured_mixture(name)))


# By how many of X and Y are labels: distributions by true MI.
_GRADED: dict[int, dict[str, Callable[[float], "Distribution"]]] = {
    0: {
        "bits-4": lambda nats: distributions.BinarySymmetricChannel.with_mutual_information(nats, 4),
        "rounded-1": lambda nats: distributions.RoundedNormal.rounding(nats, 1),
        "rounded-2": lambda nats: distributions.RoundedNormal.rounding(nats, 2),
        "capped": lambda nats: distributions.CappedNormal.with_mutual_information(nats),
    },
    1: {
        "quantised-1": lambda nats: distributions.QuantisedUniform.with_mutual_information(nats),
        "quantised-4": lambda nats: distributions.QuantisedUniform.with_mutual_information(nats, x_dim=4),
        "smoothed-discrete": lambda nats: distributions.SmoothedDiscreteUniform.with_mutual_information(nats),
    },
    2: {
        "symmetric-channel-10": lambda nats: distributions.SymmetricChannel.with_mutual_information(nats, 10),
        "bits-4-labels": lambda nats: distributions.BinarySymmetricChannel.with_mutual_information(nats, 4, as_labels=True),
    },
}
# Likewise: single distributions.
_SINGLE: dict[int, dict[str, Callable[[], "Distribution"]]] = {
    0: {
        "zero-inflated-poisson-0": lambda: distributions.ZeroInflatedPoisson(0.0),
        "zero-inflated-poisson-0.15": lambda: distributions.ZeroInflatedPoisson(0.15),
        "zero-inflated-poisson-0.5": lambda: distributions.ZeroInflatedPoisson(0.5),
        "half-atoms": lambda: distributions.HalfAtoms(),
        "half-atoms-1": lambda: distributions.HalfAtoms.with_mutual_information(1.0),
        "half-atoms-2": lambda: distributions.HalfAtoms.with_mutual_information(2.0),
        "half-atoms-4": lambda: distributions.HalfAtoms.with_mutual_information(4.0),
    },
    1: {
        "discrete-mixture-2": lambda: distributions.SmoothedDiscreteUniform(2, 2.0),
        "discrete-mixture-5": lambda: distributions.SmoothedDiscreteUniform(5, 2.0),
        "discrete-mixture-10": lambda: distributions.SmoothedDiscreteUniform(10, 2.0),
        "discrete-mixture-100": lambda: distributions.SmoothedDiscreteUniform(100, 2.0),
    },
    2: {},
}


def mixed_tasks() -> dict[int, tuple[Task, ...]]:
    """Distributions in which X, Y or both are labels, and floats that repeat values, by how many of X and Y are labels."""
    return {
        labels: (
            *(
                Task(f"{name}-{nats:g}", Once(partial(distribution, nats)), family=name)
                for name, distribution in _GRADED[labels].items()
                for nats in (0.0, 0.5, 1.0, 2.0)
            ),
            *(Task(name, Once(distribution)) for name, distribution in _SINGLE[labels].items()),
        )
        for labels in _GRADED
    }
