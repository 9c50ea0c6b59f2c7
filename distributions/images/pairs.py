"""Pairs of images with known mutual information, and the parameters they are drawn from.

Correlated normals become uniform, uniforms become parameters, parameters become images; each step is one to one, so

    I(images) = I(parameters) = I(normals).

With one seed, the images of a distribution are drawn from the very parameters its twin (`parameters=True`) gives.
"""

from infoplane.distributions.injections.marginals import NormalCDF
from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Injection
from infoplane.distributions.pushforward import Chain, Pushforward

from .bumps import GaussianBump
from .correlated_bumps import CorrelatedBump
from .ellipses import EllipseImage, EllipseParameters
from .rectangles import RectangleEdges, RectangleImage
from .strokes import StrokeImage, StrokeParameters


def bump_images(nats: float, size: int = 16, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of a Gaussian bump, or the two centres (2,), with I(X;Y) = `nats`, at most 20."""
    return _pairs(nats, 2, NormalCDF(), GaussianBump(size), rotation_seed, parameters)


def rectangle_images(nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of a rectangle, or their edges (4,), with I(X;Y) = `nats`, at most 40."""
    edges = Chain((NormalCDF(), RectangleEdges(size)))
    return _pairs(nats, 4, edges, RectangleImage(size), rotation_seed, parameters)


def correlated_bump_images(
    nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False
) -> Pushforward:
    """Two images (size, size) of a tilted Gaussian bump, or their parameters (5,), with I(X;Y) = `nats`, at most 50."""
    return _pairs(nats, 5, NormalCDF(), CorrelatedBump(size), rotation_seed, parameters)


def ellipse_images(nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of an ellipse, or their parameters (5,), with I(X;Y) = `nats`, at most 50."""
    return _pairs(nats, 5, Chain((NormalCDF(), EllipseParameters())), EllipseImage(size), rotation_seed, parameters)


def stroke_images(nats: float, size: int = 32, rotation_seed: int | None = None, parameters: bool = False) -> Pushforward:
    """Two images (size, size) of a pen stroke, or their parameters (6,), with I(X;Y) = `nats`, at most 60."""
    return _pairs(nats, 6, Chain((NormalCDF(), StrokeParameters())), StrokeImage(size), rotation_seed, parameters)


def _pairs(
    nats: float, dim: int, to_parameters: Injection, draw: Injection, rotation_seed: int | None, parameters: bool
) -> Pushforward:
    latents = CorrelatedNormal.with_mutual_information(nats, dim, dim, rotation_seed)
    side = to_parameters if parameters else Chain((to_parameters, draw))
    return Pushforward(latents, side, side)
