"""KDE against its definition, its bandwidth rules, and what they are known to do."""

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from infoplane.distributions import CorrelatedNormal, MultivariateStudent, correlated_uniform
from infoplane.estimators import KDE
from infoplane.estimators.density import bandwidth
from infoplane.estimators.density.bandwidth import fit_bandwidth
from infoplane.estimators.kernels import kernel_sums
from infoplane.estimators.kernels.kernel_sums import log_densities, pair_sum


def test_shared_bandwidth_estimate_equals_its_definition() -> None:
    """Every density written out with scipy's normal distribution."""
    x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 2).sample(60, rng=0)
    b = 0.4

    def log_density(points: np.ndarray) -> np.ndarray:
        d = points.shape[1]
        values = []
        for i in range(len(points)):
            others = np.delete(points, i, axis=0)
            values.append(np.log(multivariate_normal.pdf(others, points[i], b**2 * np.eye(d)).mean()))
        return np.array(values)

    expected = (log_density(np.hstack([x, y])) - log_density(x) - log_density(y)).mean()
    assert KDE(b, whiten=False).estimate(x, y).nats == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("d", [1, 3])
def test_rules_of_thumb(d: int) -> None:
    points = np.random.default_rng(0).normal(size=(200, d))
    assert fit_bandwidth(points, "scott") == pytest.approx(200 ** (-1 / (d + 4)))
    assert fit_bandwidth(points, "silverman") == pytest.approx((4 / (d + 2)) ** (1 / (d + 4)) * 200 ** (-1 / (d + 4)))


@pytest.mark.parametrize("scale", [1.0, 1e-4, 1e3])
def test_likelihood_search_finds_the_best_of_a_fine_grid(scale: float) -> None:
    points = scale * np.random.default_rng(1).normal(size=(300, 2))
    found = fit_bandwidth(points, "ml")
    grid = scale * np.geomspace(0.05, 2, 200)
    best = max(float(log_densities(points, b).mean()) for b in grid)
    assert float(log_densities(points, found).mean()) > best - 1e-4


def test_least_squares_search_finds_the_best_of_a_fine_grid() -> None:
    points = np.random.default_rng(2).normal(size=(300, 2))

    def cost(b: float) -> float:
        return pair_sum(points, b) / 300**2 - 2 * float(np.exp(log_densities(points, b)).mean())

    assert cost(fit_bandwidth(points, "lsq")) < min(map(cost, np.geomspace(0.05, 2, 200))) + 1e-5


@pytest.mark.parametrize("rule", ["ml", "lsq"])
def test_the_search_starts_from_the_documented_interval(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[np.ndarray] = []

    def recorded(points: np.ndarray, bandwidths: np.ndarray) -> np.ndarray:
        tried.append(bandwidths)
        return log_densities(points, bandwidths)

    monkeypatch.setattr(bandwidth, "log_densities", recorded)
    points = np.random.default_rng(7).normal(size=(100, 3)) * [1.0, 2.0, 5.0]
    found = fit_bandwidth(points, rule)  # type: ignore[arg-type]
    deviations, scale = points.std(axis=0, ddof=1), 100 ** (-1 / 15)
    np.testing.assert_allclose(tried[0], np.geomspace(0.5 * deviations.min() * scale, 1.06 * deviations.max() * scale, 7))
    every = np.concatenate(tried)
    assert len(np.unique(every)) == len(every), "no bandwidth is tried twice"
    assert np.sort(np.abs(every / found - 1))[1] < 0.01, "the last ones are within 1 %"


def test_three_samples_are_the_least() -> None:
    points = np.array([[0.0], [1.0], [3.0]])
    assert fit_bandwidth(points, "scott") == 3 ** (-1 / 5)
    with pytest.raises(ValueError, match="at least 3 samples; got 2"):
        fit_bandwidth(points[:2], "scott")


def test_integral_of_the_squared_estimate() -> None:
    """By quadrature in one dimension."""
    points = np.random.default_rng(3).normal(size=(40, 1))
    b = 0.3
    grid = np.linspace(-8, 8, 20_001)
    density = np.exp(-((grid[:, None] - points[:, 0]) ** 2) / (2 * b**2)).mean(axis=1) / (b * math.sqrt(2 * math.pi))
    assert pair_sum(points, b) / 40**2 == pytest.approx(float((density**2).sum() * (grid[1] - grid[0])), rel=1e-5)


def test_least_squares_collapses_at_large_information() -> None:
    """The bend in the paper's curves: at I = 10 in 2+2 dimensions the LSQ bandwidth and estimate fall away."""
    x, y = correlated_uniform(10.0, 2, 2, rotation_seed=0).sample(1500, rng=0)
    by_likelihood, by_squares = KDE("ml").estimate(x, y), KDE("lsq").estimate(x, y)
    assert by_squares.details["bandwidth"] < 0.7 * by_likelihood.details["bandwidth"]
    assert by_squares.nats < by_likelihood.nats - 0.5


def test_labels() -> None:
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 2, 600)
    x = rng.normal(size=(600, 1)) + 30 * labels[:, None]
    assert KDE().estimate(x, labels).nats == pytest.approx(math.log(2), abs=0.05)


