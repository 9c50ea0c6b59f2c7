"""What every distribution and every injection must do, checked on all of them."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from infoplane import distributions
from infoplane.distributions import (
    BIMODAL_X,
    BIMODAL_Y,
    HALF_CUBE,
    WIGGLY_X,
    WIGGLY_Y,
    Affine,
    AntiPCA,
    Asinh,
    BinarySymmetricChannel,
    Blocks,
    CappedNormal,
    Chain,
    ClassChannel,
    Columns,
    ConcentricNormals,
    ContaminatedNormal,
    CorrelatedBump,
    CorrelatedNormal,
    Coupling,
    Distribution,
    EllipseImage,
    EllipseParameters,
    ExponentialSum,
    GaussianBump,
    HalfAtoms,
    Identity,
    Independent,
    Injection,
    Inliers,
    LatentNormal,
    LinearLift,
    LogGammaExponential,
    MultivariateNormal,
    MultivariateStudent,
    NoiseColumns,
    NoisyPath,
    NoisySine,
    NormalCDF,
    NormalQuantile,
    PointwiseDistribution,
    Pushforward,
    QuantisedUniform,
    RandomMixture,
    RandomScale,
    RareEventChannel,
    RectangleEdges,
    RectangleImage,
    Repeated,
    Ring,
    RoundedNormal,
    SignedPower,
    SinhArcsinh,
    SmoothedDiscreteUniform,
    SmoothedUniform,
    Spiral,
    StrokeImage,
    StrokeParameters,
    SwissRoll,
    SymmetricChannel,
    Wave,
    ZeroInflatedPoisson,
    anti_pca_vectors,
    calibration,
    correlated_uniform,
    cross_mixture,
    galaxy_mixture,
    letters_mixture,
    measured_mixture,
    rotation,
    waves_mixture,
)

DISTRIBUTIONS: list[Distribution] = [
    CorrelatedNormal(1, 1, (0.75,)),
    CorrelatedNormal.with_mutual_information(2.0, 3, 5, rotation_seed=0),
    correlated_uniform(1.0, 2, 2, rotation_seed=1),
    MultivariateNormal(1, np.array([[2.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 1.0]])),
    LatentNormal(3, 2, alpha=0.5, beta_x=1.0, beta_y=0.3, pairs=1, strength=1.5, eta=0.7),
    LatentNormal.dense(5, 5, 0.5),
    LatentNormal.sparse(5, 4, 2, 2.0),
    MultivariateStudent(CorrelatedNormal(2, 3), 1.0),
    MultivariateStudent(LatentNormal.dense(2, 2, 0.3), 3.0),
    LogGammaExponential(0.5),
    LogGammaExponential(1e-5),
    ExponentialSum(1.0, 3.0),
    ExponentialSum(2.0, 1.0),
    ExponentialSum(1.0, 1.0),
    SmoothedUniform(0.1),
    SmoothedUniform(0.75),
    SmoothedDiscreteUniform(5, 2.0),
    SmoothedDiscreteUniform(4, 0.5),
    QuantisedUniform(8),
    QuantisedUniform(3, 0.05, x_dim=2),
    RareEventChannel(0.05),
    RareEventChannel(0.05, 4, 0.1),
    SymmetricChannel(5, 0.3),
    BinarySymmetricChannel(4, 0.1),
    BinarySymmetricChannel(4, 0.1, as_labels=True),
    ZeroInflatedPoisson(0.0),
    ZeroInflatedPoisson(0.15),
    HalfAtoms(),
    RoundedNormal(0.6, 1),
    RoundedNormal(-0.9, 0),
    CappedNormal(0.6, 0.5),
    CappedNormal(-0.9, -1.0),
    Blocks((SmoothedUniform(0.1), CorrelatedNormal(2, 1, (0.5,)))),
    Repeated(ExponentialSum(1.0, 2.0), 3),
    NoisySine(3, 0.1),
    NoisySine(1, 0.03),
    NoisyPath("circle", 0.1),
    NoisyPath("spiral", 0.1),
    NoisyPath("parabola", 0.5),
    RandomScale(0.5),
    RandomScale(2.0),
    ContaminatedNormal(CorrelatedNormal(2, 3, (0.6,), rotation_seed=3), 0.1, 5.0),
    ContaminatedNormal(CorrelatedNormal(1, 1), 0.4, 0.1),
    RandomMixture(2, 3, 4, 1.5, 0.9, seed=0),
    NoiseColumns(NoisyPath("eight", 0.2), 2, 1),
    Independent(SmoothedUniform(0.1)),
    letters_mixture(),
    cross_mixture(),
    waves_mixture(),
    galaxy_mixture(),
    ConcentricNormals(3, 5),
    Inliers(CorrelatedNormal(3, 3, (0.8, 0.8), rotation_seed=2), 0.2),
    measured_mixture("clusters-2v2"),
    measured_mixture("clusters-3v3"),
    measured_mixture("bands-5v5"),
    anti_pca_vectors(1.0),
    Pushforward(CorrelatedNormal(1, 1, (0.75,)), WIGGLY_X, BIMODAL_Y),
    Pushforward(CorrelatedNormal(3, 3, (0.8, 0.8)), Spiral(1 / 3, (0, 1)), Chain((HALF_CUBE, Spiral(1 / 3, (1, 2))))),
    Pushforward(correlated_uniform(1.0, 1, 1), SwissRoll()),
    Pushforward(correlated_uniform(1.0, 2, 2), GaussianBump(16), GaussianBump(32)),
    Pushforward(correlated_uniform(1.0, 4, 4), Chain((RectangleEdges(), RectangleImage()))),
    Pushforward(correlated_uniform(1.0, 5, 5), CorrelatedBump(16), Chain((EllipseParameters(), EllipseImage(16)))),
    Pushforward(correlated_uniform(1.0, 6, 6), Chain((StrokeParameters(), StrokeImage(16)))),
    ClassChannel(4, 0.1),
    ClassChannel(3, 0.1, background=0.3),
]


def _normals(dim: int) -> NDArray:
    return np.random.default_rng(0).standard_normal((500, dim))


def _uniforms(dim: int) -> NDArray:
    return np.random.default_rng(0).random((500, dim))


# Each injection with samples of what it takes.
INJECTIONS: list[tuple[Injection, NDArray]] = [
    (Identity(), _normals(3)),
    (NormalCDF(), _normals(3)),
    (NormalQuantile(), _uniforms(2)),
    (HALF_CUBE, _normals(2)),
    (SignedPower(2.0), _normals(2)),
    (SignedPower(3.0), _normals(2)),
    (SignedPower(0.7), _normals(2)),
    (Asinh(), 1000 * _normals(2)),
    (SinhArcsinh(0.5, 2.5), 1000 * _normals(2)),
    (SinhArcsinh(-1.0, 0.4), _normals(2)),
    (Columns((Asinh(), HALF_CUBE, WIGGLY_X)), _normals(3)),
    (Coupling(2, seed=0), _normals(2)),
    (Coupling(5, seed=1, strength=1.0, bend=3.0), 100 * _normals(5)),
    (WIGGLY_X, _normals(1)),
    (WIGGLY_Y, 3 * _normals(2)),
    (BIMODAL_X, 2 * _normals(2)),
    (BIMODAL_Y, _normals(1)),
    (SwissRoll(), _uniforms(1)),
    (Spiral(0.5), _normals(2)),
    (Spiral(0.2, (1, 2)), _normals(5)),
    (Wave(), _normals(2)),
    (Affine((0.1, 0.5), (-0.8, 0.0)), _normals(2)),
    (rotation(4, seed=1), _normals(4)),
    (LinearLift(3, 16, seed=1), _normals(3)),
    (Ring(), _uniforms(2)),
    (AntiPCA(32), _normals(2)),
    (GaussianBump(16), _uniforms(2)),
    (RectangleEdges(), _uniforms(4)),
    (Chain((RectangleEdges(), RectangleImage())), _uniforms(4)),
    (Chain((NormalCDF(), GaussianBump(32))), _normals(2)),
    (CorrelatedBump(32), _uniforms(5)),
    (EllipseParameters(), _uniforms(5)),
    (Chain((EllipseParameters(), EllipseImage(16))), _uniforms(5)),
    (Chain((NormalCDF(), EllipseParameters(), EllipseImage(32))), _normals(5)),
    (StrokeParameters(), _uniforms(6)),
    (Chain((StrokeParameters(), StrokeImage(8))), _uniforms(6)),
    (Chain((NormalCDF(), StrokeParameters(), StrokeImage(32))), _normals(6)),
]


def test_every_public_class_is_listed() -> None:
    """A new distribution or injection comes with one line in a list above."""
    listed = {type(distribution) for distribution in DISTRIBUTIONS}
    for injection, _ in INJECTIONS:
        listed |= {type(step) for step in (injection, *getattr(injection, "steps", ()))}
    public = {value for name in distributions.__all__ if isinstance(value := getattr(distributions, name), type)}
    protocols = {Distribution, Injection, PointwiseDistribution}
    kinds = {kind for kind in public if hasattr(kind, "sample") or hasattr(kind, "inverse")} - protocols
    assert kinds == listed


def test_every_public_name_has_an_example() -> None:
    """In its docstring; tests/test_examples.py runs it."""
    public = [getattr(distributions, name) for name in distributions.__all__]
    documented = [value for value in public if hasattr(value, "__name__")]  # classes and functions; constants have none
    assert len(documented) > 50
    assert [value.__name__ for value in documented if ">>>" not in value.__doc__] == []


def test_every_density_is_known() -> None:
    """A distribution without `pointwise_mutual_information` is named here: nothing else checks its MI against samples."""
    without_density: set[str] = set()
    assert {type(d).__name__ for d in DISTRIBUTIONS if not isinstance(d, PointwiseDistribution)} == without_density


def named(value: object) -> str | None:
    """A test's id: the kind of distribution or injection."""
    return None if isinstance(value, np.ndarray) else type(value).__name__


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_samples(distribution: Distribution) -> None:
    """Shapes and types are those promised; the seed determines the sample, and no global state is touched."""
    assert isinstance(distribution, Distribution)
    assert hash(distribution) == hash(distribution)
    assert 0 <= distribution.mutual_information < np.inf
    np.random.seed(0)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first, again, other = (distribution.sample(30, rng) for rng in (5, np.random.default_rng(5), 6))
    fresh, once_more = distribution.sample(30), distribution.sample(30)
    for a, b, c in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c)
    assert not np.array_equal(fresh[0], once_more[0])
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    for n, samples in ((30, first), (1, distribution.sample(1, 0))):
        for sample, shape in zip(samples, (distribution.x_shape, distribution.y_shape), strict=True):
            assert sample.shape == (n, *shape)
            # Labels, and only labels, are one-dimensional integers.
            assert sample.dtype == (np.int64 if shape == () else np.float64)
            assert np.isfinite(sample).all()


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_sampler_and_density_agree(distribution: Distribution, assert_mean: Callable[..., None]) -> None:
    """The mean of the pointwise information is the MI, and its calibration holds, but not if some pairs are independent."""
    if not isinstance(distribution, PointwiseDistribution):
        pytest.skip("Its density is not known.")
    image = len(distribution.x_shape) > 1
    sample = distribution.sample(1000 if image else 40_000, 11)
    assert_mean(distribution.pointwise_mutual_information(*sample), distribution.mutual_information)
    difference, stderr = calibration(distribution, 1000 if image else 20_000, 12)
    assert abs(difference) <= 4 * stderr + 1e-12

    class Mutant:
        """Every third pair is replaced by an independent pair."""

        def sample(self, n: int, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
            (x, y), (_, other) = distribution.sample(n, rng), distribution.sample(n, rng)
            y[::3] = other[::3]
            return x, y

        pointwise_mutual_information = distribution.pointwise_mutual_information

    difference, stderr = calibration(Mutant(), 2000, 13)
    assert difference > 4 * stderr or distribution.mutual_information == 0


@pytest.mark.parametrize(("injection", "z"), INJECTIONS, ids=named)
def test_injection(injection: Injection, z: NDArray) -> None:
    """The inverse leads back; the map is deterministic and leaves its input as it is."""
    assert isinstance(injection, Injection)
    assert hash(injection) == hash(injection)
    before, image = z.copy(), injection(z)
    assert image.shape == (len(z), *injection.output_shape(z.shape[1:]))
    np.testing.assert_allclose(injection.inverse(image), z, atol=1e-6)
    np.testing.assert_array_equal(injection(z), image)
    np.testing.assert_array_equal(z, before)


def test_a_map_that_is_not_one_to_one_fails_its_round_trip() -> None:
    class Folded:
        """|z| with the positive root for an inverse."""

        def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
            return shape

        def __call__(self, z: NDArray) -> NDArray:
            return np.abs(z)

        def inverse(self, x: NDArray) -> NDArray:
            return x

        __hash__ = object.__hash__

    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        test_injection(Folded(), _normals(2))
