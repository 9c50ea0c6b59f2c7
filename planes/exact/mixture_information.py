"""What a layer with Gaussian noise tells of its input and of the label: reference values on a finite input set.

T = c_X + Z with X uniform, or weighted, on n inputs, c their activations and Z ~ N(0, s^2 I):

    I(X;T) = E [ln p(T | X) - ln p(T)] <= H(X) <= ln n,    I(Y;T) = E [ln p(T | Y) - ln p(T)] <= min(I(X;T), H(Y)).

With the n inputs as the whole alphabet these are no estimates: in width one and two they come by quadrature, to about 1e-9;
in more by Monte Carlo with a standard error. They say nothing of an input distribution of which the n are a sample, whose
I(X;T) may
exceed ln n.


The noise must be that of this layer alone: behind earlier stochastic layers T given X is no normal distribution (see
`propagation`).
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
    centres: ArrayLike, std: ArrayLike, weights: ArrayLike | None = None, samples: int = SAMPLES, rng: Any = None
) -> Estimate:
    """I(X;T) in nats.

    Parameters
    ----------
    centres : array (n, *shape)
        The layer's activations, before its noise, on the n inputs.
    std : float, or array that broadcasts to (n, *shape)
        Standard deviation of the noise, positive. For relative noise give ``s * abs(centres)``.
    weights : array (n,), optional
        Probabilities of the inputs, up to a factor; uniform by default.
    samples : int
        Draws, where Monte Carlo serves.
    rng : seed or Generator, optional

    Returns
    -------
    Estimate
        By quadrature: no standard error, and ``details["quadrature_error"]``, an upper estimate of its error. By Monte Carlo:
        one standard error, and ``details["samples"]``.

    Raises
    ------
    ValueError
        If shapes disagree, a number is not finite, or a standard deviation or weight is not positive.
    """
    return _both(NoisyLayer.of(centres, std, weights), samples, rng)[0]


def label_information(
    centres: ArrayLike,
    labels: ArrayLike,
    std: ArrayLike,
    weights: ArrayLike | None = None,
    samples: int = SAMPLES,
    rng: Any = None,
) -> Estimate:
    """I(Y;T) in nats, for Y a function of X given by its values `labels` (n,); the rest as for `input_information`."""
    return layer_information(centres, labels, std, weights, samples, rng)[1]


def layer_information(
    centres: ArrayLike,
    labels: ArrayLike,
    std: ArrayLike,
    weights: ArrayLike | None = None,
    samples: int = SAMPLES,
    rng: Any = None,
) -> tuple[Estimate, Estimate]:
    """I(X;T) and I(Y;T) in nats from one computation; parameters as for `label_information`."""
    return _both(NoisyLayer.of(centres, std, weights, labels), samples, rng)


def _both(layer: NoisyLayer, samples: int, rng: Any) -> tuple[Estimate, Estimate]:
    width, own_std = layer.centres.shape[1], layer.std.ndim > 0
    if width > 2 or (width == 2 and own_std):
        return sampled_information(layer, samples, rng)
    input_nats, label_nats, error = line_information(layer) if width == 1 else plane_information(layer)
    details = {"quadrature_error": error}
    return Estimate(input_nats, None, details), Estimate(label_nats, None, details)
