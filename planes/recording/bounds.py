"""The default recipe: I(X;L) from noisy passes, I(L;Y) from a decoder on held-out rows, both with their ends.

I(X;L) is about the alphabet: X is uniform on the distinct inputs (2,000 of them, if there are more than 5,000), so it is at
most ln of their number. I(L;Y) is about the population that the rows are drawn from: what a decoder finds in rows that it has
not seen. Layers of a chain are put in order: a lower bound of a later layer is one of the layers before it.

    planes.tapping    passes the inputs through the network and says what is known of the noise
    planes.readings   turns passes into values with both ends
"""

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infoplane.planes.readings.inputs import input_information
from infoplane.planes.readings.labels import label_information
from infoplane.planes.readings.order import equal_ranks, ordered
from infoplane.planes.readings.protocol import Passes, Reading
from infoplane.planes.rows.row import ALPHABET, BOUNDS, INPUT, LABEL, POPULATION, PlaneRow, RowMaker

_Found = tuple[Reading | Exception, float]  # a reading, or why there is none, and its seconds


def bounds_rows(
    make: RowMaker,
    passes: Mapping[str, Passes],
    values: Mapping[str, NDArray[Any]],
    y: NDArray[Any],
    chains: Sequence[Sequence[str]] = (),
    *,
    label: str = BOUNDS,
    y_compressor: Any = None,
    seed: int = 0,
) -> list[PlaneRow]:
    """Rows of both quantities for every layer. A reading that fails is a row with its message.

    Parameters
    ----------
    make : RowMaker
    passes : mapping of str to Passes
        Noisy passes of every layer over the same distinct inputs.
    values : mapping of str to array (n, d)
        One noisy pass of every layer over all rows.
    y : array (n,) or (n, *shape)
        Labels or numbers of all rows.
    chains : sequence of sequences of str
    label : str
        Of the rows.
    y_compressor : scikit-learn transformer, optional
        For y of many columns.
    seed : int
    """
    columns = {layer: np.asarray(found.values[-1]) for layer, found in passes.items()}
    before = {later: earlier for chain in chains for earlier, later in pairwise(chain)}
    inputs: dict[str, _Found] = {}
    labels: dict[str, _Found] = {}
    for place, layer in enumerate(passes):
        earlier = before.get(layer)
        if (
            earlier is not None and earlier in inputs and equal_ranks(columns[earlier], columns[layer])
        ):  # one layer under two names: read once
            inputs[layer], labels[layer] = ((one[0], 0.0) for one in (inputs[earlier], labels[earlier]))
            continue
        rngs = np.random.default_rng([seed, make.epoch, place]).spawn(2)
        inputs[layer] = _read(input_information, passes[layer], rngs[0])
        labels[layer] = _read(label_information, values[layer], y, rngs[1], y_compressor=y_compressor)
    for chain in chains:
        _put_in_order(inputs, chain, columns)
        _put_in_order(labels, chain, columns)
    rows = []
    for layer in passes:
        count = len(passes[layer].weights)
        rows.append(_row(make, layer, INPUT, label, inputs[layer], ALPHABET, count))
        rows.append(_row(make, layer, LABEL, label, labels[layer], POPULATION, len(values[layer])))
    return rows


def _read(function: Callable[..., Reading], *given: Any, **options: Any) -> _Found:
    start = time.perf_counter()
    try:
        found: Reading | Exception = function(*given, **options)
    except (ValueError, ArithmeticError, np.linalg.LinAlgError, MemoryError) as error:
        found = error
    return found, time.perf_counter() - start


def _put_in_order(found: dict[str, _Found], chain: Sequence[str], columns: Mapping[str, NDArray[Any]]) -> None:
    layers = [layer for layer in chain if isinstance(found[layer][0], Reading)]
    readings: list[Any] = [found[layer][0] for layer in layers]
    for layer, reading in zip(layers, ordered(readings, [columns[layer] for layer in layers]), strict=True):
        found[layer] = reading, found[layer][1]


def _row(make: RowMaker, layer: str, quantity: str, label: str, found: _Found, about: str, n: int) -> PlaneRow:
    reading, seconds = found
    if isinstance(reading, Exception):
        return make.failure(layer, quantity, label, "error", f"{type(reading).__name__}: {reading}")._replace(seconds=seconds)
    return make.reading(layer, quantity, label, reading, about, seconds, n)
