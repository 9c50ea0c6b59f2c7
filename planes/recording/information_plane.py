"""The information plane of a network while it trains: I(X; L) and I(L; Y) of its layers, epoch after epoch.

    plane = InformationPlane(model, x, y, layers=["encoder", "head"])     # before training
    plane.record(epoch, loss=loss)                                        # in the loop, as often as you like
    plane.save("plane.csv")

X is compressed once, each layer anew at every look, and any infoplane estimator measures between the codes. By the data
processing inequality the result estimates a lower bound of I(X; L), and equals it where the codes keep everything. Row i
of x belongs to row i of every layer: the same pass gives both.

It fails where the network is deterministic (I(X; L) is infinite: add `GaussianNoise`), where a code drops what the label
depends on (I(L; Y) then grows with depth, which the truth cannot), and above ln n, which no sample of n can show.

References: N. Tishby and N. Zaslavsky (2015), arXiv 1503.02406; arXiv 2305.08013, algorithm 2.
"""

import csv
import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.decomposition import PCA
from torch import nn

from infoplane.estimators import KDE, Autoencoder, Estimate, Estimator, WeightedKL
from infoplane.estimators.compressed import as_input, fit_compressor
from infoplane.estimators.validation import as_pair, is_labels
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.models.noise import randomness

from .taps import Tap, Taps

INPUT, LABEL = "I(X;L)", "I(L;Y)"
EXACT = "exact"
_CODE = 4  # dimensions of a code, the paper's


class PlaneRow(NamedTuple):
    """One number of the plane; information is in nats."""

    epoch: int
    part: str  # of the data: train, test
    layer: str  # empty where the number is the whole network's
    quantity: str  # I(X;L), I(L;Y), or the name of a metric
    estimator: str  # its label, or exact; empty for metrics
    n: int
    status: str  # ok, error
    message: str
    value: float | None
    stderr: float | None
    seconds: float | None
    details: str  # JSON


