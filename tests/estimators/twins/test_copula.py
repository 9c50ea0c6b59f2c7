"""Twins of columns and of ranks: what maps of columns change, and the degrees of freedom."""

import math

import numpy as np
import pytest
from scipy import stats

from infoplane.distributions import CorrelatedNormal, MultivariateStudent
from infoplane.estimators.twins.copula import RankScores, fit_columns, fit_copula

NORMAL = CorrelatedNormal(2, 1, (0.7,))
MAPS = (np.exp, lambda z: z**3, lambda z: -1 / (1 + np.exp(z)))


def parts(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers to fit, and those held out."""
    order = np.random.default_rng(0).permutation(n)
    return order[n // 5 :], order[: n // 5]


def test_increasing_maps_of_columns_leave_the_copula_alone() -> None:
    x, y = NORMAL.sample(500, rng=1)
    before = fit_copula(x, y, *parts(500))
    mapped = np.column_stack([f(z) for f, z in zip(MAPS, np.hstack([x, y]).T, strict=True)])
    after = fit_copula(mapped[:, :2], mapped[:, 2:], *parts(500))
    np.testing.assert_allclose(after.dispersion, before.dispersion, atol=1e-12)
    assert after.dof == before.dof


@pytest.mark.parametrize("dof", [math.inf, 3.0])
def test_quantiles_of_ranks_are_those_of_each_column(dof: float) -> None:
    points = np.random.default_rng(2).normal(size=(300, 3))
    points[:, 1] = points[:, 1].round(1)
    quantile = stats.norm.ppf if math.isinf(dof) else stats.t(dof).ppf
    expected = quantile((stats.rankdata(points, axis=0) - 0.5) / 300)
    np.testing.assert_allclose(RankScores(points).quantiles(dof), expected, rtol=1e-9)


def test_units_and_origins_leave_the_columns_alone() -> None:
    x, y = MultivariateStudent(NORMAL, 3.0).sample(500, rng=1)
    before = fit_columns(x, y, *parts(500))
    after = fit_columns(x * [1e3, 0.1] + 7, 2 * y - 5, *parts(500))
    assert after.dof == before.dof
    assert after.estimate == pytest.approx(before.estimate, abs=1e-3)  # both stop near the maximum


@pytest.mark.parametrize("fit", [fit_columns, fit_copula])
@pytest.mark.parametrize(("dof", "found"), [(math.inf, (math.inf,)), (2.0, (2.0,)), (1.0, (1.0,))])
def test_degrees_of_freedom_and_mi(fit: object, dof: float, found: tuple[float, ...]) -> None:
    distribution = NORMAL if math.isinf(dof) else MultivariateStudent(NORMAL, dof)
    twin = fit(*distribution.sample(4000, rng=2), *parts(4000))  # type: ignore[operator]
    assert twin.dof in found
    assert twin.estimate == pytest.approx(distribution.mutual_information, abs=4 * 0.7 / math.sqrt(4000))


def test_a_twin_of_ranks_has_normal_columns() -> None:
    twin = fit_copula(*MultivariateStudent(NORMAL, 1.0).sample(1000, rng=3), *parts(1000))
    assert twin.normal_margins
    for column in np.hstack(twin.sample(2000, rng=4)).T:
        assert stats.kstest(column, "norm").pvalue > 1e-4
