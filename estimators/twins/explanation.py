"""Explain a sample by twins: fit three or four simple distributions, draw data sets of the same size, and compare.

Whatever the estimators say too little or too much on data like these, they say too little or too much on draws of a twin that
resembles the data. The misfit of a twin is the difference between the statistics of the data and their mean over its draws.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from infoplane.estimators.kernels.ascending import none_kept
from infoplane.estimators.kernels.threads import each
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Rows

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
    mixture = fit_mixture(*rotated, fitted, held_out, rng)  # alone: it changes the filters of warnings for a while
    steps: list[Callable[[], Any]] = [
        lambda: statistics(sample, order=order),
        lambda: fit_columns(x, y, fitted, held_out),
        lambda: fit_copula(x, y, fitted, held_out),
    ]
    data, columns, ranks = each(lambda step: step(), steps, n)
    fits: dict[str, Twin] = {"columns": columns, "ranks": ranks, "mixture": mixture}
    pairing = learn_pairs(brought_near(x), brought_near(y), order) if x_dim + y_dim > MOST_COLUMNS else None
    if pairing:
        data, fits["pairs"] = data.with_pairs(pairing.of_sample()), pairing.twin(rng)
    few = n <= 2000
    shuffles = each(
        lambda shuffle: statistics(sample, shuffle=shuffle), (rng.permutation(n) for _ in range(4 if few else 2)), n
    )
    halves = each(lambda rows: statistics(sample, rows), (order[: n // 2], order[n // 2 :]), n)
    draws = 4 if few else 3 if n < 8000 or x_dim + y_dim < 7 else 2
    return Explanation(
        n,
        x_dim,
        y_dim,
        data,
        Statistics(*(float(np.mean([getattr(half, name) for half in halves])) for name in NAMES)),
        tuple(shuffles),
        _with_draws([Candidate(name, twin) for name, twin in fits.items()], n, draws, rng, pairing),
    )


class _Draw(NamedTuple):
    """A data set of a twin, its rows in random order to learn on, and in another to shuffle; None where nothing is shuffled."""

    candidate: Candidate
    x: Array
    y: Array
    order: Rows
    shuffle: Rows | None


def _with_draws(
    candidates: Sequence[Candidate], n: int, count: int, rng: np.random.Generator, pairing: Pairing | None
) -> tuple[Candidate, ...]:
    """The candidates with the statistics of so many draws of each."""

    def draws() -> Iterator[_Draw]:
        for candidate in candidates:
            few_columns = sum(candidate.twin.x_shape + candidate.twin.y_shape) <= FEW_COLUMNS
            for _ in range(count):
                x, y = candidate.twin.sample(n, rng=rng)
                yield _Draw(candidate, x, y, rng.permutation(n), rng.permutation(n) if few_columns else None)

    found = each(lambda draw: _of_draw(draw, pairing), draws(), n)
    return tuple(_joined(one, found[i * count : (i + 1) * count]) for i, one in enumerate(candidates))


def _of_draw(draw: _Draw, pairing: Pairing | None) -> tuple[Statistics, float]:
    """The statistics of a draw, and the weighted entropies of its shuffled pairs."""
    sample = mapped(draw.x, draw.y)
    one = statistics(sample, order=draw.order)
    one = one.with_pairs(_by_pairs(draw.candidate, pairing, draw.x, draw.y)) if pairing else one
    return one, math.nan if draw.shuffle is None else entropies_of(sample, shuffle=draw.shuffle).nats


def _by_pairs(candidate: Candidate, pairing: Pairing, x: Array, y: Array) -> Estimate:
    """P of a draw."""
    if candidate.name == "columns":
        x, y = brought_near(x), brought_near(y)
    return pairing.of_draw(x, y, normal=candidate.name in ("ranks", "mixture"))


def _joined(candidate: Candidate, found: list[tuple[Statistics, float]]) -> Candidate:
    """The candidate with means and standard deviations over its draws."""
    numbers: dict[str, Any] = {}
    for name in NAMES:
        values = np.array([getattr(one, name) for one, _ in found])
        numbers |= {name: float(values.mean()), f"{name}_sd": float(values.std(ddof=1))}
    return replace(candidate, **numbers, shuffled=float(np.mean([shuffled for _, shuffled in found])))
