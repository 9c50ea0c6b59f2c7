"""Exact information of networks whose activations take finitely many values.

On a finite input set, a deterministic layer T = f(X) with values on a grid has

    I(X;T) = H(T),    I(Y;T) = H(T) + H(Y) - H(T, Y).

These are computed from counts, without estimation. Every later layer is a function of an earlier one, so the data-processing
inequality holds exactly.

Reference: S. S. Lorenzen, C. Igel, M. Nielsen, Information bottleneck: exact
analysis of (quantized) neural networks, ICLR 2022, arXiv 2106.12912.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from infoplane.estimators.samples.levels import symbols

from .ib_curve import label_entropy
from .mixture import Floats


class ExactInformation(NamedTuple):
    """I(X;T) and I(Y;T), in nats."""

    inputs: float
    labels: float


def quantise(values: ArrayLike, levels: int, low: float, high: float) -> Floats:
    """Round to the nearest of `levels` equally spaced numbers from `low` to `high`; values beyond move to the ends.

    Raises
    ------
    ValueError
        If there are fewer than two levels, or low is not below high.

    Examples
    --------
    >>> from infoplane.planes import quantise
    >>> quantise([-5.0, -0.3, 0.9], levels=5, low=-1, high=1)
    array([-1. , -0.5,  1. ])
    """
    if levels < 2 or not low < high:
        raise ValueError(f"A quantiser needs at least 2 levels and low < high; got {levels} levels from {low} to {high}.")
    step = (high - low) / (levels - 1)
    # Computed from the number of the level: equal levels are equal floats.
    return low + step * np.rint((np.clip(np.asarray(values, dtype=np.float64), low, high) - low) / step)


def exact_information(activations: ArrayLike, labels: ArrayLike, weights: ArrayLike | None = None) -> ExactInformation:
    """I(X;T) and I(Y;T) in nats of a deterministic layer on its whole input set. Equal rows are one value of T.

    Parameters
    ----------
    activations : array (n, *shape)
        T on the n inputs.
    labels : array (n,)
        Y, a function of X.
    weights : array (n,), optional
        Probabilities of the inputs; uniform by default.

    Raises
    ------
    ValueError
        If there is not one label for each row of activations.

    Examples
    --------
    >>> from infoplane.planes import exact_information
    >>> information = exact_information([[0.0], [0.0], [1.0], [1.0]], [0, 1, 2, 2])
    >>> round(information.inputs, 4), round(information.labels, 4)
    (0.6931, 0.6931)
    """
    values = np.asarray(activations)
    classes = np.asarray(labels)
    if values.ndim < 1 or classes.shape != values.shape[:1]:
        raise ValueError(f"Needs one label for each row of activations; got {classes.shape} and {values.shape}.")
    codes = symbols(values)
    entropy = label_entropy(codes, weights)
    joint = label_entropy(symbols(np.column_stack([codes, symbols(classes)])), weights)
    return ExactInformation(entropy, entropy + label_entropy(classes, weights) - joint)
