"""Diagnostics beside the plane: gradient signal-to-noise ratio and neighbour similarity, against closed forms."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from infoplane.planes import GaussianNoise, gradient_snr

Batches = list[tuple[Tensor, Tensor]]


def linear(weight: float) -> nn.Sequential:
    """y = w x as a network of one named layer."""
    model = nn.Sequential(nn.Linear(1, 1, bias=False))
    nn.init.constant_(model[0].weight, weight)
    return model


def one_each(targets: list[float]) -> Batches:
    """Batches of one row x = 1 each: the gradient of the squared error at w = 0 is -2 y."""
    return [(torch.ones(1, 1), torch.tensor([[target]])) for target in targets]


def test_equal_batches_have_an_infinite_ratio() -> None:
    assert gradient_snr(linear(0.0), one_each([1.0, 1.0, 1.0]), mse_loss, ["0"]) == {"0": math.inf}


def test_opposite_batches_have_the_ratio_zero() -> None:
    assert gradient_snr(linear(0.0), one_each([1.0, -1.0]), mse_loss, ["0"]) == {"0": 0.0}


def test_zero_gradients_have_no_ratio() -> None:
    assert math.isnan(gradient_snr(linear(1.0), one_each([1.0, 1.0]), mse_loss, ["0"])["0"])


def test_linear_model_by_hand() -> None:
    targets = [1.0, 2.0, 4.0, 7.0]
    expected = np.mean(targets) / np.std(targets, ddof=1)
    assert gradient_snr(linear(0.0), one_each(targets), mse_loss, ["0"])["0"] == pytest.approx(expected, rel=1e-6)


def test_linear_regression_in_expectation() -> None:
    # One normal row a batch: the gradient at w is 2 (w x - y) x with y = x + e. Its mean is 2 (w - 1), and the trace of its
    # covariance 4 (|w - 1|^2 (d + 1) + d s^2), so the ratio squared is |w - 1|^2 over |w - 1|^2 (d + 1) + d s^2.
    d, s, n = 3, 0.5, 1_000
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, 1, d))
    y = x.sum(2, keepdims=True) + s * rng.standard_normal((n, 1, 1))
    model = nn.Sequential(nn.Linear(d, 1, bias=False))
    nn.init.zeros_(model[0].weight)
    batches = list(zip(torch.as_tensor(x).float(), torch.as_tensor(y).float(), strict=True))
    found = gradient_snr(model, batches, mse_loss, ["0"])["0"]
    assert found == pytest.approx(math.sqrt(d / (d * (d + 1) + d * s**2)), rel=0.15)


def test_each_layer_with_parameters_has_its_own_ratio() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), GaussianNoise(0.1), nn.Linear(3, 1))
    batches = [(torch.randn(8, 2), torch.randn(8, 1)) for _ in range(4)]
    found = gradient_snr(model, batches, mse_loss, ["0", "1", "2", "3"], 7)
    assert list(found) == ["0", "3"]
    assert all(0 < ratio < 10 for ratio in found.values())
    assert gradient_snr(model, batches, mse_loss, ["0", "3"], 7) == found
    assert gradient_snr(model, batches, mse_loss, ["0", "3"], 8) != found


def test_the_model_does_not_change() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(0.5), nn.Linear(3, 1))
    model[2].eval()
    model(torch.randn(8, 2)).sum().backward()
    flags = [module.training for module in model.modules()]
    state = {name: value.clone() for name, value in model.state_dict().items()}
    gradients = [parameter.grad.clone() for parameter in model.parameters()]
    stream = torch.get_rng_state()
    gradient_snr(model, [(torch.ones(4, 2), torch.ones(4, 1)), (torch.eye(2), torch.ones(2, 1))], mse_loss, ["0"])
    assert [module.training for module in model.modules()] == flags
    assert all(torch.equal(model.state_dict()[name], value) for name, value in state.items())
    assert all(torch.equal(parameter.grad, value) for parameter, value in zip(model.parameters(), gradients, strict=True))
    assert torch.equal(torch.get_rng_state(), stream)


def test_a_single_batch_raises_an_error() -> None:
    with pytest.raises(ValueError, match="give at least two; got 1"):
        gradient_snr(linear(0.0), one_each([1.0]), mse_loss, ["0"])


def test_the_error_for_a_wrong_layer_lists_the_layers() -> None:
    with pytest.raises(ValueError, match=r"no layer 'head'.* Its layers are '0'"):
        gradient_snr(linear(0.0), one_each([1.0, 2.0]), mse_loss, ["head"])