def test_outliers_keep_the_estimate_finite() -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(300, rng=0)
    x[0] = 1e6
    assert math.isfinite(KDE(0.2, whiten=False).estimate(x, y).nats)


@pytest.mark.parametrize("bad", ["best", 0.0, math.inf])
def test_bad_bandwidths(bad: str | float) -> None:
    with pytest.raises(ValueError, match="bandwidth"):
        KDE(bad)  # type: ignore[arg-type]


def test_the_error_of_the_search_names_duplicates() -> None:
    x = np.repeat(np.random.default_rng(5).normal(size=(40, 1)), 5, axis=0)
    y = np.repeat(np.random.default_rng(6).normal(size=(40, 1)), 5, axis=0)
    with pytest.raises(ValueError, match="samples are duplicated"):
        KDE().estimate(x, y)


def exact_up_to(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Larger samples are treated as those of more than 10,000 points."""
    monkeypatch.setattr(kernel_sums, "EXACT", n)
    monkeypatch.setattr(bandwidth, "EXACT", n)


LARGE = {
    "normal 2+2": CorrelatedNormal.with_mutual_information(1.0, 2, 2),
    "normal 1+1": CorrelatedNormal.with_mutual_information(2.0, 1, 1),
    "strong uniform 2+2": correlated_uniform(5.0, 2, 2, rotation_seed=0),
    "Student 2+2": MultivariateStudent(CorrelatedNormal.with_mutual_information(1.0, 2, 2), 2),
}


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("n", [3000, pytest.param(30_000, marks=(pytest.mark.slow, pytest.mark.timeout(600)))])
def test_large_samples_have_the_estimate_of_all_pairs(name: str, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within 0.002 nats, the bandwidth being of the full search, of half its last step; and within 0.001 at one bandwidth."""
    x, y = LARGE[name].sample(n, rng=1)
    exact_up_to(n, monkeypatch)
    exact = KDE().estimate(x, y)
    exact_up_to(n // 3, monkeypatch)
    found = KDE().estimate(x, y)
    assert found.details["bandwidth"] == pytest.approx(exact.details["bandwidth"], rel=0.006)
    assert found.nats == pytest.approx(exact.nats, abs=0.002)
    assert found.stderr == pytest.approx(exact.stderr, rel=0.01)
    assert KDE(exact.details["bandwidth"]).estimate(x, y).nats == pytest.approx(exact.nats, abs=0.001)


def test_the_search_of_large_samples_follows_the_likelihood_far_from_its_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of every three points have a near neighbour, which hardly any of the points of the guess have."""
    rng = np.random.default_rng(8)
    points = rng.normal(size=(1000, 2))
    points = np.vstack([points, points + 1e-3 * rng.normal(size=(1000, 2)), rng.normal(size=(1000, 2))])
    exact = fit_bandwidth(points, "ml")
    exact_up_to(200, monkeypatch)
    assert fit_bandwidth(points, "ml") == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize("side", [1, -1])
def test_the_search_of_large_samples_ends_where_two_intervals_meet(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A likelihood with a corner at the end that both share: neither has a top inside, and each has its better end there."""
    monkeypatch.setattr(bandwidth, "fit_bandwidth", lambda points, rule: 2.0)
    monkeypatch.setattr(bandwidth, "EXACT", 500)
    best, tried = 2.0 * 1.1**side, []

    def with_a_corner(points: np.ndarray, bandwidths: np.ndarray, at: np.ndarray, tolerance: float) -> np.ndarray:
        tried.append(bandwidths)
        assert len(tried) < 10
        return np.tile(-np.abs(np.log(bandwidths / best))[:, None], len(at))

    monkeypatch.setattr(bandwidth, "log_densities", with_a_corner)
    points = np.random.default_rng(10).normal(size=(500, 2))
    assert bandwidth._likeliest_of_many(points) == pytest.approx(best)
    assert len(tried) == 2


@pytest.mark.parametrize(
    ("coefficients", "top"),
    [
        ((0.2, 0.5, -1.0, 0.0), 0.25),
        ((0.2, 0.5, -1.0, 0.3), (1 - math.sqrt(0.55)) / 0.9),
        ((0.2, 0.5, -1.0, 1.0), math.inf),  # rises throughout
        ((0.2, -0.5, 1.0, -1.0), math.inf),  # falls throughout
        ((0.2, 0.0, 1.0, 0.0), math.inf),  # a valley
    ],
)
def test_the_top_of_a_cubic(coefficients: tuple[float, ...], top: float) -> None:
    values = np.polynomial.polynomial.polyval(bandwidth._POWERS, coefficients)
    assert bandwidth._top(values) == pytest.approx(top)


def test_the_search_of_large_samples_refuses_duplicates(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.repeat(np.random.default_rng(9).normal(size=(500, 2)), 2, axis=0)
    exact_up_to(100, monkeypatch)
    with pytest.raises(ValueError, match="samples are duplicated"):
        fit_bandwidth(points, "ml")
