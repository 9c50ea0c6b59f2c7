"""Critics that are learnt from noisy passes: which input made a row of a layer.

Probabilistic linear discriminant analysis: the centre of an input is c_i ~ N(0, B), and a row is l | c_i ~ N(c_i, W), with

    W = covariance of the passes about their means,    B = covariance of the means - W / m.

In the basis that makes W the identity and B diagonal (b), with g the variance of a mean about its centre,

    q(l | x_i) = N(l; b / (b + g) mean_i, 1 + b g / (b + g)).

The means are shrunk, so that directions without signal drop out by themselves. W is also taken shrunk towards its diagonal.

A normal distribution of each input, with independent columns: its variances are shrunk towards those of all inputs.

Where the layer's own noise is known, means are taken of the activations before it, and its variance is added.

Reference: S. Ioffe, Probabilistic linear discriminant analysis, ECCV 2006.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from .posterior import Critic, Floats

SHRUNK = (0.02, 0.3)  # of W towards its diagonal
_RIDGE = 1e-6  # of the variance of each column: smaller noise is not distinguished
_PRIOR_PASSES = 4.0  # as many passes as the variances of all inputs count, beside those of one


@dataclass(frozen=True)
class Moments:
    """What passes say about the inputs, with columns scaled so that their noise has variance 1.

    Parameters
    ----------
    centre, scale : array (d,)
        Of the columns.
    means : array (n, d)
        Of the passes of each input.
    squares : array (n, d)
        Variance of the passes of each input, about its mean.
    spread : array (d, d)
        Covariance of the passes about their means, of all inputs.
    own : array (d,)
        Variance of the layer's own noise, as far as the passes were taken before it.
    passes : int
    weights : array (n,)
    """

    centre: Floats
    scale: Floats
    means: Floats
    squares: Floats
    spread: Floats
    own: Floats
    passes: int
    weights: Floats

    @classmethod
    def of(cls, passes: Floats, weights: Floats, own: float) -> "Moments":
        """From passes (m, n, d), and the variance of the noise that they do not have."""
        m = len(passes)
        means = passes.mean(axis=0, dtype=np.float64)
        centre = weights @ means
        residuals = passes - means
        noise = weights @ (residuals**2).sum(axis=0) / (m - 1)
        total = weights @ (means - centre) ** 2
        scale = np.sqrt(noise + own + _RIDGE * total)
        silent = scale <= 0  # in these passes, though not in those that are held out: they get noise and no signal
        scale[silent] = 1.0
        residuals /= scale
        residuals *= np.sqrt(weights)[:, None]
        flat = residuals.reshape(-1, residuals.shape[2])
        squares = (residuals**2).sum(axis=0) / weights[:, None] / (m - 1)
        spread = flat.T @ flat / (m - 1)
        added = np.where(silent, 1.0, (own + _RIDGE * total) / scale**2)
        return cls(centre, scale, (means - centre) / scale, squares, spread, added, m, weights)

    def scaled(self, points: Floats) -> Floats:
        return (points - self.centre) / self.scale


def discriminant(moments: Moments, shrunk: float) -> tuple[Critic, Floats]:
    """The probabilistic linear discriminant analysis, and its basis (d, d) with the columns of most signal first."""
    signal = (moments.means * moments.weights[:, None]).T @ moments.means - moments.spread / moments.passes
    within = moments.spread + np.diag(moments.own)
    b, basis = eigh(signal, (1 - shrunk) * within + shrunk * np.diag(np.diag(within)))
    b, basis = np.maximum(b[::-1], 1e-9), basis[:, ::-1]
    g = np.maximum(np.einsum("ik,ij,jk->k", basis, moments.spread, basis, optimize=True) / moments.passes, 1e-12)
    kept = b / (b + g)
    scaled = basis / np.sqrt(1 + kept * g)
    return _distances(moments, scaled, moments.means @ scaled * kept), basis


def _distances(moments: Moments, basis: Floats, centres: Floats) -> Critic:
    halves = 0.5 * (centres**2).sum(axis=1)
    return lambda points: moments.scaled(points) @ basis @ centres.T - halves


def own_variances(moments: Moments) -> Critic:
    """A normal distribution with independent columns for each input."""
    m, prior = moments.passes, _PRIOR_PASSES
    pooled = np.diag(moments.spread)
    variances = (prior * pooled + (m - 1) * moments.squares) / (prior + m - 1) * (1 + 1 / m) + moments.own
    return normal_rows(moments, moments.means, variances)


def normal_rows(moments: Moments, centres: Floats, variances: Floats) -> Critic:
    """Rows of each input about its centre (n, d), with independent columns of variances (n, d)."""
    precisions = 1 / variances
    slopes = centres * precisions
    offsets = -0.5 * (np.log(variances) + centres * slopes).sum(axis=1)

    def critic(points: Floats) -> Floats:
        scaled = moments.scaled(points)
        return scaled @ slopes.T - 0.5 * scaled**2 @ precisions.T + offsets

    return critic
