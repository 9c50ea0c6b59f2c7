"""The recorder: rows of the default recipe, parts, determinism, failures, and exact values beside them."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from torch import Tensor, nn

from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import (
    GaussianNoise,
    InformationPlane,
    Recorded,
    dense_network,
    layer_information,
    randomness,
    twelve_bit_network,
    twelve_bits,
)
from infoplane.planes.recording import bounds
from infoplane.planes.rows.row import INPUT, LABEL, PlaneRow

N = 300


def data(n: int = N, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    return rng.normal(size=(n, 6)) + 2 * np.eye(6)[y], y


def network(std: float = 0.02) -> torch.nn.Sequential:
    return build(lambda: dense_network((6, 5, 2, 3), "tanh", std), torch_generator(np.random.default_rng(0)))


def plane(**options: object) -> InformationPlane:
    """Of the narrowest layer, which is read soonest."""
    x, y = data()
    return InformationPlane(network(0.2), x, y, **{"layers": ["L2"], "passes": 4, **options})  # type: ignore[arg-type]


def untimed(rows: list[PlaneRow]) -> list[PlaneRow]:
    return [row._replace(seconds=None) for row in rows]


def test_rows_are_complete_and_say_what_they_are_about() -> None:
    rows = plane(layers=["L1", "L2"]).record(4, loss=0.5, gradient={"L1": 2.0})
    assert [(row.layer, row.quantity, row.about) for row in rows if row.estimator] == [
        (layer, quantity, about) for layer in ("L1", "L2") for quantity, about in ((INPUT, "alphabet"), (LABEL, "population"))
    ]
    assert {(row.layer, row.quantity): row.value for row in rows if not row.estimator} == {
        ("", "H(Y)"): pytest.approx(np.log(3), abs=0.01),
        ("", "loss"): 0.5,
        ("L1", "gradient"): 2.0,
    }
    assert all(row.status == "ok" and row.n == N and row.epoch == 4 for row in rows)
    for row in rows:
        if row.estimator:
            assert row.value is not None and row.lower is not None and row.upper is not None
            assert row.lower <= row.upper
            assert row.method


def test_same_seed_same_rows_and_the_model_does_not_change() -> None:
    first, second = plane(), plane()
    first.taps.model.train()
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    rows = untimed(first.record(3))
    assert torch.rand(1) == expected
    assert first.taps.model.training
    second.record(2)  # an earlier evaluation has no effect
    assert rows == untimed(second.record(3))
    assert [row.value for row in rows] != [row.value for row in plane(seed=1).record(3)]


def test_layers_are_paired_with_labels_by_index() -> None:
    x, y = data()
    shuffled = np.random.default_rng(5).permutation(y)
    good = InformationPlane(network(), x, y, ["L1"]).record(0)[-1]
    bad = InformationPlane(network(), x, shuffled, ["L1"]).record(0)[-1]
    assert (good.value or 0) > 0.5
    assert abs(bad.value or 0) < 4 * max(bad.stderr or 0, 0.01)


def test_train_and_test_are_recorded_together() -> None:
    found = plane(test=data(200, 1))
    rows = found.record(2, loss=0.5, test={"loss": 0.7})
    assert [(row.part, row.value) for row in rows if row.quantity == "loss"] == [("train", 0.5), ("test", 0.7)]
    assert {(row.part, row.n) for row in rows} == {("train", N), ("test", 200)}
    alone = untimed(plane().record(2, loss=0.5))
    assert untimed([row for row in rows if row.part == "train"]) == alone
    with pytest.raises(ValueError, match="Both parts would have the name 'test'"):
        plane(part="test", test=data(200, 1))


def test_recording_twice_at_one_epoch_keeps_the_last() -> None:
    found = plane()
    found.record(0, loss=1.0)
    found.record(1, loss=0.5)
    found.record(0, loss=2.0)
    assert [row.value for row in found.rows if row.quantity == "loss"] == [0.5, 2.0]
    assert found.epochs == [0, 1]


def test_a_stopped_run_is_continued(tmp_path: Path) -> None:
    whole, first, second = plane(), plane(), plane()
    for epoch in (0, 1):
        whole.record(epoch)
    first.record(0)
    first.save(tmp_path / "plane.csv")
    second.load(tmp_path / "plane.csv")
    assert second.epochs == [0]
    second.record(1)
    assert untimed(second.rows) == untimed(whole.rows)


def test_exact_rows_are_those_of_the_layer_alone_and_the_recipe_finds_them() -> None:
    x, y = data()
    model = build(lambda: dense_network((6, 5, 2, 3), "tanh", 0.3, noisy=[2]), torch_generator(np.random.default_rng(0)))
    found = InformationPlane(model, x, y, ["L2"], references={"L2": ("L2.1", 0.3)}).record(0)
    rows = {row.quantity: row for row in found if row.estimator == "exact"}
    with torch.no_grad():
        centres = model.L2[1](model.L2[0](model.L1(torch.as_tensor(x, dtype=torch.float32)))).double().numpy()
    expected = layer_information(centres, y, 0.3)
    assert rows[INPUT].value == pytest.approx(expected[0].nats, abs=1e-6)
    assert rows[LABEL].value == pytest.approx(expected[1].nats, abs=1e-6)
    own = next(row for row in found if (row.estimator, row.quantity) == ("bounds", INPUT))
    assert own.value == pytest.approx(expected[0].nats, abs=1e-4)
    assert own.method == "quadrature"


def test_repeated_inputs_are_one_input_with_a_weight() -> None:
    """Three bits in 1,000 rows: I(X;L) is at most H(X), and I(L;Y) is counted over all rows."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 2, (1000, 3)).astype(np.float32)
    y = (x.sum(1) > 1).astype(int)
    model = build(lambda: dense_network((3, 4, 2), "tanh", 0.01), torch_generator(np.random.default_rng(0)))
    entropy = -sum(p * np.log(p) for p in np.unique(x, axis=0, return_counts=True)[1] / 1000)
    information, label = InformationPlane(model, x, y, ["L1"]).record(0)[1:]
    assert information.value == pytest.approx(entropy, abs=0.01)
    assert (information.n, label.n) == (8, 1000)
    assert label.value == pytest.approx(0.69, abs=0.05)


