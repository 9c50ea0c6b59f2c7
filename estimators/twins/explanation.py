"""Explain a sample by twins: fit three or four simple distributions, draw data sets of the same size, and compare.

Whatever the estimators say too little or too much on data like these, they say too little or too much on draws of a twin that
resembles the data. The misfit of a twin is the difference between the statistics of the data and their mean over its draws.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from infoplane.estimators.kernels.ascending import none_kept
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array

from .copula import fit_columns, fit_copula
from .elliptical import EllipticalTwin
from .mixture import MixtureTwin, fit_mixture
from .pairs import Pairing, PairsTwin, learn_pairs
from .statistics import FEW_COLUMNS, MOST_COLUMNS, Statistics, brought_near, entropies_of, mapped, standardised, statistics

Twin = EllipticalTwin | MixtureTwin | PairsTwin
NAMES = ("counts", "entropies", "learnt", "pairs")  # of the statistics
_HELD_OUT = 0.2


@dataclass(frozen=True)
class Candidate:
    """A fitted twin, and the statistics of data sets drawn from it.

    Parameters
    ----------
    name : {"columns", "ranks", "mixture", "pairs"}
    twin : EllipticalTwin, MixtureTwin or PairsTwin
    counts, entropies, learnt, pairs : float
        Means over the draws, in nats.
    counts_sd, entropies_sd, learnt_sd, pairs_sd : float
        Standard deviations over the draws.
    shuffled : float
        Mean of the weighted entropies of shuffled draws.
    """

    name: str
    twin: Twin
    counts: float = math.nan
    counts_sd: float = math.nan
    entropies: float = math.nan
    entropies_sd: float = math.nan
    learnt: float = math.nan
    learnt_sd: float = math.nan
    pairs: float = math.nan
    pairs_sd: float = math.nan
    shuffled: float = math.nan

    @property
    def components(self) -> int:
        """Normal parts of the twin."""
        return len(self.twin.weights) if isinstance(self.twin, MixtureTwin) else 1


@dataclass(frozen=True)
class Explanation:
    """All that is known of a sample before a value is decided.

    Parameters
    ----------
    n, x_dim, y_dim : int
    data, half : Statistics
        Of the sample, and the mean over its two random halves.
    shuffles : tuple of Statistics
        Of shuffled pairs.
    candidates : tuple of Candidate
    """

    n: int
    x_dim: int
    y_dim: int
    data: Statistics
    half: Statistics
    shuffles: tuple[Statistics, ...]
    candidates: tuple[Candidate, ...] = ()

    def shuffled(self, name: str) -> float:
        """Mean of a statistic over the shuffled pairs."""
        return float(np.mean([getattr(one, name) for one in self.shuffles]))


@none_kept()
def explain(x: Array, y: Array, rng: np.random.Generator) -> Explanation:
    """Fit the twins to x (n, dx) and y (n, dy), draw from them, and collect the statistics."""
    n, x_dim, y_dim = len(x), x.shape[1], y.shape[1]
    x, y = standardised(x), standardised(y)
    sample, order = mapped(x, y), rng.permutation(n)
    rotated = sample.rotated or sample.columns
    held_out, fitted = order[: int(_HELD_OUT * n)], order[int(_HELD_OUT * n) :]
    fits: dict[str, Twin] = {
        "columns": fit_columns(x, y, fitted, held_out),
        "ranks": fit_copula(x, y, fitted, held_out),
        "mixture": fit_mixture(*rotated, fitted, held_out, rng),
    }
    data = statistics(sample, order=order)
    pairing = learn_pairs(brought_near(x), brought_near(y), order) if x_dim + y_dim > MOST_COLUMNS else None
    if pairing:
        data, fits["pairs"] = data.with_pairs(pairing.of_sample()), pairing.twin(rng)
    few = n <= 2000
    shuffles = tuple(statistics(sample, shuffle=rng.permutation(n)) for _ in range(4 if few else 2))
    halves = [statistics(sample, rows) for rows in (order[: n // 2], order[n // 2 :])]
    draws = 4 if few else 3 if n < 8000 or x_dim + y_dim < 7 else 2
    return Explanation(
        n,
        x_dim,
        y_dim,
        data,
        Statistics(*(float(np.mean([getattr(half, name) for half in halves])) for name in NAMES)),
        shuffles,
        tuple(_drawn(Candidate(name, twin), n, draws, rng, pairing) for name, twin in fits.items()),
    )


def _by_pairs(candidate: Candidate, pairing: Pairing, x: Array, y: Array) -> Estimate:
    """P of a draw."""
    if candidate.name == "columns":
        x, y = brought_near(x), brought_near(y)
    return pairing.of_draw(x, y, normal=candidate.name in ("ranks", "mixture"))


def _drawn(candidate: Candidate, n: int, draws: int, rng: np.random.Generator, pairing: Pairing | None) -> Candidate:
    """The candidate with the statistics of its draws."""
    found, shuffled = [], []
    for _ in range(draws):
        drawn = candidate.twin.sample(n, rng=rng)
        sample = mapped(*drawn)
        one = statistics(sample, order=rng.permutation(n))
        found.append(one.with_pairs(_by_pairs(candidate, pairing, *drawn)) if pairing else one)
        if sum(candidate.twin.x_shape + candidate.twin.y_shape) <= FEW_COLUMNS:
            shuffled.append(entropies_of(sample, shuffle=rng.permutation(n)).nats)
    numbers: dict[str, Any] = {}
    for name in NAMES:
        values = np.array([getattr(one, name) for one in found])
        numbers |= {name: float(values.mean()), f"{name}_sd": float(values.std(ddof=1))}
    return replace(candidate, **numbers, shuffled=float(np.mean(shuffled)) if shuffled else math.nan)
