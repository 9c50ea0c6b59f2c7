"""The gate of a plane: what a user has, as inputs of a network and outputs, paired row by row.

x is an array, frame or tensor, a tuple of several inputs, a mapping of named ones, or a Dataset or DataLoader that yields both
x and y. Every tensor keeps its type: tokens stay integers. Rows that miss a value are refused, or dropped from x and y.
y follows the rule of labels of all samples.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, IterableDataset, default_collate

from infoplane.estimators.samples.kinds import OneDiscrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.validation import Sample

from .inputs import Inputs

_ITEMS = 256  # of a Dataset, collated at a time
_LABELS = ("labels", "label", "targets", "target", "y")  # in a mapping that a Dataset yields


class NetworkSamples(NamedTuple):
    """Inputs of a network, outputs, and the number of rows that were dropped because a value was missing."""

    inputs: Inputs
    y: Sample
    dropped: int


def read_samples(x: Any, y: Any = None, discrete: OneDiscrete = "auto", missing: Missing = "error") -> NetworkSamples:
    """Read x and y.

    Parameters
    ----------
    x : array, frame, Series, list, tensor, tuple or mapping of these, Dataset or DataLoader
        A tuple holds several inputs, in the order of the network's arguments; a mapping holds named ones. A Dataset or
        DataLoader yields (x, y), (x1, x2, ..., y), or a mapping with "labels" among its names, and is read once, as a whole.
    y : array, Series, frame, list or tensor, optional
        Not for a Dataset or DataLoader, unless it yields no y.
    discrete : "auto" or bool
        Whether y is labels.
    missing : {"error", "drop"}

    Raises
    ------
    ValueError
        If x and y do not fit, or there is no y.

    Examples
    --------
    >>> import torch
    >>> from infoplane.planes import read_samples
    >>> inputs, y, dropped = read_samples(torch.tensor([[1, 2], [3, 4], [5, 6]]), ["a", "b", "a"])
    >>> inputs.tensors[0].dtype, y.tolist()
    (torch.int64, [0, 1, 0])
    """
    if isinstance(x, DataLoader | Dataset):
        x, y = _collected(x, y)
    if y is None:
        raise ValueError("A plane needs y: give y, or a Dataset or DataLoader that yields (x, y).")
    if isinstance(x, Inputs | tuple | Mapping) or _keeps_type(x):
        return _by_position(x, y, discrete, missing)
    (numbers, outputs), dropped = as_samples({"x": x, "y": y}, (False, discrete), missing)
    return NetworkSamples(Inputs.of(numbers), outputs, dropped)


def _keeps_type(x: Any) -> bool:
    """Whether x is a tensor, or integers, whose type and shape matter to a network."""
    if isinstance(x, Tensor):
        return True
    return np.asarray(x).dtype.kind in "iu" and not isinstance(x, np.ma.MaskedArray)


def _by_position(x: Any, y: Any, discrete: OneDiscrete, missing: Missing) -> NetworkSamples:
    """Pair the numbers of the rows with y, then take those rows."""
    inputs = Inputs.of(np.asarray(x) if hasattr(x, "iloc") or isinstance(x, list) else x)
    places = np.arange(len(inputs), dtype=np.float64)
    places[_missing(inputs)] = np.nan
    (kept, outputs), dropped = as_samples({"x": _indexed(places, x), "y": y}, (False, discrete), missing)
    return NetworkSamples(inputs.rows(kept[:, 0].astype(np.int64)), outputs, dropped)


def _indexed(places: NDArray[np.float64], x: Any) -> Any:
    """The numbers of the rows with the index of x, if it has one."""
    if not hasattr(x, "iloc"):
        return places
    series = (x.iloc[:, 0] if x.ndim > 1 else x).astype("float64")
    series.iloc[:] = places
    return series


def _missing(inputs: Inputs) -> NDArray[np.bool_]:
    """The rows with a NaN."""
    rows = torch.zeros(len(inputs), dtype=torch.bool)
    for values in inputs.tensors.values():
        if values.is_floating_point():
            rows |= values.detach().cpu().reshape(len(values), -1).isnan().any(1)
    return rows.numpy()


def _collected(data: Any, y: Any) -> tuple[Any, Any]:
    """The inputs and the outputs of all batches of a DataLoader, or of all items of a Dataset."""
    batches = data if isinstance(data, DataLoader) else _batches(data)
    pairs = [_split(batch, y is None) for batch in batches]
    if not pairs:
        raise ValueError("The Dataset or DataLoader of a plane is empty.")
    first = pairs[0][0]
    names = list(first)
    inputs = {name: torch.cat([inputs[name] for inputs, _ in pairs]) for name in names}
    return Inputs(inputs), torch.cat([outputs for _, outputs in pairs]) if y is None else y


def _batches(data: Any) -> Iterator[Any]:
    items: list[Any] = []
    for item in data if isinstance(data, IterableDataset) else (data[place] for place in range(len(data))):
        items.append(item)
        if len(items) == _ITEMS:
            yield default_collate(items)
            items = []
    if items:
        yield default_collate(items)


def _split(batch: Any, with_y: bool) -> tuple[dict[int | str, Tensor], Any]:
    """The arguments of the network in one batch, and its y."""
    if isinstance(batch, Mapping):
        label = next((name for name in _LABELS if name in batch), None) if with_y else None
        if with_y and label is None:
            raise ValueError(f"No name of {list(batch)} is that of labels ({', '.join(_LABELS)}): give y.")
        return {name: values for name, values in batch.items() if name != label}, batch.get(label)
    parts = list(batch) if isinstance(batch, list | tuple) else [batch]
    if with_y and len(parts) < 2:
        raise ValueError("The Dataset or DataLoader yields no y beside x: give y.")
    *inputs, y = parts if with_y else [*parts, None]
    return dict(enumerate(inputs)), y
