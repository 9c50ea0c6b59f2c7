"""Distinct inputs: nothing is dropped silently, and equal rows have weights."""

import numpy as np
import pytest
import torch

from infoplane.planes import Alphabet, twelve_bits


def test_the_twelve_bits_are_4096_inputs() -> None:
    inputs, _ = twelve_bits()
    alphabet = Alphabet.of(inputs)
    assert len(alphabet) == 4096
    np.testing.assert_array_equal(alphabet.weights, np.full(4096, 1 / 4096))


def test_three_bits_of_a_thousand_rows_are_eight_inputs_with_their_shares() -> None:
    bits = np.random.default_rng(0).integers(0, 2, (1000, 3))
    alphabet = Alphabet.of(bits, most=8)
    assert (len(alphabet), alphabet.used) == (8, 1000)
    found = bits[alphabet.rows]
    shares = [(bits == row).all(1).mean() for row in found]
    np.testing.assert_allclose(alphabet.weights, shares)
    np.testing.assert_array_equal(alphabet.inputs.tensors[0].numpy(), found)
    assert alphabet.inputs.tensors[0].dtype == torch.int64


def test_of_many_inputs_a_part_is_taken_and_the_same_at_every_time() -> None:
    x = np.random.default_rng(0).standard_normal((3000, 2))
    first, second, other = (Alphabet.of(x, 500, seed, whole=2999) for seed in (0, 0, 1))
    assert len(Alphabet.of(x, 500)) == 3000, "a small alphabet is whole"
    np.testing.assert_array_equal(first.rows, second.rows)
    assert (first.rows != other.rows).any()
    assert (len(first), first.used) == (500, 500)
    assert first.weights.sum() == pytest.approx(1)
    np.testing.assert_array_equal(first.inputs.tensors[0].numpy(), x[first.rows])


def test_rows_are_equal_if_every_argument_is() -> None:
    x, mask = torch.tensor([[1.0], [1.0], [-0.0], [0.0]]), torch.tensor([True, False, True, True])
    assert Alphabet.of((x, mask)).rows.tolist() == [0, 1, 2]
    assert Alphabet.of({"x": x, "mask": mask}).weights.tolist() == [0.25, 0.25, 0.5]


def test_a_reading_needs_an_input() -> None:
    with pytest.raises(ValueError, match="at least one input"):
        Alphabet.of(torch.zeros(3, 1), most=0)
