"""Both ends behind a linear map of a noisy layer, against the exact value of the same noise."""

import math

import numpy as np
import pytest

from infoplane.planes.exact.mixture_information import input_information as exact_information
from infoplane.planes.readings.identification.certificate import bracket
from infoplane.planes.readings.inputs import input_information

from .passes import latent, uniform

RNG = np.random.default_rng(0)
CENTRES = RNG.standard_normal((300, 3))
WEIGHT = RNG.standard_normal((5, 3))


def exact(std_in: float, std_out: float) -> float:
    """I(X;L) of CENTRES, by whitening with the covariance itself."""
    covariance = std_in**2 * WEIGHT @ WEIGHT.T + std_out**2 * np.eye(5)
    white = np.linalg.solve(np.linalg.cholesky(covariance), WEIGHT @ CENTRES.T).T
    return float(exact_information(white, 1.0, samples=20_000, rng=0))


def test_latents_without_noise_of_their_own_are_exact() -> None:
    reading = input_information(latent(np.repeat(CENTRES[None], 3, axis=0), 0.2, WEIGHT, 0.3), 0)
    assert reading.method == "noise"
    assert abs(reading.nats - exact(0.2, 0.3)) < 3 * reading.stderr + 0.02


def test_the_ends_enclose_the_exact_value() -> None:
    """Latents with noise .2: together with the noise .1 of the layer, that is known noise of sqrt(.05)."""
    latents = CENTRES + 0.2 * np.random.default_rng(2).standard_normal((128, 300, 3))
    reading = input_information(latent(latents, 0.1, WEIGHT, 0.3), 0)
    true = exact(math.sqrt(0.05), 0.3)
    assert reading.method == "certificate"
    assert reading.lower - 3 * reading.stderr < true < reading.upper + 3 * reading.stderr
    assert 0 < reading.upper - reading.lower < 0.1
    assert reading.lower < reading.nats < reading.upper


@pytest.mark.parametrize("passes", [2, 4, 16])
def test_ends_are_bounds_with_few_draws(passes: int) -> None:
    """The mean over many sets of draws: the lower end below, the upper end above."""
    centres = 0.5 * CENTRES[:60]
    true = float(exact_information(centres, math.sqrt(2), samples=40_000, rng=0))
    rng = np.random.default_rng(3)
    ends = [bracket(centres + rng.standard_normal((passes, 60, 3)), uniform(60), 500, rng) for _ in range(40)]
    lower, upper = np.mean([one.lower for one in ends]), np.mean([one.upper for one in ends])
    error = 0.02
    assert lower < true + error
    assert upper > true - error
    assert upper - lower < 6 / passes


def test_a_map_onto_one_column_keeps_one() -> None:
    flat = np.outer([1.0, 2.0, -1.0], [1.0, 0.0, 0.0])
    reading = input_information(latent(np.repeat(CENTRES[None], 2, axis=0), 0.1, flat, 0.2), 0)
    assert reading.method == "quadrature"
    noise = math.sqrt(0.1**2 + 0.2**2 / 6)
    assert reading.nats == pytest.approx(float(exact_information(CENTRES[:, :1], noise)), abs=1e-9)
