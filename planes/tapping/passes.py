"""Noisy passes of the layers of a network, streamed: what a reading of I(X;L) and of I(L;Y) needs.

The network runs over a few rows at a time, and a wide layer goes into a sketch before the next rows are read. So memory holds
one batch of the network and the sketches, whatever the width of the layers.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from infoplane.planes.models.noise import randomness
from infoplane.planes.readings.protocol import LinearLatents, Passes

from .alphabet import Alphabet
from .inputs import Inputs
from .noise import Known, LinearMap, Noise, known_noise
from .sketch import COLUMNS, Sketch
from .taps import Reader, Tap, Taps

PASSES = 18  # 16 to learn from, one to calibrate, one to evaluate
CERTIFICATE = 64  # passes of the latents of a linear map
_NUMBERS = 2**22  # in the widest tensor of a batch
_MOST_ROWS = 1024
_SAME = 1e-3  # of a std: what moves less between passes is not random


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
    found = {label: _Layer(Known(), seed, columns, 1, 0, len(inputs)) for label in taps.taps}
    _stream(taps, inputs, found, batch, 1, (seed, epoch))
    return {label: LayerValues(layer.values[0], layer.kept) for label, layer in found.items()}


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
        Rows that run through the network at a time; by default as many as keep its widest tensor at 16 MB.

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
    found = {label: _Layer(known[label], seed, columns, passes, certificate, len(inputs)) for label in taps.taps}
    latents = [layer.latents for layer in found.values()]
    total = max([passes, *(certificate for one in latents if one is not None)])
    _stream(taps, inputs, found, rows or _batch(widest), total, (seed, epoch))
    return {label: layer.passes(alphabet.weights) for label, layer in found.items()}


def _batch(widest: int) -> int:
    return max(1, min(_MOST_ROWS, _NUMBERS // widest))


def _stream(taps: Taps, inputs: Inputs, found: Mapping[str, "_Layer"], rows: int, total: int, seed: tuple[int, ...]) -> None:
    """Run all passes, and hand every batch to the layers."""
    noises = [noise.module for layer in found.values() for noise in layer.noises()]
    with taps.reader(noises) as reader:
        for number in range(total):
            with randomness(*seed, number) if total > 1 else randomness(*seed):
                start = 0
                for batch in inputs.batches(rows):
                    place = slice(start, start + len(batch))
                    for label, values in reader(batch).items():
                        found[label].put(number, place, values, reader)
                    start += len(batch)


class _Store:
    """Numbers (passes, n, d), filled batch by batch."""

    def __init__(self, passes: int, n: int) -> None:
        self.passes, self.n = passes, n
        self.numbers: NDArray[Any] | None = None

    def put(self, number: int, place: slice, values: Tensor) -> None:
        if number >= self.passes:
            return
        array = values.cpu().numpy()
        if self.numbers is None:
            self.numbers = np.empty((self.passes, self.n, array.shape[1]), array.dtype)
        self.numbers[number, place] = array

    def filled(self) -> NDArray[Any]:
        assert self.numbers is not None
        return self.numbers

    def moves(self, std: float) -> bool:
        """Whether the numbers differ between passes by more than a thousandth of a std."""
        numbers = self.filled()
        return any(float(np.abs(one - numbers[0]).max()) > _SAME * std for one in numbers[1:])


class _Layer:
    """What is kept of one layer."""

    def __init__(self, known: Known, seed: int, columns: int, passes: int, certificate: int, n: int) -> None:
        self.known, self.seed, self.columns, self.n = known, seed, columns, n
        self.values_, self.centres = _Store(passes, n), _Store(passes, n)
        self.latents = None if known.linear is None else _Store(certificate, n)
        self.sketch: Sketch | None = None
        self.rotation: Tensor | None = None
        self.spread = _Spread()

    def noises(self) -> Iterator[Noise]:
        """The noise layers whose input is needed."""
        if self.known.own is not None:
            yield self.known.own
        if self.known.linear is not None:
            yield self.known.linear.noise
