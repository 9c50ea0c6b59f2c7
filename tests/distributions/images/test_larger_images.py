"""Striped rectangles and spheres under a lamp: pixel formulas, parameters read back, limits, colours, precision, memory."""

import math
import tracemalloc
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from infoplane.distributions import (
    Injection,
    SphereImage,
    SphereParameters,
    TexturedRectangleImage,
    TexturedRectangleParameters,
    sphere_images,
    textured_rectangle_images,
)
from infoplane.distributions.images.large.spheres import RADIUS
from infoplane.distributions.images.large.textured_rectangles import STEEPEST

FAMILIES = [(TexturedRectangleImage, TexturedRectangleParameters()), (SphereImage, SphereParameters())]
FULL = ((10, 15, 1.0), (2, 15, 0.0))  # pixels of a rectangle: one covered completely, one not at all
each_family = pytest.mark.parametrize(("image", "to_parameters"), FAMILIES, ids=["rectangle", "sphere"])


def corners_and_more(n: int) -> NDArray:
    uniforms = np.random.default_rng(0).random((n, 5))
    uniforms[:32] = np.array(np.meshgrid(*5 * [[0.0, 1 - 1e-9]])).reshape(5, -1).T
    return uniforms


@pytest.mark.parametrize("channels", [1, 3])
def test_rectangle_pixels(channels: int) -> None:
    image = TexturedRectangleImage(32, channels, "float64")(np.array([[0.2, 0.7, 0.33, 0.9, 0.4]]))[0]
    pixels = image.reshape(channels, 32, 32)
    # The middle of pixel (i, j) is at ((i + .5) / 32, (j + .5) / 32); edges lie at rows 6.4 and 22.4, columns 10.56 and 28.8.
    for j, shift in enumerate(np.arange(channels) * 2 * math.pi / 3):
        for row, column, covered in (
            (10, 15, 1.0),
            (6, 15, 0.6),
            (22, 20, 0.4),
            (12, 10, 0.44),
            (6, 28, 0.6 * 0.8),
            (2, 15, 0),
        ):
            down, across = (row + 0.5) / 32 - 0.45, (column + 0.5) / 32 - 0.615
            wave = math.cos(6 * math.pi * (across * math.cos(0.4) + down * math.sin(0.4)) + shift)
            assert pixels[j, row, column] == pytest.approx(covered * (0.6 + 0.4 * wave), abs=1e-12)


@pytest.mark.parametrize(("channels", "ambient"), [(1, [0.2]), (3, [0.1, 0.2, 0.4])])
def test_sphere_pixels(channels: int, ambient: list[float]) -> None:
    image = SphereImage(32, channels, "float64")(np.array([[0.45, 0.6, 0.25, 0.5, -0.3]]))[0]
    light = np.array([0.5, -0.3, math.sqrt(1 - 0.25 - 0.09)])
    shades = set()
    for row, column in ((18, 14), (15, 18), (23, 9), (20, 7), (2, 2)):
        offset = np.array([(column + 0.5) / 32 - 0.45, (row + 0.5) / 32 - 0.6]) / 0.25
        squared = float(offset @ offset)
        facing = float(np.array([*offset, math.sqrt(max(1 - squared, 0))]) @ light)
        coverage = min(1.0, max(0.0, 0.5 + 8 * (1 - math.sqrt(squared))))
        shades.add("none" if coverage == 0 else "shade" if facing <= 0 else "lit")
        expected = [coverage * (a + (1 - a) * max(0.0, facing)) for a in ambient]
        assert image.reshape(channels, 32, 32)[:, row, column] == pytest.approx(expected, abs=1e-12)
    assert shades == {"none", "shade", "lit"}


@each_family
@pytest.mark.parametrize(("size", "channels"), [(32, 1), (33, 3), (64, 1), (128, 3)])
def test_parameters_are_read_back_from_double_and_single_precision(
    image: type, to_parameters: Injection, size: int, channels: int
) -> None:
    uniforms = corners_and_more(50 if size == 128 else 300)
    parameters = to_parameters(uniforms)
    np.testing.assert_allclose(to_parameters.inverse(parameters), uniforms, atol=1e-12)
    for dtype, tolerance in (("float64", 1e-10), ("float32", 1e-5)):
        draw = image(size, channels, dtype)
        images = draw(parameters)
        assert images.dtype == dtype
        assert images.shape == (len(uniforms), *draw.output_shape((5,)))
        np.testing.assert_allclose(draw.inverse(images), parameters, atol=tolerance)


@each_family
@given(data=st.data())
def test_the_inverse_holds_to_the_corners(image: type, to_parameters: Injection, data: st.DataObject) -> None:
    value = st.one_of(st.just(0.0), st.just(1 - 1e-6), st.floats(0, 1 - 1e-6))
    parameters = to_parameters(np.array([data.draw(st.lists(value, min_size=5, max_size=5))]))
    draw = image(32, 1, "float64")
    np.testing.assert_allclose(draw.inverse(draw(parameters)), parameters, atol=1e-6)


