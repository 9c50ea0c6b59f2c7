"""Correlated bumps, ellipses and strokes: pixel formulas, parameters read back, and why the maps are one-to-one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infoplane.distributions import CorrelatedBump, EllipseImage, EllipseParameters, Injection, StrokeImage, StrokeParameters
from infoplane.distributions.images.ellipses import ASPECT, MINOR

IMAGES: list[tuple[Injection, Injection | None, int]] = [
    (CorrelatedBump(32), None, 5),
    (EllipseImage(32), EllipseParameters(), 5),
    (StrokeImage(32), StrokeParameters(), 6),
]


def test_correlated_bump_pixels() -> None:
    p = np.array([[0.2, 0.7, 0.3, 0.9, 0.1]])
    image = CorrelatedBump(8)(p)[0]
    grid = np.linspace(0, 1, 8)
    a, b, c = 1.3, 1.9, -0.8
    for i in range(8):
        for j in range(8):
            dx, dy = grid[j] - 0.2, grid[i] - 0.7
            assert image[i, j] == pytest.approx(np.exp(-10 * (a**2 * dx**2 + b**2 * dy**2 + c * a * b * dx * dy)))


def test_ellipse_pixels() -> None:
    ellipse = np.array([[0.4, 0.6, 0.2, 0.1, 0.5]])
    image = EllipseImage(32)(ellipse)[0]
    points = (np.arange(32) + 0.5) / 32
    for i, j in ((19, 12), (10, 20), (15, 10), (0, 0)):
        dx, dy = points[j] - 0.4, points[i] - 0.6
        along, across = dx * math.cos(0.5) + dy * math.sin(0.5), dy * math.cos(0.5) - dx * math.sin(0.5)
        q = (along / 0.2) ** 2 + (across / 0.1) ** 2
        assert image[i, j] == pytest.approx(1 / (1 + math.exp(1.5 * 32 * 0.1 * (q - 1))))


def test_stroke_pixels() -> None:
    stroke = np.array([[0.5, 0.1, -0.1, 0.12, 0.2, 0.8]])
    image = StrokeImage(16)(stroke)[0]
    points = (np.arange(16) + 0.5) / 16
    for i in range(16):
        c = 2 * points[i] - 1
        h = 0.5 + 0.1 * c - 0.1 * (3 * c**2 - 1) / 2 + 0.12 * (5 * c**3 - 3 * c) / 2
        ends = (1 + math.exp(-40 * (points[i] - 0.2))) * (1 + math.exp(-40 * (0.8 - points[i])))
        np.testing.assert_allclose(image[i], np.exp(-220 * (points - h) ** 2) / ends, rtol=1e-9)


@pytest.mark.parametrize(("draw", "to_parameters", "dim"), IMAGES, ids=["correlated bump", "ellipse", "stroke"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_parameters_are_read_back_to_the_corners(
    draw: Injection, to_parameters: Injection | None, dim: int, data: st.DataObject
) -> None:
    # The last parameter of an ellipse is an angle: its interval is half-open.
    value = st.one_of(st.just(0.0), st.just(1 - 1e-6), st.floats(0, 1 - 1e-6))
    uniforms = np.array([data.draw(st.lists(value, min_size=dim, max_size=dim))])
    parameters = to_parameters(uniforms) if to_parameters else uniforms
    read = draw.inverse(draw(parameters))
    if isinstance(draw, EllipseImage):
        # Near 0 and pi, a rounding error may turn the angle by pi.
        turn = np.round((read[:, 4] - parameters[:, 4]) / math.pi)
        assert (np.abs(turn) == 0).all() or parameters[0, 4] % math.pi < 1e-5 or math.pi - parameters[0, 4] < 1e-5
        read[:, 4] -= turn * math.pi
    np.testing.assert_allclose(read, parameters, atol=1e-6)


def test_ellipses_stay_inside_the_frame_and_within_their_limits() -> None:
    x, y, major, minor, angle = EllipseParameters()(np.random.default_rng(0).random((5000, 5))).T
    assert (major >= ASPECT[0] * minor - 1e-12).all()
    assert minor.min() >= MINOR[0]
    assert angle.min() >= 0
    assert angle.max() < math.pi
    outline = np.linspace(0, 2 * math.pi, 100)[:, None]
    along, across = major * np.cos(outline), minor * np.sin(outline)
    for centre, offset in (
        (x, along * np.cos(angle) - across * np.sin(angle)),
        (y, along * np.sin(angle) + across * np.cos(angle)),
    ):
        assert (centre + offset).min() >= -1e-12
        assert (centre + offset).max() <= 1 + 1e-12


def test_without_its_limits_the_ellipse_would_not_be_one_to_one() -> None:
    draw = EllipseImage(32)
    ellipse = np.array([[0.5, 0.5, 0.2, 0.1, 0.4]])
    half_a_turn = ellipse + np.array([0, 0, 0, 0, math.pi])
    swapped = np.array([[0.5, 0.5, 0.1, 0.2, 0.4 + math.pi / 2]])
    disc = np.array([[0.5, 0.5, 0.15, 0.15, 0.4]])
    np.testing.assert_allclose(draw(half_a_turn), draw(ellipse), atol=1e-12)
    np.testing.assert_allclose(draw(disc), draw(disc + np.array([0, 0, 0, 0, 1.0])), atol=1e-12)
    # Each of them is read back as another ellipse, so a round trip finds them.
    for outside in (half_a_turn, swapped):
        with pytest.raises(AssertionError):
            np.testing.assert_allclose(draw.inverse(draw(outside)), outside, atol=1e-6)


@pytest.mark.parametrize(("draw", "to_parameters", "dim"), IMAGES, ids=["correlated bump", "ellipse", "stroke"])
def test_different_parameters_give_visibly_different_images(draw: Injection, to_parameters: Injection | None, dim: int) -> None:
    uniforms = np.random.default_rng(0).uniform(0.1, 0.9, (200, dim))
    for axis in range(dim):
        moved = uniforms.copy()
        moved[:, axis] += 0.05
        first, second = (draw(to_parameters(u) if to_parameters else u) for u in (uniforms, moved))
        assert np.abs(first - second).max(axis=(1, 2)).min() > 0.005


@pytest.mark.parametrize(("draw", "to_parameters", "dim"), IMAGES, ids=["correlated bump", "ellipse", "stroke"])
def test_pixels_lie_between_black_and_white(draw: Injection, to_parameters: Injection | None, dim: int) -> None:
    uniforms = np.random.default_rng(0).random((500, dim))
    images = draw(to_parameters(uniforms) if to_parameters else uniforms)
    assert images.min() >= 0
    assert images.max() <= 1
    assert images.max(axis=(1, 2)).min() > 0.8


@pytest.mark.parametrize(
    "make",
    [
        lambda: CorrelatedBump(2),
        lambda: CorrelatedBump().output_shape((2,)),
        lambda: EllipseImage(8),
        lambda: EllipseImage().output_shape((4,)),
        lambda: EllipseParameters().output_shape((4,)),
        lambda: StrokeImage(4),
        lambda: StrokeImage().output_shape((5,)),
        lambda: StrokeParameters().output_shape((5,)),
    ],
)
def test_bad_sizes_and_shapes_are_refused(make: object) -> None:
    with pytest.raises(ValueError, match="got"):
        make()
