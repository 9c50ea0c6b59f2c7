"""Taps: their values, their errors, and that neither the network nor its inputs change."""

from collections import namedtuple

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
        ("shared", "'shared' runs 2 times in a pass: choose the call"),
        ("spare", "'spare' does not run in a pass"),
        ("memory", r"'memory' gives a tuple of 3 tensors: choose by a function, as in .*output\[0\]"),
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


class Named(nn.Module):
    """Gives a dict, as the models of Hugging Face do."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(3, 2)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        return {"logits": self.head(x), "hidden": x}


def test_the_empty_name_is_the_network_itself() -> None:
    model = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
    read = Taps(model, ["1", ""]).read(INPUTS)
    np.testing.assert_array_equal(read["output"], read["1"])
    logits = Taps(Named(), {"logits": ("", lambda output: output["logits"])}).read(INPUTS)["logits"]
    assert logits.shape == (10, 2)
    with pytest.raises(
        ValueError, match=r"^The network gives a dict of 2 tensors.*\{'output': \('', lambda output: output\['log"
    ):
        Taps(Named(), [""]).read(INPUTS)
    with pytest.raises(ValueError, match="label of a tap is empty"):
        Taps(model, {"": "1"})
    with pytest.raises(ValueError, match="give a mapping with two labels"):
        Taps(nn.ModuleDict({"output": nn.Linear(3, 2)}), ["output", ""])


def test_a_packed_sequence_is_to_be_padded() -> None:
    class Packed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.memory = nn.LSTM(1, 2, batch_first=True)

        def forward(self, x: Tensor) -> Tensor:
            lengths = torch.arange(len(x)) % 3 + 1
            packed = nn.utils.rnn.pack_padded_sequence(x[..., None], lengths, batch_first=True, enforce_sorted=False)
            return self.memory(packed)[1][0][-1]

    with pytest.raises(ValueError, match=r"PackedSequence of 4 tensors: choose by a function.*pad_packed_sequence"):
        Taps(Packed(), {"states": ("memory", lambda output: output[0])}).read(INPUTS)


def test_a_network_that_refuses_x_is_named_with_the_shape_and_the_remedy() -> None:
    with pytest.raises(ValueError, match=r"does not run on a batch of x, float32 \(10, 2\) \(mat1 .*\): give x as the network"):
        Taps(nn.Linear(3, 2), [""]).read(INPUTS[:, :2])
    with pytest.raises(
        ValueError, match=r"float32 \(10, 3\), float32 \(10, 3\) \(.*takes.*\): give x as the network takes it, one"
    ):
        Taps(nn.Linear(3, 2), [""]).read((INPUTS, INPUTS))
    with pytest.raises(TypeError, match=r"Layers are read of a torch\.nn\.Module; got function: make the network a module"):
        Taps(lambda x: x, ["a"])  # type: ignore[arg-type]


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


def test_the_call_of_a_module_that_runs_twice_is_chosen(model: Branched) -> None:
    taps = {"first": ("shared", 0), "second": ("shared", 1), "last": ("shared", -1), "half": ("shared", lambda t: t / 2, 1)}
    read = Taps(model, taps).read(INPUTS)
    model.eval()
    first = model.shared(model.encoder(INPUTS))
    np.testing.assert_allclose(read["first"], first.detach().numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(read["second"], model.shared(first).detach().numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(read["last"], read["second"])
    np.testing.assert_array_equal(read["half"], read["second"] / 2)
    with pytest.raises(ValueError, match="'shared' has no call 2: it runs 2 times"):
        Taps(model, {"third": ("shared", 2)}).read(INPUTS)
    with pytest.raises(ValueError, match="A tap is a name"):
        Taps(model, {"wrong": ("shared", "first")})  # type: ignore[dict-item]


Pair = namedtuple("Pair", ["mean", "scale"])


@pytest.mark.parametrize(
    ("make", "take"),
    [
        (lambda a, b: (a, b), lambda output: output[1]),
        (lambda a, b: {"mean": a, "scale": b}, lambda output: output["scale"]),
        (Pair, lambda output: output.scale),
    ],
)
def test_any_structure_reaches_the_function(make, take) -> None:  # type: ignore[no-untyped-def]
    class Giving(nn.Module):
        def forward(self, x: Tensor) -> object:
            return make(x, 2 * x)

    model = nn.Sequential(Giving())
    np.testing.assert_array_equal(Taps(model, {"scale": ("0", take)}).read(INPUTS)["scale"], 2 * INPUTS.numpy())
    with pytest.raises(ValueError, match="of 2 tensors: choose by a function"):
        Taps(model, "0").read(INPUTS)


def test_a_tap_before_an_in_place_operation_reads_the_earlier_value() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True))
    read = Taps(model, ["0", "1"]).read(INPUTS)
    assert (read["0"] < 0).any()
    np.testing.assert_array_equal(read["1"], np.maximum(read["0"], 0))


def test_a_network_that_changes_its_input_changes_no_other() -> None:
    class Shifting(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Identity()

        def forward(self, x: Tensor) -> Tensor:
            return self.head(x.mul_(3))

    x = INPUTS.clone()
    taps = Taps(Shifting(), "head")
    first, second = taps.read(x), taps.read(x)
    np.testing.assert_array_equal(first["head"], second["head"])
    assert torch.equal(x, INPUTS)


def test_a_function_of_an_output_does_not_change_what_the_network_computes() -> None:
    model = nn.Sequential(nn.Identity(), nn.Identity())
    read = Taps(model, {"zeroed": ("0", lambda t: t.zero_()), "next": "1"}).read(INPUTS)
    assert not read["zeroed"].any()
    np.testing.assert_array_equal(read["next"], INPUTS.numpy())


def test_a_layer_of_one_number_a_row_is_one_column() -> None:
    class Sum(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.sum(1)

    assert Taps(nn.Sequential(Sum()), "0").read(INPUTS)["0"].shape == (10, 1)


@pytest.mark.parametrize(("dtype", "read_as"), [("float64", "float64"), ("float16", "float32"), ("bfloat16", "float32")])
def test_any_floating_type(dtype: str, read_as: str) -> None:
    model = nn.Sequential(nn.Linear(3, 4)).to(getattr(torch, dtype))
    read = Taps(model, "0").read(INPUTS)["0"]
    assert read.dtype == read_as
    expected = INPUTS.double() @ model[0].weight.double().T + model[0].bias.double()
    tolerance = {"float64": 1e-6, "float16": 1e-2, "bfloat16": 5e-2}[dtype]  # the type keeps so many digits
    np.testing.assert_allclose(read, expected.detach().numpy(), atol=tolerance)


def test_tokens_stay_integers_and_integers_become_numbers_where_the_network_needs_them() -> None:
    tokens = torch.arange(30).reshape(10, 3) % 7
    embedded = Taps(nn.Sequential(nn.Embedding(7, 2)), "0").read(tokens)
    assert embedded["0"].shape == (10, 6)
    linear = nn.Sequential(nn.Linear(3, 2))
    np.testing.assert_array_equal(Taps(linear, "0").read(tokens)["0"], Taps(linear, "0").read(tokens.float())["0"])
    with pytest.raises(ValueError, match=r"x, int64 \(2, 3\) \(.*(must have the same dtype|expected)"):
        Taps(nn.Sequential(nn.Linear(5, 2)), "0").read(tokens)


def test_several_inputs_and_named_ones() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Identity()

        def forward(self, x: Tensor, mask: Tensor) -> Tensor:
            return self.head(x * mask)

    mask = INPUTS > 0
    expected = (INPUTS * mask).numpy()
    taps = Taps(Two(), "head")
    for x in ((INPUTS, mask), {"mask": mask, "x": INPUTS}, (INPUTS.double().numpy(), mask.numpy())):
        np.testing.assert_array_equal(taps.read(x, rows=4)["head"], expected)
    with pytest.raises(ValueError, match="same number of rows in every argument; got 10 of 0, 9 of 1"):
        taps.read((INPUTS, mask[:9]))


def test_a_list_of_layers_holds_names() -> None:
    with pytest.raises(ValueError, match="Give a mapping of labels to layers instead"):
        Taps(nn.Sequential(nn.Linear(2, 2)), [{"first": "0"}])  # type: ignore[list-item]
