"""The tasks of the "Beyond Normal" and "Bend and Mix" benchmarks, under their public ids.

bmi-v1: P. Czyz, F. Grabowski, J. Vogt, N. Beerenwinkel, A. Marx, NeurIPS 2023, arXiv 2306.11078 (40 tasks).
bmi-v2: the same authors, arXiv 2310.10240 (26 tasks, 13 of them also in bmi-v1). Both standardise each sample.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from infoplane import distributions

from .lazy import Once
from .protocol import Task

if TYPE_CHECKING:
    from infoplane.distributions.protocol import Distribution, Injection

Build = Callable[[], "Distribution"]
Map = Callable[[], "Injection"]


def _normal() -> "Distribution":
    return distributions.CorrelatedNormal(1, 1, (0.75,))


def _uniform() -> "Distribution":
    cdf = distributions.NormalCDF()
    return distributions.Pushforward(_normal(), cdf, cdf)


def _identity() -> "Injection":
    return distributions.Identity()


def _cdf() -> "Injection":
    return distributions.NormalCDF()


def _asinh() -> "Injection":
    return distributions.Asinh()


def _half_cube() -> "Injection":
    return distributions.HALF_CUBE


def _dense(dim: int) -> Build:
    return lambda: distributions.LatentNormal.dense(dim, dim, 0.5)


def _sparse(dim: int) -> Build:
    return lambda: distributions.LatentNormal.sparse(dim, dim, pairs=2, strength=2.0)


def _student(dim: int, dof: int) -> Build:
    return lambda: distributions.MultivariateStudent(distributions.CorrelatedNormal(dim, dim), dof)


def _spiral(base: Build, dim: int, before: Map) -> Build:
    def build() -> "Distribution":
        maps = (distributions.Chain((before(), distributions.Spiral(1 / dim, plane))) for plane in ((0, 1), (1, 2)))
        return distributions.Pushforward(base(), *maps)

    return build


def _mapped(base: Build, injection: Map) -> Build:
    return lambda: distributions.Pushforward(base(), injection(), injection())


def _inliers(dim: int, weight: float) -> Build:
    return lambda: distributions.Inliers(distributions.CorrelatedNormal(dim, dim, (0.8, 0.8)), weight)


def _concentric(dim: int, count: int) -> Build:
    return lambda: distributions.ConcentricNormals(dim, count)


def _v1_distributions() -> dict[str, Build]:
    """All of bmi-v1."""
    return {
        "1v1-normal-0.75": _normal,
        "normal_cdf-1v1-normal-0.75": _uniform,
        "1v1-additive-0.1": lambda: distributions.SmoothedUniform(0.1),
        "1v1-additive-0.75": lambda: distributions.SmoothedUniform(0.75),
        "1v1-bimodal-0.75": lambda: distributions.Pushforward(_normal(), distributions.BIMODAL_X, distributions.BIMODAL_Y),
        "wiggly-1v1-normal-0.75": lambda: distributions.Pushforward(_normal(), distributions.WIGGLY_X, distributions.WIGGLY_Y),
        "half_cube-1v1-normal-0.75": _mapped(_normal, _half_cube),
        "student-identity-1-1-1": _student(1, 1),
        "asinh-student-identity-1-1-1": _mapped(_student(1, 1), _asinh),
        "swissroll_x-normal_cdf-1v1-normal-0.75": lambda: distributions.Pushforward(_uniform(), distributions.SwissRoll()),
        **{f"multinormal-dense-{d}-{d}-0.5": _dense(d) for d in (2, 3, 5, 25, 50)},
        **{f"multinormal-sparse-{d}-{d}-2-2.0": _sparse(d) for d in (2, 3, 5, 25)},
        **{f"student-identity-{d}-{d}-{dof}": _student(d, dof) for d, dof in ((2, 1), (2, 2), (3, 2), (3, 3), (5, 2), (5, 3))},
        **{f"normal_cdf-multinormal-sparse-{d}-{d}-2-2.0": _mapped(_sparse(d), _cdf) for d in (3, 5, 25)},
        **{f"half_cube-multinormal-sparse-{d}-{d}-2-2.0": _mapped(_sparse(d), _half_cube) for d in (3, 5, 25)},
        **{f"spiral-multinormal-sparse-{d}-{d}-2-2.0": _spiral(_sparse(d), d, _identity) for d in (3, 5, 25)},
        **{f"spiral-normal_cdf-multinormal-sparse-{d}-{d}-2-2.0": _spiral(_sparse(d), d, _cdf) for d in (3, 5, 25)},
        **{f"asinh-student-identity-{d}-{d}-{dof}": _mapped(_student(d, dof), _asinh) for d, dof in ((2, 1), (3, 2), (5, 2))},
    }


def _v2_distributions() -> dict[str, Build]:
    """What bmi-v2 adds."""
    return {
        "1v1-X-0.9": lambda: distributions.cross_mixture(0.9),
        "1v1-AI": lambda: distributions.letters_mixture(),
        "2v1-waves-12-5.0-3.0": lambda: distributions.waves_mixture(12),
        "2v1-galaxy-0.5-3.0": lambda: distributions.galaxy_mixture(0.5, 3.0),
        **{f"{d}v1-concentric_gaussians-{m}": _concentric(d, m) for d, m in ((3, 5), (5, 5), (3, 10), (5, 10), (25, 5))},
        **{f"mult-sparse-w-inliers-{d}-{d}-2-2.0-{weight}": _inliers(d, weight) for d in (5, 25) for weight in (0.2, 0.5)},
    }


# The tasks of bmi-v1 that are also in bmi-v2.
_SHARED = (
    "1v1-additive-0.75",
    "asinh-student-identity-1-1-1",
    "asinh-student-identity-2-2-1",
    "asinh-student-identity-3-3-2",
    "asinh-student-identity-5-5-2",
    "swissroll_x-normal_cdf-1v1-normal-0.75",
    "multinormal-dense-5-5-0.5",
    "multinormal-dense-25-25-0.5",
    "multinormal-dense-50-50-0.5",
    "multinormal-sparse-5-5-2-2.0",
    "multinormal-sparse-25-25-2-2.0",
    "spiral-multinormal-sparse-3-3-2-2.0",
    "spiral-multinormal-sparse-5-5-2-2.0",
)


def _tasks(builders: dict[str, Build]) -> tuple[Task, ...]:
    return tuple(Task(name, Once(build), preprocess="zscore") for name, build in builders.items())


def bmi_v1_tasks() -> tuple[Task, ...]:
    """The 40 tasks of bmi-v1."""
    return _tasks(_v1_distributions())


def bmi_v2_tasks() -> tuple[Task, ...]:
    """The 26 tasks of bmi-v2."""
    first = _v1_distributions()
    return _tasks({name: first[name] for name in _SHARED} | _v2_distributions())
