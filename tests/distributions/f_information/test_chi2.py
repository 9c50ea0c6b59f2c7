"""chi2 information: by integrals and sums, by two ways of sampling, and where it is infinite."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.stats import expon, gamma, lomax, multivariate_t, norm, poisson, t

from infoplane.distributions import (
    ConcentricNormals,
    CorrelatedNormal,
    ExponentialSum,
    LogGammaExponential,
    MultivariateStudent,
    NoisyPath,
    NoisySine,
    NormalMixture,
    Repeated,
    ZeroInflatedPoisson,
    f_information_of,
    letters_mixture,
)
from infoplane.distributions.scalar import noisy_path


def test_chi2_of_exponential_sums_by_a_double_integral() -> None:
    for a, b in ((2.0, 1.0), (3.0, 2.0), (13.0, 1.0)):

        def term(y: float, x: float, a: float = a, b: float = b) -> float:
            marginal = a * b / (b - a) * (math.exp(-a * y) - math.exp(-b * y))
            return a * math.exp(-a * x) * (b * math.exp(-b * (y - x))) ** 2 / marginal

        found = dblquad(term, 1e-9, 25 / a, lambda x: x, lambda x, b=b: x + 40 / b, epsabs=1e-5, epsrel=1e-5)[0] - 1
        assert found == pytest.approx(f_information_of(ExponentialSum(a, b), "chi2").value, rel=1e-3)


def test_chi2_of_a_weak_exponential_sum_is_that_of_its_mi() -> None:
    """Where the dependence is weak, chi2 is between once and twice the MI, however many powers of ten lie between the rates."""
    for a in (50.0, 1e3, 1e6):
        pair = ExponentialSum(a, 1.0)
        assert pair.mutual_information < f_information_of(pair, "chi2").value < 2 * pair.mutual_information


@pytest.mark.parametrize("loss", [0.0, 0.15, 0.5])
def test_chi2_of_counts_by_sums(loss: float) -> None:
    k = np.arange(400)

    def term(x: float) -> float:
        own = loss * (k == 0) + (1 - loss) * poisson.pmf(k, x)
        return float(math.exp(-x) * (own**2 / (loss * (k == 0) + (1 - loss) * 0.5 ** (k + 1))).sum())

    assert quad(term, 0, 200, limit=200)[0] - 1 == pytest.approx(
        f_information_of(ZeroInflatedPoisson(loss), "chi2").value, rel=1e-6
    )


def test_chi2_of_the_sine_on_a_grid() -> None:
    pair = NoisySine(1, 0.1)
    (x, step_x), (y, step_y) = (np.arange(400) / 400, 1 / 400), np.linspace(-1.8, 1.8, 300, retstep=True)
    grid_x, grid_y = (values.reshape(-1, 1) for values in np.meshgrid(x, y))
    ratio = np.exp(pair.pointwise_mutual_information(grid_x, grid_y))
    noise = np.exp(-(((grid_y - np.sin(2 * np.pi * grid_x)) / 0.1) ** 2) / 2)[:, 0] / 0.1 / math.sqrt(2 * math.pi)
    value, stderr = f_information_of(pair, "chi2", 2e-3)
    assert float((noise * ratio).sum() * step_x * step_y) - 1 == pytest.approx(value, abs=4 * stderr + 1e-3)


@pytest.mark.parametrize(("path", "noise"), [("circle", 0.3), ("parabola", 0.5)])
def test_chi2_of_paths_on_a_grid(path: Any, noise: float) -> None:
    a, b = noisy_path._PATHS[path]((np.arange(1000) + 0.5) / 1000)
    z, step = np.linspace(-1 - 9 * noise, 1 + 9 * noise, 200, retstep=True)
    of_x, of_y = (norm.pdf(z[:, None], values, noise) for values in (a, b))
    joint, product = of_x @ of_y.T / 1000, np.outer(of_x.mean(axis=1), of_y.mean(axis=1))
    value, stderr = f_information_of(NoisyPath(path, noise), "chi2", 5e-3)
    assert float((joint**2 / product).sum()) * step**2 - 1 == pytest.approx(value, abs=4 * stderr + 1e-4)


def test_two_ways_to_sample_chi2_agree() -> None:
    clouds = ConcentricNormals(3, 5)
    i = range(1, 6)
    covariances = tuple(tuple(map(tuple, np.diag([*[k**2.0] * 3, 1e-4]).tolist())) for k in i)
    mixture = NormalMixture(3, (0.2,) * 5, tuple((0.0, 0.0, 0.0, float(k)) for k in i), covariances)
    first, second = f_information_of(clouds, "chi2", 6e-3), f_information_of(mixture, "chi2", 6e-3)
    assert first.value == pytest.approx(second.value, abs=4 * math.hypot(first.stderr, second.stderr))
    value, stderr = f_information_of(letters_mixture(), "chi2")
    assert stderr < 1e-3 * (1 + value)


def test_where_chi2_is_infinite_the_integral_does_not_settle() -> None:
    """p^2/q over ever farther shells adds as much as before."""
    student = MultivariateStudent(CorrelatedNormal(1, 1, (0.5,)), 2.0)
    joint, alone = multivariate_t([0, 0], [[1, 0.5], [0.5, 1]], df=2), t(2)
    angle = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], 1)

    def shell(r: float) -> float:
        """The integrand over the logarithm of the radius."""
        points = r * circle
        density = joint.pdf(points) ** 2 / (alone.pdf(points[:, 0]) * alone.pdf(points[:, 1]))
        return float(density.mean() * 2 * np.pi * r**2)

    assert shell(1e4) > 0.3 * shell(1e2) > 0.01
    assert f_information_of(student, "chi2").value == math.inf

    def of_y(y: float, a: float, b: float) -> float:
        """p^2/q of an exponential sum, integrated over x."""
        marginal = a**2 * y * math.exp(-a * y) if a == b else a * b / (b - a) * (math.exp(-a * y) - math.exp(-b * y))
        return quad(lambda x: a * b**2 * math.exp(-a * x - 2 * b * (y - x)) / marginal, 0, y, points=[0.95 * y])[0]

    for a, b in ((1.0, 3.0), (1.0, 1.0)):
        assert 40 * of_y(40.0, a, b) >= 0.9 * 10 * of_y(10.0, a, b)
        assert f_information_of(ExponentialSum(a, b), "chi2").value == math.inf

    def of_rate(g: float, shape: float) -> float:
        """p^2/q of the rate g and an exponential variable, over the logarithm of g."""
        inner = quad(lambda y: expon.pdf(y, scale=1 / g) ** 2 / lomax.pdf(y, shape), 0, 40 / g, points=[1 / g], limit=200)[0]
        return float(g * gamma.pdf(g, shape) * inner)

    assert of_rate(1e-5, 0.5) > 0.9 * of_rate(1e-3, 0.5) > 0.01
    assert f_information_of(LogGammaExponential(0.5), "chi2").value == math.inf
    assert f_information_of(Repeated(LogGammaExponential(0.5), 2), "chi2").value == math.inf
