"""Rectangles: exact coverage, edges read back, the distribution of the edges."""

import numpy as np
import pytest
from scipy.stats import kstest

from infoplane.distributions import Chain, NormalCDF, RectangleEdges, RectangleImage


@pytest.mark.parametrize("size", [3, 16, 32])
def test_inverse_round_trip(size: int) -> None:
    uniforms = np.random.default_rng(0).random((2000, 4))
    to_edges, draw = RectangleEdges(size), RectangleImage(size)
    edges = to_edges(uniforms)
    np.testing.assert_allclose(to_edges.inverse(edges), uniforms, atol=1e-6)
    np.testing.assert_allclose(draw.inverse(draw(edges)), edges, atol=1e-9)
    chain = Chain((to_edges, draw))
    np.testing.assert_allclose(chain.inverse(chain(uniforms)), uniforms, atol=1e-6)


def test_inverse_round_trip_from_normals() -> None:
    chain = Chain((NormalCDF(), RectangleEdges(), RectangleImage()))
    z = np.random.default_rng(1).standard_normal((2000, 4))
    np.testing.assert_allclose(chain.inverse(chain(z)), z, atol=1e-6)


def test_pixels_are_covered_areas() -> None:
    edges = np.array([[0.11, 0.52, 0.3, 0.93]])
    fine = 64  # sub-pixels along the side of a pixel
    image = RectangleImage(8)(edges)[0]
    points = (np.arange(8 * fine) + 0.5) / (8 * fine)
    rows = (points > 0.11) & (points < 0.52)
    columns = (points > 0.3) & (points < 0.93)
    counted = np.outer(rows, columns).reshape(8, fine, 8, fine).mean(axis=(1, 3))
    np.testing.assert_allclose(image, counted, atol=2 / fine)
    assert image.sum() == pytest.approx(64 * (0.52 - 0.11) * (0.93 - 0.3))


def test_edges_are_uniform_on_the_triangle() -> None:
    edges = RectangleEdges(32)(np.random.default_rng(2).random((20_000, 4)))
    least = 2 / 32
    lengths = edges[:, 1] - edges[:, 0]
    assert (lengths >= least - 1e-12).all()
    assert edges.min() >= 0
    assert edges.max() <= 1
    # On a triangle of side 1 - m the excess length has distribution function 1 - (1 - t)^2.
    assert kstest((lengths - least) / (1 - least), lambda t: 1 - (1 - np.clip(t, 0, 1)) ** 2).pvalue > 1e-4
    assert kstest(edges[:, 0] / (1 - least), lambda t: 1 - (1 - np.clip(t, 0, 1)) ** 2).pvalue > 1e-4


def test_bad_parameters_are_refused() -> None:
    for kind in (RectangleEdges, RectangleImage):
        with pytest.raises(ValueError, match="more than 2 pixels"):
            kind(2)
        with pytest.raises(ValueError, match="4"):
            kind(32).output_shape((3,))
