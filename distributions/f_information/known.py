"""The f-information of a distribution of known pointwise mutual information: one function for all of them.

Maps, columns of noise and measured values are looked through, because none of them changes an f-information. Independent
blocks multiply: BC, and chi2 + 1. Normal pairs have closed forms (`normals`), many classes a closed form of chi2 (`chi2`), and
all others are sampled (`sampling`), chi2 only where the terms are known to be tame.
"""

import math
from typing import Any

import numpy as np

from infoplane.distributions.blocks import Blocks, Repeated
from infoplane.distributions.images.class_channel import ClassChannel
from infoplane.distributions.independent import Independent
from infoplane.distributions.mixtures.concentric import ConcentricNormals
from infoplane.distributions.mixtures.inliers import Inliers
from infoplane.distributions.mixtures.known_by_sampling import Measured
from infoplane.distributions.mixtures.normal_mixture import NormalMixture
from infoplane.distributions.mixtures.random_mixture import RandomMixture
from infoplane.distributions.noise_columns import NoiseColumns
from infoplane.distributions.normal.contaminated import ContaminatedNormal
from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.normal.covariance import MultivariateNormal
from infoplane.distributions.normal.latent import LatentNormal
from infoplane.distributions.protocol import Array, Distribution, PointwiseDistribution, standard_error
from infoplane.distributions.pushforward import Pushforward
from infoplane.distributions.scalar.noisy_path import NoisyPath
from infoplane.distributions.scalar.noisy_sine import NoisySine

from . import sampling
from .chi2 import chi2
from .kinds import Kind, KnownValue, check_kind
from .normals import bhattacharyya, total_variation

# Those whose p/q is bounded, or grows with x and y by a power alone, so that its mean over pairs has tame terms. Let w be the
# share of the clouds, or of the curve, that makes most of p at (x, y): q is at least w^2 times their densities, and p/q at most
# about 1 / w. A cloud has a fixed share. Of a smooth curve in normal noise, w falls by a power of the distance from it.
_LIGHT = (ConcentricNormals, NoisyPath, NoisySine)
STDERR = 1e-3


def f_information_of(distribution: Distribution, kind: Kind, stderr: float = STDERR) -> KnownValue:
    """The f-information of a distribution: the divergence of p(x, y) from p(x) p(y).

    Parameters
    ----------
    distribution : Distribution
    kind : {"KL", "chi2", "H2", "TV"}
        "KL" is the mutual information, in nats.
    stderr : float
        The largest standard error where the value is sampled; that of chi2 is in units of chi2 + 1.

    Returns
    -------
    KnownValue
        `value` and `stderr`, which is 0 for closed forms and quadrature. chi2 may be infinite.

    Raises
    ------
    ValueError
        If the kind is unknown, the distribution has no `pointwise_mutual_information`, or its chi2 is not known.

    Examples
    --------
    >>> from infoplane.distributions import BinarySymmetricChannel, CorrelatedNormal, MultivariateStudent, bump_images
    >>> from infoplane.distributions import f_information_of
    >>> round(f_information_of(CorrelatedNormal(1, 1, (0.5,)), "chi2").value, 4)
    0.3333
    >>> f_information_of(bump_images(1.0), "H2") == f_information_of(bump_images(1.0, parameters=True), "H2")
    True
    >>> f_information_of(MultivariateStudent(CorrelatedNormal(1, 1), 3.0), "chi2").value
    inf
    >>> value, stderr = f_information_of(BinarySymmetricChannel(1, 0.1), "TV")
    >>> abs(value - 0.4) < 4 * stderr + 1e-9
    True
    """
    check_kind(kind)
    if not stderr > 0:
        raise ValueError(f"The standard error of a sampled value stays above 0; asked for {stderr}.")
    if kind == "KL":
        return KnownValue(distribution.mutual_information, standard_error(distribution))
    inside: Any = _looked_through(distribution)
    if isinstance(inside, Independent):
        return KnownValue(0.0)
    if kind != "TV" and isinstance(inside, Blocks | Repeated):
        parts = inside.distributions if isinstance(inside, Blocks) else (inside.distribution,) * inside.times
        return _joined(parts, kind, stderr)
    if kind == "chi2":
        return _chi2(inside, stderr)
    if isinstance(inside, CorrelatedNormal | MultivariateNormal | LatentNormal) and kind == "H2":
        return KnownValue(2 - 2 * bhattacharyya(inside))
    if isinstance(inside, CorrelatedNormal) and np.count_nonzero(inside.correlations) < 2:
        return KnownValue(total_variation(max(inside.correlations, key=abs, default=0.0)))
    if not isinstance(inside, PointwiseDistribution):
        raise ValueError(
            f"{type(inside).__name__} has no pointwise_mutual_information, so its {kind} information is not known: take "
            "a distribution whose densities are known."
        )
    return sampling.hellinger(inside, stderr) if kind == "H2" else sampling.variation(inside, stderr)


