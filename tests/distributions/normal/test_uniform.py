"""Correlated uniforms: uniform marginals, and the mutual information of the normals behind them."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import kstest, multivariate_normal, norm

from infoplane.distributions import correlated_uniform


@pytest.mark.parametrize("dim", [1, 3])
def test_marginals_are_uniform(dim: int) -> None:
    x, y = correlated_uniform(2.0, dim, dim, rotation_seed=4).sample(20_000, rng=0)
    for column in np.hstack([x, y]).T:
        assert kstest(column, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("nats", [0.0, 0.5, 3.0])
def test_copula_density_has_the_mutual_information(nats: float, assert_mean: Callable[..., None]) -> None:
    distribution = correlated_uniform(nats, 1, 1)
    x, y = distribution.sample(20_000, rng=3)
    normals = norm.ppf(np.hstack([x, y]))
    rho = np.sqrt(1 - np.exp(-2 * nats))
    # Uniform marginals have density 1, so the joint density is the pointwise information: the normal copula.
    log_copula = multivariate_normal(cov=[[1, rho], [rho, 1]]).logpdf(normals) - norm.logpdf(normals).sum(axis=1)
    assert_mean(log_copula, nats)
    assert distribution.mutual_information == pytest.approx(nats)


def test_range_is_that_of_the_normal() -> None:
    with pytest.raises(ValueError, match="0 to 10 nats"):
        correlated_uniform(11.0, 1, 4)
