"""Readings of layers without noise at a stated resolution: bins, or a grid of 2^bits levels.

I(X;L) of a deterministic layer is infinite for continuous X. These readings are exact for the layer after rounding, on this
input set. They change with the resolution, so they are compared with each other only. The bins, and the levels, are equally
wide from the smallest to the largest value of the layer.

References: R. Shwartz-Ziv, N. Tishby, arXiv 1703.00810; S. S. Lorenzen, C. Igel, M. Nielsen, arXiv 2106.12912.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from infoplane.planes.exact.binning import binned_information
from infoplane.planes.exact.ib_curve import label_entropy
from infoplane.planes.exact.quantised_networks import ExactInformation, exact_information, quantise

from .protocol import Array, Reading


def binned(values: Array, y: ArrayLike | None, bins: int = 30, weights: Array | None = None) -> tuple[Reading, Reading | None]:
    """I(X; bin(L)), and I(bin(L); Y) where there are labels y (n,), of a layer (n, d).

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes.readings.resolution import binned
    >>> of_x, of_y = binned(np.array([[0.0], [0.1], [9.0], [10.0]]), [0, 0, 1, 1], bins=2)
    >>> print(f"{of_x.nats:.4f} {of_y.nats:.4f} by {of_x.method}")
    0.6931 0.6931 by bins
    """
    labels = np.zeros(len(values), np.int64) if y is None else y
    return _readings(binned_information(values, labels, bins, weights=weights), "bins", float(bins), labels, y, weights)


def quantised(
    values: Array, y: ArrayLike | None, bits: int = 8, weights: Array | None = None
) -> tuple[Reading, Reading | None]:
    """I(X; L) and I(L; Y), likewise, of a layer on a grid of 2^bits levels.

    Raises
    ------
    ValueError
        If there is less than one bit.
    """
    if bits < 1:
        raise ValueError(f"A grid needs at least 1 bit; got {bits}.")
    labels = np.zeros(len(values), np.int64) if y is None else y
    low, high = float(np.min(values)), float(np.max(values))
    levels = quantise(values, 2**bits, low, high) if low < high else np.zeros_like(values)
    return _readings(exact_information(levels, labels, weights), "quantised", float(bits), labels, y, weights)


def _readings(
    found: ExactInformation, method: str, resolution: float, labels: ArrayLike, y: ArrayLike | None, weights: Array | None
) -> tuple[Reading, Reading | None]:
    """Both readings; values at ln n are flagged, since they only say that the resolution separates all inputs."""
    cap = label_entropy(np.arange(len(np.asarray(labels))), weights)
    details = {"resolution": resolution, "cap": cap}
    flags = ("at ln n",) if math.isclose(found.inputs, cap, abs_tol=1e-9) else ()
    of_x = Reading(found.inputs, 0.0, found.inputs, found.inputs, method, flags, details)
    return of_x, None if y is None else Reading(found.labels, 0.0, found.labels, found.labels, method, (), details)
