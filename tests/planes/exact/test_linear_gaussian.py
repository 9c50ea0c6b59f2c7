"""Linear networks: determinants, convolutions, principal components."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from infoplane.estimators import Gaussian
from infoplane.planes.exact.linear_gaussian import convolution_matrix, linear_information


def test_one_layer_by_its_singular_values() -> None:
    weights = np.random.default_rng(0).normal(size=(3, 5))
    expected = 0.5 * np.log1p((np.linalg.svd(weights, compute_uv=False) / 0.4) ** 2).sum()
    assert linear_information(np.eye(5), [weights], 0.4) == pytest.approx([expected], rel=1e-12)


def test_scalar_chain_by_hand() -> None:
    """Signal to noise (w_1 w_2 v)^2 / (w_2^2 s_1^2 + s_2^2) at the second layer."""
    values = linear_information([[4.0]], [[[0.5]], [[3.0]]], [0.2, 0.7])
    assert values == pytest.approx([0.5 * np.log1p(1 / 0.04), 0.5 * np.log1p(9 / (9 * 0.04 + 0.49))])


@settings(max_examples=30)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10**6))
def test_information_falls_with_depth_and_rises_with_components(rank: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(6, rank))
    layers = [rng.normal(size=(width, 6)), rng.normal(size=(3, width)), rng.normal(size=(3, 3))]
    table = np.array([linear_information(factor @ factor.T, layers, 0.3, q) for q in range(1, rank + 1)])
    assert (np.diff(table, axis=1) <= 1e-9).all()
    assert (np.diff(table, axis=0) >= -1e-9).all()
    assert table[-1] == pytest.approx(linear_information(factor @ factor.T, layers, 0.3), abs=1e-9)


@pytest.mark.parametrize("components", [1, 2, 3])
def test_compressed_information_from_the_joint_covariance(components: int) -> None:
    """(ln det Cov(P'X) + ln det Cov T - ln det Cov(P'X, T)) / 2, all three written out."""
    rng = np.random.default_rng(4)
    factor, weights = rng.normal(size=(5, 3)), rng.normal(size=(2, 5))
    covariance = factor @ factor.T
    axes = np.linalg.svd(factor)[0][:, :components]
    both = np.vstack([axes.T, weights])
    joint = both @ covariance @ both.T
    joint[components:, components:] += 0.3**2 * np.eye(2)
    blocks = joint[:components, :components], joint[components:, components:], joint
    code, layer, together = (np.linalg.slogdet(block)[1] for block in blocks)
    assert linear_information(covariance, [weights], 0.3, components) == pytest.approx([(code + layer - together) / 2])


def test_dropping_a_component_that_does_not_reach_the_layer_loses_no_information() -> None:
    variances = np.diag([4.0, 1.0])
    assert linear_information(variances, [[[1.0, 0.0]]], 0.5, 1) == pytest.approx(
        linear_information(variances, [[[1.0, 0.0]]], 0.5)
    )
    assert linear_information(variances, [[[0.0, 1.0]]], 0.5, 1) == pytest.approx([0.0], abs=1e-12)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even")
@pytest.mark.parametrize(("stride", "padding"), [(1, "valid"), (2, "valid"), (1, "same")])
@pytest.mark.parametrize(("window", "shape"), [((3,), (8,)), ((2,), (7,)), ((3, 2), (5, 6))])
def test_convolution_matrix_is_the_layer(window: tuple, shape: tuple, stride: int, padding: str) -> None:
    rng = np.random.default_rng(1)
    kernel, image = rng.normal(size=(3, 2, *window)), rng.normal(size=(2, *shape))
    layer = torch.nn.functional.conv1d if len(shape) == 1 else torch.nn.functional.conv2d
    expected = layer(torch.tensor(image)[None], torch.tensor(kernel), stride=stride, padding=padding)
    matrix = convolution_matrix(kernel, shape, stride, padding)  # type: ignore[arg-type]
    assert matrix @ image.ravel() == pytest.approx(expected.numpy().ravel(), abs=1e-12)


def test_same_padding_with_a_stride_skips_places() -> None:
    kernel, image = np.random.default_rng(2).normal(size=(1, 1, 3, 3)), torch.randn(1, 1, 5, 7, dtype=torch.float64)
    expected = torch.nn.functional.conv2d(image, torch.tensor(kernel), stride=2, padding=1)
    matrix = convolution_matrix(kernel, (5, 7), 2, "same")
    assert matrix @ image.numpy().ravel() == pytest.approx(expected.numpy().ravel(), abs=1e-12)


def test_convolution_network_against_simulation() -> None:
    """Determinants of the Toeplitz matrices against noisy convolutions of normal images, estimated as normal."""
    rng = np.random.default_rng(3)
    kernels = rng.normal(size=(2, 1, 2, 2)), rng.normal(size=(1, 2, 2, 2))
    matrices = [convolution_matrix(kernels[0], (4, 4)), convolution_matrix(kernels[1], (3, 3))]
    true_mi = linear_information(np.eye(16), matrices, 1.0)
    x = rng.normal(size=(20_000, 1, 4, 4))
    signal = x
    for kernel, nats in zip(kernels, true_mi, strict=True):
        signal = torch.nn.functional.conv2d(torch.tensor(signal), torch.tensor(kernel)).numpy()
        signal = signal + rng.normal(size=signal.shape)
        estimate = Gaussian().estimate(x, signal)
        assert estimate.stderr is not None
        assert abs(float(estimate) - nats) < 4 * estimate.stderr


def test_wrong_arguments_raise_errors() -> None:
    with pytest.raises(ValueError, match="in every layer"):
        linear_information(np.eye(2), [np.eye(2), np.eye(2)], [0.1, 0.0])
    with pytest.raises(ValueError, match="1 components"):
        linear_information(np.diag([1.0, 0.0]), [np.eye(2)], 0.1, 2)
    with pytest.raises(ValueError, match="does not fit"):
        convolution_matrix(np.ones((1, 1, 5)), (4,))
    with pytest.raises(ValueError, match="2 dimensions"):
        convolution_matrix(np.ones((1, 1, 5)), (4, 4))
