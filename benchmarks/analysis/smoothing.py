"""Smooth curves over epochs as arXiv 2305.08013 does: Savitzky-Golay, then a zero-phase Butterworth filter.

The window of the first has at most 30 epochs and a polynomial of degree 4; the second has order 8, its cutoff at an eighth of
the Nyquist frequency, and five epochs of padding. Readings that are not made at every epoch are interpolated linearly first.

What such filters draw between noisy readings can look like a phase of training. The readings themselves are the evidence.
"""

import numpy as np
from scipy.signal import butter, savgol_filter, sosfiltfilt

from infoplane.estimators.validation import Array

_WINDOW, _DEGREE = 30, 4
_ORDER, _CUTOFF, _PADDING = 8, 0.125, 5
_LEAST = _PADDING + 1  # epochs that can be smoothed


def smoothed(epochs: Array, values: Array) -> tuple[Array, Array]:
    """Every epoch from the first to the last, and the smoothed values there; as they are if there are fewer than six epochs.

    Parameters
    ----------
    epochs : array (n,)
        Ascending whole numbers.
    values : array (n,)

    Examples
    --------
    >>> epochs, values = smoothed(np.array([0, 10, 40]), np.array([1.0, 1.0, 1.0]))
    >>> len(epochs), bool(np.allclose(values, 1.0))
    (41, True)
    """
    every = np.arange(epochs[0], epochs[-1] + 1)
    dense = np.interp(every, epochs, values)
    if len(every) < _LEAST:
        return every, dense
    flat = savgol_filter(dense, min(_WINDOW, len(every)), _DEGREE)
    return every, sosfiltfilt(butter(_ORDER, _CUTOFF, output="sos"), flat, padlen=_PADDING)