def test_the_twelve_bits_are_all_distinct_inputs() -> None:
    """Their codes of four components take 16 values only; the inputs are 4,096."""
    bits, y = twelve_bits()
    with randomness(0):
        model = twelve_bit_network("tanh")
    plane = InformationPlane(model, bits.astype(np.float32), y, ["L1"], reading={"noise": 0.05})
    rows = {row.quantity: row for row in plane.record(0) if row.estimator == "noise 0.05"}
    chosen = plane.parts["train"].alphabet.rows
    centres = plane.taps.read(torch.as_tensor(bits, dtype=torch.float32))["L1"]
    expected = layer_information(centres[chosen], y[chosen], 0.05)[0]
    assert (rows[INPUT].n, rows[LABEL].n) == (len(chosen), 4096)
    assert len(chosen) == 4096
    assert rows[INPUT].value == pytest.approx(expected.nats, abs=0.02)
    assert 0.2 < (rows[LABEL].value or 0) < (rows[LABEL].upper or 0) == pytest.approx(0.6926, abs=1e-4), "codes gave 0"


def test_a_deterministic_layer_is_said_to_be_infinite_and_read_at_a_resolution_beside_it() -> None:
    x, y = data()
    rows = InformationPlane(network(0.0), x, y, ["L1"], reading={"noise": 0.1, "bins": 30, "quantised": 4}).record(0)
    by = {(row.estimator, row.quantity): row for row in rows}
    infinite = by["bounds", INPUT]
    assert (infinite.status, infinite.value) == ("infinite", None)
    assert "300 distinct rows" in infinite.message
    assert "GaussianNoise" in infinite.message
    assert by["bounds", LABEL].status == "ok"
    centres = InformationPlane(network(0.0), x, y, ["L1"]).taps.read(torch.as_tensor(x, dtype=torch.float32))["L1"]
    expected = layer_information(centres, y, 0.1)[0]
    assert by["noise 0.1", INPUT].value == pytest.approx(expected.nats, abs=4 * (expected.stderr or 0) + 0.01)
    for name in ("30 bins", "4 bits"):
        assert 0 < (by[name, LABEL].value or 0) <= np.log(3) + 0.01
        assert by[name, INPUT].value == by[name, INPUT].upper
    assert not [row for row in rows if row.status == "impossible"]


def test_fixed_noise_is_seen_behind_a_function_of_a_layer() -> None:
    x, y = data()
    plane = InformationPlane(network(0.0), x, y, {"L3": "L3", "softmax": ("L3", lambda t: t.softmax(1))}, reading="noise")
    by = {(row.layer, row.estimator, row.quantity): row for row in plane.record(0)}
    for layer in ("L3", "softmax"):
        row = by[layer, "noise 0.1", INPUT]
        assert (row.status, row.method) == ("ok", "noise")


@pytest.mark.parametrize("reading", ["rounded", {"bins": 2.5}, {"noise": 0}])
def test_readings_that_do_not_exist_are_refused(reading: object) -> None:
    with pytest.raises(ValueError, match="reading"):
        plane(reading=reading)


def test_a_constant_layer_tells_nothing() -> None:
    found = plane()
    found.taps.taps["L2"] = found.taps.taps["L2"]._replace(function=torch.zeros_like)
    rows = {(row.layer, row.quantity): row for row in found.record(0) if row.estimator}
    assert (rows["L2", INPUT].value, rows["L2", LABEL].value) == (0.0, pytest.approx(0.0, abs=0.02))


