"""Two samples as one: columns by name, levels that are the same in both, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from infoplane.estimators.samples.joining import as_joined
from infoplane.estimators.validation import is_labels

NAMES = ("p", "q")
LINE = np.arange(30.0)


def test_rows_of_the_first_then_of_the_second() -> None:
    whole, n = as_joined(LINE, list(-LINE[:20]), NAMES)
    assert n == 30
    assert whole[:, 0].tolist() == [*LINE, *-LINE[:20]]
    whole, n = as_joined(pd.Series(LINE, name="a"), pd.Series(-LINE, name="b"), NAMES)
    assert (n, whole.shape) == (30, (60, 1))


def test_missing_values_are_dropped_from_the_sample_that_they_are_in() -> None:
    gaps = np.where(LINE < 5, np.nan, LINE)
    whole, n = as_joined(gaps, LINE, NAMES, missing="drop")
    assert (n, len(whole)) == (25, 55)
    whole, n = as_joined(LINE, gaps, NAMES, missing="drop")
    assert (n, len(whole)) == (30, 55)
    with pytest.raises(ValueError, match='missing must be "error" or "drop"'):
        as_joined(LINE, LINE, NAMES, missing="skip")  # type: ignore[arg-type]


def test_levels_are_the_same_in_both() -> None:
    first, second = np.array(["b", "c"]).repeat(20), np.array(["a", "b", "c"]).repeat(20)
    for p, q in (
        (first, second),
        (pd.Series(first), pd.Series(second)),
        (pd.Series(first, dtype="category"), pd.Series(second)),
    ):
        whole, n = as_joined(p, q, NAMES)
        assert is_labels(whole)
        assert (whole[:n][first == "b"] == whole[n:][second == "b"][0]).all()
        assert len(np.unique(whole)) == 3
    numbered, other = (pd.Series(LINE, dtype="category"), pd.Series(-LINE, dtype="category"))
    assert is_labels(as_joined(numbered, other, NAMES)[0])
    intervals = [pd.Series(pd.cut(pd.Series(values), [-1, 10, 20, 30])) for values in (LINE, LINE[::-1])]
    whole, n = as_joined(*intervals, NAMES)
    assert (whole[:n] == whole[n:][::-1]).all()
    assert len(np.unique(whole)) == 3


def test_columns_belong_together_by_name() -> None:
    first = pd.DataFrame({"a": LINE, "b": -LINE, "kind": np.where(LINE < 9, "u", "v")})
    whole, n = as_joined(first, first[["kind", "b", "a"]][:20], NAMES)
    assert n == 30
    assert (whole["numbers"][n:] == first[["a", "b"]].to_numpy()[:20]).all()
    assert (whole["labels"][n:] == whole["labels"][:20]).all()


def test_refusals() -> None:
    frame = pd.DataFrame({"a": LINE, "b": LINE})
    for p, q, message in (
        (frame, frame.rename(columns={"a": "c"}), "must have the same columns"),
        (frame, frame.to_numpy(), "One of p and q is a frame"),
        (pd.Series(LINE), frame, "must have the same columns; got 1 and 2"),
        (pd.DataFrame({"a": LINE > 3}), pd.DataFrame({"a": LINE}), "mixes booleans and numbers"),
        (3.0, LINE, "p must hold points in rows; got a single value"),
        (LINE, np.stack([LINE, LINE], 1), "points of one shape"),
    ):
        with pytest.raises(ValueError, match=message):
            as_joined(p, q, NAMES)
