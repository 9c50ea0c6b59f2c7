"""Units and labels as coordinates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoplane.estimators.neighbours.scaling import beyond, check_standardize, label_column, scaled


def test_scales() -> None:
    points = np.random.default_rng(0).normal(size=(50, 3)) * [1, 10, 0] + 7
    np.testing.assert_allclose(scaled(points, "columns").std(axis=0), [1, 1, 0], atol=1e-12)
    np.testing.assert_allclose(scaled(points, "side") / points, scaled(points, "side")[0, 0] / points[0, 0])
    assert np.sqrt((scaled(points, "side").std(axis=0) ** 2).mean()) == pytest.approx(1)
    assert scaled(points, "none") is points
    for standardize in ("columns", "side"):
        np.testing.assert_array_equal(scaled(np.full((4, 2), 3.0), standardize), 3.0)  # type: ignore[arg-type]


@given(scale=st.floats(1e-6, 1e12), offset=st.floats(-1e6, 1e6))
def test_labels_are_farther_apart_than_anything(scale: float, offset: float) -> None:
    points = offset + scale * np.random.default_rng(0).normal(size=(30, 2))
    far = beyond(points, points[:, :1])
    widest = np.abs(points[:, None] - points[None]).max()
    column = label_column(np.arange(30) // 10 * 5 - 7, far)[:, 0]
    gaps = np.abs(column[:, None] - column[None])
    assert ((gaps == 0) | (gaps >= far)).all()
    assert widest < far
    assert (np.diff(column) != 0).sum() == 2


def test_refusals_and_no_numbers() -> None:
    assert beyond() == 2.0
    with pytest.raises(ValueError, match="standardize must be"):
        check_standardize("both")
