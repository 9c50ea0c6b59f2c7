"""The term of KSG where distances tie: rounded values, lattices, images of few grey levels, copied rows.

KSG counts the points that are strictly closer than the k-th neighbour. On a lattice many points are at that very distance, and
KSG is too high by an amount that grows with n. The remedy is to break ties at random, and to take the mean over all ways. With
the numbers K and o of other points in the ball in the joint space and strictly inside of it, a and s in x, b and t in y,

    psi(k)       becomes  psi(m) = psi(k) - E ln[q + (1 - q) V],    V ~ Beta(k - o, K - k + 1),    q = (s / a) (t / b),
    psi(nx + 1)  becomes  psi(a + 1 - w (K + 1 - m)),               w = (1 - s / a) / [(1 - s / a) + (1 - t / b)],

and likewise psi(ny + 1). For tied points fill a shell about the inside, which has the share q of the probability of the ball,
and the k-th neighbour is the (k - o)-th of the K - o points of the shell. The expectation moves the known ln P at that
neighbour out to the whole ball. The ball ends where it holds k points, so it holds more than by chance: K where m - 1 are
expected. Of this excess, x has the share w, as far as x makes the shell. q takes x and y as independent in the ball.

* Without ties nothing changes.
* Where k neighbours coincide with the point, o = s = t = 0, and psi(k) becomes psi(K + 1): the counts of an atom in `MixedKSG`.
* Where all joint distances tie, as between many images, the term is 0: such distances contain no information.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, digamma, polygamma

from infoplane.estimators.validation import Array

from .balls import Balls, Counts

# Gauss-Legendre nodes of u in (0, 1), for probabilities u^3: denser near 0, where the logarithm has its singularity.
_U, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_PROBABILITIES, _WEIGHTS = ((1 + _U) / 2) ** 3, 1.5 * ((1 + _U) / 2) ** 2 * _WEIGHTS


def tied_balls(balls: Balls, parts: Sequence[Counts]) -> NDArray[np.bool_]:
    """Which balls (n,) have ties: more than one point on the surface, in the joint space or in a part, or no extent."""
    if not balls.tied:
        return np.zeros(len(balls.radii), bool)
    on_surface = [counts.closed - counts.inside > 1 for counts in (balls.joint, *parts)]
    return np.logical_or.reduce([balls.collapsed, balls.joint.closed < balls.k, *on_surface])


def tie_details(tied: NDArray[np.bool_]) -> dict[str, float]:
    """The details of an estimate with ties: their share. Empty without ties."""
    return {"ties": float(tied.mean())} if tied.any() else {}


def tie_correction(balls: Balls, parts: Sequence[Counts], condition: Counts | None = None) -> Array:
    """What ties add to the terms of an estimator, (n,); 0 where nothing ties.

    Parameters
    ----------
    balls : Balls
    parts : sequence of Counts
        The counts in x and in y, whose terms are -psi(inside + 1).
    condition : Counts, optional
        The counts in z, whose term is +psi(inside + 1), where x and y are parts of (x, z) and (y, z).
    """
    result = np.zeros(len(balls.radii))
    if condition is None:
        condition = Counts(*np.ones((2, len(result)), np.int64))
    tied = tied_balls(balls, [*parts, condition])
    if not tied.any():
        return result
    joint, *near, known = (Counts(counts.inside[tied], counts.closed[tied]) for counts in (balls.joint, *parts, condition))
    # The shares of z, and of x and of y given z. Where nothing is inside in z, nothing is in (x, z) or (y, z).
    common = _share(known)
    own = [np.minimum(_share(counts) / np.where(common > 0, common, 1), 1) for counts in near]
    gain = _outwards(balls.k, joint, np.prod([*own, common], axis=0))
    shell = np.maximum(sum(1 - share for share in own) + 1 - common, np.finfo(float).tiny)
    excess = (joint.closed + 1 - _inverse_digamma(digamma(balls.k) + gain)) / shell
    for counts, share in zip(near, own, strict=True):
        made = 1 - share + 1 - common  # what z makes of the shell counts in x, y and z
        gain -= digamma(counts.closed + 1 - made * excess) - digamma(counts.inside + 1)
    gain += digamma(known.closed + 1 - (1 - common) * excess) - digamma(known.inside + 1)
    result[tied] = gain
    return result


def _share(counts: Counts) -> Array:
    """The share of the points in the ball that are inside of it, 1 where the ball is empty."""
    return np.where(counts.closed > 0, counts.inside / np.maximum(counts.closed, 1), 1.0)


def _inverse_digamma(values: Array) -> Array:
    """The m with psi(m) = value, for m of about 1 or more, by Newton's method."""
    found = np.exp(values) + 0.5
    for _ in range(4):
        found -= (digamma(found) - values) / polygamma(1, found)
    return found


def _outwards(k: int, joint: Counts, share: Array) -> Array:
    """-E ln[q + (1 - q) V], (m,), for the shares q (m,): from the k-th neighbour out to the whole ball."""
    (inside, closed), which = np.unique(np.stack(joint), axis=1, return_inverse=True)
    volumes = betaincinv((k - inside)[:, None], np.maximum(closed - k + 1, 1)[:, None], _PROBABILITIES)[which.ravel()]
    inner = share[:, None]
    mean = -np.log(inner + (1 - inner) * volumes) @ _WEIGHTS
    # With nothing inside it is the mean logarithm of the beta distribution. A ball of fewer than k points has no k-th
    # neighbour to start from: psi(k) becomes psi(K + 1).
    empty = digamma(joint.closed - joint.inside + 1) - digamma(k - joint.inside)
    return np.where((share > 0) & (joint.closed >= k), mean, empty)
