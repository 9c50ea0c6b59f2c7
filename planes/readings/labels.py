"""I(L;Y): what a decoder proves about Y on inputs that it was not trained on.

    I(L;Y) >= H(Y) - E [-ln q(Y | L)]

for labels Y, by `held_out_information`: q is a cross-fitted mixture of classifiers. The rows stand for the population that they
are drawn from, so this is below I(L;Y) of the n inputs as an alphabet, by what a network has memorised about them. Nothing
above H(Y) of the rows is possible. For numbers Y see `decoders.continuous`.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from infoplane.estimators.automatic.labelled.held_out import held_out_information
from infoplane.estimators.samples.kinds import OneDiscrete
from infoplane.planes.exact.ib_curve import label_entropy

from .decoders.classifiers import quick_classifiers
from .decoders.continuous import number_information, shares_cost
from .identification.narrowing import rounding
from .protocol import Array, Reading
from .targets import read_targets

_ERRORS = 2.0  # standard errors that make a value impossible


def label_information(
    values: Array,
    y: ArrayLike,
    rng: Any = None,
    weights: Array | None = None,
    *,
    discrete: OneDiscrete = "auto",
    y_compressor: Any = None,
) -> Reading:
    """I(L;Y) in nats, held out.

    Parameters
    ----------
    values : array (n, d)
        The layer, from one pass over n inputs.
    y : array (n,) or (n, *shape)
        Labels, one-hot rows, several labels a row, numbers, or images: see `read_targets`.
    rng : seed or Generator, optional
    weights : array (n,), optional
        Probabilities of the inputs, up to a factor; uniform by default.
    discrete : "auto" or bool
        Whether y is labels.
    y_compressor : scikit-learn transformer, optional
        For images and other numbers of many columns; a PCA by default.

    Returns
    -------
    Reading
        `lower` is the value, which is a bound; `upper` is H(Y) for labels, and ln n for numbers.

    Raises
    ------
    ValueError
        If y cannot be read, or does not fit the layer.

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes.readings.labels import label_information
    >>> rng = np.random.default_rng(0)
    >>> y = rng.integers(2, size=1000)
    >>> reading = label_information(4 * y[:, None] + rng.standard_normal((1000, 1)), y, 0)
    >>> print(f"{reading.nats:.1f} of {reading.upper:.2f} nats")
    0.6 of 0.69 nats
    """
    rng = np.random.default_rng(rng)
    layer = np.asarray(values)
    targets = read_targets(y, discrete)
    if layer.ndim != 2 or len(layer) != len(targets):
        raise ValueError(f"A layer has shape (n, columns), with one row of y each; got {layer.shape} and {targets.shape}.")
    if not np.isfinite(layer).all():
        raise ValueError("The layer has values that are NaN or infinite: lower the learning rate, or read an earlier epoch.")
    probabilities = np.full(len(layer), 1 / len(layer)) if weights is None else np.asarray(weights, np.float64)
    probabilities = probabilities / probabilities.sum()
    numbers = layer[:, np.ptp(layer, axis=0) > rounding(layer)].astype(np.float64)
    if targets.dtype.kind == "i":
        return _flagged(_of_labels(numbers, targets, probabilities, rng), "above H(Y)")
    return _flagged(number_information(numbers, targets, probabilities, rng, y_compressor), "at ln n")


def _of_labels(numbers: Array, labels: NDArray[np.int64], probabilities: Array, rng: np.random.Generator) -> Reading:
    entropy = label_entropy(labels, probabilities)
    details = {"classes": float(labels.max() + 1), "H(Y)": entropy}
    if numbers.shape[1] == 0 or labels.max() == 0:
        return Reading(0.0, 0.0, 0.0, entropy, "held-out", ("constant",), details)
    found = held_out_information(numbers, labels, rng, True, quick_classifiers, probabilities)
    details |= found.each | {"rows": float(found.rows)}
    error = math.hypot(found.stderr, shares_cost(len(found.each), found.rows))
    return Reading(found.nats, error, found.nats, entropy, "held-out", details=details)


def _flagged(reading: Reading, above: str) -> Reading:
    """With flags for values that are impossible."""
    flags = list(reading.flags)
    if reading.nats > reading.upper + _ERRORS * reading.stderr:
        flags.append(above)
    if reading.nats < -_ERRORS * reading.stderr - 1e-12:
        flags.append("below 0")
    return Reading(reading.nats, reading.stderr, reading.lower, reading.upper, reading.method, tuple(flags), reading.details)
