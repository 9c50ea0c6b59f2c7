"""Classifiers by the classes of the nearest rows, which share one search.

In few columns a tree of scikit-learn finds the nearest rows. In more, all distances are computed by products of matrices, some
new rows at a time, and the smallest are taken. Products round in their own way, so where distances are equal but for rounding,
scikit-learn says which of the rows are taken.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import numpy as np

from infoplane.estimators.kernels.passes.k_smallest import k_smallest
from infoplane.estimators.validation import Array, Labels, Rows

from .remembered import remembered

_FEW_COLUMNS = 4
_CELLS = 100_000  # distances at a time: more would not stay in the cache of a processor
_ROUNDING = 1e-12  # of the largest square of a row


class _Found(NamedTuple):
    """The nearest rows of x to new ones (m, k), ascending, with increasing functions of their distances, up to `rounding`."""

    distances: Array
    rows: Rows
    rounding: float = 0.0

    def tied(self, k: int) -> bool:
        """Whether some row at place k has the distance of the next one."""
        return bool((self.distances[:, k] - self.distances[:, k - 1] <= self.rounding).any())


_Search = Callable[[Array, Array], _Found]


def nearest(sizes: Iterable[int]) -> dict[int, Callable[[Array, Labels, Array, int], Array]]:
    """By k, the classes of the k nearest rows, and one more row that has the shares of the classes.

    The classifiers share one search, if they are given the same arrays one after the other.
    """
    sizes = tuple(sizes)
    search = remembered(partial(_searched, max(sizes, default=1)))
    return {k: partial(_by_neighbours, search, k) for k in sizes}


def _by_neighbours(search: _Search, k: int, x: Array, y: Labels, new: Array, classes: int) -> Array:
    found = _fewer(search, min(k, len(x)), x, new)
    cells = np.arange(len(new))[:, None] * classes + y[found]
    counts = np.bincount(cells.ravel(), minlength=len(new) * classes).reshape(len(new), classes)
    return np.log(counts + (np.bincount(y, minlength=classes) + 1 / classes) / (len(y) + 1))


def _fewer(search: _Search, k: int, x: Array, new: Array) -> Rows:
    """The nearest rows of x, an array (len(new), k), not in order: the first of those that a search for more has found."""
    found = search(x, new)
    # Which of the rows at one distance are taken depends on how many are asked for.
    return _by_tree(k, x, new).rows if k < found.rows.shape[1] and found.tied(k) else found.rows[:, :k]


def _searched(k: int, x: Array, new: Array) -> _Found:
    """The nearest k, or all rows if they are fewer."""
    if x.shape[1] <= _FEW_COLUMNS or k >= len(x):
        return _by_tree(min(k, len(x)), x, new)
    squares = np.einsum("ij,ij->i", x, x)
    step = max(_CELLS // len(x), 1)
    parts = [k_smallest(squares - 2 * new[start : start + step] @ x.T, k + 1) for start in range(0, len(new), step)]
    rounding = _ROUNDING * max(float(squares.max()), float(np.einsum("ij,ij->i", new, new).max()))
    distances, rows = (np.concatenate(part) for part in zip(*parts, strict=True))
    found = _Found(distances, rows, rounding)
    return _by_tree(k, x, new) if found.tied(k) else _Found(distances[:, :k], rows[:, :k], rounding)


def _by_tree(k: int, x: Array, new: Array) -> _Found:
    from sklearn.neighbors import NearestNeighbors

    return _Found(*NearestNeighbors(n_neighbors=k).fit(x).kneighbors(new))
