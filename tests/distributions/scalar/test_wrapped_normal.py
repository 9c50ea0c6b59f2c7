"""The wrapped normal pair: its MI from Fourier coefficients, its limits, its sampler."""

import math

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, WrappedNormal


def by_fourier(correlation: float, period: float) -> float:
    """I(X;Y) from the Fourier series of the density: the characteristic function at whole multiples of 2 pi / period."""
    orders = np.arange(-40, 41)
    a = 2 * math.pi / period * orders
    coefficients = np.exp(-(a[:, None] ** 2 + a**2 + 2 * correlation * np.outer(a, a)) / 2)
    grid = period * np.arange(400) / 400
    waves = np.exp(1j * np.outer(a, grid))
    joint = (waves.T @ coefficients @ waves).real / period**2
    marginal = (np.exp(-(a**2) / 2) @ waves).real / period
    joint = np.maximum(joint, 1e-300)  # of rounding errors
    return float((joint * np.log(joint / np.outer(marginal, marginal))).sum() * (period / 400) ** 2)


@pytest.mark.parametrize(("correlation", "period"), [(0.75, 4.0), (0.7, 5.0), (-0.9, 2.0), (0.3, 1.0)])
def test_mi_from_the_fourier_series(correlation: float, period: float) -> None:
    assert WrappedNormal(correlation, period).mutual_information == pytest.approx(by_fourier(correlation, period), abs=1e-9)


def test_limits() -> None:
    normal = CorrelatedNormal(1, 1, (0.9,)).mutual_information
    assert WrappedNormal(0.9, 20.0).mutual_information == pytest.approx(normal, abs=1e-9)
    values = [WrappedNormal(0.9, period).mutual_information for period in (1.0, 2.0, 4.0, 8.0)]
    assert values == sorted(values)
    assert values[-1] < normal
    assert WrappedNormal(0.0, 3.0).mutual_information == pytest.approx(0.0, abs=1e-12)


def test_samples_lie_on_the_torus_and_keep_whole_periods() -> None:
    x, y = WrappedNormal(0.999, 2.0).sample(5000, rng=0)
    assert -1 <= min(x.min(), y.min()) < max(x.max(), y.max()) < 1
    distance = np.abs(x - y)
    assert (np.minimum(distance, 2 - distance) < 0.3).all()  # neighbours on the torus, also across its seam
    assert (distance > 1.5).any()


def test_bad_parameters_are_refused() -> None:
    for given in ((1.0, 4.0), (0.5, 0.1), (0.5, math.inf)):
        with pytest.raises(ValueError, match="correlation of at most"):
            WrappedNormal(*given)
