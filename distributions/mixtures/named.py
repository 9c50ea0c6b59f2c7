"""Mixtures with a name in the literature, and their published parameters.

Reference: P. Czyz et al., On the properties and estimation of pointwise mutual information profiles, arXiv 2310.10240.
"""

import math

import numpy as np

from infoplane.distributions.injections.linear import Affine
from infoplane.distributions.injections.spiral import Spiral
from infoplane.distributions.injections.waves import Wave
from infoplane.distributions.pushforward import Chain, Pushforward

from .normal_mixture import NormalMixture, Rows


def _diagonal(*variances: float) -> Rows:
    return tuple(tuple(row) for row in np.diag(variances).tolist())


def _correlated(x_variance: float, y_variance: float, correlation: float) -> Rows:
    covariance = correlation * math.sqrt(x_variance * y_variance)
    return ((x_variance, covariance), (covariance, y_variance))


def cross_mixture(correlation: float = 0.9) -> NormalMixture:
    """The letter X: equal mixture of two bivariate normals of correlations +-`correlation`.

    Examples
    --------
    >>> from infoplane.distributions import cross_mixture
    >>> round(cross_mixture().mutual_information, 4)
    0.4084
    """
    return NormalMixture(
        1, (0.5, 0.5), ((0.0, 0.0), (0.0, 0.0)), (_correlated(1, 1, correlation), _correlated(1, 1, -correlation))
    )


def letters_mixture() -> NormalMixture:
    """The letters A and I: six equal bivariate normals, one for each stroke.

    Examples
    --------
    >>> from infoplane.distributions import letters_mixture
    >>> round(letters_mixture().mutual_information, 4)
    0.776
    """
    means = ((1.0, 0.0), (1.0, 1.0), (1.0, -1.0), (-0.8, -0.2), (-1.2, 0.0), (-0.4, 0.0))
    covariances = (
        _diagonal(0.01, 0.2),
        _diagonal(0.05, 0.001),
        _diagonal(0.05, 0.001),
        _diagonal(0.03, 0.001),
        _correlated(0.04, 0.2, 0.95),
        _correlated(0.04, 0.2, -0.95),
    )
    return NormalMixture(1, (1 / 6,) * 6, means, covariances)


def waves_mixture(components: int = 12) -> Pushforward:
    """Clouds along a line in the plane of X, bent by a wave; Y has four levels, which repeat along the line.

    Examples
    --------
    >>> from infoplane.distributions import waves_mixture
    >>> waves_mixture().x_shape
    (2,)
    """
    means = tuple((1.5 * i, 0.0, 1.5 * (i % 4)) for i in range(components))
    base = NormalMixture(2, (1 / components,) * components, means, (_diagonal(0.1, 1.0, 0.1),) * components)
    return Pushforward(base, Chain((Wave(), Affine((0.1, 0.5), (-0.8, 0.0)))))


def galaxy_mixture(speed: float = 0.5, distance: float = 3.0) -> Pushforward:
    """Two normal clouds in three dimensions: X is the first two coordinates, bent by a spiral; Y is the third coordinate.

    Examples
    --------
    >>> from infoplane.distributions import galaxy_mixture
    >>> round(galaxy_mixture().mutual_information, 4)
    0.4943
    """
    half = distance / 2
    base = NormalMixture(2, (0.5, 0.5), ((half,) * 3, (-half,) * 3), (_diagonal(1.0, 1.0, 1.0),) * 2)
    return Pushforward(base, Spiral(speed))