def test_spheres_stay_inside_the_frame_and_are_lit_from_the_front() -> None:
    x, y, radius, light_x, light_y = SphereParameters()(corners_and_more(5000)).T
    assert min((x - radius).min(), (y - radius).min()) >= -1e-12
    assert max((x + radius).max(), (y + radius).max()) <= 1 + 1e-12
    assert (radius.min(), radius.max()) == pytest.approx(RADIUS)
    assert (light_x**2 + light_y**2).max() < 0.75


def test_sides_of_a_rectangle_are_a_quarter_of_the_image_or_more() -> None:
    top, bottom, left, right, angle = TexturedRectangleParameters()(corners_and_more(5000)).T
    assert min((bottom - top).min(), (right - left).min()) >= 0.25 - 1e-12
    assert min(top.min(), left.min()) >= 0
    assert max(bottom.max(), right.max()) <= 1
    assert np.abs(angle).max() <= STEEPEST


def test_outside_their_limits_the_maps_are_not_one_to_one() -> None:
    """Half a turn of the stripes changes nothing, and a round trip finds that. A lamp straight behind shows no direction."""
    draw = TexturedRectangleImage(32, 1, "float64")
    rectangle = np.array([[0.2, 0.7, 0.3, 0.9, 0.4]])
    turned = rectangle + np.array([0, 0, 0, 0, math.pi])
    np.testing.assert_allclose(draw(turned), draw(rectangle), atol=1e-12)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(draw.inverse(draw(turned)), turned, atol=1e-6)
    thin = np.array([[0.2, 0.23, 0.3, 0.9, 0.4]])
    with pytest.raises(AssertionError), np.errstate(all="ignore"):
        np.testing.assert_allclose(draw.inverse(draw(thin)), thin, atol=1e-6)


@each_family
@pytest.mark.parametrize("channels", [1, 3])
def test_different_parameters_give_visibly_different_images(image: type, to_parameters: Injection, channels: int) -> None:
    draw, uniforms = image(64, channels), np.random.default_rng(0).uniform(0.1, 0.9, (100, 5))
    images = draw(to_parameters(uniforms))
    assert -1e-6 <= images.min() <= images.max() <= 1 + 1e-6
    assert images.reshape(100, -1).max(axis=1).min() > 0.7
    for axis in range(5):
        moved = uniforms.copy()
        moved[:, axis] += 0.05
        assert np.abs(images - draw(to_parameters(moved))).reshape(100, -1).max(axis=1).min() > 0.005


@each_family
def test_three_channels_are_coloured(image: type, to_parameters: Injection) -> None:
    colours = image(64, 3)(to_parameters(np.random.default_rng(0).random((50, 5))))
    assert np.ptp(colours, axis=1).reshape(50, -1).max(axis=1).min() > 0.2


@pytest.mark.parametrize("images", [textured_rectangle_images, sphere_images])
def test_images_show_their_parameters(images: partial) -> None:
    drawn, shown = (images(2.0, 64, rotation_seed=1, parameters=parameters) for parameters in (False, True))
    assert drawn.mutual_information == shown.mutual_information == pytest.approx(2.0)
    for pictures, parameters in zip(drawn.sample(20, rng=0), shown.sample(20, rng=0), strict=True):
        np.testing.assert_allclose(drawn.x.inverse(pictures), shown.x.inverse(parameters), atol=1e-3)


@each_family
@pytest.mark.parametrize("channels", [1, 3])
def test_an_image_does_not_depend_on_those_it_is_drawn_with(image: type, to_parameters: Injection, channels: int) -> None:
    draw, parameters = image(64, channels), to_parameters(np.random.default_rng(0).random((150, 5)))
    together = draw(parameters)
    for row in (0, 20, 63, 64, 149):
        np.testing.assert_allclose(draw(parameters[[row]])[0], together[row], atol=1e-6)
    assert draw(parameters[:0]).shape == (0, *together.shape[1:])


@each_family
def test_drawing_needs_little_more_memory_than_the_images(image: type, to_parameters: Injection) -> None:
    draw, parameters = image(64, 3), to_parameters(np.random.default_rng(0).random((1000, 5)))
    draw(parameters[:10])
    tracemalloc.start()
    images = draw(parameters)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert images.dtype == np.float32
    assert peak < 1.25 * images.nbytes


@pytest.mark.parametrize(
    "make",
    [
        lambda: TexturedRectangleImage(31),
        lambda: TexturedRectangleImage(64, 2),
        lambda: TexturedRectangleImage().output_shape((4,)),
        lambda: TexturedRectangleParameters().output_shape((4,)),
        lambda: SphereImage(16),
        lambda: SphereImage(64, 4),
        lambda: SphereImage().output_shape((6,)),
        lambda: SphereParameters().output_shape((6,)),
    ],
)
def test_bad_sizes_channels_and_shapes_are_refused(make: object) -> None:
    with pytest.raises(ValueError, match="got"):
        make()