def test_equal_ranks_are_one_layer_and_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = data()
    calls = []
    read = bounds.input_information
    monkeypatch.setattr(bounds, "input_information", lambda *given: calls.append(1) or read(*given))
    found = InformationPlane(network(0.2), x, y, {"L3": "L3", "exp": ("L3", torch.exp)})
    rows = {(row.layer, row.quantity): row for row in found.record(0) if row.estimator}
    assert len(calls) == 1
    for quantity in (INPUT, LABEL):
        assert rows["L3", quantity].value == rows["exp", quantity].value
        assert "same ranks" in rows["exp", quantity].flags


def test_a_regression_has_a_continuous_y() -> None:
    x, _ = data()
    y = x[:, :1] ** 2 + 0.1 * np.random.default_rng(1).normal(size=(N, 1))
    rows = InformationPlane(network(), x, y, ["L1"]).record(0)
    assert [row.quantity for row in rows] == [INPUT, LABEL], "and no H(Y)"
    assert rows[1].value is not None and rows[1].value > 0.05
    with pytest.raises(ValueError, match="leave `references` out"):
        InformationPlane(network(), x, y, ["L1"], references={"L1": ("L1.1", 0.1)})


def test_x_and_y_follow_the_rule_of_all_samples() -> None:
    """Strings, frames with an index and numbers of few levels are the same classes; rows with missing values are dropped."""
    x, y = data()
    expected = untimed(plane().record(0))
    order = np.random.default_rng(1).permutation(N)
    strings = pd.Series(np.array(["a", "b", "c"])[y])
    for inputs, outputs in ((x, y[:, None] + 0.5), (x.tolist(), strings), (pd.DataFrame(x), strings.iloc[order])):
        rows = InformationPlane(network(0.2), inputs, outputs, ["L2"], passes=4).record(0)
        assert [row.value for row in rows] == pytest.approx([row.value for row in expected], abs=1e-4)
    holed = np.where(np.arange(N) < 7, np.nan, y)
    with pytest.raises(ValueError, match=r'7 of 300 rows have missing values \(y in 7\): give missing="drop"'):
        InformationPlane(network(), x, holed, ["L1"])
    found = InformationPlane(network(), x, holed, ["L1"], missing="drop")
    assert (found.dropped_rows, len(found.parts["train"].inputs), len(found.parts["train"].y)) == (7, N - 7, N - 7)
    with pytest.raises(ValueError, match="y has columns of labels beside columns of numbers: record one plane for each"):
        InformationPlane(network(), x, pd.DataFrame({"a": x[:, 0], "b": strings}), ["L1"])


def test_many_classes_are_told_or_counted_as_numbers() -> None:
    x, _ = data()
    classes = np.arange(N) % 100  # six rows each
    told = InformationPlane(network(), x, classes, ["L1"], discrete=True).record(0)
    assert "H(Y)" in {row.quantity for row in told}
    assert "H(Y)" not in {row.quantity for row in InformationPlane(network(), x, classes, ["L1"]).record(0)}


def test_a_failed_reading_is_a_row_with_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise ArithmeticError("no\nreading")

    monkeypatch.setattr(bounds, "input_information", fail)
    rows = [row for row in plane().record(0) if row.quantity == INPUT]
    assert {(row.status, row.message, row.value) for row in rows} == {("error", "ArithmeticError: no reading", None)}


def test_a_module_of_somebody_else_in_three_lines() -> None:
    """Tokens in, a residual connection, a layer that is used twice."""

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding, self.mix = nn.Embedding(11, 8), nn.Linear(8, 8)
            self.noise, self.head = GaussianNoise(0.3), nn.Linear(8, 2)

        def forward(self, tokens: Tensor) -> Tensor:
            words = self.embedding(tokens)
            words = words + self.mix(torch.tanh(self.mix(words)))
            return self.head(self.noise(words.mean(1)))

    with torch.random.fork_rng():
        torch.manual_seed(0)
        model, tokens = Reader(), torch.randint(0, 11, (300, 5))
    y = (tokens[:, 0] > 5).long()
    found = InformationPlane(model, tokens, y, {"first": ("mix", 0), "second": ("mix", 1), "pooled": "noise", "head": "head"})
    rows = {(row.layer, row.quantity): row for row in found.record(0) if row.estimator}
    assert rows["first", INPUT].method == "counted", "tokens have an entropy"
    assert rows["pooled", INPUT].method == "noise"
    assert 0 < (rows["head", INPUT].value or 0) <= (rows["pooled", INPUT].value or 0) + 0.1 < math.log(300)


def test_sink_save_and_details(tmp_path: Path) -> None:
    kept: list[PlaneRow] = []
    found = plane(sink=kept.extend)
    found.record(0)
    found.record(1, loss=1.0)
    assert kept == found.rows
    found.save(tmp_path / "plane.csv")
    assert Recorded().load(tmp_path / "plane.csv").rows == found.rows
    assert all(isinstance(json.loads(row.details), dict) for row in kept)
