"""The recorder: rows, pairing, determinism, failures, and exact values beside the estimates."""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.decomposition import PCA

from infoplane.estimators import KL, KSG, Estimate, WeightedKL
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.planes import InformationPlane, dense_network, layer_information
from infoplane.planes.rows.row import INPUT, LABEL, PlaneRow

N = 600


def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, N)
    return rng.normal(size=(N, 6)) + 2 * np.eye(6)[y], y


def network(std: float = 0.02) -> torch.nn.Sequential:
    return build(lambda: dense_network((6, 5, 2, 3), "tanh", std), torch_generator(np.random.default_rng(0)))


def plane(**options: object) -> InformationPlane:
    x, y = data()
    options = {"estimators": {"WKL": WeightedKL(), "KSG": KSG()}, "x_compressor": PCA(3), **options}
    return InformationPlane(network(), x, y, ["L1", "L2"], **options)  # type: ignore[arg-type]


def test_rows_are_complete_and_finite() -> None:
    rows = plane().record(4, loss=0.5, gradient={"L1": 2.0})
    assert {(row.layer, row.quantity, row.estimator) for row in rows if row.estimator} == {
        (layer, quantity, label) for layer in ("L1", "L2") for quantity in (INPUT, LABEL) for label in ("WKL", "KSG")
    }
    assert {(row.layer, row.quantity): row.value for row in rows if not row.estimator} == {
        ("", "H(Y)"): pytest.approx(np.log(3), abs=0.01),
        ("", "loss"): 0.5,
        ("L1", "gradient"): 2.0,
    }
    assert {row.epoch for row in rows} == {4}
    assert all(row.status == "ok" and np.isfinite(row.value or 0.0) and row.n == N for row in rows)
    details = json.loads(next(row.details for row in rows if row.layer == "L1" and row.estimator == "WKL"))
    assert (details["width"], details["code_dimension"]) == (5, 4)
    assert 0.5 < details["x_explained_variance"] < details["explained_variance"] < 1


def test_same_seed_same_rows_and_the_model_does_not_change() -> None:
    first, second = plane(), plane()
    first.taps.model.train()
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    rows = [row._replace(seconds=None) for row in first.record(3)]
    assert torch.rand(1) == expected
    assert first.taps.model.training
    second.record(2)  # an earlier evaluation has no effect
    assert rows == [row._replace(seconds=None) for row in second.record(3)]
    assert rows != [row._replace(seconds=None) for row in plane(seed=1).record(3)]


@pytest.mark.parametrize("permuted", ["x", "layer"])
def test_layers_are_paired_with_inputs_by_index(permuted: str) -> None:
    """Permuting the rows of x or of the layer destroys the information: within 4 standard errors of 0."""
    found = plane(estimators={"KSG": KSG()})
    order = np.random.default_rng(5).permutation(N)
    paired = [row for row in found.record(0) if row.quantity == INPUT]
    if permuted == "x":
        found.x_codes = found.x_codes[order]
    else:
        found.x = found.x[torch.from_numpy(order)]
    broken = [row for row in found.record(0) if row.quantity == INPUT]
    for good, bad in zip(paired, broken, strict=True):
        assert (good.value or 0.0) > 10 * (good.stderr or 0.0)
        assert abs(bad.value or 0.0) < 4 * max(bad.stderr or 0.0, 0.02)


def test_the_mean_over_permutations_is_zero() -> None:
    """Within 4 standard errors of the mean of 0: so a small bias shows too."""
    found = plane(estimators={"KSG": KSG()})
    codes, values = found.x_codes, []
    for draw in range(12):
        found.x_codes = codes[np.random.default_rng(draw).permutation(N)]
        values.append(next(row.value for row in found.record(0) if row.layer == "L2" and row.quantity == INPUT))
    mean, error = np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))
    assert abs(mean) < 4 * error


def test_exact_rows_are_those_of_the_layer_alone() -> None:
    x, y = data()
    model = build(lambda: dense_network((6, 5, 2, 3), "tanh", 0.3, noisy=[2]), torch_generator(np.random.default_rng(0)))
    found = InformationPlane(model, x, y, ["L2"], x_compressor=PCA(3), references={"L2": ("L2.1", 0.3)})
    rows = {row.quantity: row for row in found.record(0) if row.estimator == "exact"}
    with torch.no_grad():
        centres = model.L2[1](model.L2[0](model.L1(torch.as_tensor(x, dtype=torch.float32)))).double().numpy()
    expected = layer_information(centres, y, 0.3)
    assert rows[INPUT].value == pytest.approx(expected[0].nats, abs=1e-6)
    assert rows[LABEL].value == pytest.approx(expected[1].nats, abs=1e-6)
    assert 0 < expected[1].nats < min(expected[0].nats, np.log(3))


