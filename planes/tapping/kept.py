"""What is kept of a layer while its passes stream by: sketched values, centres before its own noise, latents of its linear map.

A linear map W of k > d columns of a noisy layer t + s Z is written W = A V' with V' V = I: then A (V' t + s Z') with d columns
has the same distribution, because V' Z is standard normal. So the latents never have more columns than the sketch.
"""

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.planes.readings.protocol import LinearLatents, Passes

from .noise import Known, LinearMap, Noise
from .sketch import Sketch
from .taps import Reader

_SAME = 1e-3  # of a std: what moves less between passes is not random


class Store:
    """Numbers (passes, n, d), filled batch by batch."""

    def __init__(self, passes: int, n: int) -> None:
        self.passes, self.n = passes, n
        self.numbers: NDArray[Any] | None = None

    def put(self, number: int, place: slice, values: Tensor) -> None:
        """Put rows of one pass in their place; passes beyond the last are not kept."""
        if number >= self.passes:
            return
        array = values.cpu().numpy()
        if self.numbers is None:
            self.numbers = np.empty((self.passes, self.n, array.shape[1]), array.dtype)
        self.numbers[number, place] = array

    def filled(self) -> NDArray[Any]:
        """All numbers."""
        assert self.numbers is not None
        return self.numbers

    def once(self, std: float) -> NDArray[Any]:
        """(n, d) if no pass differs from the first by more than a thousandth of a std; else all numbers."""
        numbers = self.filled()
        moved = any(float(np.abs(one - numbers[0]).max()) > _SAME * std for one in numbers[1:])
        return numbers if moved else numbers[0]


class Kept:
    """One layer.

    Parameters
    ----------
    known : Known
        What is known of its noise.
    sketch_seed, columns : int
        Of its sketch.
    passes, certificate : int
        Passes of the values, and of the latents.
    n : int
    """

    def __init__(self, known: Known, sketch_seed: int, columns: int, passes: int, certificate: int, n: int) -> None:
        self.known, self.sketch_seed, self.columns, self.certificate = known, sketch_seed, columns, certificate
        self.values, self.centres, self.latents = Store(passes, n), Store(passes, n), Store(certificate, n)
        self.sketch: Sketch | None = None
        self.map: _Turned | None = None
        self.whole, self.short = _Variance(), _Variance()

    def noises(self) -> list[Noise]:
        """The noise layers whose input is needed."""
        linear = self.known.linear
        return [noise for noise in (self.known.own, None if linear is None else linear.noise) if noise is not None]

    def total_passes(self) -> int:
        """The passes that this layer needs."""
        return max(self.values.passes, self.certificate if self.known.linear is not None else 0)

    def put(self, number: int, place: slice, values: Tensor, reader: Reader) -> None:
        """Keep one batch (rows, width) of one pass."""
        if self.sketch is None:
            self.sketch = Sketch(values.shape[1], self.columns, self.sketch_seed)
            self.map = None if self.known.linear is None else _turned(self.known.linear, self.sketch)
        if number < self.values.passes:
            short = self.sketch(values)
            self.values.put(number, place, short)
            if number == 0 and self.sketch.columns is not None:
                self.whole.put(values)
                self.short.put(short)
            if self.known.own is not None:
                self.centres.put(number, place, self.sketch(_before(reader, self.known.own)))
        if self.map is not None and number < self.certificate:
            latents = _before(reader, self.map.noise)
            self.latents.put(number, place, latents if self.map.turn is None else latents @ self.map.turn.to(latents))

    def share(self) -> float:
        """The share of the variance that the columns keep."""
        return 1.0 if self.sketch is None or self.sketch.columns is None else self.short.total() / (self.whole.total() or 1.0)

    def passes(self, weights: NDArray[np.float64], whole: bool = False) -> Passes:
        """What was kept, for a reading; `whole` says whether the inputs are whole numbers."""
        own = self.known.own
        centres = None if own is None else self.centres.once(own.std)
        std = None if own is None else own.std
        return Passes(self.values.filled(), centres, std, weights, self._linear(), self.share(), whole or self.known.whole)

    def _linear(self) -> LinearLatents | None:
        if self.map is None or self.known.own is None:
            return None
        latents = self.latents.once(self.map.noise.std)
        latents = latents if latents.ndim == 3 else latents[None]
        weight, bias = self.map.weight.T.numpy(), self.map.bias.numpy()
        return LinearLatents(latents, self.map.noise.std, weight, bias, self.known.own.std)


class _Variance:
    """The sum over columns of their variances, batch by batch."""

    def __init__(self) -> None:
        self.rows, self.squares = 0, 0.0
        self.sum: Tensor | None = None

    def put(self, values: Tensor) -> None:
        doubled = values.double()
        self.rows += len(values)
        self.squares += float(doubled.square().sum())
        self.sum = doubled.sum(0) if self.sum is None else self.sum + doubled.sum(0)

    def total(self) -> float:
        if self.sum is None:
            return 0.0
        return max(self.squares - float(self.sum.square().sum()) / self.rows, 0.0) / self.rows


class _Turned(NamedTuple):
    """A linear map of the sketch, t turn weight + bias, and the noise of t."""

    noise: Noise
    turn: Tensor | None  # (k, at most d), with orthonormal columns
    weight: Tensor
    bias: Tensor


def _turned(linear: LinearMap, sketch: Sketch) -> _Turned:
    weight, bias = sketch(linear.weight), sketch(linear.bias[None])[0]
    if weight.shape[0] <= weight.shape[1]:
        return _Turned(linear.noise, None, weight, bias)
    turn, weight = torch.linalg.qr(weight)
    return _Turned(linear.noise, turn, weight, bias)


def _before(reader: Reader, noise: Noise) -> Tensor:
    return noise.before(reader.caught.given[noise.module])
