"""Images with normal noise on every pixel: what remains of the mutual information, measured between two bounds.

With X' = X + sigma N and Y' = Y + sigma M, for noises N and M independent of (X, Y) and of each other,

    I(X'; Y') <= I((X, N); (Y, M)) = I(X; Y),

with equality only if X' and Y' show all that X and Y share. If the images can be read from their noisy versions, nothing is
lost. But noise on the pixels makes the parameters of a shape uncertain, and information finer than that uncertainty is lost.
How much, `noisy_information` measures. As X = f(z_x) and Y = g(z_y) for jointly normal latents, ln p(x', y'), ln p(x') and
ln p(y') are integrals over few latents, each with an estimate from below and one from above (`evidence`).

Reference: Butakov et al., arXiv 2305.08013, on noisy data: if f compresses (X, N) so that X can be restored from the code,

    I(X; Y) <= I(f(X, N); Y) <= I((X, N); Y) = I(X; Y) + I(N; Y | X),

where the last term is 0 for independent noise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.protocol import Array
from infoplane.distributions.pushforward import Pushforward

from .bracket import Bracket, bracket_of
from .evidence import NoisyView, log_evidence


@dataclass(frozen=True)
class NoisyImages:
    """Two images (X, Y) with independent normal noise on every pixel of both.

    Parameters
    ----------
    images : Pushforward
        The clean images, drawn from the latents of a `CorrelatedNormal`.
    noise : float
        Standard deviation of the noise on a pixel, positive.
    mutual_information, mutual_information_stderr : float
        I(X + noise; Y + noise) and its uncertainty in nats, as `NoisyImages.measured` finds them.

    Raises
    ------
    ValueError
        If the noise is not positive.
    TypeError
        If the images are not drawn from the latents of a `CorrelatedNormal`.

    Notes
    -----
    With the same seed, a sample is a sample of `images` with noise added.

    References
    ----------
    I. Butakov et al., arXiv 2305.08013, on noisy data.

    Examples
    --------
    >>> from infoplane.distributions import NoisyImages, bump_images
    >>> noisy = NoisyImages.measured(bump_images(10.0), noise=0.3, pairs=500, rng=0)
    >>> 4 < noisy.mutual_information < 5  # of the 10 nats of the clean images
    True
    >>> x, y = noisy.sample(2, rng=0)
    >>> x.shape
    (2, 16, 16)
    """

    images: Pushforward
    noise: float
    mutual_information: float
    mutual_information_stderr: float

    def __post_init__(self) -> None:
        if not isinstance(getattr(self.images, "base", None), CorrelatedNormal):
            raise TypeError(
                f"Noise is measured through the latents of a CorrelatedNormal behind the images; got {self.images!r}."
            )
        if not self.noise > 0:
            raise ValueError(f"The noise must be positive: without it, take the images themselves; got {self.noise}.")

    @classmethod
    def measured(cls, images: Pushforward, noise: float, pairs: int = 2000, *, rng: Any = None) -> Self:
        """The distribution with its mutual information, measured over so many pairs; the more, the smaller its uncertainty."""
        blank = cls(images, noise, images.mutual_information, 0.0)  # checks the arguments
        bracket = noisy_information(blank.images, blank.noise, pairs, rng=rng)
        return cls(images, noise, bracket.middle, bracket.uncertainty)

    @property
    def x_shape(self) -> tuple[int, ...]:
        return self.images.x_shape

    @property
    def y_shape(self) -> tuple[int, ...]:
        return self.images.y_shape

    def sample(self, n: int, *, rng: Any = None) -> tuple[Array, Array]:
        """Draw n independent pairs of noisy images."""
        rng = np.random.default_rng(rng)
        x, y = self.images.sample(n, rng=rng)
        return x + self.noise * rng.standard_normal(x.shape), y + self.noise * rng.standard_normal(y.shape)


def noisy_information(images: Pushforward, noise: float, pairs: int, samples: int = 32, *, rng: Any = None) -> Bracket:
    """Estimates of I(X + noise; Y + noise) from below and from above.

    Parameters
    ----------
    images : Pushforward
        Images drawn from the latents of a `CorrelatedNormal`.
    noise : float
    pairs : int
        Number of pairs that the means are over.
    samples : int
        Draws of the latents for each integral. Where a shape is nearly cut off by the frame, its posterior is skew: such pairs
        widen the bracket, and more draws narrow it.
    rng : seed or Generator, optional

    Examples
    --------
    >>> from infoplane.distributions import bump_images
    >>> bracket = noisy_information(bump_images(2.0), 0.1, 500, rng=0)
    >>> bracket.lower < 1.95 < bracket.upper  # noise takes little off the 2 nats
    True
    """
    rng = np.random.default_rng(rng)
    base: Any = images.base
    latents = base.sample(pairs, rng=rng)
    dim = latents[0].shape[1]
    shows = [lambda z, side=side: side(z).reshape(len(z), -1) for side in (images.x, images.y)]
    clean = [show(z) for show, z in zip(shows, latents, strict=True)]
    seen = [image + noise * rng.standard_normal(image.shape) for image in clean]

    def show_both(z: Array) -> Array:
        return np.concatenate([shows[0](z[:, :dim]), shows[1](z[:, dim:])], axis=1)

    def evidence(show: Callable[[Array], Array], precision: Array, noisy: Array, z: Array) -> tuple[Array, Array]:
        view = NoisyView(show, np.zeros_like(z), precision, np.full(pairs, noise))
        return log_evidence(view, noisy, z, samples, rng)

    (x_low, x_high), (y_low, y_high) = (
        evidence(show, np.eye(z.shape[1]), noisy, z) for show, noisy, z in zip(shows, seen, latents, strict=True)
    )
    low, high = evidence(show_both, np.linalg.inv(base.covariance), np.column_stack(seen), np.column_stack(latents))
    control = base.pointwise_mutual_information(*latents) - base.mutual_information
    return bracket_of(low - x_high - y_high, high - x_low - y_low, control)
