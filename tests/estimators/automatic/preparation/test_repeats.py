"""Copies of rows are found, and values that repeat by themselves are left alone."""

import numpy as np
import pytest

from infoplane.estimators.automatic.preparation.columns import Variable
from infoplane.estimators.automatic.preparation.repeats import without_copies

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, 300, 2))
LABELS = RNG.integers(0, 3, 300)
ROWS = np.concatenate([np.arange(300), RNG.integers(0, 300, 200)])


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (Variable("x", X), Variable("y", Y)),
        (Variable("x", X), Variable("y", Y[:, :0], LABELS)),
        (Variable("x", X[:, :1], LABELS), Variable("y", Y[:, :1])),
        (Variable("x", X.round(1)), Variable("y", Y[:, :1])),  # y shows it
        (Variable("x", np.exp(5 * X)), Variable("y", Y.round())),
    ],
    ids=["numbers", "labels", "labels beside numbers", "rounded x", "rounded y"],
)
def test_copies(x: Variable, y: Variable) -> None:
    kept, flag = without_copies(x.rows(ROWS), y.rows(ROWS))
    np.testing.assert_array_equal(kept, np.arange(300))
    assert flag is not None
    assert flag.startswith("200 of 500 rows repeat another row")
    assert "n = 300" in flag


def test_zeros_in_both_do_not_hide_copies() -> None:
    """Rows of two zeros may be draws; all others are seen to be copies."""
    x, y = np.maximum(X[:, :1], 0), np.maximum(Y[:, :1], 0)
    zeros = ((x == 0) & (y == 0))[:, 0]
    kept, _ = without_copies(Variable("x", x).rows(ROWS), Variable("y", y).rows(ROWS))
    np.testing.assert_array_equal(kept[~zeros[ROWS[kept]]], np.flatnonzero(~zeros))


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (X, Y),
        (X.round(), Y.round()),
        (RNG.integers(0, 60, (300, 1)) * 1.0, None),  # y is a function of a counted x
        (X[:, :1].round(1), None),
        (np.maximum(X[:, :1], 0), Y),
        (RNG.integers(0, 256, (300, 1)) / 255, None),
        (np.repeat(X, 2, axis=0)[:300], Y),  # x alone repeats
    ],
    ids=["numbers", "rounded", "function of counts", "function of rounded", "zeros", "bytes", "x alone"],
)
def test_what_repeats_by_itself_stays(x: np.ndarray, y: np.ndarray | None) -> None:
    kept, flag = without_copies(Variable("x", x), Variable("y", np.sqrt(np.abs(x)) if y is None else y))
    assert (len(kept), flag) == (300, None)


@pytest.mark.parametrize("far", [[640], [-999] * 4, [-999, 640, 3000]])
def test_far_values_of_a_counted_column_do_not_make_copies(far: list[int]) -> None:
    """Ages and a yes or no: an age whose rows all agree is no row that was pasted."""
    ages = RNG.integers(18, 91, 600)
    outcome = (RNG.random(600) < 1 / (1 + np.exp(-(ages - 60) / 6))).astype(int)
    ages[: len(far)] = far
    kept, flag = without_copies(Variable("x", ages[:, None] * 1.0), Variable("y", np.empty((600, 0)), outcome))
    assert (len(kept), flag) == (600, None)
