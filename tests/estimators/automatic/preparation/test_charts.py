"""Sheets and curves in many columns: the chart is one to one, and shapes without one get none."""

import numpy as np
import pytest
from scipy.stats import rankdata

from infoplane.estimators.automatic.preparation.charts import chart
from infoplane.estimators.automatic.preparation.curves import along_curve

SIZES = (300, 2500)


def draw(n: int) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.random.default_rng(n).uniform(size=(2, n)))  # type: ignore[return-value]


def spiral(place: np.ndarray) -> np.ndarray:
    turn = 2 + 9 * place
    return np.column_stack([turn * np.cos(turn), turn * np.sin(turn)])


@pytest.mark.parametrize("n", [1000, 6000])
def test_the_place_along_a_spiral_orders_its_points(n: int) -> None:
    place = draw(n)[0]
    found = along_curve(spiral(place) * [1, 100])
    assert found is not None
    ranks = rankdata(found[:, 0])
    assert (ranks == rankdata(place)).all() or (ranks == rankdata(-place)).all()


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize(
    "shape",
    [
        lambda a, b: [np.cos(6.2832 * a), np.sin(6.2832 * a)],  # closes
        lambda a, b: [np.sin(6.2832 * a), np.sin(12.566 * a)],  # crosses itself
        lambda a, b: [np.where(b < 0.5, a, 0.5), np.where(b < 0.5, 0.5, a)],  # branches
        lambda a, b: [a, b],
        lambda a, b: [a, np.sin(9 * a) + 0.1 * b],  # has noise
    ],
)
def test_what_is_no_curve_has_no_place(n: int, shape) -> None:  # type: ignore[no-untyped-def]
    assert along_curve(np.column_stack(shape(*draw(n)))) is None


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        (lambda a, b: [a, b, a * b, a / (1 + b), a**2], (0, 1)),
        (lambda a, b: [(a - 0.5) ** 2, a, np.cos(3 * a)], (1,)),  # the square determines less than the column
        (lambda a, b: [np.maximum(a + j * b, 0.1 * j) for j in range(12)] + [a], (0, 1)),
        (lambda a, b: [a - b, np.sign(a - 0.5) * a**2, b], None),  # either pair, in whatever units
    ],
)
def test_columns_that_are_functions_of_others_are_dropped(n: int, columns, kept) -> None:  # type: ignore[no-untyped-def]
    points = np.column_stack(columns(*draw(n)))
    found = chart(points, "x")
    assert found is not None
    numbers, sentence = found
    assert sentence.startswith(f"{numbers.shape[1]} of the {points.shape[1]} columns of x determine")
    if kept is not None:
        assert numbers.shape[1] == len(kept)
    assert all((points == column[:, None]).all(axis=0).any() for column in numbers.T)


def test_a_sphere_and_a_density_have_no_chart() -> None:
    points = np.random.default_rng(0).normal(size=(1500, 3))
    assert chart(points / np.linalg.norm(points, axis=1)[:, None], "x") is None
    assert chart(points, "x") is None
