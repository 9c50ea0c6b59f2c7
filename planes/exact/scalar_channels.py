"""Scalar noisy channels with exact information: one bit, many bits, and chains of noisy neurons.

* One fair bit S = -1 or 1 with noise, T = S + Z, Z ~ N(0, s^2): with U ~ N(0, 1),

      I(S;T) = ln 2 - E ln(1 + exp(-2 (1 + s U) / s^2)).

* The hypercube {0,1}^d with T = X + Z: d independent channels as above, each with noise 2s, so I(X;T) = d I(S;T).
* A chain of scalar layers T_l = f_l(T_{l-1}) + Z_l, by nested quadrature,

      p_l(t | x) = int p_{l-1}(u | x) N(t; f_l(u), s^2) du,

  with the trapezoidal rule on one lattice for each layer. The rule converges geometrically here. The step of a lattice is a
  quarter of s, divided by the largest slope of the next layer if that exceeds 1.

Reference: Z. Goldfeld et al., arXiv 1810.05728, section 4, for the tanh neuron.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import quad
from scipy.special import entr

from .mixture import Floats

_REACH = 9.0  # standard deviations
_STEPS = 4  # lattice steps in a standard deviation


def binary_channel_information(std: float) -> float:
    """I(S;T) in nats of one fair bit S = -1 or 1 with normal noise of standard deviation `std`.

    Raises
    ------
    ValueError
        If std is not positive.

    Examples
    --------
    >>> from infoplane.planes import binary_channel_information
    >>> round(binary_channel_information(1.0), 6)
    0.336831
    """
    if not std > 0:
        raise ValueError(f"The channel needs noise of positive standard deviation; got {std}.")

    def lost(u: float) -> float:
        return math.exp(-u * u / 2) * float(np.logaddexp(0, -2 * (1 + std * u) / std**2)) / math.sqrt(2 * math.pi)

    # The integrand bends at u = -1/s, where the noise cancels the signal.
    bend = max(-1 / std, -_REACH)
    return math.log(2) - sum(quad(lost, *ends, epsabs=1e-13, limit=200)[0] for ends in ((-40, bend), (bend, 40)))


def hypercube_information(bits: int, std: float) -> float:
    """I(X;T) in nats for X uniform on {0,1}^bits and T = X + Z, Z normal of standard deviation `std`.

    Examples
    --------
    >>> from infoplane.planes import hypercube_information
    >>> round(hypercube_information(3, std=0.01), 6)  # 3 ln 2
    2.079442
    """
    return bits * binary_channel_information(2 * std)


def chain_information(
    inputs: ArrayLike,
    layers: Sequence[Callable[[Floats], Floats]],
    std: float,
    labels: ArrayLike | None = None,
) -> list[tuple[float, float]]:
    """I(X;T_l) and I(Y;T_l) in nats for every layer of a chain of noisy scalar neurons.

    Parameters
    ----------
    inputs : array (n,)
        Equally likely values of X.
    layers : functions of arrays
        f_1, f_2, ..., smooth and elementwise; for a tanh neuron ``lambda t: np.tanh(w * t + b)``.
    std : float
        Standard deviation of the noise of every layer.
    labels : array (n,) of int, optional
        Values of Y, a function of X; one class by default.

    Raises
    ------
    ValueError
        If std is not positive, or inputs and labels do not have one shape (n,).

    Examples
    --------
    >>> import numpy as np
    >>> from infoplane.planes import chain_information
    >>> first, second = chain_information([-3.0, -1.0, 1.0, 3.0], [np.tanh, np.tanh], std=0.1, labels=[0, 0, 0, 1])
    >>> round(first[0], 4), round(second[0], 4)
    (1.1021, 0.8148)
    """
    x = np.asarray(inputs, dtype=np.float64)
    y = np.zeros(x.shape) if labels is None else np.asarray(labels)
    if not std > 0 or x.ndim != 1 or y.shape != x.shape:
        raise ValueError(
            f"A chain needs noise of positive std, inputs of shape (n,) and one label for each; got std {std}, inputs of shape "
            f"{x.shape}, labels of shape {y.shape}."
        )
    classes = np.unique(y, return_inverse=True)[1]
    members = np.eye(classes.max() + 1)[classes].T  # (K, n)
    shares = members.mean(axis=1)
    # p(u | x) du on the lattice of the layer before. The first lattice is X itself.
    points, masses = x, np.eye(len(x))
    values = []
    for depth, layer in enumerate(layers):
        centres = layer(points)
        following = layers[depth + 1] if depth + 1 < len(layers) else None
        lattice, step = _lattice(centres, std, following)
        kernel = np.exp(-(((lattice - centres[:, None]) / std) ** 2) / 2) / (math.sqrt(2 * math.pi) * std)
        densities = masses @ kernel
        whole = densities.mean(axis=0)
        by_class = members @ densities / len(x) / shares[:, None]
        entropy = entr(whole).sum() * step
        values.append(
            (
                float(entropy - entr(densities).sum() * step / len(x)),
                float(entropy - shares @ entr(by_class).sum(axis=1) * step),
            )
        )
        points, masses = lattice, densities * step
    return values


def _lattice(centres: Floats, std: float, following: Callable[[Floats], Floats] | None) -> tuple[Floats, float]:
    """Equally spaced points around the centres, and their step: finer where the next layer is steep."""
    ends = centres.min() - _REACH * std, centres.max() + _REACH * std
    steepest = 1.0
    if following is not None:
        trial = np.linspace(*ends, 10_001)
        steepest = max(1.0, float(np.abs(np.gradient(following(trial), trial)).max()))
    count = math.ceil((ends[1] - ends[0]) / std * _STEPS * steepest) + 1
    points = np.linspace(*ends, count)
    return points, float(points[1] - points[0])
