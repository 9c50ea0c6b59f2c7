"""What a reading takes and what it gives: noisy passes of a layer, and a value in nats with both ends.

One distribution is stated for all of them: X is uniform, or weighted, on the n inputs that were passed through the network.
"""

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class LinearLatents:
    """The layer is a linear map of a noisy layer, with noise of its own: L = (t + std_in Z) W' + b + std_out Z2, row by row.

    Parameters
    ----------
    latents : array (passes, n, k)
        t, the earlier layer before its noise. It may itself be random.
    std_in : float
        Standard deviation of the noise of the earlier layer.
    weight : array (d, k)
    bias : array (d,)
    std_out : float
        Standard deviation of the layer's own noise, positive.
    """

    latents: Array
    std_in: float
    weight: Array
    bias: Array
    std_out: float


@dataclass(frozen=True)
class Passes:
    """Noisy passes of one layer over the same n inputs.

    Parameters
    ----------
    values : array (m, n, d)
        The layer after its noise, in m passes.
    centres : array (n, d) or (m, n, d), optional
        The layer before its own noise. (n, d) exactly when nothing random comes before.
    std : float, optional
        Standard deviation of the layer's own noise, where it is known and the same everywhere.
    weights : array (n,)
        The probability of each distinct input: equal rows of x are one input with a weight.
    latents : LinearLatents, optional
    kept : float
        Share of the variance that the columns keep: 1, or less after a sketch.
    discrete : bool
        Whether X or the layer is whole numbers (tokens, codes), so that the layer has a finite entropy also without noise.
    """

    values: Array
    centres: Array | None
    std: float | None
    weights: Array
    latents: LinearLatents | None = None
    kept: float = 1.0
    discrete: bool = False


@dataclass(frozen=True)
class Reading:
    """A value in nats, and the ends of what is certified or known.

    Parameters
    ----------
    nats : float
        The value. It is never moved to an end.
    stderr : float
        One standard error of `nats`; 0 for values that have none.
    lower, upper : float
        Ends: a bound that was computed, or ln n, or H(Y). A Monte Carlo end has an error of about `stderr`.
    method : str
        "noise", "learnt", "certificate", "quadrature", "counted", "deterministic", "held-out", "bins", "quantised".
    flags : tuple of str
        "above H(Y)", "below 0", "at ln n", "deterministic", "under-learnt", "columns were sketched".
    details : dict of str to float
    """

    nats: float
    stderr: float
    lower: float
    upper: float
    method: str
    flags: tuple[str, ...] = ()
    details: dict[str, float] = field(default_factory=dict)
