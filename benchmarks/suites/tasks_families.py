"""Every family of `distributions` at several mutual informations: in few and in many dimensions, discrete and mixed."""

from collections.abc import Callable
from dataclasses import dataclass

from infoplane.distributions import (
    BIMODAL_X,
    BIMODAL_Y,
    WIGGLY_X,
    WIGGLY_Y,
    Asinh,
    BinarySymmetricChannel,
    CappedNormal,
    CorrelatedNormal,
    Distribution,
    ExponentialSum,
    HalfAtoms,
    Injection,
    LinearLift,
    LogGammaExponential,
    MultivariateStudent,
    Pushforward,
    QuantisedUniform,
    RareEventChannel,
    Repeated,
    Ring,
    RoundedNormal,
    SignedPower,
    SmoothedDiscreteUniform,
    SmoothedUniform,
    Spiral,
    SwissRoll,
    SymmetricChannel,
    ZeroInflatedPoisson,
    anti_pca_vectors,
    correlated_uniform,
    measured_mixture,
)

from .protocol import Task

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

    distribution: Callable[[float, int], Distribution]
    to_zero: bool = True
    dims: tuple[int, ...] = (1, 2, 3)


def _normal(nats: float, dim: int) -> CorrelatedNormal:
    return CorrelatedNormal.with_mutual_information(nats, dim, dim, _SEED)


def _through(x: Injection, y: Injection | None = None) -> Callable[[float, int], Distribution]:
    return lambda nats, dim: Pushforward(_normal(nats, dim), x, y or x)


def _uniform_through(x: Injection) -> Callable[[float, int], Distribution]:
    return lambda nats, dim: Pushforward(correlated_uniform(nats, dim, dim, _SEED), x, x)


def _repeated(distribution: Callable[[float], Distribution]) -> Callable[[float, int], Distribution]:
    return lambda nats, dim: Repeated(distribution(nats / dim), dim)


def _student(nats: float, dim: int) -> MultivariateStudent:
    return MultivariateStudent.with_mutual_information(nats, dim, dim, 2.0, _SEED)


_HIGH_FAMILIES = {
    "normal": Family(_normal),
    "uniform": Family(lambda nats, dim: correlated_uniform(nats, dim, dim, _SEED)),
    "power-3": Family(_through(SignedPower(3.0))),
    "student-2": Family(_student, to_zero=False),
    "log-gamma-exponential": Family(_repeated(LogGammaExponential.with_mutual_information), to_zero=False),
    "smoothed-uniform": Family(_repeated(SmoothedUniform.with_mutual_information), to_zero=False),
}

LOW_FAMILIES = _HIGH_FAMILIES | {
    "power-1.5": Family(_through(SignedPower(1.5))),
    "power-2": Family(_through(SignedPower(2.0))),
    "asinh-student-2": Family(lambda nats, dim: Pushforward(_student(nats, dim), Asinh(), Asinh()), to_zero=False),
    "exponential-sum": Family(_repeated(ExponentialSum.with_mutual_information), to_zero=False),
    "rare-event": Family(_repeated(RareEventChannel.with_mutual_information), to_zero=False),
    "wiggly": Family(_through(WIGGLY_X, WIGGLY_Y)),
    "bimodal": Family(_through(BIMODAL_X, BIMODAL_Y)),
    "spiral": Family(_through(Spiral(0.5)), dims=(2, 3)),
    "swiss-roll": Family(_uniform_through(SwissRoll()), dims=(1,)),
    "ring": Family(_uniform_through(Ring()), dims=(2,)),
    "lift-16": Family(lambda nats, dim: _through(LinearLift(dim, 16, _SEED))(nats, dim)),
    "anti-pca": Family(lambda nats, dim: anti_pca_vectors(nats), dims=(1,)),
}


def family_tasks(name: str, family: Family, dim: int, nats: tuple[float, ...]) -> tuple[Task, ...]:
    """Tasks of a family with X and Y of `dim` dimensions; 0 nats are left out where the family does not reach it."""
    return tuple(
        Task(f"{name}-{dim}x{dim}-{each:g}", family.distribution(each, dim), family=f"{name}-{dim}x{dim}")
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
    return (*tasks, *(Task(name, measured_mixture(name)) for name in ("clusters-2v2", "clusters-3v3")))


def high_dimensional_tasks(dims: tuple[int, ...] = (4, 16, 64)) -> tuple[Task, ...]:
    """Some families in many dimensions, 0 to 4 nats per component; and a measured mixture."""
    tasks = [
        Task(f"{name}-{dim}x{dim}-{each:g}-each", family.distribution(each * dim, dim), family=f"{name}-{dim}x{dim}-each")
        for name, family in _HIGH_FAMILIES.items()
        for dim in dims
        for each in NATS_PER_COMPONENT
        if each > 0 or family.to_zero
    ]
    return (*tasks, Task("bands-5v5", measured_mixture("bands-5v5")))


def mixed_tasks() -> tuple[Task, ...]:
    """Distributions in which X, Y or both are labels, and floats that repeat values."""
    distributions: dict[str, Callable[[float], Distribution]] = {
        "quantised-1": QuantisedUniform.with_mutual_information,
        "quantised-4": lambda nats: QuantisedUniform.with_mutual_information(nats, x_dim=4),
        "smoothed-discrete": SmoothedDiscreteUniform.with_mutual_information,
        "symmetric-channel-10": lambda nats: SymmetricChannel.with_mutual_information(nats, 10),
        "bits-4": lambda nats: BinarySymmetricChannel.with_mutual_information(nats, 4),
        "bits-4-labels": lambda nats: BinarySymmetricChannel.with_mutual_information(nats, 4, as_labels=True),
        "rounded-1": lambda nats: RoundedNormal.rounding(nats, 1),
        "rounded-2": lambda nats: RoundedNormal.rounding(nats, 2),
        "capped": CappedNormal.with_mutual_information,
    }
    graded = [
        Task(f"{name}-{nats:g}", distribution(nats), family=name)
        for name, distribution in distributions.items()
        for nats in (0.0, 0.5, 1.0, 2.0)
    ]
    named: dict[str, Distribution] = {
        **{f"discrete-mixture-{m}": SmoothedDiscreteUniform(m, 2.0) for m in (2, 5, 10, 100)},
        **{f"zero-inflated-poisson-{loss:g}": ZeroInflatedPoisson(loss) for loss in (0.0, 0.15, 0.5)},
        "half-atoms": HalfAtoms(),
        **{f"half-atoms-{nats:g}": HalfAtoms.with_mutual_information(nats) for nats in (1.0, 2.0, 4.0)},
    }
    return (*graded, *(Task(name, distribution) for name, distribution in named.items()))
