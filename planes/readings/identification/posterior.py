"""Which input made this row of a layer: posteriors of critics, mixed, and the bound on I(X;L) that they prove.

A critic q gives ln q(l | x_j) for every input j, up to a term that is the same for all j. With the probabilities w of inputs,

    I(X;L) >= E ln [ q(l | x) / sum_j w_j q(l | x_j) ],    equality for q = p.

The posterior is a mixture over critics, over temperatures of each, and over the probabilities w themselves. Its shares are
fitted by expectation maximisation on a calibration pass. The share of w has a floor, so no row costs more than -ln `FLOOR`.
The bound is the mean over the rows of an evaluation pass, which nothing was fitted to.

References: D. Barber, F. Agakov, The IM algorithm, NIPS 2003; A. van den Oord, Y. Li, O. Vinyals, arXiv 1807.03748 (InfoNCE).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.kernels.sums.mixture_shares import mixture_shares

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Critic = Callable[[Floats], Floats]  # points (s, d) -> ln q(l | x_j), an array (s, n), up to a term of the row

TEMPERATURES = (0.7, 1.0, 1.5, 3.0, 10.0)
FLOOR = 1 / 200
_STEPS = 100
_LEAST = 2e-3  # of a share: smaller ones are left out, which saves time
_BLOCK = 200_000  # log-densities at a time: more would not stay in the cache of a processor


class Calibration:
    """Rows that mixtures are fitted to: points (s, d), and the inputs (s,) that made them.

    The ratios of a critic are kept, since it may be in several mixtures.
    """

    def __init__(self, points: Floats, rows: Rows, weights: Floats) -> None:
        self.points, self.rows, self.weights = points, rows, weights
        self._ratios: dict[Critic, Floats] = {}

    def ratios(self, critic: Critic) -> Floats:
        """Of a critic at all temperatures, an array (temperatures, s)."""
        if critic not in self._ratios:
            self._ratios[critic] = critic_ratios(critic, self.points, self.rows, self.weights, TEMPERATURES)
        return self._ratios[critic]


@dataclass(frozen=True)
class Mixture:
    """A posterior over the inputs, fitted by `fitted`.

    Parameters
    ----------
    critics : sequence of Critic
    shares : array (critics, temperatures)
    floor : float
        The share of the probabilities of the inputs themselves.
    weights : array (n,)
        These probabilities.
    own : array (s,)
        The terms of the rows that the shares were fitted to.
    own_weights : array (s,)
        The probabilities of their inputs.
    """

    critics: Sequence[Critic]
    shares: Floats
    floor: float
    weights: Floats
    own: Floats
    own_weights: Floats

    @classmethod
    def fitted(cls, critics: Sequence[Critic], to: Calibration) -> "Mixture":
        """With the shares that fit these rows best."""
        ratios = np.concatenate([np.ones((1, len(to.rows))), *(to.ratios(critic) for critic in critics)])
        weights = to.weights[to.rows]
        shares = _shares(ratios, weights)
        by_critic = shares[1:].reshape(len(critics), -1)
        return cls(critics, by_critic, float(shares[0]), to.weights, np.log(shares @ ratios), weights)

    @property
    def reached(self) -> float:
        """The bound that the rows themselves give, which were fitted to."""
        return mean_and_error(self.own, self.own_weights)[0]

    def terms(self, points: Floats, rows: Rows) -> Floats:
        """ln [q(x | l) / w_x] of each point and the input that made it, in nats: an array (s,)."""
        total = np.full(len(rows), self.floor)
        for critic, shares in zip(self.critics, self.shares, strict=True):
            used = np.flatnonzero(shares)
            if len(used):
                temperatures = [TEMPERATURES[place] for place in used]
                total += shares[used] @ critic_ratios(critic, points, rows, self.weights, temperatures)
        return np.log(total)


def critic_ratios(critic: Critic, points: Floats, rows: Rows, weights: Floats, temperatures: Sequence[float]) -> Floats:
    """q(x | l) / w_x of points (s, d) at each temperature, an array (temperatures, s), some points at a time."""
    step = max(_BLOCK // len(weights), 1)
    blocks = [slice(start, start + step) for start in range(0, len(rows), step)]
    return np.concatenate([ratios_of(critic(points[block]), rows[block], weights, temperatures) for block in blocks], axis=1)


def ratios_of(logits: Floats, rows: Rows, weights: Floats, temperatures: Sequence[float]) -> Floats:
    """q(x | l) / w_x at each temperature, an array (temperatures, s)."""
    peaks = logits.max(axis=1)
    own = logits[np.arange(len(rows)), rows] - peaks
    found = np.empty((len(temperatures), len(rows)))
    single, masses = np.empty(logits.shape, np.float32), weights.astype(np.float32)
    np.subtract(logits, peaks[:, None], out=single, casting="same_kind")
    for place, temperature in enumerate(temperatures):
        found[place] = np.exp(own / temperature) / (np.exp(single / np.float32(temperature)) @ masses)
    return found


def _shares(ratios: Floats, weights: Floats) -> Floats:
    """The shares (m,) of the rows of `ratios` (m, s) in the mixture of the highest likelihood; the first has a floor."""
    shares = mixture_shares(ratios, weights / weights.sum(), 0.0, _STEPS)
    shares[shares < _LEAST] = 0.0
    shares[0] = max(shares[0], FLOOR)
    return np.asarray(shares / shares.sum())


def mean_and_error(terms: Floats, weights: Floats) -> tuple[float, float]:
    """The weighted mean of terms (s,), and its standard error."""
    shares = weights / weights.sum()
    mean = float(shares @ terms)
    return mean, math.sqrt(float(shares**2 @ (terms - mean) ** 2) * len(terms) / max(len(terms) - 1, 1))
