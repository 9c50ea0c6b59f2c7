"""Gaussian bumps: the formula pixel by pixel, and the centre read back."""

import numpy as np
import pytest

from infoplane.distributions import GaussianBump


@pytest.mark.parametrize("size", [2, 16])
def test_pixels_follow_the_formula(size: int) -> None:
    centre = np.array([[0.2, 0.7]])
    image = GaussianBump(size)(centre)[0]
    grid = np.linspace(0, 1, size)
    for i in range(size):
        for j in range(size):
            expected = np.exp(-10 * ((grid[j] - 0.2) ** 2 + (grid[i] - 0.7) ** 2))
            assert image[i, j] == pytest.approx(expected)


@pytest.mark.parametrize("size", [2, 16, 64])
def test_centre_is_read_back(size: int) -> None:
    draw = GaussianBump(size)
    centres = np.random.default_rng(0).random((1000, 2))
    np.testing.assert_allclose(draw.inverse(draw(centres)), centres, atol=1e-6)


def test_first_parameter_moves_along_columns() -> None:
    left, right = GaussianBump(16)(np.array([[0.0, 0.5], [1.0, 0.5]]))
    assert np.unravel_index(left.argmax(), left.shape)[1] == 0
    assert np.unravel_index(right.argmax(), right.shape)[1] == 15


def test_bad_parameters_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 pixels"):
        GaussianBump(1)
    with pytest.raises(ValueError, match="2 parameters"):
        GaussianBump(16).output_shape((3,))
