"""Canonical correlations: exact where the distribution is normal."""

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Gaussian


def test_sample_formula_equals_log_determinants() -> None:
    x, y = CorrelatedNormal.with_mutual_information(1.5, 2, 3, rotation_seed=0).sample(300, rng=0)

    def log_det(sample: np.ndarray) -> float:
        return float(np.linalg.slogdet(np.atleast_2d(np.cov(sample, rowvar=False)))[1])

    expected = (log_det(x) + log_det(y) - log_det(np.hstack([x, y]))) / 2
    assert Gaussian(correct=False).estimate(x, y).nats == pytest.approx(expected, abs=1e-10)


def test_correction_removes_the_small_sample_bias() -> None:
    distribution = CorrelatedNormal.with_mutual_information(0.5, 4, 4)
    plain, corrected = (
        np.array([Gaussian(correct=c).estimate(*distribution.sample(40, rng=seed)).nats for seed in range(300)]) - 0.5
        for c in (False, True)
    )
    se = corrected.std(ddof=1) / np.sqrt(300)
    assert Gaussian() == Gaussian(correct=True)
    assert abs(corrected.mean()) < 4 * se
    assert plain.mean() > 10 * se


def test_coverage_of_the_interval() -> None:
    distribution = CorrelatedNormal.with_mutual_information(1.0, 2, 2)
    inside = [
        low <= 1.0 <= high
        for low, high in (Gaussian().estimate(*distribution.sample(500, rng=s)).interval() for s in range(200))
    ]
    assert 0.88 < np.mean(inside) < 0.99


def test_the_least_number_of_samples() -> None:
    x = np.random.default_rng(1).normal(size=(6, 4))
    assert np.isfinite(Gaussian().estimate(x[:, :2], x[:, 2:]).nats)


def test_standard_error_is_the_asymptotic_one() -> None:
    x, y = CorrelatedNormal(1, 1, (0.6,)).sample(500, rng=2)
    r = np.corrcoef(x[:, 0], y[:, 0])[0, 1]
    assert Gaussian().estimate(x, y).stderr == pytest.approx(abs(r) / np.sqrt(500), rel=1e-12)


def test_refusals() -> None:
    x = np.random.default_rng(0).normal(size=(30, 2))
    with pytest.raises(ValueError, match="linearly dependent"):
        Gaussian().estimate(x, x @ np.array([[1.0, 2.0], [3.0, 4.0]]))
    with pytest.raises(ValueError, match="x has constant or collinear columns"):
        Gaussian().estimate(np.hstack([x, x[:, :1]]), x**2)
    with pytest.raises(ValueError, match="Gaussian needs n > 5"):
        Gaussian().estimate(x[:5], x[:5] ** 2)
