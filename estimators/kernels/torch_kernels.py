"""Neighbour distances, range counts and kernel sums in torch, for GPUs: the same functions as the compiled ones.

All pairs of points are computed in blocks of rows, in float64. Memory grows as n, and time as n^2 d; a GPU is fast enough for
that up to about a hundred thousand points. Maximum-norm values equal the compiled ones to the last bit. Euclidean distances
are equal to rounding, so a count may differ where a distance equals the radius to rounding. Log-densities are equal to 1e-6.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.validation import Array, need_samples

_BLOCK = 2**24  # distances held at once: 128 MB


def neighbour_distances(points: Array, k: int, metric: str, device: str = "cpu") -> Array:
    """Ascending distances (n, k) from every point to its nearest other points, as `neighbours.neighbour_distances`."""
    need_samples(points, points, k, "A neighbour search")
    blocks = (block.topk(k, largest=False).values for _, block in _others(points, metric, device))
    return _joined(blocks)


def count_within(points: Array, radii: Array, metric: str, strict: bool = True, device: str = "cpu") -> NDArray[np.int64]:
    """Number of other points within a radius of every point, (n,), as `neighbours.count_within`."""
    limits = [(torch.lt if strict else torch.le, radii)]
    return _counts(points, limits, metric, device)[0]


def count_twice(
    points: Array, inner: Array, outer: Array, metric: str, device: str = "cpu"
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of other points nearer than `inner`, and no farther than `outer`, as `neighbours.count_twice`."""
    inside, closed = _counts(points, [(torch.lt, inner), (torch.le, outer)], metric, device)
    return inside, closed


def _counts(points: Array, limits: list[tuple[Any, Array]], metric: str, device: str) -> NDArray[np.int64]:
    """For each comparison and radii (n,), the numbers of other points whose distance it finds true of the radius."""
    compared = [(compare, torch.as_tensor(radii, dtype=torch.float64, device=device)[:, None]) for compare, radii in limits]
    blocks = (
        torch.stack([compare(block, bounds[rows]).sum(dim=1) for compare, bounds in compared], dim=1)
        for rows, block in _others(points, metric, device)
    )
    return np.ascontiguousarray(_joined(blocks).T)


def neighbour_extents(x: Array, y: Array, k: int, device: str = "cpu") -> tuple[Array, Array]:
    """Extents (n,) and (n,) of the box of the k nearest joint neighbours, as `neighbours.neighbour_extents`."""
    need_samples(x, y, k, "A neighbour search")
    pairs = zip(_others(x, "max", device), _others(y, "max", device), strict=True)
    blocks = []
    for (_, in_x), (_, in_y) in pairs:
        joint = torch.maximum(in_x, in_y)
        near = joint <= joint.topk(k, largest=False).values[:, -1:]
        blocks.append(torch.stack([torch.where(near, gaps, 0.0).amax(dim=1) for gaps in (in_x, in_y)], dim=1))
    extents = _joined(iter(blocks))
    return extents[:, 0], extents[:, 1]


def log_sums(
    points: Array, bandwidths: Array, at: NDArray[np.int64] | None = None, tolerance: float = 0.0, device: str = "cpu"
) -> Array:
    """ln sum_{j != i} exp(-|x_i - x_j|^2 / (2 b^2)) for every bandwidth and point, or for some, as `kernel_sums.log_sums`."""
    factors = [-0.5 / b**2 for b in bandwidths.tolist()]
    blocks = (
        torch.stack([(factor * squared).logsumexp(dim=1) for factor in factors], dim=1)
        for squared in (block**2 for _, block in _others(points, "euclidean", device, at))
    )
    return np.ascontiguousarray(_joined(blocks).T)


def _others(points: Array, metric: str, device: str, at: NDArray[np.int64] | None = None) -> Iterator[tuple[slice, Tensor]]:
    """Blocks of rows, or of the rows `at`, with their distances to all points; infinite from a point to itself."""
    columns = torch.as_tensor(np.ascontiguousarray(points.T), dtype=torch.float64, device=device)
    n = columns.shape[1]
    own = torch.arange(n, device=device) if at is None else torch.as_tensor(at, device=device)
    size = max(1, _BLOCK // n)
    for first in range(0, len(own), size):
        rows = slice(first, min(first + size, len(own)))
        block = _distances(columns[:, own[rows]], columns, metric)
        block[torch.arange(len(block), device=device), own[rows]] = math.inf
        yield rows, block


def _distances(some: Tensor, all_: Tensor, metric: str) -> Tensor:
    """Distances (m, n) between points given as columns (d, m) and (d, n).

    They are summed column by column. On a GPU torch.cdist gives every pair a block of threads, and takes ten times as long.
    """
    block = torch.zeros(some.shape[1], all_.shape[1], dtype=some.dtype, device=some.device)
    for one, other in zip(some, all_, strict=True):
        difference = one[:, None] - other
        if metric == "max":
            torch.maximum(block, difference.abs_(), out=block)
        else:
            block.addcmul_(difference, difference)
    return block if metric == "max" else block.sqrt_()


def _joined(blocks: Iterator[Tensor]) -> NDArray[Any]:
    return torch.cat([block.cpu() for block in blocks]).numpy()
