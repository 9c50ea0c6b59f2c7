"""Blocks of very many rows: what corrects a value is computed on one of them, and the others move it to that of all rows.

Twins, shuffled pairs and halves cost a dozen times what the statistics of the data do, and where rows are many they correct
little. So more than `MOST_ROWS` rows are divided at random into J blocks, all of one size. The value of the first block becomes
that of all rows by a statistic s that has the same bias in every block:

    V = V_1 + (s_1 + ... + s_J) / J - s_1.

Its error is about that of s on all rows, and that of the correction on one block. s is the neighbour counts where they carry
the correction, and the entropies where another statistic does. Where none does, and in many columns, V_1 is near the MI of a
fitted distribution, which varies less than neighbours do: then s is the MI of the copula.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from infoplane.estimators.kernels.ascending import none_kept
from infoplane.estimators.kernels.threads import each
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Array, Rows

from .copula import copula_with
from .elliptical import EllipticalTwin
from .explanation import Explanation
from .statistics import MOST_COLUMNS, Mapped, counts_of, entropies_of, mapped
from .value import Value

MOST_ROWS = 200_000  # of a block: the noise of the statistics is about .002 nats

Block = Rows | slice


def blocks_of(n: int, rng: np.random.Generator, most: int = MOST_ROWS) -> list[Block]:
    """The rows of random blocks of at most so many of n rows; all rows as they are where they are no more.

    Examples
    --------
    >>> [len(rows) for rows in blocks_of(7, np.random.default_rng(0), most=3)]
    [3, 2, 2]
    """
    count = -(-n // most)
    return [slice(None)] if count == 1 else list(np.array_split(rng.permutation(n), count))


def from_statistic(statistic: Callable[[Mapped], Estimate], first: float, x: Array, y: Array, blocks: Sequence[Block]) -> float:
    """The mean of a statistic over the blocks of x (n, dx) and y (n, dy) less its value on the first, in nats."""
    others = each(lambda rows: statistic(mapped(x[rows], y[rows])).nats, blocks[1:], MOST_ROWS)
    moved = sum(others) - len(others) * first
    return moved / len(blocks) if math.isfinite(moved) else 0.0


def from_copula(first: EllipticalTwin, x: Array, y: Array, blocks: Sequence[Block]) -> float:
    """MI of the copula of x (n, dx) and y (n, dy) less that of the twin of the first block, in nats."""
    return copula_with(x, y, first.dof).estimate - first.estimate if len(blocks) > 1 else 0.0


@none_kept()
def from_other_blocks(found: Explanation, value: Value, x: Array, y: Array, blocks: Sequence[Block]) -> float:
    """What the blocks of x (n, dx) and y (n, dy) add to the value of the first, in nats; `found` is of the first too."""
    if not value.carrier or found.x_dim + found.y_dim > MOST_COLUMNS:
        twin = next(one.twin for one in found.candidates if one.name == "ranks")
        assert isinstance(twin, EllipticalTwin)
        return from_copula(twin, x, y, blocks)
    if value.carrier == "counts" or math.isnan(found.data.entropies):
        return from_statistic(counts_of, found.data.counts, x, y, blocks)
    return from_statistic(entropies_of, found.data.entropies, x, y, blocks)


def shown_too_much(value: Value) -> float:
    """Nats that learnt coordinates show of draws beyond their MI: small, but more than their noise among so many rows."""
    candidate = value.candidate
    return max(0.0, candidate.learnt - candidate.twin.mutual_information)  # 0 where none are learnt
