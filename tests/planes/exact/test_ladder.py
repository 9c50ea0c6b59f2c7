"""The ladder of exact values: each value is computed in two ways that share no code."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from infoplane.estimators import Estimate, Gaussian
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.exact.linear_gaussian import linear_information
from infoplane.planes.exact.mixture import NoisyLayer
from infoplane.planes.exact.mixture_information import input_information, label_information, layer_information
from infoplane.planes.exact.mixture_sampling import sampled_information
from infoplane.planes.exact.pairwise_bounds import pairwise_bounds
from infoplane.planes.exact.scalar_channels import binary_channel_information, chain_information, hypercube_information

BIT = math.log(2)
RARE = 1e-4  # nats: near saturation Monte Carlo misses rare events
INPUTS = np.array([-3.0, -1.0, 1.0, 3.0])
IS_THREE = (INPUTS == 3).astype(int)


def sampled(centres: np.ndarray, std: float | np.ndarray, labels: np.ndarray | None = None) -> tuple[Estimate, Estimate]:
    return sampled_information(NoisyLayer.of(centres, std, None, labels), 20_000, 0)


def assert_near(estimate: Estimate, nats: float) -> None:
    assert estimate.stderr is not None
    assert abs(float(estimate) - nats) < 4 * estimate.stderr + RARE


@pytest.mark.parametrize(("std", "bits"), [(1.0, 0.48594415), (0.5, 0.91282229)])
def test_binary_channel(std: float, bits: float) -> None:
    signs = np.array([[-1.0], [1.0]])
    assert binary_channel_information(std) / BIT == pytest.approx(bits, abs=5e-9)
    assert input_information(signs, std).bits == pytest.approx(bits, abs=5e-9)
    assert_near(sampled(signs, std)[0], bits * BIT)


@pytest.mark.parametrize("std", [0.02, 30.0, 1000.0])
def test_binary_channel_with_little_and_much_noise(std: float) -> None:
    signs = np.array([[-1.0], [1.0]])
    assert binary_channel_information(std) == pytest.approx(float(input_information(signs, std)), abs=1e-9)


def test_hypercube() -> None:
    cube = np.array([[index >> bit & 1 for bit in range(12)] for index in range(4096)], dtype=float)
    assert hypercube_information(12, 0.5) / BIT == pytest.approx(5.831330, abs=5e-7)
    assert_near(sampled_information(NoisyLayer.of(cube, 0.5), 4000, 0)[0], hypercube_information(12, 0.5))
    square = np.unique(cube[:, :2], axis=0)
    assert float(input_information(square, 0.5)) == pytest.approx(hypercube_information(2, 0.5), abs=1e-9)


def test_tanh_neuron() -> None:
    of_inputs, of_labels = layer_information(np.tanh(INPUTS)[:, None], IS_THREE, 0.1)
    assert of_inputs.bits == pytest.approx(1.58993150, abs=5e-9)
    assert of_labels.bits == pytest.approx(0.60624387, abs=5e-9)
    [(inputs, labels)] = chain_information(INPUTS, [np.tanh], 0.1, IS_THREE)
    assert (inputs / BIT, labels / BIT) == pytest.approx((1.58993150, 0.60624387), abs=5e-9)
    for estimate, nats in zip(sampled(np.tanh(INPUTS)[:, None], 0.1, IS_THREE), (inputs, labels), strict=True):
        assert_near(estimate, nats)


def test_a_steep_tanh_neuron_keeps_only_the_label() -> None:
    entropy = label_entropy(IS_THREE)
    pairs = [layer_information(np.tanh(w * INPUTS - 2 * w)[:, None], IS_THREE, 0.1) for w in (1, 2, 5, 20)]
    gaps = np.array([[float(estimate) for estimate in pair] for pair in pairs]) - entropy
    assert (np.diff(gaps[:, 0]) < 0).all()
    assert gaps[-1] == pytest.approx([0, 0], abs=1e-7)


def test_two_noisy_scalar_layers() -> None:
    first, second = chain_information(INPUTS, [np.tanh, np.tanh], 0.1, IS_THREE)
    assert first[0] / BIT == pytest.approx(1.5899315, abs=5e-8)
    assert second[0] / BIT == pytest.approx(1.1755306, abs=5e-8)
    # Replace the first noise by Gauss-Hermite nodes: they are weighted inputs of the second layer, labelled by their input.
    nodes, masses = np.polynomial.hermite_e.hermegauss(48)
    centres = np.tanh(np.tanh(INPUTS)[:, None] + 0.1 * nodes).reshape(-1, 1)
    for kinds, nats in zip((np.arange(4), IS_THREE), second, strict=True):
        estimate = label_information(centres, np.repeat(kinds, 48), 0.1, np.tile(masses, 4))
        assert float(estimate) == pytest.approx(nats, abs=1e-9)


def test_chain_keeps_the_data_processing_inequality() -> None:
    steep = [lambda t, w=w: np.tanh(w * t) for w in (1.0, 5.0, 2.0)]
    values = np.array(chain_information(INPUTS, steep, 0.1, IS_THREE))
    assert (np.diff(values, axis=0) < 0).all()
    assert (values[:, 1] <= np.minimum(values[:, 0], label_entropy(IS_THREE))).all()


def test_ring_of_normals() -> None:
    angles = 2 * np.pi * np.arange(8) / 8 + 0.3
    ring = 4 * np.column_stack([np.cos(angles), np.sin(angles)])
    assert input_information(ring, 1.0).bits == pytest.approx(2.54454458, abs=5e-9)
    assert_near(sampled(ring, 1.0)[0], 2.54454458 * BIT)
    assert input_information(ring, 0.05).bits == pytest.approx(3, abs=1e-12)


def test_layers_of_a_trained_network() -> None:
    """Noise at one layer at a time; the 1797 digits are the whole alphabet."""
    images, labels = load_digits(return_X_y=True)
    images = images / 16
    network = MLPClassifier((2, 10), "tanh", max_iter=8, random_state=0, learning_rate_init=0.01, n_iter_no_change=8)
    with pytest.warns(UserWarning, match="hasn't converged"):
        network.fit(images, labels)
    narrow = np.tanh(images @ network.coefs_[0] + network.intercepts_[0])
    wide = np.tanh(narrow @ network.coefs_[1] + network.intercepts_[1])
    exact = layer_information(narrow, labels, 0.1)
    assert exact[0].details["quadrature_error"] < 1e-8
    assert 0.3 < float(exact[1]) < min(float(exact[0]), label_entropy(labels))
    for estimate, true_mi in zip(sampled_information(NoisyLayer.of(narrow, 0.1, None, labels), 5000, 0), exact, strict=True):
        assert_near(estimate, float(true_mi))
    first, again = (layer_information(wide, labels, 0.1, samples=5000, rng=rng) for rng in (0, 1))
    for one, other, bounds in zip(first, again, pairwise_bounds(wide, labels, 0.1), strict=True):
        assert one.stderr is not None
        assert abs(float(one) - float(other)) < 4 * math.sqrt(2) * one.stderr + RARE
        assert bounds.lower - 4 * one.stderr < float(one) < bounds.upper + 4 * one.stderr


def test_linear_gaussian_network() -> None:
    layers = [np.array([[1, 0.5, 0], [0, 1, -0.5]]), 0.7 * np.array([[1.0, 1.0], [1.0, -1.0]])]
    values = linear_information(np.eye(3), layers, 0.5)
    assert values == pytest.approx([1.7328680, 1.2032009], abs=5e-8)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((20_000, 3))
    signal = x
    for layer, nats in zip(layers, values, strict=True):
        signal = signal @ layer.T + 0.5 * rng.standard_normal((len(x), 2))
        estimate = Gaussian().estimate(x, signal)
        assert estimate.stderr is not None
        assert abs(float(estimate) - nats) < 4 * estimate.stderr


def test_relative_noise() -> None:
    """Against the integral itself, with h(T | x) = ln(sqrt(2 pi e) s |f(x)|)."""
    centres, std = np.array([-1.5, -0.4, 0.3, 0.7, 2.0]), 0.3

    def density(t: float) -> float:
        scales = std * np.abs(centres)
        return float((np.exp(-(((t - centres) / scales) ** 2) / 2) / (math.sqrt(2 * math.pi) * scales)).mean())

    def integrand(t: float) -> float:
        return -density(t) * math.log(density(t)) if density(t) > 1e-300 else 0.0

    cuts = np.sort(np.concatenate([centres + k * std * np.abs(centres) for k in (-2, 0, 2)]))
    edges = [-12.0, *cuts, 12.0]
    entropy = sum(quad(integrand, *ends, epsabs=1e-12, limit=200)[0] for ends in pairwise(edges))
    true_mi = entropy - np.log(math.sqrt(2 * math.pi * math.e) * std * np.abs(centres)).mean()
    assert float(input_information(centres[:, None], std * np.abs(centres)[:, None])) == pytest.approx(true_mi, abs=1e-9)
    assert_near(sampled(centres[:, None], std * np.abs(centres)[:, None])[0], true_mi)


def test_relative_noise_of_independent_units_adds_up() -> None:
    first, second = np.array([[0.5], [1.0], [1.6]]), np.array([[-1.0], [0.2]])
    both = np.array([[*a, *b] for a in first for b in second])
    alone = sum(float(input_information(unit, 0.3 * np.abs(unit))) for unit in (first, second))
    assert_near(sampled(both, 0.3 * np.abs(both))[0], alone)
