"""The shares of a mixture are where the likelihood is largest."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from infoplane.estimators.kernels.sums.mixture_shares import mixture_shares


def test_the_likelihood_has_its_maximum_there() -> None:
    """Where a share is positive, the mean of ratio / mixture is 1; where it is 0, it is at most 1."""
    rng = np.random.default_rng(0)
    ratios, weights = np.exp(rng.normal(size=(4, 300))), rng.dirichlet(np.ones(300))
    shares = mixture_shares(ratios, weights, 0.0, 20_000)
    gains = ratios @ (weights / (shares @ ratios))
    assert shares.sum() == pytest.approx(1)
    assert_allclose(gains[shares > 1e-6], 1, atol=1e-6)
    assert gains.max() <= 1 + 1e-6


def test_the_prior_is_one_column_more() -> None:
    rng = np.random.default_rng(1)
    ratios = np.exp(rng.normal(size=(3, 50)))
    right = np.array([1e12, 1.0, 1.0])  # in one more column nearly all of the mixture is the first row
    weights = np.full(51, 1 / 51)
    found = mixture_shares(ratios, np.full(50, 1 / 50), 1 / 50, 3000)
    assert_allclose(found, mixture_shares(np.column_stack([ratios, right]), weights, 0.0, 3000), atol=1e-6)
