"""Sample propagation: right with many passes, too low with few inputs, never above its cap, and within its error bound."""

import math

import numpy as np
import pytest
from scipy.integrate import dblquad, quad

from infoplane.planes.exact.linear_gaussian import linear_information
from infoplane.planes.exact.mixture_information import input_information, layer_information
from infoplane.planes.exact.propagation import (
    entropy_bias,
    entropy_deviation,
    entropy_risk,
    propagated_information,
    sub_gaussian_bias,
)
from infoplane.planes.exact.scalar_channels import chain_information

INPUTS = np.array([-3.0, -1.0, 1.0, 3.0])
IS_THREE = (INPUTS == 3).astype(int)


def passes(m: int, rng: np.random.Generator) -> np.ndarray:
    """Noise-free activations of the second tanh neuron, an array (4, m, 1)."""
    return np.tanh(np.tanh(INPUTS)[:, None] + 0.1 * rng.standard_normal((4, m)))[..., None]


def mean_and_error(values: list[float]) -> tuple[float, float]:
    return float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(len(values)))


def test_the_error_of_the_second_layer_is_within_the_bound() -> None:
    true_mi = chain_information(INPUTS, [np.tanh, np.tanh], 0.1, IS_THREE)[1]
    rng = np.random.default_rng(0)
    for m in (10, 100, 1000):
        runs = [propagated_information(passes(m, rng), IS_THREE, 0.1, span=2.0) for _ in range(8)]
        for place, nats in enumerate(true_mi):
            errors = [abs(float(run[place]) - nats) for run in runs]
            assert np.mean(errors) < runs[0][place].details["risk_bound"]
            assert np.mean(errors) < 0.15 / math.sqrt(m)  # the bound is for the worst case; this one is easy


def test_wide_layers_use_monte_carlo() -> None:
    """Three copies of the second neuron with noise sqrt(3) s have the information of one copy with noise s."""
    rng = np.random.default_rng(1)
    draws = passes(200, rng)
    wide, labels_wide = propagated_information(np.repeat(draws, 3, axis=2), IS_THREE, 0.1 * math.sqrt(3), rng=2)
    narrow, labels_narrow = propagated_information(draws, IS_THREE, 0.1)
    for one, other in ((wide, narrow), (labels_wide, labels_narrow)):
        assert one.stderr is not None
        assert abs(float(one) - float(other)) < 4 * one.stderr


def test_the_first_layer_needs_one_pass() -> None:
    images = np.random.default_rng(3).normal(size=(30, 2))
    labels = np.arange(30) % 3
    propagated = propagated_information(images[:, None, :], labels, 0.5)
    for one, other in zip(propagated, layer_information(images, labels, 0.5), strict=True):
        assert float(one) == pytest.approx(float(other), abs=1e-12)


def test_first_layer_is_biased_low_within_the_bound() -> None:
    """T = tanh(2 X) + Z with X normal, from n inputs."""
    std = 0.2

    def density(t: float) -> float:
        return quad(lambda x: math.exp(-x * x / 2 - ((t - math.tanh(2 * x)) / std) ** 2 / 2), -8, 8)[0] / (2 * math.pi * std)

    points = np.linspace(-2.8, 2.8, 401)
    densities = np.array([density(t) for t in points])
    entropy = -float((densities * np.log(densities)).sum() * (points[1] - points[0]))
    true_mi = entropy - 0.5 * math.log(2 * math.pi * math.e * std**2)
    rng = np.random.default_rng(4)
    last = -math.inf
    for n in (5, 20, 100):
        runs = [float(input_information(np.tanh(2 * rng.standard_normal((n, 1))), std)) for _ in range(60)]
        mean, error = mean_and_error(runs)
        assert true_mi - entropy_bias(n, 1, std) - 4 * error < mean < true_mi - 4 * error
        assert np.std(runs) < entropy_deviation(n)
        assert last < mean
        last = mean