class InformationPlane:
    """Look at layers of a network during its training.

    Parameters
    ----------
    model : nn.Module
        Any network; it is read in evaluation mode, and left as it was.
    x : array (n, *shape)
        Inputs, as the model takes them.
    y : array (n,) of int, or (n, d) of float
        Class labels, or what a regression predicts.
    layers : sequence of str, or mapping
        Names of submodules; see `Taps`.
    part : str
        What the rows call this part of the data.
    estimators : mapping of str to Estimator, optional
        By label; weighted KL and KDE by default.
    x_compressor, layer_compressor : scikit-learn transformer, optional
        The first is fitted once, or kept as it is if frozen; the second at every look. By default an `Autoencoder` and a
        PCA, both with 4 components; what has no more columns stays as it is.
    references : mapping of str to (str, float), optional
        Where an exact value is known: the label of a layer T = c(x) + s Z, the name of the submodule that gives c(x)
        without noise anywhere before it, and s. The rows called ``exact`` are those of `layer_information`.
    sink : callable, optional
        Given the rows of every look, besides `rows`.
    seed : int
        Noise, compressors and estimators follow from it and the epoch.

    Attributes
    ----------
    rows : list of PlaneRow
    x_explained_variance : float
        Share of the variance of x that its code keeps, on what the compressor knows it by.
    """

    def __init__(
        self,
        model: nn.Module,
        x: ArrayLike,
        y: ArrayLike,
        layers: Sequence[str] | Mapping[str, Tap],
        *,
        part: str = "train",
        estimators: Mapping[str, Estimator] | None = None,
        x_compressor: Any = None,
        layer_compressor: Any = None,
        references: Mapping[str, tuple[str, float]] | None = None,
        sink: Callable[[Sequence[PlaneRow]], None] | None = None,
        seed: int = 0,
    ) -> None:
        self.taps, self.part, self.sink, self.seed = Taps(model, layers), part, sink, seed
        self.references = dict(references or {})
        self.exact = Taps(model, {label: name for label, (name, _) in self.references.items()}) if references else None
        self.estimators = estimators or {"WKL": WeightedKL(), "KDE": KDE()}
        self.layer_compressor = PCA(_CODE, svd_solver="arpack") if layer_compressor is None else layer_compressor
        inputs, outputs = as_pair(x, y)
        rng = np.random.default_rng(seed)
        if references and not is_labels(outputs):
            raise ValueError("Exact values are known for class labels alone: leave `references` out where y is continuous.")
        compressor = Autoencoder(_CODE) if x_compressor is None else x_compressor
        codes, self.x_explained_variance = _code(compressor, inputs, rng)
        # A continuous distribution has no ties, and neighbour distances cannot bear them: an image that stands twice counts
        # once.
        kept = np.sort(np.unique(codes, axis=0, return_index=True)[1])
        self.x = torch.as_tensor(inputs[kept], dtype=torch.float32)
        self.x_codes, self.y = codes[kept], outputs[kept]
        self.rows: list[PlaneRow] = []

    def record(self, epoch: int, **metrics: float | Mapping[str, float]) -> list[PlaneRow]:
        """Read every layer, estimate, and keep the rows; an estimate that fails is a row that says why.

        Parameters
        ----------
        epoch : int
        **metrics : float, or mapping of layer to float
            Loss, accuracy and whatever else should stand beside the plane.
        """
        with randomness(self.seed, epoch):
            outputs = self.taps.read(self.x)
        rows = [self._metric(epoch, "", "H(Y)", label_entropy(self.y))] if is_labels(self.y) else []
        for name, value in metrics.items():
            by_layer = value if isinstance(value, Mapping) else {"": value}
            rows += [self._metric(epoch, layer, name, float(number)) for layer, number in by_layer.items()]
        for place, (layer, values) in enumerate(outputs.items()):
            rng = np.random.default_rng([self.seed, epoch, place])
            rows += self._layer(epoch, layer, values, rng)
        if self.exact is not None:
            for layer, centres in self.exact.read(self.x).items():
                rows += self._reference(epoch, layer, centres.astype(np.float64))
        self.rows += rows
        if self.sink is not None:
            self.sink(rows)
        return rows

    def save(self, path: str | Path) -> None:
        """Write all rows as CSV."""
        write_rows(path, self.rows)

    def _layer(self, epoch: int, layer: str, values: NDArray[Any], rng: np.random.Generator) -> list[PlaneRow]:
        try:
            codes, kept = _code(self.layer_compressor, values.astype(np.float64), rng)
        except Exception as error:  # a compressor is anybody's
            message = f"compressing failed: {type(error).__name__}: {error}"
            return [
                self._row(epoch, layer, quantity, label, "error", message)
                for label in self.estimators
                for quantity in (INPUT, LABEL)
            ]
        details = {
            "width": float(values.shape[1]),
            "code_dimension": float(codes.shape[1]),
            "explained_variance": kept,
            "x_explained_variance": self.x_explained_variance,
        }
        pairs = {INPUT: (self.x_codes, codes), LABEL: (codes, self.y)}
        return [
            self._estimate(epoch, layer, quantity, label, partial(estimator.estimate, *pair, rng=rng), details)
            for label, estimator in self.estimators.items()
            for quantity, pair in pairs.items()
        ]

    def _reference(self, epoch: int, layer: str, centres: NDArray[np.float64]) -> list[PlaneRow]:
        from infoplane.planes.exact.mixture_information import layer_information

        start = time.perf_counter()
        found = layer_information(centres, self.y, self.references[layer][1], rng=np.random.default_rng([self.seed, epoch]))
        seconds = (time.perf_counter() - start) / 2
        return [
            self._row(epoch, layer, quantity, EXACT, "ok", "", estimate, seconds, {})
            for quantity, estimate in zip((INPUT, LABEL), found, strict=True)
        ]

    def _estimate(
        self, epoch: int, layer: str, quantity: str, label: str, run: Callable[[], Estimate], details: Mapping[str, float]
    ) -> PlaneRow:
        start = time.perf_counter()
        try:
            estimate = run()
        except Exception as error:  # an estimator is anybody's: its failure is its result
            return self._row(epoch, layer, quantity, label, "error", f"{type(error).__name__}: {error}")
        seconds = time.perf_counter() - start
        if not math.isfinite(estimate.nats):
            return self._row(epoch, layer, quantity, label, "nan", f"the estimate is {estimate.nats}")
        return self._row(epoch, layer, quantity, label, "ok", "", estimate, seconds, details)

    def _row(
        self,
        epoch: int,
        layer: str,
        quantity: str,
        label: str,
        status: str,
        message: str,
        estimate: Estimate | None = None,
        seconds: float | None = None,
        details: Mapping[str, float] | None = None,
    ) -> PlaneRow:
        value, stderr = (None, None) if estimate is None else (estimate.nats, estimate.stderr)
        own = {} if estimate is None else estimate.recorded_details()
        text = json.dumps({name: float(number) for name, number in {**own, **(details or {})}.items()})
        row = (epoch, self.part, layer, quantity, label, len(self.x), status, " ".join(message.split())[:500])
        return PlaneRow(*row, value, stderr, seconds, text)

    def _metric(self, epoch: int, layer: str, name: str, value: float) -> PlaneRow:
        return PlaneRow(epoch, self.part, layer, name, "", len(self.x), "ok", "", value, None, None, "{}")


def measured_epochs(last: int, looks: int) -> list[int]:
    """Epochs to look at: 0, then evenly in the logarithm up to the last one, none twice.

    Most happens early: the first epochs are all there, later ones ever fewer.
    """
    if last < 1 or looks < 2:
        raise ValueError(f"Needs at least one epoch and two looks; got {last} epochs and {looks} looks.")
    if looks > last:
        return list(range(last + 1))
    return [0, *np.unique(np.geomspace(1, last, looks - 1).round().astype(int)).tolist()]


def write_rows(path: str | Path, rows: Iterable[PlaneRow]) -> None:
    """Rows as a CSV file with a head."""
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(PlaneRow._fields)
        writer.writerows(rows)


def _code(compressor: Any, sample: NDArray[Any], rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """Codes (n, d) of a sample, and the share of variance they keep; NaN where the compressor does not tell."""
    flat = sample.reshape(len(sample), -1).astype(np.float64)
    if flat.shape[1] <= getattr(compressor, "n_components", _CODE):
        return flat, 1.0
    fitted = fit_compressor(compressor, sample, rng)
    codes = np.asarray(fitted.transform(as_input(fitted, sample)), dtype=np.float64)
    ratios = getattr(fitted, "explained_variance_ratio_", None)
    kept = getattr(fitted, "explained_variance_", math.nan) if ratios is None else float(np.sum(ratios))
    return codes, float(kept)
