"""The network 12-10-7-5-4-3-2 on twelve bits: the exact information of its layers under noise of several sizes.

    I(X;L) and I(L;Y)  for  L = f(X) + s Z,   X uniform on all 4096 inputs,   Z ~ N(0, identity),

with s in a sweep, beside the binned information that the first planes drew. The noise is that of the reading: each layer has
it alone, and training has none, so every s reads one and the same network. Widths one and two are integrated, wider layers
sampled, with a standard error (`infoplane.planes.layer_information`).

Bits are 0 and 1. Bins are those published, 30 on [-1, 1]; a ReLU beyond 1 falls into further bins of the same width. The last
layer is read as probabilities.

References: R. Shwartz-Ziv, N. Tishby, arXiv 1703.00810; A. M. Saxe et al., ICLR 2018, doi:10.1088/1742-5468/ab3985;
Z. Goldfeld et al., arXiv 1810.05728.
"""

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray

from infoplane.benchmarks.storage.identity import digest, identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.planes import (
    PlaneRow,
    Taps,
    Training,
    evaluate,
    label_entropy,
    layer_information,
    randomness,
    twelve_bit_network,
)
from infoplane.planes.exact.binning import binned_information
from infoplane.planes.models.twelve_bits import twelve_bits
from infoplane.planes.recording.information_plane import INPUT, LABEL

from .loop import Tell, watch

ALL = "all"  # the part of the data that is every input
_HALF = 15  # bins of [0, 1]


@dataclass(frozen=True)
class TwelveBitStudy:
    """The network, its training, and how it is read.

    Parameters
    ----------
    activation : {"tanh", "relu"}
    stds : tuple of float
        Of the noise, one reading each.
    samples : int
        Draws a reading, where Monte Carlo serves.
    epochs, looks : int
        Epochs of training; looks, evenly in their logarithm.
    learning_rate, batch_size : float, int
        Of Adam, as published.
    train_share : float
        Share of the inputs that are trained on, drawn by the seed.
    seed : int
    """

    activation: Literal["tanh", "relu"] = "tanh"
    stds: tuple[float, ...] = (0.01, 0.05, 0.2)
    samples: int = 1_000
    epochs: int = 8_000
    looks: int = 30
    learning_rate: float = 4e-4
    batch_size: int = 512
    train_share: float = 0.8
    seed: int = 0

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"twelve-bits-{self.activation}-{self.seed}"


def exact_label(std: float) -> str:
    """What rows call the exact information under noise of this size."""
    return f"exact, s = {std:g}"


BINNED = "30 bins"


def run(study: TwelveBitStudy, folder: Path, tell: Tell) -> list[PlaneRow]:
    """Train, look, keep; go on where an earlier run of the same study stopped.

    Parameters
    ----------
    study : TwelveBitStudy
    folder : Path
        Holds rows.sqlite and planes/KEY.
    tell : callable
        Called after every epoch and its look with the epoch, the training loss and the seconds left.

    Returns
    -------
    list of PlaneRow
        Every row of the run: information on all inputs, loss and accuracy on both parts.
    """
    key = digest(identity(study), *map(identity, twelve_bits()))
    return watch(key, study, (ALL,), lambda store, _: _Run(study, store), folder, tell)


def read_layers(
    outputs: Mapping[str, NDArray[Any]], labels: NDArray[np.int64], study: TwelveBitStudy, epoch: int
) -> list[PlaneRow]:
    """Rows of I(X;L) and I(L;Y) of every layer: exact under each noise, and binned.

    Parameters
    ----------
    outputs : mapping of str to array (n, width)
        Layers by name, without noise, on all inputs.
    labels : array (n,)
    study : TwelveBitStudy
    epoch : int
    """
    rows = []
    for place, (layer, values) in enumerate(outputs.items()):
        centres = values.astype(np.float64)
        for number, std in enumerate(study.stds):
            rng = np.random.default_rng([study.seed, epoch, place, number])
            began = time.perf_counter()
            found = layer_information(centres, labels, std, samples=study.samples, rng=rng)
            seconds = (time.perf_counter() - began) / 2
            for quantity, estimate in zip((INPUT, LABEL), found, strict=True):
                details = json.dumps(estimate.recorded_details())
                value = (estimate.nats, estimate.stderr, seconds, details)
                rows.append(PlaneRow(epoch, ALL, layer, quantity, exact_label(std), len(labels), "ok", "", *value))
        bins = _HALF + max(_HALF, math.ceil(_HALF * centres.max()))
        binned = binned_information(centres, labels, bins, (-1.0, bins / _HALF - 1))
        for quantity, nats in zip((INPUT, LABEL), binned, strict=True):
            details = json.dumps({"bins": bins})
            rows.append(PlaneRow(epoch, ALL, layer, quantity, BINNED, len(labels), "ok", "", nats, None, None, details))
    return rows


class _Run:
    def __init__(self, study: TwelveBitStudy, store: PlaneStore) -> None:
        self.study, self.store = study, store
        self.bits, self.labels = twelve_bits()
        order = np.random.default_rng([study.seed, 1]).permutation(len(self.bits))
        train, test = np.split(order, [round(study.train_share * len(order))])
        self.parts = {part: (self.bits[rows], self.labels[rows]) for part, rows in (("train", train), ("test", test))}
        with randomness(study.seed, 0):
            self.model = twelve_bit_network(study.activation)
        *hidden, last = dict(self.model.named_children())
        self.taps = Taps(self.model, {**{name: name for name in hidden}, f"softmax({last})": (last, _softmax)})
        settings: dict[str, Any] = {"learning_rate": study.learning_rate, "batch_size": study.batch_size, "seed": study.seed}
        self.training = Training(self.model, *self.parts["train"], **settings, fused=True)

    def look(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, but for what is there."""
        if epoch in self.store.epochs(ALL):
            return
        rows = [_metric(epoch, ALL, "H(Y)", len(self.labels), label_entropy(self.labels))]
        for part, (x, y) in self.parts.items():
            for name, value in zip(("loss", "accuracy"), evaluate(self.model, x, y, self.study.seed, epoch), strict=True):
                rows.append(_metric(epoch, part, name, len(y), value))
        outputs = self.taps.read(torch.as_tensor(self.bits, dtype=torch.float32))
        self.store.add(rows + read_layers(outputs, self.labels, self.study, epoch))


def _softmax(logits: torch.Tensor) -> torch.Tensor:
    return logits.softmax(1)


def _metric(epoch: int, part: str, name: str, n: int, value: float) -> PlaneRow:
    return PlaneRow(epoch, part, "", name, "", n, "ok", "", value, None, None, "{}")
