"""The difference of two mutual informations on the same rows."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from infoplane.estimators import compare_mi, estimate_mi
from infoplane.estimators.questions.difference import LEAST_ROWS
from infoplane.estimators.questions.rows import jackknife, parts_of


def normals(first: float, second: float, n: int, seed: int) -> tuple[NDArray, NDArray, NDArray]:
    """x1, x2 and y with I(X1;Y) and I(X2;Y) as given, both jointly normal with y."""
    rng = np.random.default_rng(seed)
    y, *noise = rng.normal(size=(3, n))
    r1, r2 = (math.sqrt(1 - math.exp(-2 * nats)) for nats in (first, second))
    return r1 * y + math.sqrt(1 - r1**2) * noise[0], r2 * y + math.sqrt(1 - r2**2) * noise[1], y


def test_it_is_the_difference_of_two_measurements_of_the_same_rows() -> None:
    x1, x2, y = normals(1.0, 0.2, 300, 0)
    found = compare_mi(x1, x2, y, fast=True)
    assert found.nats == found.first.nats - found.second.nats
    assert found.bits == pytest.approx(found.nats / math.log(2))
    assert found.first.n == found.second.n == found.n == 300
    assert found.first.nats == pytest.approx(estimate_mi(x1, y, fast=True).nats, abs=0.1)
    assert found.lower < 0.8 < found.upper
    assert found.verdict == "x1 says more about y than x2"
    assert "x1 says more" in str(found) and "With x2:" in str(found)


def test_the_other_way_round_it_has_the_other_sign() -> None:
    x1, x2, y = normals(1.0, 0.2, 200, 1)
    found, turned = compare_mi(x1, x2, y, fast=True), compare_mi(x2, x1, y, fast=True)
    assert (turned.nats, turned.lower, turned.upper) == pytest.approx((-found.nats, -found.upper, -found.lower))
    assert turned.verdict == "x2 says more about y than x1"


def test_one_variable_twice_makes_no_difference() -> None:
    """Their noise is the same, and the interval is narrower than that of two variables that have nothing in common."""
    x1, x2, y = normals(0.7, 0.7, 300, 2)
    same, apart = compare_mi(x1, x1.copy(), y, fast=True), compare_mi(x1, x2, y, fast=True)
    assert same.nats == 0 and same.verdict == "no significant difference"
    assert same.correlation == pytest.approx(1.0)
    assert same.upper - same.lower < apart.upper - apart.lower


def test_the_same_data_give_the_same_numbers_and_rows_are_dropped_together() -> None:
    x1, x2, y = normals(0.5, 0.1, 150, 3)
    x2[[3, 5]] = np.nan
    found = compare_mi(x1, x2, y, fast=True, missing="drop")
    assert found == compare_mi(x1, x2, y, fast=True, missing="drop")
    assert (found.n, found.flags[0]) == (148, "2 of 150 rows had missing values and were dropped.")
    with pytest.raises(ValueError, match="2 of 150 rows have missing values"):
        compare_mi(x1, x2, y)


def test_labels_beside_numbers() -> None:
    x1, _, y = normals(0.5, 0.0, 300, 4)
    coins = np.random.default_rng(0).choice(["heads", "tails"], 300)
    found = compare_mi(x1, coins, np.where(y > 0, "up", "down"), fast=True)
    assert found.lower > 0


def test_a_value_without_noise_leaves_the_ends_of_the_intervals() -> None:
    _, x2, y = normals(0.5, 0.5, 150, 5)
    found = compare_mi(y**3, x2, y, fast=True)
    assert found.nats == math.inf and found.upper == math.inf
    assert found.lower == found.first.lower - found.second.upper
    assert "infinite" in found.flags[-1] and math.isnan(found.correlation)


def test_few_rows_and_wrong_schemes_are_refused() -> None:
    x1, x2, y = normals(0.5, 0.1, LEAST_ROWS - 1, 6)
    with pytest.raises(ValueError, match=f"at least {LEAST_ROWS} rows"):
        compare_mi(x1, x2, y)
    with pytest.raises(ValueError, match="The scheme must be"):
        compare_mi(x1, x2, y, scheme="sorted")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="positional"):
        compare_mi(x1, x2, y, 0)  # type: ignore[misc]


def test_groups_that_share_their_noise_widen_the_interval() -> None:
    """Each row twelve times: the rows tell as much as their groups."""
    x1, x2, y = (np.repeat(one, 12) for one in normals(1.0, 0.2, 40, 7))
    jitter = np.random.default_rng(0).normal(scale=0.1, size=(2, 480))
    apart = compare_mi(x1 + jitter[0], x2 + jitter[1], y, fast=True, scheme="shuffle")
    together = compare_mi(x1 + jitter[0], x2 + jitter[1], y, fast=True, groups=np.repeat(np.arange(40), 12))
    assert "The interval allows for 40 groups of rows." in " ".join(together.flags)
    assert together.upper - together.lower > apart.upper - apart.lower


def test_one_group_is_refused_but_for_a_series() -> None:
    x1, x2, y = normals(1.0, 0.2, 80, 8)
    one = np.full(80, "a")
    for scheme in ("auto", "shuffle"):
        with pytest.raises(ValueError, match=r"needs at least two; all rows are in one\. Leave out `groups`"):
            compare_mi(x1, x2, y, fast=True, groups=one, scheme=scheme)  # type: ignore[arg-type]
    for scheme in ("shift", "block"):
        found = compare_mi(x1, x2, y, fast=True, groups=one, scheme=scheme)  # type: ignore[arg-type]
        bare = compare_mi(x1, x2, y, fast=True, scheme=scheme)  # type: ignore[arg-type]
        assert (found.lower, found.upper) == pytest.approx((bare.lower, bare.upper))
        assert found.correlation == pytest.approx(bare.correlation) and math.isfinite(found.correlation)


def test_parts_are_disjoint_and_keep_groups_and_stretches_whole() -> None:
    rng = np.random.default_rng(0)
    for parts in (parts_of(50, 12, rng), parts_of(50, 12, rng, in_order=True)):
        assert len(parts) == 12
        assert sorted(np.concatenate(parts).tolist()) == list(range(50))
    assert all((np.diff(part) == 1).all() for part in parts)
    groups = np.repeat(np.arange(10), 5)
    for part in parts_of(50, 12, rng, groups):
        assert len(part) == 5 and len(set(groups[part])) == 1


def test_the_jackknife_of_means_gives_their_covariance() -> None:
    """For means the grouped jackknife is unbiased: (K - 1) / K sum over parts ~ cov / n."""
    values = np.random.default_rng(0).multivariate_normal([0, 0], [[1, 0.5], [0.5, 2]], size=6000)
    parts = parts_of(6000, 600, np.random.default_rng(1))
    found = jackknife(6000, parts, lambda rows: values[rows].mean(axis=0))
    np.testing.assert_allclose(found * 6000, np.cov(values.T), rtol=0.2)


@pytest.mark.slow
def test_intervals_contain_the_true_difference() -> None:
    inside = []
    for seed in range(40):
        strong, weak = 0.3 + 0.02 * seed, 0.3
        found = compare_mi(*normals(strong, weak, 400, seed), fast=True)
        inside.append(found.lower <= strong - weak <= found.upper)
    assert np.mean(inside) >= 0.9


@pytest.mark.slow
def test_intervals_where_x2_is_a_part_of_x1() -> None:
    inside = []
    for seed in range(30):
        y, *noise = np.random.default_rng(seed).normal(size=(3, 400))
        x = np.column_stack([y + noise[0], y + noise[1]])
        true = 0.5 * math.log(3) - 0.5 * math.log(2)
        found = compare_mi(x, x[:, :1], y, fast=True)
        inside.append(found.lower <= true <= found.upper)
    assert np.mean(inside) >= 0.85
