"""Quantised networks and binned layers: information from counts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoplane.estimators import PlugIn
from infoplane.planes.exact.binning import binned_information
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.exact.quantised_networks import exact_information, quantise
from infoplane.planes.models.twelve_bits import twelve_bits


@given(st.integers(2, 16), st.integers(0, 10**6))
def test_data_processing_holds_exactly(levels: int, seed: int) -> None:
    """H(X) >= I(X;T_1) >= I(X;T_2) >= ..., H(Y) >= I(Y;T_1) >= ..., to the rounding of logarithms."""
    rng = np.random.default_rng(seed)
    signal, labels = rng.integers(2, size=(64, 6)).astype(float), rng.integers(3, size=64)
    last = math.log(64), label_entropy(labels)
    for width in (4, 3, 2, 1):
        signal = quantise(np.tanh(signal @ rng.normal(size=(signal.shape[1], width))), levels, -1, 1)
        information = exact_information(signal, labels)
        assert information.inputs <= last[0] + 1e-12
        assert -1e-12 <= information.labels <= min(last[1], information.inputs) + 1e-12
        last = information


def test_counts_equal_the_plug_in_estimate() -> None:
    bits, labels = twelve_bits()
    signal = quantise(np.tanh(bits @ np.random.default_rng(0).normal(size=(12, 2))), 5, -1, 1)
    information = exact_information(signal, labels)
    counted = PlugIn(correct=False)
    assert information.labels == pytest.approx(counted.estimate(signal, labels, discrete=True).nats, abs=1e-12)
    assert information.inputs == pytest.approx(counted.estimate(np.arange(4096), signal, discrete=True).nats, abs=1e-12)


def test_weights_stand_for_repeated_inputs() -> None:
    values, labels = np.array([[0.0], [1.0], [1.0]]), np.array([0, 1, 2])
    repeated = exact_information(np.repeat(values, [1, 2, 3], axis=0), np.repeat(labels, [1, 2, 3]))
    assert exact_information(values, labels, [1, 2, 3]) == pytest.approx(repeated)


def test_quantiser_rounds_to_its_levels() -> None:
    assert quantise([-5, -0.3, -0.2, 0.9], 5, -1, 1).tolist() == [-1, -0.5, 0, 1]
    with pytest.raises(ValueError, match="at least 2 levels"):
        quantise([0.0], 1, 0, 1)
    with pytest.raises(ValueError, match="one label for each row"):
        exact_information(np.zeros((3, 1)), [0, 1])


def test_finer_bins_have_more_information() -> None:
    """Halving the bins never loses information."""
    bits, labels = twelve_bits()
    layer = np.tanh(bits @ np.random.default_rng(1).normal(size=(12, 3)) / 3)
    values = np.array([binned_information(layer, labels, bins) for bins in (1, 2, 4, 8, 32, 1024)])
    assert values[0] == pytest.approx([0, 0], abs=1e-12)
    assert (np.diff(values, axis=0) > -1e-12).all()
    assert values[-1] == pytest.approx([math.log(4096), label_entropy(labels)], rel=0.02)


def test_bins_of_equal_mass_depend_on_ranks_only() -> None:
    rng = np.random.default_rng(2)
    layer, labels = rng.normal(size=(300, 2)), rng.integers(2, size=300)
    ranks = binned_information(layer, labels, 5, span="ranks")
    assert binned_information(np.exp(3 * layer), labels, 5, span="ranks") == pytest.approx(ranks)
    one = binned_information(layer[:, :1], labels, 5, span="ranks")
    assert one.inputs == pytest.approx(math.log(5))


def test_values_beyond_the_ends_fall_into_the_outer_bins() -> None:
    ends = binned_information(np.array([[-9.0], [-1.0], [1.0], [9.0]]), [0, 0, 1, 1], 30, span=(-1, 1))
    assert ends == pytest.approx((math.log(2), math.log(2)))
    for span, message in (((1, -1), "ends in order"), ("width", '"range", "ranks"')):
        with pytest.raises(ValueError, match=message):
            binned_information(np.zeros((2, 1)), [0, 1], span=span)
    with pytest.raises(ValueError, match=r"\(n, width\)"):
        binned_information(np.zeros(2), [0, 1])


def test_bins_reach_from_the_smallest_to_the_largest_value() -> None:
    """A ReLU above 1 is not clipped, and a layer times a number has the same bins."""
    relu = np.maximum(np.random.default_rng(3).normal(size=(2000, 1)) * 5, 0)
    labels = (relu[:, 0] > 5).astype(int)
    found = binned_information(relu, labels, 30)
    assert found == pytest.approx(binned_information(relu * 1e-8, labels, 30))
    assert found.inputs > 1.5
    assert found.labels > 0.95 * label_entropy(labels)
    assert binned_information(relu, labels, 30, span=(-1, 1)).labels < 0.5 * found.labels
    assert binned_information(np.full((5, 2), 3.0), [0, 1, 0, 1, 0]) == pytest.approx((0, 0), abs=1e-12)
