"""What is known of the noise of a layer: found where it is there, and not where something else happened to the layer."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from infoplane.planes import GaussianNoise, Inputs, Taps, convolutional_network, dense_network
from infoplane.planes.tapping.noise import Known, known_noise

X = torch.randn(20, 6, generator=torch.Generator().manual_seed(0))


def known(model: nn.Module, layers: object, x: Tensor = X) -> dict[str, Known]:
    return known_noise(Taps(model, layers), Inputs.of(x))[0]  # type: ignore[arg-type]


def own(model: nn.Module, layers: object, x: Tensor = X) -> dict[str, float | None]:
    return {label: None if one.own is None else one.own.std for label, one in known(model, layers, x).items()}


def test_the_noise_at_the_end_of_a_block_is_its_own() -> None:
    model = dense_network((6, 5, 4, 3), "tanh", 0.1, noisy=[1, 3])
    assert own(model, ["L1", "L1.1", "L1.2", "L2", "L3"]) == {"L1": 0.1, "L1.1": None, "L1.2": 0.1, "L2": None, "L3": 0.1}


def test_noise_may_be_in_the_function_of_the_tap() -> None:
    model = nn.Sequential(nn.Linear(6, 4), nn.Tanh())
    taps = {"noise": ("1", GaussianNoise(0.2)), "then": ("0", nn.Sequential(nn.ReLU(), GaussianNoise(0.3))), "none": "1"}
    assert own(model, taps) == {"noise": 0.2, "then": 0.3, "none": None}


def test_a_block_of_a_residual_network() -> None:
    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.noise = nn.Linear(6, 6), GaussianNoise(0.1)

        def forward(self, x: Tensor) -> Tensor:
            return self.noise(x + self.body(x))

    assert own(nn.Sequential(Block()), ["0"]) == {"0": 0.1}
    linear = dense_network((6, 6, 6), "linear", 0.1, residual=True)  # L2 = L1 + A L1 + noise, not A L1 + noise
    found = known(linear, ["L1", "L2"])
    assert [found[layer].own is not None for layer in ("L1", "L2")] == [True, True]
    assert found["L2"].linear is None


@pytest.mark.parametrize(
    "after", [nn.ReLU(), nn.ReLU(inplace=True), nn.Tanh(), nn.Linear(5, 5), nn.Softmax(1), nn.LeakyReLU(0.5, inplace=True)]
)
def test_noise_before_another_function_is_not_the_layers_own(after: nn.Module) -> None:
    model = nn.Sequential(nn.Sequential(nn.Linear(6, 5), GaussianNoise(0.1), after))
    assert own(model, ["0", "0.1"]) == {"0": None, "0.1": 0.1}


def test_views_dropout_and_identity_leave_the_noise_the_layers_own() -> None:
    parts = nn.Conv2d(1, 2, 3), GaussianNoise(0.1), nn.Dropout(), nn.Identity(), nn.Flatten()
    assert own(nn.Sequential(nn.Sequential(*parts)), ["0"], torch.randn(5, 1, 8, 8)) == {"0": 0.1}


def test_relative_and_missing_noise_are_not_known() -> None:
    model = convolutional_network((1, 8, 8), padding="same", relative=True)
    assert set(own(model, [f"L{number}" for number in range(1, 6)], torch.randn(5, 1, 8, 8)).values()) == {None}
    assert own(nn.Sequential(nn.Linear(6, 2), GaussianNoise(0)), ["1"]) == {"1": None}
    assert own(nn.Sequential(nn.Linear(6, 2), GaussianNoise(1, relative=True)), ["1"]) == {"1": None}


def matches(found: Known, t: Tensor, mapped: Tensor) -> bool:
    assert found.linear is not None
    expected = t.double() @ found.linear.weight + found.linear.bias
    return torch.allclose(expected, mapped.flatten(1).double(), atol=1e-5)


def test_a_linear_map_of_a_noisy_layer_is_found_with_its_matrix() -> None:
    model = dense_network((6, 5, 4, 3), "tanh", 0.1)
    found = known(model, ["L1", "L2", "L3"])
    assert found["L1"].linear is None and found["L2"].linear is None, "an activation lies between"
    t = torch.randn(7, 4)
    assert matches(found["L3"], t, model.L3[0](t))
    assert found["L3"].linear.noise.module is model.L2[2]  # type: ignore[union-attr]


def test_a_chain_of_affine_modules_is_one_map() -> None:
    torch.manual_seed(0)
    parts = nn.Conv2d(2, 4, 3, padding=1, padding_mode="circular"), nn.BatchNorm2d(4), nn.AvgPool2d(2), nn.Flatten()
    chain = nn.Sequential(*parts, nn.Linear(16, 3))
    chain[1].running_mean.normal_()
    chain[1].running_var.uniform_(0.5, 2)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), GaussianNoise(0.2), chain, GaussianNoise(0.1))
    found = known(model, ["3", "2"], torch.randn(5, 1, 6, 6))
    assert found["2"] == Known(), "no noise of its own"
    t = torch.randn(7, 2, 4, 4)
    assert matches(found["3"], t.flatten(1), chain.eval()(t))
    assert found["3"].linear is not None and found["3"].linear.noise.std == 0.2


def test_logits_of_the_default_network_with_noise_of_their_own() -> None:
    model = convolutional_network((1, 8, 8), 10, padding="same", std=0.1, relative=False)
    found = known(model, {"L5": "L5", "logits": ("L5.0", GaussianNoise(0.1))}, torch.randn(5, 1, 8, 8))
    assert found["L5"].own is not None and found["L5"].linear is None, "LogSoftmax is no linear map"
    t = torch.randn(7, 32)
    assert matches(found["logits"], t, model.L5[0](t))


def test_two_noises_on_one_layer_are_the_identity_between_them() -> None:
    found = known(nn.Sequential(nn.Linear(6, 3), GaussianNoise(0.1), GaussianNoise(0.2)), ["2"])["2"]
    assert found.own is not None and found.own.std == 0.2 and found.linear is not None
    np.testing.assert_array_equal(found.linear.weight.numpy(), np.eye(3))


def test_a_branch_beside_the_map_breaks_it() -> None:
    class Beside(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.noise, self.linear, self.last = (
                nn.Linear(6, 6),
                GaussianNoise(0.1),
                nn.Linear(6, 6),
                GaussianNoise(0.1),
            )

        def forward(self, x: Tensor) -> Tensor:
            t = self.noise(self.first(x))
            return self.last(t + self.linear(t))

    assert known(Beside(), ["last"])["last"].linear is None


def test_a_shared_noise_module_is_known_by_its_call() -> None:
    class Shared(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second, self.noise = nn.Linear(6, 4), nn.Linear(4, 3), GaussianNoise(0.1)

        def forward(self, x: Tensor) -> Tensor:
            return self.noise(self.second(self.noise(self.first(x))))

    found = known(Shared(), {"first": ("noise", 0), "second": ("noise", 1)})
    assert [one.own.call for one in found.values() if one.own is not None] == [0, 1]
    assert found["first"].linear is None and found["second"].linear is not None and found["second"].linear.noise.call == 0


def test_a_function_that_keeps_the_noise_alike_keeps_it_known() -> None:
    model = nn.Sequential(nn.Unflatten(1, (3, 2)), GaussianNoise(0.2))
    taps = {
        "token": ("1", lambda t: t[:, 1]),
        "pooled": ("1", lambda t: t.mean(1)),
        "turned": ("1", lambda t: -3 * t.transpose(1, 2)),
        "repeated": ("1", lambda t: torch.cat([t, t], 1)),
        "uneven": ("1", lambda t: t * torch.arange(1, 3)),
        "curved": ("1", lambda t: t.square()),
        "bent": ("1", lambda t: t[:, 1].relu()),
        "of the batch": ("1", lambda t: t - t.mean(0)),
    }
    found = own(model, taps)
    expected = {"token": 0.2, "pooled": 0.2 / 3**0.5, "turned": 0.6}
    assert {label: std for label, std in found.items() if std is not None} == pytest.approx(expected)
