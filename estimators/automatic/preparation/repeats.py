"""Rows that stand in the data more than once: a bootstrap resample, a table joined twice, every row typed twice.

Copies are no new draws, and neighbours take a copy for infinite dependence. They are found column by column. A column of
measured numbers does not repeat a value by chance; so if every row with a certain value of it agrees in all columns of x and y,
these rows are copies of one.

A row that is held far more often than others is an atom, if each of its values is 0 or an end of its column, such as 0 in all
columns. It stays, and a flag says so. Any other row may have been pasted.

A column that repeats values by itself, because it is counted or rounded, cannot show that, nor can a function of it. Such a
column is a lattice: the least gap between its m distinct values is of the order of its range over m. That of m draws from a
density is of the order of the range over m^2. The range is that of most values, as a typing error would stretch it. Few levels
do not show that: they are a lattice if all gaps are multiples of the least one, as between answers from 1 to 5 or codes.

Few distinct rows, each of them held often and not equally often, are levels that were drawn, such as products and their prices.
"""

import numpy as np
from numpy.typing import NDArray

from infoplane.estimators.samples.kinds import ROWS_A_LEVEL
from infoplane.estimators.samples.levels import symbols
from infoplane.estimators.validation import Array, Labels

from .columns import Variable
from .spread import repeats

_LATTICE = 20.0  # least gap * m (m - 1) / range: about an exponential variable of mean 1 for draws, at least m for a lattice
_FAR, _FEW = 20, 4  # one value of 20 at each end is no part of the range, nor is one of more than four
_FEW_STEPS = 100  # least gaps in the range of a lattice of few levels
_MULTIPLE = 1e-6  # of the least gap: what is left of a multiple by rounding
ATOM_OF_ROWS, _ATOM_TIMES = 0.01, 10.0  # an atom is this share of the rows, and this many times the median of distinct rows


def without_copies(x: Variable, y: Variable) -> tuple[Labels, str | None]:
    """The positions of the rows that are no copies of earlier ones, and a flag if there are copies."""
    n = len(x)
    if not all(repeats(column) for one in (x, y) for column in one.numbers.T):
        return np.arange(n), None
    codes = _joint_codes(x, y)
    first = np.unique(codes, return_index=True)[1]
    if len(first) == n:
        return np.arange(n), None
    if any(_explains(one, codes) for one in (x, y)):
        return np.arange(n), None
    columns = np.hstack([x.numbers, y.numbers]).T
    if _are_levels(codes) and not all(_is_lattice(np.unique(column)) for column in columns):
        return np.arange(n), f"The {n} rows are {len(first)} distinct ones, taken for draws: drop them if they are copies."
    copies = np.zeros(n, np.bool_)
    for column in columns:
        values, of_value = np.unique(column, return_inverse=True)
        if len(values) == n or _is_lattice(values):
            continue
        pairs = np.unique(np.column_stack([of_value, codes]), axis=0)[:, 0]
        copies |= (np.bincount(pairs) == 1)[of_value]
    copies[first] = False
    at_ends = np.logical_and.reduce([_is_special(column) for column in columns])
    atoms = copies & at_ends & are_frequent(codes)
    copies &= ~atoms
    dropped, said = int(copies.sum()), []
    if dropped:
        said.append(
            f"{dropped} of {n} rows repeat another row in all columns of x and y, as a bootstrap resample does; they are no "
            f"new draws and were dropped, so that n = {n - dropped}."
        )
    if atoms.any():
        said.append(
            f"{int(atoms.sum())} of {n} rows repeat another row of values that are 0 or ends of their columns, and are taken "
            "for draws: drop them if they are copies."
        )
    return np.flatnonzero(~copies), " ".join(said) or None


def _is_special(column: Array) -> NDArray[np.bool_]:
    """Which values of (n,) are 0 or an end of the column."""
    return (column == 0) | (column == column.min()) | (column == column.max())


def are_frequent(codes: Labels) -> NDArray[np.bool_]:
    """Which rows hold one row far more often than the others are held."""
    counts = np.bincount(codes)
    return np.asarray((counts > max(ATOM_OF_ROWS * len(codes), _ATOM_TIMES * float(np.median(counts))))[codes])


def _are_levels(codes: Labels) -> bool:
    """Whether all rows hold a few rows, each of them often, and not equally often, as whole tables that were copied do."""
    counts = np.bincount(codes)
    return bool(len(counts) <= len(codes) / ROWS_A_LEVEL and counts.min() != counts.max())


def _joint_codes(x: Variable, y: Variable) -> Labels:
    """One number for each distinct row of x and y together."""
    parts = [part for one in (x, y) for part in (one.numbers, one.labels) if part is not None and part.size]
    codes = [np.unique(part, axis=0, return_inverse=True)[1].reshape(-1) for part in parts]
    return symbols(np.column_stack(codes))


def _explains(one: Variable, codes: Labels) -> bool:
    """Whether counted or rounded values of one variable repeat by themselves, and the other variable is a function of them."""
    if not all(_is_lattice(np.unique(column)) for column in one.numbers.T):
        return False
    alone = _joint_codes(one, Variable("", one.numbers[:, :0]))
    return int(alone.max()) == int(codes.max())


def _is_lattice(values: Array) -> bool:
    """Whether sorted distinct values are spaced as counts or rounded numbers are, but for some far ones, such as -999."""
    m = len(values)
    if m < 2:
        return True
    gaps = np.diff(values)
    far = max(1, m // _FAR) if m > _FEW else 0
    least, width = float(gaps.min()), float(values[m - 1 - far] - values[far])
    if least * m * (m - 1) > _LATTICE * width or m * (m - 1) < _LATTICE:
        return True
    return width < _FEW_STEPS * least and bool((np.abs(gaps / least - np.rint(gaps / least)) < _MULTIPLE).all())
