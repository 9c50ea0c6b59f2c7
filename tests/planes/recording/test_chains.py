"""Chains of layers: what the structure of a network shows, and what a user declares."""

import pytest
import torch
from torch import Tensor, nn

from infoplane.planes import Taps, convolutional_network, dense_network
from infoplane.planes.recording.chains import Chain, chains_of


class Residual(nn.Module):
    """The body does not see all that goes on to the head."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.body, self.head = nn.Linear(3, 3), nn.Linear(3, 3), nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        stem = self.stem(x)
        return self.head(stem + self.body(stem))


class Skipping(nn.Sequential):
    """A Sequential by name only."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) + x


def found(model: nn.Module, layers: object, chain: Chain = "auto") -> list[list[str]]:
    return chains_of(Taps(model, layers), chain)  # type: ignore[arg-type]


def test_blocks_of_a_sequential_are_a_chain() -> None:
    model = convolutional_network((1, 8, 8), padding="same")
    layers = [f"L{number}" for number in range(1, 6)]
    assert found(model, layers) == [layers]
    assert found(model, {**{name: name for name in layers}, "exp": ("L5", torch.exp)}) == [[*layers, "exp"]]
    assert found(model, layers[::-1]) == [], "in the order of the network only"


def test_layers_inside_blocks() -> None:
    model = dense_network((4, 3, 3, 2), "tanh", std=0.1)
    assert found(model, ["L1.0", "L1.1", "L2.0", "L3"]) == [["L1.0", "L1.1", "L2.0", "L3"]]
    assert found(model, ["L1.0", "L1"]) == [], "one inside the other"


def test_a_function_may_lose_what_the_next_layer_has() -> None:
    model = dense_network((4, 3, 3, 2))
    taps = {"L1": "L1", "sign": ("L1", torch.sign), "L2": "L2"}
    assert found(model, taps) == [["L1", "sign"], ["L1", "L2"]]


def test_skips_are_not_taken_for_chains() -> None:
    assert found(Residual(), ["stem", "body", "head"]) == []
    assert found(nn.Sequential(Residual(), nn.ReLU(), Residual()), ["0.body", "1"]) == [], "a skip goes around 0.body"
    assert found(nn.Sequential(Residual(), nn.ReLU(), Residual()), ["0", "1", "2.body"]) == [["0", "1", "2.body"]]
    assert found(Skipping(nn.Linear(3, 3), nn.Linear(3, 3)), ["0", "1"]) == []


def test_a_declared_chain() -> None:
    model = Residual()
    assert found(model, ["stem", "body", "head"], True) == [["stem", "body", "head"]]
    assert found(model, ["stem", "body", "head"], ["stem", "head"]) == [["stem", "head"]]
    assert found(model, ["stem", "body", "head"], [["stem", "head"], ["stem", "body"]]) == [["stem", "head"], ["stem", "body"]]
    assert found(dense_network((3, 3, 3)), ["L1", "L2"], False) == []
    with pytest.raises(ValueError, match="The chain names 'tail', which is not tapped; the taps are 'stem', 'head'"):
        found(model, ["stem", "head"], ["stem", "tail"])
