"""Weights, published, of least norm and of second order: they sum to one and cancel the terms of the bias that they should."""

import numpy as np
import pytest
from scipy.special import gammaln

from infoplane.estimators.neighbours.weights import least_norm_weights, published_weights, second_order_weights


@pytest.mark.parametrize(
    ("k", "d", "norm"),
    [
        *[(5, 5, 3.5), (5, 8, 33.2), (5, 12, 755), (5, 16, 31741)],
        *[(9, 5, 2.8), (9, 8, 20.2), (9, 12, 321), (9, 16, 7755)],
    ],
)
def test_weights_sum_to_one_with_the_known_norm(k: int, d: int, norm: float) -> None:
    weights = np.array(published_weights(k, d))
    assert weights.sum() == pytest.approx(1, abs=1e-6)
    assert np.abs(weights).sum() == pytest.approx(norm, rel=0.02)


def test_weights_as_published() -> None:
    np.testing.assert_allclose(published_weights(5, 8), (9.854, -7.669, -7.230, -1.205, 7.250), atol=5e-4)
    np.testing.assert_allclose(published_weights(5, 5), (1.541, 0.670, 0.060, -0.428, -0.842), atol=5e-4)
    assert published_weights(5, 4) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(("k", "d"), [(1, 5), (3, 12), (9, 20)])
def test_weights_that_do_not_sum_to_one_are_refused(k: int, d: int) -> None:
    with pytest.raises(ValueError, match="not 1, which would bias the entropy"):
        published_weights(k, d)


@pytest.mark.parametrize("k", [2, 20])
@pytest.mark.parametrize("d", [1, 4, 8, 100, 1000])
def test_least_norm_weights_sum_to_one_and_cancel_the_first_order(k: int, d: int) -> None:
    weights = np.array(least_norm_weights(k, d))
    j = np.arange(1, k + 1)
    moment = np.exp(gammaln(j + 2 / d) - gammaln(j))
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert abs(weights @ moment) < 1e-9 * np.abs(weights * moment).sum()


def test_least_norm_weights_are_the_least_that_solve_the_equations() -> None:
    """Any other solution differs by a vector orthogonal to them, so it is longer."""
    k, d = 20, 8
    weights, j = np.array(least_norm_weights(k, d)), np.arange(1, k + 1)
    system = np.vstack([np.ones(k), *(np.exp(gammaln(j + 2 * order / d) - gammaln(j)) for order in (1, 2))])
    np.testing.assert_allclose(system @ weights, [1, 0, 0], atol=1e-9)
    orthogonal = np.linalg.svd(system)[2][3:]
    np.testing.assert_allclose(orthogonal @ weights, 0, atol=1e-9)
    assert np.abs(weights).sum() < np.abs(published_weights(20, d)).sum()


@pytest.mark.parametrize("d", [1, 3, 5, 10, 14])
def test_weights_of_second_order_cancel_both(d: int) -> None:
    k = 160
    weights, j = np.array(second_order_weights(k, d)), np.arange(1, k + 1)
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    for order in (1, 2):
        moment = np.exp(gammaln(j + 2 * order / d) - gammaln(j))
        assert abs(weights @ moment) < 1e-7 * np.abs(weights * moment).sum()


def test_more_neighbours_share_the_noise() -> None:
    least_norm, of_many = (np.abs(second_order_weights(k, 10)).sum() for k in (20, 160))
    assert of_many < 0.75 * least_norm
    with pytest.raises(ValueError, match="to order 2 need k >= 3"):
        second_order_weights(2, 10)


def test_least_norm_needs_two_neighbours() -> None:
    with pytest.raises(ValueError, match="k >= 2"):
        least_norm_weights(1, 8)
