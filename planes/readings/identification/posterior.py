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

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Critic = Callable[[Floats], Floats]  # points (s, d) -> ln q(l | x_j), an array (s, n), up to a term of the row

TEMPERATURES = (0.7, 1.0, 1.5, 3.0, 10.0)
FLOOR = 1 / 200
_STEPS = 100
_LEAST = 2e-3  # of a share: smaller ones are left out, which saves time
_BLOCK = 4_000_000  # log-densities at a time


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
    """

    critics: Sequence[Critic]
    shares: Floats
    floor: float
    weights: Floats

    @classmethod
    def fitted(cls, critics: Sequence[Critic], points: Floats, rows: Rows, weights: Floats) -> "Mixture":
        """Fit the shares to points (s, d) that the inputs `rows` (s,) made."""
        ratios = [np.ones((1, len(rows)))]
        for critic in critics:
            ratios.append(ratios_of(critic(points), rows, weights, TEMPERATURES))
        shares = _shares(np.concatenate(ratios), weights[rows])
        return cls(critics, shares[1:].reshape(len(critics), -1), float(shares[0]), weights)

    def terms(self, points: Floats, rows: Rows) -> Floats:
        """ln [q(x | l) / w_x] of each point and the input that made it, in nats: an array (s,)."""
        step = max(_BLOCK // len(self.weights), 1)
        blocks = [slice(start, start + step) for start in range(0, len(rows), step)]
        return np.concatenate([self._block(points[block], rows[block]) for block in blocks])

    def _block(self, points: Floats, rows: Rows) -> Floats:
        total = np.full(len(rows), self.floor)
        for critic, shares in zip(self.critics, self.shares, strict=True):
            used = np.flatnonzero(shares)
            if len(used):
                total += shares[used] @ ratios_of(critic(points), rows, self.weights, [TEMPERATURES[t] for t in used])
        return np.log(total)


def ratios_of(logits: Floats, rows: Rows, weights: Floats, temperatures: Sequence[float]) -> Floats:
    """q(x | l) / w_x at each temperature, an array (temperatures, s)."""
    logits -= logits.max(axis=1, keepdims=True)
    own = logits[np.arange(len(rows)), rows]
    found = np.empty((len(temperatures), len(rows)))
    single, masses = logits.astype(np.float32), weights.astype(np.float32)
    for place, temperature in enumerate(temperatures):
        found[place] = np.exp(own / temperature) / (np.exp(single / np.float32(temperature)) @ masses)
    return found


def _shares(ratios: Floats, weights: Floats) -> Floats:
    """The shares (m,) of the rows of `ratios` (m, s) in the mixture of the highest likelihood; the first has a floor."""
    scaled = weights / weights.sum()
    shares = np.full(len(ratios), 1 / len(ratios))
    for _ in range(_STEPS):
        shares = shares * (ratios @ (scaled / (shares @ ratios)))
    shares[shares < _LEAST] = 0.0
    shares[0] = max(shares[0], FLOOR)
    return np.asarray(shares / shares.sum())


def mean_and_error(terms: Floats, weights: Floats) -> tuple[float, float]:
    """The weighted mean of terms (s,), and its standard error."""
    shares = weights / weights.sum()
    mean = float(shares @ terms)
    return mean, math.sqrt(float(shares**2 @ (terms - mean) ** 2) * len(terms) / max(len(terms) - 1, 1))
