"""All pairs of columns, with corrected p-values."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from infoplane.estimators import estimate_mi, pairwise_mi
from infoplane.estimators.pairings import pairing_of
from infoplane.estimators.questions.pairwise import _statistics, _tested


@pytest.fixture
def data() -> pd.DataFrame:
    """a and c depend on each other, b and the labels `kind` too; all else is independent."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(120, 3)), columns=["a", "b", "c"])
    frame["c"] += frame["a"]
    frame["kind"] = np.where(frame["b"] + 0.3 * rng.normal(size=120) > 0, "up", "down")
    return frame


def test_a_line_for_each_pair(data: pd.DataFrame) -> None:
    found = pairwise_mi(data, permutations=99)
    frame = found.frame()
    assert list(zip(frame["x"], frame["y"], strict=True)) == [
        *[("a", "b"), ("a", "c"), ("a", "kind"), ("b", "c"), ("b", "kind"), ("c", "kind")]
    ]
    assert list(frame)[2:] == ["nats", "lower", "upper", "null_mean", "null_sd", "p", "p_corrected"]
    significant = frame[frame["p_corrected"] < 0.05]
    assert list(zip(significant["x"], significant["y"], strict=True)) == [("a", "c"), ("b", "kind")]
    assert (frame["p"] <= frame["p_corrected"]).all()
    assert (frame["lower"] <= frame["upper"]).all()
    assert (found.n, found.permutations, found.flags) == (120, 99, ())
    assert frame["nats"][1] == pytest.approx(estimate_mi(data["a"], data["c"], fast=True).nats, abs=0.1)


def test_the_matrix_is_symmetric(data: pd.DataFrame) -> None:
    found = pairwise_mi(data[["a", "b", "c"]], permutations=9)
    matrix = found.matrix()
    assert list(matrix) == list(matrix.index) == ["a", "b", "c"]
    assert np.isnan(np.diag(matrix)).all()
    assert matrix.loc["a", "c"] == matrix.loc["c", "a"] == found.frame()["nats"][1]
    assert found.matrix("p_corrected").loc["b", "a"] == found.frame()["p_corrected"][0]
    with pytest.raises(ValueError, match="There is no value 'q'; there are nats, lower"):
        found.matrix("q")


def test_processes_give_the_same_numbers_and_seeds_count(data: pd.DataFrame) -> None:
    some = data[["a", "c"]]
    first = pairwise_mi(some, permutations=19).frame()
    pd.testing.assert_frame_equal(first, pairwise_mi(some, permutations=19, n_jobs=2).frame())
    pd.testing.assert_frame_equal(first, pairwise_mi(some.to_numpy(), permutations=19).frame().assign(x="a", y="c"))


def test_corrected_p_values_hold_for_all_pairs_together() -> None:
    """On statistics of independent pairs, the smallest corrected p-value is below .05 in at most about 5 % of draws."""
    rng = np.random.default_rng(0)
    tested = [_tested(rng.normal(size=(20, 100)) * rng.uniform(0.1, 9, size=(20, 1))) for _ in range(400)]
    smallest_plain, smallest = (np.array([each[index].min() for each in tested]) for index in (0, 1))
    assert np.mean(smallest <= 0.05) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 400)
    assert np.mean(smallest_plain <= 0.05) > 0.5  # which is why they are corrected


@pytest.mark.slow
def test_corrected_p_values_nearly_hold_beside_dependent_pairs() -> None:
    """The labels a, c, e depend on each other, and so do b and d; the six pairs across are independent.

    Their statistics go together, which those of permuted columns do not.
    """
    across = [i for i, (a, b) in enumerate(combinations(range(5), 2)) if (a < 3) != (b < 3)]
    smallest, plain, others = [], [], []
    for seed in range(250):
        rng = np.random.default_rng(seed)
        shared = rng.integers(4, size=(40, 2))[:, [0, 0, 0, 1, 1]]
        columns = np.where(rng.random((40, 5)) < 0.1, rng.integers(4, size=(40, 5)), shared).T
        pairing = pairing_of("shuffle", columns[0], columns[1], None)
        drawn = [_statistics((columns[i], columns[j]), (i, j), pairing, 19, seed) for i, j in combinations(range(5), 2)]
        p_values, corrected = _tested(np.array(drawn))
        plain.append(p_values[across].min())
        smallest.append(corrected[across].min())
        others.append(np.delete(corrected, across).max())
    assert np.mean(np.array(smallest) <= 0.05) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 250)
    assert np.mean(np.array(plain) <= 0.05) > 0.12  # which is why they are corrected
    assert np.mean(np.array(others) <= 0.05) > 0.9  # the dependent ones are found


def test_a_constant_column_leaves_the_other_pairs_as_they_are(data: pd.DataFrame) -> None:
    some = data[["a", "b", "c"]]
    for value in (3.0, "same"):
        found = pairwise_mi(some.assign(still=value), permutations=19)
        frame = found.frame()
        still = frame["y"] == "still"
        assert still.sum() == 3
        assert (frame.loc[still, ["nats", "lower", "upper"]] == 0).all(axis=None)
        assert (frame.loc[still, ["p", "p_corrected"]] == 1).all(axis=None)
        assert found.flags[0] == "Constant columns say nothing about others, so that their pairs have 0 nats: still."
        pd.testing.assert_frame_equal(frame[~still].reset_index(drop=True), pairwise_mi(some, permutations=19).frame())


def test_a_strong_pair_stays_significant_among_many() -> None:
    values = np.random.default_rng(0).normal(size=(500, 200))
    values[7, 0] = 50.0
    p_values, corrected = _tested(values)
    assert p_values[7] == corrected[7] == 1 / 200
    assert (corrected[np.arange(500) != 7] > 0.05).mean() > 0.95


def test_equal_statistics_are_no_evidence() -> None:
    p_values, corrected = _tested(np.zeros((3, 20)))
    assert p_values.tolist() == corrected.tolist() == [1.0] * 3


def test_series_are_flagged_when_they_are_shuffled() -> None:
    steps = np.random.default_rng(0).normal(size=(300, 2))
    for row in range(1, 300):
        steps[row] += 0.95 * steps[row - 1]
    shuffled = pairwise_mi(steps, permutations=19)
    assert 'Give scheme="shift"' in shuffled.flags[0]
    assert pairwise_mi(steps, permutations=19, scheme="shift").flags == ()


def test_rows_with_missing_values_are_dropped_from_all(data: pd.DataFrame) -> None:
    data.loc[3, "b"] = np.nan
    with pytest.raises(ValueError, match="1 of 120 rows have missing values"):
        pairwise_mi(data)
    found = pairwise_mi(data[["a", "b"]], permutations=9, missing="drop")
    assert (found.n, found.flags) == (119, ("1 of 120 rows had missing values and were dropped.",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"permutations": 0}, "at least one permutation; got 0"),
        ({"scheme": "block"}, 'must be "shuffle" or "shift"'),
        ({"discrete": (False, False)}, r"give a list, not a tuple; got \(False, False\)"),
        ({"discrete": (False, False, False, True)}, "give a list, not a tuple"),
        ({"discrete": [True]}, "discrete lists 1 columns, but X has 4"),
    ],
)
def test_mistakes_are_named(change: dict, message: str, data: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=message):
        pairwise_mi(data, **change)
    with pytest.raises(ValueError, match="each with a name of its own"):
        pairwise_mi(data[["a", "a"]])
