"""A lower bound of mutual information that is guaranteed, whatever the distribution: `certified_lower_bound`.

A critic is trained on one part of the rows, limits are put to it by a second, and the third part, which had no share in either,
gives bounded terms: over its pairs, and over independent pairs, x of every second row with y of the row after it. `bernstein`
makes a lower confidence bound of them. The only assumption is that rows are independent draws of one distribution.

The rows that train the critic also decide which columns are labels, and give the scale of every column. Where they show x or y
as constant, the bound is 0.

The bound gives away what a small sample cannot guarantee. It cannot exceed about ln n, and is 0 where the dependence is weak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from infoplane.estimators.samples.kinds import Discrete
from infoplane.estimators.samples.pairing import Missing, as_samples
from infoplane.estimators.validation import Array, is_constant, need_rows
from infoplane.extras import needed_by

from .bernstein import chosen_limits, lower_bound
from .information import FInformation

if TYPE_CHECKING:
    from infoplane.estimators.training.pair_splits import PairSplits

LEAST_ROWS = 20
# Most rows make the terms, and the limits need few. No choice here touches the guarantee, only how large the bound is.
CRITIC = FInformation(
    kind="H2",
    clip=10.0,
    hidden=32,
    layers=2,
    negatives=3,
    learning_rate=0.01,
    batch_size=128,
    max_steps=200,
    select=0.1,
    report=0.6,
)


@dataclass(frozen=True)
class CertifiedBound:
    """A lower confidence bound of mutual information.

    Parameters
    ----------
    nats : float
        I(X;Y) is at least this many nats, with the confidence `level`; 0 where the sample shows nothing.
    level : float
    n : int
        Rows in all.
    held_out : int
        Rows that the bound was computed from.

    Examples
    --------
    >>> print(CertifiedBound(0.75, 0.95, 1000, 500))
    I(X;Y) >= 0.750 nats with confidence 95 % (n = 1,000).
    """

    nats: float
    level: float
    n: int
    held_out: int

    def __float__(self) -> float:
        return self.nats

    def __str__(self) -> str:
        return f"I(X;Y) >= {self.nats:.3f} nats with confidence {100 * self.level:g} % (n = {self.n:,})."


def certified_lower_bound(
    x: ArrayLike,
    y: ArrayLike,
    level: float = 0.95,
    *,
    rng: Any = None,
    discrete: Discrete = "auto",
    missing: Missing = "error",
) -> CertifiedBound:
    """A lower confidence bound of I(X;Y) that holds for every distribution, at every n.

    Parameters
    ----------
    x, y : array, masked array, DataFrame, Series, list or torch tensor
        Shape (n,) or (n, *shape). Row i of x belongs to row i of y; a Series or a frame is paired by its index. Rows must be
        independent draws: rows of a series, or copies of rows, would break the guarantee.
    level : float
        Of all samples, at least this share has a bound below I(X;Y).
    rng : None, int, SeedSequence or numpy.random.Generator
        For the split of the rows and the training. None stands for 0.
    discrete, missing
        As `estimate_mi` takes them.

    Returns
    -------
    CertifiedBound

    Raises
    ------
    ValueError
        If the level is not between 0 and 1, the samples cannot be paired, or there are fewer than 20 rows.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> from infoplane.estimators import certified_lower_bound
    >>> x, y = CorrelatedNormal.with_mutual_information(2.0, 1, 1).sample(2000, rng=0)
    >>> bound = certified_lower_bound(x, y)
    >>> 0.5 < bound.nats <= 2.0
    True
    """
    return certified_bounds([(x, y)], level, [0 if rng is None else rng], discrete, missing)[0]


def certified_bounds(
    pairs: Sequence[tuple[ArrayLike, ArrayLike]],
    level: float,
    rngs: Sequence[Any],
    discrete: Discrete = "auto",
    missing: Missing = "error",
) -> list[CertifiedBound]:
    """The bounds of several samples of one shape and size, each as `certified_lower_bound` gives it, up to rounding.

    Their critics are trained side by side, which takes a fraction of the time.
    """
    if not 0 < level < 1:
        raise ValueError(f"A confidence lies between 0 and 1; got {level}.")
    with needed_by("certified_lower_bound"):
        from infoplane.estimators.critics.training import train_critics

    generators = [np.random.default_rng(rng) for rng in rngs]
    found: dict[int, CertifiedBound] = {}
    splits: dict[int, PairSplits] = {}
    for index, (pair, generator) in enumerate(zip(pairs, generators, strict=True)):
        n, made = _splits(*pair, generator, discrete, missing)
        if made is None:
            found[index] = CertifiedBound(0.0, level, n, int(CRITIC.report * n))
        else:
            splits[index] = made
    sizes = {index: sum(len(x) for x, _ in made) for index, made in splits.items()}
    if splits:
        rngs = [generators[index] for index in splits]
        trained = train_critics(list(splits.values()), rngs, CRITIC, CRITIC.objective(), CRITIC.criterion, 1)
        for index, critic in zip(splits, trained, strict=True):
            select, report = (CRITIC.scores(scores).double().numpy() for scores in (critic.select, critic.report))
            found[index] = CertifiedBound(_bound(select, report, level), level, sizes[index], len(report))
    return [found[index] for index in range(len(pairs))]


def _splits(
    x: ArrayLike, y: ArrayLike, rng: np.random.Generator, discrete: Discrete, missing: Missing
) -> tuple[int, PairSplits | None]:
    """The number of rows, and the three parts of them as networks take them: none where x or y is constant in the first."""
    from infoplane.estimators.training.pair_splits import split_by
    from infoplane.estimators.training.rows import split

    rows: list[list[Any]] = []

    def learning(n: int) -> Any:
        need_rows(n, LEAST_ROWS - 1, "certified_lower_bound", "Draw more samples.")
        rows.append(split(n, (CRITIC.select, CRITIC.report), rng))
        return rows[0][0]

    (x, y), _ = as_samples({"x": x, "y": y}, discrete, missing, learning)
    if any(is_constant(sample[rows[0][0]]) for sample in (x, y)):
        return len(x), None
    return len(x), split_by(x, y, rows[0], "dense")


def _bound(select: Array, report: Array, level: float) -> float:
    """The bound from the scores of the two parts (n, 1 + m): the limits are chosen by the first."""
    rows = len(report) - len(report) % 2
    # The rows are in random order: every second x with the next y are independent pairs that share no row.
    joint, independent = report[:rows, 0], report[:rows:2, 1]
    limits = chosen_limits(select[:, 0], select[:, 1:].ravel(), level, (len(joint), len(independent)))
    return max(0.0, float(lower_bound(joint, independent, limits, level)))