def _looked_through(distribution: Any) -> Any:
    """The distribution under maps, noise beside it, and measured values."""
    if isinstance(distribution, Pushforward):
        return _looked_through(distribution.base)
    if isinstance(distribution, NoiseColumns | Measured):
        return _looked_through(distribution.distribution)
    return distribution._channel if isinstance(distribution, ClassChannel) else distribution


def _joined(parts: tuple[Distribution, ...], kind: Kind, stderr: float) -> KnownValue:
    """Independent blocks. Equal blocks share their error, so relative errors are added up."""
    found = [f_information_of(part, kind, stderr / len(parts)) for part in parts]
    factors = [1 + one.value if kind == "chi2" else 1 - one.value / 2 for one in found]
    product = math.prod(factors)
    if kind == "chi2":
        error = sum(one.stderr / factor for one, factor in zip(found, factors, strict=True)) if math.isfinite(product) else 0.0
        return KnownValue(product - 1, error * product if error else 0.0)
    return KnownValue(2 - 2 * product, product * sum(one.stderr / factor for one, factor in zip(found, factors, strict=True)))


def _chi2(inside: Any, stderr: float) -> KnownValue:
    known = chi2(inside)
    if known is not None:
        return KnownValue(known)
    mixture = _as_mixture(inside)
    if mixture is not None:
        return sampling.mixture_chi2(mixture, stderr)
    if isinstance(inside, _LIGHT):
        return sampling.light_chi2(inside, stderr)
    raise ValueError(
        f"The chi2 information of {type(inside).__name__} is not known: a sample cannot show that it is finite. Take H2 or TV, "
        "which are bounded."
    )


def _as_mixture(inside: Any) -> NormalMixture | None:
    """A mixture of normals as such; None for others."""
    if isinstance(inside, RandomMixture):
        return inside.mixture
    if isinstance(inside, ContaminatedNormal):
        normal, share = inside.normal, inside.weight
        return _mixed(normal.x_dim, (1 - share, normal.covariance), (share, inside.scale**2 * normal.covariance))
    if isinstance(inside, Inliers):
        signal, share = inside.signal, inside.weight
        parts = ((1 - share, signal.covariance), (share, np.eye(signal.x_dim + signal.y_dim)))
        return _mixed(signal.x_dim, *(part for part in parts if part[0] > 0))
    return inside if isinstance(inside, NormalMixture) else None


def _mixed(x_dim: int, *parts: tuple[float, Array]) -> NormalMixture:
    """The mixture of normals of mean 0 with these shares and covariances."""
    weights, covariances = zip(*parts, strict=True)
    zeros = (0.0,) * len(covariances[0])
    rows = tuple(tuple(map(tuple, covariance.tolist())) for covariance in covariances)
    return NormalMixture(x_dim, weights, (zeros,) * len(parts), rows)
