"""Neighbour sets through depth: which samples stay neighbours from layer to layer.

With N_k(i) the k nearest neighbours of sample i in a layer, by Euclidean distance, and n samples:

* similarity of two layers l and m: s = mean over i of |N_k^l(i) & N_k^m(i)| / k, less the level of chance c = k / (n - 1), as
  (s - c) / (1 - c): 1 where all neighbours are common, 0 on average where the layers are independent;
* persistence from a first layer to a later one: mean over i of |N_k(i) common to all layers between them| / k.

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
from sklearn.neighbors import NearestNeighbors

from infoplane.planes.rows.row import PERSISTENCE, PlaneRow, RowMaker, similarity_to

K = 10
MOST_ROWS = 2000  # that are recorded: the cost grows with their square


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
        1 where all neighbours are common, 0 on average where the layers are independent; and the standard error.

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
    sets = _sets({"the first layer": first, "the second layer": second}, k)
    return _beyond_chance(*sets.values())


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
    return _persistence(_sets(layers, k))


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
        found = {similarity_to(other): _beyond_chance(sets[other], sets[layer]) for other in names[:place]}
        rows += [_row(make, n, layer, quantity, one) for quantity, one in found.items()]
    return rows + [_row(make, n, layer, PERSISTENCE, one) for layer, one in _persistence(sets).items()]


def _row(make: RowMaker, n: int, layer: str, quantity: str, found: Shared) -> PlaneRow:
    return make.metric(quantity, found.value, layer)._replace(n=n, stderr=found.stderr)


def _sets(layers: Mapping[str, ArrayLike], k: int) -> dict[str, NDArray[np.bool_]]:
    """Of each layer, whether sample j is among the k nearest neighbours of sample i: an array (n, n)."""
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in layers.items()}
    sizes = {len(points) for points in arrays.values()}
    if len(sizes) > 1:
        listed = " and ".join(map(str, sorted(sizes)))
        raise ValueError(f"Row i of every layer belongs to sample i; got layers of {listed} rows.")
    found = {}
    for name, points in arrays.items():
        if not 0 < k < len(points) - 1:
            raise ValueError(f"Needs 0 < k < n - 1; got k={k} for {len(points)} rows of {name!r}.")
        # Without points to query, no point is its own neighbour, also where points coincide.
        nearest = NearestNeighbors(n_neighbors=k).fit(points.reshape(len(points), -1)).kneighbors(return_distance=False)
        found[name] = np.zeros((len(points), len(points)), np.bool_)
        np.put_along_axis(found[name], nearest, True, axis=1)
    return found


def _beyond_chance(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Shared:
    k, chance = int(first[0].sum()), first[0].sum() / (len(first) - 1)
    return _mean(((first & second).sum(axis=1) / k - chance) / (1 - chance))


def _persistence(sets: Mapping[str, NDArray[np.bool_]]) -> dict[str, Shared]:
    names, found = list(sets), {}
    common, k = sets[names[0]], int(sets[names[0]][0].sum())
    for layer in names[1:]:
        common = common & sets[layer]
        found[layer] = _mean(common.sum(axis=1) / k)
    return found


def _mean(values: NDArray[np.float64]) -> Shared:
    return Shared(float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values)))
