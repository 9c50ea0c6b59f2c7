"""Latent-variable normals: the covariance against samples drawn from the latents themselves."""

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, LatentNormal


def test_covariance_is_that_of_the_latents() -> None:
    distribution = LatentNormal(3, 2, alpha=0.5, beta_x=1.0, beta_y=0.3, pairs=1, strength=1.5, eta=0.7, noise=0.8)
    rng, n = np.random.default_rng(0), 400_000
    common, of_x, of_y, pair = rng.standard_normal((4, n))
    x = 0.8 * rng.standard_normal((3, n)) + 0.5 * common + 1.0 * of_x
    y = 0.8 * rng.standard_normal((2, n)) + 0.5 * common + 0.3 * of_y
    x[0] += 1.5 * pair
    y[0] += 1.5 * pair
    x[1:] += 0.7 * rng.standard_normal((2, n))
    y[1:] += 0.7 * rng.standard_normal((1, n))
    np.testing.assert_allclose(np.corrcoef(np.vstack([x, y])), distribution.covariance, atol=4 / np.sqrt(n))


def test_dense_has_equal_correlations() -> None:
    covariance = LatentNormal.dense(3, 4, 0.5).covariance
    np.testing.assert_allclose(covariance, 0.5 + 0.5 * np.eye(7), atol=1e-12)


def test_sparse_is_a_distribution_of_pairs() -> None:
    distribution = LatentNormal.sparse(5, 4, 2, 2.0)
    pairs = CorrelatedNormal(5, 4, (0.8, 0.8))
    np.testing.assert_allclose(distribution.covariance, pairs.covariance, atol=1e-12)
    assert distribution.mutual_information == pytest.approx(pairs.mutual_information)
    assert distribution.mutual_information == pytest.approx(1.0217, abs=5e-5)


def test_a_latent_of_x_alone_hides_information() -> None:
    plain, hidden = (LatentNormal(2, 2, alpha=1.0, beta_x=beta) for beta in (0.0, 2.0))
    assert hidden.mutual_information < plain.mutual_information


@pytest.mark.parametrize("arguments", [{"pairs": 3}, {"noise": 0.0}, {"pairs": -1}])
def test_bad_parameters_are_refused(arguments: dict) -> None:
    with pytest.raises(ValueError, match=r"pairs|singular"):
        LatentNormal(2, 2, **arguments)
