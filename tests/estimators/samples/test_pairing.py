"""Rows that belong together: indices, lengths and missing values."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from infoplane.estimators import KSG, FrenzelPompe, Ross, estimate_mi, permutation_test
from infoplane.estimators.samples.pairing import as_grouped_pair, as_samples

RNG = np.random.default_rng(0)
X = RNG.normal(size=100)
Y = X + RNG.normal(size=100)
Z = RNG.normal(size=100)
LABELS = (Y > 0).astype(int)
HOLES = np.array([3, 4, 90])
KEPT = np.setdiff1d(np.arange(100), HOLES)


def with_holes(values: np.ndarray, filler: Any, dtype: Any = object) -> np.ndarray:
    holed = values.astype(dtype)
    holed[HOLES] = filler
    return holed


def masked() -> np.ma.MaskedArray:
    values = X.copy()
    values[HOLES] = -9999
    return np.ma.masked_equal(values, -9999)


MISSING: dict[str, Any] = {
    "NaN": with_holes(X, np.nan, float),
    "NaN (n, 1)": with_holes(X, np.nan, float)[:, None],
    "None": with_holes(X, None),
    "None in a list": with_holes(X, None).tolist(),
    "NA": with_holes(X, pd.NA),
    "Float64": pd.Series(with_holes(X, pd.NA), dtype="Float64"),
    "frame": pd.DataFrame({"a": with_holes(X, np.nan, float)}),
    "mask": masked(),
    "mask (n, 1)": masked()[:, None],
    "list of masked": list(masked()),
    "list of masked rows": list(masked()[:, None]),
    "list of lists of masked": [list(row) for row in masked()[:, None]],
    "list of lists of None": [[value] for value in with_holes(X, None).tolist()],
}


@pytest.mark.parametrize("form", MISSING)
def test_missing_numbers(form: str) -> None:
    x = MISSING[form]
    with pytest.raises(
        ValueError, match=r'^3 of 100 rows have missing values \(x in 3\): give missing="drop" to drop those rows'
    ):
        estimate_mi(x, Y, fast=True)
    found = KSG().estimate(x, Y, missing="drop")
    expected = KSG().estimate(X[KEPT], Y[KEPT])
    assert (found.nats, found.details["dropped_rows"]) == (expected.nats, 3)
    assert Ross().estimate(x, LABELS, missing="drop").nats == Ross().estimate(X[KEPT], LABELS[KEPT]).nats
    tested = permutation_test(KSG(), x, Y, 2, missing="drop")
    assert (tested.estimate.nats, tested.estimate.details["dropped_rows"]) == (expected.nats, 3)


@pytest.mark.parametrize(
    "y",
    [
        with_holes(np.array(["no", "yes"])[LABELS], None),
        with_holes(np.array(["no", "yes"])[LABELS], np.nan).tolist(),
        pd.Series(with_holes(np.array(["no", "yes"])[LABELS], None), dtype="category"),
        pd.Series(with_holes(np.array(["no", "yes"])[LABELS], None), dtype="string"),
        pd.Series(with_holes(LABELS, pd.NA), dtype="Int64"),
        pd.Series(with_holes(LABELS == 1, pd.NA), dtype="boolean"),
        with_holes(LABELS, np.nan, float),
        np.ma.array(LABELS, mask=np.isin(np.arange(100), HOLES)),
        np.ma.array(np.array(["no", "yes"])[LABELS], mask=np.isin(np.arange(100), HOLES)),
    ],
    ids=["objects", "list", "category", "string", "Int64", "boolean", "floats", "mask", "mask of strings"],
)
def test_missing_labels(y: Any) -> None:
    with pytest.raises(ValueError, match=r"3 of 100 rows have missing values \(y in 3\)"):
        Ross().estimate(X, y)
    assert Ross().estimate(X, y, missing="drop").nats == Ross().estimate(X[KEPT], LABELS[KEPT]).nats


def test_rows_are_dropped_from_all_samples_together() -> None:
    x, y = X.copy(), Y.copy()
    x[[1, 2]] = np.nan
    y[[2, 7]] = np.nan
    with pytest.raises(ValueError, match=r"3 of 100 rows have missing values \(x in 2 and y in 2\)"):
        KSG().estimate(x, y)
    kept = np.setdiff1d(np.arange(100), [1, 2, 7])
    measured = estimate_mi(x, y, missing="drop", fast=True)
    assert measured.nats == estimate_mi(X[kept], Y[kept], fast=True).nats
    assert any("3 of 100 rows" in flag for flag in measured.flags)
    found = FrenzelPompe().estimate(x, y, Z, missing="drop")
    assert (found.nats, found.details["dropped_rows"]) == (FrenzelPompe().estimate(X[kept], Y[kept], Z[kept]).nats, 3)
    assert KSG().estimate(X, Y, missing="drop").details["dropped_rows"] == 0
    assert "dropped_rows" not in KSG().estimate(X, Y).details


def test_levels_are_counted_after_rows_are_dropped() -> None:
    x = np.where(np.arange(100) < 40, np.arange(100), np.arange(100) % 2).astype(float)
    y = np.where(np.arange(100) < 40, np.nan, Y)
    assert as_samples({"x": x, "y": y}, missing="drop").samples[0].ndim == 1


def test_what_cannot_be_dropped() -> None:
    with pytest.raises(ValueError, match="All 100 rows have missing values"):
        KSG().estimate(np.full(100, np.nan), Y, missing="drop")
    with pytest.raises(ValueError, match="infinite values in 1 of 100 rows"):
        KSG().estimate(np.where(np.arange(100) == 5, np.inf, X), Y, missing="drop")
    with pytest.raises(ValueError, match='missing must be "error" or "drop"; got \'ignore\''):
        KSG().estimate(X, Y, missing="ignore")  # type: ignore[arg-type]


def test_rows_are_paired_by_index() -> None:
    expected = KSG().estimate(X, Y)
    order = np.random.default_rng(1).permutation(100)
    names = [f"row {i}" for i in range(100)]
    x, y = pd.Series(X, names), pd.Series(Y, names)
    assert KSG().estimate(x, y.iloc[order]) == expected
    assert estimate_mi(x, y.iloc[order].to_frame(), fast=True).nats == estimate_mi(X, Y, fast=True).nats
    assert KSG().estimate(pd.Series(X), pd.Series(Y).iloc[order]) == expected
    assert permutation_test(KSG(), x, y.iloc[order], 2, rng=0) == permutation_test(KSG(), X, Y, 2, rng=0)
    z = pd.Series(Z, names)
    assert FrenzelPompe().estimate(x, y.iloc[order], z.iloc[order[::-1]]) == FrenzelPompe().estimate(X, Y, Z)
    # Rows with missing values are dropped after pairing.
    y.iloc[7] = np.nan
    kept = np.setdiff1d(np.arange(100), [7])
    assert KSG().estimate(x, y.iloc[order], missing="drop").nats == KSG().estimate(X[kept], Y[kept]).nats


def test_equal_indices_may_repeat_labels() -> None:
    repeated = pd.Index(["a", "b"] * 50)
    assert KSG().estimate(pd.Series(X, repeated), pd.Series(Y, repeated)) == KSG().estimate(X, Y)


def test_an_array_is_paired_by_position() -> None:
    assert KSG().estimate(pd.Series(X, pd.date_range("2020", periods=100)), Y) == KSG().estimate(X, Y)


def test_rows_that_cannot_be_paired_are_refused() -> None:
    x, y = pd.Series(X), pd.Series(Y)
    with pytest.raises(ValueError, match=r"indices of x and y differ: 10 of 90 labels of x are not in y\. Join them first"):
        KSG().estimate(x[:90], y[10:])
    with pytest.raises(ValueError, match="indices of x and y differ: 100 of 100 labels of x"):
        KSG().estimate(pd.Series(X, pd.date_range("2020", periods=100)), y)
    repeated = pd.Series(Y, [0, *range(99)])
    with pytest.raises(ValueError, match="differ and hold repeated labels"):
        KSG().estimate(x, repeated)
    with pytest.raises(ValueError, match="got 100 rows of x and 99 of y"):
        KSG().estimate(x, y[:99])
    with pytest.raises(ValueError, match="indices of x and z differ"):
        FrenzelPompe().estimate(x, y, pd.Series(Z, np.arange(100) + 1))


def test_groups_are_paired_and_dropped_with_their_rows() -> None:
    names = [f"row {i}" for i in range(100)]
    groups = np.repeat(np.arange(20), 5)
    order = np.random.default_rng(1).permutation(100)
    expected = permutation_test(KSG(), X, Y, 9, rng=0, groups=groups)
    x, y, shuffled = pd.Series(X, names), pd.Series(Y, names), pd.Series(groups, names).iloc[order]
    assert permutation_test(KSG(), x, y, 9, rng=0, groups=shuffled).p_value == expected.p_value
    np.testing.assert_array_equal(permutation_test(KSG(), x, y, 9, rng=0, groups=shuffled).null, expected.null)
    column = permutation_test(KSG(), x, y, 9, rng=0, groups=shuffled.to_frame())
    np.testing.assert_array_equal(column.null, expected.null)
    holed = np.where(np.isin(groups, [3, 7]), np.nan, X)
    kept = ~np.isnan(holed)
    dropped = permutation_test(KSG(), holed, Y, 9, rng=0, groups=groups.astype(str), missing="drop")
    np.testing.assert_array_equal(
        dropped.null, permutation_test(KSG(), X[kept], Y[kept], 9, rng=0, groups=groups[kept].astype(str)).null
    )
    assert dropped.estimate.details["dropped_rows"] == 10
    with pytest.raises(ValueError, match=r"groups must be one label a row, of shape \(n,\); got shape \(100, 2\)"):
        permutation_test(KSG(), X, Y, 9, rng=0, groups=np.zeros((100, 2)))


def test_dates_as_text_may_name_groups() -> None:
    days = np.repeat(pd.date_range("2026-01-01", periods=30).strftime("%Y-%m-%d").to_numpy(), 2)
    groups = as_grouped_pair(np.arange(60.0), np.arange(60.0), days)[2]
    assert groups is not None
    assert groups.tolist() == np.repeat(np.arange(30), 2).tolist()
