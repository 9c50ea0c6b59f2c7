"""Coordinates that pair off: found again where x and y were turned, and maps that lose nothing."""

import math

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, NormalMixture, Repeated, SmoothedUniform
from infoplane.distributions.injections.linear import rotation
from infoplane.estimators.twins.coordinates import learn_coordinates, polynomials, total_correlation, weak_information

ROUND = ((1.0, 0.0), (0.0, 1.0))
CLOUDS = NormalMixture(1, (0.5, 0.5), ((1.3, 1.3), (-1.3, -1.3)), (ROUND, ROUND))
COLUMNS = 8


def correlations(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """|correlation| of each column of u with each of v."""
    return np.abs(np.corrcoef(u.T, v.T)[: u.shape[1], u.shape[1] :])


@pytest.mark.parametrize("kind", ["columns", "canonical", "independent"])
def test_the_maps_are_one_to_one(kind: str) -> None:
    x, y = CorrelatedNormal.with_mutual_information(2.0, 5, 3, 1).sample(500, rng=0)
    found = learn_coordinates(x, y)[kind]
    assert found.pairs == 3
    assert found.x_map.shape == (5, 5)
    assert found.y_map.shape == (3, 3)
    assert min(abs(np.linalg.det(found.x_map)), abs(np.linalg.det(found.y_map))) > 1e-3
    assert [part.shape for part in found.of(x, y)] == [(500, 3), (500, 3)]


def test_columns_are_matched_one_with_one_also_where_they_are_uncorrelated() -> None:
    """y_j = x_i^2 + noise: the correlation is 0, that of second polynomials is not."""
    rng = np.random.default_rng(1)
    x, order = rng.normal(size=(1000, 6)), np.array([3, 5, 0, 1, 4, 2])
    y = x[:, order] ** 2 + 0.3 * rng.normal(size=x.shape)
    u, v = learn_coordinates(x, y)["columns"].of(x, y)
    assert np.diag(correlations(u**2, v)).min() > 0.8


def test_independent_components_of_sums_undo_a_rotation() -> None:
    x, y = Repeated(CLOUDS, COLUMNS).sample(4000, rng=2)
    found = learn_coordinates(rotation(COLUMNS, 3)(x), rotation(COLUMNS, 4)(y))
    u, v = found["independent"].of(rotation(COLUMNS, 3)(x), rotation(COLUMNS, 4)(y))
    best = correlations(u, x).argmax(axis=1)
    assert sorted(best) == list(range(COLUMNS))
    assert (correlations(v, y).argmax(axis=1) == best).all()
    assert correlations(u, x).max(axis=1).min() > 0.9
    u, _ = found["canonical"].of(rotation(COLUMNS, 3)(x), rotation(COLUMNS, 4)(y))
    assert correlations(u, x).max(axis=1).min() < 0.9


def test_weak_information_is_near_the_mi_of_weak_dependence_and_0_without() -> None:
    for true_mi in (0.0, 0.02):
        x, y = CorrelatedNormal.with_mutual_information(true_mi, 1, 1).sample(20_000, rng=5)
        assert weak_information(polynomials(x), polynomials(y))[0, 0] == pytest.approx(true_mi, abs=0.004)


def test_total_correlation_is_0_without_dependence_within_about_two_standard_deviations() -> None:
    rng = np.random.default_rng(6)
    found = np.array([total_correlation(rng.normal(size=(1000, 8))) for _ in range(40)])
    assert abs(found[:, 0].mean()) < 8 * found[0, 1] / math.sqrt(40)
    assert 1 < found[:, 0].std() / found[0, 1] < 2.5  # products of fourth degrees have long tails
    assert total_correlation(rng.normal(size=(10_000, 4)) * rng.lognormal(size=(10_000, 1)))[0] > 0.2  # one scale of all


def test_sharp_pairs_are_matched() -> None:
    x, y = Repeated(SmoothedUniform.with_mutual_information(1.0), 5).sample(1000, rng=7)
    u, v = learn_coordinates(x, y[:, [4, 2, 0, 1, 3]])["columns"].of(x, y[:, [4, 2, 0, 1, 3]])
    assert np.diag(correlations(u, v)).min() > 0.8
