"""Pairs of images with known mutual information, or pairs of the parameters that these images are drawn from.

Correlated normals become uniform, uniforms become parameters, parameters become images. Each step is one-to-one, so

    I(images) = I(parameters) = I(normals).

With the same seed, the images show the parameters that the same function gives with `parameters=True`.
"""

from infoplane.distributions.injections.marginals import NormalCDF
from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Injection
from infoplane.distributions.pushforward import Chain, Pushforward

from .bumps import GaussianBump
from .correlated_bumps import CorrelatedBump
from .ellipses import EllipseImage, EllipseParameters
from .large.spheres import SphereImage, SphereParameters
from .large.textured_rectangles import TexturedRectangleImage, TexturedRectangleParameters
from .rectangles import RectangleEdges, RectangleImage
from .strokes import StrokeImage, StrokeParameters


def bump_images(nats: float, size: int = 16, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of a Gaussian bump, or the two centres (2,), with I(X;Y) = `nats`.

    Raises
    ------
    ValueError
        If `nats` is negative or above 20, or the size too small.

    Examples
    --------
    >>> from infoplane.distributions import bump_images
    >>> bump_images(1.0).x_shape, bump_images(1.0, parameters=True).x_shape
    ((16, 16), (2,))
    """
    return _pairs(nats, 2, NormalCDF(), GaussianBump(size), rotation_seed, parameters)


def rectangle_images(nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of a rectangle, or their edges (4,), with I(X;Y) = `nats`.

    Raises
    ------
    ValueError
        If `nats` is negative or above 40, or the size too small.

    Examples
    --------
    >>> from infoplane.distributions import rectangle_images
    >>> rectangle_images(1.0).x_shape, rectangle_images(1.0, parameters=True).x_shape
    ((32, 32), (4,))
    """
    edges = Chain((NormalCDF(), RectangleEdges(size)))
    return _pairs(nats, 4, edges, RectangleImage(size), rotation_seed, parameters)


def correlated_bump_images(
    nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False
) -> Pushforward:
    """Two images (size, size) of a tilted Gaussian bump, or their parameters (5,), with I(X;Y) = `nats`.

    Raises
    ------
    ValueError
        If `nats` is negative or above 50, or the size too small.

    Examples
    --------
    >>> from infoplane.distributions import correlated_bump_images
    >>> correlated_bump_images(1.0).x_shape, correlated_bump_images(1.0, parameters=True).x_shape
    ((32, 32), (5,))
    """
    return _pairs(nats, 5, NormalCDF(), CorrelatedBump(size), rotation_seed, parameters)


def ellipse_images(nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of an ellipse, or their parameters (5,), with I(X;Y) = `nats`.

    Raises
    ------
    ValueError
        If `nats` is negative or above 50, or the size too small.

    Examples
    --------
    >>> from infoplane.distributions import ellipse_images
    >>> ellipse_images(1.0).x_shape, ellipse_images(1.0, parameters=True).x_shape
    ((32, 32), (5,))
    """
    return _pairs(nats, 5, Chain((NormalCDF(), EllipseParameters())), EllipseImage(size), rotation_seed, parameters)


def stroke_images(nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of a pen stroke, or their parameters (6,), with I(X;Y) = `nats`.

    Raises
    ------
    ValueError
        If `nats` is negative or above 60, or the size too small.

    Examples
    --------
    >>> from infoplane.distributions import stroke_images
    >>> stroke_images(1.0).x_shape, stroke_images(1.0, parameters=True).x_shape
    ((32, 32), (6,))
    """
    return _pairs(nats, 6, Chain((NormalCDF(), StrokeParameters())), StrokeImage(size), rotation_seed, parameters)


def textured_rectangle_images(
    nats: float, size: int = 64, rotation_seed: int | None = None, parameters: bool = False, channels: int = 1
) -> Pushforward:
    """Two images of a striped rectangle, in single precision, or their parameters (5,), with I(X;Y) = `nats`.

    Images are (size, size) with one channel and (3, size, size) with three.

    Raises
    ------
    ValueError
        If `nats` is negative or above 50, the size too small, or `channels` neither 1 nor 3.

    Examples
    --------
    >>> from infoplane.distributions import textured_rectangle_images
    >>> textured_rectangle_images(1.0, channels=3).x_shape, textured_rectangle_images(1.0, parameters=True).x_shape
    ((3, 64, 64), (5,))
    """
    to_parameters = Chain((NormalCDF(), TexturedRectangleParameters()))
    return _pairs(nats, 5, to_parameters, TexturedRectangleImage(size, channels), rotation_seed, parameters)


def sphere_images(
    nats: float, size: int = 64, rotation_seed: int | None = None, parameters: bool = False, channels: int = 1
) -> Pushforward:
    """Two images of a sphere under a lamp, in single precision, or their parameters (5,), with I(X;Y) = `nats`.

    Images are (size, size) with one channel and (3, size, size) with three.

    Raises
    ------
    ValueError
        If `nats` is negative or above 50, the size too small, or `channels` neither 1 nor 3.

    Examples
    --------
    >>> from infoplane.distributions import sphere_images
    >>> sphere_images(1.0, channels=3).x_shape, sphere_images(1.0, parameters=True).x_shape
    ((3, 64, 64), (5,))
    """
    to_parameters = Chain((NormalCDF(), SphereParameters()))
    return _pairs(nats, 5, to_parameters, SphereImage(size, channels), rotation_seed, parameters)


def _pairs(
    nats: float, dim: int, to_parameters: Injection, draw: Injection, rotation_seed: int | None, parameters: bool
) -> Pushforward:
    latents = CorrelatedNormal.with_mutual_information(nats, dim, dim, rotation_seed)
    injection = to_parameters if parameters else Chain((to_parameters, draw))
    return Pushforward(latents, injection, injection)
