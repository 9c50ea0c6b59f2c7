"""A critic for noise that lies along a curved surface, as behind a wide layer that follows a narrow noisy one.

There the noise of each input has few directions of its own, and no covariance that all inputs share. Around the mean of each
input, the residuals of its passes and of those of its nearest inputs give the directions V_i of the noise and the variances v_i
along them. With the same number of directions for all inputs, and the rest of l in terms of the variance e_i that is left,

    ln q(l | x_i) = -1/2 sum_k [ (V_i' (l - mean_i))_k^2 / v_ik + ln v_ik ] - 1/2 |rest|^2 / e_i.

It is evaluated in the columns of most signal, for the inputs that the linear critic finds likeliest; the others get nothing.
"""

import numpy as np

from .critics import Moments
from .posterior import Critic, Floats, Rows

_COLUMNS = 16
_NEAREST = 8
_KEPT = 0.99  # of the variance of the noise: by its directions
_NONE = -1e9  # logarithm of a density that is none


def charts(moments: Moments, passes: Floats, basis: Floats, base: Critic, likeliest: int) -> Critic:
    """The critic of curved noise.

    Parameters
    ----------
    moments : Moments
    passes : array (m, n, d)
        From which they are.
    basis : array (d, r)
        Of a discriminant, the columns of most signal first.
    base : Critic
        It finds the likeliest inputs.
    likeliest : int
        Their number.
    """
    m, n, _ = passes.shape
    axes = basis[:, :_COLUMNS]
    means = moments.means @ axes
    noise = np.moveaxis(moments.scaled(passes) @ axes - means, 0, 1)  # (n, m, r)
    own = np.swapaxes(noise, 1, 2) @ noise / (m - 1)
    near = _likeliest(base(moments.means * moments.scale + moments.centre), min(_NEAREST, n))
    spread = own[near].mean(axis=1) + axes.T @ (axes * moments.own[:, None])
    variances, directions = np.linalg.eigh(spread)
    variances, directions = np.maximum(variances[:, ::-1], 1e-12), directions[:, :, ::-1]
    shares = np.cumsum(variances, axis=1) / variances.sum(axis=1, keepdims=True)
    count = int(np.median((shares < _KEPT).sum(axis=1))) + 1
    rest = variances[:, count:].mean(axis=1) if count < variances.shape[1] else np.ones(n)
    rest = np.maximum(rest, 1e-3 * variances[:, count - 1])
    precisions = 1 / (variances[:, :count] * (1 + 1 / m)) - (1 / rest)[:, None]
    offsets = -0.5 * np.log(variances[:, :count]).sum(axis=1)
    directions = directions[:, :, :count]

    def critic(points: Floats) -> Floats:
        places = moments.scaled(points) @ axes
        found = np.full((len(points), n), _NONE)
        chosen = _likeliest(base(points), likeliest)
        order = np.argsort(chosen, axis=None, kind="stable")
        inputs, starts = np.unique(chosen.ravel()[order], return_index=True)
        rows = order // chosen.shape[1]
        for i, group in zip(inputs, np.split(rows, starts[1:]), strict=True):
            away = places[group] - means[i]
            along = away @ directions[i]
            found[group, i] = offsets[i] - 0.5 * (along**2 @ precisions[i] + (away**2).sum(axis=1) / rest[i])
        return found

    return critic


def _likeliest(logits: Floats, count: int) -> Rows:
    return np.argpartition(logits, -count, axis=1)[:, -count:]
