"""Random bases of every kind, each with a known mutual information.

A kind makes a distribution of X (n, x_dim) and Y (n, y_dim) with about the information asked for, or the largest it has. Kinds
of one column each are repeated in independent blocks, which share the information at random; columns of noise fill the rest.
Every column has about unit scale.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from infoplane.distributions.blocks import Blocks
from infoplane.distributions.injections.linear import Affine
from infoplane.distributions.mixtures.concentric import ConcentricNormals
from infoplane.distributions.mixtures.inliers import Inliers
from infoplane.distributions.mixtures.named import cross_mixture
from infoplane.distributions.mixtures.random_mixture import RandomMixture
from infoplane.distributions.noise_columns import NoiseColumns
from infoplane.distributions.normal.contaminated import ContaminatedNormal
from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.normal.latent import LatentNormal
from infoplane.distributions.normal.student import MultivariateStudent, tail_information
from infoplane.distributions.protocol import Array, Distribution
from infoplane.distributions.pushforward import Pushforward
from infoplane.distributions.scalar.exponential_sum import ExponentialSum
from infoplane.distributions.scalar.gamma_exponential import LogGammaExponential
from infoplane.distributions.scalar.noisy_path import NoisyPath
from infoplane.distributions.scalar.noisy_sine import NoisySine
from infoplane.distributions.scalar.random_scale import RandomScale
from infoplane.distributions.scalar.smoothed_uniform import SmoothedUniform

from .parameters import log_uniform, rounded, seed, shares, uniform

Generator = np.random.Generator


@dataclass(frozen=True)
class Kind:
    """A kind of base.

    Parameters
    ----------
    draw : callable
        (mutual information in nats, x_dim, y_dim, rng) -> distribution.
    heavy : bool
        Whether it may have heavy tails.
    least_dim : int
        Columns of X, and of Y, that it needs.
    """

    draw: Callable[[float, int, int, Generator], Distribution]
    heavy: bool = False
    least_dim: int = 1


def standardised(distribution: Distribution) -> Pushforward:
    """The distribution with every column at about median 0 and unit scale, by the quantiles of a fixed sample."""
    return Pushforward(distribution, *(_to_unit_scale(sample) for sample in distribution.sample(2000, rng=0)))


def _to_unit_scale(sample: Array) -> Affine:
    low, middle, high = np.quantile(sample, (0.16, 0.5, 0.84), axis=0)
    scales = [rounded(2 / width, 2) for width in high - low]
    return Affine(tuple(scales), tuple(rounded(-scale * centre, 2) for scale, centre in zip(scales, middle, strict=True)))


def _correlations(nats: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(rounded(math.sqrt(-math.expm1(-2 * each)), 7) for each in nats)  # near 1, few digits would change the nats


def _normal(nats: float, x_dim: int, y_dim: int, rng: Generator) -> CorrelatedNormal:
    """The information is spread over 1, 2, ... or all pairs of components."""
    pairs = int(rng.integers(1, min(x_dim, y_dim) + 1))
    return CorrelatedNormal(x_dim, y_dim, _correlations(shares(rng, nats, pairs)))


def _latent(nats: float, x_dim: int, y_dim: int, rng: Generator) -> LatentNormal:
    """Common latents of all columns, of those of X, of those of Y, and of pairs."""
    pairs = int(rng.integers(0, min(x_dim, y_dim) + 1))
    common, paired = shares(rng, nats, 2) if pairs else (nats, 0.0)
    alpha, strength = (rounded(math.sqrt(math.expm1(2 * each))) for each in (common, paired / max(1, pairs)))
    return LatentNormal(
        x_dim, y_dim, alpha, uniform(rng, 0.0, 1.0), uniform(rng, 0.0, 1.0), pairs, strength, uniform(rng, 0.0, 1.0)
    )


def _student(nats: float, x_dim: int, y_dim: int, rng: Generator) -> MultivariateStudent:
    dof = log_uniform(rng, 1.0, 30.0)
    return MultivariateStudent(_normal(max(0.0, nats - tail_information(dof, x_dim, y_dim)), x_dim, y_dim, rng), dof)


def _contaminated(nats: float, x_dim: int, y_dim: int, rng: Generator) -> ContaminatedNormal:
    weight, scale = uniform(rng, 0.02, 0.5), log_uniform(rng, 2.0, 20.0)
    none = ContaminatedNormal(CorrelatedNormal(x_dim, y_dim), weight, scale).mutual_information
    return ContaminatedNormal(_normal(max(0.0, nats - none), x_dim, y_dim, rng), weight, scale)


def _clusters(_nats: float, x_dim: int, y_dim: int, rng: Generator) -> Distribution:
    components, distance = int(rng.integers(2, 9)), log_uniform(rng, 0.5, 4.0)
    return standardised(RandomMixture(x_dim, y_dim, components, distance, uniform(rng, 0.0, 0.95), seed(rng)))


def _inliers(nats: float, x_dim: int, y_dim: int, rng: Generator) -> Inliers:
    pairs, weight = int(rng.integers(1, min(x_dim, y_dim) + 1)), uniform(rng, 0.1, 0.7)
    each = min(nats / (1 - weight), 5.0) / pairs
    return Inliers(CorrelatedNormal(x_dim, y_dim, _correlations((max(each, 1e-3),)) * pairs), weight)


def _concentric(_nats: float, x_dim: int, y_dim: int, rng: Generator) -> Distribution:
    dim = int(rng.integers(1, x_dim + 1))
    clouds = ConcentricNormals(dim, int(rng.integers(2, 9)), uniform(rng, 0.01, 0.04))
    return NoiseColumns(standardised(clouds), x_dim - dim, y_dim - 1)


Scalar = Callable[[float, Generator], Distribution]

_SCALARS: dict[str, Scalar] = {
    "uniform-noise": lambda nats, _rng: SmoothedUniform(rounded(SmoothedUniform.with_mutual_information(nats).epsilon)),
    "exponential-sum": lambda nats, _rng: ExponentialSum(1.0, rounded(ExponentialSum.with_mutual_information(nats).noise_rate)),
    "log-gamma": lambda nats, _rng: LogGammaExponential(rounded(LogGammaExponential.with_mutual_information(nats).shape)),
    "sine": lambda nats, rng: NoisySine(int(rng.integers(1, 4)), max(0.002, rounded(math.sqrt(0.5 / math.expm1(2 * nats))))),
    "path": lambda nats, rng: NoisyPath(
        ("circle", "eight", "spiral", "parabola")[rng.integers(4)], max(0.02, rounded(0.25 * math.exp(-nats)))
    ),
    "random-scale": lambda nats, _rng: RandomScale(min(3.0, rounded(0.1 + math.expm1(nats)))),
    "cross": lambda nats, _rng: cross_mixture(min(0.995, rounded(math.sqrt(-math.expm1(-2 * nats))))),
}
_LIGHT = tuple(name for name in _SCALARS if name != "random-scale")


def _in_blocks(blocks: list[Distribution], x_dim: int, y_dim: int) -> Distribution:
    return NoiseColumns(Blocks(tuple(map(standardised, blocks))), x_dim - len(blocks), y_dim - len(blocks))


def _repeated(name: str) -> Callable[[float, int, int, Generator], Distribution]:
    def draw(nats: float, x_dim: int, y_dim: int, rng: Generator) -> Distribution:
        parts = shares(rng, nats, int(rng.integers(1, min(x_dim, y_dim) + 1)))
        return _in_blocks([_SCALARS[name](each, rng) for each in parts], x_dim, y_dim)

    return draw


def _mosaic(nats: float, x_dim: int, y_dim: int, rng: Generator) -> Distribution:
    """Independent blocks of different kinds."""
    names = rng.permutation(_LIGHT)[: rng.integers(2, min(x_dim, y_dim, 4) + 1)]
    parts = shares(rng, nats, len(names))
    return _in_blocks([_SCALARS[name](each, rng) for name, each in zip(names, parts, strict=True)], x_dim, y_dim)


KINDS: dict[str, Kind] = {
    "normal": Kind(_normal),
    "latent": Kind(_latent),
    "student": Kind(_student, heavy=True),
    "contaminated": Kind(_contaminated, heavy=True),
    "clusters": Kind(_clusters),
    "inliers": Kind(_inliers),
    "concentric": Kind(_concentric),
    **{name: Kind(_repeated(name), heavy=name not in _LIGHT) for name in _SCALARS},
    "mosaic": Kind(_mosaic, least_dim=2),
}
