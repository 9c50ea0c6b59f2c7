"""Sample propagation: the information of layers behind other stochastic layers, from draws of their noise-free activation.

T_l = S + Z, where S = f_l(T_{l-1}) is random even when X is given. Pass each of n inputs m times through the layers before;
this gives samples s_ij of S. Replace the distributions of S by these samples. The results are mixtures of normal distributions:

    I(X;T_l) ~ h(1/(nm) sum_ij N(s_ij, s^2 I)) - 1/n sum_i h(1/m sum_j N(s_ij, s^2 I)).

This is the information about the label i through a layer with nm centres, so `layer_information` computes it. Both entropies
are biased low. If nothing is random before this layer's noise, m = 1 is enough: the second entropy is exact, and the estimate
is biased low and at most ln n. Otherwise the bias of the second entropy raises the estimate; with m = 1 it is I(S;T_l).

Size of the error, for N samples of S. The mean of the sampled mixture is the true mixture, so the bias of the plug-in entropy
is E KL(sampled || true mixture) <= ln(1 + E chi^2) = ln(1 + C/N). C is the chi-squared information between S and S + Z:

    C + 1 <= (1 + D / sqrt(2 pi s^2))^d                            for activations in [a, a + D] (tanh: D = 2),
    C + 1 <= (exp(r/2) / sqrt(1 - 2r))^d, r = K^2/s^2 < 1/2,       for K-sub-Gaussian S.

The first follows from E phi(t-S)^2 <= max_S phi(t-S) p(t), the second from p(t) >= exp E ln phi(t-S). Replacing one sample
changes the entropy by at most H2(1/N), so its standard deviation is below sqrt(N) H2(1/N) / 2 (bounded differences). The mean
absolute error is below the sum of both bounds, c^d / N + ln N / sqrt(N). It is exponential in the width, as for any estimator.

References: Z. Goldfeld, K. Greenewald, J. Niles-Weed, Y. Polyanskiy, Convergence of smoothed empirical measures with
applications to entropy estimation, IEEE Trans. Inf. Theory 66 (2020), arXiv 1905.13576: the rate exp(O(d)) / sqrt(N) holds
also for K >= s / sqrt(2), where the constants above do not exist; the estimator is that of arXiv 1810.05728.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from infoplane.distributions.label_entropies import binary_entropy
from infoplane.estimators.protocol import Estimate

from .mixture_information import SAMPLES, label_information


def propagated_information(
    draws: ArrayLike,
    labels: ArrayLike,
    std: float,
    span: float | None = None,
    samples: int = SAMPLES,
    *,
    rng: Any = None,
) -> tuple[Estimate, Estimate]:
    """I(X;T_l) and I(Y;T_l) in nats, from passes through the layers before.

    Parameters
    ----------
    draws : array (n, m, *shape)
        Activations of the layer before its own noise: m independent passes of each of n inputs.
    labels : array (n,)
        Y, a function of X.
    std : float
        Standard deviation of this layer's noise.
    span : float, optional
        Length D of the interval of the activations (2 for tanh, 1 for the logistic function). `details` then holds
        ``risk_bound``, a bound of the mean absolute error for inputs and passes drawn at random.
    samples, rng
        Monte Carlo draws and seed, as for `layer_information`; used in widths above 2.

    Returns
    -------
    pair of Estimate
        The standard error, in widths above 2, is that of Monte Carlo alone.

    Raises
    ------
    ValueError
        If the draws do not have shape (n, m, *shape), or as `input_information`.

    Examples
    --------
    Two inputs, 50 passes each, through two noisy tanh neurons:

    >>> import numpy as np
    >>> from infoplane.planes import propagated_information
    >>> first = np.tanh([[-1.0], [1.0]]) + 0.1 * np.random.default_rng(0).standard_normal((2, 50))
    >>> of_inputs, of_labels = propagated_information(np.tanh(first)[..., None], labels=[0, 1], std=0.1, span=2.0)
    >>> round(of_inputs.bits, 3), round(of_inputs.details["risk_bound"], 1)
    (1.0, 0.9)
    """
    passes = np.asarray(draws, dtype=np.float64)
    if passes.ndim < 3 or passes.size == 0:
        raise ValueError(f"Draws must have shape (inputs, passes, width); got {passes.shape}.")
    n, m = passes.shape[:2]
    centres = passes.reshape(n * m, -1)
    seed = np.random.default_rng(rng).integers(2**63)  # one seed: both estimates use the same noise
    estimates = []
    classes, sizes = np.unique(np.asarray(labels), return_counts=True)
    for kinds, smallest, count in ((np.arange(n), m, n), (np.asarray(labels), int(sizes.min()) * m, len(classes))):
        estimate = label_information(centres, np.repeat(kinds, m), std, samples=samples, rng=seed)
        details = {**estimate.details, "passes": float(m)}
        if span is not None:
            # With one pass for each input, T given X is one normal distribution, whose entropy is exact.
            given = 0.0 if smallest == 1 and count == n else entropy_risk(smallest, centres.shape[1], std, span)
            details["risk_bound"] = entropy_risk(n * m, centres.shape[1], std, span) + given
        estimates.append(Estimate(estimate.nats, estimate.stderr, details))
    return estimates[0], estimates[1]


def entropy_risk(n: int, width: int, std: float, span: float = 2.0) -> float:
    """Bound of E|plug-in entropy - h(S + Z)| in nats, from n samples of S with coordinates in an interval of length `span`."""
    return entropy_bias(n, width, std, span) + entropy_deviation(n)


def entropy_bias(n: int, width: int, std: float, span: float = 2.0) -> float:
    """Bound of the bias h(S + Z) - E[plug-in entropy] >= 0 in nats; arguments as for `entropy_risk`."""
    return _log_one_plus(width * math.log1p(span / (math.sqrt(2 * math.pi) * std)), n)


def sub_gaussian_bias(n: int, width: int, std: float, scale: float) -> float:
    """The bound of `entropy_bias` for `scale`-sub-Gaussian S, such as a linear or ReLU layer; infinite from std / sqrt(2) on.

    Examples
    --------
    >>> from infoplane.planes.exact.propagation import sub_gaussian_bias
    >>> sub_gaussian_bias(100, width=2, std=1.0, scale=0.5) < sub_gaussian_bias(10, width=2, std=1.0, scale=0.5)
    True
    >>> sub_gaussian_bias(100, width=2, std=1.0, scale=0.8)
    inf
    """
    ratio = (scale / std) ** 2
    return math.inf if ratio >= 0.5 else _log_one_plus(width / 2 * (ratio - math.log1p(-2 * ratio)), n)


def entropy_deviation(n: int) -> float:
    """Bound of the standard deviation of the plug-in entropy in nats, for any width."""
    return 0.5 * math.sqrt(n) * binary_entropy(1 / n)


def _log_one_plus(log_constant: float, n: int) -> float:
    """ln(1 + (e^c - 1) / n) <= ln(1 + e^c / n), without overflow."""
    return float(np.logaddexp(0, log_constant - math.log(n)))