def test_a_regression_has_a_continuous_y() -> None:
    x, _ = data()
    y = x[:, :1] ** 2 + 0.1 * np.random.default_rng(1).normal(size=(N, 1))
    rows = InformationPlane(network(), x, y, ["L1"], x_compressor=PCA(3), estimators={"KSG": KSG()}).record(0)
    assert [row.quantity for row in rows] == [INPUT, LABEL], "and no H(Y)"
    assert rows[1].value is not None and rows[1].value > 0.05
    with pytest.raises(ValueError, match="leave `references` out"):
        InformationPlane(network(), x, y, ["L1"], references={"L1": ("L1.1", 0.1)})


def test_x_and_y_follow_the_rule_of_all_samples() -> None:
    """Strings, frames with an index and numbers of few levels are the same classes; rows with missing values are dropped."""
    x, y = data()
    expected = [row._replace(seconds=None) for row in plane().record(0)]
    order = np.random.default_rng(1).permutation(N)
    strings = pd.Series(np.array(["a", "b", "c"])[y])
    options = {"estimators": {"WKL": WeightedKL(), "KSG": KSG()}, "x_compressor": PCA(3)}
    for inputs, outputs in ((x, y[:, None] + 0.5), (x.tolist(), strings), (pd.DataFrame(x), strings.iloc[order])):
        rows = InformationPlane(network(), inputs, outputs, ["L1", "L2"], **options).record(0)  # type: ignore[arg-type]
        assert [row._replace(seconds=None) for row in rows] == expected
    holed = np.where(np.arange(N) < 7, np.nan, y)
    with pytest.raises(ValueError, match=r'7 of 600 rows have missing values \(y in 7\): give missing="drop"'):
        InformationPlane(network(), x, holed, ["L1"], x_compressor=PCA(3))
    found = InformationPlane(network(), x, holed, ["L1"], x_compressor=PCA(3), missing="drop")
    assert (found.dropped_rows, len(found.x), len(found.y)) == (7, N - 7, N - 7)
    with pytest.raises(ValueError, match="y has columns of labels beside columns of numbers: record one plane for each"):
        InformationPlane(network(), x, pd.DataFrame({"a": x[:, 0], "b": strings}), ["L1"], x_compressor=PCA(3))


def test_many_classes_are_told_or_counted_as_numbers() -> None:
    x, _ = data()
    classes = np.arange(N) % 100  # six rows each
    options = {"estimators": {"KL": KL(1)}, "x_compressor": PCA(3)}
    assert "H(Y)" in {
        row.quantity for row in InformationPlane(network(), x, classes, ["L1"], discrete=True, **options).record(0)
    }  # type: ignore[arg-type]
    assert "H(Y)" not in {row.quantity for row in InformationPlane(network(), x, classes, ["L1"], **options).record(0)}  # type: ignore[arg-type]


def test_a_repeated_input_counts_once() -> None:
    x, y = data()
    found = InformationPlane(network(), np.vstack([x, x[:50]]), np.append(y, y[:50]), ["L1"], x_compressor=PCA(3))
    assert len(found.x) == len(found.y) == N
    assert all(row.status == "ok" for row in found.record(0))


def test_a_failed_estimate_is_a_row_with_its_message() -> None:
    class Failing:
        def estimate(self, x: object, y: object, rng: object = None) -> Estimate:
            raise RuntimeError("no\nestimate")

    class NotFinite:
        def estimate(self, x: object, y: object, rng: object = None) -> Estimate:
            return Estimate(float("nan"))

    rows = [row for row in plane(estimators={"failing": Failing(), "not finite": NotFinite()}).record(0) if row.estimator]
    assert {(row.estimator, row.status, row.message, row.value) for row in rows} == {
        ("failing", "error", "RuntimeError: no estimate", None),
        ("not finite", "nan", "the estimate is nan", None),
    }


def test_a_constant_layer_is_a_failed_row_and_the_others_are_estimated() -> None:
    found = plane(estimators={"KSG": KSG()})
    found.taps.taps["L2"] = ("L2", lambda t: torch.zeros_like(t))
    rows = [row for row in found.record(0) if row.estimator]
    assert {(row.layer, row.status) for row in rows} == {("L1", "ok"), ("L2", "error")}
    assert all("constant" in row.message for row in rows if row.status == "error")


def test_sink_and_save(tmp_path: Path) -> None:
    kept: list[PlaneRow] = []
    found = plane(sink=kept.extend)
    found.record(0)
    found.record(1, loss=1.0)
    assert kept == found.rows
    found.save(tmp_path / "plane.csv")
    with (tmp_path / "plane.csv").open(encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert [row["layer"] for row in read] == [row.layer for row in kept]
    assert [float(row["value"]) for row in read] == [row.value for row in kept]


@pytest.mark.parametrize("components", [None, 0.9])
def test_a_compressor_may_choose_its_own_dimension(components: float | None) -> None:
    """scikit-learn's PCA takes no number of components, or a share of the variance."""
    rows = plane(layer_compressor=PCA(components), x_compressor=PCA(components), estimators={"KSG": KSG()}).record(0)
    assert {row.status for row in rows} == {"ok"}
