"""Units and labels as coordinates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoplane.estimators.neighbours.scaling import beyond, check_standardize, label_column, scaled


def test_scales() -> None:
    points = np.random.default_rng(0).normal(size=(50, 3)) * [1, 10, 0] + 7
    [by_columns], [by_side] = scaled("columns", points), scaled("side", points)
    np.testing.assert_allclose(by_columns.std(axis=0), [1, 1, 0], atol=1e-12)
    np.testing.assert_allclose(by_side / points, by_side[0, 0] / points[0, 0])
    assert np.sqrt((by_side.std(axis=0) ** 2).mean()) == pytest.approx(1)
    assert scaled("none", points)[0] is points
    for standardize in ("columns", "side"):
        # The mean of tenths is rounded, so their standard deviation is not 0.
        for constant in (3.0, 0.1):
            np.testing.assert_array_equal(scaled(standardize, np.full((400, 2), constant))[0], constant)  # type: ignore[arg-type]


@pytest.mark.parametrize("standardize", ["columns", "side"])
@pytest.mark.parametrize("outliers", [[1e3], [-1e6], [300.0] * 10, [1e4, -1e4, 1e9]])
def test_outliers_do_not_set_the_scale(standardize: str, outliers: list[float]) -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(150, 2)), rng.normal(size=(150, 1))
    x[: len(outliers), 0] = outliers
    new_x, new_y = scaled(standardize, x, y)  # type: ignore[arg-type]
    # The other rows of both are in like units.
    inner_x, inner_y = new_x[len(outliers) :, 0].std(), new_y.std()
    assert 0.5 < inner_x / inner_y < 2


def test_heavy_tails_without_outliers_keep_their_standard_deviation() -> None:
    rng = np.random.default_rng(2)
    cube, exponential, sparse = rng.normal(size=(500, 1)) ** 3, rng.exponential(size=(500, 1)), np.eye(500, 1)
    for points in (cube, exponential, sparse):
        np.testing.assert_array_equal(scaled("columns", points)[0], points / points.std(axis=0))


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
