"""The information plane of a network while it trains: I(X;L) and I(L;Y) of its layers at chosen epochs.

    plane = InformationPlane(model, x, y, layers=["encoder", "head"])     # before training
    plane.record(epoch, loss=loss)                                        # in the loop, at any epoch
    plane.save("plane.csv")

X is uniform on the inputs that are looked at. Every number has both ends, its method, and flags where it says less than it
seems to (`bounds` has the recipe). A lower bound of I(X;L) that falls does not prove compression: `compression` answers "fell",
"did not fall" or "cannot be told".

In a deterministic network I(X;L) of a continuous x is infinite, and the rows say so: add `GaussianNoise` to the network, or ask
for a `reading` of fixed resolution beside it. Where x or the layer is whole numbers (tokens, codes), it is the entropy of the
layer.

References: N. Tishby and N. Zaslavsky (2015), arXiv 1503.02406; Z. Goldfeld et al. (2019), arXiv 1810.05728.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray
from torch import nn

from infoplane.estimators import Estimator
from infoplane.estimators.samples.kinds import OneDiscrete
from infoplane.estimators.samples.pairing import Missing
from infoplane.estimators.validation import is_labels, is_mixed
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.exact.mixture_information import layer_information
from infoplane.planes.models.noise import randomness
from infoplane.planes.rows.cost import timed
from infoplane.planes.rows.limits import judged
from infoplane.planes.rows.row import ENTROPY, EXACT, INPUT, LABEL, PlaneRow, RowMaker
from infoplane.planes.tapping.alphabet import Alphabet
from infoplane.planes.tapping.inputs import Inputs
from infoplane.planes.tapping.passes import enough_passes, layer_passes, layer_values
from infoplane.planes.tapping.samples import read_samples
from infoplane.planes.tapping.taps import Tap, Taps

from .bounds import bounds_rows
from .chains import Chain, chains_of
from .compress import Compress
from .fixed import WithNoise, fixed_rows, label_of, resolutions
from .neighbours import neighbour_rows
from .recorded import Recorded

Method: TypeAlias = Literal["bounds", "compress", "both"]


@dataclass(frozen=True)
class _Part:
    """One part of the data."""

    inputs: Inputs
    y: NDArray[Any]
    alphabet: Alphabet
    compress: Compress | None
    distinct: Inputs  # of `compress`


class InformationPlane(Recorded):
    """Record the MI of layers with input and output while a network trains.

    Parameters
    ----------
    model : nn.Module
        Any network. It is read in evaluation mode, and not changed.
    x : array (n, *shape), tuple, mapping, Dataset or DataLoader
        Inputs, as the model takes them: arrays, frames, tensors, tokens; a tuple holds several inputs, a mapping named ones. A
        Dataset or DataLoader gives y too.
    y : array (n,) or (n, d), Series, frame or list, optional
        Class labels, or the targets of a regression: `discrete` says which. A Series or a frame is paired with x by its index,
        if x has one.
    layers : sequence of str, or mapping
        Names of submodules; see `Taps`.
    part : str
        The name of this part of the data in the rows.
    test : (x, y), Dataset or DataLoader, optional
        Another part, with the name "test": its rows and figures are beside those of the first.
    method : {"bounds", "compress", "both"}
        The default recipe; or the compress-then-estimate of arXiv 2305.08013; or both beside each other.
    chain : "auto", bool, sequence of str, or sequence of such
        Layers of which each sees the inputs through the one before it only: their bounds are put in order, and impossible
        estimates found. "auto" takes what the structure of the network shows; `chains_of` has the rule.
    passes : int
        Noisy passes to learn from, where the noise of a layer is not known. Of few inputs more are made.
    reading : {"noise", "bins", "quantised"}, sequence or mapping of such to a size, optional
        Readings of fixed resolution beside it, for networks without noise: see `fixed`.
    similarity : bool
        Also record which samples stay neighbours from layer to layer: see `neighbours`.
    y_compressor : scikit-learn transformer, optional
        For y of many columns, such as images.
    estimators, x_compressor, layer_compressor : optional
        Of ``method="compress"``: see `Compress`.
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
    dropped_rows : int
        The number of rows that were dropped because a value was missing.

    Raises
    ------
    ValueError
        If a layer does not exist, x and y do not fit, y holds labels beside numbers, an option belongs to another method, or
        `references` are given for a continuous y.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes import InformationPlane, dense_network, randomness
    >>> x = np.random.default_rng(0).standard_normal((200, 3))
    >>> with randomness(0):
    ...     model = dense_network((3, 2, 2), "tanh", std=0.1)
    >>> plane = InformationPlane(model, x, x[:, 0] > 0, ["L1"])
    >>> [(row.layer, row.quantity, row.status) for row in plane.record(epoch=0)]
    [('', 'H(Y)', 'ok'), ('L1', 'I(X;L)', 'ok'), ('L1', 'I(L;Y)', 'ok')]
    """

    def __init__(
        self,
        model: nn.Module,
        x: Any,
        y: Any = None,
        layers: Sequence[str] | Mapping[str, Tap] = (),
        *,
        part: str = "train",
        test: Any = None,
        method: Method = "bounds",
        chain: Chain = "auto",
        passes: int = 16,
        reading: str | Sequence[str] | Mapping[str, float] | None = None,
        similarity: bool = False,
        y_compressor: Any = None,
        estimators: Mapping[str, Estimator] | None = None,
        x_compressor: Any = None,
        layer_compressor: Any = None,
        references: Mapping[str, tuple[str, float]] | None = None,
        discrete: OneDiscrete = "auto",
        missing: Missing = "error",
        sink: Callable[[Sequence[PlaneRow]], None] | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__()
        if method not in get_args(Method):
            raise ValueError(f"method must be one of {', '.join(map(repr, get_args(Method)))}; got {method!r}.")
        old = {"estimators": estimators, "x_compressor": x_compressor, "layer_compressor": layer_compressor}
        given = [name for name, value in old.items() if value is not None]
        if given and method == "bounds":
            raise ValueError(f"{given[0]} belongs to method='compress': give that method, or leave {given[0]} out.")
        self.taps, self.sink, self.seed, self.passes = Taps(model, layers), sink, seed, passes
        self.chains, self.resolutions, self.y_compressor = chains_of(self.taps, chain), resolutions(reading), y_compressor
        self.bounds, self.options = method != "compress", old if method != "bounds" else None
        self.references = dict(references or {})
        self.exact = Taps(model, {label: name for label, (name, _) in self.references.items()}) if references else None
        self.similarity, self.dropped_rows = similarity, 0
        sources = {part: (x, y)}
        if test is not None:
            if part == "test":
                raise ValueError("Both parts would have the name 'test': name the first one otherwise.")
            sources["test"] = test if isinstance(test, tuple) and len(test) == 2 else (test, None)
        self.parts = {name: self._part(*source, discrete, missing) for name, source in sources.items()}

    def _part(self, x: Any, y: Any, discrete: OneDiscrete, missing: Missing) -> _Part:
        inputs, outputs, dropped = read_samples(x, y, discrete, missing)
        self.dropped_rows += dropped
        if is_mixed(outputs):
            raise ValueError("y has columns of labels beside columns of numbers: record one plane for each kind.")
        if self.references and not is_labels(outputs):
            raise ValueError(
                "Exact values are known for class labels only: leave `references` out where y is continuous, or give "
                "discrete=True if its numbers are classes."
            )
        alphabet = Alphabet.of(inputs, seed=self.seed)
        compress, distinct = None, inputs
        if self.options is not None:
            # A repeated input counts once: estimators by neighbour distances need distinct points.
            once = Alphabet.of(inputs, most=len(inputs))
            distinct = once.inputs
            if len(distinct.tensors) != 1:
                raise ValueError("method='compress' takes one array as x: give method='bounds' for several inputs.")
            (array,) = distinct.tensors.values()
            compress = Compress(array.cpu().numpy(), outputs[once.rows], **self.options, seed=self.seed)
        return _Part(inputs, outputs, alphabet, compress, distinct)

    def record(self, epoch: int, **metrics: float | Mapping[str, float]) -> list[PlaneRow]:
        """Read every layer, estimate both quantities, and keep the rows. A failed reading is a row with its message.

        Rows of this epoch that are there already, from an earlier call, are replaced.

        Parameters
        ----------
        epoch : int
        **metrics : float, or mapping of layer to float
            Loss, accuracy and any other numbers to keep beside the plane. A keyword with the name of a part holds the
            metrics of that part: ``record(3, loss=0.2, test={"loss": 0.4})``.

        Returns
        -------
        list of PlaneRow
            The rows of this epoch.

        Raises
        ------
        ValueError
            If the epoch is not a whole number from 0 on.
        """
        if epoch < 0 or epoch != int(epoch):
            raise ValueError(f"Epochs are whole numbers from 0 on; got {epoch}.")
        rows = []
        for place, (name, part) in enumerate(self.parts.items()):
            own = {key: value for key, value in metrics.items() if key not in self.parts} if place == 0 else {}
            own |= dict(metrics.get(name, {}))  # type: ignore[arg-type]
            rows += self._record(name, part, epoch, own)
        self.rows = [row for row in self.rows if (row.epoch, row.seed) != (epoch, self.seed)] + rows
        if self.sink is not None:
            self.sink(rows)
        return rows

    def _record(self, name: str, part: _Part, epoch: int, metrics: Mapping[str, Any]) -> list[PlaneRow]:
        make = RowMaker(epoch, name, len(part.inputs), self.seed)
        rows = [make.metric(ENTROPY, label_entropy(part.y))] if is_labels(part.y) else []
        for key, value in metrics.items():
            by_layer = value if isinstance(value, Mapping) else {"": value}
            rows += [make.metric(key, float(number), layer) for layer, number in by_layer.items()]
        if self.similarity:
            rows += neighbour_rows(make, {**_as_layer(part.inputs), **self._read(part.inputs, epoch)})
        if self.bounds:
            rows += timed(lambda: self._bounds(make, part, self.taps, self.chains))
        if part.compress is not None:
            rows += timed(lambda: self._compressed(make, part))
        if self.exact is not None:
            for layer, centres in self.exact.read(part.inputs).items():
                rows += self._reference(make, part.y, layer, centres.astype(np.float64))
        fixed = []
        for reading, size in self.resolutions.items():
            fixed += timed(partial(self._fixed, make, part, reading, size))
        # A later layer at a resolution is no function of the earlier layer at that resolution: they are no chain.
        return [*judged(rows, self.chains), *judged(fixed)]

    def _bounds(self, make: RowMaker, part: _Part, taps: Taps, chains: Sequence[Sequence[str]], **label: str) -> list[PlaneRow]:
        seeds = {"seed": self.seed, "epoch": make.epoch}
        count = enough_passes(self.passes + 2, len(part.alphabet.inputs))
        passes = layer_passes(taps.model, part.alphabet, taps, passes=count, **seeds)
        values = layer_values(taps.model, part.inputs, taps, **seeds)
        found = {layer: one.values for layer, one in values.items()}
        return bounds_rows(make, passes, found, part.y, chains, y_compressor=self.y_compressor, seed=self.seed, **label)

    def _compressed(self, make: RowMaker, part: _Part) -> list[PlaneRow]:
        assert part.compress is not None
        return part.compress.rows(replace(make, n=len(part.distinct)), self._read(part.distinct, make.epoch))

    def _read(self, inputs: Inputs, epoch: int) -> dict[str, NDArray[Any]]:
        with randomness(self.seed, epoch):
            return self.taps.read(inputs)

    def _fixed(self, make: RowMaker, part: _Part, reading: str, size: float) -> list[PlaneRow]:
        if reading != "noise":
            return fixed_rows(make, self._read(part.inputs, make.epoch), part.y, reading, size)
        taps: dict[str, Tap] = {}
        for layer, place in self.taps.taps.items():
            noisy = WithNoise(size, place.function)
            taps[layer] = (place.name, noisy) if place.call is None else (place.name, noisy, place.call)
        return self._bounds(make, part, Taps(self.taps.model, taps), (), label=label_of(reading, size))

    def _reference(self, make: RowMaker, y: NDArray[Any], layer: str, centres: NDArray[np.float64]) -> list[PlaneRow]:
        start = time.perf_counter()
        rng = np.random.default_rng([self.seed, make.epoch])
        found = layer_information(centres, y, self.references[layer][1], rng=rng)
        seconds = (time.perf_counter() - start) / 2
        return [
            make.estimate(layer, quantity, EXACT, estimate, seconds)
            for quantity, estimate in zip((INPUT, LABEL), found, strict=True)
        ]


def _as_layer(inputs: Inputs) -> dict[str, NDArray[Any]]:
    """One array of numbers as a layer X before the first; nothing for several inputs, or tokens, which have no distances."""
    arrays = [tensor.cpu().numpy() for tensor in inputs.tensors.values()]
    return {"X": arrays[0].reshape(len(arrays[0]), -1)} if len(arrays) == 1 and arrays[0].dtype.kind == "f" else {}
