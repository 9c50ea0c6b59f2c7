"""Binned information of a deterministic layer, as the first information planes showed it.

Each unit's activation is replaced by the number of its bin. Then

    I(X; bin(T)) = H(bin(T)),    I(Y; bin(T)) = H(bin(T)) + H(Y) - H(bin(T), Y).

Both are exact for the binned layer on this input set. They do not estimate I(X;T): without noise I(X;T) is infinite or H(X).
They show how finely the bins resolve the activations, and they change with the width of the bins.

References: R. Shwartz-Ziv, N. Tishby, arXiv 1703.00810 (30 bins on [-1, 1]); A. M. Saxe et al., On the information bottleneck
theory of deep learning, ICLR 2018, doi:10.1088/1742-5468/ab3985 (the effect of the bins).
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from .quantised_networks import ExactInformation, exact_information


def binned_information(
    activations: ArrayLike,
    labels: ArrayLike,
    bins: int = 30,
    span: tuple[float, float] | Literal["range", "ranks"] = "range",
    weights: ArrayLike | None = None,
) -> ExactInformation:
    """I(X; bin(T)) and I(Y; bin(T)) in nats.

    Parameters
    ----------
    activations : array (n, *shape)
        T on the n inputs.
    labels : array (n,)
        Y, a function of X.
    bins : int
        Number of bins of each unit.
    span : "range", "ranks" or (float, float)
        "range" gives equally wide bins from the smallest to the largest value of the layer. Two numbers are the ends of equally
        wide bins; the outer ones also take the values beyond the ends: (-1, 1) for tanh, as published. "ranks" gives each unit
        bins of equal mass; equal values share a bin.
    weights : array (n,), optional
        Probabilities of the inputs; uniform by default.

    Returns
    -------
    ExactInformation
        The pair (inputs, labels), in nats.

    Raises
    ------
    ValueError
        If there is no bin, the ends are not in order, or activations are not finite numbers of shape (n, width).

    Examples
    --------
    Two bins on [-1, 1] keep the sign of an activation, here one bit of input and label alike:

    >>> from infoplane.planes import binned_information
    >>> information = binned_information([[-0.9], [-0.2], [0.3], [0.8]], [0, 0, 1, 1], bins=2)
    >>> round(information.inputs, 4), round(information.labels, 4)
    (0.6931, 0.6931)
    """
    values = np.asarray(activations, dtype=np.float64)
    if isinstance(span, str) and span not in ("range", "ranks"):
        raise ValueError(f'span is "range", "ranks" or two numbers; got {span!r}.')
    if bins < 1 or not (isinstance(span, str) or span[0] < span[1]):
        raise ValueError(f"Binning needs at least one bin and ends in order; got {bins} bins on {span}.")
    if values.ndim < 2 or not np.isfinite(values).all():
        raise ValueError(f"Activations must be finite numbers of shape (n, width); got shape {values.shape}.")
    flat = values.reshape(len(values), -1)
    if span == "ranks":
        return exact_information(_equal_mass(flat, bins), labels, weights)
    ends = (float(flat.min()), float(flat.max())) if isinstance(span, str) else span
    return exact_information(_equal_width(flat, bins, ends), labels, weights)


def _equal_width(values: NDArray[np.float64], bins: int, span: tuple[float, float]) -> NDArray[np.int64]:
    low, high = span
    if low == high:  # a constant layer
        return np.zeros(values.shape, np.int64)
    return np.clip(np.floor((values - low) / (high - low) * bins), 0, bins - 1).astype(np.int64)


def _equal_mass(values: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    return np.floor((rankdata(values, axis=0) - 0.5) * bins / len(values)).astype(np.int64)
