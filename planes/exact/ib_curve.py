"""What no layer can exceed: the information-bottleneck curve of hard labels, and the caps of a finite input set.

For Y a function of X, the most that any T can tell of Y at a rate I(X;T) <= r is

    max I(Y;T) = min(r, H(Y)),

reached by the label seen through an erasure channel. On n equally likely inputs I(X;T) <= ln n, and always
0 <= I(Y;T) <= min(I(X;T), H(Y)).

References: N. Tishby, F. C. Pereira, W. Bialek, The information bottleneck method, physics/0004057; A. Kolchinsky,
B. D. Tracey, S. Van Kuyk, Caveats for information bottleneck in deterministic scenarios, ICLR 2019, arXiv 1808.07593.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import entr


def label_entropy(labels: ArrayLike, weights: ArrayLike | None = None) -> float:
    """H(Y) in nats of labels (n,) with the given probabilities, uniform by default."""
    classes = np.unique(np.asarray(labels), return_inverse=True)[1]
    masses = np.bincount(classes, None if weights is None else np.asarray(weights, dtype=np.float64))
    return float(entr(masses / masses.sum()).sum())


def input_cap(n: int) -> float:
    """ln n in nats: the most that any layer tells of which of n inputs it saw."""
    if n < 1:
        raise ValueError(f"A cap needs at least one input; got {n}.")
    return math.log(n)


def ib_curve(rates: ArrayLike, labels: ArrayLike, weights: ArrayLike | None = None) -> NDArray[np.float64]:
    """The most information on the label, min(r, H(Y)) in nats, at every rate r = I(X;T) >= 0 in nats.

    Raises
    ------
    ValueError
        If a rate is negative.
    """
    nats = np.asarray(rates, dtype=np.float64)
    if (nats < 0).any():
        raise ValueError("Rates are mutual informations: none is negative. Draw estimates below 0 beside the curve.")
    return np.minimum(nats, label_entropy(labels, weights))
