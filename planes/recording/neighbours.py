"""Neighbour sets through depth: which samples stay neighbours from layer to layer.

With N_k(i) the k nearest neighbours of sample i in a layer, by Euclidean distance, and n samples:

* similarity of two layers l and m: s = mean over i of |N_k^l(i) & N_k^m(i)| / k, less the level of chance c = k / (n - 1), as
  (s - c) / (1 - c): 1 where all neighbours are common, 0 on average where the layers are independent;
* persistence from a first layer to a later one: mean over i of |N_k(i) common to all layers between them| / k.

Samples tied at the distance of the k-th neighbour share the places that are left: each is counted with its chance of one, and
a common neighbour with the product of its chances, as if each layer broke its ties at random by itself. So ties show nothing
that is not in the distances: independent labels and constant layers have similarity 0, and a layer whose neighbours are
mostly tied is not similar to itself.

Rotations, shifts and scalings keep all neighbours, and a smooth one-to-one map of small distortion most of them. Columns of
very different scale count as they are. The standard error takes the samples as independent.

The idea is that of arXiv 2012.03793, whose text could not be read here: the definitions are our own. Neighbourhood overlap is
also in C. Wang et al., Understanding the differences of neural representations by neighbourhood overlap (2020),
arXiv 2005.11924.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from infoplane.planes.rows.row import PERSISTENCE, PlaneRow, RowMaker, similarity_to

K = 10
MOST_ROWS = 2000  # that are recorded: the cost grows with their square
_BLOCK = 500  # rows whose distances are held at once
_ROUNDING = 1e-14  # of squared distances, as a share of the squared lengths: nearer ones are tied


class Shared(NamedTuple):
    """A mean over the samples, and its standard error."""

    value: float
    stderr: float


def neighbour_similarity(first: ArrayLike, second: ArrayLike, k: int = K) -> Shared:
    """The share of the k nearest neighbours that two layers have in common, less the level of chance.

    Parameters
    ----------
    first, second : array (n, d)
        Two layers, as `Taps.read` gives them. Row i of both belongs to sample i.
    k : int
        Number of neighbours, below n - 1.

    Returns
    -------
    Shared
        1 where all neighbours are common, 0 on average where the layers are independent; and the standard error. Tied
        neighbours count with their fair share.

    Raises
    ------
    ValueError
        If k is below 1 or not below n - 1, or the layers have different numbers of rows.

    Examples
    --------
    A change of scale keeps all neighbours:

    >>> import numpy as np
    >>> from infoplane.planes import neighbour_similarity
    >>> points = np.random.default_rng(0).standard_normal((50, 3))
    >>> neighbour_similarity(points, 2 * points, k=5).value
    1.0
    """
    one, other = _sets({"the first layer": first, "the second layer": second}, k).values()
    return _beyond_chance(one, other, k)


def neighbour_persistence(layers: Mapping[str, ArrayLike], k: int = K) -> dict[str, Shared]:
    """For each layer but the first: the share of the k nearest neighbours that all layers up to it have in common.

    Parameters
    ----------
    layers : mapping of str to array (n, d)
        Layers in order, as `Taps.read` gives them. Row i of every layer belongs to sample i.
    k : int
        Number of neighbours, below n - 1.

    Returns
    -------
    dict of str to Shared
        Shares between 0 and 1, which fall from layer to layer, and their standard errors.

    Raises
    ------
    ValueError
        If k is below 1 or not below n - 1, or the layers have different numbers of rows.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes import neighbour_persistence
    >>> points = np.random.default_rng(0).standard_normal((50, 3))
    >>> found = neighbour_persistence({"a": points, "b": -points, "c": points[::-1]}, k=5)
    >>> found["b"].value, found["c"].value < 0.3
    (1.0, True)
    """
    return _persistence(_sets(layers, k), k)


def neighbour_rows(make: RowMaker, layers: Mapping[str, NDArray[np.floating]], k: int = K) -> list[PlaneRow]:
    """Rows of each layer: its similarity to every layer before it, and the persistence from the first layer to it.

    Of more than 2,000 samples the first 2,000 count. Fewer than k + 2 samples have no rows.
    """
    n = min(MOST_ROWS, *(len(values) for values in layers.values()))
    if n < k + 2:
        return []
    sets = _sets({layer: values[:n] for layer, values in layers.items()}, k)
    names = list(sets)
    rows = []
    for place, layer in enumerate(names):
        found = {similarity_to(other): _beyond_chance(sets[other], sets[layer], k) for other in names[:place]}
        rows += [_row(make, n, layer, quantity, one) for quantity, one in found.items()]
    return rows + [_row(make, n, layer, PERSISTENCE, one) for layer, one in _persistence(sets, k).items()]


def _row(make: RowMaker, n: int, layer: str, quantity: str, found: Shared) -> PlaneRow:
    return make.metric(quantity, found.value, layer)._replace(n=n, stderr=found.stderr)


def _sets(layers: Mapping[str, ArrayLike], k: int) -> dict[str, NDArray[np.float32]]:
    """Of each layer, the share of sample j in the k nearest neighbours of sample i: an array (n, n), whose rows sum to k."""
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in layers.items()}
    sizes = {len(points) for points in arrays.values()}
    if len(sizes) > 1:
        listed = " and ".join(map(str, sorted(sizes)))
        raise ValueError(f"Row i of every layer belongs to sample i; got layers of {listed} rows.")
    found = {}
    for name, points in arrays.items():
        if not 0 < k < len(points) - 1:
            raise ValueError(f"Needs 0 < k < n - 1; got k={k} for {len(points)} rows of {name!r}.")
        found[name] = _neighbours(points.reshape(len(points), -1), k)
    return found


def _neighbours(points: NDArray[np.float64], k: int) -> NDArray[np.float32]:
    """1 for every sample nearer than the k-th neighbour, and an equal share of the places left for those as far as it."""
    distinct, place = np.unique(points, axis=0, return_inverse=True)  # so that equal rows are exactly as far from all others
    distinct, place = distinct - distinct.mean(axis=0), place.reshape(-1)
    squares = (distinct**2).sum(axis=1)
    shares = np.empty((len(points), len(points)), np.float32)
    for start in range(0, len(points), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(points)))
        own = place[rows]
        lengths = squares[own, None] + squares
        apart = np.maximum(lengths - 2 * distinct[own] @ distinct.T, 0)
        apart[np.arange(len(own)), own] = 0
        apart, rounding = apart[:, place], _ROUNDING * lengths[:, place]
        apart[np.arange(len(rows)), rows] = np.inf  # no sample is its own neighbour, also where samples coincide
        beyond = apart - np.partition(apart, k - 1, axis=1)[:, k - 1 : k]
        nearer, tied = beyond < -rounding, np.abs(beyond) <= rounding
        left = (k - nearer.sum(axis=1, keepdims=True)) / tied.sum(axis=1, keepdims=True)
        shares[rows] = np.where(tied, left, nearer)
    return shares


def _beyond_chance(first: NDArray[np.float32], second: NDArray[np.float32], k: int) -> Shared:
    chance = k / (len(first) - 1)
    return _mean((_common(first, second) / k - chance) / (1 - chance))


def _persistence(sets: Mapping[str, NDArray[np.float32]], k: int) -> dict[str, Shared]:
    names, found = list(sets), {}
    kept = sets[names[0]]
    for layer in names[1:]:
        kept = kept * sets[layer]
        found[layer] = _mean(kept.sum(axis=1, dtype=np.float64) / k)
    return found


def _common(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float64]:
    """The number of common neighbours of each sample."""
    return np.asarray((first * second).sum(axis=1, dtype=np.float64))


def _mean(values: NDArray[np.float64]) -> Shared:
    return Shared(float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values)))
