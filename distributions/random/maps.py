"""Random one-to-one maps of vectors: rotations, coupling layers, increasing maps of columns, units.

    rotation -> (stretch -> rotation) -> up to two coupling layers, each with a rotation -> a map of each column -> units

Steps in brackets, and the first rotation, are left out at random, so some maps keep the columns of the base apart. Slopes stay
bounded but for the maps of columns, which may have heavy tails or a spike of the density. No step rounds two values to one
number: maps that saturate in floating point are drawn only for light tails.
"""

import math
from collections.abc import Callable

import numpy as np

from infoplane.distributions.injections.bimodal import MixtureQuantile
from infoplane.distributions.injections.columns import Columns
from infoplane.distributions.injections.coupling import Coupling
from infoplane.distributions.injections.linear import Affine, rotation
from infoplane.distributions.injections.marginals import Asinh, NormalCDF, SignedPower, SinhArcsinh
from infoplane.distributions.injections.wiggly import Wiggly
from infoplane.distributions.protocol import Injection
from infoplane.distributions.pushforward import Chain, Identity

from .parameters import log_uniform, rounded, seed, shares, uniform

Draw = Callable[[np.random.Generator], Injection]


def random_map(dim: int, rng: np.random.Generator, heavy: bool = False) -> Chain:
    """A random injection of vectors of this dimension, whose columns have about unit scale.

    Parameters
    ----------
    dim : int
        Dimension of the vectors and of their images.
    rng : numpy.random.Generator
    heavy : bool
        Whether the vectors may have heavy tails.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.distributions.random.maps import random_map
    >>> f, z = random_map(3, np.random.default_rng(0)), np.array([[0.5, -1.0, 2.0]])
    >>> np.allclose(f.inverse(f(z)), z)
    True
    """
    steps: list[Injection] = []
    if dim > 1:
        if rng.random() < 0.75:
            steps.append(rotation(dim, seed(rng)))
        if rng.random() < 0.5:
            steps += [_stretch(dim, rng), rotation(dim, seed(rng))]
        for _ in range(rng.integers(3)):
            steps += [Coupling(dim, seed(rng), uniform(rng, 0.2, 0.6), uniform(rng, 0.3, 1.2)), rotation(dim, seed(rng))]
    draws = _FOR_ALL if heavy else (*_FOR_ALL, *_FOR_LIGHT_TAILS)
    columns = [draws[rng.integers(len(draws))](rng) if rng.random() < 0.65 else Identity() for _ in range(dim)]
    return Chain((*steps, Columns(tuple(columns)), _units(dim, rng)))


def _stretch(dim: int, rng: np.random.Generator) -> Affine:
    """Other scales of the columns: after a rotation, they are correlated."""
    return Affine(tuple(log_uniform(rng, 0.4, 2.5) for _ in range(dim)), (0.0,) * dim)


def _units(dim: int, rng: np.random.Generator) -> Affine:
    """Units and origins of the columns, over four decades."""
    scales = [log_uniform(rng, 1e-2, 1e2) for _ in range(dim)]
    return Affine(tuple(scales), tuple(rounded(scale * rng.uniform(-3, 3)) for scale in scales))


def _wiggly(rng: np.random.Generator) -> Wiggly:
    slopes = shares(rng, uniform(rng, 0.3, 0.9), int(rng.integers(1, 4)))
    frequencies = [log_uniform(rng, 0.5, 5.0) for _ in slopes]
    waves = [(rounded(slope / w), w, uniform(rng, -math.pi, math.pi)) for slope, w in zip(slopes, frequencies, strict=True)]
    return Wiggly(tuple(waves))


def _bimodal(rng: np.random.Generator) -> MixtureQuantile:
    weight = round(rng.uniform(0.2, 0.8), 2)
    return MixtureQuantile((weight, round(1 - weight, 2)), (0.0, uniform(rng, 2.0, 5.0)))


_FOR_ALL: tuple[Draw, ...] = (
    lambda _rng: Asinh(),
    lambda rng: SignedPower(uniform(rng, 1.2, 3.0)),
    lambda rng: SinhArcsinh(uniform(rng, -0.8, 0.8), log_uniform(rng, 0.5, 2.5)),
)
# The normal CDF rounds to 1 beyond 8 standard deviations: the arsinh before it keeps everything up to 1,000 apart. The inverses
# of the other two are exact where the values span some hundreds of their waves.
_FOR_LIGHT_TAILS: tuple[Draw, ...] = (lambda _rng: Chain((Asinh(), NormalCDF())), _wiggly, _bimodal)
