"""Elementwise injections."""

import numpy as np
from scipy.stats import norm

from infoplane.distributions import NormalCDF


def test_normal_cdf() -> None:
    z = np.linspace(-6, 6, 101)[:, None]
    np.testing.assert_allclose(NormalCDF()(z), norm.cdf(z), rtol=1e-12)
    np.testing.assert_allclose(NormalCDF().inverse(NormalCDF()(z)), z, atol=1e-6)
