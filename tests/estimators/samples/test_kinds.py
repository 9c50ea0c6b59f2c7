"""The rule for labels and numbers, one test a line."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from infoplane.estimators import KSG, FrenzelPompe, Gaussian, MixedKSG, PlugIn, estimate_mi, permutation_test
from infoplane.estimators.samples.pairing import as_sample, as_samples
from infoplane.estimators.validation import is_labels, is_mixed

RNG = np.random.default_rng(0)


def levels(count: int, n: int) -> np.ndarray:
    """n integers of exactly this many levels, in random order."""
    return np.random.default_rng(1).permutation(np.arange(n) % count)


@pytest.mark.parametrize(
    ("count", "n", "labels"),
    [(1, 100, False), (2, 3, True), (2, 2, False), (3, 30, True), (3, 29, False), (50, 500, True), (51, 5000, False)],
)
def test_numbers_are_labels_if_they_have_few_levels(count: int, n: int, labels: bool) -> None:
    values = levels(count, n)
    for form in (values, values[:, None], values + 0.5, values.astype(np.float32), pd.Series(values), pd.DataFrame(values)):
        assert is_labels(as_sample(form)) == labels
    assert not is_labels(as_sample(np.repeat(values, 6).reshape(n, 2, 3)))  # images never are


def test_several_columns_of_numbers_are_judged_together() -> None:
    first, second = levels(5, 600), np.repeat(levels(6, 60), 10)
    assert is_labels(as_sample(np.column_stack([first, second])))
    assert not is_labels(as_sample(np.column_stack([first, second])[:299]))
    assert not is_labels(as_sample(np.column_stack([first, RNG.normal(size=600)])))
    assert not is_mixed(as_sample(np.column_stack([first, RNG.normal(size=600)])))


def test_numbers_beside_strings_are_judged_with_them() -> None:
    """Twelve levels of numbers beside forty strings are 480 levels: numbers beside labels. Two levels are labels always."""
    strings, twelve, two = (levels(40, 1920) + 100).astype(str), np.arange(1920) // 160, np.arange(1920) // 960
    assert is_mixed(as_sample(pd.DataFrame({"a": strings, "b": twelve})))
    assert is_labels(as_sample(pd.DataFrame({"a": levels(4, 1920).astype(str), "b": twelve})))
    assert is_labels(as_sample(pd.DataFrame({"a": strings, "b": two})))
    assert is_labels(as_sample(pd.DataFrame({"a": strings, "b": two == 1})))


def test_levels_that_appear_late_are_counted() -> None:
    """A sorted column shows few levels in its first rows."""
    assert not is_labels(as_sample(np.repeat(np.arange(60), 100)))


@pytest.mark.parametrize("values", [["7", "8"] * 4, [True, False] * 4, pd.Categorical(range(8)), [b"a", b"b"] * 4], ids=str)
def test_types_that_are_labels_however_many_levels_they_have(values: Any) -> None:
    assert is_labels(as_sample(values))
    assert is_labels(as_sample(pd.DataFrame({"a": values})))


def test_the_caller_decides() -> None:
    x, y = RNG.normal(size=(2, 60))
    few = levels(3, 60)
    assert Gaussian().estimate(few, y, discrete=False) == Gaussian().estimate(few.astype(float), y, discrete=(False, "auto"))
    assert not is_labels(as_sample(few, discrete=False))
    assert not is_labels(as_sample(few == 1, discrete=False))
    assert as_sample(pd.Categorical([2.5, 1.5]), discrete=False).tolist() == [[2.5], [1.5]]
    assert is_labels(as_sample(x, discrete=True))
    assert is_labels(as_sample(np.column_stack([x, y]), discrete=[True, True]))
    both = np.column_stack([x, few])
    mixed = as_sample(both, discrete=[False, True])
    assert is_mixed(mixed)
    np.testing.assert_array_equal(mixed["numbers"], x[:, None])
    np.testing.assert_array_equal(mixed["labels"], few)
    assert not is_labels(as_sample(both, discrete=np.array([False, False])))
    samples = as_samples({"x": both, "y": few}, ([False, True], False)).samples
    assert [is_mixed(sample) for sample in samples] == [True, False]
    assert is_labels(as_sample(np.zeros((4, 2, 2)) + np.arange(4)[:, None, None], discrete=True))
    assert permutation_test(PlugIn(), x, few, 2, discrete=True).estimate == PlugIn().estimate(x, few, discrete=True)
    assert MixedKSG().estimate(x, few, discrete=(False, False)).details["atoms"] == 0
    assert MixedKSG().estimate(few, few, discrete=(True, False)).details["atoms"] == 1
    z = levels(3, 60)
    assert FrenzelPompe().estimate(x, y, z) == FrenzelPompe().estimate(x, y, z, discrete=(False, False, True))
    with pytest.raises(ValueError, match="z has atoms"):
        FrenzelPompe().estimate(x, y, z, discrete=False)


@pytest.mark.parametrize(
    ("discrete", "message"),
    [
        ("yes", 'discrete is "auto", True, False, a list of True and False'),
        ([0, 1], "discrete is"),
        ([True], "discrete lists 1 columns, but x has 2"),
        ((True,), "A tuple in discrete has one entry for each of 2 samples; got 1"),
        ((False, False), "discrete takes a column of strings in y for numbers"),
    ],
)
def test_other_forms_of_discrete_are_refused(discrete: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        KSG().estimate(np.eye(4)[:, :2], ["a", "b"] * 2, discrete=discrete)


def test_numbers_stay_numbers_where_pairs_of_levels_are_rare() -> None:
    x, y = levels(20, 700), np.repeat(levels(20, 70), 10)
    assert [is_labels(sample) for sample in as_samples({"x": x, "y": y}).samples] == [False, False]
    assert [is_labels(sample) for sample in as_samples({"x": x[:, None], "y": y % 5}).samples] == [True, True]
    assert [is_labels(sample) for sample in as_samples({"x": x.astype(str), "y": y}).samples] == [True, False]
    assert [is_labels(sample) for sample in as_samples({"x": x, "y": RNG.normal(size=700)}).samples] == [True, False]
    assert [is_labels(sample) for sample in as_samples({"x": x, "y": y}, True).samples] == [True, True]
    two = levels(2, 700)
    assert [is_labels(sample) for sample in as_samples({"x": two, "y": np.arange(700).astype(str)}).samples] == [True, True]


def test_ages_against_rounded_heights() -> None:
    """Independent integers of many levels are numbers. Counted as labels they gave 1.8 nats at n = 300."""
    rng = np.random.default_rng(2)
    ages, heights = rng.integers(18, 80, 300), np.round(rng.normal(170, 9, 300)).astype(int)
    found = estimate_mi(ages, heights, fast=True)
    assert found.lower == 0
    assert abs(found.nats) < 0.1
    assert found.nats == estimate_mi(pd.Series(ages), pd.DataFrame({"height": heights}), fast=True).nats


def test_integers_of_wide_range() -> None:
    """Independent. Counted as labels they gave 7.4 nats."""
    found = estimate_mi(*np.random.default_rng(3).integers(0, 10**5, (2, 1000)), fast=True)
    assert found.lower == 0
    assert abs(found.nats) < 0.1


def test_counts_with_rare_levels_get_a_value_beside_numbers() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(2, 400)
    assert abs(estimate_mi(counts, rng.normal(size=400), fast=True).nats) < 0.1
    assert estimate_mi(counts, counts + rng.normal(size=400), fast=True).nats > 0.4


COLUMNS = arrays(np.int64, st.integers(12, 60), elements=st.integers(-3, 40))


@given(COLUMNS, st.sampled_from(["auto", True, False]), st.randoms(use_true_random=False))
def test_the_container_and_the_order_of_rows_do_not_matter(values: np.ndarray, discrete: Any, random: Any) -> None:
    y = np.random.default_rng(len(values)).normal(size=len(values))
    (x, y), _ = as_samples({"x": values, "y": y}, (discrete, False))
    order = np.array(random.sample(range(len(values)), len(values)))
    for form in (values[:, None], values.tolist(), values.astype(float), pd.Series(values), pd.DataFrame({"a": values})):
        (same, _), _ = as_samples({"x": form, "y": y}, (discrete, False))
        assert same.dtype == x.dtype
        np.testing.assert_array_equal(same, x)
    (shuffled, _), _ = as_samples({"x": values[order], "y": y[order]}, (discrete, False))
    np.testing.assert_array_equal(shuffled, x[order])
