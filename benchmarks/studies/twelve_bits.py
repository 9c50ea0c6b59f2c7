"""The twelve-bit study: the network 12-10-7-5-4-3-2, and the exact information of its layers under noise of several sizes.

    I(X;L) and I(L;Y)  for  L = f(X) + s Z,   X uniform on all 4096 inputs,   Z ~ N(0, identity),

for several s, and the binned information of the first published planes. The network is trained without noise. The noise is
added to one layer at a time when it is read, so every s reads the same network. Layers of width one and two are integrated,
wider layers are sampled, with a standard error (`infoplane.planes.layer_information`). The default recipe of `InformationPlane`
reads some of the epochs too, under one of the noises; it is told nothing of the network.

Input bits are 0 and 1. The bins are those published, 30 on [-1, 1]; ReLU activations above 1 get more bins of the same width.
The last layer is read as probabilities.

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
from infoplane.estimators import Estimate
from infoplane.planes import (
    InformationPlane,
    PlaneRow,
    Taps,
    Training,
    binned_information,
    evaluate,
    label_entropy,
    layer_information,
    measured_epochs,
    randomness,
    twelve_bit_network,
    twelve_bits,
)
from infoplane.planes.recording.fixed import WithNoise
from infoplane.planes.rows.row import BOUNDS, INPUT, LABEL, RowMaker

from .loop import Report, train_and_record

ALL = "all"  # the part of the data in rows on all inputs
BINNED = "30 bins"  # the name in the rows of the binned information
_HALF = 15  # bins of [0, 1]


@dataclass(frozen=True)
class TwelveBitStudy:
    """The network, its training, and how its layers are read.

    Parameters
    ----------
    activation : {"tanh", "relu"}
    stds : tuple of float
        Standard deviations of the noise; each gives one reading.
    samples : int
        Monte Carlo draws of a reading, for layers wider than two.
    epochs : int
        Epochs of training.
    evaluations : int
        Epochs at which the plane is recorded, evenly spaced in their logarithm.
    bounds_every : int
        Every so many of them, and at the last, the default recipe reads the layers too, under the middle one of the noises; 0:
        never.
    learning_rate, batch_size : float, int
        Of Adam, as published.
    train_share : float
        Share of the inputs in the training part, drawn by the seed.
    seed : int
    """

    activation: Literal["tanh", "relu"] = "tanh"
    stds: tuple[float, ...] = (0.01, 0.05, 0.2)
    samples: int = 1_000
    epochs: int = 8_000
    evaluations: int = 30
    bounds_every: int = 4
    learning_rate: float = 4e-4
    batch_size: int = 512
    train_share: float = 0.8
    seed: int = 0

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"twelve-bits-{self.activation}-{self.seed}"


def exact_label(std: float) -> str:
    """The name in the rows of the exact information under noise of this standard deviation."""
    return f"exact, s = {std:g}"


def bounds_label(std: float) -> str:
    """The name in the rows of the default recipe under noise of this standard deviation."""
    return f"{BOUNDS}, s = {std:g}"


def run(study: TwelveBitStudy, folder: Path, report: Report) -> list[PlaneRow]:
    """Train, record and store; resume where an earlier run of the same study stopped.

    Parameters
    ----------
    study : TwelveBitStudy
    folder : Path
        Holds rows.sqlite and planes/KEY.
    report : callable
        Called after every epoch with the epoch, the training loss and the estimated seconds that remain.

    Returns
    -------
    list of PlaneRow
        Every row of the run: information on all inputs, loss and accuracy on both parts.
    """
    key = digest(identity(study), *map(identity, twelve_bits()))
    return train_and_record(key, study, (ALL,), lambda store, _: _Recorder(study, store), folder, report)


def read_layers(
    outputs: Mapping[str, NDArray[Any]], labels: NDArray[np.int64], study: TwelveBitStudy, epoch: int
) -> list[PlaneRow]:
    """Rows of I(X;L) and I(L;Y) of every layer: exact under each size of noise, and binned.

    Parameters
    ----------
    outputs : mapping of str to array (n, width)
        Layers by name, without noise, on all inputs.
    labels : array (n,)
    study : TwelveBitStudy
    epoch : int
    """
    make, rows = RowMaker(epoch, ALL, len(labels)), []
    for place, (layer, values) in enumerate(outputs.items()):
        centres = values.astype(np.float64)
        for number, std in enumerate(study.stds):
            rng = np.random.default_rng([study.seed, epoch, place, number])
            start = time.perf_counter()
            found = layer_information(centres, labels, std, samples=study.samples, rng=rng)
            seconds = (time.perf_counter() - start) / 2
            for quantity, estimate in zip((INPUT, LABEL), found, strict=True):
                rows.append(make.estimate(layer, quantity, exact_label(std), estimate, seconds))
        bins = _HALF + max(_HALF, math.ceil(_HALF * centres.max()))
        binned = binned_information(centres, labels, bins, (-1.0, bins / _HALF - 1))
        for quantity, nats in zip((INPUT, LABEL), binned, strict=True):
            rows.append(make.estimate(layer, quantity, BINNED, Estimate(nats))._replace(details=json.dumps({"bins": bins})))
    return rows


def read_bounds(taps: Taps, bits: NDArray[Any], labels: NDArray[np.int64], study: TwelveBitStudy, epoch: int) -> list[PlaneRow]:
    """Rows of the default recipe for every layer, under the middle one of the noises; parameters as for `read_layers`."""
    std = study.stds[len(study.stds) // 2]
    noisy: dict[str, Any] = {label: (place.name, WithNoise(std, place.function)) for label, place in taps.taps.items()}
    plane = InformationPlane(taps.model, bits.astype(np.float32), labels, noisy, part=ALL, discrete=True, seed=study.seed)
    return [row._replace(estimator=bounds_label(std)) for row in plane.record(epoch) if row.layer]


class _Recorder:
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

    def record(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, unless they are there."""
        if epoch in self.store.epochs(ALL):
            return
        rows = [RowMaker(epoch, ALL, len(self.labels)).metric("H(Y)", label_entropy(self.labels))]
        for part, (x, y) in self.parts.items():
            for name, value in zip(("loss", "accuracy"), evaluate(self.model, x, y, self.study.seed, epoch), strict=True):
                rows.append(RowMaker(epoch, part, len(y)).metric(name, value))
        outputs = self.taps.read(torch.as_tensor(self.bits, dtype=torch.float32))
        rows += read_layers(outputs, self.labels, self.study, epoch)
        every, epochs = self.study.bounds_every, measured_epochs(self.study.epochs, self.study.evaluations)
        if every and (epochs.index(epoch) % every == 0 or epoch == epochs[-1]):
            rows += read_bounds(self.taps, self.bits, self.labels, self.study, epoch)
        self.store.add(rows)


def _softmax(logits: torch.Tensor) -> torch.Tensor:
    return logits.softmax(1)
