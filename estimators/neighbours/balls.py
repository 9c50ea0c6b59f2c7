"""Balls about all points that reach their k-th neighbours in the joint space, and the points in them: what KSG counts.

Differences of numbers that tie before rounding, such as 0.3 - 0.2 and 0.2 - 0.1, differ after it. So distances count as equal
where they differ by a rounding margin only.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.neighbours import count_twice, count_within, neighbour_distances
from infoplane.estimators.kernels.threads import run_chunks
from infoplane.estimators.validation import Array, Labels

_MARGIN = 1e-9  # of the radius
_ROWS = 4096  # at a time
_ROUNDING = 8 * np.finfo(float).eps  # of the largest coordinate


class Counts(NamedTuple):
    """Numbers (n,) of other points: strictly inside of the ball about every point, and in the ball with its surface."""

    inside: NDArray[np.int64]
    closed: NDArray[np.int64]


class Balls(NamedTuple):
    """The ball about every point that reaches its k-th neighbour.

    Parameters
    ----------
    k : int
    radii : array (n,)
    margins : array (n,)
        Differences from the radius that are rounding.
    joint : Counts
        The points in the balls. `closed` is below k only where `balls` was given a reach.
    tied : bool
        Whether distances tie with a radius, or a radius is 0. If not, nothing needs the surfaces, and `counts` leaves them out.
    """

    k: int
    radii: Array
    margins: Array
    joint: Counts
    tied: bool

    def counts(self, points: Array) -> Counts:
        """The points within the radii in some of the coordinates, (n, d)."""
        if not self.tied:
            inside = count_within(points, self.radii, "max")
            return Counts(inside, inside)
        return Counts(*count_twice(points, (self.radii - self.margins).clip(0), self.radii + self.margins, "max"))

    @property
    def collapsed(self) -> NDArray[np.bool_]:
        """Where (n,) k neighbours coincide with the point."""
        return self.radii <= self.margins


def balls(joint: Array, k: int, reach: float = np.inf) -> Balls:
    """The balls about points (n, d) in the joint space, n > k, in the maximum norm.

    Parameters
    ----------
    joint : array (n, d)
    k : int
    reach : float
        No ball reaches this far. A ball whose k-th neighbour is farther holds all points that are nearer than `reach`.
    """
    n = len(joint)
    distances = neighbour_distances(joint, min(k + 1, n - 1), "max")
    rounding = _ROUNDING * max(joint.max(), -joint.min())
    radii, margins = np.empty((2, n))
    inside, beyond, tied = np.empty(n, np.int64), np.empty(n, bool), np.empty(n, bool)

    def fill(first: int, last: int) -> None:
        part, rows = distances[first:last], slice(first, last)
        radii[rows] = part[:, k - 1]
        margins[rows] = _MARGIN * radii[rows] + rounding
        inside[rows] = k
        beyond[rows] = False
        smaller, larger = radii[rows] - margins[rows], radii[rows] + margins[rows]
        for j in range(part.shape[1]):  # by columns: rows have few entries
            if j < k:
                inside[rows] -= part[:, j] >= smaller
            else:
                beyond[rows] |= part[:, j] <= larger
        tied[rows] = beyond[rows] | (inside[rows] < k - 1) | (radii[rows] <= margins[rows])

    run_chunks(fill, n, _ROWS)
    short = radii >= reach
    closed = np.full(n, k)
    if beyond.any():
        closed = count_within(joint, radii + margins, "max", strict=False)
    if short.any():
        closed[short] = (distances[short, :k] < reach).sum(axis=1)
        radii[short], margins[short], inside[short] = np.nextafter(reach, 0), 0.0, 0
    return Balls(k, radii, margins, Counts(inside, closed), bool(tied.any() or short.any()))


def balls_within(points: Array, labels: Labels, k: int) -> Balls:
    """The balls about points (n, d) that reach the k-th neighbours of their own label, and the joint counts in that label."""
    radii, margins = np.empty((2, len(points)))
    inside, closed = np.empty((2, len(points)), np.int64)
    tied = False
    for label in np.unique(labels):
        members = labels == label
        own = balls(np.ascontiguousarray(points[members]), k)
        radii[members], margins[members] = own.radii, own.margins
        inside[members], closed[members] = own.joint
        tied |= own.tied
    return Balls(k, radii, margins, Counts(inside, closed), tied)
