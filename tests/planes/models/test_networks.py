"""The networks: published numbers of parameters and shapes, and the places of the noise."""

import numpy as np
import pytest
import torch

from infoplane.planes import GaussianNoise, Taps, convolutional_network, dense_network, twelve_bit_network


def parameters(model: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def test_the_papers_mnist_network() -> None:
    model = convolutional_network((1, 28, 28))
    assert parameters(model) == 7274
    widths = {
        name: values.shape[1]
        for name, values in Taps(model, ["L1", "L2", "L3", "L4", "L5"]).read(torch.zeros(2, 1, 28, 28)).items()
    }
    assert widths == {"L1": 8 * 13 * 13, "L2": 16 * 5 * 5, "L3": 32, "L4": 32, "L5": 10}


def test_the_papers_cifar_network() -> None:
    model = convolutional_network((3, 32, 32), padding="same")
    assert parameters(model) == 22_778
    read = Taps(model, ["L1", "L2", "L3", "L4", "L5"]).read(torch.zeros(2, 3, 32, 32))
    assert [values.shape[1] for values in read.values()] == [2048, 1024, 512, 32, 10]


@pytest.mark.parametrize("relative", [True, False])
def test_noise_stands_before_the_layer_if_relative_and_at_its_end_if_not(relative: bool) -> None:
    model = convolutional_network((1, 8, 8), padding="same", std=0.1, relative=relative)
    for block in model:
        places = [place for place, part in enumerate(block) if isinstance(part, GaussianNoise)]
        assert len(places) == 1
        assert all(part.relative is relative for part in block if isinstance(part, GaussianNoise))
        if relative:
            assert places[0] <= 1
        else:
            assert places[0] == len(block) - 1


def test_a_reading_is_the_layer_plus_its_noise() -> None:
    model = dense_network((4, 3, 2), "tanh", std=0.2, noisy=[1])
    x = torch.randn(4000, 4, generator=torch.Generator().manual_seed(0))
    read = Taps(model, {"clean": "L1.1", "noisy": "L1"}).read(x)
    noise = read["noisy"] - read["clean"]
    assert abs(noise.std() / 0.2 - 1) < 4 / np.sqrt(2 * noise.size)
    assert not any(isinstance(part, GaussianNoise) for part in model.L2)


def test_a_residual_block_adds_its_input_where_the_width_stays() -> None:
    model = dense_network((4, 4, 4, 2), "tanh", std=0.1, noisy=[1], residual=True)
    x = torch.randn(4000, 4, generator=torch.Generator().manual_seed(0))
    read = Taps(model, {"clean": "L1.0", "L1": "L1", "L2": "L2", "L3": "L3"}).read(x)
    weights = {name: values.detach().numpy().T for name, values in model.named_parameters() if name.endswith("weight")}
    biases = {name: values.detach().numpy() for name, values in model.named_parameters() if name.endswith("bias")}
    inner = np.tanh(x.numpy() @ weights["L1.0.0.weight"] + biases["L1.0.0.bias"])
    assert read["clean"] == pytest.approx(x.numpy() + inner, abs=1e-5)
    assert (read["L1"] - read["clean"]).std() == pytest.approx(0.1, rel=0.05)
    inner = np.tanh(read["L1"] @ weights["L2.0.0.weight"] + biases["L2.0.0.bias"])
    assert read["L2"] == pytest.approx(read["L1"] + inner, abs=1e-5)
    assert read["L3"] == pytest.approx(read["L2"] @ weights["L3.0.weight"] + biases["L3.0.bias"], abs=1e-5)


def test_the_twelve_bit_network() -> None:
    model = twelve_bit_network("relu")
    assert [block[0].out_features for block in model] == [10, 7, 5, 4, 3, 2]
    assert len(model[-1]) == 1, "logits, without an activation"


def test_wrong_arguments_raise_errors() -> None:
    with pytest.raises(ValueError, match="too small for 3 blocks"):
        convolutional_network((1, 8, 8))
    with pytest.raises(ValueError, match="activation must be one of"):
        dense_network((3, 2), "sigmoid")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="width of its input"):
        dense_network((3,))
    with pytest.raises(ValueError, match="needs two equal widths side by side"):
        dense_network((4, 3, 2), residual=True)
