"""The information plane of a network while it trains: I(X; L) and I(L; Y) of its layers at chosen epochs.

    plane = InformationPlane(model, x, y, layers=["encoder", "head"])     # before training
    plane.record(epoch, loss=loss)                                        # in the loop, at any epoch
    plane.save("plane.csv")

X is compressed once. Every layer is compressed again at each evaluation. Any infoplane estimator then measures the MI of the
codes. By the data-processing inequality this MI is a lower bound of I(X; L), and equal to it if the codes lose no information.
Row i of x belongs to row i of every layer, because one pass through the network gives all layers.

It fails in three cases. In a deterministic network I(X; L) is infinite: add `GaussianNoise`. A code can lose what the label
depends on: I(L; Y) then grows with depth, which the true MI cannot. And no estimate from n samples can show an MI above ln n.

References: N. Tishby and N. Zaslavsky (2015), arXiv 1503.02406; arXiv 2305.08013, algorithm 2.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.decomposition import PCA
from torch import nn

from infoplane.estimators import KDE, Autoencoder, Estimator, WeightedKL
from infoplane.estimators.checked import told_kinds
from infoplane.estimators.samples.kinds import OneDiscrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.validation import is_labels, is_mixed
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.exact.mixture_information import layer_information
from infoplane.planes.models.noise import randomness

from .codes import DIMENSIONS, code_of
from .rows import EXACT, INPUT, LABEL, PlaneRow, RowMaker, write_rows
from .taps import Tap, Taps


class InformationPlane:
    """Record the MI of layers with input and output while a network trains.

    Parameters
    ----------
    model : nn.Module
        Any network. It is read in evaluation mode, and not changed.
    x : array (n, *shape)
        Inputs, as the model takes them: arrays, frames, tensors.
    y : array (n,) or (n, d), Series, frame or list
        Class labels, or the targets of a regression: `discrete` says which. A Series or a frame is paired with x by its index,
        if x has one.
    layers : sequence of str, or mapping
        Names of submodules; see `Taps`.
    part : str
        The name of this part of the data in the rows.
    estimators : mapping of str to Estimator, optional
        By label; weighted KL and KDE by default.
    x_compressor, layer_compressor : scikit-learn transformer, optional
        The first is fitted once, or used as it is if frozen. The second is fitted at every evaluation. By default an
        `Autoencoder` and a PCA, both with 4 components. Data with no more columns are not compressed.
    references : mapping of str to (str, float), optional
        Layers whose exact values are known: the label of a layer T = c(x) + s Z, the name of the submodule that returns c(x)
        (without noise before it), and s. `layer_information` gives the exact values, in rows of the estimator ``exact``.
    discrete : "auto" or bool
        Whether y is labels, as in `estimate_mi`. "auto" takes numbers as labels if they have two levels, or at most 50 with
        ten rows for each: give True for more classes. x and the layers are numbers.
    missing : {"error", "drop"}
        Refuse missing values, or drop their rows from x and y together; `dropped_rows` is then their number.
    sink : callable, optional
        It receives the rows of every evaluation, in addition to `rows`.
    seed : int
        Noise, compressors and estimators follow from the seed and the epoch.

    Attributes
    ----------
    rows : list of PlaneRow
    x_explained_variance : float
        Share of the variance of x that its code keeps, as the compressor states it.
    dropped_rows : int
        The number of rows that were dropped because a value was missing.

    Raises
    ------
    ValueError
        If a layer does not exist, x and y do not fit, y holds labels beside numbers, or `references` are given for a
        continuous y.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.decomposition import PCA
    >>> from infoplane.estimators import KSG
    >>> from infoplane.planes import InformationPlane, dense_network, randomness
    >>> x = np.random.default_rng(0).standard_normal((200, 3))
    >>> with randomness(0):
    ...     model = dense_network((3, 2, 2), "tanh", std=0.1)
    >>> plane = InformationPlane(model, x, x[:, 0] > 0, ["L1"], estimators={"KSG": KSG()}, x_compressor=PCA(3))
    >>> [(row.layer, row.quantity, row.status) for row in plane.record(epoch=0)]
    [('', 'H(Y)', 'ok'), ('L1', 'I(X;L)', 'ok'), ('L1', 'I(L;Y)', 'ok')]
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
        discrete: OneDiscrete = "auto",
        missing: Missing = "error",
        sink: Callable[[Sequence[PlaneRow]], None] | None = None,
        seed: int = 0,
    ) -> None:
        self.taps, self.part, self.sink, self.seed = Taps(model, layers), part, sink, seed
        self.references = dict(references or {})
        self.exact = Taps(model, {label: name for label, (name, _) in self.references.items()}) if references else None
        self.estimators = estimators or {"WKL": WeightedKL(), "KDE": KDE()}
        self.layer_compressor = PCA(DIMENSIONS, svd_solver="arpack") if layer_compressor is None else layer_compressor
        (inputs, outputs), self.dropped_rows = as_samples({"x": x, "y": y}, (False, discrete), missing)
        if is_mixed(outputs):
            raise ValueError("y has columns of labels beside columns of numbers: record one plane for each kind.")
        if references and not is_labels(outputs):
            raise ValueError(
                "Exact values are known for class labels only: leave `references` out where y is continuous, or give "
                "discrete=True if its numbers are classes."
            )
        compressor = Autoencoder(DIMENSIONS) if x_compressor is None else x_compressor
        codes, self.x_explained_variance = code_of(compressor, inputs, np.random.default_rng(seed))
        # A repeated image counts once: estimators by neighbour distances need distinct points.
        kept = np.sort(np.unique(codes, axis=0, return_index=True)[1])
        self.x = torch.as_tensor(inputs[kept], dtype=torch.float32)
        self.x_codes, self.y = codes[kept], outputs[kept]
        self.rows: list[PlaneRow] = []

    def record(self, epoch: int, **metrics: float | Mapping[str, float]) -> list[PlaneRow]:
        """Read every layer, estimate both quantities, and keep the rows. A failed estimate is a row with its message.

        Parameters
        ----------
        epoch : int
        **metrics : float, or mapping of layer to float
            Loss, accuracy and any other numbers to keep beside the plane.

        Returns
        -------
        list of PlaneRow
            The rows of this epoch.
        """
        make = RowMaker(epoch, self.part, len(self.x))
        with randomness(self.seed, epoch):
            outputs = self.taps.read(self.x)
        rows = [make.metric("H(Y)", label_entropy(self.y))] if is_labels(self.y) else []
        for name, value in metrics.items():
            by_layer = value if isinstance(value, Mapping) else {"": value}
            rows += [make.metric(name, float(number), layer) for layer, number in by_layer.items()]
        for place, (layer, values) in enumerate(outputs.items()):
            rows += self._layer(make, layer, values, np.random.default_rng([self.seed, epoch, place]))
        if self.exact is not None:
            for layer, centres in self.exact.read(self.x).items():
                rows += self._reference(make, layer, centres.astype(np.float64))
        self.rows += rows
        if self.sink is not None:
            self.sink(rows)
        return rows

    def save(self, path: str | Path) -> None:
        """Write all rows as CSV."""
        write_rows(path, self.rows)

    def _layer(self, make: RowMaker, layer: str, values: NDArray[Any], rng: np.random.Generator) -> list[PlaneRow]:
        try:
            codes, kept = code_of(self.layer_compressor, values.astype(np.float64), rng)
        except Exception as error:  # the compressor may be a user's own: any failure becomes a row
            message = f"compressing failed: {type(error).__name__}: {error}"
            return [
                make.failure(layer, quantity, label, "error", message)
                for label in self.estimators
                for quantity in (INPUT, LABEL)
            ]
        details = {
            "width": float(values.shape[1]),
            "code_dimension": float(codes.shape[1]),
            "explained_variance": kept,
            "x_explained_variance": self.x_explained_variance,
        }
        rows = []
        for label, estimator in self.estimators.items():
            for quantity, pair in ((INPUT, (self.x_codes, codes)), (LABEL, (codes, self.y))):
                start = time.perf_counter()
                try:
                    estimate = told_kinds(estimator, pair[0], pair[1], rng, (False, pair[1] is self.y and is_labels(self.y)))
                except Exception as error:  # the estimator may be a user's own: any failure becomes a row
                    rows.append(make.failure(layer, quantity, label, "error", f"{type(error).__name__}: {error}"))
                    continue
                seconds = time.perf_counter() - start
                if math.isfinite(estimate.nats):
                    rows.append(make.estimate(layer, quantity, label, estimate, seconds, details))
                else:
                    rows.append(make.failure(layer, quantity, label, "nan", f"the estimate is {estimate.nats}"))
        return rows

    def _reference(self, make: RowMaker, layer: str, centres: NDArray[np.float64]) -> list[PlaneRow]:
        start = time.perf_counter()
        rng = np.random.default_rng([self.seed, make.epoch])
        found = layer_information(centres, self.y, self.references[layer][1], rng=rng)
        seconds = (time.perf_counter() - start) / 2
        return [
            make.estimate(layer, quantity, EXACT, estimate, seconds)
            for quantity, estimate in zip((INPUT, LABEL), found, strict=True)
        ]
