"""Passes: the noise about the centres, what is random before it, latents of linear maps, sketches, and memory."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from infoplane.planes import Alphabet, GaussianNoise, Taps, dense_network, layer_passes, layer_values
from infoplane.planes.readings.inputs import input_information

N = 200
X = torch.randn(N, 6, generator=torch.Generator().manual_seed(0))


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return dense_network((6, 5, 4, 3), "tanh", 0.1)


def test_values_are_centres_and_their_noise() -> None:
    model = network()
    found = layer_passes(model, X, ["L1", "L2", "L3"], passes=30)
    assert {label: passes.values.shape for label, passes in found.items()} == {f"L{k}": (30, N, 6 - k) for k in (1, 2, 3)}
    first = found["L1"].centres
    assert first is not None and first.shape == (N, 5), "nothing random comes before"
    np.testing.assert_allclose(first, torch.tanh(model.L1[0](X)).detach().numpy(), rtol=1e-5, atol=1e-6)
    assert found["L2"].centres is not None and found["L2"].centres.shape == (30, N, 4)
    for passes in found.values():
        noise = passes.values - passes.centres
        assert passes.std == 0.1
        # 30 x 200 x 3 normal numbers and more: the standard errors of mean and spread are below .0008
        assert abs(noise.mean()) < 0.004 and abs(noise.std() - 0.1) < 0.004
        assert passes.kept == 1
    assert found["L1"].latents is None and found["L2"].latents is None


def test_centres_of_a_pooled_layer_are_pooled() -> None:
    model = nn.Sequential(nn.Unflatten(1, (3, 2)), GaussianNoise(0.3))
    found = layer_passes(model, X, {"pooled": ("1", lambda t: t.mean(1))}, passes=30)["pooled"]
    np.testing.assert_allclose(found.centres, X.reshape(N, 3, 2).mean(1).numpy(), atol=1e-6)
    noise = found.values - found.centres
    assert found.std == pytest.approx(0.3 / 3**0.5)
    assert abs(noise.std() - 0.3 / 3**0.5) < 0.005  # of 12,000 numbers


def test_latents_make_the_layer_by_its_linear_map() -> None:
    """The noises that they leave are those of the two layers."""
    torch.manual_seed(0)
    found = layer_passes(dense_network((6, 5, 3, 4), "tanh", 0.1), X, ["L2", "L3"], passes=30, certificate=40)
    latents = found["L3"].latents
    assert latents is not None and latents.latents.shape == (40, N, 3)
    before = found["L2"].values  # t + its noise, in the same passes
    np.testing.assert_allclose(found["L2"].centres, latents.latents[:30], rtol=1e-6)
    made = before @ latents.weight.T + latents.bias
    np.testing.assert_allclose(made, found["L3"].centres, atol=1e-5)
    assert (latents.std_in, latents.std_out) == (0.1, 0.1)


def test_latents_that_do_not_vary_are_given_once() -> None:
    model = dense_network((6, 3, 5), "linear", 0.1)
    latents = layer_passes(model, X, ["L2"], passes=2, certificate=8)["L2"].latents
    assert latents is not None and latents.latents.shape == (1, N, 3)
    np.testing.assert_allclose(
        latents.latents[0] @ latents.weight.T + latents.bias,
        model.L2[0](model.L1[0](X)).detach().numpy(),
        atol=1e-5,
    )


def test_a_wide_map_is_turned_into_few_columns_of_the_same_distribution() -> None:
    """L = W (t + s Z) has covariance W cov(t) W' + s^2 W W', by the columns that are given and by W itself."""
    model = dense_network((6, 50, 3), "linear", 0.1)
    latents = layer_passes(model, X, ["L2"], passes=2)["L2"].latents
    assert latents is not None and latents.latents.shape == (1, N, 3)
    weight = model.L2[0].weight.detach().double().numpy()
    np.testing.assert_allclose(latents.weight @ latents.weight.T, weight @ weight.T, atol=1e-10)
    exact = model.L2[0](model.L1[0](X)).detach().numpy()
    np.testing.assert_allclose(latents.latents[0] @ latents.weight.T + latents.bias, exact, atol=1e-5)


def test_a_sketch_keeps_the_noise_known_and_says_what_it_keeps() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 500), GaussianNoise(0.1), nn.Linear(500, 300), GaussianNoise(0.2))
    found = layer_passes(model, X, ["1", "3"], passes=20, columns=40, certificate=4)
    for label, std in (("1", 0.1), ("3", 0.2)):
        passes = found[label]
        noise = (passes.values - passes.centres).reshape(-1, 40)
        np.testing.assert_allclose(np.cov(noise.T), std**2 * np.eye(40), atol=0.12 * std**2)  # 4,000 rows: s.e. .022
        assert 0 < passes.kept < 0.4
    latents = found["3"].latents
    assert latents is not None and latents.latents.shape == (1, N, 40)
    full = Taps(model, {"full": "2"})
    assert full.read(X)["full"].shape == (N, 300)
    narrow = layer_passes(model, X, ["1"], passes=2, columns=500)["1"]
    assert narrow.kept == 1 and narrow.values.shape == (2, N, 500)


def test_what_a_sketch_keeps_is_the_share_of_the_variance() -> None:
    model = nn.Sequential(nn.Linear(6, 400))
    kept = layer_values(model, X, ["0"], columns=50, rows=7)["0"]
    whole = Taps(model, "0").read(X)["0"]
    assert kept.kept == pytest.approx(kept.values.var(0).sum() / whole.var(0).sum(), rel=1e-4)


def test_passes_without_noise_are_equal_and_other_noise_is_not_known() -> None:
    plain = layer_passes(dense_network((6, 4)), X, ["L1"], passes=3)["L1"]
    assert plain.std is None and plain.centres is None and (plain.values == plain.values[0]).all()

    class Other(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x + torch.randn_like(x)

    other = layer_passes(nn.Sequential(Other()), X, ["0"], passes=3)["0"]
    assert other.std is None and (other.values[0] != other.values[1]).all()


def test_noise_behind_another_kind_of_randomness_has_centres_for_every_pass() -> None:
    class Other(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x + torch.randn_like(x)

    found = layer_passes(nn.Sequential(Other(), GaussianNoise(0.1)), X, ["1"], passes=3)["1"]
    assert found.centres is not None and found.centres.shape == (3, N, 6)


def test_seed_and_epoch_say_the_noise_and_chunks_do_not_matter_to_the_centres() -> None:
    model = network()
    first, second = (layer_passes(model, X, ["L1"], passes=2, seed=3, epoch=1)["L1"] for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)
    for other in ({"seed": 4, "epoch": 1}, {"seed": 3, "epoch": 2}):
        assert (layer_passes(model, X, ["L1"], passes=2, **other)["L1"].values != first.values).all()
    chunked = layer_passes(model, X, ["L1"], passes=2, rows=7)["L1"]
    np.testing.assert_allclose(chunked.centres, first.centres, atol=1e-6)
    with pytest.raises(ValueError, match="take at least two; got 1"):
        layer_passes(model, X, ["L1"], passes=1)


def test_equal_inputs_are_one_with_a_weight() -> None:
    bits = np.random.default_rng(0).integers(0, 2, (1000, 3))
    found = layer_passes(dense_network((3, 2), std=0.1), bits, ["L1"], passes=2)["L1"]
    assert found.values.shape == (2, 8, 2)
    np.testing.assert_allclose(found.weights, Alphabet.of(bits).weights)


def test_values_of_all_rows_in_their_order() -> None:
    found = layer_values(dense_network((6, 4)), torch.cat([X, X]), ["L1"])["L1"]
    assert found.values.shape == (2 * N, 4) and found.kept == 1
    np.testing.assert_array_equal(found.values[:N], found.values[N:])


def test_a_double_network_gives_doubles() -> None:
    found = layer_passes(network().double(), X.double(), ["L3"], passes=2)["L3"]
    assert found.values.dtype == np.float64 and found.latents is not None and found.latents.latents.dtype == np.float64


class Signs(nn.Module):
    """Tokens (n, 2) into which of four numbers are positive."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.embedding, self.signs = nn.Embedding(5, 2), nn.Identity()

    def forward(self, tokens: Tensor) -> Tensor:
        return self.signs(self.embedding(tokens).flatten(1) > 0).float()


