"""Compress, then estimate: rows, pairing, determinism, failures; and that the committed rows of this method are made again."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from infoplane.estimators import KSG, Estimate, WeightedKL
from infoplane.planes import InformationPlane
from infoplane.planes.rows.row import INPUT, LABEL
from tests.planes.recording.test_information_plane import N, data, network


def plane(**options: object) -> InformationPlane:
    x, y = data()
    options = {"method": "compress", "estimators": {"WKL": WeightedKL(), "KSG": KSG()}, "x_compressor": PCA(3), **options}
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


@pytest.mark.parametrize("permuted", ["x", "layer"])
def test_layers_are_paired_with_inputs_by_index(permuted: str) -> None:
    """Permuting the rows of x or of the layer destroys the information: within 4 standard errors of 0."""
    found = plane(estimators={"KSG": KSG()})
    order = np.random.default_rng(5).permutation(N)
    paired = [row for row in found.record(0) if row.quantity == INPUT]
    part = found.parts["train"]
    assert part.compress is not None
    if permuted == "x":
        part.compress.x_codes = part.compress.x_codes[order]
    else:
        found.parts["train"] = replace(part, distinct=part.distinct.rows(order))
    broken = [row for row in found.record(0) if row.quantity == INPUT]
    for good, bad in zip(paired, broken, strict=True):
        assert (good.value or 0.0) > 10 * (good.stderr or 0.0)
        assert abs(bad.value or 0.0) < 4 * max(bad.stderr or 0.0, 0.02)


def test_the_mean_over_permutations_is_zero() -> None:
    """Within 4 standard errors of the mean of 0: so a small bias shows too."""
    found = plane(estimators={"KSG": KSG()})
    compress = found.parts["train"].compress
    assert compress is not None
    codes, values = compress.x_codes, []
    for draw in range(12):
        compress.x_codes = codes[np.random.default_rng(draw).permutation(N)]
        values.append(next(row.value for row in found.record(0) if row.layer == "L2" and row.quantity == INPUT))
    mean, error = np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))
    assert abs(mean) < 4 * error


def test_a_failed_estimate_is_a_row_with_its_message() -> None:
    class Failing:
        def estimate(self, x: object, y: object, *, rng: object = None) -> Estimate:
            raise RuntimeError("no\nestimate")

    class NotFinite:
        def estimate(self, x: object, y: object, *, rng: object = None) -> Estimate:
            return Estimate(float("nan"))

    rows = [row for row in plane(estimators={"failing": Failing(), "not finite": NotFinite()}).record(0) if row.estimator]
    assert {(row.estimator, row.status, row.message, row.value) for row in rows} == {
        ("failing", "error", "RuntimeError: no estimate", None),
        ("not finite", "nan", "the estimate is nan", None),
    }


def test_a_constant_layer_is_a_failed_row_and_the_others_are_estimated() -> None:
    found = plane(estimators={"KSG": KSG()})
    found.taps.taps["L2"] = found.taps.taps["L2"]._replace(function=torch.zeros_like)
    rows = [row for row in found.record(0) if row.estimator]
    assert {(row.layer, row.status) for row in rows} == {("L1", "ok"), ("L2", "error")}
    assert all("constant" in row.message for row in rows if row.status == "error")


@pytest.mark.parametrize("components", [None, 0.9])
def test_a_compressor_may_choose_its_own_dimension(components: float | None) -> None:
    """scikit-learn's PCA takes no number of components, or a share of the variance."""
    rows = plane(layer_compressor=PCA(components), x_compressor=PCA(components), estimators={"KSG": KSG()}).record(0)
    assert {row.status for row in rows} == {"ok"}


def test_a_repeated_input_counts_once_and_the_row_says_how_many_there_are() -> None:
    x, y = data()
    twice = InformationPlane(
        network(), np.vstack([x, x[:50]]), np.append(y, y[:50]), ["L1"], method="compress", x_compressor=PCA(3)
    )
    rows = [row for row in twice.record(0) if row.estimator]
    assert {(row.status, row.n) for row in rows} == {("ok", N)}


def test_options_of_this_method_are_refused_by_the_default_one() -> None:
    x, y = data()
    with pytest.raises(ValueError, match="estimators belongs to method='compress': give that method, or leave estimators out"):
        InformationPlane(network(), x, y, ["L1"], estimators={"KSG": KSG()})
    with pytest.raises(ValueError, match="takes one array as x: give method='bounds' for several inputs"):
        InformationPlane(network(), (x, x), y, ["L1"], method="compress")
