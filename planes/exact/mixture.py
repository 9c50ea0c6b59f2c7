"""A layer with Gaussian noise on finitely many inputs: a mixture of normal distributions.

X takes n values with probabilities w_i. The layer maps them to centres c_i, and T = c_X + Z with Z ~ N(0, diag(s_X^2)):

    p(t | x_i) = N(t; c_i, diag(s_i^2)),    p(t | y) = sum_{i: y_i = y} w_i p(t | x_i) / P(y),    p(t) = sum_i w_i p(t | x_i).

Reference: Z. Goldfeld, E. van den Berg, K. Greenewald, I. Melnyk, N. Nguyen, B. Kingsbury, Y. Polyanskiy, Estimating
information flow in deep neural networks, ICML 2019, arXiv 1810.05728.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NoisyLayer:
    """The checked mixture, with its rows ordered by label. `NoisyLayer.of` makes it.

    Parameters
    ----------
    centres : array (n, d)
    std : array () or (n, d)
        Standard deviation of the noise: one number for all, or one for every centre and coordinate.
    weights : array (n,)
        Probabilities of the inputs.
    labels : array (n,) of int
        Classes 0, ..., K-1, in order.
    """

    centres: Floats
    std: Floats
    weights: Floats
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, centres: ArrayLike, std: ArrayLike, weights: ArrayLike | None = None, labels: ArrayLike | None = None) -> Self:
        """Check and order the arguments of the functions in `mixture_information`.

        Raises
        ------
        ValueError
            If shapes disagree, a number is not finite, or a standard deviation or weight is not positive.
        """
        points = np.asarray(centres, dtype=np.float64)
        if points.ndim < 2 or points.size == 0 or not np.isfinite(points).all():
            raise ValueError(f"Centres must be finite numbers of shape (n, width), n >= 1; got shape {points.shape}.")
        deviations = np.asarray(std, dtype=np.float64)
        if deviations.ndim:
            deviations = np.broadcast_to(deviations, points.shape).reshape(len(points), -1)
        points = points.reshape(len(points), -1)
        if not (np.isfinite(deviations).all() and (deviations > 0).all()):
            raise ValueError(
                "Noise needs a positive standard deviation everywhere. Without noise, use `exact_information` (counts). "
                "Relative noise is 0 where an activation is 0."
            )
        n = len(points)
        probabilities = np.full(n, 1 / n) if weights is None else np.asarray(weights, dtype=np.float64)
        classes = np.zeros(n, np.int64) if labels is None else np.asarray(labels)
        if probabilities.shape != (n,) or classes.shape != (n,):
            raise ValueError(
                f"Needs one weight and one label for each of {n} centres; got {probabilities.shape}, {classes.shape}."
            )
        if not (np.isfinite(probabilities).all() and (probabilities > 0).all()):
            raise ValueError("Weights must be positive and finite: leave out inputs that never occur.")
        codes = np.unique(classes, return_inverse=True)[1].astype(np.int64)
        order = np.argsort(codes, kind="stable")
        return cls(
            points[order],
            deviations[order] if deviations.ndim else deviations,
            probabilities[order] / probabilities.sum(),
            codes[order],
        )

    @property
    def class_weights(self) -> Floats:
        """P(y), an array (K,)."""
        return np.asarray(np.bincount(self.labels, self.weights), dtype=np.float64)

    @property
    def starts(self) -> NDArray[np.int64]:
        """Index of the first row of every class."""
        return np.searchsorted(self.labels, np.arange(self.labels[-1] + 1))
