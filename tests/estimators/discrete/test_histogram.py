"""Bins against numpy's own, ties and constant columns, and the rule for their number."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import Histogram, PlugIn


def test_bins_of_equal_width_are_those_of_numpy() -> None:
    x, y = CorrelatedNormal(1, 1, (0.7,)).sample(500, rng=0)
    joint = np.histogram2d(x[:, 0], y[:, 0], bins=7)[0] / 500
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.nansum(joint * np.log(joint / np.outer(joint.sum(axis=1), joint.sum(axis=0))))
    assert Histogram(7, "width", correct=False).estimate(x, y).nats == pytest.approx(expected, abs=1e-12)


@given(n=st.integers(4, 300), bins=st.integers(2, 12))
def test_bins_of_equal_mass_hold_equally_many(n: int, bins: int) -> None:
    x = np.random.default_rng(n).normal(size=(n, 1))
    cells = Histogram(bins)._cells(x, bins)
    counts = np.unique(cells, return_counts=True)[1]
    assert counts.max() - counts.min() <= 1
    assert len(counts) == min(n, bins)
    assert (np.diff(cells[np.argsort(x[:, 0])]) >= 0).all()


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
@pytest.mark.parametrize("bins", [2, 16])
def test_two_values_are_two_bins_however_rare(share: float, bins: int) -> None:
    """Quantiles of such a column coincide; an edge just below or above the atom would merge it with the other value."""
    x = (np.random.default_rng(0).random(1000) < share).astype(int)
    for column in (x, -x):
        estimate = Histogram(bins, correct=False).estimate(column[:, None].astype(float), x)
        assert estimate.nats == pytest.approx(PlugIn(correct=False).estimate(x, x).nats, abs=1e-12)


def test_an_atom_has_a_bin_to_itself() -> None:
    rng = np.random.default_rng(1)
    for atom in (-1.0, 0.0, 1.0):
        x = np.where(rng.random((2000, 1)) < 0.4, atom, rng.normal(size=(2000, 1)))
        cells = Histogram()._cells(x, 8)
        assert len(set(cells[x[:, 0] == atom])) == 1
        assert not set(cells[x[:, 0] == atom]) & set(cells[x[:, 0] != atom])


def test_labels_stay_what_they_are() -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(7, size=600)
    other = (labels + rng.integers(2, size=600)) % 7
    for bins in (None, 2):
        assert Histogram(bins).estimate(labels, other).nats == PlugIn().estimate(labels, other).nats


def test_cells_of_several_columns_are_products_of_bins() -> None:
    x, y = CorrelatedNormal(2, 1, (0.9,)).sample(800, rng=3)
    quarters = np.argsort(np.argsort(x, axis=0), axis=0) * 4 // 800
    y_half = (np.argsort(np.argsort(y[:, 0])) * 4 // 800).astype(int)
    expected = PlugIn().estimate(quarters @ [4, 1], y_half)
    assert Histogram(4).estimate(x, y).nats == pytest.approx(expected.nats, abs=1e-12)


@pytest.mark.parametrize("equal", ["mass", "width"])
def test_a_constant_column_beside_another_changes_nothing(equal: str) -> None:
    x, y = CorrelatedNormal(1, 1, (0.8,)).sample(500, rng=4)
    both = np.hstack([x, np.full_like(x, 0.1)])
    histogram = Histogram(6, equal)  # type: ignore[arg-type]
    assert histogram.estimate(both, y).nats == pytest.approx(histogram.estimate(x, y).nats, abs=1e-12)


def test_monotone_maps_change_nothing() -> None:
    x, y = CorrelatedNormal.with_mutual_information(0.5, 2, 1).sample(700, rng=5)
    assert Histogram().estimate(np.exp(x), y**3) == Histogram().estimate(x, y)


def test_memory_does_not_grow_with_the_grid() -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 1000, 40))
    assert Histogram(10, correct=False).estimate(x, y).nats == pytest.approx(math.log(1000), abs=1e-9)


@pytest.mark.parametrize(("n", "dims", "bins"), [(5000, (1, 1), 24), (5000, (2, 2), 4), (256, (3, 3), 2), (10_000, (1, 2), 10)])
def test_the_rule_for_the_number_of_bins(n: int, dims: tuple[int, int], bins: int) -> None:
    rng = np.random.default_rng(6)
    estimate = Histogram().estimate(rng.normal(size=(n, dims[0])), rng.normal(size=(n, dims[1])))
    assert estimate.details["bins"] == bins


def test_the_rule_counts_labels() -> None:
    rng = np.random.default_rng(7)
    assert Histogram().estimate(rng.normal(size=(1000, 1)), np.arange(1000) % 10).details["bins"] == 17


def test_converges_on_a_normal_pair() -> None:
    distribution = CorrelatedNormal(1, 1, (0.8,))
    errors = [
        abs(Histogram().estimate(*distribution.sample(n, rng=8)).nats - distribution.mutual_information) for n in (300, 200_000)
    ]
    assert errors[1] < 0.01 < errors[0]


def test_refusals() -> None:
    x = np.random.default_rng(9).normal(size=(100, 40))
    with pytest.raises(
        ValueError, match=r"Histogram needs n\^\(3/4\) >= 2\^80 for 2 bins in each of 80 columns; got n=100\. Compress"
    ):
        Histogram().estimate(x, x)
    with pytest.raises(ValueError, match=r"needs n\^\(3/4\) >= 50 \* 2\^1 for"):
        Histogram().estimate(x[:, :1], np.arange(100) // 2, discrete=(False, True))
    with pytest.raises(ValueError, match="at least 2 bins; got 1"):
        Histogram(1)
    with pytest.raises(ValueError, match="equal must be"):
        Histogram(equal="log")  # type: ignore[arg-type]
