"""Scalar channels: limits and identities. Their values are tested in test_ladder.py."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.exact.scalar_channels import binary_channel_information, chain_information, hypercube_information


@pytest.mark.parametrize("std", [20.0, 50.0])
def test_weak_bit_carries_half_its_signal_to_noise(std: float) -> None:
    assert binary_channel_information(std) == pytest.approx(0.5 / std**2, rel=2 / std**2)


def test_without_errors_every_bit_carries_one_bit() -> None:
    assert hypercube_information(7, 0.01) == pytest.approx(7 * math.log(2), rel=1e-12)
    with pytest.raises(ValueError, match="positive standard deviation"):
        binary_channel_information(0.0)


@settings(max_examples=20)
@given(st.floats(0.05, 1), st.floats(-3, 3), st.floats(-1, 1), st.integers(0, 10**6))
def test_chains_obey_information_theory(std: float, weight: float, bias: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs, labels = rng.normal(size=6), rng.integers(2, size=6)
    layers = [np.tanh, lambda t: np.tanh(weight * t + bias), lambda t: t]
    values = np.array(chain_information(inputs, layers, std, labels))
    assert (np.diff(values, axis=0) <= 1e-9).all()
    assert (values >= -1e-9).all()
    assert (values[:, 1] <= np.minimum(values[:, 0], label_entropy(labels)) + 1e-9).all()


def test_identity_layers_add_their_noise() -> None:
    inputs = [-1.0, 1.0]
    values = chain_information(inputs, [lambda t: t] * 4, 0.5)
    assert [inputs for inputs, _ in values] == pytest.approx(
        [binary_channel_information(0.5 * math.sqrt(k)) for k in (1, 2, 3, 4)]
    )


def test_the_lattice_resolves_a_steep_layer() -> None:
    """A layer of slope 40 only scales its input: the second noise then counts 1/40."""
    [_, steep] = chain_information([-1.0, 1.0], [lambda t: t, lambda t: 40 * t], 0.5)
    assert steep[0] == pytest.approx(binary_channel_information(0.5 * math.sqrt(1 + 1 / 1600)), abs=1e-9)


def test_wrong_arguments_raise_errors() -> None:
    with pytest.raises(ValueError, match="one label for each"):
        chain_information([0.0, 1.0], [np.tanh], 0.1, [0])
    with pytest.raises(ValueError, match="noise of positive std"):
        chain_information([0.0, 1.0], [np.tanh], 0.0)
