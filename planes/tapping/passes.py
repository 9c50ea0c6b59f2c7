"""Noisy passes of the layers of a network, streamed: what a reading of I(X;L) and of I(L;Y) needs.

The network runs over a few rows at a time, and a wide layer goes into a sketch before the next rows are read. So memory holds
one batch of the network and the sketches, whatever the width of the layers.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from numpy.typing import NDArray
from torch import nn

from infoplane.planes.models.noise import randomness
from infoplane.planes.readings.protocol import Passes

from .alphabet import Alphabet
from .inputs import Inputs
from .kept import Kept
from .noise import Known, known_noise
from .outputs import are_whole
from .sketch import COLUMNS
from .taps import Tap, Taps

PASSES = 18  # 16 to learn from, one to calibrate, one to evaluate
_FEWEST_ROWS, _MOST_PASSES = 4000, 1000  # what little there is to run of few inputs is run often
CERTIFICATE = 64  # passes of the latents of a linear map
_NUMBERS = 2**20  # in the widest tensor of a batch
_MOST_ROWS = 1024


class LayerValues(NamedTuple):
    """One noisy pass of a layer (n, d), and the share of its variance that the columns keep."""

    values: NDArray[Any]
    kept: float


def layer_values(
    model: nn.Module,
    x: Any,
    layers: Sequence[str] | Mapping[str, Tap] | Taps,
    *,
    seed: int = 0,
    epoch: int = 0,
    columns: int = COLUMNS,
    rows: int | None = None,
) -> dict[str, LayerValues]:
    """One pass of all rows, for I(L;Y): row i of every layer belongs to row i of x.

    Parameters
    ----------
    model, x, layers, seed, epoch, columns, rows
        As for `layer_passes`.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import dense_network, layer_values
    >>> read = layer_values(dense_network((3, 2000), std=0.1), torch.zeros(5, 3), ["L1"], columns=100)
    >>> read["L1"].values.shape
    (5, 100)
    """
    taps = layers if isinstance(layers, Taps) else Taps(model, layers)
    inputs = Inputs.of(x).suited(taps.model)
    batch = rows or _batch(known_noise(taps, inputs)[1])
    found = {label: Kept(Known(), seed, columns, 1, 0, len(inputs)) for label in taps.taps}
    _stream(taps, inputs, found, batch, 1, (seed, epoch))
    return {label: LayerValues(layer.values.filled()[0], layer.share()) for label, layer in found.items()}


def layer_passes(
    model: nn.Module,
    x: Any,
    layers: Sequence[str] | Mapping[str, Tap] | Taps,
    *,
    passes: int = PASSES,
    seed: int = 0,
    epoch: int = 0,
    columns: int = COLUMNS,
    certificate: int = CERTIFICATE,
    rows: int | None = None,
) -> dict[str, Passes]:
    """Noisy passes of every layer over the same distinct inputs, for I(X;L).

    Parameters
    ----------
    model : nn.Module
    x : Alphabet, Inputs, tensor or array (n, *shape), tuple, or mapping
        An `Alphabet` is taken as it is; of anything else the distinct inputs, 2,000 at most.
    layers : sequence of str, mapping or Taps
        As for `Taps`.
    passes : int
        At least two.
    seed, epoch : int
        The noise follows from both; the choice of inputs and the sketches from the seed alone.
    columns : int
        A wider layer is sketched to so many.
    certificate : int
        Passes of the latents where a layer is a linear map of a noisy layer.
    rows : int, optional
        Rows that run through the network at a time; by default as many as keep its widest tensor at 4 MB.

    Returns
    -------
    dict of str to Passes

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import dense_network, layer_passes
    >>> found = layer_passes(dense_network((3, 2, 4), std=0.1), torch.randn(5, 3), ["L1", "L2"], passes=3)
    >>> found["L1"].centres.shape, found["L2"].centres.shape  # noise comes before the second layer
    ((5, 2), (3, 5, 4))
    """
    if passes < 2:
        raise ValueError(f"What is random shows between passes: take at least two; got {passes}.")
    alphabet = x if isinstance(x, Alphabet) else Alphabet.of(x, seed=seed)
    taps = layers if isinstance(layers, Taps) else Taps(model, layers)
    inputs = alphabet.inputs.suited(taps.model)
    known, widest = known_noise(taps, inputs)
    found = {label: Kept(known[label], seed, columns, passes, certificate, len(inputs)) for label in taps.taps}
    total = max(layer.total_passes() for layer in found.values())
    _stream(taps, inputs, found, rows or _batch(widest), total, (seed, epoch))
    whole = are_whole(list(alphabet.inputs.tensors.values()))
    return {label: layer.passes(alphabet.weights, whole) for label, layer in found.items()}


def enough_passes(asked: int, inputs: int) -> int:
    """As many passes as asked, and more of few inputs: the noise of each is then known closely, and costs little.

    Examples
    --------
    >>> from infoplane.planes.tapping.passes import enough_passes
    >>> enough_passes(18, 1000), enough_passes(18, 40), enough_passes(18, 2)
    (18, 100, 1000)
    """
    return max(asked, min(math.ceil(_FEWEST_ROWS / inputs), _MOST_PASSES))


def _batch(widest: int) -> int:
    return max(1, min(_MOST_ROWS, _NUMBERS // widest))


def _stream(taps: Taps, inputs: Inputs, found: Mapping[str, Kept], rows: int, total: int, seed: tuple[int, ...]) -> None:
    """Run all passes, and hand every batch to the layers."""
    noises = [noise.module for layer in found.values() for noise in layer.noises()]
    with taps.reader(noises) as reader:
        for number in range(total):
            with randomness(*seed, number):
                start = 0
                for batch in inputs.batches(rows):
                    place = slice(start, start + len(batch))
                    for label, values in reader(batch).items():
                        found[label].put(number, place, values, reader)
                    start += len(batch)
