"""Taps: their values, their errors, and that the network does not change."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from infoplane.planes import GaussianNoise, Taps, layer_names


class Branched(nn.Module):
    """A nested network with a layer that runs twice, one that never runs and one that returns a tuple."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Tanh())
        self.shared = nn.Linear(4, 4)
        self.memory = nn.LSTM(4, 2, batch_first=True)
        self.spare = nn.Linear(4, 4)
        self.noise = GaussianNoise(0.1)
        self.pooled = nn.AdaptiveAvgPool2d((2, 1))

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.shared(self.shared(self.encoder(x)))
        sequence, _ = self.memory(hidden[:, None])
        return self.pooled(self.noise(sequence[:, 0])[None])[0]


@pytest.fixture
def model() -> Branched:
    torch.manual_seed(0)
    return Branched()


INPUTS = torch.linspace(-1, 1, 30).reshape(10, 3)


def test_names_are_nested_and_in_order() -> None:
    assert layer_names(Branched())[:4] == ["encoder", "encoder.0", "encoder.1", "encoder.2"]


def test_a_nested_layer_is_read_in_evaluation_mode(model: Branched) -> None:
    read = Taps(model, ["encoder.0", "encoder"]).read(INPUTS)
    assert list(read) == ["encoder.0", "encoder"]
    np.testing.assert_allclose(read["encoder.0"], model.encoder[0](INPUTS).detach().numpy(), rtol=1e-6)
    model.eval()  # without dropout, by the running moments
    np.testing.assert_allclose(read["encoder"], model.encoder(INPUTS).detach().numpy(), rtol=1e-6)


def test_a_single_name_needs_no_list(model: Branched) -> None:
    assert list(Taps(model, "encoder").read(INPUTS)) == ["encoder"]


def test_a_function_of_an_output_has_its_own_label(model: Branched) -> None:
    taps = {"raw": "encoder.0", "probabilities": ("encoder.0", lambda t: t.softmax(1)), "square": ("encoder.0", torch.square)}
    read = Taps(model, taps).read(INPUTS)
    np.testing.assert_allclose(read["probabilities"].sum(1), 1, rtol=1e-6)
    np.testing.assert_allclose(read["square"], read["raw"] ** 2, rtol=1e-6)


def test_rows_are_read_in_chunks_and_in_order(model: Branched) -> None:
    taps = Taps(model, ["encoder"])
    np.testing.assert_allclose(taps.read(INPUTS, rows=3)["encoder"], taps.read(INPUTS)["encoder"], rtol=1e-6, atol=1e-6)


def test_images_are_flattened() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())
    assert Taps(model, ["0"]).read(torch.zeros(5, 1, 8, 8))["0"].shape == (5, 2 * 6 * 6)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ("shared", "'shared' runs 2 times in a pass"),
        ("spare", "'spare' does not run in a pass"),
        ("memory", "'memory' gives a tuple, not a tensor"),
        ("pooled", r"'pooled' gives shape \(1, 2, 1\) for 10 inputs"),
    ],
)
def test_unreadable_layers_raise_errors_and_no_hook_remains(model: Branched, layer: str, message: str) -> None:
    taps = Taps(model, [layer])
    with pytest.raises(ValueError, match=message):
        taps.read(INPUTS)
    assert model.training
    assert not any(module._forward_hooks for module in model.modules())


def test_the_error_for_a_wrong_name_lists_the_layers() -> None:
    with pytest.raises(ValueError, match=r"no layer 'encoder\.9'\. Did you mean 'encoder") as caught:
        Taps(Branched(), ["encoder.9"])
    assert all(repr(name) in str(caught.value) for name in layer_names(Branched()))


def test_no_name_and_no_layer() -> None:
    with pytest.raises(ValueError, match="at least one layer to read; the network has 'encoder'"):
        Taps(Branched(), [])
    with pytest.raises(ValueError, match="no named layer"):
        Taps(nn.Linear(1, 1), ["head"])


def test_the_model_does_not_change(model: Branched) -> None:
    model.encoder[1].eval()  # a frozen part inside a network in training
    model(INPUTS).square().sum().backward()
    flags = {name: module.training for name, module in model.named_modules()}
    gradients = {name: parameter.grad.clone() for name, parameter in model.named_parameters() if parameter.grad is not None}
    state = {name: value.clone() for name, value in model.state_dict().items()}
    stream = torch.get_rng_state()

    Taps(model, ["encoder", "noise"]).read(INPUTS)

    assert {name: module.training for name, module in model.named_modules()} == flags
    assert not flags["encoder.1"] and flags["encoder"]
    assert not any(module._forward_hooks for module in model.modules())
    assert gradients and all(torch.equal(model.get_parameter(name).grad, value) for name, value in gradients.items())
    assert all(torch.equal(model.state_dict()[name], value) for name, value in state.items())
    assert torch.equal(torch.get_rng_state(), stream)
