"""Readings of a fixed resolution, for networks without noise: fixed noise, bins, or rounded numbers.

I(X;L) of a deterministic layer and a continuous X is infinite. What many planes show instead is the information of the layer at
a resolution that somebody chose:

    noise      L + s Z,  Z ~ N(0, identity): the noise is added when the layer is read, not in the network
    bins       the number of the bin of every unit
    quantised  every unit rounded to so many bits between its least and its largest value

These numbers are true of the layer at this resolution only, and change with it: compare planes of one resolution.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, get_args

from numpy.typing import NDArray
from torch import nn

from infoplane.estimators.validation import is_labels
from infoplane.planes.models.noise import GaussianNoise
from infoplane.planes.readings.resolution import binned, quantised
from infoplane.planes.rows.row import ALPHABET, INPUT, LABEL, PlaneRow, RowMaker

Resolution: TypeAlias = Literal["noise", "bins", "quantised"]
DEFAULTS: dict[str, float] = {"noise": 0.1, "bins": 30, "quantised": 8}


def resolutions(asked: str | Sequence[str] | Mapping[str, float] | None) -> dict[str, float]:
    """The readings that are asked for, each with its size: standard deviation, number of bins, number of bits.

    Raises
    ------
    ValueError
        If a reading is unknown, or its size is not positive.

    Examples
    --------
    >>> resolutions("bins"), resolutions({"noise": 0.05})
    ({'bins': 30}, {'noise': 0.05})
    """
    if asked is None:
        return {}
    names = [asked] if isinstance(asked, str) else list(asked)
    sizes = asked if isinstance(asked, Mapping) else {}
    for name in names:
        if name not in get_args(Resolution):
            raise ValueError(f"reading must be one of {', '.join(map(repr, get_args(Resolution)))}; got {name!r}.")
    found = {name: sizes.get(name, DEFAULTS[name]) for name in names}
    for name, size in found.items():
        whole = "" if name == "noise" else " without a fraction"
        if not (0 < size < float("inf")) or (name != "noise" and size != int(size)):
            raise ValueError(f"The size of reading={name!r} must be a positive number{whole}; got {size}.")
    return found


class WithNoise(nn.Module):
    """A function of a layer, and fixed noise after it: as a module, so that the noise is seen as the layer's own."""

    def __init__(self, std: float, function: Callable[[Any], Any] | None = None) -> None:
        super().__init__()
        self.function, self.noise = function, GaussianNoise(std)

    def forward(self, output: Any) -> Any:
        return self.noise(output if self.function is None else self.function(output))


def label_of(name: str, size: float) -> str:
    """The name of a reading in the rows."""
    return {"noise": f"noise {size:g}", "bins": f"{size:g} bins", "quantised": f"{size:g} bits"}[name]


def fixed_rows(make: RowMaker, values: Mapping[str, NDArray[Any]], y: NDArray[Any], name: str, size: float) -> list[PlaneRow]:
    """Rows of both quantities for every layer, read in bins or rounded; those of "noise" come from noisy passes."""
    read = {"bins": binned, "quantised": quantised}[name]
    rows = []
    for layer, own in values.items():
        start = time.perf_counter()
        try:
            found = read(own, y if is_labels(y) else None, int(size))
        except ValueError as error:
            rows += [make.failure(layer, quantity, label_of(name, size), "error", str(error)) for quantity in (INPUT, LABEL)]
            continue
        seconds = (time.perf_counter() - start) / 2
        for quantity, reading in zip((INPUT, LABEL), found, strict=True):
            if reading is not None:
                rows.append(make.reading(layer, quantity, label_of(name, size), reading, ALPHABET, seconds, len(own)))
    return rows
