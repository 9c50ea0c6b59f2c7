"""Images with noise whose level depends on Y: a case in which the bracket of noisy data is known.

X = f(z) is an image of latents z. Y = (w, v) holds the partners w of the latents, and an independent normal v, which decides
the level s(v) = low (high / low)^Phi(v) of the noise Z = s(v) N on the pixels of X. Then the noise tells of Y, and any code f
of (X, Z) from which X can be restored has

    I(X; Y) <= I(f(X, Z); Y) <= I((X, Z); Y) = I(X; Y) + I(Z; Y | X),   I(Z; Y | X) = I(|Z|^2; v),

since |Z|^2 is all that the noise of D pixels shows of its level. As ln |Z|^2 = 2 ln s(v) + ln chi^2_D is a uniform variable
plus an independent one, the last term is an integral over one variable. The noisy image X + Z itself is such a code as far as
both X and Z can be read from it; `measured_noise` gives I(X + Z; Y), from below and from above.

Reference: Butakov et al., arXiv 2305.08013, on noisy data.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.special import gammainc, gammaln, ndtr

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Array, Injection
from infoplane.distributions.pushforward import Pushforward

from .bracket import Bracket, bracket_of
from .evidence import NoisyView, log_evidence


@dataclass(frozen=True)
class NoiseFromY:
    """An image X + Z (n, *shape) and a vector Y (n, d + 1), the last component of which decides the level of the noise Z.

    Parameters
    ----------
    latents : CorrelatedNormal
        Of dimensions d and d: what the image shows, and the first d components of Y.
    image : Injection
        From normal latents (n, d) to images.
    low, high : float
        The least and the largest standard deviation of the noise, 0 < low < high; its logarithm is uniform.
    mutual_information, mutual_information_stderr : float
        I(X + Z; Y) and its uncertainty in nats, as `measured_noise` finds them.

    Raises
    ------
    ValueError
        If the levels are not 0 < low < high.

    Notes
    -----
    I(X; Y) <= I((X, Z); Y) = I(X; Y) + I(|Z|^2; v): `clean_information` and `most_information`. With the same seed, samples of
    `clean` are those without noise.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013, on noisy data.

    Examples
    --------
    >>> from infoplane.distributions import Chain, CorrelatedNormal, GaussianBump, NoiseFromY, NormalCDF
    >>> latents, image = CorrelatedNormal.with_mutual_information(1.0, 2, 2), Chain((NormalCDF(), GaussianBump(16)))
    >>> noisy = NoiseFromY(latents, image, 0.01, 0.1, mutual_information=3.4, mutual_information_stderr=0.1)
    >>> x, y = noisy.sample(5, rng=0)
    >>> x.shape, y.shape
    ((5, 16, 16), (5, 3))
    >>> round(noisy.clean_information, 2), round(noisy.most_information, 2)
    (1.0, 3.57)
    """

    latents: CorrelatedNormal
    image: Injection
    low: float
    high: float
    mutual_information: float
    mutual_information_stderr: float

    def __post_init__(self) -> None:
        if not 0 < self.low < self.high:
            raise ValueError(f"The levels of the noise must be 0 < low < high; got {self.low} and {self.high}.")
        self.image.output_shape(self.latents.x_shape)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.image.output_shape(self.latents.x_shape)

    @property
    def y_shape(self) -> tuple[int, ...]:
        return (self.latents.y_dim + 1,)

    @property
    def clean(self) -> Pushforward:
        """The images without noise, and the first components of Y."""
        return Pushforward(self.latents, self.image)

    @property
    def clean_information(self) -> float:
        """I(X; Y)."""
        return self.latents.mutual_information

    @property
    def most_information(self) -> float:
        """I((X, Z); Y): what the image and its noise, each by itself, show of Y."""
        return self.clean_information + level_information(self.low, self.high, math.prod(self.x_shape))

    def level(self, v: Array) -> Array:
        """Standard deviation of the noise for the last component of Y."""
        return np.asarray(self.low * (self.high / self.low) ** ndtr(v))

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs of a noisy image and a vector."""
        rng = np.random.default_rng(rng)
        x, w = self.clean.sample(n, rng=rng)
        v = rng.standard_normal(n)
        noise = self.level(v).reshape(n, *(1,) * (x.ndim - 1)) * rng.standard_normal(x.shape)
        return x + noise, np.column_stack([w, v])


def level_information(low: float, high: float, pixels: int) -> float:
    """I(|Z|^2; v): what the noise on so many pixels shows of its level, in nats.

    With L = ln chi^2 and U uniform on [0, b], b = 2 ln(high / low), it is h(L + U) - h(L).

    >>> round(level_information(0.01, 0.1, 256), 3)
    2.568
    """
    width = 2 * math.log(high / low)
    half = pixels / 2  # ln chi^2 has the density x^half e^(-x/2) / (2^half Gamma(half)) at ln x
    spread = math.sqrt(2 / pixels)
    start, end = math.log(pixels) - 12 * spread - 20 / pixels, math.log(pixels) + 12 * spread

    def sum_density(w: float) -> float:
        return float(gammainc(half, math.exp(w) / 2) - gammainc(half, math.exp(w - width) / 2)) / width

    def log_density(w: float) -> float:
        return math.exp(half * (w - math.log(2)) - math.exp(w) / 2 - gammaln(half))

    def entropy(density: Any, last: float) -> float:
        def integrand(w: float) -> float:
            p = density(w)
            return -p * math.log(p) if p > 0 else 0.0

        knots = np.linspace(start, last, 41)
        return sum(quad(integrand, a, b)[0] for a, b in itertools.pairwise(knots))

    return entropy(sum_density, end + width) - entropy(log_density, end)


def measured_noise(distribution: NoiseFromY, pairs: int, samples: int = 64, *, rng: Any = None) -> Bracket:
    """Estimates of I(X + Z; Y) from below and from above: the mean of ln p(x' | y) - ln p(x').

    Parameters
    ----------
    distribution : NoiseFromY
        Its `mutual_information` is not used.
    pairs : int
        Number of pairs that the means are over.
    samples : int
        Draws of the latents for each integral.
    rng : seed or Generator, optional
    """
    rng = np.random.default_rng(rng)
    z, w = distribution.latents.sample(pairs, rng=rng)
    v = rng.standard_normal(pairs)
    level, dim = distribution.level(v), z.shape[1]
    clean = distribution.image(z).reshape(pairs, -1)
    seen = clean + level[:, None] * rng.standard_normal(clean.shape)

    def show(latents: Array) -> Array:
        return distribution.image(latents[:, :dim]).reshape(len(latents), -1)

    def log_level(latents: Array) -> Array:
        return np.log(distribution.level(latents[:, dim]))

    cross = distribution.latents.covariance[:dim, dim:]
    given_y = NoisyView(show, w @ cross.T, np.linalg.inv(np.eye(dim) - cross @ cross.T), level)
    alone = NoisyView(show, np.zeros((pairs, dim + 1)), np.eye(dim + 1), np.ones(pairs), log_level)
    low, high = log_evidence(given_y, seen, z, samples, rng)
    low_alone, high_alone = log_evidence(alone, seen, np.column_stack([z, v]), samples, rng)
    control = distribution.latents.pointwise_mutual_information(z, w) - distribution.latents.mutual_information
    return bracket_of(low - high_alone, high - low_alone, control)
