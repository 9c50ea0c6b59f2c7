"""Student distributions: the density of scipy against the sampler, and wrong samplers that must be found."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import dblquad
from scipy.stats import multivariate_t

from infoplane.distributions import CorrelatedNormal, LatentNormal, MultivariateStudent
from infoplane.distributions.normal.student import tail_information


def pointwise(distribution: MultivariateStudent, x: NDArray, y: NDArray) -> NDArray:
    shape, d = distribution.normal.covariance, distribution.normal.x_dim
    joint = multivariate_t(shape=shape, df=distribution.dof).logpdf(np.hstack([x, y]))
    of_x = multivariate_t(shape=shape[:d, :d], df=distribution.dof).logpdf(x)
    return joint - of_x - multivariate_t(shape=shape[d:, d:], df=distribution.dof).logpdf(y)


@pytest.mark.parametrize(
    "distribution",
    [
        MultivariateStudent(CorrelatedNormal(1, 1), 1.0),
        MultivariateStudent(CorrelatedNormal(2, 3, (0.5, -0.9), rotation_seed=1), 2.0),
        MultivariateStudent(LatentNormal.dense(5, 5, 0.5), 3.0),
        MultivariateStudent(CorrelatedNormal(5, 5), 20.0),
    ],
)
def test_sampler_has_the_mutual_information(distribution: MultivariateStudent, assert_mean: Callable[..., None]) -> None:
    x, y = distribution.sample(40_000, rng=2)
    assert_mean(pointwise(distribution, x, y), distribution.mutual_information)
    np.testing.assert_allclose(
        distribution.pointwise_mutual_information(x, y), pointwise(distribution, x, y), rtol=1e-6, atol=1e-8
    )


class Multiplied(MultivariateStudent):
    """Wrong: normals multiplied by the chi variable."""

    def sample(self, n: int, rng: int | None = None) -> tuple[NDArray, NDArray]:
        rng = np.random.default_rng(rng)
        x, y = self.normal.sample(n, rng=rng)
        scale = np.sqrt(rng.chisquare(self.dof, size=(n, 1)) / self.dof)
        return x * scale, y * scale


class Unrooted(MultivariateStudent):
    """Wrong: a variance where a standard deviation belongs."""

    def sample(self, n: int, rng: int | None = None) -> tuple[NDArray, NDArray]:
        rng = np.random.default_rng(rng)
        x, y = self.normal.sample(n, rng=rng)
        scale = rng.chisquare(self.dof, size=(n, 1)) / self.dof
        return x / scale, y / scale


class Separate(MultivariateStudent):
    """Wrong: X and Y have separate denominators, so they share nothing."""

    def sample(self, n: int, rng: int | None = None) -> tuple[NDArray, NDArray]:
        rng = np.random.default_rng(rng)
        x, y = self.normal.sample(n, rng=rng)
        first, second = (np.sqrt(rng.chisquare(self.dof, size=(n, 1)) / self.dof) for _ in range(2))
        return x / first, y / second


@pytest.mark.parametrize("mutant", [Multiplied, Unrooted, Separate])
@pytest.mark.parametrize(("dim", "dof"), [(1, 1.0), (5, 3.0)])
def test_wrong_samplers_are_found(
    mutant: type[MultivariateStudent], dim: int, dof: float, assert_mean: Callable[..., None]
) -> None:
    distribution = mutant(CorrelatedNormal(dim, dim), dof)
    with pytest.raises(AssertionError, match="expected"):
        assert_mean(pointwise(distribution, *distribution.sample(40_000, rng=2)), distribution.mutual_information)


def test_quadrature() -> None:
    joint, marginal = multivariate_t(shape=np.eye(2), df=3), multivariate_t(df=3)

    def integrand(v: float, u: float) -> float:
        # x = tan(u) maps the plane to a square.
        x, y = np.tan(u), np.tan(v)
        log_joint = joint.logpdf([x, y])
        jacobian = (1 + x**2) * (1 + y**2)
        return np.exp(log_joint) * jacobian * (log_joint - marginal.logpdf(x) - marginal.logpdf(y))

    # The integrand is even in u and v; what the bounds leave out is below the tolerance.
    quarter, _ = dblquad(integrand, 0, 1.5705, 0, 1.5705, epsabs=1e-6)
    assert 4 * quarter == pytest.approx(tail_information(3, 1, 1), abs=2e-5)


@pytest.mark.parametrize(
    ("dim", "dof", "published"),
    [(1, 1, 0.2242), (2, 1, 0.4319), (2, 2, 0.1931), (3, 2, 0.2909), (3, 3, 0.1787), (5, 2, 0.4482), (5, 3, 0.2985)],
)
def test_published_values(dim: int, dof: float, published: float) -> None:
    assert tail_information(dof, dim, dim) == pytest.approx(published, abs=5e-5)


@given(dof=st.floats(0.5, 1e9), x_dim=st.integers(1, 1000), y_dim=st.integers(1, 1000))
def test_heavy_tails_add_information_that_falls_with_the_degrees_of_freedom(dof: float, x_dim: int, y_dim: int) -> None:
    value = tail_information(dof, x_dim, y_dim)
    assert -1e-12 <= value < 10
    assert value == pytest.approx(tail_information(dof, y_dim, x_dim), abs=1e-12)
    assert tail_information(2 * dof, x_dim, y_dim) <= value + 1e-12


def test_many_degrees_of_freedom_are_normal() -> None:
    for dof in (1e4, 1e6):
        assert tail_information(dof, 3, 3) == pytest.approx(9 / (2 * dof**2), rel=2e-3)


def test_stirling_joins_the_exact_formula() -> None:
    assert tail_information(127.9999, 1, 1) == pytest.approx(tail_information(128.0001, 1, 1), rel=1e-5)


@pytest.mark.parametrize("dim", [500, 1000])
def test_a_thousand_dimensions(dim: int) -> None:
    # Many components show the common denominator exactly, so doubling their number adds ln(2)/2, as to its entropy.
    growth = tail_information(2.0, 2 * dim, 2 * dim) - tail_information(2.0, dim, dim)
    assert growth == pytest.approx(np.log(2) / 2, abs=5e-3)
    distribution = MultivariateStudent.with_mutual_information(2.0 * dim, dim, dim, 2.0)
    assert distribution.mutual_information == pytest.approx(2.0 * dim, rel=1e-12)


def test_bad_degrees_of_freedom_are_refused() -> None:
    with pytest.raises(ValueError, match="positive degrees"):
        MultivariateStudent(CorrelatedNormal(1, 1), 0.0)
