"""One score for each column."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.feature_selection import SelectKBest

from infoplane.estimators import estimate_mi, mutual_info


@pytest.fixture
def table() -> tuple[NDArray, NDArray]:
    """Four columns, of which the third and weakly the first say something of y."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(150, 4))
    return x, x[:, 2] + 0.3 * x[:, 0] + 0.3 * rng.normal(size=150)


def test_each_column_is_measured_by_itself(table: tuple[NDArray, NDArray]) -> None:
    x, y = table
    scores = mutual_info(x, y)
    assert scores.shape == (4,)
    assert scores.argmax() == 2
    assert mutual_info(x, y).tolist() == scores.tolist()
    assert mutual_info(pd.DataFrame(x, columns=list("abcd")), pd.Series(y)).tolist() == scores.tolist()
    assert scores[2] == pytest.approx(estimate_mi(x[:, 2], y, fast=True).nats, abs=0.1)


def test_values_are_not_clipped() -> None:
    x = np.random.default_rng(1).normal(size=(80, 12))
    scores = mutual_info(x, np.random.default_rng(2).normal(size=80))
    assert (scores < 0).any()


def test_it_is_a_score_function(table: tuple[NDArray, NDArray]) -> None:
    x, y = table
    assert SelectKBest(mutual_info, k=1).fit(x, y).get_support().tolist() == [False, False, True, False]
    classes = np.where(y > 0, "up", "down")
    assert SelectKBest(mutual_info, k=1).fit(x, classes).get_support().tolist() == [False, False, True, False]


def test_processes_give_the_same_numbers(table: tuple[NDArray, NDArray]) -> None:
    x, y = table
    assert mutual_info(x[:, :2], y, n_jobs=2).tolist() == mutual_info(x[:, :2], y).tolist()


def test_labels() -> None:
    """A list is for the columns of X; a bool, as everywhere, for both; strings are labels in any case."""
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 3, 200)
    x = pd.DataFrame({"name": np.array(["a", "b", "c"])[codes], "code": codes * 1.0, "noise": rng.normal(size=200)})
    y = np.where(rng.random(200) < 0.9, codes, 0)
    scores = mutual_info(x, y)
    assert scores[0] == pytest.approx(scores[1], abs=0.05)
    assert scores[0] > 0.5 > scores[2]
    listed = mutual_info(x[["code", "noise"]], y, discrete=[True, False])
    assert listed[0] == pytest.approx(scores[1], abs=0.05)


def test_mistakes_name_the_column(table: tuple[NDArray, NDArray]) -> None:
    x, y = table
    x[3, 1] = np.nan
    with pytest.raises(ValueError, match="Column 1 of X, here x: 1 of 150 rows have missing values"):
        mutual_info(x, y)
    assert np.isfinite(mutual_info(x, y, missing="drop")).all()
    with pytest.raises(ValueError, match="Column 'b' of X"):
        mutual_info(pd.DataFrame(x, columns=list("abcd")), y)
    with pytest.raises(ValueError, match=r"X must be a table \(n, d\).*shape \(150,\)"):
        mutual_info(y, y)
    with pytest.raises(ValueError, match="discrete lists 2 columns, but X has 4"):
        mutual_info(x, y, discrete=[True, False])
