"""New pairings of x and y for a test of independence: which row of y goes to which row of x.

A scheme is a set G of permutations g of the rows. It is a valid null if independence leaves the distribution of the paired
sample as it is under each of them,

    (x_1, y_g(1)), ..., (x_n, y_g(n))  ~  (x_1, y_1), ..., (x_n, y_n),

and G is a group. The test draws from G evenly, with replacement; the identity may be drawn as well. Without groups of rows:

* "shuffle": all n! orders of the rows. Valid if the rows of x, or of y, are exchangeable, such as independent draws.
* "shift": y moved by s rows in a circle, s = 0, ..., n - 1. Valid if x or y is a stationary series; exactly so if it is
  circular, and nearly so if n is many times its correlation time, since only the seam is wrong.
* "block": y cut into blocks of equal length, in any order. Nearly valid for a stationary series whose correlation time is
  short against the block.

`groups` names rows that belong together, such as repeated measurements of one person, or one recording:

* "shuffle": groups are exchangeable, the rows in one group are not. All of y of a group goes to one other group of the same
  size, its rows in their order. A group whose size no other group has keeps its own y.
* "shift", "block": each group is a series of its own, in the order of its rows, and is shifted or cut by itself. This tests
  dependence within the groups: what whole groups have in common stays.

Slow trends, random walks and other series that are not stationary have no valid scheme here.

References: J. Hemerik, J. Goeman, Exact testing with random permutations, TEST 27 (2018), doi:10.1007/s11749-017-0571-1, on
groups of permutations. A. Winkler et al., Permutation inference for the general linear model, NeuroImage 92 (2014),
doi:10.1016/j.neuroimage.2014.01.060, on blocks. K. Harris, Nonsense correlations in neuroscience (2020),
doi:10.1101/2020.11.29.402719, on where circular shifts fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, get_args

import numpy as np

from .serial_dependence import sensible_block_length
from .validation import Labels, Rows, Sample

Scheme: TypeAlias = Literal["shuffle", "shift", "block"]


class Pairing(Protocol):
    """A group of permutations of the rows."""

    def draw(self, rng: np.random.Generator) -> Rows:
        """For each row of x, the row of y that goes to it: an array (n,)."""
        ...

    def kept(self) -> int:
        """The number of rows that every permutation leaves in place."""
        ...


@dataclass(frozen=True)
class Exchange:
    """Units of rows change places with units of the same length.

    Parameters
    ----------
    n : int
        Number of rows of the sample.
    stacks : sequence of arrays (units, length)
        Row numbers. No row is in two units. Rows in none of them stay in place.
    """

    n: int
    stacks: Sequence[Rows]

    def draw(self, rng: np.random.Generator) -> Rows:
        index = np.arange(self.n)
        for units in self.stacks:
            index[units] = units[rng.permutation(len(units))]
        return index

    def kept(self) -> int:
        return self.n - sum(units.size for units in self.stacks if len(units) > 1)


@dataclass(frozen=True)
class Shift:
    """Each series moves in a circle, by a number of rows of its own."""

    n: int
    series: Sequence[Rows]

    def draw(self, rng: np.random.Generator) -> Rows:
        index = np.arange(self.n)
        for rows in self.series:
            index[rows] = np.roll(rows, rng.integers(len(rows)))
        return index

    def kept(self) -> int:
        return self.n - sum(len(rows) for rows in self.series if len(rows) > 1)


def pairing_of(scheme: Scheme, x: Sample, y: Sample, members: list[Rows] | None, block_length: int | None = None) -> Pairing:
    """The permutations that a scheme allows. Without groups each row is a unit of its own, or all rows are one series."""
    n, rows = len(x), np.arange(len(x))
    if scheme == "shuffle":
        return Exchange(n, [rows[:, None]]) if members is None else shuffled(n, members)
    series = [rows] if members is None else members
    if scheme == "shift":
        return Shift(n, series)
    return blocked(n, series, block_length or sensible_block_length(x, y, series))


def rows_by_group(groups: Labels) -> list[Rows]:
    """The row numbers of each group, in their order; groups in the order of their first rows."""
    _, first, sizes = np.unique(groups, return_index=True, return_counts=True)
    rows = np.split(np.argsort(groups, kind="stable"), np.cumsum(sizes)[:-1])
    return [rows[position] for position in np.argsort(first)]


def shuffled(n: int, units: Sequence[Rows]) -> Exchange:
    """Exchange whole units of equal size."""
    sizes = np.array([len(rows) for rows in units])
    return Exchange(n, [np.stack([units[i] for i in np.flatnonzero(sizes == size).tolist()]) for size in np.unique(sizes)])


def blocked(n: int, series: Sequence[Rows], length: int) -> Exchange:
    """Exchange blocks within each series.

    A series of m rows is cut into m // length blocks of equal length, as long as they can be: at least `length`. The rows left
    over at its end, fewer than there are blocks, stay in place.
    """
    stacks = []
    for rows in series:
        count = max(len(rows) // length, 1)
        stacks.append(rows[: len(rows) // count * count].reshape(count, -1))
    return Exchange(n, stacks)


def check_scheme(scheme: str, block_length: int | None) -> None:
    """Refuse an unknown scheme, and a length of blocks that is below 1 or has no use."""
    if scheme not in get_args(Scheme):
        raise ValueError(f'The scheme must be "shuffle", "shift" or "block"; got {scheme!r}.')
    if block_length is not None and scheme != "block":
        raise ValueError(f'Only scheme="block" has a block length; got {block_length} with {scheme!r}.')
    if block_length is not None and block_length < 1:
        raise ValueError(f"A block needs at least one row; got block_length={block_length}.")


def need_moves(pairing: Pairing, n: int, scheme: str) -> None:
    """Refuse a pairing whose only permutation leaves every row in place."""
    if pairing.kept() == n:
        remedy = {
            "shuffle": "no two groups have the same number of rows. Give groups of equal size",
            "shift": 'every series has a single row. Use longer series, or scheme="shuffle"',
            "block": "no series is twice as long as a block. Use a smaller block_length, or longer series",
        }[scheme]
        raise ValueError(f"There is no other pairing of these {n} rows: {remedy}.")
