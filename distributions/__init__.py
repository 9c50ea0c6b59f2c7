"""Laws of (X, Y) whose mutual information is known, and the one-to-one maps that keep it."""

from .bumps import GaussianBump
from .images import bump_images, rectangle_images
from .marginals import NormalCDF
from .normal import CorrelatedNormal
from .protocol import Chain, Distribution, Identity, Injection, Pushforward
from .rectangles import RectangleEdges, RectangleImage
from .uniform import correlated_uniform

__all__ = [
    "Chain",
    "CorrelatedNormal",
    "Distribution",
    "GaussianBump",
    "Identity",
    "Injection",
    "NormalCDF",
    "Pushforward",
    "RectangleEdges",
    "RectangleImage",
    "bump_images",
    "correlated_uniform",
    "rectangle_images",
]
