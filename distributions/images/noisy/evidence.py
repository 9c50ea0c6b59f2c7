"""Lower and upper estimates of ln p(t) for noisy images t = F(z) + s(z) noise of normal latents z, by importance sampling.

With the posterior of z near its mode approximated by a normal q, draws z_1, ..., z_K of q, and weights w(z) = p(t, z) / q(z),

    E ln (1/K) sum_k w(z_k) <= ln p(t) <= E ln (1/K) [w(z_0) + sum_{k<K} w(z_k)],

where z_0 is the latent that t was drawn from, itself a draw of the posterior. The left side is the bound of Burda, Grosse and
Salakhutdinov (ICLR 2016, arXiv 1509.00519), the right one that of Sobolev and Vetrov (NeurIPS 2019, arXiv 1906.02439). They
meet where q is the posterior, as it is for linear F, and their difference shows how far it is from that. The mode is found by
Gauss-Newton steps from z_0, with derivatives by central differences; a poor mode widens the bracket and does not move it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

from infoplane.distributions.protocol import Array

_STEPS = 6
_HALF_STEP = 1e-4  # of the central differences, in standard deviations of the latents
_WIDER = 1.1  # the factor on the standard deviations of q: tails of the weights are then light
_PIXELS = 2**22  # of the images held at once


class NoisyView(NamedTuple):
    """What is seen of latents z ~ N(mean, precision^-1): t = F(z) + level exp(log_noise(z)) noise.

    `show` maps latents (m, k) to flat images (m, D), `log_noise` to (m,). `mean` (n, k) and `level` (n,) have a row for each t.
    """

    show: Callable[[Array], Array]
    mean: Array
    precision: Array
    level: Array
    log_noise: Callable[[Array], Array] = lambda z: np.zeros(len(z))

    def part(self, rows: slice) -> "NoisyView":
        """The view of some rows."""
        return self._replace(mean=self.mean[rows], level=self.level[rows])


def log_evidence(view: NoisyView, seen: Array, latents: Array, samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Estimates of ln p(t), from below and from above, for n flat noisy images.

    Parameters
    ----------
    view : NoisyView
    seen : array of shape (n, D)
        The noisy images t.
    latents : array of shape (n, k)
        The latents that they were drawn from.
    samples : int
        K, at least 2.
    rng : numpy.random.Generator

    Returns
    -------
    lower, upper : array of shape (n,)
        Their means over n are bounds, up to a standard error; for a single t they need not be.
    """
    step = max(1, _PIXELS // (seen.shape[1] * max(samples, 2 * latents.shape[1])))
    parts = [slice(start, start + step) for start in range(0, len(seen), step)]
    bounds = [_of_part(view.part(part), seen[part], latents[part], samples, rng) for part in parts]
    lower, upper = (np.concatenate(each) for each in zip(*bounds, strict=True))
    return lower, upper


def _of_part(view: NoisyView, seen: Array, latents: Array, samples: int, rng: np.random.Generator) -> tuple[Array, Array]:
    n, k = latents.shape
    mode = _mode(view, seen, latents)
    factor = np.linalg.cholesky(_slopes(view, seen, mode)[1]) / _WIDER  # of the precision of q
    drawn = mode[:, None] + np.linalg.solve(np.swapaxes(factor, 1, 2)[:, None], rng.standard_normal((n, samples, k, 1)))[..., 0]
    every = np.concatenate([latents[:, None], drawn], axis=1)
    offsets = np.einsum("nij,nki->nkj", factor, every - mode[:, None])
    log_q = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)[:, None] - (offsets**2).sum(axis=2) / 2
    half_log_det = np.linalg.slogdet(view.precision)[1] / 2  # the constants (2 pi)^(k/2) of prior and q cancel
    weights = half_log_det - _energy(view, seen, every) - log_q
    return logsumexp(weights[:, 1:], axis=1) - np.log(samples), logsumexp(weights[:, :-1], axis=1) - np.log(samples)


def _energy(view: NoisyView, seen: Array, z: Array) -> Array:
    """-ln p(t, z), without the constants of the prior, at latents (n, m, k): (n, m)."""
    flat = z.reshape(-1, z.shape[2])
    log_noise = np.log(view.level)[:, None] + view.log_noise(flat).reshape(z.shape[:2])
    squares = ((view.show(flat).reshape(*z.shape[:2], -1) - seen[:, None]) ** 2).sum(axis=2)
    shift = z - view.mean[:, None]
    prior = np.einsum("nmi,ij,nmj->nm", shift, view.precision, shift) / 2
    return squares / 2 * np.exp(-2 * log_noise) + seen.shape[1] * (log_noise + np.log(2 * np.pi) / 2) + prior


def _slopes(view: NoisyView, seen: Array, z: Array) -> tuple[Array, Array]:
    """The gradient of the energy (n, k), and its Gauss-Newton matrix (n, k, k)."""
    n, k = z.shape
    moved = (z[:, None, None] + _HALF_STEP * np.stack([np.eye(k), -np.eye(k)], axis=1)).reshape(-1, k)
    pixels, noises = view.show(moved).reshape(n, k, 2, -1), view.log_noise(moved).reshape(n, k, 2)
    by_pixel = (pixels[:, :, 0] - pixels[:, :, 1]) / (2 * _HALF_STEP)
    by_noise = (noises[:, :, 0] - noises[:, :, 1]) / (2 * _HALF_STEP)
    precision = view.level**-2 * np.exp(-2 * view.log_noise(z))
    residual = seen - view.show(z)
    surplus = seen.shape[1] - precision * (residual**2).sum(axis=1)
    gradient = surplus[:, None] * by_noise - precision[:, None] * np.einsum("nkp,np->nk", by_pixel, residual)
    matrix = precision[:, None, None] * (by_pixel @ np.swapaxes(by_pixel, 1, 2))
    matrix += 2 * seen.shape[1] * by_noise[:, :, None] * by_noise[:, None] + view.precision
    return gradient + (z - view.mean) @ view.precision, matrix


def _mode(view: NoisyView, seen: Array, z: Array) -> Array:
    """The mode of the posterior: Gauss-Newton steps, each halved until the energy falls, or left out."""
    for _ in range(_STEPS):
        gradient, matrix = _slopes(view, seen, z)
        step = np.linalg.solve(matrix, gradient[:, :, None])[:, :, 0]
        tried = z[:, None] - np.array([0.0, 1.0, 0.5, 0.25])[:, None] * step[:, None]
        z = tried[np.arange(len(z)), _energy(view, seen, tried).argmin(axis=1)]
    return z
