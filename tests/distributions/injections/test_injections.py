"""Injections of vectors: their formulas, their distributions; maps that are not one-to-one are refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.stats import kstest, norm

from infoplane.distributions import (
    BIMODAL_X,
    BIMODAL_Y,
    HALF_CUBE,
    WIGGLY_X,
    WIGGLY_Y,
    Affine,
    AntiPCA,
    Asinh,
    LinearLift,
    MixtureQuantile,
    NormalCDF,
    NormalQuantile,
    Ring,
    SignedPower,
    Spiral,
    SwissRoll,
    Wave,
    Wiggly,
    anti_pca_vectors,
    rotation,
)


@given(exponent=st.sampled_from([0.5, 1.0, 1.5, 2.0, 2.5, 3.0]), z=st.floats(-50, 50))
def test_signed_power(exponent: float, z: float) -> None:
    value = SignedPower(exponent)(np.array([z]))[0]
    assert value == pytest.approx(math.copysign(abs(z) ** exponent, z), rel=1e-12)


def test_normal_cdf_and_quantile() -> None:
    z = np.linspace(-6, 6, 101)[:, None]
    np.testing.assert_allclose(NormalCDF()(z), norm.cdf(z), rtol=1e-12)
    np.testing.assert_allclose(NormalQuantile()(norm.cdf(z)), z, atol=1e-6)


def test_half_cube_and_asinh() -> None:
    z = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(HALF_CUBE(z), z * np.sqrt(np.abs(z)))
    np.testing.assert_allclose(Asinh()(z), np.log(z + np.sqrt(z**2 + 1)), atol=1e-12)


def test_wiggly_formulas() -> None:
    z = np.linspace(-4, 4, 9)
    expected = z + 0.4 * np.sin(z) + 0.2 * np.sin(1.7 * z + 1) + 0.03 * np.sin(3.3 * z - 2.5)
    np.testing.assert_allclose(WIGGLY_X(z), expected)
    expected = z - 0.4 * np.sin(0.4 * z) + 0.17 * np.sin(1.3 * z + 3.5) + 0.02 * np.sin(4.3 * z - 2.5)
    np.testing.assert_allclose(WIGGLY_Y(z), expected)
    with pytest.raises(ValueError, match="map increases only"):
        Wiggly(((0.6, 2.0, 0.0),))


@pytest.mark.parametrize(("injection", "weights", "means"), [(BIMODAL_X, (0.3, 0.7), (0, 5)), (BIMODAL_Y, (0.5, 0.5), (-1, 3))])
def test_bimodal_distribution(injection: MixtureQuantile, weights: tuple, means: tuple) -> None:
    sample = injection(np.random.default_rng(0).standard_normal((20_000, 1)))[:, 0]

    def distribution(x: np.ndarray) -> np.ndarray:
        return sum(w * norm.cdf(x - m) for w, m in zip(weights, means, strict=True))

    assert kstest(sample, distribution).pvalue > 1e-4


def test_bimodal_far_tails() -> None:
    z = np.array([[-30.0], [-9.0], [9.0], [30.0]])
    np.testing.assert_allclose(BIMODAL_X.inverse(BIMODAL_X(z)), z, rtol=1e-9)
    with pytest.raises(ValueError, match="sum to 1"):
        MixtureQuantile((0.5, 0.6), (0.0, 1.0))


def test_wave_and_affine() -> None:
    z = np.random.default_rng(0).standard_normal((20, 2))
    np.testing.assert_allclose(Wave(5.0, 3.0)(z), np.column_stack([z[:, 0] + 5 * np.sin(3 * z[:, 1]), z[:, 1]]))
    assert Wave() == Wave(shift=5.0, frequency=3.0)
    np.testing.assert_allclose(Affine((2.0, -0.5), (1.0, 3.0))(z), np.column_stack([2 * z[:, 0] + 1, 3 - z[:, 1] / 2]))


def test_swiss_roll() -> None:
    u = np.array([[0.0], [0.5], [1.0]])
    t = 1.5 * np.pi * (1 + 2 * u[:, 0])
    np.testing.assert_allclose(SwissRoll()(u), np.column_stack([t * np.cos(t), t * np.sin(t)]) / 21)


@pytest.mark.parametrize("plane", [(0, 1), (1, 2)])
def test_spiral_is_the_matrix_exponential(plane: tuple[int, int]) -> None:
    speed, points = 0.4, np.random.default_rng(0).standard_normal((20, 4))
    generator = np.zeros((4, 4))
    generator[plane[0], plane[1]], generator[plane[1], plane[0]] = -1, 1
    expected = [expm(speed * (x @ x) * generator) @ x for x in points]
    np.testing.assert_allclose(Spiral(speed, plane)(points), expected, atol=1e-12)


def test_lifts_keep_lengths() -> None:
    z = np.random.default_rng(0).standard_normal((50, 3))
    for lift in (rotation(3, 0), LinearLift(3, 20, 1)):
        np.testing.assert_allclose(lift(z) @ lift(z).T, z @ z.T, atol=1e-12)


def test_ring() -> None:
    points = Ring()(np.random.default_rng(0).random((1000, 2)))
    radius = np.hypot(*points.T)
    assert radius.min() >= 1
    assert radius.max() <= 2


def test_anti_pca_hides_the_signal_from_principal_components() -> None:
    distribution = anti_pca_vectors(2.0)
    x, _ = distribution.sample(6000, rng=0)
    signal, nuisance = x[:, 0], x[:, 1]
    centred = x - x.mean(axis=0)
    _, values, components = np.linalg.svd(centred, full_matrices=False)
    assert (values[:2] ** 2).sum() / (values**2).sum() == pytest.approx(0.99990, abs=2e-5)
    codes = centred @ components[:2].T
    unexplained = []
    for target in (signal, nuisance):
        fitted = codes @ np.linalg.lstsq(codes, target, rcond=None)[0]
        unexplained.append(np.var(target - fitted) / np.var(target))
    assert unexplained[0] > 0.8  # published: 0.309 of 0.340
    assert unexplained[1] < 0.1
    j = 5
    line = signal + j * nuisance
    np.testing.assert_allclose(x[:, j], np.maximum(line, 0.1 * j * line), atol=1e-12)


def test_anti_pca_nuisances_are_independent() -> None:
    x, y = anti_pca_vectors(3.0).sample(20_000, rng=0)
    assert abs(np.corrcoef(x[:, 1], y[:, 1])[0, 1]) < 0.03
    assert abs(np.corrcoef(x[:, 0], x[:, 1])[0, 1]) < 0.03
    assert np.corrcoef(x[:, 0], y[:, 0])[0, 1] > 0.9


@pytest.mark.parametrize(
    "make",
    [
        lambda: SignedPower(0.0),
        lambda: Spiral(1.0, (1, 1)),
        lambda: Spiral(1.0, (0, 2)).output_shape((2,)),
        lambda: SwissRoll().output_shape((2,)),
        lambda: Ring(2.0, 1.0),
        lambda: Ring().output_shape((1,)),
        lambda: LinearLift(3, 2, 0),
        lambda: LinearLift(3, 4, 0).output_shape((2,)),
        lambda: AntiPCA(1),
        lambda: AntiPCA().output_shape((3,)),
        lambda: Affine((0.0,), (1.0,)),
        lambda: Affine((1.0, 1.0), (1.0,)),
        lambda: Wave().output_shape((3,)),
        lambda: Spiral(1.0, (-1, 0)),
        lambda: Ring(0.0, 1.0),
        lambda: Affine((1.0,), (1.0,)).output_shape((2,)),
    ],
)
def test_bad_parameters_and_shapes_are_refused(make: object) -> None:
    with pytest.raises(ValueError, match="got"):
        make()
