"""Estimators of I(X;T) against the exact values of the ladder, within stated tolerances."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from sklearn.decomposition import PCA

from infoplane.estimators import KDE, KSG, Compressed, Estimator, Gaussian, MixedKSG, Ross, WeightedKL
from infoplane.planes.exact.linear_gaussian import convolution_matrix, linear_information
from infoplane.planes.exact.mixture_information import input_information
from infoplane.planes.exact.scalar_channels import binary_channel_information, chain_information

Sampler = Callable[[int, np.random.Generator], tuple[np.ndarray, np.ndarray]]
INPUTS = np.array([-3.0, -1.0, 1.0, 3.0])
RING = 4 * np.column_stack([np.cos(np.arange(8) * np.pi / 4), np.sin(np.arange(8) * np.pi / 4)])


def noisy(centres: np.ndarray, std: float) -> Sampler:
    """Pairs of an input's number and the layer it makes."""

    def sample(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        x = rng.integers(len(centres), size=n)
        return x, centres[x] + std * rng.standard_normal((n, centres.shape[1]))

    return sample


def second_neuron(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    x, first = noisy(np.tanh(INPUTS)[:, None], 0.1)(n, rng)
    return x, np.tanh(first) + 0.1 * rng.standard_normal(first.shape)


CHANNELS = {
    "binary channel": (noisy(np.array([[-1.0], [1.0]]), 1.0), lambda: binary_channel_information(1.0)),
    "tanh neuron": (noisy(np.tanh(INPUTS)[:, None], 0.1), lambda: chain_information(INPUTS, [np.tanh], 0.1)[0][0]),
    "two noisy layers": (second_neuron, lambda: chain_information(INPUTS, [np.tanh] * 2, 0.1)[1][0]),
    "ring": (noisy(RING, 1.0), lambda: float(input_information(RING, 1.0))),
}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("estimator", [Ross(), MixedKSG(), WeightedKL(), KDE()], ids=lambda estimator: type(estimator).__name__)
def test_discrete_inputs(channel: str, estimator: Estimator) -> None:
    """X as a label: 2000 samples, within 0.06 nats."""
    sample, true_mi = CHANNELS[channel]
    assert float(estimator.estimate(*sample(2000, np.random.default_rng(0)), rng=0)) == pytest.approx(true_mi(), abs=0.06)


@pytest.mark.parametrize("estimator", [Ross(), WeightedKL(), KDE()], ids=lambda estimator: type(estimator).__name__)
def test_labels(estimator: Estimator) -> None:
    """I(Y;T) of the tanh neuron, Y = 1{X = 3}: 2000 samples, within 0.05 nats."""
    true_mi = chain_information(INPUTS, [np.tanh], 0.1, (INPUTS == 3).astype(int))[0][1]
    x, t = noisy(np.tanh(INPUTS)[:, None], 0.1)(2000, np.random.default_rng(1))
    assert float(estimator.estimate((x == 3).astype(int), t, rng=0)) == pytest.approx(true_mi, abs=0.05)


def network(covariance: np.ndarray, weights: list[np.ndarray], std: float) -> Callable[[int, int], tuple[np.ndarray, list]]:
    """Samples of X and of all layers of a linear network."""
    variances, axes = np.linalg.eigh(covariance)

    def sample(n: int, seed: int) -> tuple[np.ndarray, list[np.ndarray]]:
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((n, len(covariance))) * np.sqrt(variances.clip(min=0)) @ axes.T
        layers, signal = [], x
        for matrix in weights:
            signal = signal @ matrix.T + std * rng.standard_normal((n, len(matrix)))
            layers.append(signal)
        return x, layers

    return sample


CONTINUOUS = [(KSG(), 0.1), (WeightedKL(), 0.15), (KDE(), 0.15), (Gaussian(), 0.06)]


@pytest.mark.parametrize(("estimator", "tolerance"), CONTINUOUS, ids=lambda value: type(value).__name__)
def test_linear_network_uncompressed(estimator: Estimator, tolerance: float) -> None:
    """Three inputs, two layers of two: 4000 samples, within the tolerance in nats."""
    weights = [np.array([[1, 0.5, 0], [0, 1, -0.5]]), 0.7 * np.array([[1.0, 1.0], [1.0, -1.0]])]
    x, layers = network(np.eye(3), weights, 0.5)(4000, 0)
    for layer, true_mi in zip(layers, linear_information(np.eye(3), weights, 0.5), strict=True):
        assert float(estimator.estimate(x, layer, rng=0)) == pytest.approx(true_mi, abs=tolerance)


@pytest.mark.parametrize("components", [1, 2])
@pytest.mark.parametrize(("estimator", "tolerance"), CONTINUOUS, ids=lambda value: type(value).__name__)
def test_compressed_linear_network(estimator: Estimator, tolerance: float, components: int) -> None:
    """X = A u in 16 dimensions with u in 2, a convolution to 12, PCA of X and of the layer.

    With one component of X the MI is smaller. Both components of the layer that carry signal are kept; the others are noise.
    """
    rng = np.random.default_rng(1)
    factor = rng.normal(size=(16, 2)) * (1.0, 0.8)
    weights = [convolution_matrix(rng.normal(size=(1, 1, 5)), (16,))]
    x, (layer,) = network(factor @ factor.T, weights, 2.0)(4000, 2)
    true_mi = linear_information(factor @ factor.T, weights, 2.0, components)[0]
    full = linear_information(factor @ factor.T, weights, 2.0)[0]
    assert components == 2 or true_mi < full - 0.5
    compressed = Compressed(estimator, x=PCA(components, whiten=True), y=PCA(2))
    assert float(compressed.estimate(x, layer, rng=0)) == pytest.approx(true_mi, abs=tolerance)


def test_shuffled_pairs_have_no_information() -> None:
    weights = [np.eye(2)]
    x, (layer,) = network(np.eye(2), weights, 0.3)(2000, 3)
    paired = Compressed(KSG(), x=PCA(2), y=PCA(2)).estimate(x, layer, rng=0)
    shuffled = Compressed(KSG(), x=PCA(2), y=PCA(2)).estimate(np.random.default_rng(4).permutation(x), layer, rng=0)
    assert shuffled.stderr is not None
    assert abs(float(shuffled)) < 4 * shuffled.stderr
    assert float(paired) > math.log(5)
