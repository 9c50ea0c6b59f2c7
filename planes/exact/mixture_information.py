"""Information of a layer with Gaussian noise about its input and the label: reference values on a finite input set.

T = c_X + Z, with X uniform (or weighted) on n inputs, c their activations, and Z ~ N(0, s^2 I):

    I(X;T) = E [ln p(T | X) - ln p(T)] <= H(X) <= ln n,    I(Y;T) = E [ln p(T | Y) - ln p(T)] <= min(I(X;T), H(Y)).

The n inputs are the whole alphabet, so these are reference values and not estimates. In width one and two they come from
quadrature, with an error of about 1e-9. In larger widths they come from Monte Carlo, with a standard error. If the n inputs
are instead a sample of a larger distribution, I(X;T) of that distribution may exceed ln n, and these values do not show it.

The noise must belong to this layer alone. Behind earlier stochastic layers, T given X is not normal: see `propagation`.

Reference: Z. Goldfeld et al., Estimating information flow in deep neural networks, arXiv 1810.05728.
"""

from typing import Any

from numpy.typing import ArrayLike

from infoplane.estimators.protocol import Estimate

from .mixture import NoisyLayer
from .mixture_line import line_information
from .mixture_plane import plane_information
from .mixture_sampling import sampled_information

SAMPLES = 10_000


def input_information(
    centres: ArrayLike, std: ArrayLike, weights: ArrayLike | None = None, samples: int = SAMPLES, *, rng: Any = None
) -> Estimate:
    """I(X;T) in nats.

    Parameters
    ----------
    centres : array (n, *shape)
        Activations of the layer on the n inputs, before its noise.
    std : float, or array that broadcasts to (n, *shape)
        Standard deviation of the noise, positive. For relative noise give ``s * abs(centres)``.
    weights : array (n,), optional
        Probabilities of the inputs, up to a factor; uniform by default.
    samples : int
        Number of Monte Carlo draws. Quadrature does not use them (width one, or width two with one std).
    rng : seed or Generator, optional

    Returns
    -------
    Estimate
        By quadrature: no standard error; ``details["quadrature_error"]`` is an upper estimate of the error. By Monte Carlo:
        one standard error, and ``details["samples"]``.

    Raises
    ------
    ValueError
        If shapes disagree, a number is not finite, or a standard deviation or weight is not positive.

    Examples
    --------
    Two distant centres identify the input, which is one bit:

    >>> from infoplane.planes import input_information
    >>> round(input_information([[-1.0], [1.0]], std=0.1).bits, 6)
    1.0
    """
    return _both(NoisyLayer.of(centres, std, weights), samples, rng)[0]


def label_information(
    centres: ArrayLike,
    labels: ArrayLike,
    std: ArrayLike,
    weights: ArrayLike | None = None,
    samples: int = SAMPLES,
    *,
    rng: Any = None,
) -> Estimate:
    """I(Y;T) in nats.

    Parameters
    ----------
    labels : array (n,)
        Y, a function of X.
    centres, std, weights, samples, rng
        As for `input_information`; so are the result and the errors.

    Examples
    --------
    >>> from infoplane.planes import label_information
    >>> round(label_information([[-1.0], [0.0], [1.0]], [0, 0, 1], std=0.01).nats, 6)
    0.636514
    """
    return layer_information(centres, labels, std, weights, samples, rng=rng)[1]


def layer_information(
    centres: ArrayLike,
    labels: ArrayLike,
    std: ArrayLike,
    weights: ArrayLike | None = None,
    samples: int = SAMPLES,
    *,
    rng: Any = None,
) -> tuple[Estimate, Estimate]:
    """I(X;T) and I(Y;T) in nats from one computation; parameters and errors as for `label_information`.

    Examples
    --------
    >>> from infoplane.planes import layer_information
    >>> [round(value.nats, 6) for value in layer_information([[-1.0], [0.0], [1.0]], [0, 0, 1], std=0.01)]
    [1.098612, 0.636514]
    """
    return _both(NoisyLayer.of(centres, std, weights, labels), samples, rng)


def _both(layer: NoisyLayer, samples: int, rng: Any) -> tuple[Estimate, Estimate]:
    width, own_std = layer.centres.shape[1], layer.std.ndim > 0
    if width > 2 or (width == 2 and own_std):
        return sampled_information(layer, samples, rng)
    input_nats, label_nats, error = line_information(layer) if width == 1 else plane_information(layer)
    details = {"quadrature_error": error}
    return Estimate(input_nats, None, details), Estimate(label_nats, None, details)
