"""The tasks of the "Beyond Normal" and "Bend and Mix" benchmarks, under their public ids.

bmi-v1: P. Czyz, F. Grabowski, J. Vogt, N. Beerenwinkel, A. Marx, NeurIPS 2023, arXiv 2306.11078 (40 tasks).
bmi-v2: the same authors, arXiv 2310.10240 (26 tasks, 13 of them also in bmi-v1). Both standardise each sample.
"""

from infoplane.distributions import (
    BIMODAL_X,
    BIMODAL_Y,
    HALF_CUBE,
    WIGGLY_X,
    WIGGLY_Y,
    Asinh,
    Chain,
    ConcentricNormals,
    CorrelatedNormal,
    Distribution,
    Identity,
    Injection,
    Inliers,
    LatentNormal,
    MultivariateStudent,
    NormalCDF,
    Pushforward,
    SmoothedUniform,
    Spiral,
    SwissRoll,
    cross_mixture,
    galaxy_mixture,
    letters_mixture,
    waves_mixture,
)

from .protocol import Task


def _sparse(dim: int) -> LatentNormal:
    return LatentNormal.sparse(dim, dim, pairs=2, strength=2.0)


def _student(dim: int, dof: int) -> MultivariateStudent:
    return MultivariateStudent(CorrelatedNormal(dim, dim), dof)


def _spiral(base: Distribution, dim: int, before: Injection) -> Pushforward:
    return Pushforward(base, Chain((before, Spiral(1 / dim, (0, 1)))), Chain((before, Spiral(1 / dim, (1, 2)))))


def _mapped(base: Distribution, injection: Injection) -> Pushforward:
    return Pushforward(base, injection, injection)


def _v1_distributions() -> dict[str, Distribution]:
    """All of bmi-v1."""
    normal = CorrelatedNormal(1, 1, (0.75,))
    uniform = Pushforward(normal, NormalCDF(), NormalCDF())
    return {
        "1v1-normal-0.75": normal,
        "normal_cdf-1v1-normal-0.75": uniform,
        "1v1-additive-0.1": SmoothedUniform(0.1),
        "1v1-additive-0.75": SmoothedUniform(0.75),
        "1v1-bimodal-0.75": Pushforward(normal, BIMODAL_X, BIMODAL_Y),
        "wiggly-1v1-normal-0.75": Pushforward(normal, WIGGLY_X, WIGGLY_Y),
        "half_cube-1v1-normal-0.75": _mapped(normal, HALF_CUBE),
        "student-identity-1-1-1": _student(1, 1),
        "asinh-student-identity-1-1-1": _mapped(_student(1, 1), Asinh()),
        "swissroll_x-normal_cdf-1v1-normal-0.75": Pushforward(uniform, SwissRoll()),
        **{f"multinormal-dense-{d}-{d}-0.5": LatentNormal.dense(d, d, 0.5) for d in (2, 3, 5, 25, 50)},
        **{f"multinormal-sparse-{d}-{d}-2-2.0": _sparse(d) for d in (2, 3, 5, 25)},
        **{f"student-identity-{d}-{d}-{dof}": _student(d, dof) for d, dof in ((2, 1), (2, 2), (3, 2), (3, 3), (5, 2), (5, 3))},
        **{f"normal_cdf-multinormal-sparse-{d}-{d}-2-2.0": _mapped(_sparse(d), NormalCDF()) for d in (3, 5, 25)},
        **{f"half_cube-multinormal-sparse-{d}-{d}-2-2.0": _mapped(_sparse(d), HALF_CUBE) for d in (3, 5, 25)},
        **{f"spiral-multinormal-sparse-{d}-{d}-2-2.0": _spiral(_sparse(d), d, Identity()) for d in (3, 5, 25)},
        **{f"spiral-normal_cdf-multinormal-sparse-{d}-{d}-2-2.0": _spiral(_sparse(d), d, NormalCDF()) for d in (3, 5, 25)},
        **{f"asinh-student-identity-{d}-{d}-{dof}": _mapped(_student(d, dof), Asinh()) for d, dof in ((2, 1), (3, 2), (5, 2))},
    }


def _v2_distributions() -> dict[str, Distribution]:
    """What bmi-v2 adds."""
    return {
        "1v1-X-0.9": cross_mixture(0.9),
        "1v1-AI": letters_mixture(),
        "2v1-waves-12-5.0-3.0": waves_mixture(12),
        "2v1-galaxy-0.5-3.0": galaxy_mixture(0.5, 3.0),
        **{f"{d}v1-concentric_gaussians-{m}": ConcentricNormals(d, m) for d, m in ((3, 5), (5, 5), (3, 10), (5, 10), (25, 5))},
        **{
            f"mult-sparse-w-inliers-{d}-{d}-2-2.0-{weight}": Inliers(CorrelatedNormal(d, d, (0.8, 0.8)), weight)
            for d in (5, 25)
            for weight in (0.2, 0.5)
        },
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


def _tasks(distributions: dict[str, Distribution]) -> tuple[Task, ...]:
    return tuple(Task(name, distribution, preprocess="zscore") for name, distribution in distributions.items())


def bmi_v1_tasks() -> tuple[Task, ...]:
    """The 40 tasks of bmi-v1."""
    return _tasks(_v1_distributions())


def bmi_v2_tasks() -> tuple[Task, ...]:
    """The 26 tasks of bmi-v2."""
    first = _v1_distributions()
    return _tasks({name: first[name] for name in _SHARED} | _v2_distributions())