def test_sub_gaussian_layer_is_biased_low_within_its_bound() -> None:
    """T = W X + Z, W W' = I, sub-Gaussian with K = 1, against the determinants."""
    true_mi = linear_information(np.eye(2), [np.eye(2)], 1.6)[0]
    rng = np.random.default_rng(5)
    for n in (3, 10):
        mean, error = mean_and_error([float(input_information(rng.standard_normal((n, 2)), 1.6)) for _ in range(150)])
        assert true_mi - sub_gaussian_bias(n, 2, 1.6, 1.0) - 4 * error < mean < true_mi - 4 * error


def test_capped_at_the_logarithm_of_the_inputs() -> None:
    rng = np.random.default_rng(6)
    layers, std = rng.normal(size=(3, 6)), 0.01
    true_mi = linear_information(np.eye(6), [layers], std)[0]
    for n in (50, 500):
        estimate = input_information(rng.normal(size=(n, 6)) @ layers.T, std, samples=2000, rng=7)
        assert float(estimate) <= math.log(n) + 1e-12
        assert float(estimate) == pytest.approx(math.log(n), abs=0.05)
        assert true_mi > math.log(n) + 3


def test_few_passes_raise_the_estimate_of_a_deeper_layer() -> None:
    """With one pass the noise of the layer before counts as information on the input."""
    true_mi = chain_information(INPUTS, [np.tanh, np.tanh], 0.1)[1][0]
    rng = np.random.default_rng(8)
    mean, error = mean_and_error([float(propagated_information(passes(1, rng), IS_THREE, 0.1)[0]) for _ in range(80)])
    assert mean > true_mi + 4 * error


def test_chi_squared_constants_bound_the_information_itself() -> None:
    """C + 1 = int E phi(t - S)^2 / p(t) dt, for S normal and for S uniform on [-1, 1]."""

    def normal(t: float, variance: float) -> float:
        return math.exp(-t * t / 2 / variance) / math.sqrt(2 * math.pi * variance)

    std = 2.0
    exact = dblquad(lambda s, t: normal(s, 1) * normal(t - s, std**2) ** 2 / normal(t, 1 + std**2), -25, 25, -9, 9)[0]
    assert 1 < exact <= math.expm1(sub_gaussian_bias(1, 1, std, 1.0))
    std = 0.5

    def uniform(t: float) -> float:
        return (math.erf((t + 1) / std / math.sqrt(2)) - math.erf((t - 1) / std / math.sqrt(2))) / 4

    exact = dblquad(lambda s, t: normal(t - s, std**2) ** 2 / 2 / uniform(t), -3, 3, -1, 1)[0]
    assert 1 < exact <= math.expm1(entropy_bias(1, 1, std))


def test_bounds_fall_with_samples_and_grow_with_width() -> None:
    risks = [[entropy_risk(n, width, 0.3) for n in (10, 1000, 10**6)] for width in (1, 3, 9)]
    assert (np.diff(risks, axis=1) < 0).all()
    assert (np.diff(risks, axis=0) > 0).all()
    assert entropy_risk(10**12, 3, 0.3) < 1e-4
    assert sub_gaussian_bias(100, 3, 1.0, 0.8) == math.inf


def test_the_bound_adds_the_risks_of_both_sampled_entropies() -> None:
    draws = passes(20, np.random.default_rng(9))
    of_inputs, of_labels = propagated_information(draws, [0, 0, 1, 1], 0.1, span=2.0)
    assert of_inputs.details["risk_bound"] == pytest.approx(entropy_risk(80, 1, 0.1) + entropy_risk(20, 1, 0.1))
    assert of_labels.details["risk_bound"] == pytest.approx(entropy_risk(80, 1, 0.1) + entropy_risk(40, 1, 0.1))
    first, _ = propagated_information(draws[:, :1], [0, 0, 1, 1], 0.1, span=2.0)
    assert first.details["risk_bound"] == pytest.approx(entropy_risk(4, 1, 0.1))
    assert "risk_bound" not in propagated_information(draws, [0, 0, 1, 1], 0.1)[0].details


def test_draws_need_the_shape_inputs_passes_width() -> None:
    with pytest.raises(ValueError, match="inputs, passes, width"):
        propagated_information(np.zeros((3, 4)), [0, 1, 2], 0.1)
