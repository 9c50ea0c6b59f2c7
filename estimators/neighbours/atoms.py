"""Atoms: values of positive probability, which estimators of densities refuse.

The neighbours decide. A value of x is an atom if the k nearest joint neighbours of its points have that value too: then x has
no density at the scale of the neighbours. Rounded values are no atoms as long as the balls reach from one value to the next.
Nor are single copies of rows, nor pixels that repeat in images which differ as wholes. Some balls hold one value by chance, so
a quarter of them may. The place of this border matters little: at an atom, the terms of KSG and of `MixedKSG` are the same.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.neighbours import count_within
from infoplane.estimators.kernels.passes.repeated import most_repeated
from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.validation import Array

from .balls import Balls
from .scaling import beyond, label_column

_BY_CHANCE = 0.25  # share of balls that may hold one value


def refuse_atoms(samples: Sequence[tuple[str, Array, Array]], balls: Balls, method: str) -> None:
    """Refuse samples if the balls of many points hold no other value of one of them.

    Parameters
    ----------
    samples : sequence of (str, array (n, d), array (n, e))
        The name of each, for the message; its coordinates; and the other coordinates of the joint space.
    balls : Balls
        Those in the joint space.
    method : str
        The estimator, for the message.

    Raises
    ------
    ValueError
        If so. The message names the first such sample, and the estimators that take atoms.
    """
    shares = [0.0] * len(samples)

    def find(first: int, last: int) -> None:
        for which in range(first, last):
            shares[which] = _share_alone(*samples[which][1:], balls)

    run_chunks(find, len(samples))
    for (name, *_), share in zip(samples, shares, strict=True):
        refuse_atomic(name, share, balls.k, method)


def _share_alone(points: Array, others: Array, balls: Balls) -> float:
    """The share of the points whose balls hold no other value; 0 where it is clear that it is small."""
    if most_repeated(points, balls.k) <= _BY_CHANCE * len(points):
        return 0.0
    levels, sizes = _levels(points)
    if (sizes[levels] > balls.k).mean() <= _BY_CHANCE:
        return 0.0
    apart = np.hstack([label_column(levels, beyond(points, others)), others])
    return float((count_within(apart, balls.radii + balls.margins, "max", strict=False) >= balls.joint.closed).mean())


def refuse_atomic(name: str, share: float, k: int, method: str) -> None:
    """Refuse a sample that is the same at the k nearest neighbours of this share of the points, if the share is large."""
    if share > _BY_CHANCE:
        raise ValueError(
            f"{method} needs continuous variables, but {name} has atoms: at {share:.0%} of the points, the {k} nearest "
            f"neighbours have the same {name} as the point. Take MixedKSG or estimate_mi, which count atoms, or give "
            "discrete=True if these are labels."
        )


def _levels(points: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of the distinct row that each row (n, d) is, and how often each distinct row occurs."""
    rows = np.ascontiguousarray(points + 0.0)  # 0.0 for -0.0, which has other bytes
    wholes = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel() if rows.shape[1] > 1 else rows.ravel()
    _, levels, sizes = np.unique(wholes, return_inverse=True, return_counts=True)
    return levels, sizes