def test_layers_of_whole_numbers_have_an_entropy_without_noise() -> None:
    tokens = torch.cartesian_prod(torch.arange(5), torch.arange(5))
    model = Signs()
    found = layer_passes(model, tokens, ["embedding", "signs"], passes=2)
    with torch.no_grad():
        _, counts = model(tokens).unique(dim=0, return_counts=True)
    readings = {layer: input_information(passes, 0) for layer, passes in found.items()}
    shares = counts.numpy() / 25
    entropies = {"embedding": np.log(25), "signs": -(shares @ np.log(shares))}
    for layer, reading in readings.items():
        assert reading.method == "counted" and reading.stderr == 0
        assert reading.nats == reading.lower == pytest.approx(entropies[layer]) and reading.upper == pytest.approx(reading.nats)
    assert readings["embedding"].flags == ("at ln n",)
    assert not layer_passes(nn.Sequential(nn.Linear(2, 2)), tokens.double(), ["0"], passes=2)["0"].discrete


def test_a_sparse_layer_is_read() -> None:
    class Sparse(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.sparse, self.noise = nn.Linear(6, 4), nn.Identity(), GaussianNoise(0.1)

        def forward(self, x: Tensor) -> Tensor:
            return self.noise(self.sparse(torch.relu(self.first(x)).to_sparse()).to_dense())

    found = layer_passes(Sparse(), X, ["sparse", "noise"], passes=2)
    assert found["sparse"].values.shape == (2, N, 4)
    assert found["noise"].centres is not None
    np.testing.assert_allclose(found["noise"].centres, found["sparse"].values[0], rtol=1e-6)


# On Linux, ru_maxrss of a child begins at the memory of its parent, here pytest, which would hide the child's own.
MEMORY = """
import pathlib, re, resource, sys, torch
from torch import nn
from infoplane.planes import GaussianNoise, layer_passes, layer_values
model = nn.Sequential(nn.Conv2d(3, {channels}, 3, padding=1), nn.ReLU(), GaussianNoise(0.1))
x = torch.randn({n}, 3, 32, 32)
with torch.no_grad():
    model(x[:2])

def peak():
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text()).group(1)) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)

before = peak()
layer_passes(model, x, ["2"], passes={passes})
layer_values(model, x, ["2"])
print(before, peak())
"""


def peak(**numbers: int) -> tuple[float, float]:
    """Megabytes before the passes, and at most."""
    done = subprocess.run([sys.executable, "-c", MEMORY.format(**numbers)], capture_output=True, text=True, check=True)
    before, most = map(float, done.stdout.split())
    return before, most


@pytest.mark.slow
def test_memory_does_not_grow_with_the_width() -> None:
    """64 x 32 x 32 numbers a row: 262 MB for the 1,000 rows, 8.6 times as much if every step kept them all."""
    before, most = peak(channels=64, n=1000, passes=2)
    assert most - before < 200


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_memory_of_the_layer_that_the_issue_names() -> None:
    _, most = peak(channels=8, n=10_000, passes=18)
    assert most < 700
