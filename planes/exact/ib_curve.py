"""Upper limits of the information of any layer: the information-bottleneck (IB) curve of hard labels, and ln n.

For Y a function of X and any T computed from X alone,

    I(Y;T) <= min(I(X;T), H(Y)),    and on n equally likely inputs    I(X;T) <= ln n.

The curve I(Y;T) = min(r, H(Y)) over r = I(X;T) is the IB curve of hard labels. An erasure channel on the
label attains it.

References: N. Tishby, F. C. Pereira, W. Bialek, The information bottleneck method, physics/0004057; A. Kolchinsky,
B. D. Tracey, S. Van Kuyk, Caveats for information bottleneck in deterministic scenarios, ICLR 2019, arXiv 1808.07593.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import entr


def label_entropy(labels: ArrayLike, weights: ArrayLike | None = None) -> float:
    """H(Y) in nats.

    Parameters
    ----------
    labels : array (n,)
    weights : array (n,), optional
        Probabilities of the n inputs, up to a factor; uniform by default.

    Examples
    --------
    >>> from infoplane.planes import label_entropy
    >>> round(label_entropy([0, 0, 1, 1]), 4)
    0.6931
    """
    classes = np.unique(np.asarray(labels), return_inverse=True)[1]
    masses = np.bincount(classes, None if weights is None else np.asarray(weights, dtype=np.float64))
    return float(entr(masses / masses.sum()).sum())


def input_cap(n: int) -> float:
    """ln n in nats: the largest I(X;T) on n equally likely inputs.

    Raises
    ------
    ValueError
        If n is below 1.

    Examples
    --------
    >>> from infoplane.planes import input_cap
    >>> round(input_cap(1000), 3)
    6.908
    """
    if n < 1:
        raise ValueError(f"A cap needs at least one input; got {n}.")
    return math.log(n)


def ib_curve(rates: ArrayLike, entropy: float) -> NDArray[np.float64]:
    """The largest I(Y;T) in nats at each rate I(X;T), for hard labels: min(rate, H(Y)).

    Parameters
    ----------
    rates : array
        I(X;T) in nats, none negative.
    entropy : float
        H(Y) in nats, as `label_entropy` gives it.

    Raises
    ------
    ValueError
        If a rate is negative.

    Examples
    --------
    >>> from infoplane.planes import ib_curve
    >>> ib_curve([0.0, 0.5, 2.0], entropy=0.69)
    array([0.  , 0.5 , 0.69])
    """
    nats = np.asarray(rates, dtype=np.float64)
    if (nats < 0).any():
        raise ValueError(f"A rate is a mutual information, never negative; got {nats.min():g}. Leave out estimates below 0.")
    return np.minimum(nats, float(entropy))
