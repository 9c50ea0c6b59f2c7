"""Series whose rows depend on the rows before them."""

import numpy as np
from scipy.signal import lfilter

from infoplane.estimators.validation import Array


def autoregressive(seed: int, n: int, memory: float, correlation: float = 0.0) -> tuple[Array, Array]:
    """x and y (n, 1), stationary normal series: each row is `memory` times the row before, plus noise of that correlation."""
    noise = np.random.default_rng(seed).normal(size=(n + 500, 2))
    noise[:, 1] = correlation * noise[:, 0] + np.sqrt(1 - correlation**2) * noise[:, 1]
    series = lfilter([1.0], [1.0, -memory], noise, axis=0)[500:]
    return series[:, :1], series[:, 1:]
